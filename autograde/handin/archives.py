"""The files of a class, from a folder or out of a zip that nobody vouches for."""

import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograde.handin.notebook import LARGEST
from autograde.kit.errors import UnusableArgument

DEEPEST = 5  # parts of a name: some zips wrap the class into a folder or two
MOST_MEMBERS = 100_000
LARGEST_RATIO = 200  # of unpacked to packed; notebooks with pictures stay below 20
LARGEST_SUM = 4_000_000_000  # bytes of a whole zip, unpacked
NO_TIME = (1980, 1, 1, 0, 0, 0)  # what a zip holds where it knows no time


class File(NamedTuple):
    """One file that somebody handed in."""

    parts: tuple  # of its name: folders, then the file
    path: Path | None  # where it can be read; None if it must not be
    time: datetime | None = None  # that the zip gives it, without a zone
    fault: str = ""  # why it must not be read


def files(place, scratch):
    """Return the files of a folder or a zip, sorted by name.

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
    if place.is_dir():
        return sorted(_in_folder(place), key=lambda file: file.parts)
    if not zipfile.is_zipfile(place):
        raise UnusableArgument(f"{place} is neither a folder nor a zip")
    return sorted(_in_zip(place, scratch), key=lambda file: file.parts)


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


def _in_folder(place) -> Iterator[File]:
    for folder, names, files in os.walk(place):
        here = Path(folder).relative_to(place).parts
        if len(here) + 1 >= DEEPEST:
            names.clear()
        for name in sorted(names):
            # A link could make another student's work, or the answers, look handed in.
            if (Path(folder) / name).is_symlink():
                fault = "the folder is a link to another place, which is not followed"
                yield File((*map(readable, here), readable(name), ""), None, fault=fault)
        for name in sorted(files):
            path = Path(folder) / name
            mode = path.lstat().st_mode
            fault = "" if stat.S_ISREG(mode) else "it is no ordinary file (a link or a device)"
            parts = tuple(readable(part) for part in (*here, name))
            yield File(parts, None if fault else path, fault=fault)


def _in_zip(archive, scratch) -> Iterator[File]:
    try:
        with zipfile.ZipFile(archive) as members:
            infos = members.infolist()
            if len(infos) > MOST_MEMBERS:
                raise UnusableArgument(f"{archive} holds {len(infos)} files; is it of a class?")
            room = LARGEST_SUM
            for number, info in enumerate(infos):
                if _is_folder(info):
                    continue
                file = _member(members, info, scratch / f"{number}", room)
                room -= file.path.stat().st_size if file.path else 0
                yield file
    except zipfile.BadZipFile as error:
        raise UnusableArgument(f"{archive} cannot be opened as a zip: {error}") from error


def _member(members, info, target, room):
    """Return one member of a zip, unpacked to a name of our own if nothing speaks against it."""
    parts = _parts(info)
    time = datetime(*info.date_time) if _is_time(info.date_time) else None
    fault = _fault(info, parts, room)
    if not fault:
        try:
            fault = _unpack(members, info, target)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
            fault = f"the zip holds it damaged or in a form that cannot be read ({error})"
    return File(_kept(parts), None if fault else target, time, fault)


def _is_folder(info):
    return info.filename.endswith(("/", "\\"))  # zipfile's own question fails on an empty name


def _parts(info):
    # The separator of Windows occurs in zips.
    name = unicodedata.normalize("NFC", info.filename.replace("\\", "/"))
    return PurePosixPath(name).parts or ("unnamed",)


def _kept(parts):
    return tuple(part for part in parts if part not in ("..", "/", "//")) or ("unnamed",)


def _is_time(numbers):
    try:
        datetime(*numbers)
    except ValueError:
        return False
    return tuple(numbers) != NO_TIME


def _fault(info, parts, room):
    """Return why a member of a zip is not unpacked, "" if it may be."""
    if parts[0].startswith("/") or ".." in parts or ":" in parts[0][1:2]:
        return "its name in the zip leads out of the student's folder"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link in the zip, not a file"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.file_size > LARGEST:
        return f"it is larger than {LARGEST // 1_000_000} MB; clear its outputs"
    if info.file_size > LARGEST_RATIO * max(info.compress_size, 1000):
        return f"it unpacks to {info.file_size / max(info.compress_size, 1):.0f} times its size"
    return "" if info.file_size <= room else "the zip unpacks to more than its class can need"


def _unpack(members, info, target):
    """Unpack one member; return why it is too large after all, "" if it is not."""
    with members.open(info) as source:
        # What a zip says about sizes need not be true.
        content = source.read(LARGEST + 1)
    if len(content) > LARGEST:
        return f"it is larger than {LARGEST // 1_000_000} MB; clear its outputs"
    target.write_bytes(content)
    return ""
