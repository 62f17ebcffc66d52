"""What the whole suite shares: which programs of the system a test needs, and what to do without.

A test marked ``needs_chromium`` or ``needs_bwrap`` is skipped, with the reason and the install
line, where the program is missing or does not run. With ``CI=true`` it fails instead: a run that
counts must not leave out a defence silently. What a kernel has or has not, nobody can install: a
test marked ``needs_cgroup_v1`` or ``needs_cgroup_v2`` is skipped by name everywhere else.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# marker → names of the program, arguments that do the least that shows it works, Debian's package
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SYSTEM_PROGRAMS = {
    "needs_chromium": (CHROMIUM, ("--version",), "chromium"),
    "needs_bwrap": (("bwrap",), ("--ro-bind", "/", "/", "--unshare-net", "true"), "bubblewrap"),
}

WAYS = {"needs_cgroup_v1": "cgroup v1", "needs_cgroup_v2": "cgroup v2"}  # to bound memory


def in_ci():
    """Whether this run counts: ``CI`` is set to anything but an empty word, 0 or false."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def find_program(marker):
    """Path of the first program on PATH that answers to `marker`, or None."""
    names, _, _ = SYSTEM_PROGRAMS[marker]
    return next(filter(None, map(shutil.which, names)), None)


@cache
def why_missing(marker):
    """Why tests marked `marker` cannot run here, with the line that mends it; None if they can.

    The program is run, not only looked up: bubblewrap may be installed where the kernel refuses
    the namespaces that it asks for.
    """
    names, arguments, package = SYSTEM_PROGRAMS[marker]
    mend = f"install it with: sudo apt-get install {package}"
    program = find_program(marker)
    if program is None:
        return f"{names[0]} is not on PATH; {mend}"
    run = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return None
    last_line = (run.stderr.strip().splitlines() or ["no message"])[-1]
    return f"{program} is there but does not run here ({last_line}); if it is broken, {mend}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip what cannot run here, before any fixture is made for it."""
    for marker in SYSTEM_PROGRAMS:
        reason = item.get_closest_marker(marker) and why_missing(marker)
        if reason and in_ci():
            pytest.fail(f"{reason} (CI does not skip)", pytrace=False)
        if reason:
            pytest.skip(reason)
    for marker, way in WAYS.items():
        if item.get_closest_marker(marker):
            from autograde.jail import memory

            if memory.kind() != way:
                pytest.skip(f"no {way} to be used here: memory is bounded by {memory.kind()}")


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_the_disk():
    """What a test writes outlives the test, not a power cut: neither files nor gradebooks wait."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def wait_for_nothing(connection, _):
        connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", wait_for_nothing)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda _: None)
        yield
    event.remove(Engine, "connect", wait_for_nothing)


@pytest.fixture(scope="session")
def chromium():
    """Path of the system's Chromium, for tests marked ``needs_chromium``."""
    return find_program("needs_chromium")


@pytest.fixture(scope="session")
def browser(chromium):
    """The system's Chromium without a window: one for all, as Playwright allows no second."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site():
    """Folder of the built website; `make book` brings it up to date first."""
    build = subprocess.run(["make", "book"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert build.returncode == 0, f"`make book` failed:\n{build.stdout}{build.stderr}"
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def live_site(request):
    """Folder of the built site with Python in its chapters."""
    from autograde.course.course import Course
    from autograde.live import python_pages
    from autograde.live.python import files

    paths = files.found()
    if paths is None:
        pytest.skip(f"the files of Pyodide are not at hand: set {files.MIRROR}")
    site = request.getfixturevalue("site")
    if not (site / python_pages.FOLDER).is_dir():  # it was built before they were
        python_pages.write(site, Course(), paths)
    return site
