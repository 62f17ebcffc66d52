"""Names under which students appear on the board: drawn once, and known to the instructor alone.

A pseudonym says nothing about its student: it is drawn, not computed from the name, so that nobody
who has the class list can find out by trying.
"""

import json
import secrets

from autograde.kit.files import write_whole

TREES = (
    "Almond", "Apple", "Ash", "Bay", "Beech", "Birch", "Cedar", "Cherry", "Chestnut", "Cypress",
    "Elder", "Elm", "Fig", "Fir", "Hazel", "Holly", "Juniper", "Larch", "Lemon", "Linden",
    "Maple", "Medlar", "Mulberry", "Oak", "Olive", "Orange", "Pear", "Pine", "Plum", "Poplar",
    "Quince", "Rowan", "Sorb", "Spruce", "Walnut", "Willow", "Yew",
)  # fmt: skip
BIRDS = (
    "Avocet", "Bittern", "Bunting", "Crane", "Curlew", "Dipper", "Dove", "Dunlin", "Egret",
    "Falcon", "Finch", "Grebe", "Heron", "Hoopoe", "Ibis", "Jackdaw", "Kestrel", "Kite", "Lapwing",
    "Lark", "Linnet", "Magpie", "Martin", "Nightjar", "Oriole", "Osprey", "Owl", "Pipit", "Plover",
    "Raven", "Robin", "Shrike", "Snipe", "Stork", "Swift", "Tern", "Thrush", "Wagtail", "Warbler",
    "Wren",
)  # fmt: skip
FILE = "names.json"


def pseudonyms(students, known=None, choose=secrets.choice):
    """Return a pseudonym for each student.

    Parameters
    ----------
    students : sequence of str
        Names, each once.
    known : dict of str to str, optional
        Pseudonyms that were given before, student → pseudonym; they stay.
    choose : callable, optional
        ``choose(sequence)`` draws one of its items.

    Returns
    -------
    dict of str to str
        Student → pseudonym, no two alike.
    """
    given = dict(known or {})
    for student in students:
        if student in given:
            continue
        # A pseudonym that is somebody's name would say that this is whose row it is.
        taken, number = {*given.values(), *students}, 1
        while (name := f"{choose(TREES)} {choose(BIRDS)}") in taken:
            number += 1
            if number > len(TREES) * len(BIRDS):  # more students than two words can name
                name = f"{name} {len(taken)}"
                break
        given[student] = name
    return {student: given[student] for student in students}


def read(path):
    """Return the pseudonyms of a file, none where there is no file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(path, given):
    """Write who is who, student → pseudonym; the file is for the instructor."""
    text = json.dumps(given, indent=1, ensure_ascii=False, sort_keys=True)
    write_whole(path, text + "\n", private=True)
