"""The pages that say no, and why."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

BUSY = (
    "The portal could not reach its database for a while. Nothing is lost: send the same form once "
    "more; what it took in already, it takes in once."
)
FAULT = "This is a fault of the portal, not yours; what you handed in before is kept."


def csrf(request, reason=""):
    """Say that a form did not come from a page of this portal."""
    return refused(request, "This form is too old, or came from another site. Open the page again, "
                   "and send it once more.", 403)  # fmt: skip


def locked_out(request, credentials, *args, **kwargs):
    """Say that somebody tried too many passwords."""
    return refused(request, "Too many wrong passwords. Try again in a quarter of an hour.", 429)


def failed(request):
    """Say that the portal failed, without asking the database, which may be why."""
    is_busy = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    request.user = request.person = None
    request.read_only = False
    answer = refused(request, BUSY if is_busy else FAULT, 503 if is_busy else 500)
    if is_busy:
        answer["Retry-After"] = "5"
    return answer


def refused(request, why, status=400, title="This did not work"):
    """Return the page that says why something was refused."""
    return render(request, "portal/refused.html", {"title": title, "why": why}, status=status)
