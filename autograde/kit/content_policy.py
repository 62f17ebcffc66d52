"""What a page may load and run, in the words of a browser: what it came with, and nothing else."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

# Who sends these keeps pages of other sites out of the process of its own. Browsers then let a page
# share memory with its worker, so Python in it can be interrupted.
APART = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
COMPILING = "'wasm-unsafe-eval'"  # to run a WebAssembly program; text is still no program
PROGRAMS = ("", "module", "text/javascript", "application/javascript")


class _Inline(HTMLParser):
    """Collects the programs that stand in a page: scripts, and what its buttons do."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._reads = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to collect a script; note what a button does."""
        given = dict(attrs)
        self._reads = tag == "script" and "src" not in given and given.get("type", "") in PROGRAMS
        if self._reads:
            self.scripts.append("")
        self.handlers += [value for name, value in attrs if name.startswith("on") and value]

    def handle_data(self, data: str) -> None:
        """Collect a script."""
        if self._reads:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        self._reads = False


def policy(page: str, *, compiles: bool = False) -> str:
    """Return the content policy of a page: its site's files, and the programs that stand in it.

    Parameters
    ----------
    page : str
        HTML.
    compiles : bool
        Whether it may run WebAssembly.

    Examples
    --------
    >>> policy('<script>a = 1</script>').split("; ")[1]
    "script-src 'self' 'sha256-tbwf/ZCRL7GL7259gJCRksemSSiWMgFW1n+68QTGVEo='"
    """
    inline = _Inline()
    inline.feed(page)
    inline.close()
    sources = ["'self'", *([COMPILING] if compiles else []), *_named(inline.scripts)]
    if inline.handlers:
        sources += ["'unsafe-hashes'", *_named(inline.handlers)]
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(sources),
        "style-src": "'self' 'unsafe-inline'",  # the theme and formulas set styles
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _named(programs: list[str]) -> list[str]:
    digests = [b64encode(sha256(one.encode()).digest()).decode() for one in programs]
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(digests)]
