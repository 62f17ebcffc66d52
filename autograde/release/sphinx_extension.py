"""A Sphinx extension: exercises in boxes, pages that say what they are, and what the tools leave.

The bibliography is announced to screen readers as a list, but its entries are not announced as
items of one. A browser may break a line between a formula and the comma that follows, so the two
are joined. The landing page would have the title of the site twice in its title. The sidebar is no
landmark, although its logo and its search are ways around the site. The search field is called
"Search" and reads "Search Ctrl+K": who tells the browser what is written there would call nothing.
All folds of code would be called "Toggle hidden content".
Figures that answer get their script, and cells of chapters run where Pyodide's files are at hand
(`autograde.live`).
"""

import re
from pathlib import Path

from autograde.course import course_toml
from autograde.course.course import Course
from autograde.live import pages, python_pages
from autograde.release import about_pages, first_paint, light_pages, whole_site
from autograde.release.boxes import BoxExercises
from autograde.release.search_words import CourseEnglish

NO_LIST = ' role="list" class="citation-list"'
JOINED = '<span class="formula-and-mark">'
FORMULA_AND_MARK = re.compile(
    rf'(?<!{JOINED})<span class="math [^>]*>[^<]*</span>[.,;:?!)]+'
)  # fmt: skip
TITLE_TWICE = re.compile(r"<title>(.+) &#8212; \1</title>")
SIDEBAR = ' class="bd-sidebar-primary bd-sidebar">'
SEARCH_FIELD = re.compile(r'(<button class="[^"]*search-button-field[^>]*?) aria-label="[^"]*"')
FOLD = '<summary aria-label="Toggle hidden content">'


def setup(app):
    """Register with Sphinx."""
    app.add_post_transform(BoxExercises)
    app.add_search_language(CourseEnglish)
    app.add_config_value("self_study", False, "html")  # the edition that shows answers
    app.connect("config-inited", settle)
    app.connect("html-page-context", about)
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def rules_of(app):
    """Return the course's rules, as its course.toml has them."""
    return course_toml.read(Course(Path(app.srcdir)).rules)


def settle(app, config):
    """Take what follows from the course's settings into those of the site."""
    rules = rules_of(app)
    config.html_baseurl = f"{rules.site.rstrip('/')}/" if rules.site else ""
    config.html_theme_options["extra_footer"] = about_pages.foot(rules)
    if rules.student_repository:
        config.html_theme_options |= {
            "repository_url": rules.student_repository,
            "repository_branch": "main",
            "use_repository_button": True,
            "launch_buttons": {
                "colab_url": "https://colab.research.google.com",
                "binderhub_url": "https://mybinder.org",
                "jupyterhub_url": rules.jupyterhub,
                "notebook_interface": "jupyterlab",
            },
        }


def about(app, pagename, templatename, context, doctree):
    """Let a page say what it is."""
    about_pages.describe(context, pagename, doctree, rules_of(app))
    if app.config.self_study:
        context["metatags"] = context.get("metatags", "") + about_pages.NOT_FOR_SEARCH


def mend(app, error):
    """Mend all pages that were built, and write what belongs to the site as a whole."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        mended = mend_page(text, len(path.relative_to(site).parts) - 1)
        if app.builder.name == "html":  # the book on paper is one page, and keeps its pictures
            mended = pages.enliven(mended, site)
        if mended != text:
            path.write_text(mended, encoding="utf-8")
    if app.builder.name == "html" and hasattr(app, "srcdir"):
        first_paint.write(site)
        course = Course(Path(app.srcdir))
        whole_site.write(site, course, rules_of(app).site, is_open=not app.config.self_study)
        if not app.config.self_study:
            python_pages.write(site, course, python_pages.found())


def mend_page(text, depth):
    """Return a page without what the tools leave; a page that was mended before stays as it is.

    Parameters
    ----------
    text : str
        HTML.
    depth : int
        How many folders it lies below the site's.
    """
    mended = light_pages.lighten(text).replace(NO_LIST, ' class="citation-list"')
    mended = FORMULA_AND_MARK.sub(rf"{JOINED}\g<0></span>", mended)
    mended = TITLE_TWICE.sub(r"<title>\1</title>", mended)
    if ' role="navigation" aria-label="Site"' not in mended:
        mended = mended.replace(SIDEBAR, f' role="navigation" aria-label="Site"{SIDEBAR}')
    mended = SEARCH_FIELD.sub(r"\1", mended)
    mended = mended.replace(FOLD, "<summary>")
    return first_paint.mend(mended, depth)
