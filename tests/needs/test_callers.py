"""What a sentence of somebody who calls says, over sentences that were written down first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.settings import PROJECT
from app.language import numerals, spoken_days
from app.needs import forms, title_proposals
from tests.world import World

FIELDS = (
    "support_type", "target_group", "quantity", "unit", "municipality", "urgency", "needed_from",
    "needed_until",
)  # fmt: skip
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)
TUNED, HELD_OUT = (
    [line.split(" | ") for line in part.splitlines() if " | " in line and line[0] != "#"]
    for part in (PROJECT / "tests" / "data" / "callers.txt").read_text("utf-8").split("# Held out")
)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with clock.at(MONDAY):
        yield


def read(session: Session, world: World, said: str, who: str = "chantal") -> dict[str, str]:
    choices = forms.NeedChoices.for_writing(session, world[who])
    return {one.field: one.value for one in title_proposals.read_call(said, choices).found}


# What is read wrong, with the reason; everything else is right or left empty.
KNOWN_WRONG = {
    # To cook together is no meal that is brought.
    "tien ouderen en vijf jongeren in Bedum willen samen koken": {"support_type"},
    # Letters of the municipality are paperwork or language, and nobody says which.
    "niet dringend: tien laaggeletterden in Stadskanaal willen hulp bij brieven van de gemeente": {
        "support_type"
    },
    # Who minds a partner is neither a visitor nor a sitter.
    "zeven mantelzorgers in Marum zoeken oppas voor hun partner, elke donderdag": {"support_type"},
    # Internet or homework: two kinds of help in one sentence.
    "gezinnen in Bedum zonder internet, een stuk of dertig, kinderen kunnen geen huiswerk maken": {
        "support_type", "target_group",
    },
    # Parcels are packed, and volunteers are asked for.
    "tot 24 december dertig kerstpakketten inpakken, er zijn tien vrijwilligers nodig in "
    "Groningen": {"quantity", "unit"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("sentences", "least_right", "most_empty"),
    [(TUNED, 318, 20), (HELD_OUT, 93, 2)],
    ids=["tuned on", "held out at first"],
)
def test_more_is_left_empty_than_read_wrong(
    session: Session,
    world: World,
    sentences: list[list[str]],
    least_right: int,
    most_empty: int,
) -> None:
    """What is wrong is worse than what is empty: who confirms reads what stands there."""
    counts, wrong = Counter[str](), defaultdict[str, set[str]](set)
    for said, *expected in sentences:
        found = read(session, world, said)
        for field, right in zip(FIELDS, expected, strict=True):
            if right == "?":
                continue
            value = found.get(field, "-")
            how = "right" if value == right else "empty" if value == "-" else "wrong"
            counts["unsaid" if how == "right" and value == "-" else how] += 1
            if how == "wrong":
                wrong[said].add(field)
    known = {said for said, *_expected in sentences}
    assert wrong == {said: why for said, why in KNOWN_WRONG.items() if said in known}, counts
    assert counts["right"] >= least_right and counts["empty"] <= most_empty, counts


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("tot kerst", None, "2026-12-25"),
        ("tot en met kerst", None, "2026-12-26"),
        ("na de kerst", "2026-12-27", None),
        ("na de vakantie", None, None),
        ("elke dinsdag", None, None),
        ("sinds vrijdag", None, None),
        ("tot vrijdag", None, "2026-12-04"),
        ("tot januari", None, "2026-12-31"),
        ("tot en met januari", None, "2027-01-31"),
        ("van 7 tot 20 december", "2026-12-07", "2026-12-20"),
        ("van 7 december tot 5 december", None, None),
        ("tot 31 februari", None, None),
        ("tot 22 uur", None, None),
        ("tot 1 november", None, None),
        ("komende zaterdag", "2026-12-05", "2026-12-05"),
        ("dit weekend", "2026-12-05", "2026-12-06"),
        ("volgende week", "2026-12-07", "2026-12-13"),
        ("voor volgende week", None, None),
        ("twee weken lang", "2026-11-30", "2026-12-13"),
        ("de komende drie dagen", "2026-11-30", "2026-12-02"),
        ("een maand lang", "2026-11-30", "2026-12-29"),
        ("morgenochtend", "2026-12-01", None),
        ("in de morgen", None, None),
        ("tot Pasen", None, "2027-03-28"),
        ("op 5 september", None, None),
    ],
)
def test_a_day_is_read_only_when_it_is_sure(said: str, first: str | None, last: str | None) -> None:
    window = spoken_days.read_window(f"twintig ouderen {said} zonder eten", MONDAY.date())
    days = [each and each.day.isoformat() for each in (window.first, window.last)]
    assert days == [first, last]


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("honderdtwintig", 120), ("tweeëntwintig", 22), ("tweehonderdvijftig", 250),
        ("drieduizend", 3000), ("honderd", 100), ("acht", 8), ("een", None), ("en", None),
        ("enig", None), ("wandelen", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_in_letters_is_one(word: str, number: int | None) -> None:
    assert numerals.number_of(word) == number


@pytest.mark.parametrize("end", ["", " jaar lang", " of", " en"])
def test_any_sentence_is_read(session: Session, world: World, end: str) -> None:
    """Whatever is typed, in whatever order, something comes back."""
    for said in ("", "tot", "een stuk of", "na de van 7 tot 31 april", "9" * 400, "twintig" * 40):
        read(session, world, said + end)
