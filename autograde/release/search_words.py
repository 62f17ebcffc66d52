"""Words of the course that a search engine for plain words would lose.

Sphinx takes a text apart at every sign that is no letter and leaves out little words, so that
"(s, S)" would be two letters, and "hand in" any hand. What belongs together is one word here, in
the index as well as in what a reader asks for.
"""

import json
import re

from sphinx.search.en import SearchEnglish

# What is written in several ways → the one word under which the index has it.
TOGETHER = {
    r"\(\s*s\s*,\s*S\s*\)": "reorderrule",
    r"\bTD\b|\btemporal[- ]difference\b": "temporaldifference",
    r"\bhand(?:s|ed|ing)?[- ]in\b": "handin",
    r"ε-greed\w*|\bepsilon[-_ ]greed\w*": "epsilongreedi",
}


class CourseEnglish(SearchEnglish):
    """English, with the words of the course."""

    js_splitter_code = (
        "var splitQuery = query => {\n"
        + "".join(
            f"  query = query.replace(new RegExp({json.dumps(form)}, 'giu'), ' {word} ');\n"
            for form, word in TOGETHER.items()
        )
        + "  return query.split(/[^\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}]+/gu)"
        ".filter(term => term);\n};\n"
    )

    def split(self, input):  # the name of the argument is Sphinx's
        """Return the words of a text."""
        found = [
            word for form, word in TOGETHER.items() for _ in re.finditer(form, input, re.IGNORECASE)
        ]
        return super().split(input) + found
