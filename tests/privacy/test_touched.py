"""Whose data a breach of one account, or of one object, touches."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.identity.models import OrganisationStatus
from app.organisations.models import OrganisationProfile
from app.privacy import touched_queries
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.signals.entries import logged_by
from tests.world import Visitors, World


def test_whose_contact_an_account_saw_is_told(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.accepted()
    profile = pairs.session.get(OrganisationProfile, match.offer_organisation_id)
    assert profile is not None
    amina = pairs.world.person("amina")
    before = touched_queries.find_touched_by(pairs.session, amina)
    assert not any(profile.contact_email in line for line in before)
    assert visitors["amina"].get(f"/koppelingen/{match.id}").status_code == 200
    after = touched_queries.find_touched_by(pairs.session, amina)
    assert any(profile.contact_email in line and "contact bekeken" in line for line in after)
    assert any("membership: 1" in line for line in after)


def test_who_did_or_saw_something_of_an_object_is_told(pairs: Pairs) -> None:
    match = pairs.accepted()
    lines = touched_queries.find_touched_through(pairs.session, match.id)
    for who in ("amina", "chantal", "daan"):
        assert any(pairs.world.person(who).email in line for line in lines), who
    assert not any(pairs.world.person("farid").email in line for line in lines)


def thing_of(pairs: Pairs, kind: str) -> Any:
    """One of this kind, that a partner has something to do with as well where it can."""
    world = pairs.world
    if kind == "signal":
        return logged_by(world, "chantal")
    if kind == "action":
        return Deeds(pairs).action()
    match = pairs.accepted()
    return {"need": match.need, "offer": match.offer, "match": match}[kind]


# Of each kind of thing: who did something with it or with what hangs on it, and whose contact
# stands in it.
TOUCHED = {
    "need": ({"amina", "chantal", "daan"}, {"Gemeente Eemsdelta", "Boodschappenhulp Delfzijl"}),
    "offer": ({"amina", "chantal", "daan"}, {"Gemeente Eemsdelta", "Boodschappenhulp Delfzijl"}),
    "match": ({"amina", "chantal", "daan"}, {"Gemeente Eemsdelta", "Boodschappenhulp Delfzijl"}),
    "action": ({"chantal"}, {"Boodschappenhulp Delfzijl"}),
    "signal": ({"chantal"}, {"Boodschappenhulp Delfzijl"}),
}


@pytest.mark.parametrize("kind", TOUCHED)
def test_who_is_touched_through_a_thing_of_every_kind(pairs: Pairs, kind: str) -> None:
    people, whose = TOUCHED[kind]
    thing = thing_of(pairs, kind)
    pairs.session.flush()
    lines = touched_queries.find_touched_through(pairs.session, thing.id)
    did = {
        who
        for who in ("amina", "bram", "chantal", "daan", "farid", "hugo")
        if any(pairs.world.person(who).email in line and "het laatst" in line for line in lines)
    }
    assert did == people
    named = {line.partition("contact van ")[2].partition(", die")[0] for line in lines} - {""}
    assert named == whose
    assert len(lines) == len(set(lines))


def test_who_has_charge_of_it_stands_in_it(pairs: Pairs) -> None:
    need = pairs.need()
    bram = pairs.world.person("bram")
    before = touched_queries.find_touched_through(pairs.session, need.id)
    assert not any(bram.email in line for line in before)
    need.in_charge_id = bram.id
    pairs.session.flush()
    after = touched_queries.find_touched_through(pairs.session, need.id)
    assert any(bram.email in line and "staat in need" in line for line in after)


def test_the_address_that_a_resident_left_stands_in_the_signal(world: World) -> None:
    signal = logged_by(world, "chantal")
    signal.email = "inwoner@thuis.example"
    world.session.flush()
    lines = touched_queries.find_touched_through(world.session, signal.id)
    assert "inwoner@thuis.example: staat in signal" in lines


def test_of_an_organisation_it_is_its_contact_and_its_people(world: World) -> None:
    organisation = world.organisation("Gemeente Eemsdelta")
    lines = touched_queries.find_touched_through(world.session, organisation.id)
    for who in ("amina", "bram"):
        email = world.person(who).email
        assert any(email in line and "membership" in line for line in lines), who
    assert not any(world.person("chantal").email in line for line in lines)
    assert any("organisation_profile" in line for line in lines)


def test_the_contact_of_an_applicant_that_was_seen_is_told(visitors: Visitors) -> None:
    world = visitors.world
    applicant = world.organisation("Boodschappenhulp Delfzijl")
    applicant.status = OrganisationStatus.REQUESTED
    profile = world.session.get_one(OrganisationProfile, applicant.id)
    world.session.commit()
    eva = world.person("eva")
    before = touched_queries.find_touched_by(world.session, eva)
    assert not any(profile.contact_email in line for line in before)
    visitors["eva"].get(f"/netwerk/{applicant.id}")
    after = touched_queries.find_touched_by(world.session, eva)
    assert any(profile.contact_email in line and "contact bekeken" in line for line in after)


def test_a_number_of_nothing_touches_nobody(world: World) -> None:
    assert touched_queries.find_touched_through(world.session, uuid4()) == []
