"""What belongs to the site as a whole: notebooks to download, the wheel, maps for search engines,
the picture beside links, and the page for addresses that lead nowhere.
"""

import shutil
from pathlib import Path

from autograde.kit.files import write_whole
from autograde.release import bundle, card

NO_PAGES = ("404", "search", "genindex", "py-modindex")  # nothing to be found by a search engine
LOST = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Not found – Learning to Order</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.125rem/1.6 system-ui, sans-serif; max-width: 34rem; }}
body {{ margin: 15vh auto; padding: 1rem; }}
a {{ color: inherit; }}
</style>
</head>
<body>
<main>
<h1>This shelf is empty</h1>
<p>There is no page at this address. It may have moved, or never have been here.</p>
<p><a href="{home}index.html">Learning to Order</a> ·
<a href="{home}chapters/syllabus.html">all chapters</a> ·
<a href="{home}search.html">search</a></p>
</main>
</body>
</html>
"""


def write(site, course, address, is_open=True):
    """Write these files.

    Parameters
    ----------
    site : Path
        The folder of the site.
    course : Course
        Whose site it is.
    address : str
        Where the site will be; empty if nobody said.
    is_open : bool
        Whether search engines may show it.
    """
    _notebooks(site, course)
    # A server shows this page at whatever address was wrong, so its links need the site's own.
    write_whole(site / "404.html", LOST.format(home=f"{address.rstrip('/')}/" if address else ""))
    names = sorted(path.relative_to(site).as_posix() for path in _pages(site))
    robots = f"User-agent: *\n{'Allow' if is_open else 'Disallow'}: /\n"
    if address and is_open:
        top = address.rstrip("/")
        places = "\n".join(f"  <url><loc>{top}/{name}</loc></url>" for name in names)
        write_whole(
            site / "sitemap.xml",
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{places}\n</urlset>\n",
        )
        write_whole(site / card.NAME, card.png())
        robots += f"Sitemap: {top}/sitemap.xml\n"
    write_whole(site / "robots.txt", robots)


def _pages(site: Path):
    """Return the pages that a search engine may show."""
    found = [*site.glob("*.html"), *(site / "chapters").glob("*.html")]
    return [path for path in found if path.stem not in NO_PAGES]


def _notebooks(site, course):
    """Let the pages' downloads be the notebooks that students work on."""
    sources = site / "_sources" / "chapters"
    if not sources.is_dir():
        return
    for name, text in bundle.notebooks(course).items():
        if (sources / f"{name}.ipynb").exists():
            write_whole(sources / f"{name}.ipynb", text)
    wheel = course.build / "wheel" / bundle.wheel_name()
    if wheel.exists():
        (site / bundle.PACKAGES).mkdir(exist_ok=True)
        shutil.copyfile(wheel, site / bundle.PACKAGES / wheel.name)
