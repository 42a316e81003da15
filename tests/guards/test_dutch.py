"""One word for one thing: the Dutch of the catalogue keeps to the words that people agreed on.

Each rule names the word to use. What reads wrong again after it was mended once belongs here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from app.core.i18n import speaking
from app.reference.labels import amount
from app.reference.models import Unit
from scripts.check_catalogue import CATALOGUE

# What no Dutch text says, and what it says instead.
NEVER = {
    r"\b1 mens\b|%\(num\)s mens\b": "persoon",
    r"\b(\d+|%\(num\)s) aanbod\b": "keer aanbod",
    r"\bregieplan": "regioplan",
    r"\bin(ge)?le[sz]en\b|\blees\b.* in\b": "importeren",
    r"terug(ge)?draai|\bdraai\b.*\bterug\b": "ongedaan maken",
    r"\bdit soort hulp\b": "deze soort hulp",
    r"\b(wat|alles) open sta": "openstaat",
    r"\bspoor\b": "we leggen vast",
    r"\bgepauzeerd\b": "op pauze",
    r"zich stapelen": "zich opstapelen",
    r"\bmaak de vraag\b": "maak de behoefte",
    r"\bkost %": "gebruikt",
    r"\bBedankt\b": "Dank je wel",
    r"^(hoe ver zijn we|wat is er nodig|wat bied je aan)$|^wat blijft open": "hoe ver we zijn",
}
# What an English word becomes, and what it does not.
SAME = {
    r"\bsaved?\b": r"\bbewa(ar|ren|ard)\b",
    r"\b(bring|brought) in\b|\bimport": r"\b(lees|lezen|ingelezen)\b",
    r"\bundo(ne)?\b|\btak(e|en) back\b": r"\bterug",
    r"\blog(ged)?\b": r"\b(meld\w*|gemeld|leg|vastgelegd)\b",
    r"\bpost(ed)? (an|it|once|the) ": r"\b(meld|gemeld)",
}


def dutch() -> Iterator[tuple[str, str]]:
    """Every text, with its id."""
    with CATALOGUE.open("rb") as file:
        messages: list[Message] = [m for m in read_po(file, locale="nl") if m.id]
    for message in messages:
        ids, texts = (
            (list(form) if isinstance(form, (tuple, list)) else [form])
            for form in (message.id, message.string)
        )
        yield from ((str(ids[min(nr, len(ids) - 1)]), str(text)) for nr, text in enumerate(texts))


@pytest.mark.parametrize("pattern", NEVER)
def test_a_word_that_was_mended_stays_away(pattern: str) -> None:
    found = [text for _id, text in dutch() if re.search(pattern, text, re.IGNORECASE)]
    assert found == [], f"say: {NEVER[pattern]}"


@pytest.mark.parametrize("english", SAME)
def test_one_thing_has_one_word(english: str) -> None:
    found = [
        text
        for msgid, text in dutch()
        if re.search(english, msgid, re.IGNORECASE)
        and re.search(SAME[english], text, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize("unit", Unit)
def test_one_of_a_unit_is_said_as_one(unit: Unit) -> None:
    with speaking("nl"):
        one, two = amount(unit, 1), amount(unit, 2)
    assert one.startswith("1 ") and two.startswith("2 ")
    hours = unit is Unit.HOURS_PER_WEEK  # "uur" is one and many
    assert (one[2:] == two[2:]) is hours


def test_a_question_mark_stands_where_a_question_stands() -> None:
    """What asks in English asks in Dutch."""
    found = [
        text
        for msgid, text in dutch()
        if msgid.endswith("?") and not text.endswith("?") and not text.startswith("Hoe ")
    ]
    assert found == []
