"""What an answer uses of what its exercise forbids: scopes as Python has them, cell by cell."""

import dis
import types

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from supplychain import names
from supplychain.forbidden import History, forbidden_uses
from supplychain.loads import loads

SETUP = """import numpy as np
from supplychain import Shop, SupplyChain, evaluate, policies
shop = Shop()
P, R = shop.P, shop.R"""
FORBID = ("optimum", "shop", "Shop", "scipy", "one_day", "np.linalg.solve")


def said(*cells, forbid=FORBID, name="f"):
    """Return what is said about the answer ``f`` of a notebook with these cells."""
    history = History()
    history.add(SETUP, given=True)
    for cell in cells:
        history.add(cell)
    return forbidden_uses(history, name, forbid)


USED = {
    "a global": ["def f():\n    return shop.optimum()"],
    "an own cell's alias": ["solve = shop.optimum", "def f():\n    return solve()"],
    "an alias of an alias": ["a = shop", "b = a.optimum", "def f():\n    return b()"],
    "a local alias": ["def f():\n    s = shop\n    return s.optimum()"],
    "a helper": ["def g():\n    return Shop()", "def f():\n    return g()"],
    "a helper below": ["def f():\n    return g()", "def g():\n    return Shop()"],
    "a helper of a helper": ["h = lambda: shop", "def g():\n    return h()", "def f():\n    g()"],
    "an import in the function": ["def f():\n    import scipy.stats as s\n    return s.norm"],
    "an import from": ["def f():\n    from supplychain.shop import Shop as S\n    return S()"],
    "an import of an own cell": ["from scipy import stats", "def f():\n    return stats.norm"],
    "another name for a module": ["import numpy as n", "def f():\n    return n.linalg.solve(1, 2)"],
    "a star import": ["from scipy.stats import *", "def f():\n    return norm.ppf(0.5)"],
    "a star import of the package": [
        "from supplychain.dynamics import *",
        "def f():\n    one_day()",
    ],
    "a condition": ["if True:\n    solve = shop.optimum", "def f():\n    return solve()"],
    "the other branch": [
        "try:\n    s = 1\nexcept KeyError:\n    s = shop",
        "def f():\n    return s",
    ],
    "a loop": ["for solve in [shop.optimum]:\n    pass", "def f():\n    return solve()"],
    "a with statement": ["with open(shop) as s:\n    pass", "def f():\n    return s"],
    "a walrus": ["print(solve := shop.optimum)", "def f():\n    return solve()"],
    "a walrus in a comprehension": ["[s := shop for _ in '1']", "def f():\n    return s"],
    "a global statement": [
        "def g():\n    global solve\n    solve = shop.optimum\ng()",
        "def f():\n    return solve()",
    ],
    "a table": ["tools = {}\ntools['a'] = shop.optimum", "def f():\n    return tools['a']()"],
    "an attribute": ["class T: pass\nT.a = shop.optimum", "def f():\n    return T.a()"],
    "a tuple": ["a, solve = 1, shop.optimum", "def f():\n    return solve()"],
    "a list that gets it": [
        "tools = []\ntools.append(shop.optimum)",
        "def f():\n    return tools[0]",
    ],
    "a list that gets it below": ["def f():\n    return d[0]", "d = []", "d.append(shop.optimum)"],
    "a set attribute": [
        "class T: pass\nt = T()\nsetattr(t, 'a', shop.optimum)",
        "def f():\n    return t.a()",
    ],
    "an attribute of a module": ["setattr(np, 'a', shop.optimum)", "def f():\n    return np.a()"],
    "an unbound method": ["d = []\nlist.append(d, shop.optimum)", "def f():\n    return d[0]()"],
    "a dictionary that is updated": ["d = {}\nd.update(a=shop.optimum)", "def f(): d['a']()"],
    "a list in a list": ["d = [[]]\nd[0].append(shop.optimum)", "def f(): d[0][0]()"],
    "a list in a loop": ["d = []\nfor s in [shop.optimum]:\n    d.append(s)", "def f(): d[0]()"],
    "a list in a comprehension": ["d = []\n[d.append(s) for s in [shop.P]]", "def f(): d[0]"],
    "another name for a list": ["d = []\ne = d\ne.append(shop.P)", "def f(): d[0]"],
    "a list that a dictionary holds": [
        "d = []\ne = {'d': d}\ne['d'].append(shop.P)",
        "def f(): d[0]",
    ],
    "a list that a list was given": [
        "d, e = [], []\ne.append(d)\ne[0].append(shop.P)",
        "def f(): d[0]",
    ],
    "a loop's name for a list": [
        "d = []\nfor e in [d]:\n    e.append(shop.P)",
        "def f(): d[0]",
    ],
    "an own function that fills": [
        "def keep(where, what):\n    where.append(what)\nd = []\nkeep(d, shop.P)",
        "def f(): d[0]",
    ],
    "a function that fills a global": [
        "d = []\ndef fill():\n    d.append(shop.P)\nfill()",
        "def f(): d[0]",
    ],
    "an own object that keeps": [
        "class B:\n    def keep(self, x):\n        self.x = x\nb = B()\nb.keep(shop.optimum)",
        "def f():\n    return b.x()",
    ],
    "a decorator that keeps": [
        "d = []\n@d.append\ndef g():\n    return shop.P",
        "def f():\n    return d[0]()",
    ],
    "globals that are set": ["globals()['solve'] = shop.optimum", "def f():\n    return solve()"],
    "globals that are updated": ["globals().update(s=shop.optimum)", "def f():\n    return s()"],
    "exec of a string in an own cell": ["exec('s = shop.optimum')", "def f():\n    return s()"],
    "a list that looks it up": ["d = []\nd.append(__import__('scipy.stats'))", "def f(): d[0]"],
    "an augmented assignment": ["a = []\na += [shop]", "def f():\n    return a"],
    "a decorator": ["def d(g):\n    return shop.optimum", "@d\ndef f():\n    return 1"],
    "a default": ["def f(x=shop):\n    return x"],
    "a lambda": ["f = lambda: shop.optimum()"],
    "a partial": ["from functools import partial\nf = partial(Shop.optimum, shop)"],
    "a class": ["class S:\n    def go(self):\n        return shop\nf = S().go"],
    "an inner function": ["def f():\n    def g():\n        return shop\n    return g()"],
    "a comprehension": ["def f():\n    return [shop for _ in range(3)]"],
    "the first part of a comprehension": ["def f():\n    return [shop for shop in shop.P]"],
    "below a timing magic": ["get_ipython().run_cell_magic('time', '', 's = shop')", "def f(): s"],
    "getattr with a string": ["def f():\n    return getattr(shop, 'optimum')()"],
    "eval of a string": ["def f():\n    return eval('shop.optimum()')"],
    "globals": ["def f():\n    return globals()['shop']"],
    "__import__ of a string": ["def f():\n    return __import__('scipy.stats')"],
    "__import__ where a local name is the module's": [
        "def f():\n    scipy = 1\n    return __import__('scipy.stats')"
    ],
}
DYNAMIC = {
    "getattr": ["def f():\n    return getattr(np, 'lin' + 'alg')"],
    "getattr of an own cell": ["g = getattr", "def f(n):\n    return g(np, n)"],
    "eval": ["def f(text):\n    return eval(text)"],
    "exec": ["def f():\n    exec('a' + 'b')"],
    "__import__": ["def f():\n    return __import__('sci' + 'py')"],
    "import_module": [
        "import importlib",
        "def f(n):\n    return importlib.import_module(n)",
    ],
    "globals": ["def f(n):\n    return globals()[n]"],
}
NOT_USED = {
    "a walrus in the function": ["def f():\n    if (shop := 1) > 0:\n        return shop.optimum"],
    "a walrus in a default, and a local variable of that name": [
        "def f():\n    class T:\n        def g(self, x=(shop := 1)):\n"
        "            shop = x\n            return shop\n    return T().g()"
    ],
    "an answer that is given to a function that compares": [
        "def g():\n    return 1\ndef f():\n    return g()",
        "def same(one, other):\n    return one() == other\nsame(f, shop.optimum().values)",
        "results = []\nresults.append(f())\nresults.append(shop.optimum().values)",
    ],
    "a table that is compared and printed": [
        "sizes = [2, 3]\ndef f():\n    return sizes[0]",
        "print(sizes, shop.optimum())\nnp.add(sizes, shop.optimum().values)",
        "sizes.index(shop.optimum().values[0])\nassert sizes == shop.optimum().orders",
        "values = np.zeros(3)\nvalues[:] = shop.optimum().values",
        "x = np.pi\nx += shop.optimum().values[0]",
    ],
    "a local list": [
        "d = [1]\ndef f():\n    return d[0]",
        "def g():\n    d = []\n    d.append(shop.P)\n    d[0] = shop.P",
        "def h(d):\n    d.append(shop.P)\n    return [d.append(shop) for d in d]",
    ],
    "what a method of an own object is called": [
        "class T:\n    def optimum(self):\n        return 1\nt = T()\nt.x = 3\nsetattr(t, 'y', 4)",
        "def f():\n    return t.optimum()",
    ],
    "functions of modules": [
        "np.append(P, shop.P)\nnp.add(P, R)",
        "def f():\n    return np.sum(P)",
    ],
    "a function that fills something else": [
        "def keep(where, what):\n    where.append(what)\nd, e = [1], []\nkeep(e, shop.P)",
        "def f(): d[0]",
    ],
    "an argument": ["def f(shop):\n    return shop.optimum()"],
    "a loop's variable": ["def f(rows):\n    for one_day, shop in rows:\n        one_day(shop)"],
    "a comprehension's variable": ["def f(x):\n    return [one_day for one_day in x]"],
    "an inner function": ["def f():\n    def one_day():\n        return 1\n    return one_day()"],
    "a local variable": ["def f(x):\n    one_day = x\n    return one_day.optimum"],
    "a variable of an outer function": [
        "def f(shop):\n    def g():\n        return shop\n    return g()"
    ],
    "an exception's name": [
        "def f():\n    try:\n        1\n    except KeyError as shop:\n        shop"
    ],
    "a pattern's name": [
        "def f(x):\n    match x:\n        case [shop, *one_day]:\n            shop"
    ],
    "an own function of that name": [
        "def one_day():\n    return 1",
        "def f():\n    return one_day()",
    ],
    "an own lambda of that name": ["one_day = lambda: 1", "def f():\n    return one_day()"],
    "an own class's method": [
        "class T:\n    def optimum(self):\n        return 1\nt = T()",
        "def f():\n    return t.optimum()",
    ],
    "an own constant": ["one_day = 24", "def f():\n    return one_day"],
    "a cell that compares": ["def f(x):\n    return x", "v = shop.optimum().values\nprint(f(v))"],
    "the other half of a tuple": ["a, solve = 1, shop.optimum", "def f():\n    return a"],
    "what was there before": ["def f():\n    return shop", "def f():\n    return 1"],
    "a helper that was mended": ["g = shop.optimum", "def f():\n    return g()", "g = len"],
    "setup names": ["def f():\n    return P, R, np, SupplyChain"],
    "annotations": ["def f(x: Shop, y: shop.P = 1) -> Shop:\n    z: Shop = 3\n    return x"],
    "an import that nothing uses": ["from scipy import stats\ndef f():\n    return 1"],
    "a keyword argument": ["def f(g):\n    return g(shop=1, optimum=2)"],
    "a string": ["def f():\n    '''Use shop.optimum.'''\n    return 'shop'"],
    "getattr of what is written out": ["def f(x):\n    return getattr(np, 'sum')(x)"],
    "an own function called eval": ["def eval(x):\n    return x", "def f():\n    return eval(1)"],
    "the stub": [
        "from supplychain.checks import NotWritten",
        "def f():\n    raise NotWritten('f')",
    ],
    "nothing that is Python": ["def f(:", "def f():\n    return 1"],
}


