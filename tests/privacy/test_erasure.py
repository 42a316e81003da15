"""Of an erased account nothing is left that says who it was; what it decided stays."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from app.core import errors
from app.core.i18n import speaking
from app.drafts.models import FormDraft
from app.filters.models import FilteredList, SavedFilter
from app.follows.models import Follow
from app.identity.actor import SYSTEM
from app.identity.models import Organisation
from app.identity.timeline import find_timeline
from app.mail.models import Mail
from app.needs.labels import EVENT_WORDS
from app.needs.models import Need
from app.organisations.models import OrganisationProfile
from app.privacy import erasure_commands
from app.second_factors.models import RecoveryCode
from tests.guards.test_privacy import register
from tests.matches.pairs import Pairs
from tests.resilience import examples
from tests.world import World


def _fill(world: World) -> str:
    """Amina with something in as many tables as are made in a line. Returns her address."""
    amina, session = world.person("amina"), world.session
    for whose in ({"person_id": amina.id}, {"address": amina.email}):
        given = {"kind": "a", "object_id": uuid4(), "language": "nl", "facts": {}, **whose}
        session.add(Mail.model_validate(given))
    session.add(FormDraft(person_id=amina.id, page="/behoeften/nieuw", fields={}))
    session.add(RecoveryCode(person_id=amina.id, code_hash=b"1"))
    session.add(
        SavedFilter(person_id=amina.id, list=FilteredList.NEEDS, name="Van mij", query={"x": "1"})
    )
    session.add(Follow(person_id=amina.id, target_group="older_people"))
    example = examples.write(world)
    examples.appreciate(world, example, "amina")
    profile = session.exec(select(OrganisationProfile)).first()
    assert profile is not None
    profile.contact_name, profile.contact_email = amina.name, amina.email
    session.add(profile)
    session.flush()
    return amina.email


def _cells(world: World) -> list[tuple[str, str, Any]]:
    """Every cell of every column that the register calls personal."""
    tables = SQLModel.metadata.tables
    found = []
    for table, column in sorted(register()):
        for value in world.session.execute(sa.select(tables[table].c[column])).scalars():
            found.append((table, column, value))
    return found


def test_no_personal_column_says_who_it_was(pairs: Pairs) -> None:
    world = pairs.world
    pairs.accepted()
    email = _fill(world)
    amina = world.person("amina")
    name, person_id = amina.name, amina.id
    erasure_commands.erase_person(world.session, SYSTEM, email.upper())
    # The trail is numbers: without the account this one leads nowhere.
    left = [
        (table, column)
        for table, column, value in _cells(world)
        if table != "audit_entry"
        and (value == person_id or email in str(value) or name in str(value))
    ]
    assert left == []


def test_what_was_decided_stays_with_the_organisation(world: World) -> None:
    need = world.need(publish=True)
    with speaking("nl"):
        erasure_commands.erase_person(world.session, SYSTEM, world.person("amina").email)
        found = find_timeline(world.session, need.id, EVENT_WORDS, with_names=True)
    assert {entry.note for entry in found} == {"door een voormalig gebruiker"}
    kept = world.session.exec(select(Need).where(col(Need.id) == need.id)).one()
    assert kept.organisation_id == need.organisation_id


def test_who_is_erased_is_signed_out_at_once(pairs: Pairs, visitors: Any) -> None:
    amina = visitors["amina"]
    assert amina.get("/behoeften").status_code == 200
    erasure_commands.erase_person(pairs.session, SYSTEM, pairs.world.person("amina").email)
    assert amina.get("/behoeften").status_code == 303


def test_where_nobody_is_left_to_decide_is_told(world: World) -> None:
    chantal = world.person("chantal")
    left = erasure_commands.erase_person(world.session, SYSTEM, chantal.email)
    assert left == ["Boodschappenhulp Delfzijl"]
    assert world.session.exec(select(Organisation).where(col(Organisation.name) == left[0])).one()


def test_an_address_that_nobody_has_is_refused(world: World) -> None:
    with pytest.raises(errors.Refused, match="geen account"):
        erasure_commands.erase_person(world.session, SYSTEM, "niemand@organisatie.example")
