"""Finding what a class handed in: whose it is, for which assignment, and when it came."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from autograde.handin import archives, graded, neighbours, which, worksheet
from autograde.handin.content import Content
from autograde.handin.forms import STAMP, ZIP, form, is_hidden, is_scrap, stem_of
from autograde.handin.listing import File, why
from autograde.handin.platforms import again
from autograde.handin.reader import DoesNotStart, Reader
from autograde.handin.roster import Roster
from autograde.handin.twins import apart
from autograde.handin.when import When
from autograde.handin.whose import Owner, Whose
from autograde.kit.errors import UnusableArgument

UTC = ZoneInfo("UTC")
HIDDEN = "its name begins as those of files do that programs leave, which are not taken"


class Submission(NamedTuple):
    """One notebook that one student or group handed in."""

    student: str  # or a group, or a stranger, as a name has it
    assignment: str
    path: Path | None  # None if it must not be read
    time: datetime | None = None  # in the course's time zone
    late: bool = False  # the platform said so
    lms_id: str = ""  # the number in the platform's name
    fault: str = ""  # why it must not be read
    remark: str = ""
    unreadable: str = ""  # why its content says nothing; the examiner will say so too
    version: int = 0  # how often it was handed in before, as Canvas counts
    ending: str = ".ipynb"
    file: str = ""  # what the student called it
    member: str = ""  # its whole name as it was given, folders included
    students: tuple = ()  # of the roster, whose it is
    is_group: bool = False  # it was handed in by a group
    why: str = ""  # why it is nobody's of the roster
    blamed: tuple = ()  # students of the roster whose it could be
    platform: str = ""  # Moodle, Canvas, nbgrader; "" for a folder
    called: str = ""  # what a platform or a folder calls its owner
    inside: str = ""  # the folders around its owner's
    sure: bool = False  # a number says whose it is
    answers: int = 0  # exercises that are answered in it
    rivals: tuple = ()  # of Submission: just as good ones

    @property
    def in_time(self) -> bool:
        """Whether a platform that marks late files did not mark this one."""
        return self.platform == "Canvas" and not self.late


class Other(NamedTuple):
    """A file that counts as no submission."""

    students: tuple  # of the roster, or the one name that a folder or platform has for its owner
    file: str
    why: str = ""
    owned: bool = False  # somebody of the roster owns it, or whoever is named where there is none


class Collection(NamedTuple):
    """All that was found in what a class handed in."""

    submissions: list  # of Submission, sorted by student and assignment
    folders: list  # names of the students' folders, also of those without a submission
    others: list  # of Other
    lost: list  # files that are nobody's: (name, why)
    n_files: int  # that look like hand-ins
    n_owned: int  # of them that found an owner: somebody of the roster, where there is one


def find(
    place: Path,
    scratch: Path,
    zone: ZoneInfo = UTC,
    only: Sequence[str] = (),
    endings: Sequence[str] = (".ipynb",),
    known: Any = (),
    roster: Roster | None = None,
    worksheets: Sequence[Path] = (),
) -> Collection:
    """Return what a class handed in.

    Parameters
    ----------
    place : Path
        A folder or a zip; `platforms` says which names are understood.
    scratch : Path
        An empty folder for what a zip holds.
    zone : tzinfo
        In which times without a zone are meant.
    only : sequence of str
        The assignments to grade. If it is one, a platform's file counts as it where neither its
        content nor its name says another.
    endings : tuple of str
        Of the files that count.
    known : dict of str to which.Chapter, or sequence of str
        All assignments. Without any, a file's own name is that of its assignment.
    roster : Roster, optional
        Of the class.
    worksheets : sequence of Path
        Moodle's grading worksheets of these very assignments.

    Raises
    ------
    UnusableArgument
        If `place` is neither, or holds no notebook.

    Returns
    -------
    Collection
    """
    place = neighbours.submitted(place)
    participants = worksheet.read(worksheets, zone)
    known = known if isinstance(known, dict) else {name: which.Chapter(name) for name in known}

    def owners(names: Iterable[tuple[str, ...]]) -> Callable[[tuple[str, ...]], str]:
        """Return whose room files take, before any of them is unpacked."""
        wanted = [parts for parts in names if form(parts[-1]) in (*endings, ZIP)]
        look = Whose(wanted, roster, participants, known)
        return lambda parts: look.owner(parts).label or parts[0]

    with Reader(known) as reader:
        files = archives.files(place, scratch, owners, reader.leave_out)
        return _sorted_out(place, files, reader, zone, only, endings, known, roster, participants)


def _sorted_out(
    place: Path,
    files: list[File],
    reader: Reader,
    zone: ZoneInfo,
    only: Sequence[str],
    endings: Sequence[str],
    known: Mapping[str, which.Chapter],
    roster: Roster | None,
    participants: Any,
) -> Collection:
    """Return what some files are to the class, see `find`."""
    hidden = [file for file in files if is_hidden(file.parts) and form(file.parts[-1]) in endings]
    files = [file for file in files if not is_scrap(file.parts)]

    def look(names: Iterable[tuple[str, ...]]) -> Whose:
        wanted = [parts for parts in names if form(parts[-1]) in endings]
        return Whose(wanted, roster, participants, known)

    files, grades = graded.without(files, look)
    given = [file for file in files if form(file.parts[-1]) in endings]
    if not given:
        raise nothing(place, (only[0] if len(only) == 1 else "<assignment>") + endings[-1])
    sound = [file.parts for file in given if not file.fault] or [file.parts for file in given]
    whose = Whose(sound, roster, participants, known)
    worksheet.refuse_foreign(participants, whose.numbers("Moodle"))
    finder = _Finder(whose, When(files, zone, participants), known, only, reader)
    found = [finder.submission(file, form(file.parts[-1])) for file in given]
    handed_in = [one for one in found if isinstance(one, Submission)]
    handed_in = apart(handed_in, roster) if roster else handed_in
    others = [one for one in found if isinstance(one, Other)]
    n_owned = sum(bool(one.students) or roster is None for one in handed_in)
    n_owned += sum(one.owned for one in others)
    rest = (file for file in files if form(file.parts[-1]) not in endings)
    others += filter(None, map(finder.other, rest))
    unseen = list(filter(None, (finder.other(file._replace(fault=HIDDEN)) for file in hidden)))
    others += unseen
    return Collection(
        sorted(handed_in, key=lambda one: (one.student, one.assignment, one.file)),
        _folders(place, whose),
        [one for one in others if one.students],
        [
            *(("/".join((*here, "")), graded.WHY) for here in grades),
            *sorted((one.file, one.why) for one in others if not one.students),
            *_vanished(unseen, handed_in, roster),
        ],
        len(given),
        n_owned,
    )


def _vanished(
    unseen: Iterable[Other], handed_in: Iterable[Submission], roster: Roster | None
) -> list[tuple[str, str]]:
    """Return the hidden files of who would have no row that says so: (name, why)."""
    have_rows = {one.student for one in handed_in} | set(roster or ())
    return sorted(
        (f"{one.students[0]}: {one.file}", one.why)
        for one in unseen
        if one.students and not {*one.students} & have_rows
    )


def nothing(place: Path, file: str) -> UnusableArgument:
    """Return the error that says that no student handed in a file."""
    return UnusableArgument(f"{place} holds no submission; expected <student>/{file} in it")


def _folders(place: Path, whose: Whose) -> list[str]:
    """Return the names of the students' folders; a zip has no empty ones to speak of."""
    here = [parts for parts in archives.folders(place) if not is_scrap(parts)]
    owners = (whose.owner((*parts, "")) for parts in here if len(parts) == whose.depth + 1)
    return sorted({name for owner in owners for name in owner.students or (owner.label,) if name})


