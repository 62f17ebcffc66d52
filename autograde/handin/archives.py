"""The files of a class, from a folder or out of a zip that nobody vouches for."""

import os
import stat
import unicodedata
import zipfile
import zlib
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograde.handin import outputs
from autograde.handin.forms import STAMP, ZIP, form
from autograde.handin.notebook import LARGEST
from autograde.kit.errors import UnusableArgument

DEEPEST = 12  # parts of a name: some zips wrap the class into a folder or two
MOST_MEMBERS = 100_000
LARGEST_SUM = 4_000_000_000  # bytes of a whole zip, unpacked
LARGEST_ZIP = 100_000_000  # bytes of a zip in the zip
LARGEST_STAMP = 10_000
MOST_OPEN = 20  # zips
NO_TIME = (1980, 1, 1, 0, 0, 0)  # what a zip holds where it knows no time
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError,
              ValueError)  # fmt: skip
try:
    from lzma import LZMAError

    UNREADABLE += (LZMAError,)
except ImportError:  # some Pythons are built without it
    pass


class File(NamedTuple):
    """One file that somebody handed in."""

    parts: tuple  # of its name: folders, then the file; a zip in the zip is a folder
    path: Path | None  # where it can be read; None if it must not be, or nobody will
    time: datetime | None = None  # that the zip gives it, without a zone
    fault: str = ""  # why it must not be read
    inner: bool = False  # it lay in a zip that was handed in


class _Found(NamedTuple):
    """A file before it is unpacked."""

    file: File
    size: int = 0
    archive: Path | None = None  # the zip that it is in; None for a file of a folder
    info: zipfile.ZipInfo | None = None


def files(place, scratch):
    """Return the files of a folder or a zip, sorted by name.

    Only what somebody may read later is unpacked: notebooks, Python files, times, zips.

    Parameters
    ----------
    place : Path
        A folder or a zip.
    scratch : Path
        An empty folder for what a zip holds.

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
        found = list(_in_folder(place)) if place.is_dir() else _in_zip(place)
    except UNREADABLE as error:
        raise UnusableArgument(f"{place} cannot be opened as a zip: {error}") from error
    store = _Store(scratch)
    try:
        found = [one for outer in _fairly(found) for one in store.opened(outer)]
        unpacked = [store.unpacked(one) for one in _fairly(found)]
    finally:
        store.close()
    return sorted(unpacked, key=lambda file: file.parts)


def folders(place):
    """Return the folders of a folder, as parts of their names; a zip has none to speak of."""
    if not place.is_dir():
        return []
    here = ((Path(folder), names) for folder, names, _ in os.walk(place))
    paths = (path / name for path, names in here for name in names)
    parts = [path.relative_to(place).parts for path in paths if not path.is_symlink()]
    return [tuple(map(readable, names)) for names in parts if len(names) < DEEPEST]


def readable(name):
    """Return a name of the file system in the one form in which it is compared and written.

    Systems spell letters with accents differently, and an old one may not write UTF-8 at all: its
    bytes cannot be written into a gradebook.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("latin-1")
    return unicodedata.normalize("NFC", name)


def _fairly(found):
    """Return files in the order in which they get room: who hands in much comes last."""
    sums = {}
    for one in found:
        sums[one.file.parts[:2]] = sums.get(one.file.parts[:2], 0) + one.size
    return sorted(found, key=lambda one: (sums[one.file.parts[:2]], one.file.parts))


def _in_folder(place):
    for folder, names, files in os.walk(place):
        here = tuple(map(readable, Path(folder).relative_to(place).parts))
        if len(here) + 1 >= DEEPEST:
            names.clear()
        for name in sorted(names):
            # A link could make another student's work, or the answers, look handed in.
            if (Path(folder) / name).is_symlink():
                fault = "the folder is a link to another place, which is not followed"
                yield _Found(File((*here, readable(name), ""), None, fault=fault))
        for name in sorted(files):
            path = Path(folder) / name
            status = path.lstat()
            ordinary = stat.S_ISREG(status.st_mode)
            fault = "" if ordinary else "it is no ordinary file (a link or a device)"
            if ordinary and not os.access(path, os.R_OK):
                fault = "you may not read it: its permissions are those of somebody else"
            file = File((*here, readable(name)), None if fault else path, fault=fault)
            yield _Found(file, status.st_size)


def _in_zip(path, above=(), inner=False):
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise UnusableArgument(f"{path} holds {len(infos)} files; is it of a class?")
    return [_member(path, info, above, inner) for info in infos if not _is_folder(info)]


def _member(archive, info, above, inner):
    parts = _parts(info)
    time = datetime(*info.date_time) if _is_time(info.date_time) else None
    # In a zip of the student's own, times are the student's word.
    file = File((*above, *_kept(parts)), None, None if inner else time, _fault(info, parts), inner)
    return _Found(file, info.file_size, archive, info)


def _is_folder(info):
    return info.filename.endswith(("/", "\\"))  # zipfile's own question fails on an empty name


def _parts(info):
    name = info.filename
    if not info.flag_bits & 0x800:  # not marked as UTF-8, which macOS forgets
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    # The separator of Windows occurs in zips.
    path = PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/")))
    return path.parts or ("unnamed",)


def _kept(parts):
    """Return the parts of a name that lead nowhere else."""
    kept = (part for part in parts if part not in ("..", "/", "//") and part[1:] != ":")
    return tuple(kept) or ("unnamed",)


def _is_time(numbers):
    try:
        datetime(*numbers)
    except ValueError:
        return False
    return tuple(numbers) != NO_TIME


def _fault(info, parts):
    """Return why a member of a zip is not unpacked, "" if it may be."""
    if parts[0].startswith("/") or ".." in parts or ":" in parts[0][1:2]:
        return "its name in the zip leads out of the student's folder"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link in the zip, not a file"
    return "it is encrypted" if info.flag_bits & 1 else ""


def _largest(parts):
    kind = form(parts[-1])
    if kind == STAMP:
        return LARGEST_STAMP
    sizes = {".ipynb": outputs.LARGEST_WITH_OUTPUTS, ZIP: LARGEST_ZIP}
    return sizes.get(kind, LARGEST)


class _Store:
    """Where files are put that are read later, under names of our own."""

    def __init__(self, scratch):
        self._scratch = scratch
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
            return [found] if file.fault else _in_zip(file.path, file.parts, inner=True)
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
        fault = outputs.leave_out(file.path, target)
        if ours:
            self._room += file.path.stat().st_size - target.stat().st_size
            file.path.unlink()
        return file._replace(path=None if fault else target, fault=fault)
