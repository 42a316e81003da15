"""What a proposal begins with: nobody is asked for twice, and between units stands an estimate."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, strategies as st

from app.core.i18n import speaking
from app.matches.estimates import HOURS_PER_PERSON, PER_PERSON, estimate
from app.reference.models import Unit
from app.suggestions.forms import Start
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs
from tests.world import Visitors

KINDS = ["buddy_visits", "listening_ear", "transport", "childcare", "of_the_region"]
some = st.integers(1, 5000)


@given(
    kind=st.sampled_from(KINDS),
    need_unit=st.sampled_from(list(Unit)),
    offer_unit=st.sampled_from(list(Unit)),
    needed=some,
    free=some,
)
def test_an_estimate_is_never_more_than_is_needed_or_free(
    kind: str, need_unit: Unit, offer_unit: Unit, needed: int, free: int
) -> None:
    found = estimate(kind, need_unit, offer_unit, needed, free)
    assert found.quantity is not None and 1 <= found.quantity <= needed
    if need_unit is offer_unit:
        assert (found.quantity, found.offer_quantity) == (min(needed, free), None)
    if found.offer_quantity is not None:
        assert need_unit is not offer_unit and 1 <= found.offer_quantity <= free
    assert bool(found.reason) == (found.offer_quantity is not None)


@pytest.mark.parametrize(("one", "other"), list(product(Unit, Unit)))
def test_only_people_tie_two_units_together(one: Unit, other: Unit) -> None:
    found = estimate("listening_ear", one, other, 20, 20)
    is_known = one is not other and Unit.PEOPLE in (one, other)
    assert (found.offer_quantity is not None) == is_known


def test_every_unit_but_people_is_in_the_table() -> None:
    assert {*PER_PERSON, Unit.HOURS_PER_WEEK, Unit.PEOPLE} == set(Unit)
    assert all(rate >= 1 for rate in (*PER_PERSON.values(), *HOURS_PER_PERSON.values()))


@pytest.mark.parametrize(
    ("kind", "need_unit", "offer_unit", "needed", "free", "quantities", "words"),
    [
        ("transport", Unit.PEOPLE, Unit.RIDES_PER_WEEK, 40, 20, (20, 20), "20 ritten per week"),
        ("transport", Unit.RIDES_PER_WEEK, Unit.PEOPLE, 12, 25, (12, 12), "12 mensen"),
        ("food_parcels", Unit.PEOPLE, Unit.PARCELS_PER_WEEK, 8, 90, (8, 8), "8 pakketten per week"),
        ("buddy_visits", Unit.PEOPLE, Unit.HOURS_PER_WEEK, 9, 11, (5, 10), "2 uur per week"),
        ("buddy_visits", Unit.HOURS_PER_WEEK, Unit.PEOPLE, 9, 40, (9, 5), "5 mensen"),
        ("childcare", Unit.PEOPLE, Unit.HOURS_PER_WEEK, 9, 11, (9, None), ""),
        ("transport", Unit.PLACES, Unit.RIDES_PER_WEEK, 9, 11, (9, None), ""),
        ("transport", Unit.PEOPLE, Unit.PEOPLE, 40, 25, (25, None), ""),
    ],
)
def test_examples(
    kind: str,
    need_unit: Unit,
    offer_unit: Unit,
    needed: int,
    free: int,
    quantities: tuple[int, int | None],
    words: str,
) -> None:
    with speaking("nl"):
        found = estimate(kind, need_unit, offer_unit, needed, free)
        assert (found.quantity, found.offer_quantity) == quantities
        assert words in found.reason


@given(needed=some, free=some, asked=st.integers(0, 9000))
def test_a_proposal_begins_with_what_nobody_is_asked_for(
    needed: int, free: int, asked: int
) -> None:
    start = Start("transport", Unit.PEOPLE, Unit.PEOPLE, needed, free, asked)
    assert start.most == max(needed - asked, 0)
    assert start.values["quantity"] == min(start.most or needed, free)


def fields_of(page: Page, name: str) -> list[dict[str, str | None]]:
    return [e.attributes for e in page.every("input") if e.attributes.get("name") == name]


def test_the_forms_on_three_pages_begin_with_what_is_left_to_ask(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need()
    pairs.propose(need=need, quantity=30)
    other = pairs.offer(JAAP, quantity=25)
    pairs.session.commit()
    for who, address in (
        ("amina", f"/behoeften/{need.id}"),
        ("amina", f"/koppelingen/nieuw?need={need.id}"),
        ("daan", f"/aanbod/{other.id}"),
    ):
        page = Page(visitors[who].get(address).text)
        (field,) = [f for f in fields_of(page, "quantity") if "data-most" in f]
        assert (field["value"], field["data-most"]) == ("10", "10"), address
        assert "40 nog nodig" in page["content"].text and "30 al gevraagd" in page["content"].text


def test_where_all_of_it_is_asked_already_the_form_says_so_at_once(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need()
    for who in ("chantal", JAAP):
        pairs.propose(need=need, offer=pairs.offer(who, quantity=20), quantity=20)
    third = pairs.offer("c-voedselpunt-fivelgo", quantity=25)
    pairs.session.commit()
    page = Page(visitors["amina"].get(f"/behoeften/{need.id}").text)
    (field,) = [f for f in fields_of(page, "quantity") if "data-most" in f]
    assert (field["value"], field["data-most"]) == ("25", "0"), third.title
    assert "meer dan er nodig is" in page[str(field["data-over"])].text


def test_who_asks_for_more_than_is_needed_is_told_so_and_not_refused(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need()
    pairs.propose(need=need, quantity=30)
    other = pairs.offer(JAAP, quantity=30)
    pairs.session.commit()
    amina = visitors["amina"]
    sent = {"need": str(need.id), "offer": str(other.id), "quantity": "30", "page": "need"}
    answer = amina.post("/koppelingen", data=sent)
    assert answer.status_code == 303
    said = Page(amina.get(answer.headers["location"].partition("#")[0]).text)["content"].text
    assert "meer gevraagd dan nodig" in said


def test_between_units_the_form_is_filled_in_with_its_reason(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(support_type="transport")
    pairs.offer(JAAP, support_type="transport", quantity=20, unit="rides_per_week")
    pairs.session.commit()
    for address in (f"/behoeften/{need.id}", f"/koppelingen/nieuw?need={need.id}"):
        page = Page(visitors["amina"].get(address).text)
        assert [f["value"] for f in fields_of(page, "offer_quantity")] == ["20"]
        assert "1 rit per week" in page["content"].text


def test_where_nobody_can_say_the_field_is_empty_and_says_what_to_fill_in(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(support_type="transport", unit="places")
    pairs.offer(JAAP, support_type="transport", quantity=20, unit="rides_per_week")
    pairs.session.commit()
    page = Page(visitors["amina"].get(f"/koppelingen/nieuw?need={need.id}").text)
    assert [f["value"] for f in fields_of(page, "offer_quantity")] == [""]
    assert "Vul in" in page["content"].text
