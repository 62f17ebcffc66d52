"""The files of a class, from a folder or out of a zip that nobody vouches for.

Whatever is wrong with a file is its owner's: it becomes a fault with a reason, and everybody else's
files are read. What one student hands in has room of its own, and only what somebody may read takes
any of it.
"""

import zipfile

from autograde.handin import outputs, packed
from autograde.handin.forms import STAMP, ZIP, form
from autograde.handin.listing import (
    MOST_MEMBERS,
    File,
    Listed,
    folders,
    in_folder,
    in_zip,
    readable,
    why,
)
from autograde.handin.notebook import LARGEST
from autograde.kit.errors import CourseError, UnusableArgument

__all__ = ["File", "files", "folders", "readable"]

ROOM = 500_000_000  # bytes of one student's files, unpacked
LARGEST_SUM = 8_000_000_000  # of all; who hands in little gets room before who hands in much
LARGEST_ZIP = 300_000_000  # bytes of a zip in the zip
LARGEST_STAMP = 10_000
MOST_OPEN = 20  # zips


def _here(path, target, _whose):
    return outputs.leave_out(path, target)


def files(place, scratch, owners=None, leave_out=_here):
    """Return the files of a folder or a zip, sorted by name.

    Only what somebody may read later is unpacked: notebooks, Python files, times, zips.

    Parameters
    ----------
    place : Path
        A folder or a zip.
    scratch : Path
        An empty folder for what a zip holds.
    owners : callable, optional
        Is given the names of all files, as tuples of parts; returns a function that says of one
        whose room it takes. Without it, each top folder has room of its own.
    leave_out : callable
        ``leave_out(path, target, whose)`` copies a notebook without its outputs, as
        `outputs.leave_out`; `Reader.leave_out` does it in another program.

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
    except UnusableArgument:
        raise
    except Exception as error:  # zipfile raises errors of many kinds
        raise UnusableArgument(f"{place} cannot be opened as a zip: {why(error)}") from error
    store, owners = _Store(scratch, leave_out), owners or _top_folders
    try:
        found = [one for outer in store.fairly(found, owners) for one in store.opened(outer)]
        unpacked = [store.unpacked(one) for one in store.fairly(found, owners)]
    finally:
        store.close()
    return sorted(unpacked, key=lambda file: file.parts)


def _top_folders(names):
    return lambda parts: parts[:1]


def _kind(file):
    """Return what a file may be that is read, "" if nobody reads it."""
    return "" if file.fault else form(file.parts[-1])


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
        self._left, self._rooms = LARGEST_SUM, {}  # bytes: of all, of each owner
        self._members = {}  # files in zips, of each owner
        self._owner = lambda parts: ""  # of a file: whose room it takes
        self._number = 0
        self._open = {}

    def close(self):
        """Close all zips."""
        while self._open:
            self._open.popitem()[1].close()

    def fairly(self, found, owners):
        """Return files in the order in which they get room: who hands in much comes last."""
        self._owner = owners([one.file.parts for one in found])
        keys = [self._owner(one.file.parts) for one in found]
        sums = {}
        for one, key in zip(found, keys):
            sums[key] = sums.get(key, 0) + (one.size if _kind(one.file) else 0)
        order = sorted(zip(keys, found), key=lambda pair: (sums[pair[0]], pair[1].file.parts))
        return [one for _, one in order]

    def opened(self, found):
        """Return the files in a zip that was handed in, or the file itself."""
        file = found.file
        if _kind(file) != ZIP or file.parts[-1].startswith("."):
            return [found]
        try:
            file = self._copied(found) if found.archive else file
            return [found._replace(file=file)] if file.fault else self._members_of(file)
        except Exception as error:  # zipfile raises errors of many kinds
            fault = f"the zip is damaged ({why(error)})"
            return [found._replace(file=file._replace(path=None, fault=fault))]

    def _members_of(self, file):
        """Return the members of a zip that was handed in; of all of one owner's, so many."""
        members, owner = in_zip(file.path, file.parts, inner=True), self._owner(file.parts)
        self._members[owner] = self._members.get(owner, 0) + len(members)
        if self._members[owner] > MOST_MEMBERS:
            raise UnusableArgument(f"with all others it holds more than {MOST_MEMBERS} files")
        return members

    def unpacked(self, found):
        """Return a file that can be read, if it is one that somebody may read."""
        file, kind = found.file, _kind(found.file)
        if kind == ZIP and file.inner:
            return file._replace(fault="it is a zip in a zip in a zip; hand in the notebook")
        if not kind or kind == ZIP:
            return file._replace(path=None)
        try:
            file = self._copied(found) if found.archive else file
            large = file.path and kind == ".ipynb" and file.path.stat().st_size > LARGEST
            return self._without_outputs(file, bool(found.archive)) if large else file
        except Exception as error:
            if isinstance(error, CourseError) and not isinstance(error, UnusableArgument):
                raise  # no file's fault
            return file._replace(path=None, fault=f"it cannot be read ({why(error)})")

    def _archive(self, path):
        if path not in self._open:
            if len(self._open) >= MOST_OPEN:  # a class of zips is more than a system lets us open
                self.close()
            self._open[path] = Listed(path)
        return self._open[path]

    def _target(self):
        self._number += 1
        return self._scratch / f"{self._number}"

    def _take(self, parts, size):
        """Take room; return why there is none, "" if there is."""
        owner = self._owner(parts)
        left = self._rooms.setdefault(owner, ROOM)
        if size > left:
            return f"what was handed in unpacks to more than {ROOM // 1_000_000} MB"
        if size > self._left:
            return "the zip unpacks to more than its class can need"
        self._rooms[owner], self._left = left - size, self._left - size
        return ""

    def _copied(self, found):
        """Unpack a member of a zip."""
        largest, target = _largest(found.file.parts), self._target()
        if found.size > largest:
            fault = f"it is larger than {largest // 1_000_000} MB; clear its outputs"
            return found.file._replace(fault=fault)
        if fault := self._take(found.file.parts, found.size):
            return found.file._replace(fault=fault)
        try:
            with target.open("wb") as copy:
                for piece in packed.pieces(self._archive(found.archive), found.info):
                    copy.write(piece)
        except Exception as error:  # damage has as many kinds of errors as forms have readers
            fault = f"the zip holds it damaged or in a form that cannot be read ({why(error)})"
            return found.file._replace(fault=fault)
        return found.file._replace(path=target)

    def _without_outputs(self, file, ours):
        target = self._target()
        fault = self._leave_out(file.path, target, self._owner(file.parts))
        if ours:
            kept = target.stat().st_size if target.exists() else 0
            self._take(file.parts, kept - file.path.stat().st_size)
            file.path.unlink()
        return file._replace(path=None if fault else target, fault=fault)