class _Finder:
    """Says of each file what it is to the class."""

    def __init__(
        self,
        whose: Whose,
        when: When,
        known: Mapping[str, which.Chapter],
        only: Sequence[str],
        reader: Reader,
    ) -> None:
        self._whose, self._when, self._known, self._only = whose, when, known, only
        self._reader = reader

    def submission(self, file: File, ending: str) -> Submission | Other:
        """Return the `Submission` that a file is; an `Other` if it is none."""
        try:
            return self._submission(file, ending)
        except DoesNotStart:
            raise
        except Exception as error:  # whatever one student's file does, it must not stop the others
            if file.path is None:
                raise
            fault = f"it cannot be read ({why(error)})"
            return self._submission(file._replace(path=None, fault=fault), ending)

    def _submission(self, file: File, ending: str) -> Submission | Other:
        owner = self._whose.owner(file.parts)
        if not owner.label:
            return Other((), "/".join(file.parts), owner.why)
        name = _name(file, owner)
        platform = owner.named.platform if owner.named else ""
        own = PurePosixPath(name).name
        stem, version = again(own, platform)
        stem = stem if version else stem_of(own)
        found, file = self._read(file, ending, owner.label)
        assignment = self._assignment(found, stem, ending, platform)
        if not assignment or (found.fault and _is_any_json(name)):
            return _other(file, owner, name)
        time = self._when.time(file, owner)
        remarks = [_renamed(name, stem, assignment, found, ending, file), time.remark]
        return Submission(
            student=owner.label, assignment=assignment, path=file.path, time=time.time,
            late=bool(owner.named) and owner.named.late,
            lms_id=owner.named.number if owner.named else "", fault=file.fault,
            remark="; ".join(filter(None, remarks)), version=version, ending=ending, file=name,
            member="/".join(file.parts), unreadable=found.fault,
            students=owner.students, is_group=owner.is_group, why=owner.why, blamed=owner.blamed,
            platform=platform, sure=owner.sure, answers=found.answers.get(assignment, 0),
            called=owner.named.owner if owner.named else file.parts[owner.depth],
            inside="/".join(file.parts[: owner.depth]),
        )  # fmt: skip

    def _read(self, file: File, ending: str, whose: str) -> tuple[Content, File]:
        """Return what a file holds, and the file, which nobody reads again if that ended badly."""
        if not file.path or not self._known:
            return Content(), file
        found, is_whole = self._reader.content(file.path, ending, whose)
        return found, file if is_whole else file._replace(path=None, fault=found.fault)

    def _assignment(self, found: Content, stem: str, ending: str, platform: str) -> str:
        if not self._known:
            return self._only[0] if platform and len(self._only) == 1 else stem or "unnamed"
        name = which.assignment(found, stem, self._known, ending)
        return name or (self._only[0] if platform and len(self._only) == 1 else "")

    def other(self, file: File) -> Other | None:
        """Return the `Other` that a file is, or None if nobody needs to know of it."""
        if file.parts[-1].lower() == STAMP:
            return None
        owner = self._whose.owner(file.parts)
        if owner.label:
            return _other(file, owner, _name(file, owner))
        return Other((), "/".join(file.parts), owner.why) if owner.named else None


def _other(file: File, owner: Owner, name: str) -> Other:
    owned = bool(owner.students) or not owner.why
    return Other(owner.students or (owner.label,), name, file.fault, owned)


def _is_any_json(name: str) -> bool:
    """Whether a file that is no notebook need not have been meant as one."""
    return name.lower().endswith(".json") and ".ipynb" not in name.lower()


def _name(file: File, owner: Owner) -> str:
    """Return what the student called a file, with the folders that it lies in."""
    if owner.named and owner.named.file and owner.depth == len(file.parts) - 1:
        return owner.named.file
    return which.shown(file.parts, owner.depth)


def _renamed(name: str, stem: str, assignment: str, found: Content, ending: str, file: File) -> str:
    """Return the remark on a file that is not called like its assignment."""
    zipped = "it came in a zip" if file.inner else ""
    spelt = which.is_spelt(stem, assignment)
    if spelt and name.lower().endswith(ending):
        return zipped
    by_content = found.has_cells and not spelt
    seen = f", and counts as {assignment} by its content" if by_content else ""
    return f"it is called {name}{seen}"
