"""Makes `gymnasium.make` know the environments, whichever of the two packages is imported first.

A program that names them by ``"supplychain:SupplyChain-v0"`` need not import this package: worker
processes, which begin with an empty interpreter, then do so by themselves.

Gymnasium is only imported when somebody needs it; where it is not yet, the names are registered as
soon as it is.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# A chain's own horizon ends its episodes; a shop has no last day, which no learner can wait for.
# A sampled order need not fit in the shop, and programs that try environments sample without masks.
ENVIRONMENTS: dict[str, dict] = {
    "SupplyChain-v0": {"entry_point": "supplychain.env:SupplyChainEnv"},
    "SupplyChainTabular-v0": {"entry_point": "supplychain.tabular:TabularEnv"},
    "SupplyChainShop-v0": {
        "entry_point": "supplychain.shop:ShopEnv",
        "max_episode_steps": 100,
        "kwargs": {"cut_orders": True},
    },
}


def register() -> None:
    """Register the environments with Gymnasium."""
    import gymnasium

    for name, specification in ENVIRONMENTS.items():
        if name not in gymnasium.registry:
            gymnasium.register(id=name, **specification)


def register_when_possible() -> None:
    """Register now if Gymnasium is imported, else right after it will be."""
    if "gymnasium" in sys.modules:
        register()
    else:
        sys.meta_path.insert(0, _AfterGymnasium())


class _AfterGymnasium:
    """Wraps the first import of Gymnasium: runs it, then registers.

    It finds modules, but is no `importlib.abc.MetaPathFinder`: to import that would take longer
    than all else of the package, at every start of a jail.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "gymnasium":
            return None
        sys.meta_path.remove(self)
        spec: Any = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            run = spec.loader.exec_module

            def run_and_register(module: ModuleType) -> None:
                run(module)
                register()

            spec.loader.exec_module = run_and_register
        return spec
