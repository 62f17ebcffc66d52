"""A three-echelon supply chain to learn inventory management on.

Names are loaded when they are first used, so that `supplychain.dynamics` and `supplychain.model`
also run where NumPy and Gymnasium do not exist.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import registration

if TYPE_CHECKING:  # what is loaded later, for programs that read and do not run
    from . import batch as batch
    from . import checks as checks
    from . import demand as demand
    from . import demand_kinds as demand_kinds
    from . import dynamics as dynamics
    from . import env as env
    from . import evaluation as evaluation
    from . import model as model
    from . import plotting as plotting
    from . import policies
    from . import shop as shop
    from . import storyboard as storyboard
    from . import tabular as tabular
    from .demand import poisson_scenarios
    from .demand_kinds import ScenarioSet, correlated_scenarios, seasonal_scenarios
    from .env import SupplyChainEnv
    from .evaluation import Evaluation, evaluate, play_episode
    from .model import DistributionCentre, Retailer, SupplyChain
    from .shop import Shop, ShopEnv
    from .tabular import TabularEnv

__version__ = "0.1.0"

_HOME = {
    "SupplyChain": "model",
    "DistributionCentre": "model",
    "Retailer": "model",
    "SupplyChainEnv": "env",
    "TabularEnv": "tabular",
    "poisson_scenarios": "demand",
    "seasonal_scenarios": "demand_kinds",
    "correlated_scenarios": "demand_kinds",
    "ScenarioSet": "demand_kinds",
    "evaluate": "evaluation",
    "play_episode": "evaluation",
    "Evaluation": "evaluation",
    "Shop": "shop",
    "ShopEnv": "shop",
}
_MODULES = ("batch", "checks", "demand", "demand_kinds", "dynamics", "env", "evaluation", "model",
            "plotting", "policies", "shop", "storyboard", "tabular")  # fmt: skip

# What `from supplychain import *` brings: of the modules `policies` alone, as the others have names
# that a learner's own variables have, such as `env`, `shop` and `demand`.
__all__ = [  # written out, as type checkers read it
    "DistributionCentre",
    "Evaluation",
    "Retailer",
    "ScenarioSet",
    "Shop",
    "ShopEnv",
    "SupplyChain",
    "SupplyChainEnv",
    "TabularEnv",
    "correlated_scenarios",
    "evaluate",
    "play_episode",
    "poisson_scenarios",
    "policies",
    "seasonal_scenarios",
]

registration.register_when_possible()


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    elif name in _MODULES:
        value = import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, *_MODULES})
