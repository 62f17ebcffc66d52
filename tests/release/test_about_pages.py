"""What pages say about themselves, all of it from a few settings; nothing where none is set."""

from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.image import imread
from sphinx.search.en import SearchEnglish

from autograde.course import course_toml
from autograde.course.course import Course
from autograde.course.deadlines import Rules
from autograde.kit.errors import UnusableArgument
from autograde.release import about_pages, bundle, card, first_paint, whole_site
from autograde.release.search_words import CourseEnglish
from autograde.release.sphinx_extension import mend_page, settle

STUDENTS = "https://github.com/example/ours"
SET = Rules(site="https://course.example/book", student_repository=STUDENTS)


def described(page, title, rules=SET):
    """Return what a page's head says."""
    context = {"title": title}
    about_pages.describe(context, page, None, rules)
    head = BeautifulSoup(context["metatags"], "html.parser")
    named = {tag.get("property") or tag.get("name"): tag["content"] for tag in head("meta")}
    return context["title"], named


def test_a_chapter_has_its_number_in_its_title_and_says_what_it_teaches():
    title, named = described("chapters/05_q_learning", "Q-learning")
    assert title == "5 · Q-learning"
    assert named["description"].startswith("Exploration, the temporal-difference update")
    assert named["og:url"] == "https://course.example/book/chapters/05_q_learning.html"
    assert named["og:image"].startswith("https://course.example/book/_static/")


def test_chapters_are_described_each_in_its_own_words():
    names = ("01_supply_chain", "02_decision_process", "06_learning_well", "07_challenge")
    told = {described(f"chapters/{name}", "x")[1]["description"] for name in names}
    assert len(told) == len(names)


def test_without_a_site_no_address_is_made_up():
    _, named = described("chapters/05_q_learning", "Q-learning", Rules())
    assert "og:url" not in named and "og:image" not in named


def test_the_foot_has_the_version_and_the_way_to_report_a_mistake():
    assert "Version 0.1.0, 2026-11-25." in about_pages.foot(Rules())
    assert "Report" not in about_pages.foot(Rules())
    link = BeautifulSoup(about_pages.foot(SET), "html.parser").a["href"]
    assert link.startswith(f"{STUDENTS}/issues/new?") and "Version%200.1.0" in link
    by_mail = about_pages.foot(Rules(contact="course@uni.example"))
    assert "mailto:course@uni.example?subject=" in by_mail


def test_launch_buttons_lead_to_the_students_repository_or_are_not_there(tmp_path):
    for text, wanted in ((f'student_repository = "{STUDENTS}"', STUDENTS), ("", None)):
        (tmp_path / "course.toml").write_text(text)
        config = SimpleNamespace(html_theme_options={}, html_baseurl="")
        settle(SimpleNamespace(srcdir=tmp_path), config)
        assert config.html_theme_options.get("repository_url") == wanted
        assert ("launch_buttons" in config.html_theme_options) == bool(wanted)


@pytest.mark.parametrize("given", ["ours", "https://example.org/x", "https://github.com/only-one"])
def test_a_students_repository_that_colab_cannot_open_is_refused(tmp_path, given):
    (tmp_path / "course.toml").write_text(f'student_repository = "{given}"')
    with pytest.raises(UnusableArgument, match="student_repository"):
        course_toml.read(tmp_path / "course.toml")


def test_the_students_tree_is_the_bundle_and_is_made_only_where_it_is_wanted(tmp_path):
    folder = tmp_path / "student_repository"
    members = {"START.md": b"begin", "chapters/01.ipynb": b"{}", "requirements.txt": b"numpy"}
    bundle._write_tree(folder, members)
    written = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert written == ["README.md", "chapters/01.ipynb", "requirements.txt"]


def test_the_site_has_a_map_and_a_page_for_the_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(card, "png", lambda: b"drawn elsewhere")
    (tmp_path / "chapters").mkdir()
    for name in ("index.html", "search.html", "chapters/syllabus.html"):
        (tmp_path / name).write_text("x")
    whole_site.write(tmp_path, Course(tmp_path), "https://course.example/")
    written = ElementTree.parse(tmp_path / "sitemap.xml").iter()
    places = [place for place in written if place.tag.endswith("loc")]
    top = "https://course.example"
    assert [place.text for place in places] == [
        f"{top}/chapters/syllabus.html",
        f"{top}/index.html",
    ]
    assert f"Sitemap: {top}/sitemap.xml" in (tmp_path / "robots.txt").read_text()
    assert f'href="{top}/search.html"' in (tmp_path / "404.html").read_text()


