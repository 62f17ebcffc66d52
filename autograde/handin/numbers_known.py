"""Whether the numbers in the names of files are those that a roster has.

Moodle counts participants anew in each assignment, so one roster meets many ranges of numbers, and
a range may overlap with another's.
"""

from autograde.handin.names import folded

CONTRADICTIONS = 2  # between names and numbers, from which on the numbers are others'


def are_of_roster(given, roster):
    """Return whether the numbers of a platform's names decide whose files are.

    Parameters
    ----------
    given : list of Named
        What one platform says in the names of a class's files.
    roster : Roster
        Of the class.
    """
    numbered = [one for one in given if one.number]
    ours = [one for one in numbered if roster.numbered(one.number)]
    # Canvas's number is the user's own: one that the roster has is that student's.
    few = ours and ours[0].platform == "Moodle" and 2 * len(ours) < len(numbered)
    if not ours or few:
        return False
    named = [(roster.persons(one.owner), roster.numbered(one.number)) for one in ours]
    agree = sum(row in persons for persons, row in named)
    against = sum(bool(persons) and row not in persons for persons, row in named)
    return against <= agree or against < CONTRADICTIONS


def shared_names(given):
    """Return the (platform, folded name) pairs that do not tell one number from all others.

    A name that several have gets its number behind it, so a name that looks like another's with
    its number is such a name too.
    """
    numbers, with_number = {}, {}
    for one in given:
        numbers.setdefault((one.platform, folded(one.owner)), set()).add(one.number)
        both = folded(f"{one.owner} {one.number}")
        with_number.setdefault((one.platform, both), set()).add(one.number)
    return {key for key, found in numbers.items() if len(found | with_number.get(key, set())) > 1}
