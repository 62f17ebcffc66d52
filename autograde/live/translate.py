"""Python functions as JavaScript: the few words that the rules are written in, and no others.

The library `pscript` translates them too, and was tried. It accepts what means something else in
JavaScript: the remainder of a negative number, an empty list as a condition, a name that nobody
defines. And its checked ``+`` and ``*`` must be replaced in its output by text. What follows is
short because it refuses all that it does not know; a rule that cannot be translated stops the
build, with its line.
"""

import ast
import inspect
import math
from textwrap import dedent, indent

from autograde.kit.errors import CourseError

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!==",
}  # fmt: skip
# `remainder` and `quotient` are in scripts/numbers.js: both round down, as Python's do.
ROUNDED_DOWN = {ast.Mod: "remainder", ast.FloorDiv: "quotient"}
FUNCTIONS = {"tanh": "Math.tanh", "min": "Math.min", "max": "Math.max", "abs": "Math.abs"}
MOST = 2**53  # beyond it JavaScript's numbers leave out whole ones
# What JavaScript lets nobody call a variable, at least in strict mode, and what `javascript` uses.
RESERVED = frozenset(
    "arguments await break case catch class const continue debugger default delete do else enum "
    "eval export extends false finally for function if implements import in instanceof interface "
    "let new null package private protected public return static super switch this throw true try "
    "typeof var void while with yield undefined NaN Infinity Math remainder quotient".split()
)


def javascript(functions, constants=None):
    """Translate functions that call one another into JavaScript functions of the same names.

    Parameters
    ----------
    functions : sequence of function
        Those to translate. Their arguments are numbers, sequences and named tuples, which are
        arrays with fields in JavaScript.
    constants : dict of str to number, optional
        Names of their modules that they read.

    Raises
    ------
    CourseError
        Where a function uses what cannot be translated; the message names it and the line.

    Examples
    --------
    >>> from supplychain.dynamics import overflow_size
    >>> print(javascript([overflow_size]))
    function overflow_size(stock, capacity) {
      return (capacity * Math.tanh(((stock - capacity) / (0.75 * capacity))));
    }
    """
    constants = constants or {}
    known = {function.__name__ for function in functions} | set(constants)
    for name, value in constants.items():
        if reason := _not_a_name(name) or _not_a_number(value):
            raise CourseError(f"the constant {name} = {value!r} {_REFUSED.format(reason)}")
    lines = [f"const {name} = {_number(value)};" for name, value in constants.items()]
    return "\n".join(lines + [_Translation(function, known).text for function in functions])


_REFUSED = (
    "cannot be translated into JavaScript{}. Write the rule in the words that "
    "autograde/live/translate.py knows, or teach it this one, with a test that compares the two "
    "languages."
)


def _not_a_name(name):
    """Return why JavaScript cannot call something by a name, "" where it can."""
    return f": {name} is a word of JavaScript's own, so give it another name" * (name in RESERVED)


def _not_a_number(value):
    """Return why a number is another one in JavaScript, or none, "" where it is the same."""
    if isinstance(value, int) and abs(value) > MOST:
        return f": whole numbers beyond 2**53 = {MOST} are rounded there"
    if isinstance(value, float) and not math.isfinite(value):
        return ": it is not finite"
    return ""


