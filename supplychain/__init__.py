"""A three-echelon supply chain to learn inventory management on.

Names are loaded when they are first used, so that `supplychain.dynamics` and `supplychain.model`
also run where NumPy and Gymnasium do not exist.
"""

from importlib import import_module

from . import registration

__version__ = "0.1.0"

_HOME = {
    "SupplyChain": "model",
    "DistributionCentre": "model",
    "Retailer": "model",
    "SupplyChainEnv": "env",
    "TabularEnv": "env",
    "poisson_scenarios": "demand",
    "evaluate": "evaluation",
    "play_episode": "evaluation",
    "Shop": "shop",
}
_MODULES = ("batch", "checks", "demand", "dynamics", "env", "evaluation", "model", "plotting",
            "policies", "shop")  # fmt: skip

__all__ = [*_HOME, *_MODULES]

registration.register_when_possible()


def __getattr__(name):
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    elif name in _MODULES:
        value = import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