@pytest.mark.parametrize("name", USED)
def test_what_an_answer_uses_is_found_through_all_cells(name):
    assert said(*USED[name]).startswith("This exercise may not use ")
    assert said(*USED[name]).endswith("; write it yourself.")


@pytest.mark.parametrize("name", DYNAMIC)
def test_what_looks_names_up_is_told(name):
    assert "to look up what is not written out as a plain string" in said(*DYNAMIC[name])


@pytest.mark.parametrize("name", NOT_USED)
def test_what_an_answer_does_not_use_costs_nothing(name):
    assert said(*NOT_USED[name]) == ""


def test_an_exercise_that_forbids_nothing_says_nothing():
    assert said("def f(n):\n    return eval(n)", forbid=()) == ""


@pytest.mark.parametrize(
    "cell",
    [
        "x = np\n" + "x += x\n" * 3000,
        "x = np\n" + "if x: x = x.b\nif x: x = x.c\n" * 1500,
        "x = np\n" + "x = x\n" * 3000,
        "def x():\n    a = b\n    b = a\n    return a.c + b.c",
        "x = []\n" + "x.append(x)\nx.a = x[0]\n" * 1500,
        "".join(f"x{k} = [x{k - 1}]\n" for k in range(1, 1500)) + "x1499[0].append(x)\n" * 1000,
        "x = " + ", ".join(f"[y{k}]" for k in range(3000)) + "\n" + "x[0].append(x)\n" * 1000,
    ],
)
def test_names_that_stand_for_names_without_end_are_followed_for_a_while_only(cell):
    said(cell, "def f():\n    return x")