def _number(value):
    """Return a number as JavaScript writes it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


class _Translation:
    """One function on its way to JavaScript."""

    def __init__(self, function, known):
        (tree,) = ast.parse(dedent(inspect.getsource(function))).body
        self.where = f"{function.__module__}.{function.__name__}"
        self.first_line = function.__code__.co_firstlineno
        if not isinstance(tree, ast.FunctionDef):
            raise self.refusal(tree, "what is no function")
        arguments = tree.args
        names = [argument.arg for argument in arguments.args]
        plain = [*arguments.posonlyargs, *arguments.kwonlyargs, *arguments.defaults]
        if plain or arguments.vararg or arguments.kwarg or tree.decorator_list:
            raise self.refusal(tree, "arguments other than plain ones, or a decorator")
        stored = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        counters = {
            node.target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
        }
        # After its loop a counter is one less in Python, so it is known in there only.
        self.known = (known | stored | set(names)) - counters
        own = sorted(stored - set(names) - counters)
        for name in (tree.name, *names, *sorted(stored)):
            if reason := _not_a_name(name):
                raise self.refusal(tree, name, reason)
        body = tree.body[1:] if ast.get_docstring(tree) else tree.body
        lines = ([f"let {', '.join(own)};"] if own else []) + [self.statement(one) for one in body]
        head = f"function {tree.name}({', '.join(names)}) {{\n"
        self.text = head + indent("\n".join(lines), "  ") + "\n}"

    def refusal(self, node, what=None, reason=""):
        line = self.first_line + getattr(node, "lineno", 1) - 1
        return CourseError(
            f"{self.where}, line {line}: {what or ast.unparse(node)!r} {_REFUSED.format(reason)}"
        )

    def block(self, statements):
        return "{\n" + indent("\n".join(map(self.statement, statements)), "  ") + "\n}"

    def statement(self, node):
        match node:
            case ast.Assign(targets=targets, value=value):
                places = " = ".join(map(self.place, targets))
                return f"{places} = {self.value(value)};"
            case ast.AugAssign(target=target, op=op, value=value) if type(op) in OPERATORS:
                return f"{self.place(target)} {OPERATORS[type(op)]}= {self.value(value)};"
            case ast.Return(value=ast.expr() as value):
                return f"return {self.value(value)};"
            case ast.If(test=test, body=body, orelse=orelse):
                text = f"if ({self.condition(test)}) {self.block(body)}"
                return text + (f" else {self.block(orelse)}" if orelse else "")
            case ast.While(test=test, body=body, orelse=[]):
                return f"while ({self.condition(test)}) {self.block(body)}"
            case ast.For(
                target=ast.Name(id=name),
                iter=ast.Call(func=ast.Name(id="range"), args=[*ends], keywords=[]),
                body=body,
                orelse=[],
            ) if len(ends) in (1, 2):
                first = self.value(ends[0]) if len(ends) == 2 else "0"
                last = self.value(ends[-1])
                # Python reads the end once, JavaScript each time: a body must not move it.
                self.refuse_ends_that_move(ends[-1])
                self.refuse_changes(body, {name} | _names(ends[-1]))
                self.known = self.known | {name}
                text = f"for (let {name} = {first}; {name} < {last}; {name} += 1) "
                text += self.block(body)
                self.known = self.known - {name}
                return text
            case ast.Expr(value=ast.Call()):
                return f"{self.value(node.value)};"
        raise self.refusal(node)

    def refuse_ends_that_move(self, end):
        """Refuse an end that a body can move without a word: what a sequence or a call holds."""
        for node in ast.walk(end):
            is_length = isinstance(node, ast.Call) and ast.unparse(node.func) == "len"
            if isinstance(node, ast.Subscript) or isinstance(node, ast.Call) and not is_length:
                reason = " as the end of a range: give it a name before the loop"
                raise self.refusal(node, ast.unparse(node), reason)

    def refuse_changes(self, body, names):
        for node in (inner for statement in body for inner in ast.walk(statement)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names:
                raise self.refusal(node, f"changing {node.id} within its loop")

    def place(self, node):
        """Return what stands left of an equals sign."""
        if isinstance(node, ast.Tuple):
            names = [one.id for one in node.elts if isinstance(one, ast.Name)]
            if len(names) < len(node.elts):
                raise self.refusal(node)
            return f"[{', '.join(names)}]"
        if isinstance(node, ast.Name):
            return node.id
        return self.value(node)

    def value(self, node):
        match node:
            case ast.Name(id=name) if name in self.known:
                return name
            case ast.Constant(value=bool() | int() | float() as number):
                if reason := _not_a_number(number):
                    raise self.refusal(node, reason=reason)
                return _number(number)
            case ast.Attribute(value=ast.Name() as owner, attr=field):
                return f"{self.value(owner)}.{field}"
            case ast.Subscript(value=sequence, slice=index) if not isinstance(index, ast.Slice):
                if isinstance(index, ast.UnaryOp):  # counting from the end
                    raise self.refusal(node)
                return f"{self.value(sequence)}[{self.value(index)}]"
            case ast.Tuple(elts=elements):
                return f"[{', '.join(map(self.value, elements))}]"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"(-{self.value(operand)})"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return f"({self.value(left)} {OPERATORS[type(op)]} {self.value(right)})"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ROUNDED_DOWN:
                return f"{ROUNDED_DOWN[type(op)]}({self.value(left)}, {self.value(right)})"
            case ast.IfExp(test=test, body=yes, orelse=no):
                return f"({self.condition(test)} ? {self.value(yes)} : {self.value(no)})"
            case ast.Call(func=ast.Name(id="len"), args=[sequence], keywords=[]):
                return f"{self.value(sequence)}.length"
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
                name in self.known or name in FUNCTIONS
            ):
                called = name if name in self.known else FUNCTIONS[name]
                return f"{called}({', '.join(map(self.value, args))})"
        raise self.refusal(node)

    def condition(self, node):
        """Return what is true or false in both languages: no number, no list, no None."""
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                return f"{self.value(left)} {COMPARISONS[type(op)]} {self.value(right)}"
            case ast.BoolOp(op=op, values=values):
                word = " && " if isinstance(op, ast.And) else " || "
                return word.join(f"({self.condition(value)})" for value in values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"!({self.condition(operand)})"
        raise self.refusal(node)


def _names(node):
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
