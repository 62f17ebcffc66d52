"""Python functions as JavaScript: the few words that the rules are written in, and no others.

The library `pscript` translates them too, and was tried. It accepts what means something else in
JavaScript: the remainder of a negative number, an empty list as a condition, a name that nobody
defines. And its checked ``+`` and ``*`` must be replaced in its output by text. What follows is
short because it refuses all that it does not know; a rule that cannot be translated stops the
build, with its line.
"""

import ast
import inspect
from textwrap import dedent, indent

from autograde.kit.errors import CourseError

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "===", ast.NotEq: "!==",
}  # fmt: skip
# `remainder` and `quotient` are in scripts/numbers.js: both round down, as Python's do.
ROUNDED_DOWN = {ast.Mod: "remainder", ast.FloorDiv: "quotient"}
FUNCTIONS = {"tanh": "Math.tanh", "min": "Math.min", "max": "Math.max", "abs": "Math.abs"}


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
    lines = [f"const {name} = {value!r};" for name, value in constants.items()]
    return "\n".join(lines + [_Translation(function, known).text for function in functions])


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
        body = tree.body[1:] if ast.get_docstring(tree) else tree.body
        lines = ([f"let {', '.join(own)};"] if own else []) + [self.statement(one) for one in body]
        head = f"function {tree.name}({', '.join(names)}) {{\n"
        self.text = head + indent("\n".join(lines), "  ") + "\n}"

    def refusal(self, node, what=None):
        line = self.first_line + getattr(node, "lineno", 1) - 1
        return CourseError(
            f"{self.where}, line {line}: {what or ast.unparse(node)!r} cannot be translated into "
            "JavaScript. Write the rule in the words that autograde/live/translate.py knows, or "
            "teach it this one, with a test that compares the two languages."
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
                self.refuse_changes(body, {name} | _names(ends[-1]))
                self.known = self.known | {name}
                text = f"for (let {name} = {first}; {name} < {last}; {name} += 1) "
                text += self.block(body)
                self.known = self.known - {name}
                return text
            case ast.Expr(value=ast.Call()):
                return f"{self.value(node.value)};"
        raise self.refusal(node)

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
            case ast.Constant(value=bool() as truth):
                return str(truth).lower()
            case ast.Constant(value=int() | float() as number):
                return repr(number)
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
                return f"{FUNCTIONS.get(name, name)}({', '.join(map(self.value, args))})"
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
