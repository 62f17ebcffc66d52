"""Which files a folder or a zip holds, that nobody vouches for; nothing is unpacked yet."""

import io
import os
import stat
import unicodedata
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograde.kit.errors import UnusableArgument

DEEPEST = 12  # parts of a name: some zips wrap the class into a folder or two
LONGEST_NAME = 255  # characters of a part, as file systems have it
MOST_MEMBERS = 100_000
LARGEST_DIRECTORY = 20_000_000  # bytes of a zip's list of its members: two hundred for each
NO_TIME = (1980, 1, 1, 0, 0, 0)  # what a zip holds where it knows no time


class File(NamedTuple):
    """One file that somebody handed in."""

    parts: tuple  # of its name: folders, then the file; a zip in the zip is a folder
    path: Path | None  # where it can be read; None if it must not be, or nobody will
    time: datetime | None = None  # that the zip gives it, without a zone
    fault: str = ""  # why it must not be read
    inner: bool = False  # it lay in a zip that was handed in


class Found(NamedTuple):
    """A file before it is unpacked."""

    file: File
    size: int = 0
    archive: Path | None = None  # the zip that it is in; None for a file of a folder
    info: zipfile.ZipInfo | None = None


def folders(place):
    """Return the folders of a folder, as parts of their names; a zip has none to speak of."""
    if not place.is_dir():
        return []
    here = ((Path(folder), names) for folder, names, _ in os.walk(place))
    paths = (path / name for path, names in here for name in names)
    parts = [path.relative_to(place).parts for path in paths if not os.path.islink(path)]
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


def why(error):
    """Return an error in words for who handed in the file: no path of this machine."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def in_folder(place):
    """Yield what a folder holds, at any depth."""
    closed = []  # errors of folders that cannot be listed
    for folder, names, files in os.walk(place, onerror=closed.append):
        here = tuple(map(readable, Path(folder).relative_to(place).parts))
        if len(here) + 1 >= DEEPEST:
            names.clear()
        for name in sorted(names):
            # A link could make another student's work, or the answers, look handed in.
            if os.path.islink(Path(folder) / name):
                fault = "the folder is a link to another place, which is not followed"
                yield Found(File((*here, readable(name), ""), None, fault=fault))
        for name in sorted(files):
            path = Path(folder) / name
            fault, size = _fault_of_file(path)
            yield Found(File((*here, readable(name)), None if fault else path, fault=fault), size)
    for error in closed:
        parts = map(readable, Path(error.filename).relative_to(place).parts)
        fault = f"the folder cannot be looked into ({why(error)})"
        yield Found(File((*parts, ""), None, fault=fault))


def _fault_of_file(path):
    """Return why a file must not or cannot be read, "" if it can, and its size."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return "it is no ordinary file (a link or a device)", 0
        with path.open("rb"):
            return "", status.st_size
    except PermissionError:
        return "you may not read it: its permissions are those of somebody else", 0
    except OSError as error:
        return f"it cannot be read ({why(error)})", 0


def in_zip(path, above=(), inner=False):
    """Return what a zip holds.

    Parameters
    ----------
    path : Path
        The zip.
    above : tuple of str
        The parts of its own name, where it was handed in.
    inner : bool
        Whether it was.
    """
    with Listed(path) as archive:
        infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise UnusableArgument(f"{path} holds {len(infos)} files; is it of a class?")
    return [_member(path, info, above, inner) for info in infos if not _is_folder(info)]


class Listed(zipfile.ZipFile):
    """A zip whose list of members is not longer than one of a class.

    Each member takes ten times its line in memory, before anybody can count them.
    """

    def __init__(self, path):
        self._file = _Pieces(path, "rb")
        try:
            super().__init__(self._file)
        except BaseException:
            self._file.close()
            raise

    def close(self):
        super().close()
        self._file.close()


class _Pieces(io.FileIO):
    """A file of which only so much is read at a time: zipfile reads the list as one piece."""

    def read(self, size=-1):
        if size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("its list of members is longer than that of a class")
        return super().read(size)


def _member(archive, info, above, inner):
    parts = _parts(info)
    time = datetime(*info.date_time) if _is_time(info.date_time) else None
    # In a zip of the student's own, times are the student's word.
    file = File((*above, *_kept(parts)), None, None if inner else time, _fault(info, parts), inner)
    return Found(file, info.file_size, archive, info)


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
    kept = [part for part in parts if part not in ("..", "/", "//") and part[1:] != ":"]
    kept = [part[-LONGEST_NAME:] for part in (*kept[: DEEPEST - 1], *kept[DEEPEST - 1 :][-1:])]
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
    if len(parts) > DEEPEST or max(map(len, parts)) > LONGEST_NAME:
        return "its name in the zip is too long"
    return "it is encrypted" if info.flag_bits & 1 else ""
