"""Folders that `grade` wrote among what was handed in: what lies in there was not handed in.

A list of files marks them, which anybody can lay into a folder of their own. So only what `grade`
makes is left out, in a folder that is nobody's, and it is told.
"""

from autograde.kit import own_files

MADE = ("autograded", "feedback", "kept", "results")  # folders in which files are by student
WHY = (
    f"beside a list {own_files.NAME}, which grade writes: what lies in {', '.join(MADE)} was not "
    "taken as handed in"
)


def without(files, look):
    """Return files without those that `grade` made, and which folders it made.

    Parameters
    ----------
    files : list of archives.File
        All of a class.
    look : callable
        Makes a `Whose` from names.

    Returns
    -------
    list of File, list of tuple of str
    """
    marked = {file.parts[:-1] for file in files if file.parts[-1] == own_files.NAME}
    made = {here: [file for file in files if _is_in(file.parts, here)] for here in marked}
    made = {here: held for here, held in made.items() if held}
    if not made:
        return files, []
    left_out = {file.parts for held in made.values() for file in held}
    rest = [file for file in files if file.parts not in left_out]
    whose = look([file.parts for file in rest])
    nobodys = sorted(here for here in made if _is_nobodys(here, whose))
    left_out = {file.parts for here in nobodys for file in made[here]}
    return [file for file in files if file.parts not in left_out], nobodys


def _is_in(parts, here):
    """Whether a file lies in a folder that `grade` makes, of one with a list."""
    depth = len(here)
    return len(parts) > depth + 1 and parts[:depth] == here and parts[depth] in MADE


def _is_nobodys(here, whose):
    """Whether a folder lies beside those of students, and is none of theirs."""
    if len(here) > whose.depth + 1:
        return False
    owner = whose.owner((*here, ""))
    return not owner.students and not owner.named
