"""Which files these programs made in a folder where others may keep files as well.

The list is a text file as ``sha256sum`` writes it: one line per file, its hash and its name.
A line is written before its file: whoever is killed in between has promised too much, and never
takes a file of its own for somebody else's.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from autograde.kit.files import PART, write_whole

NAME = "autograde_files.sha256"


class OwnFiles:
    """The files that were made in one folder.

    Parameters
    ----------
    folder : Path
        Holds the list; other programs and people may write there too.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.path = self.folder / NAME
        self._made: dict[
            str, list[str]
        ] = {}  # name below the folder: hashes that the file was given
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                digest, _, name = line.partition("  ")
                if name:
                    self._made.setdefault(name, []).append(digest)

    def begin(self) -> None:
        """Write the list where there is none yet: from now on the folder is known."""
        if not self.path.exists():
            write_whole(self.path, "")

    def made(self, path: Path) -> bool:
        """Whether a file was made by these programs, whatever it holds now."""
        return self._name(path) in self._made

    def unchanged(self, path: Path) -> bool:
        """Whether a file is as these programs left it, or not there."""
        return not path.exists() or digest_of(path) in self._made.get(self._name(path), ())

    def adopt(self, paths: Iterable[Path]) -> None:
        """Enter files of an older version, which kept no list."""
        for path in paths:
            self._promise(path, digest_of(path))

    def write(self, path: Path, content: str | bytes) -> bool:
        """Write a file, unless somebody else's has its name; return whether it was written."""
        if path.exists() and not self.made(path):
            return False
        whole = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        digest = hashlib.sha256(whole).hexdigest()
        # The same again is not written again: a copy with the same bytes keeps its date.
        if not path.is_file() or digest_of(path) != digest:
            self._promise(path, digest)
            write_whole(path, whole)
        return True

    def prune(self, folder: Path, kept: Iterable[Path]) -> None:
        """Remove the files below a folder that these programs made and that are not kept.

        Parameters
        ----------
        folder : Path
            Below that of the list.
        kept : iterable of Path
            Files that stay.
        """
        below = f"{self._name(folder)}/"
        stay = {self._name(path) for path in kept}
        for name in [name for name in self._made if name.startswith(below) and name not in stay]:
            self.remove(self.folder / name)

    def remove(self, path: Path) -> None:
        """Remove a file if these programs made it, and folders that are empty then."""
        if not self.made(path):
            return
        path.unlink(missing_ok=True)
        del self._made[self._name(path)]
        for parent in path.parents:
            if parent == self.folder or (parent.exists() and any(parent.iterdir())):
                break
            if parent.exists():  # a person may have removed it already
                parent.rmdir()

    def close(self) -> None:
        """Write what is still there, each file once, in the order of the names."""
        self._remove_parts()
        kept = {name: found[-1] for name, found in self._made.items() if self._is_file(name)}
        lines = [f"{kept[name]}  {name}\n" for name in sorted(kept)]
        write_whole(self.path, "".join(lines))

    def _remove_parts(self) -> None:
        """Remove what a run that was killed had written of a file."""
        for folder in {(self.folder / name).parent for name in self._made}:
            for part in folder.glob(f".*{PART}"):
                whole = part.name[1:].removesuffix(PART).rpartition(".")[0]
                if self.made(folder / whole):
                    part.unlink(missing_ok=True)

    def _is_file(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def _name(self, path: Path) -> str:
        return Path(path).relative_to(self.folder).as_posix()

    def _promise(self, path: Path, digest: str) -> None:
        name = self._name(path)
        self._made.setdefault(name, []).append(digest)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{digest}  {name}\n")
            file.flush()
            os.fsync(file.fileno())


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
