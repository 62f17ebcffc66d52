"""Whose a file is: the outermost part of its path that names somebody decides.

What lies in a student's folder never changes the owner. A platform's number decides only where it
is known to be of this roster; otherwise names do. Without a roster, the owner is what a platform
names, else the top folder.
"""

import re
from typing import NamedTuple

from autograde.handin import platforms
from autograde.handin.forms import ZIP, is_scrap, stem_of
from autograde.handin.layout import TIME, flat_depth, student_depth
from autograde.handin.names import folded, plain_number
from autograde.handin.numbers_known import are_of_roster, shared_names
from autograde.handin.platforms import BLIND, Named
from autograde.handin.roster import Roster

# A number beside a name: in brackets, or long enough for one of a platform or an institution.
NUMBER = re.compile(r"\((?P<number>\d+)\)|(?:^|(?<=[ _-]))(?P<long>\d{3,})(?=$|[ _-])")


class Owner(NamedTuple):
    """Whose a file is."""

    label: str = ""  # a student, a group, or a stranger's name; "" if it is nobody's
    students: tuple = ()  # of the roster
    depth: int = 0  # of the part of the path that says so
    named: Named | None = None  # what a platform says there
    why: str = ""  # why it is nobody's of the roster
    is_group: bool = False
    sure: bool = False  # a number says so, that is known to be of this roster
    blamed: tuple = ()  # students whose it could be


