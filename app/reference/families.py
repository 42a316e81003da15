"""The families in which a long list is shown: kinds of help, target groups, municipalities.

An editorial choice, in `data/families.csv`: a list that nobody can overlook is read by its
headings. A word that a region adds stands apart, below those of the country.
"""

import csv
from pathlib import Path

from app.core import words
from app.core.i18n import mark, pmark


class Family(words.Worded):
    """One heading in a list, in the order in which a list has them."""

    EVERYBODY = "everybody", words.Word(pmark("family", "Everybody"))
    NECESSITIES = "necessities", words.Word(mark("Food and what people need at home"))
    COMPANY = "company", words.Word(mark("Company and support"))
    HOME = "home", words.Word(mark("At home and on the road"))
    MONEY = "money", words.Word(mark("Money, work and the law"))
    LEARNING = "learning", words.Word(mark("Children, learning and language"))
    ORGANISING = "organising", words.Word(mark("Information and hands"))
    OLDER = "older", words.Word(mark("Older people and people alone"))
    YOUNG = "young", words.Word(mark("Families and young people"))
    HEALTH = "health", words.Word(mark("Health and care"))
    INCOME = "income", words.Word(mark("Work and income"))
    ACCESS = "access", words.Word(mark("Language, internet and a home"))
    REGIONAL = "regional", words.Word(mark("Added by the region"))
    AT_HOME = "at_home", words.Word(mark("In the region"))
    ACROSS = "across", words.Word(mark("Across the border of the region"))


def _read() -> dict[str, Family]:
    path = Path(__file__).parent / "data" / "families.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: Family(row["family"]) for row in csv.DictReader(file)}


_OF = _read()
_OF_LIST = {"municipalities": Family.AT_HOME, "nearby": Family.ACROSS}


def family_of(listed: str, slug: str) -> Family | None:
    """The heading above an option of a list of `reference.queries.Choices`; None in a list
    without headings.
    """
    if listed in ("support_types", "more"):
        return _OF.get(slug, Family.REGIONAL)
    return _OF_LIST.get(listed)
