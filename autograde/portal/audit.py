"""Who changed what: one row for every change, written with it or not at all."""

from autograde.kit.text import for_terminal, shortened
from autograde.portal.models import Audit

LONGEST = 1000  # characters
COMMAND_LINE = "command line"


def note(by: str, action: str, about: str = "") -> None:
    """Add a row.

    Parameters
    ----------
    by : str
        An instructor's name, ``student …``, or `COMMAND_LINE`.
    action, about : str
        What was done, to what; never a token, a password or the text of a file.
    """
    Audit.objects.create(
        by=by[:150], action=action[:60], about=shortened(for_terminal(about), LONGEST)
    )
