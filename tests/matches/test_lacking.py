"""Help that came only in part still counts for its need; whose need it is hears to ask anew."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.matches import turns
from app.matches.models import Arrived, Match
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors

LACKS = "Niet alle hulp is aangekomen."


@pytest.mark.parametrize(
    ("outcome", "arrived", "lacks"),
    [
        ("succeeded", None, False),
        ("partly", None, True),
        ("failed", None, True),
        ("partly", Arrived.YES, False),
        ("succeeded", Arrived.PARTLY, True),
        ("succeeded", Arrived.NO, True),
    ],
)
def test_who_needed_it_is_told_to_ask_for_what_is_left(
    pairs: Pairs, visitors: Visitors, outcome: str, arrived: Arrived | None, lacks: bool
) -> None:
    need = pairs.need()
    match = pairs.accept(
        pairs.approved(need=need, offer=pairs.offer(quantity=40), quantity=40), quantity=40
    )
    assert not turns.lacks(match)
    pairs.complete(pairs.start(match), outcome=outcome)
    match.need_arrived = arrived
    pairs.session.commit()
    assert turns.lacks(match) is lacks
    found = pairs.session.exec(select(Match).where(turns.is_lacking())).all()
    assert [each.id for each in found] == ([match.id] if lacks else [])
    assert need.left == 0, "it still counts"
    again = f"/behoeften/{need.id}/nog-eens"
    for page in ("/mijn-werk", f"/behoeften/{need.id}"):
        text = visitors["amina"].get(page).text
        assert (LACKS in text) is lacks, page
    assert (again in visitors["amina"].get("/mijn-werk").text) is lacks
    assert LACKS not in visitors["chantal"].get(f"/behoeften/{need.id}").text


@pytest.mark.parametrize(
    ("unit", "outcome", "reached", "arrived", "asked", "covered", "said"),
    [
        ("people", "partly", 12, None, "28", 12, "28 niet aangekomen"),
        ("people", "partly", None, None, "", 40, "niet alles is aangekomen"),
        ("people", "failed", None, None, "40", 0, "40 niet aangekomen"),
        ("people", "partly", 40, None, "", 40, "niet alles is aangekomen"),
        ("people", "succeeded", 40, Arrived.NO, "40", 0, "40 niet aangekomen"),
        ("people", "succeeded", 40, None, "40", 40, ""),
        ("hours_per_week", "partly", 12, None, "", 40, "niet alles is aangekomen"),
    ],
)
def test_what_is_asked_once_more_is_what_did_not_come(
    pairs: Pairs,
    visitors: Visitors,
    unit: str,
    outcome: str,
    reached: int | None,
    arrived: Arrived | None,
    asked: str,
    covered: int,
    said: str,
) -> None:
    need = pairs.need(unit=unit, people=40, quantity=40)
    offer = pairs.offer(unit=unit, quantity=40)
    match = pairs.accept(pairs.approved(need=need, offer=offer, quantity=40), quantity=40)
    pairs.complete(pairs.start(match), outcome=outcome, people_reached=reached)
    match.need_arrived = arrived
    pairs.session.commit()
    form = Page(visitors["amina"].get(f"/behoeften/{need.id}/nog-eens").text)
    assert form.typed("quantity") == [asked]
    address = f"/behoeften/{need.id}"
    bar = _bar(visitors["amina"].get(address).text)
    assert f"{covered} van 40" in bar
    assert ("aangekomen" in bar) is bool(said) and said in bar
    others = _bar(visitors["chantal"].get(address).text)
    assert "40 van 40" in others and "aangekomen" not in others


def test_several_that_lack_are_asked_together(pairs: Pairs, visitors: Visitors) -> None:
    need = pairs.need(people=40, quantity=40)
    for number, reached in ((30, 10), (10, 9)):
        offer = pairs.offer(quantity=number)
        match = pairs.accept(
            pairs.approved(need=need, offer=offer, quantity=number), quantity=number
        )
        pairs.complete(pairs.start(match), outcome="partly", people_reached=reached)
    pairs.session.commit()
    form = Page(visitors["amina"].get(f"/behoeften/{need.id}/nog-eens").text)
    assert form.typed("quantity") == ["21"]


def _bar(html: str) -> str:
    """What stands with the bar on the page of a need."""
    bars = [
        e for e in Page(html).every("div") if e.attributes.get("class") == "sb-cover sb-cover--lg"
    ]
    return " ".join(bars[0].text.split())
