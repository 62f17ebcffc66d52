"""Do the page's Python and a plain kernel say the same of every right and wrong answer?

``python -m benchmarks.page_verdicts [CHAPTER …]`` tries all of ``tests/mistakes`` in Chromium, in
one worker for each chapter, and prints for each chapter how many verdicts and hints differ. It
needs the built site with Python in it (``make book`` with the files of Pyodide at hand).
"""

import sys
from typing import NamedTuple

from autograde.course.course import Course
from tests.support import variants
from tests.support.live_python import Chapter, served


class Row(NamedTuple):
    """An answer that was tried."""

    exercise: str
    title: str
    kind: str  # right, wrong, reference or stub


def compared(page: Chapter, chapter: str, every: int = 1):
    """Return what was tried, and what was said otherwise: (row, test, in the page, in a kernel).

    Parameters
    ----------
    page : Chapter
        An open page of the chapter.
    chapter : str
    every : int
        Of the variants of an exercise, each so-manieth is tried.
    """
    plan, rows = variants.assignment(chapter), {}
    sources: list[str] = [cell.source for cell in plan.cells if cell.kind == "setup"]
    sources.append(variants.REMEMBER)
    for exercise, found in chosen(chapter, every).items():
        for row, source in found:
            sources.append(source)
            for test in plan.tests(exercise):
                rows[row, test.name] = len(sources)
                sources.append(test.source)
            sources.append(variants.FORGET)
    kernel = variants.run_plainly(sources)
    in_page = [one.get("message", "") for one in page.run_all(sources)]
    differ = [
        (row, test, in_page[k], kernel[k])
        for (row, test), k in rows.items()
        if in_page[k] != kernel[k]
    ]
    return list(dict.fromkeys(row for row, _ in rows)), differ


def chosen(chapter: str, every: int):
    """Return for each exercise the answers to try: reference, stub, right and wrong ones."""
    found = {}
    stubs = {
        cell.exercise: cell.stub
        for cell in variants.assignment(chapter).cells
        if cell.kind == "solution"
    }
    for exercise, reference in variants.references(chapter).items():
        listed = variants.variants(chapter)[exercise]
        groups = [
            [one for one in listed if (one.hint is None) == is_right] for is_right in (True, False)
        ]
        found[exercise] = [
            (Row(exercise, "the reference", "reference"), reference),
            (Row(exercise, "the stub", "stub"), stubs[exercise]),
        ] + [
            (Row(exercise, one.title, kind), one.source)
            for kind, group in zip(("right", "wrong"), groups)
            for one in group[::every]
        ]
    return found


def main():
    """Print the table."""
    from playwright.sync_api import sync_playwright

    from tests.conftest import ROOT, find_program

    wrong = 0
    with served(ROOT / "_build" / "html") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_program("needs_chromium"), args=["--no-sandbox"]
        )
        for chapter in sys.argv[1:] or Course().assignments():
            rows, differ = compared(Chapter(browser.new_page(), address, chapter), chapter)
            wrong += len(differ)
            counts = {kind: sum(row.kind == kind for row in rows) for kind in
                      ("reference", "stub", "right", "wrong")}  # fmt: skip
            print(chapter, counts, f"verdicts or hints that differ: {len(differ)}", flush=True)
            for row, test, here, there in differ:
                print(
                    f"  {row.exercise}, {row.title}, {test}:\n    page   {here}\n    kernel {there}"
                )
        browser.close()
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