class Whose:
    """Finds the owners of a class's files.

    Parameters
    ----------
    paths : list of tuple
        The parts of the names of all files.
    roster : Roster or None
        Without one, everybody who is named is a student.
    participants : dict of str to worksheet.Participant
        Of Moodle's worksheets, by number.
    assignments : sequence of str
        Folders that are called like one are no students.
    """

    def __init__(self, paths, roster=None, participants=None, assignments=()):
        self._roster = roster or Roster([])
        self._listed = roster is not None
        self._participants = participants or {}
        paths = [parts for parts in paths if not is_scrap(parts)]
        self._assignments = [folded(name) for name in assignments]
        self._flat = flat_depth(paths)
        given = self._given = {name for parts in paths if (name := self._platforms_part(parts))}
        self._known = {
            platform: are_of_roster(
                [one for one in given if one.platform == platform], self._roster
            )
            for platform in ("Moodle", "Canvas")
        }
        self._labels = shared_names(given)
        named = [self._of_roster(parts).depth for parts in paths if self._of_roster(parts).students]
        self._depth = student_depth(paths, assignments, named, self._platforms_depth)

    @property
    def depth(self):
        """The depth at which students' folders lie, where nothing names them better."""
        return self._depth

    def numbers(self, platform):
        """Return the numbers in the names that a platform gave."""
        return {one.number for one in self._given if one.platform == platform and one.number}

    def owner(self, parts):
        """Return the `Owner` of a file, or of a folder if the last part is empty."""
        found = self._of_roster(parts)
        if found.students or (found.named or found.why) and found.depth <= self._depth:
            return found
        # What a student's own file is called does not matter.
        if strange := self._strange(parts):
            return Owner(why=strange)
        depth = min(self._depth, len(parts) - 2)
        if depth < 0:
            return Owner(why="it lies in nobody's folder")
        return self._stranger(_plain(parts[depth]), depth)

    def _strange(self, parts):
        """Return why a name that resembles a platform's says nothing, "" if none does."""
        for depth, part in enumerate(parts[: self._flat + 1]):
            is_file = depth == len(parts) - 1
            like = platforms.looks_like(part, is_file)
            if like and not platforms.readings(part, is_file):
                return f"{part} looks like a name that {like} gave, but it is not one"
        return ""

    def _of_roster(self, parts):
        """Return the owner that the outermost telling part of a path names."""
        group = None
        for depth, part in enumerate(parts):
            is_file = depth == len(parts) - 1
            if given := platforms.readings(part, is_file or part.lower().endswith(ZIP)):
                found = self._of_platform(given, depth)
                if group and not set(found.students) <= set(group.students):
                    return group  # in a group's folder, only a member is somebody else
                return found
            if is_file and depth > self._flat:
                break
            found = self._of_file(part) if is_file else self._of_folder(_plain(part), depth)
            if found.is_group and not is_file:
                group = group or found
            elif found.label and not (group and found.label not in group.students):
                return found
        return group or Owner()

    def _of_file(self, name):
        """Return whose a file is that lies in no folder: its name may hold the student's."""
        stem = stem_of(name)
        rests = [folded(stem).replace(known, "") for known in self._assignments]
        # A number alone is a browser's, or a week.
        names = (rest for rest in (stem, *rests) if rest and not rest.isdigit())
        found = (self._of_folder(rest, self._flat) for rest in names)
        return next((one for one in found if one.students and not one.is_group), Owner())

    def _of_folder(self, name, depth):
        persons = self._roster.persons(name)
        if len(persons) == 1:
            return Owner(persons[0], tuple(persons), depth)
        if persons:
            return self._stranger(name, depth, f"{name} may be {_either(persons)}", tuple(persons))
        if members := self._roster.members(name):
            return Owner(name, tuple(members), depth, is_group=True)
        return self._of_folder_with_number(name, depth)

    def _of_folder_with_number(self, name, depth):
        """Return the owner of a folder such as ``Ada Byron (401)``, which says both."""
        found, bare = NUMBER.search(name), NUMBER.sub(" ", name).strip(" _-")
        persons = self._roster.persons(bare) if found and bare else []
        number = found and (found["number"] or found["long"])
        row = self._roster.numbered(number) if persons else ""
        if row and row not in persons:
            why = f"its name is that of {_either(persons)}, its number that of {row}"
            return self._stranger(name, depth, why, (*persons, row))
        if row or len(persons) == 1:
            student = row or persons[0]
            return Owner(student, (student,), depth, sure=bool(row))
        return Owner()

    def _of_platform(self, given, depth):
        """Return the owner that all readings of a platform's name agree on.

        What a student calls a file, or the own account, may look like another's number.
        """
        found = [self._resolved(one, depth) for one in given]
        rows = sorted({one.label for one in found if one.sure})
        if len(rows) > 1:
            why = f"its name can be read as that of {_either(rows)}"
            return self._stranger(given[0].owner, depth, why, tuple(rows), given[0])
        by_name = (one for one in found[1:] if one.students and self._is_named(one.named.owner))
        return found[0] if found[0].students else next(by_name, found[0])

    def _is_named(self, name):
        return bool(self._roster.persons(name) or self._roster.members(name))

    def _resolved(self, named, depth):
        """Return the owner that one reading of a platform's name means."""
        number = plain_number(named.number) if named.number else ""
        persons, members = self._roster.persons(named.owner), self._roster.members(named.owner)
        row = self._row(named, number)
        if members and not persons:
            return Owner(named.owner, tuple(members), depth, named, is_group=True)
        if row and (not persons or row in persons):
            return Owner(row, (row,), depth, named, sure=True)
        if row:
            why = f"its name is that of {_either(persons)}, its number that of {row}"
            return self._stranger(named.owner, depth, why, (*persons, row), named)
        if len(persons) == 1:
            return Owner(persons[0], tuple(persons), depth, named)
        if persons:
            why = f"{named.owner} may be {_either(persons)}, and its number is not known"
            return self._stranger(named.owner, depth, why, tuple(persons), named)
        if not number and named.platform == "Moodle":
            return Owner(why=f"{named.owner}: Moodle's folder of those who are in no group",
                         depth=depth, named=named)  # fmt: skip
        return self._stranger(named.owner, depth, named=named)

    def _stranger(self, name, depth, why="", blamed=(), named=None):
        label = name.strip() or name
        number = named.number if named else ""
        if number and ((named.platform, folded(label)) in self._labels or folded(label) in BLIND):
            label = f"{label} {number}"
        if label in self._roster.students:  # whose marks these must not become
            label = f"{label} {number or '(stranger)'}"
        why = why or ("not on the roster" if self._listed else "")
        return Owner(label, (), depth, named, why, blamed=blamed)

    def _row(self, named, number):
        """Return the student whose number a file has, where numbers are those of this roster."""
        if number in self._participants and named.platform == "Moodle":
            for name in self._participants[number].names:
                persons = self._roster.persons(name) or [self._roster.numbered(name)]
                if len(persons) == 1 and persons[0]:
                    return persons[0]
        return self._roster.numbered(number) if self._known.get(named.platform) else ""

    def _platforms_part(self, parts):
        depth = self._platforms_depth(parts)
        is_file = depth == len(parts) - 1 or parts[depth].lower().endswith(ZIP)
        return platforms.readings(parts[depth], is_file)[0]._replace(
            file="", late=False
        ) if depth >= 0 else None  # fmt: skip

    @staticmethod
    def _platforms_depth(parts):
        """Return the depth of the outermost part that a platform named, -1 if there is none."""
        for depth, part in enumerate(parts):
            if platforms.readings(part, depth == len(parts) - 1 or part.lower().endswith(ZIP)):
                return depth
        return -1


def _plain(folder):
    """Return a folder's name without the time or the ending that programs append."""
    name = folder[: -len(ZIP)] if folder.lower().endswith(ZIP) else folder
    return TIME.sub("", name).strip(" _-") or name


def _either(students):
    return " or ".join(students)