# Names that are bound nowhere, in answers, helpers and cells that have nothing to do with them.
TAKEN = st.sampled_from(
    ["shop.optimum()", "Shop()", "one_day", "np.linalg.solve(1, 2)", "eval('x' + 'y')", "shop"]
    + ["getattr(np, 'a' + 'b')", "np.zeros(3)", "1", "policies.s_S", "helper(2)", "f(1)"]
)
OTHERS = st.sampled_from(["mine", "i", "x", "env", "plot", "best"])
SHAPES = st.sampled_from(
    [
        "{name} = {value}",
        "{name}: int = {value}",
        "{name} = [{value} for {name} in range(3)]",
        "for {name} in [{value}]:\n    print({value})",
        "if {value}:\n    {name} = {value}\nelse:\n    import scipy as {name}",
        "with open({value}) as {name}:\n    {value}",
        "try:\n    {value}\nexcept Exception as {name}:\n    {value}",
        "def {name}(a={value}):\n    return {value}",
        "@print\ndef {name}():\n    global best\n    best = {value}",
        "class {name}:\n    value = {value}\n    def of(self):\n        return {value}",
        "print({name} := {value})",
        "{name} = 1\n{name} += {value}",
        "{name} = {{}}\n{name}['a'] = {value}",
        "{name} = lambda: {value}",
        "from scipy.stats import norm as {name}",
        "import supplychain.shop as {name}",
        "{name} = []\n{name}.append({value})",
        "{name} = [[]]\n{name}[0].extend([{value}])",
        "{name} = helper\nsetattr({name}, 'a', {value})",
        "class T:\n    def keep(self, x):\n        self.x = x\n{name} = T()\n{name}.keep({value})",
        "def keep(a, b):\n    a.append(b)\n{name} = {{}}\nkeep({name}, {value})",
        "def look(a, b):\n    return a(b) == b\nlook(helper, {value})\nlook(f, {value})",
        "{name} = np.zeros(3)\n{name}[:] = {value}\nnp.append({name}, {value})",
        "{name} = {{'a': 1}}\nprint({name}, {value}, f, helper)\nlist.append({name}, {value})",
        "globals()['{name}'] = {value}\nexec('{name} = 1')",
        "assert {value}, {value}",
        "{value}",
        "del {name}",
    ]
)
OTHER_CELLS = st.lists(
    st.builds(
        lambda shape, name, value: shape.format(name=name, value=value), SHAPES, OTHERS, TAKEN
    ),
    max_size=6,
)
ANSWERS = st.builds(
    lambda helper, value: [
        f"def helper(a):\n    return {helper}",
        f"def f(a):\n    return {value}",
    ],
    TAKEN,
    TAKEN,
)


