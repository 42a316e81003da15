"""Help that came only in part still counts for its need; whose need it is hears to ask anew."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.matches import turns
from app.matches.models import Arrived, Match
from tests.exports.opened import taken
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
    in_sql = sa.select(turns.missing_in(sa.literal("people"))).where(col(Match.id) == match.id)
    assert pairs.session.execute(in_sql).scalar_one() == turns.missing(match, need.unit)
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
    # Who helped and the team read the same; who has no part in it reads what was agreed.
    for who in ("chantal", "daan"):
        assert _bar(visitors[who].get(address).text) == bar
    others = _bar(visitors["greet"].get(address).text)
    assert "40 van 40" in others and "aangekomen" not in others


@pytest.mark.parametrize(
    ("outcome", "reached", "arrived", "covered", "said", "in_file"),
    [
        ("partly", 12, None, 12, "28 niet aangekomen", 28),
        ("partly", None, None, 40, "niet alles is aangekomen", "niet alles is aangekomen"),
        ("succeeded", 40, Arrived.NO, 0, "40 niet aangekomen", 40),
        ("succeeded", 40, None, 40, "", None),
    ],
)
def test_every_list_says_what_the_page_says(
    pairs: Pairs,
    visitors: Visitors,
    outcome: str,
    reached: int | None,
    arrived: Arrived | None,
    covered: int,
    said: str,
    in_file: object,
) -> None:
    need = pairs.need(people=40, quantity=40, title="Warme kleren voor de opvang")
    offer = pairs.offer(quantity=40)
    match = pairs.accept(pairs.approved(need=need, offer=offer, quantity=40), quantity=40)
    pairs.complete(pairs.start(match), outcome=outcome, people_reached=reached)
    match.need_arrived = arrived
    pairs.session.commit()
    lists = [
        "/behoeften",
        "/bord",
        "/zoeken?q=warme+kleren",
        f"/doelgroepen/{need.target_group}",
        f"/netwerk/{need.organisation_id}",
    ]
    for who in ("amina", "chantal", "daan", "eva"):
        for address in lists:
            bars = _bars(visitors[who].get(address).text)
            bar = next(each for each in bars if f"{covered} van 40" in each)
            assert ("aangekomen" in bar) is bool(said) and said in bar, (who, address)
        row = taken(visitors[who], "/behoeften/lijst").rows[0]
        assert (row["Gedekt"], row["Niet aangekomen"] or None) == (covered, in_file), who
        (row,) = taken(visitors[who], "/bord/lijst").rows
        assert (row["Gedekt"], row["Niet aangekomen"] or None) == (covered, in_file), who
    # Who has no part in it reads what was agreed, in every list as on the page.
    for address in lists:
        bars = _bars(visitors["greet"].get(address).text)
        assert any("40 van 40" in bar for bar in bars), address
        assert not any("aangekomen" in bar for bar in bars), address
    row = taken(visitors["greet"], "/behoeften/lijst").rows[0]
    assert (row["Gedekt"], row["Niet aangekomen"] or None) == (40, None)
    work = " ".join(Page(visitors["amina"].get("/mijn-werk").text).every("main")[0].text.split())
    assert f"{covered} van 40 mensen" in work
    assert said in work


def test_a_number_that_is_hidden_is_not_told_by_what_did_not_come(
    pairs: Pairs, visitors: Visitors
) -> None:
    need = pairs.need(people=3, quantity=3, title="Warme kleren voor de opvang")
    match = pairs.accept(pairs.approved(need=need, offer=pairs.offer(), quantity=3), quantity=3)
    pairs.complete(pairs.start(match), outcome="partly", people_reached=1)
    pairs.session.commit()
    for address in ("/behoeften", "/bord", "/zoeken?q=warme+kleren"):
        text = Page(visitors["daan"].get(address).text).every("main")[0].text
        assert "Warme kleren" in text and "aangekomen" not in text, address
    assert "1 van 3" in " ".join(_bars(visitors["amina"].get("/behoeften").text))
    for who in ("amina", "daan"):
        for row in [
            *taken(visitors[who], "/behoeften/lijst").rows,
            *taken(visitors[who], "/bord/lijst").rows,
        ]:
            assert not row["Gedekt"] and not row["Niet aangekomen"], who


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


def _bars(html: str) -> list[str]:
    """What stands with each bar of a page."""
    bars = [
        e
        for e in Page(html).every("div")
        if (e.attributes.get("class") or "").startswith("sb-cover")
    ]
    return [" ".join(bar.text.split()) for bar in bars]


def _bar(html: str) -> str:
    """What stands with the bar on the page of a need."""
    bars = [
        e for e in Page(html).every("div") if e.attributes.get("class") == "sb-cover sb-cover--lg"
    ]
    return " ".join(bars[0].text.split())
