"""The package as a whole: what an import costs, what it offers, and the examples in docstrings."""

import ast
import doctest
import pickle
import re
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import supplychain
from autograde.release.bundle import build_wheel

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    module.name for module in iter_modules(supplychain.__path__) if module.name != "__main__"
)
CONTRACT = ("SupplyChain", "DistributionCentre", "Retailer", "SupplyChainEnv", "TabularEnv",
            "poisson_scenarios", "evaluate", "policies")  # fmt: skip


def fresh(program):
    """Run a program in a new interpreter; return what it prints."""
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def loaded_by(statement, *packages):
    """Return which of the packages are loaded after a statement in a new interpreter."""
    program = f"{statement}\nimport sys\nprint([p for p in {packages} if p in sys.modules])"
    return fresh(program)


@pytest.mark.parametrize("module", ["", ".model", ".dynamics"])
def test_the_rules_load_neither_numpy_nor_gymnasium(module):
    assert loaded_by(f"import supplychain{module}", "numpy", "gymnasium") == "[]"


def test_evaluate_is_a_function_and_loads_neither_matplotlib_nor_numba():
    statement = "import supplychain\nassert callable(supplychain.evaluate)"
    assert loaded_by(statement, "matplotlib", "numba", "scipy") == "[]"
    statement = "import supplychain.evaluation\nassert callable(supplychain.evaluate)"
    assert loaded_by(statement, "matplotlib", "numba", "scipy") == "[]"


def test_the_rules_run_where_numpy_and_gymnasium_do_not_exist():
    program = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from supplychain.dynamics import new_state, one_day
from supplychain import SupplyChain
parameters = SupplyChain().parameters
print(one_day(0, [10, 20, 50], [8, 30], parameters, new_state(parameters))[-1])
import numpy
"""
    # -I and -S: the standard library alone, without installed packages.
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False
    )
    assert float(run.stdout) == 1650 - 52 - 70 - 100 - 25  # see test_dynamics
    assert "No module named 'numpy'" in run.stderr


@pytest.mark.parametrize(
    "imports",
    [
        "import supplychain, gymnasium",
        "import gymnasium, supplychain",
        "import supplychain.env",
        "import supplychain.dynamics\nfrom gymnasium import spaces",
    ],
)
def test_gymnasium_knows_the_environments_whichever_is_imported_first(imports):
    program = f"""
{imports}
import gymnasium
print(gymnasium.make("SupplyChain-v0").reset(seed=0)[0].tolist())
print(gymnasium.make("SupplyChainTabular-v0").reset(seed=0)[0])
"""
    assert fresh(program).split("\n") == ["[25, 25, 100]", "22"]


@pytest.mark.parametrize("name", sorted({*CONTRACT, *supplychain.__all__}))
def test_every_public_name_is_there(name):
    if name == "plotting":
        pytest.importorskip("matplotlib")
    assert getattr(supplychain, name) is not None
    assert name in dir(supplychain)


def test_what_type_checkers_read_is_what_is_loaded():
    tree = ast.parse(Path(supplychain.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    mirrored = {}
    for statement in block.body:
        for alias in statement.names:
            mirrored[alias.name] = statement.module or alias.name
    loaded = {**supplychain._HOME, **{name: name for name in supplychain._MODULES}}
    assert mirrored == loaded
    assert set(supplychain.__all__) == {*supplychain._HOME, "policies"}


def test_a_star_import_leaves_names_of_ones_own_alone():
    space = {"env": 1, "shop": 2, "demand": 3, "model": 4}
    exec("from supplychain import *", space)
    assert (space["env"], space["shop"], space["demand"], space["model"]) == (1, 2, 3, 4)
    assert space["policies"].base_stock and space["SupplyChain"]


def test_everything_can_be_imported_where_there_is_the_wheel_alone():
    program = f"""
import sys
sys.modules["matplotlib"] = sys.modules["numba"] = None  # as if they were not installed
from supplychain import *
import supplychain
print(sorted(set({supplychain.__all__!r}) - set(globals())))
env = supplychain.SupplyChainEnv(render_mode="ansi")
env.reset(seed=0)
print("DC" in env.render(), env.metadata["render_modes"])
"""
    assert fresh(program).split("\n") == ["[]", "True ['ansi']"]


def test_the_wheel_tells_that_it_is_typed_and_what_it_is(tmp_path):
    with zipfile.ZipFile(build_wheel(tmp_path)) as wheel:
        assert "supplychain/py.typed" in wheel.namelist()
        (metadata,) = (name for name in wheel.namelist() if name.endswith("METADATA"))
        description = wheel.read(metadata).decode().partition("\n\n")[2]
    assert description.startswith("# supplychain")
    # A link of a checkout leads nowhere from there.
    assert all(link.startswith("https://") for link in re.findall(r"\]\((.*?)\)", description))


def test_the_random_policy_can_be_pickled():
    policy = supplychain.policies.random(seed=3)
    again = pickle.loads(pickle.dumps(policy))
    positions = [[20, 20, 90]] * 5
    assert again(positions, 4).tolist() == policy(positions, 4).tolist()
    assert again.name == "random"


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="evalaute"):
        _ = supplychain.evalaute


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_print_what_they_say(name):
    if name == "plotting":
        pytest.importorskip("matplotlib").use("Agg")
    failed, _ = doctest.testmod(import_module(f"supplychain.{name}"), verbose=False)
    assert failed == 0


@pytest.mark.parametrize(
    "use",
    [
        lambda: supplychain.SupplyChainEnv("chain"),
        lambda: supplychain.poisson_scenarios("chain", 3, seed=0),
        lambda: supplychain.evaluate(
            supplychain.policies.constant([1, 1, 1]), [[[0, 0]] * 28], chain="chain"
        ),
        lambda: supplychain.policies.greedy([[0.0] * 27] * 64, chain="chain"),
    ],
    ids=["environment", "demand", "evaluation", "policy"],
)
def test_what_is_no_chain_is_refused_by_name(use):
    with pytest.raises(TypeError, match="chain is 'chain': give a SupplyChain"):
        use()