NOTEBOOKS = given(ANSWERS, OTHER_CELLS, OTHER_CELLS, OTHER_CELLS)


def changes_nothing(answer, above, between, below):
    helper, function = answer
    assert said(*above, helper, *between, function, *below) == said(helper, function)


@settings(max_examples=100, deadline=None)
@NOTEBOOKS
def test_a_cell_that_binds_no_name_the_answer_loads_changes_nothing(answer, above, between, below):
    changes_nothing(answer, above, between, below)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@NOTEBOOKS
def test_none_of_many_such_cells_changes_anything(answer, above, between, below):
    changes_nothing(answer, above, between, below)


NAME = st.sampled_from("abc")
VALUE = st.recursive(
    NAME,
    lambda part: st.one_of(
        st.builds("({} + {})".format, part, part),
        st.builds("{}.x".format, part),
        st.builds("(lambda {}, y={}: {})".format, NAME, part, part),
        st.builds("[{} for {} in {} if {}]".format, part, NAME, part, part),
        st.builds(
            "{{{}: {} for {} in {} for {} in {}}}".format, part, part, NAME, part, NAME, part
        ),
        st.builds("f'{{ {} }}'".format, part),
        st.builds("({} := {})".format, NAME, part),
    ),
    max_leaves=4,
)


def _indented(lines):
    return "\n".join("    " + line for part in lines for line in part.split("\n"))


