"""Types are checked by `make lint`; here, that its checker is never silenced without a word."""

import re
import tomllib
from fnmatch import fnmatch

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


def test_doors_and_what_students_import_go_without_no_type():
    mypy = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    strict = [
        name
        for one in mypy["overrides"]
        if one.get("disallow_untyped_defs")
        for name in one["module"]
    ]
    rooms = {path.parent.name: path for path in (CHECKOUT / "autograde").glob("*/__init__.py")}
    doors = [
        f"autograde.{room}.{door}"
        for room, path in rooms.items()
        for door in re.findall(r"`(\w+)`", path.read_text(encoding="utf-8").split("Doors:")[1])
    ]
    assert len(doors) > len(rooms)
    wanted = [*doors, "supplychain.anything"]
    assert [one for one in wanted if not any(fnmatch(one, name) for name in strict)] == []
