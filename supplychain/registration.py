"""Makes `gymnasium.make` know the environments, whichever of the two packages is imported first.

Gymnasium is only imported when somebody needs it; where it is not yet, the names are registered as
soon as it is.
"""

import sys
from importlib.machinery import PathFinder

ENVIRONMENTS = {
    "SupplyChain-v0": "supplychain.env:SupplyChainEnv",
    "SupplyChainTabular-v0": "supplychain.env:TabularEnv",
}


def register():
    """Register the environments with Gymnasium."""
    import gymnasium

    for name, entry_point in ENVIRONMENTS.items():
        if name not in gymnasium.registry:
            gymnasium.register(id=name, entry_point=entry_point)


def register_when_possible():
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

    def find_spec(self, fullname, path=None, target=None):
        if fullname != "gymnasium":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            run = spec.loader.exec_module

            def run_and_register(module):
                run(module)
                register()

            spec.loader.exec_module = run_and_register
        return spec