@pytest.mark.slow
def test_the_picture_beside_a_link_is_where_the_page_says_and_of_the_size_that_it_says(tmp_path):
    whole_site.write(tmp_path, Course(tmp_path), SET.site)
    _, named = described("chapters/05_q_learning", "Q-learning")
    path = tmp_path / named["og:image"].removeprefix(f"{SET.site}/")
    shown = imread(path)
    height, width, _ = shown.shape
    assert (named["og:image:width"], named["og:image:height"]) == (str(width), str(height))
    assert width / height == pytest.approx(1.91, abs=0.01) and path.stat().st_size < 300_000
    # On any ground: what is not drawn is white. What is drawn reaches all quarters of the picture.
    assert shown[..., 3].min() == 1 and shown[0, 0, :3].min() == 1
    drawn = shown[..., :3].min(axis=2) < 0.9
    sides = [side for half in np.array_split(drawn, 2) for side in np.array_split(half, 2, axis=1)]
    assert all(side.mean() > 0.03 for side in sides)


def test_without_an_address_there_is_no_map(tmp_path):
    whole_site.write(tmp_path, Course(tmp_path), "")
    assert not (tmp_path / "sitemap.xml").exists()
    assert "Sitemap" not in (tmp_path / "robots.txt").read_text()


def test_pages_are_mended_once_however_often_the_site_is_built():
    page = (
        '<head><script>window.MathJax = {}</script><script src="a/mathjax/b.js"></script></head>'
        '<div id="x" class="bd-sidebar-primary bd-sidebar"></div>'
        '<span class="math x">\\(S\\)</span>, <summary aria-label="Toggle hidden content">'
    )
    once = mend_page(page, 1)
    assert mend_page(once, 1) == once
    assert "Toggle hidden content" not in once


def test_mathjax_is_loaded_only_where_a_formula_is():
    script = '<script defer="defer" src="../_static/mathjax/tex-chtml.js?v=2"></script>'
    assert "mathjax" not in mend_page(f"<head>{script}</head><p>no formula</p>", 1)
    formula = '<span class="math notranslate nohighlight">x</span>'
    assert script in mend_page(f"<head>{script}</head>{formula}", 1)


def test_scripts_of_the_search_are_loaded_where_it_is_and_no_other_holds_up_a_page():
    scripts = (
        '<script src="../_static/documentation_options.js?v=9"></script>'
        '<script src="../_static/doctools.js?v=9"></script>'
        "<script>DOCUMENTATION_OPTIONS.pagename = 'x';</script>"
        '<script data-prefix="x-" src="../_static/design-tabs.js?v=f"></script>'
        '<script src="../_static/searchtools.js"></script>'
        '<script src="../_static/language_data.js"></script>'
        '<script src="../searchindex.js"></script>'
    )
    page = f"<head>{scripts}</head><p>text</p>"
    once = mend_page(page, 1)
    assert mend_page(once, 1) == once
    found = BeautifulSoup(once, "html.parser").find_all("script", src=True)
    assert [(tag["src"].split("/")[-1].split("?")[0], tag.has_attr("defer")) for tag in found] == [
        ("documentation_options.js", False), ("doctools.js", True), ("design-tabs.js", True),
    ]  # fmt: skip
    page = f'<head>{scripts}</head><div id="search-results"></div>'
    assert mend_page(page, 0) == page


def test_colours_for_readers_without_script_follow_their_system():
    css = (
        'html[data-theme="light"] {--a: #fff} html[data-theme=dark] .x, p {color: red}'
        "html .only-dark, html[data-theme=light] .y {display: none}"
    )
    light, dark = first_paint.no_script([css]).split("@media (prefers-color-scheme: dark)")
    assert 'html[data-theme="auto"]{--a: #fff}' in light
    assert 'html[data-theme="auto"] .y{display: none}' in light
    assert 'html[data-theme="auto"] .x{color: red}' in dark and "p{" not in dark


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("(s, S)", "Why an (s,S) rule is best"),
        ("TD", "The temporal-difference error"),
        ("hand in", "What you handed in"),
        ("hand-in", "Hand in your work"),
    ],
)
def test_words_of_the_course_are_found_as_they_are_written(asked, written):
    words = CourseEnglish({}).split
    plain = SearchEnglish({}).split
    assert (set(words(asked)) - set(plain(asked))) & (set(words(written)) - set(plain(written)))
