"""Once more: a new need or offer that begins as an own one, from today; nothing is stored until it
is sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.core import clock
from app.core.fields import fields_of
from app.crises.measure_commands import MeasureInput, add_measure
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, withdraw_need
from app.needs.fields import NeedInput
from app.needs.models import Need, NeedOutcome
from app.offers.commands import OfferWithdrawing, pause_offer, withdraw_offer
from app.offers.fields import OfferInput
from app.offers.models import Offer
from app.reference.models import Crisis
from tests.guards.test_saving_unchanged import MEASURE, NEED, OFFER, shown_in
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors

# What a new one says for itself.
ITS_OWN = frozenset({"needed_from", "needed_until", "available_from", "available_until", "version"})
OTHER = {"reason": "other"}
KINDS: dict[str, tuple[Any, Any, str, str, str]] = {
    "need": (Need, NeedInput, "/behoeften", "chantal", "needed"),
    "offer": (Offer, OfferInput, "/aanbod", "chantal", "available"),
}


def made(pairs: Pairs, kind: str, state: str) -> Any:
    """One that says everything, in a state."""
    session = pairs.session
    crisis = add_measure(session, pairs["daan"], MeasureInput.model_validate(MEASURE)).slug
    if kind == "need":
        need = pairs.world.need("chantal", publish=state != "draft", **NEED | {"measure": crisis})
        if state == "closed":
            close_need(session, pairs["chantal"], need, NeedEnding(outcome=NeedOutcome.MET))
        if state == "withdrawn":
            withdraw_need(session, pairs["chantal"], need, NeedWithdrawing.model_validate(OTHER))
        return need
    offer = pairs.world.offer(publish=state != "draft", **OFFER | {"measure": crisis})
    if state == "paused":
        pause_offer(session, pairs["chantal"], offer)
    if state == "withdrawn":
        withdraw_offer(session, pairs["chantal"], offer, OfferWithdrawing.model_validate(OTHER))
    return offer


def told(model: Any, thing: Any) -> dict[str, Any]:
    """What a row says, by column."""
    columns = {field.column for field in fields_of(model) if field.read and field.column}
    return {column: getattr(thing, column) for column in columns}


def opened(visitors: Visitors, kind: str, thing: Any) -> Page:
    *_rest, path, who, _period = KINDS[kind]
    answer = visitors[who].get(f"{path}/{thing.id}/nog-eens")
    assert answer.status_code == 200
    return Page(answer.text)


def the_form(page: Page) -> Any:
    return next(
        form for form in page.every("form") if "sb-form" in (form.attributes.get("class") or "")
    )


@pytest.mark.parametrize(
    ("kind", "state"),
    [("need", s) for s in ("draft", "open", "closed", "withdrawn")]
    + [("offer", s) for s in ("draft", "published", "paused", "withdrawn")],
)
def test_what_is_sent_as_it_opened_says_the_same_from_today_and_for_as_long(
    visitors: Visitors, pairs: Pairs, kind: str, state: str
) -> None:
    table, model, path, who, period = KINDS[kind]
    old = made(pairs, kind, state)
    pairs.session.commit()
    before = told(model, old)
    was_ended = old.status
    form = the_form(opened(visitors, kind, old))
    assert form.attributes["action"] == path, "it is sent as a new one"
    [row] = pairs.session.exec(select(table)).all()
    assert row.id == old.id, "looking stores nothing"
    answer = visitors[who].post(path, data=shown_in(form))
    assert answer.status_code == 303
    new = pairs.session.get_one(table, answer.headers["location"].rsplit("/", 1)[-1])
    pairs.session.refresh(old)
    assert (old.status, told(model, old)) == (was_ended, before), "the old one stays as it was"
    after = told(model, new)
    assert {name: after[name] for name in after if name not in ITS_OWN} == {
        name: before[name] for name in before if name not in ITS_OWN
    }
    assert after[f"{period}_from"] == clock.today()
    long = before[f"{period}_until"] - before[f"{period}_from"]
    assert after[f"{period}_until"] == clock.today() + long
    assert new.organisation_id == old.organisation_id


@pytest.mark.parametrize("kind", list(KINDS))
def test_without_an_end_there_is_none_either(visitors: Visitors, pairs: Pairs, kind: str) -> None:
    thing = pairs.need(who="chantal") if kind == "need" else pairs.offer()
    pairs.session.commit()
    period, page = KINDS[kind][4], opened(visitors, kind, thing)
    assert page.typed(f"{period}_until") == [""]
    assert page.typed(f"{period}_from") == [clock.today().isoformat()]


def test_a_crisis_that_is_over_does_not_come_along(visitors: Visitors, pairs: Pairs) -> None:
    need = pairs.need(who="chantal", crisis="hoogwater")
    crisis = pairs.session.exec(select(Crisis).where(Crisis.slug == "hoogwater")).one()
    crisis.ended_on = clock.today() - timedelta(days=1)
    pairs.session.commit()
    page = opened(visitors, "need", need)
    [chosen] = page.typed("crisis")
    assert chosen and chosen != "hoogwater"


@pytest.mark.parametrize(("who", "may"), [("amina", True), ("bram", True), ("farid", False)])
def test_the_page_of_an_ended_need_has_the_button_for_its_own_organisation(
    visitors: Visitors, pairs: Pairs, who: str, may: bool
) -> None:
    need = pairs.need()
    close_need(pairs.session, pairs["amina"], need, NeedEnding(outcome=NeedOutcome.MET))
    pairs.session.commit()
    path = f"/behoeften/{need.id}"
    links = [a.attributes.get("href") for a in Page(visitors[who].get(path).text).every("a")]
    assert (f"{path}/nog-eens" in links) is may
    assert visitors[who].get(f"{path}/nog-eens").status_code == (200 if may else 403)


@pytest.mark.parametrize("kind", KINDS)
def test_the_button_says_what_it_does_and_with_what(
    visitors: Visitors, pairs: Pairs, kind: str
) -> None:
    thing = made(pairs, kind, "closed" if kind == "need" else "withdrawn")
    pairs.session.commit()
    *_rest, path, who, _period = KINDS[kind]
    links = Page(visitors[who].get(f"{path}/{thing.id}").text).every("a")
    said = [a.text for a in links if str(a.attributes.get("href")).endswith("/nog-eens")]
    assert said == [f"Maak een nieuwe die hierop lijkt: {thing.title}"]
    form = visitors[who].get(f"{path}/{thing.id}/nog-eens").text
    assert "Maak een nieuwe die hierop lijkt: " in form
