"""What axe, the checker of accessibility, finds on a page."""

from axe_playwright_python.sync_playwright import Axe

# axe-core 4.14 asks these of every page; the edition that Python's package carries only on demand.
RULES_OF_THE_NEWEST = ("label-content-name-mismatch", "target-size")
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {name: {"enabled": True} for name in RULES_OF_THE_NEWEST},
}


def violations(page, context=None, impacts=("minor", "moderate", "serious", "critical")):
    """Return the first signs of each element that breaks a rule, by the rule's name.

    Parameters
    ----------
    page : Page
        Playwright's, as it is shown now.
    context : str, optional
        Selector of the part that is looked at; the whole page otherwise.
    impacts : tuple of str
        Which violations count.
    """
    found = Axe().run(page, context=context, options=OPTIONS).response["violations"]
    return {
        one["id"]: [node["html"][:200] for node in one["nodes"]]
        for one in found
        if one["impact"] in impacts
    }
