"""What somebody changes in another's answer so that it looks like their own."""

import ast

FLIPPED = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}


def disguised(source):
    """Return the same program with other names, layout, comments and order."""
    tree = ast.parse(source)
    for change in (_Sides(), _Order(), _Names(tree)):
        tree = change.visit(tree)
    lines = ast.unparse(tree).replace('"', "'").splitlines()
    return "\n\n".join(f"{line}  # mine" if line.endswith(")") else line for line in lines)


class _Names(ast.NodeTransformer):
    """All names that the program itself makes, but those of its functions, are others."""

    def __init__(self, tree):
        own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        self.new = {name: f"my_{place}" for place, name in enumerate(sorted(own | _set_in(tree)))}

    def visit_Name(self, node):
        node.id = self.new.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.new.get(node.arg, node.arg)
        return node


class _Sides(ast.NodeTransformer):
    """Sums, products and comparisons are written from the other side."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult):
            node.left, node.right = node.right, node.left
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) == 1 and type(node.ops[0]) in FLIPPED:
            node.left, node.comparators = node.comparators[0], [node.left]
            node.ops = [FLIPPED[type(node.ops[0])]()]
        return node


class _Order(ast.NodeTransformer):
    """Two assignments in a row that need nothing of each other change places."""

    def generic_visit(self, node):
        super().generic_visit(node)
        body = getattr(node, "body", [])
        for place in range(len(body) - 1 if isinstance(body, list) else 0):
            one, other = body[place : place + 2]
            if _free(one, other) and _free(other, one):
                body[place : place + 2] = other, one
        return node


def _free(one, other):
    """Return whether an assignment needs nothing that another sets."""
    if not isinstance(one, ast.Assign | ast.AugAssign):
        return False
    named = {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
    return not named & _set_in(other)


def _set_in(tree):
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
