"""Packages that come when they are imported: a finder that fetches them, and steps aside."""

import importlib
import sys


class Fetcher:
    """Stands before Python's own finders.

    Parameters
    ----------
    modules : set of str
        Top-level modules that come together.
    fetch : callable
        ``fetch()`` brings them all to where Python looks.
    """

    def __init__(self, modules, fetch):
        self._modules, self._fetch = modules, fetch

    def find_spec(self, name, path=None, target=None):
        """Fetch what is missing; never find anything."""
        if name.partition(".")[0] in self._modules and self in sys.meta_path:
            sys.meta_path.remove(self)
            self._fetch()
            importlib.invalidate_caches()
        return None


def install(modules, fetch):
    """Put it in its place."""
    sys.meta_path.insert(0, Fetcher(set(modules), fetch))
