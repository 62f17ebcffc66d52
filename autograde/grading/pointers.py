"""Where a page of feedback leads: to the sections of the chapter, and to whom objections go."""

from typing import NamedTuple

from autograde.course import sections


class Section(NamedTuple):
    """What to read again."""

    title: str
    address: str = ""  # on the website, "" without one


class Pointers(NamedTuple):
    """Where the page of one assignment leads."""

    sections: dict = {}  # of Section, by exercise
    contact: str = ""  # an e-mail address

    def section(self, exercise):
        """Return the section of an exercise, None where nobody knows it."""
        return self.sections.get(exercise)


NOWHERE = Pointers()


def of(rules, assignment):
    """Return where the feedback on an assignment leads.

    Parameters
    ----------
    rules : deadlines.Rules
        With the website's address and the contact, where ``course.toml`` has them.
    assignment : Assignment
    """
    chapter, titles = assignment.sections
    found = {}
    for exercise, title in titles.items():
        where = sections.address(rules.site, assignment.name, title) if rules.site else ""
        shown = f"{chapter}: {title}" if title else chapter
        if shown:
            found[exercise] = Section(shown, where)
    return Pointers(found, rules.contact)
