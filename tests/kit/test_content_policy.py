"""Which programs a page may run: those that stand in it, and no other."""

from base64 import b64encode
from hashlib import sha256

import pytest

from autograde.kit.content_policy import COMPILING, policy


def allowed(page, **more):
    (sources,) = [one for one in policy(page, **more).split("; ") if one.startswith("script-src")]
    return sources.split()[1:]


def digest(program):
    return f"'sha256-{b64encode(sha256(program.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    ("page", "programs"),
    [
        ("<p>no program</p>", []),
        ("<script>\n a < b && 'é' \n</script>", ["\n a < b && 'é' \n"]),
        ("<SCRIPT type=module>a</SCRIPT><script>b</script><script>a</script>", ["a", "b"]),
        ("<script src='x.js'>ignored</script>", []),
        ("<script type='application/json'>{}</script>", []),
        ("<pre>&lt;script&gt;a&lt;/script&gt;</pre><!-- <script>b</script> -->", []),
        ("<script></script>", [""]),
    ],
)
def test_scripts_in_a_page_are_allowed_by_their_hash(page, programs):
    assert allowed(page) == ["'self'", *map(digest, programs)]


def test_what_a_button_does_is_allowed_as_it_is_written_there_and_nothing_else():
    found = allowed('<button onclick="a &amp;&amp; b()">x</button><p data-on="c"></p>')
    assert found == ["'self'", "'unsafe-hashes'", digest("a && b()")]


def test_compiling_is_allowed_where_it_is_asked_for():
    assert COMPILING not in policy("<script>a</script>")
    assert allowed("<script>a</script>", compiles=True) == ["'self'", COMPILING, digest("a")]
    assert "'unsafe-eval'" not in policy("", compiles=True)
