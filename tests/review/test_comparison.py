"""Whether a need and an offer fit, line by line, in words that are true of the pair."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.core import clock
from app.matches.forms import MatchChoices
from app.matches.models import MatchOutcome
from app.review.comparison import Assessment, ComparedPair, SharedRecord, compare
from app.review.queries import get_case
from tests.matches.pairs import Pairs

OF = {"Soort hulp": 0, "Voor wie": 1, "Waar": 2, "Hoeveel": 3, "Wanneer": 4}


@pytest.fixture
def fit(pairs: Pairs) -> Any:
    """`fit("Waar", need={…}, offer={…})`: what stands under "Past het?"."""
    choices = MatchChoices.for_reading(pairs.session, pairs["daan"])

    def judge(
        line: str,
        *,
        need: dict[str, Any] | None = None,
        offer: dict[str, Any] | None = None,
        **sides: Any,
    ) -> Assessment:
        with clock.at(clock.now().replace(year=2026, month=11, day=25, hour=12)):
            both = pairs.need(**(need or {})), pairs.offer(**(offer or {}))
            for side, changes in zip(
                both, (sides.pop("of_need", {}), sides.pop("of_offer", {})), strict=True
            ):
                for name, value in changes.items():
                    setattr(side, name, value)
            given = {"quantity": None, "offer_quantity": None, "is_masked": False} | sides
            lines = compare(ComparedPair(*both, **given), choices)
        assert [each.label for each in lines] == list(OF)
        return lines[OF[line]].fit

    return judge


def test_the_kind_of_help(fit: Any) -> None:
    assert fit("Soort hulp") == Assessment(True, "Zelfde soort hulp")
    assert fit("Soort hulp", offer={"support_type": "transport"}) == Assessment(
        False, "Andere soort hulp"
    )


@pytest.mark.parametrize(
    ("also", "offered", "expected"),
    [
        ([], ["older_people"], Assessment(True, "Doelgroep genoemd")),
        (
            ["lonely_people"],
            ["older_people", "lonely_people"],
            Assessment(True, "Doelgroepen genoemd"),
        ),
        (
            ["lonely_people"],
            ["older_people", "all_residents"],
            Assessment(True, "Voor alle inwoners"),
        ),
        ([], ["all_residents"], Assessment(True, "Voor alle inwoners")),
        ([], ["lonely_people"], Assessment(False, "Deze doelgroep wordt niet genoemd")),
    ],
)
def test_the_groups(fit: Any, also: list[str], offered: list[str], expected: Assessment) -> None:
    assert fit("Voor wie", need={"also_groups": also}, offer={"target_groups": offered}) == expected


def test_a_second_group_that_is_not_named_is_named_here(fit: Any) -> None:
    found = fit(
        "Voor wie", need={"also_groups": ["homeless"]}, offer={"target_groups": ["older_people"]}
    )
    assert found.is_good is False and found.words.startswith("Niet genoemd: ")


@pytest.mark.parametrize(
    ("place", "offered", "masked", "expected"),
    [
        ("GM1979", [], False, Assessment(True, "Werkt in de hele regio")),
        ("GM1979", [], True, Assessment(True, "Werkt in de hele regio")),
        ("GM1979", ["GM1979", "GM0014"], False, Assessment(True, "Zelfde gemeente")),
        ("GM1979", ["GM0014"], False, Assessment(False, "Eemsdelta wordt niet genoemd")),
        (
            "GM1979",
            ["GM0014"],
            True,
            Assessment(None, "De gemeente blijft verborgen: het is een kleine groep"),
        ),
        (
            "GM1979",
            ["GM1979"],
            True,
            Assessment(None, "De gemeente blijft verborgen: het is een kleine groep"),
        ),
        (None, ["GM1979"], False, Assessment(False, "Niet in de hele regio")),
        (None, [], False, Assessment(True, "Werkt in de hele regio")),
    ],
)
def test_the_place_and_a_small_group_gives_none_away(
    fit: Any, place: str | None, offered: list[str], masked: bool, expected: Assessment
) -> None:
    found = fit(
        "Waar",
        of_need={"municipality_code": place},
        offer={"municipalities": offered},
        is_masked=masked,
    )
    assert found == expected


@pytest.mark.parametrize(
    ("left", "free", "wanted", "expected"),
    [
        (40, 40, 40, Assessment(True, "Genoeg voor alles wat openstaat")),
        (40, 50, None, Assessment(True, "Genoeg voor alles wat openstaat")),
        (40, 30, 30, Assessment(None, "Voor 30 van de 40")),
        (40, 30, None, Assessment(None, "Voor 30 van de 40")),
        (40, 5, 30, Assessment(False, "Meer dan er vrij is")),
    ],
)
def test_how_much(fit: Any, left: int, free: int, wanted: int | None, expected: Assessment) -> None:
    assert (
        fit("Hoeveel", need={"quantity": left}, offer={"quantity": free}, quantity=wanted)
        == expected
    )


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (10, Assessment(True, "Genoeg voor wat openstaat")),
        (4, Assessment(True, "Genoeg voor wat openstaat")),
        (3, Assessment(None, "Voor 3 van minder dan 5")),
        (1, Assessment(None, "Voor 1 van minder dan 5")),
    ],
)
@pytest.mark.parametrize("wanted", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_how_much_of_a_small_group_gives_no_number_away(
    fit: Any, people: int, wanted: int | None, free: int, expected: Assessment
) -> None:
    found = fit(
        "Hoeveel",
        of_need={"people": people, "quantity": people},
        offer={"quantity": free},
        quantity=wanted,
        is_masked=True,
    )
    assert found == expected


def test_how_much_in_two_units(fit: Any) -> None:
    rides = {"unit": "rides_per_week", "quantity": 6}
    assert fit("Hoeveel", offer=rides, quantity=20, offer_quantity=5) == Assessment(
        None, "Gebruikt 5 ritten per week"
    )
    much = fit("Hoeveel", offer=rides, quantity=20, offer_quantity=7)
    assert much == Assessment(False, "Gebruikt 7 ritten per week: meer dan er vrij is")
    assert fit("Hoeveel", offer=rides).is_good is False
    # Three rides for three people would tell how few they are.
    hidden = fit(
        "Hoeveel", of_need={"people": 3}, offer=rides, quantity=3, offer_quantity=3, is_masked=True
    )
    assert hidden == Assessment(None, "Geteld in andere eenheden")


@pytest.mark.parametrize(
    ("needed", "available", "expected"),
    [
        (
            (date(2026, 11, 1), date(2027, 3, 1)),
            (date(2026, 10, 1), None),
            Assessment(True, "De hele periode"),
        ),
        (
            (date(2026, 11, 1), date(2027, 3, 1)),
            (date(2026, 11, 20), date(2027, 3, 1)),
            Assessment(True, "De hele periode"),
        ),
        (
            (date(2026, 11, 1), date(2027, 3, 1)),
            (date(2026, 10, 1), date(2027, 1, 31)),
            Assessment(False, "Stopt op 31 januari 2027"),
        ),
        (
            (date(2026, 11, 1), None),
            (date(2026, 10, 1), date(2027, 1, 31)),
            Assessment(False, "Stopt op 31 januari 2027"),
        ),
        (
            (date(2026, 11, 1), date(2027, 3, 1)),
            (date(2026, 12, 1), date(2027, 1, 31)),
            Assessment(False, "Pas vanaf 1 december 2026 · Stopt op 31 januari 2027"),
        ),
        (
            (date(2027, 2, 1), None),
            (date(2026, 10, 1), date(2027, 1, 31)),
            Assessment(False, "Niet in dezelfde periode"),
        ),
        (
            (date(2026, 11, 1), date(2026, 12, 1)),
            (date(2027, 1, 1), None),
            Assessment(False, "Niet in dezelfde periode"),
        ),
    ],
)
def test_when(
    fit: Any,
    needed: tuple[date, date | None],
    available: tuple[date, date | None],
    expected: Assessment,
) -> None:
    window = {"needed_from": needed[0], "needed_until": needed[1]}
    offered = {"available_from": available[0], "available_until": available[1]}
    assert fit("Wanneer", of_need=window, of_offer=offered) == expected


def test_how_they_did_before(pairs: Pairs) -> None:
    def record() -> SharedRecord:
        match = pairs.propose()
        return get_case(pairs.session, pairs["daan"], match, str).record

    assert record().fit == Assessment(None, "Nog niet eerder samen")
    pairs.complete(pairs.running(), outcome=MatchOutcome.FAILED)
    assert record().fit == Assessment(False, "Eerder samen, niet gelukt")
    pairs.complete(pairs.running(), outcome=MatchOutcome.PARTLY)
    pairs.complete(pairs.running(), outcome=MatchOutcome.SUCCEEDED)
    assert record() == SharedRecord(completed=3, succeeded=2)
    assert record().fit == Assessment(True, "2 keer eerder samen, gelukt")


@pytest.mark.parametrize("people", [4, 5])
def test_what_they_did_before_does_not_tell_whose_a_small_group_is(
    pairs: Pairs, people: int
) -> None:
    pairs.complete(pairs.running(), outcome=MatchOutcome.SUCCEEDED)
    match = pairs.propose(need=pairs.need(quantity=people, people=people), quantity=people)
    found = get_case(pairs.session, pairs["daan"], match, str).record.fit
    if people < 5:
        hidden = "Van wie het is, blijft verborgen: het is een kleine groep"
        assert found == Assessment(None, hidden)
    else:
        assert found == Assessment(True, "1 keer eerder samen, gelukt")


@pytest.mark.parametrize(("people", "counted"), [(1, 0), (4, 0), (5, 1), (15, 1)])
def test_what_they_did_for_a_small_group_does_not_count_elsewhere(
    pairs: Pairs, people: int, counted: int
) -> None:
    """Whoever may not know that the small group is theirs would read it in the record of a pair."""
    need = pairs.need(quantity=people, people=people, title="Eerder al")
    made = pairs.start(pairs.accepted(need=need, quantity=people))
    pairs.complete(made, outcome=MatchOutcome.SUCCEEDED)
    found = get_case(pairs.session, pairs["daan"], pairs.propose(), str).record
    assert found == SharedRecord(completed=counted, succeeded=counted)
