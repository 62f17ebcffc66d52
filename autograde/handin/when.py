"""When something was handed in: what a platform or nbgrader says, never when a zip was packed."""

from datetime import timedelta

from autograde.handin.forms import STAMP
from autograde.handin.layout import TIME
from autograde.handin.names import plain_number
from autograde.handin.times import Time, in_name, of_nbgrader

PACKING = timedelta(minutes=10)  # in which a zip of a class is packed
LONGEST_STAMP = 200  # characters that are read


class When:
    """Finds the times of a class's files.

    Parameters
    ----------
    files : list of archives.File
        All of them.
    zone : tzinfo
        The course's.
    participants : dict of str to worksheet.Participant
        Of Moodle's worksheets, by number.
    """

    def __init__(self, files, zone, participants):
        self._zone, self._participants = zone, participants
        self._stamps = {
            file.parts[:-1]: file.path
            for file in files
            if file.parts[-1].lower() == STAMP and file.path
        }
        times = [file.time for file in files if file.time]
        # Who packs a class gives its files the time of packing, or of one download.
        self._packed = not times or max(times) - min(times) <= PACKING

    def time(self, file, owner):
        """Return the `Time` of a file."""
        named = owner.named
        if named and named.platform == "Moodle":
            found = self._participants.get(plain_number(named.number)) if named.number else None
            return found.time if found else Time()
        if named and named.platform == "Canvas":
            return Time()
        if named:
            return of_nbgrader(named.time, self._zone)
        # nbgrader's file lies in the student's folder or one below; deeper ones are the student's.
        for depth in (owner.depth + 1, owner.depth + 2):
            if stamp := depth < len(file.parts) and self._stamps.get(file.parts[:depth]):
                return of_nbgrader(_text(stamp), self._zone)
        if owner.depth < len(file.parts) and (found := TIME.search(file.parts[owner.depth])):
            return Time(in_name(found, self._zone))
        known = file.time and not self._packed
        return Time(file.time.replace(tzinfo=self._zone)) if known else Time()


def _text(stamp):
    try:
        with stamp.open("rb") as content:
            return content.read(LONGEST_STAMP).decode("utf-8-sig", errors="replace")
    except OSError:  # as good as an empty one, which the remark says
        return ""
