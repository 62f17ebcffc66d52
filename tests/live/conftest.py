"""A browser for what the page computes, and the figures on pages of their own."""

import pytest

from autograde.live import pages


@pytest.fixture
def page(browser):
    """Return an empty page; an error in its script fails the test."""
    page, errors = browser.new_page(viewport={"width": 390, "height": 844}), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def opened(page, tmp_path):
    """Return a function that shows one figure, read from disk as a reader without a server does."""

    def show(figure, anchor=""):
        folder = tmp_path / "chapters"
        folder.mkdir(exist_ok=True)
        text = (
            '<!doctype html><html><head><meta charset="utf-8"></head><body>'
            f'<figure class="align-default" id="{figure}"><img alt="The picture">'
            "<figcaption>What it shows.</figcaption></figure></body></html>"
        )
        path = folder / "page.html"
        path.write_text(pages.enliven(text, tmp_path), encoding="utf-8")
        page.goto(f"{path.as_uri()}{anchor}")
        return page

    return show
