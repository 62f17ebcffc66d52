"""Long work shows how far it is, and what it is about as it is written."""

import io

from rich.console import Console

from autograde.kit import progress as shown


def test_what_it_is_about_is_shown_as_it_is_written(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(
        shown, "Console", lambda **_: Console(file=screen, force_terminal=True, width=120)
    )
    with shown.progress("Grading", 2) as advance:
        advance("[red]Bo [/b] 05.ipynb")
    assert "Grading" in screen.getvalue() and "1/2" in screen.getvalue()
    assert "[red]Bo [/b] 05.ipynb" in screen.getvalue()


def test_where_no_terminal_is_nothing_is_shown(capfd):
    with shown.progress("Grading", 1) as advance:
        advance("Bo")
    assert capfd.readouterr() == ("", "")
