"""Types are checked by `make lint`; here, that its checker is never silenced without a word."""

import re

from autograde.kit.files import CHECKOUT

IGNORE = re.compile(r"#\s*type:\s*ignore(?P<what>\[[\w, -]+\])?(?P<reason>.*)")
MOST = 10


def test_the_checker_is_silenced_seldom_and_with_a_reason():
    found = {}
    for folder in ("autograde", "supplychain"):
        for path in (CHECKOUT / folder).rglob("*.py"):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines):
                if match := IGNORE.search(line):
                    above = lines[number - 1].strip().startswith("#")
                    reason = match["reason"].strip(" #") or above
                    found[f"{path.relative_to(CHECKOUT)}:{number + 1}"] = match["what"] and reason
    assert [place for place, reason in found.items() if not reason] == []
    assert len(found) <= MOST
