"""What a page loads for its figures, and what stands there without it."""

import re

import pytest

from autograde.course.course import Course
from autograde.live import pages
from tests.support.accessibility import violations

MOST = 60_000  # bytes of script, data and style that a page may load for all its figures


def figures_of_pages():
    """Return the figures that can be played on each page, from its source."""
    root = Course().root
    found = {}
    for path in [*(root / "solutions").glob("*.md"), *(root / "chapters").glob("*.md")]:
        names = re.findall(r"\bname: (fig-[a-z-]+)", path.read_text(encoding="utf-8"))
        found[path.stem] = [name for name in names if name in pages.EXPLORABLES]
    return {page: names for page, names in found.items() if names}


def test_every_figure_that_can_be_played_stands_on_one_page():
    assert sorted(sum(figures_of_pages().values(), [])) == sorted(pages.EXPLORABLES)


@pytest.mark.parametrize("page", figures_of_pages())
def test_a_page_is_light(page):
    style = (pages.SCRIPTS / "live.css").read_bytes()
    assert len(pages.script(figures_of_pages()[page]).encode()) + len(style) <= MOST


def test_a_page_without_such_a_figure_stays_as_it_is(tmp_path):
    page = '<html><head></head><body><figure class="x" id="fig-other"></figure></body></html>'
    assert pages.enliven(page, tmp_path) == page and not list(tmp_path.iterdir())


def test_a_page_that_is_built_again_loads_its_script_once(tmp_path, monkeypatch):
    page = '<html><head></head><body><figure id="fig-chain"></figure></body></html>'
    once = pages.enliven(page, tmp_path)
    assert once.count("<script") == 1 and once.count("<link") == 1
    assert pages.enliven(once, tmp_path) == once
    monkeypatch.setattr(pages, "rules", lambda: "// other rules")
    again = pages.enliven(once, tmp_path)
    assert again == pages.enliven(page, tmp_path) and again.count("<script") == 1


def test_another_script_has_another_address(tmp_path, monkeypatch):
    """A browser may keep a script for days; it must not meet the page of a newer one."""
    page = '<html><head></head><body><figure id="fig-chain"></figure></body></html>'
    before = pages.enliven(page, tmp_path)
    monkeypatch.setattr(pages, "rules", lambda: "// other rules")
    assert pages.enliven(page, tmp_path) != before


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.parametrize("figure", pages.EXPLORABLES)
def test_the_picture_stays_for_paper(opened, figure):
    page = opened(figure)
    picture, live = page.get_by_alt_text("The picture"), page.locator(".live")
    assert live.is_visible() and not picture.is_visible()
    page.emulate_media(media="print")
    assert picture.is_visible() and not live.is_visible()


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.parametrize("figure", pages.EXPLORABLES)
def test_a_figure_says_what_to_try_and_speaks_once(opened, figure):
    page = opened(figure)
    assert page.locator(".live-try").inner_text().startswith("Try: ")
    assert page.locator("[aria-live=polite]").count() == 1
    assert violations(page, ".live", impacts=("serious", "critical")) == {}
