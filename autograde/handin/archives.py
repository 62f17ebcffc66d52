"""The files of a class, from a folder or out of a zip that nobody vouches for."""

import zipfile
import zlib

from autograde.handin import outputs
from autograde.handin.forms import STAMP, ZIP, form
from autograde.handin.listing import File, folders, in_folder, in_zip, readable
from autograde.handin.notebook import LARGEST
from autograde.kit.errors import UnusableArgument

__all__ = ["File", "files", "folders", "readable"]

LARGEST_SUM = 4_000_000_000  # bytes of a whole zip, unpacked
LARGEST_ZIP = 100_000_000  # bytes of a zip in the zip
LARGEST_STAMP = 10_000
MOST_OPEN = 20  # zips
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError,
              ValueError)  # fmt: skip
try:
    from lzma import LZMAError

    UNREADABLE += (LZMAError,)
except ImportError:  # some Pythons are built without it
    pass


def files(place, scratch, leave_out=outputs.leave_out):
    """Return the files of a folder or a zip, sorted by name.

    Only what somebody may read later is unpacked: notebooks, Python files, times, zips.

    Parameters
    ----------
    place : Path
        A folder or a zip.
    scratch : Path
        An empty folder for what a zip holds.
    leave_out : callable
        Copies a notebook without its outputs, as `outputs.leave_out`; `Reader.leave_out` does it
        in another program.

    Raises
    ------
    UnusableArgument
        If `place` is neither, or no zip that can be opened.
    """
    if not place.exists():
        raise UnusableArgument(f"{place} does not exist; give the folder of the submissions")
    if not place.is_dir() and not zipfile.is_zipfile(place):
        raise UnusableArgument(f"{place} is neither a folder nor a zip")
    try:
        found = list(in_folder(place)) if place.is_dir() else in_zip(place)
    except UNREADABLE as error:
        raise UnusableArgument(f"{place} cannot be opened as a zip: {error}") from error
    store = _Store(scratch, leave_out)
    try:
        found = [one for outer in _fairly(found) for one in store.opened(outer)]
        unpacked = [store.unpacked(one) for one in _fairly(found)]
    finally:
        store.close()
    return sorted(unpacked, key=lambda file: file.parts)


def _fairly(found):
    """Return files in the order in which they get room: who hands in much comes last."""
    sums = {}
    for one in found:
        sums[one.file.parts[:2]] = sums.get(one.file.parts[:2], 0) + one.size
    return sorted(found, key=lambda one: (sums[one.file.parts[:2]], one.file.parts))


def _largest(parts):
    kind = form(parts[-1])
    if kind == STAMP:
        return LARGEST_STAMP
    sizes = {".ipynb": outputs.LARGEST_WITH_OUTPUTS, ZIP: LARGEST_ZIP}
    return sizes.get(kind, LARGEST)


class _Store:
    """Where files are put that are read later, under names of our own."""

    def __init__(self, scratch, leave_out):
        self._scratch, self._leave_out = scratch, leave_out
        self._room = LARGEST_SUM
        self._number = 0
        self._open = {}

    def close(self):
        """Close all zips."""
        while self._open:
            self._open.popitem()[1].close()

    def _archive(self, path):
        if path not in self._open:
            if len(self._open) >= MOST_OPEN:  # a class of zips is more than a system lets us open
                self.close()
            self._open[path] = zipfile.ZipFile(path)
        return self._open[path]

    def opened(self, found):
        """Return the files in a zip that was handed in, or the file itself."""
        file = found.file
        if form(file.parts[-1]) != ZIP or file.fault or file.parts[-1].startswith("."):
            return [found]
        file = self._copied(found) if found.archive else file
        try:
            return [found] if file.fault else in_zip(file.path, file.parts, inner=True)
        except (*UNREADABLE, UnusableArgument) as error:
            return [found._replace(file=file._replace(fault=f"the zip is damaged ({error})"))]

    def unpacked(self, found):
        """Return a file that can be read, if it is one that somebody may read."""
        file = found.file
        kind = form(file.parts[-1]) if not file.fault else ""
        if kind == ZIP and file.inner:
            return file._replace(fault="it is a zip in a zip in a zip; hand in the notebook")
        if not kind or kind == ZIP:
            return file._replace(path=None)
        file = self._copied(found) if found.archive else file
        large = file.path and kind == ".ipynb" and file.path.stat().st_size > LARGEST
        return self._without_outputs(file, bool(found.archive)) if large else file

    def _target(self):
        self._number += 1
        return self._scratch / f"{self._number}"

    def _copied(self, found):
        """Unpack a member of a zip."""
        largest, target = _largest(found.file.parts), self._target()
        too_large = f"it is larger than {largest // 1_000_000} MB; clear its outputs"
        if found.size > largest:
            return found.file._replace(fault=too_large)
        if found.size > self._room:
            return found.file._replace(fault="the zip unpacks to more than its class can need")
        try:
            with self._archive(found.archive).open(found.info) as source, target.open("wb") as copy:
                while piece := source.read(1_000_000):
                    copy.write(piece)
        except UNREADABLE as error:
            fault = f"the zip holds it damaged or in a form that cannot be read ({error})"
            return found.file._replace(fault=fault)
        self._room -= found.size
        return found.file._replace(path=target)

    def _without_outputs(self, file, ours):
        target = self._target()
        fault = self._leave_out(file.path, target)
        if ours:
            kept = target.stat().st_size if target.exists() else 0
            self._room += file.path.stat().st_size - kept
            file.path.unlink()
        return file._replace(path=None if fault else target, fault=fault)
