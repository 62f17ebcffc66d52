"""The pages that say no, and why."""

from django.shortcuts import render


def csrf(request, reason=""):
    """Say that a form did not come from a page of this portal."""
    return refused(request, "This form is too old, or came from another site. Open the page again, "
                   "and send it once more.", 403)  # fmt: skip


def locked_out(request, credentials, *args, **kwargs):
    """Say that somebody tried too many passwords."""
    return refused(request, "Too many wrong passwords. Try again in a quarter of an hour.", 429)


def refused(request, why, status=400, title="This did not work"):
    """Return the page that says why something was refused."""
    return render(request, "portal/refused.html", {"title": title, "why": why}, status=status)