def _blocks(part):
    body = st.lists(part, min_size=1, max_size=3).map(_indented)
    return st.one_of(
        st.builds("def {}({}, *, y={}):\n{}".format, NAME, NAME, VALUE, body),
        st.builds("def {}():\n    global {}\n{}".format, NAME, NAME, body),
        st.builds(
            "def {}({}):\n    def {}():\n        nonlocal {}\n        {} = 1".format,
            NAME,
            NAME,
            NAME,
            NAME,
            NAME,
        ),
        st.builds("for {} in {}:\n{}".format, NAME, VALUE, body),
        st.builds("with {} as {}:\n{}".format, VALUE, NAME, body),
        st.builds("if {}:\n{}\nelse:\n{}".format, VALUE, body, body),
        st.builds("try:\n{}\nexcept {} as {}:\n{}".format, body, VALUE, NAME, body),
        st.builds(
            "match {}:\n    case [{}, *{}]:\n{}".format,
            VALUE,
            NAME,
            st.just("d"),
            body.map(lambda text: _indented([text])),
        ),
    )


STATEMENT = st.recursive(
    st.one_of(
        st.builds("{} = {}".format, NAME, VALUE),
        st.builds("print({})".format, VALUE),
        st.builds("import os as {}".format, NAME),
        st.builds("del {}".format, NAME),
    ),
    _blocks,
    max_leaves=6,
)


def _loaded(code):
    found = {one.argval for one in dis.get_instructions(code) if one.opname in LOADS}
    inner = (one for one in code.co_consts if isinstance(one, types.CodeType))
    return found.union(*map(_loaded, inner))


def _stored(code):
    """Return the names that a piece of code binds in the notebook, functions left out."""
    found = {one.argval for one in dis.get_instructions(code) if one.opname in STORES}
    inner = (one for one in code.co_consts if isinstance(one, types.CodeType))
    return found.union(*(_stored(one) for one in inner if "comp>" in one.co_name))


LOADS = ("LOAD_GLOBAL", "LOAD_NAME")
STORES = ("STORE_NAME", "DELETE_NAME", "STORE_GLOBAL", "DELETE_GLOBAL")


@settings(max_examples=300, deadline=None)
@given(STATEMENT)
@example("def f(a):\n    return [a for a in a if (lambda a, y=b: (b := a))]")
def test_scopes_are_those_of_the_compiler(source):
    try:
        code = compile(source, "cell", "exec")
    except SyntaxError:
        assume(False)
    (statement,) = names.statements(source)
    found = {load.path[0] for load in loads(statement) if not load.imported}
    assert found == _loaded(code)
    assert names.bound(statement) == _stored(code)
