"""Who sees what of a match: that it exists is no secret, notes and contact are, and each look at
contact is noted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app.audit.models import AuditEntry
from app.core import clock
from app.matches.models import COMMITTED, MatchStatus
from app.matches.policy import MatchPolicy
from app.needs.policy import is_masked
from app.organisations.models import OrganisationProfile
from tests.html import Page, without_dates
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.world import Visitors

SECRET = "Alleen tussen ons tweeën en het team."
SMALL: dict[str, Any] = {
    "title": "Hulp voor een paar mensen",
    "description": "",
    "quantity": 3,
    "people": 3,
}
STATES = [
    "proposed",
    "asked",
    "approved",
    "both",
    "accepted",
    "running",
    "completed",
    "declined",
    "withdrawn",
    "lapsed",
]


def contacts(pairs: Pairs) -> list[str]:
    """How to reach both organisations."""
    session = pairs.session
    names = ("Gemeente Eemsdelta", "Boodschappenhulp Delfzijl")
    profiles = [
        session.get_one(OrganisationProfile, pairs.world.organisation(name).id) for name in names
    ]
    found = [value for p in profiles for value in (p.contact_email, p.contact_phone)]
    assert len(found) == 4 and all(found)
    return found


def looks(session: Session, match_id: object) -> list[object]:
    """Who saw the contact, from the trail."""
    entries = session.exec(select(AuditEntry).where(AuditEntry.object_id == match_id)).all()
    return [entry.person_id for entry in entries if entry.event == "match:contact_viewed"]


@pytest.mark.parametrize("state", STATES)
def test_contact_is_visible_to_both_sides_from_acceptance_on_and_not_before(
    visitors: Visitors, pairs: Pairs, state: str
) -> None:
    match = in_state(pairs, state)
    pairs.session.commit()
    known = contacts(pairs)
    for who in ("amina", "bram", "chantal"):
        page = visitors[who].get(f"/koppelingen/{match.id}").text
        assert [value in page for value in known] == [match.status in COMMITTED] * 4, who


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "daan", "eva"])
def test_every_look_at_contact_leaves_a_line_in_the_trail(
    visitors: Visitors, pairs: Pairs, who: str
) -> None:
    match = in_state(pairs, "accepted")
    pairs.session.commit()
    assert looks(pairs.session, match.id) == []
    for _ in range(2):
        assert contacts(pairs)[0] in visitors[who].get(f"/koppelingen/{match.id}").text
    assert looks(pairs.session, match.id) == [pairs.world.person(who).id] * 2


def test_a_look_is_noted_as_well_when_the_page_comes_back_with_an_error(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = in_state(pairs, "accepted")
    pairs.session.commit()
    answer = visitors["chantal"].post(
        f"/koppelingen/{match.id}/afronden", data={"people_reached": "3"}
    )
    assert answer.status_code == 422
    assert contacts(pairs)[0] in answer.text
    assert len(looks(pairs.session, match.id)) == 1


def test_before_acceptance_there_is_nothing_to_note(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    visitors["amina"].get(f"/koppelingen/{match.id}")
    assert looks(pairs.session, match.id) == []


@pytest.mark.parametrize("who", ["farid", "greet"])
def test_others_see_that_it_exists_how_many_and_where_it_stands_and_nothing_else(
    visitors: Visitors, pairs: Pairs, who: str
) -> None:
    match = pairs.approved(reason=SECRET)
    pairs.accept(match, "amina", on_behalf="1", channel="phone", note=SECRET)
    pairs.session.commit()
    answer = visitors[who].get(f"/koppelingen/{match.id}")
    page = Page(answer.text)
    assert answer.status_code == 200
    assert "Gemeente Eemsdelta" in answer.text and "Boodschappenhulp Delfzijl" in answer.text
    assert "30" in page["s_facts"].text or "30" in answer.text
    assert SECRET not in answer.text
    assert not any(value in answer.text for value in contacts(pairs))
    assert {"s_reason", "s_contact", "s_history", "s_steps"}.isdisjoint(
        element.attributes.get("id") for element in page.elements
    )
    assert looks(pairs.session, match.id) == []


@pytest.mark.parametrize("state", ["declined", "withdrawn", "completed"])
def test_why_and_how_it_ended_is_for_both_sides_and_the_team(
    visitors: Visitors, pairs: Pairs, state: str
) -> None:
    match = in_state(pairs, state)
    match.ending_note = SECRET
    pairs.session.commit()
    for who, sees in {
        "amina": True,
        "chantal": True,
        "daan": True,
        "farid": False,
        "greet": False,
    }.items():
        page = visitors[who].get(f"/koppelingen/{match.id}").text
        assert (SECRET in page) is sees, who


def test_another_region_gets_404(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    pairs.session.commit()
    assert visitors["hugo"].get(f"/koppelingen/{match.id}").status_code == 404


def test_neither_need_nor_offer_page_shows_contact(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    pairs.session.commit()
    for who in ("amina", "chantal", "farid", "daan"):
        for path in (
            f"/behoeften/{match.need_id}",
            f"/aanbod/{match.offer_id}",
            "/bord",
            "/mijn-werk",
        ):
            page = visitors[who].get(path).text
            assert not any(value in page for value in contacts(pairs)), (who, path)


def test_a_small_group_is_revealed_to_the_partner_that_accepted_and_to_nobody_else(
    pairs: Pairs,
) -> None:
    need = pairs.need(**SMALL)
    asked = pairs.approved(need=need, offer=pairs.offer(JAAP), quantity=1)
    match = pairs.approved(need=need, quantity=2)
    assert is_masked(pairs["chantal"], need)
    pairs.accept(match)
    assert not is_masked(pairs["chantal"], need)
    for who in (JAAP, "farid", "daan", "eva", "greet"):
        assert is_masked(pairs[who], need), who
    # The first yes covers a group whose number is hidden (ADR 65).
    assert asked.status is MatchStatus.WITHDRAWN


def test_some_weeks_after_the_end_contact_is_hidden_again(visitors: Visitors, pairs: Pairs) -> None:
    match = pairs.running()
    pairs.complete(match)
    pairs.session.commit()
    ended = match.moved_at
    with clock.at(ended + timedelta(weeks=4, seconds=-1)):
        assert MatchPolicy(pairs["chantal"], match).contact
    with clock.at(ended + timedelta(weeks=4)):
        for who in ("amina", "chantal", "daan", "eva"):
            assert not MatchPolicy(pairs[who], match).contact, who
    match.moved_at -= timedelta(weeks=4)
    pairs.session.add(match)
    pairs.session.commit()
    text = visitors["amina"].get(f"/koppelingen/{match.id}").text
    assert "Weer verborgen: deze koppeling is weken geleden afgerond" in text


def test_a_match_about_a_small_group_tells_others_neither_where_nor_how_many(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = pairs.running(
        need=pairs.need(**SMALL), offer=pairs.offer(municipalities=[]), quantity=3
    )
    pairs.complete(match, people_reached=3)
    pairs.session.commit()
    for who in ("farid", "greet", "daan"):
        page = Page(visitors[who].get(f"/koppelingen/{match.id}").text)
        table = next(e for e in page.every("table"))
        cells = [cell.text for cell in table.inside if cell.tag == "td"]
        assert not any(
            "GM1979" in cell or cell == "Eemsdelta" or cell.startswith("3 ") for cell in cells
        ), who
        facts = [without_dates(dd.text.strip()) for dd in page.every("dd")]
        assert not any(fact == "3" or fact.startswith("3 ") for fact in facts), facts
    own = [
        dd.text.strip()
        for dd in Page(visitors["chantal"].get(f"/koppelingen/{match.id}").text).every("dd")
    ]
    assert "3" in own


@pytest.mark.parametrize("noun", ["behoeften", "aanbod"])
def test_the_table_of_partners_does_not_tell_how_small_a_small_group_is(
    visitors: Visitors, pairs: Pairs, noun: str
) -> None:
    match = pairs.approved(need=pairs.need(**SMALL), quantity=3)
    pairs.session.commit()
    path = f"/behoeften/{match.need_id}" if noun == "behoeften" else f"/aanbod/{match.offer_id}"
    page = Page(visitors["farid"].get(path).text)
    numbers = [td.text.strip() for td in page.every("td") if "data-unit" in td.attributes]
    assert numbers and "3" not in numbers
    own = Page(visitors["amina"].get(path).text)
    assert "3" in [td.text.strip() for td in own.every("td") if "data-unit" in td.attributes]


def test_who_looks_for_a_need_does_not_learn_how_small_a_small_group_is(
    visitors: Visitors, pairs: Pairs
) -> None:
    pairs.need(**SMALL)
    offer = pairs.offer()
    pairs.session.commit()
    page = Page(visitors["chantal"].get("/koppelingen/nieuw", params={"offer": str(offer.id)}).text)
    row = next(li for li in page.every("li") if SMALL["title"] in li.text)
    assert "3" not in without_dates(row.text)
    assert "Eemsdelta" not in row.text.replace("Gemeente Eemsdelta", "")
