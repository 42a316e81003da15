"""A signal about a few people: what follows from it tells nobody where they are, or how many."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.signals.entries import logged_by
from tests.world import GROCERIES, Visitors, World


@pytest.mark.parametrize("people", ["1", "4"])
def test_the_form_of_its_need_starts_without_the_number(
    visitors: Visitors, session: Session, world: World, people: str
) -> None:
    signal = logged_by(world, "amina", people=people)
    session.commit()
    place = f"/behoeften/nieuw?signal={signal.id}"
    outside = Page(visitors["chantal"].get(place).text)
    assert {outside[n].attributes.get("value", "") for n in ("f_quantity", "f_people")} == {""}
    assert Page(visitors["daan"].get(place).text)["f_quantity"].attributes["value"] == people


def test_the_actions_it_could_lead_to_stand_in_one_order_wherever_it_is(
    visitors: Visitors, session: Session, world: World
) -> None:
    deeds = Deeds(Pairs(world))
    for title, place in (("Soep in Delfzijl", "GM1979"), ("Soep in Westerwolde", "GM1950")):
        deeds.action(title=title, municipalities=[place])
    signals = [logged_by(world, "daan", people="3", municipality=m) for m in ("GM1979", "GM1950")]
    session.commit()
    orders = []
    for signal in signals:
        text = visitors["chantal"].get(f"/signalen/{signal.id}").text
        orders.append(text.index("Soep in Delfzijl") < text.index("Soep in Westerwolde"))
    assert orders[0] == orders[1]


def test_its_need_is_not_shown_to_who_may_not_know_its_place(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal = logged_by(world, "amina", people="3")
    session.commit()
    given = GROCERIES | {"publish": "1", "title": "Warm eten voor veel mensen"}
    address = (
        visitors["amina"].post(f"/behoeften?signal={signal.id}", data=given).headers["location"]
    )
    need, own = address.split("?")[0], f"/signalen/{signal.id}"
    for who, knows in (("amina", True), ("daan", True), ("chantal", False), ("greet", False)):
        assert (need in visitors[who].get(own).text) is knows, who
        assert (own in visitors[who].get(need).text) is knows, who


def test_what_follows_is_not_put_in_the_place_of_what_others_see(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal = logged_by(world, "daan", people="40")
    first, second = (
        Deeds(Pairs(world)).action(title=title) for title in ("Samen eten", "Samen koken")
    )
    session.commit()
    sent_to, own = f"/behoeften?signal={signal.id}", f"/signalen/{signal.id}"
    given = GROCERIES | {"publish": "1", "title": "Warm eten voor veel mensen"}
    need = visitors["amina"].post(sent_to, data=given).headers["location"].split("?")[0]
    visitors["chantal"].post(sent_to, data=GROCERIES | {"title": "Nog niet klaar"})
    assert need in visitors["greet"].get(own).text
    assert visitors["amina"].post(f"{own}/actie", data={"action": str(first.id)}).status_code == 303
    refused = visitors["chantal"].post(f"{own}/actie", data={"action": str(second.id)})
    assert refused.status_code == 409 and "al naar een actie" in refused.text
    assert visitors["daan"].post(f"{own}/actie", data={"action": str(second.id)}).status_code == 303
