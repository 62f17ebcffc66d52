"""At which depth of a tree students' folders lie, where neither roster nor platform says it."""

import re
from collections import Counter
from os.path import commonprefix

from autograde.handin.names import folded

TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[-_T ](\d\d)[-:.](\d\d)(?:[-:.](\d\d))?")
# Folders that are called so lie in a student's folder.
PARTS_OF_A_FOLDER = re.compile(
    r"(ps|hw|pset|week|chapter|assignment|exercise|homework|lab|task|day|part|unit|sheet|problem"
    r"|woche|blatt|aufgabe|ubung|kapitel)s?\d*|course|chapters|notebooks?|src|data|files"
    r"|learningtoorder|student|download|new|old|final|solutions?|submission"
)


def student_depth(paths, assignments, named, platforms_depth):
    """Return the depth of the folders that stand for students.

    Parameters
    ----------
    paths : list of tuple
        The parts of the names of all files.
    assignments : sequence of str
        Folders that are called like one are no students.
    named : list of int
        The depths at which the roster's students were found.
    platforms_depth : callable
        The depth of the part of a path that a platform named, -1 if none was.
    """
    if named:
        return Counter(named).most_common(1)[0][0]
    given = Counter(depth for parts in paths if (depth := platforms_depth(parts)) >= 0)
    if given and 2 * sum(given.values()) >= len(paths):
        return given.most_common(1)[0][0]
    return _top([parts[:-1] for parts in paths if len(parts) > 1], assignments)


def _top(folders, assignments):
    """Return the depth of the top folders; one that holds the whole class is none."""
    known = {folded(name) for name in assignments}
    depth = 0
    while folders and all(parts[:depth] == folders[0][:depth] for parts in folders):
        here = {parts[depth] for parts in folders if len(parts) > depth}
        below = {parts[depth + 1] for parts in folders if len(parts) > depth + 1}
        direct = any(len(parts) == depth + 1 for parts in folders)
        # A class in one folder; or one student with a folder for each assignment.
        if len(here) != 1 or direct or not below or _are_a_students(below, known):
            break
        depth += 1
    return depth


def _are_a_students(names, known):
    """Whether all folders are such as lie in one student's."""
    plain = {folded(name) for name in names}
    return bool(plain) and all(name in known or PARTS_OF_A_FOLDER.fullmatch(name) for name in plain)


def flat_depth(paths):
    """Return the depth at which files lie beside each other that are several students'.

    Parameters
    ----------
    paths : list of tuple
        The parts of the names of all files.
    """
    depth = len(commonprefix([parts[:-1] for parts in paths]))
    beside = sum(len(parts) == depth + 1 for parts in paths)
    return depth if beside > 1 else 0
