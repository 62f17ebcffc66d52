"""Names as eyes read them: two that look the same are the same here.

Platforms write names in small letters, without accents or blanks; people write blanks of no width
and letters of another alphabet that look alike. All of that is folded before names are compared.
"""

import re
import unicodedata

# Letters of Cyrillic and Greek that nobody tells from Latin ones.
LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝ" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaesijopcyxhdqw" "ABEZHIKMNOPTYXo",
)  # fmt: skip
BY_A_SPREADSHEET = re.compile(r"\d{1,15}[.,]0+|\d([.,]\d{1,15})?[eE]\+?\d{1,2}")
ACCENTS = range(0x0300, 0x0370)  # marks that stand above and below letters of Latin and Greek


def folded(name):
    """Return a name in the form in which it is compared: small letters and digits.

    Examples
    --------
    >>> folded("Zoë  O'Neil"), folded("ADA_byron"), folded("Ada\u200b Byron")
    ('zoeoneil', 'adabyron', 'adabyron')
    """
    alike = unicodedata.normalize("NFKC", name).translate(LOOK_ALIKES)
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", alike).casefold())
    kept = "".join(letter for letter in letters if _is_seen(letter))
    return kept or " ".join(alike.casefold().split())


def _is_seen(letter):
    # Marks of other scripts are vowels: without them, two names would become one.
    in_word = unicodedata.category(letter)[0] in "LNM"
    return in_word and ord(letter) not in ACCENTS and not "\ufe00" <= letter <= "\ufe0f"


def orders(name):
    """Return a name with its words in each order in which platforms write them, folded.

    Examples
    --------
    >>> sorted(orders("Jan van Dyk"))
    ['dykjanvan', 'janvandyk', 'vandykjan']
    """
    words = name.replace(",", " ").split()
    return {folded(" ".join(words[n:] + words[:n])) for n in range(len(words))} - {""}


def plain_number(number):
    """Return a number as platforms write it, whatever a spreadsheet has made of it.

    Examples
    --------
    >>> plain_number("0009022"), plain_number("432.0"), plain_number("1.02E+5")
    ('9022', '432', '102000')
    """
    number = number.strip()
    if not BY_A_SPREADSHEET.fullmatch(number):
        return number.lstrip("0") or number
    value = float(number.replace(",", "."))
    return f"{value:.0f}" if value.is_integer() else number
