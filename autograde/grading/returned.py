"""Feedback in the form in which a platform takes it back: ``feedback_moodle.zip`` and Canvas's.

Moodle takes a zip of files in folders that are called as in its own zip, Canvas a zip of files that
are. Canvas shows a file that comes back under the name of the one that was handed in: so to a
notebook it gets a notebook, with the text of the page.
"""

from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from autograde.grading import feedback
from autograde.kit.progress import note
from autograde.kit.text import for_file_name

NOTEBOOKS = (".ipynb", ".json")
BEGINNING = (1980, 1, 1, 0, 0, 0)  # of time, for zips: the same feedback makes the same bytes
PLATFORMS = ("moodle", "canvas")


def write_zips(own, made, results, rows):
    """Write the zips, each where something came from its platform.

    Parameters
    ----------
    own : OwnFiles
        Of the folder of the grades.
    made : Class
        What was graded.
    results : dict of (student, assignment) to Result
    rows : dict of (student, assignment) to (Mark, Entered or None)
        What everybody is given.

    Returns
    -------
    list of str
        Members of the platform's zip that several own who are not given the same: which of them
        is told what, only a person can decide.
    """
    files = {platform: {} for platform in PLATFORMS}
    different = []
    for owners in _owners(made, rows).values():
        one = made.submissions[owners[0]]
        owners = _personal(one, owners) or owners
        platform, name = place(one)
        if platform is None:
            continue
        pages = {_page(name, one, results[who], rows[who], len(owners) > 1) for who in owners}
        if len(pages) > 1:
            different.append(one.member)
        else:
            files[platform][name] = pages.pop()
    for platform, found in files.items():
        path = own.folder / f"feedback_{platform}.zip"
        if found:
            if not own.write(path, _zipped(found)):
                note(f"{path} was not made by this command and is left alone")
        else:
            own.remove(path)  # of an earlier run
    return sorted(different)


def place(submission):
    """Return the platform that gave a submission, and the name under which it takes feedback.

    Parameters
    ----------
    submission : Submission
        With its ``member``.

    Returns
    -------
    platform, name : str
        None and "" for what no platform collected.
    """
    parts = PurePosixPath(submission.member).parts
    # Around what the platform gave a name, there may be folders of a person's own.
    parts = parts[len(PurePosixPath(submission.inside).parts) :] or ("",)
    given, page = parts[0], f"{for_file_name(submission.assignment)}.html"
    if submission.platform == "Moodle":
        is_folder = len(parts) > 1 and not given.lower().endswith(".zip")
        return "moodle", f"{given}/{page}" if is_folder else str(_as_page(given))
    if submission.platform != "Canvas":
        return None, ""
    return "canvas", given if given.lower().endswith(NOTEBOOKS) else str(_as_page(given))


def _as_page(name):
    return PurePosixPath(name).with_suffix(".html")


def _owners(made, rows):
    """Return the keys of all to whom a submission belongs, by its name and assignment."""
    found = {}
    for who, one in sorted(made.submissions.items(), key=lambda pair: pair[0]):
        if who in rows:
            found.setdefault((one.member, one.assignment), []).append(who)
    return found


def _personal(submission, owners):
    """Return the one owner whose name a file carries, though it counts for the whole group."""
    return [who for who in owners if submission.students == (who[0],)]


def _page(name, submission, result, row, shared):
    """Return what comes back, with the group's name where it is for several."""
    mark, entered = row
    if shared:
        mark = mark._replace(student=submission.student)
    write = feedback.page if name.endswith(".html") else feedback.notebook
    return write(result, mark, entered)


def _zipped(files):
    """Return a zip of texts by name."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name in sorted(files):
            member = ZipInfo(name, BEGINNING)
            member.create_system, member.external_attr = 3, 0o644 << 16
            text = files[name].encode("utf-8", "replace")
            archive.writestr(member, text, compress_type=ZIP_DEFLATED, compresslevel=6)
    return target.getvalue()
