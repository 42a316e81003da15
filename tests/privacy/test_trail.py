"""Who saw what and who decided what: read by the administrator and the privacy officer."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session, col, select

import app as product
from app.audit.models import AuditEntry
from app.core import clock
from app.core.events import Event
from app.core.i18n import speaking
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, Role
from app.privacy import labels, policy, trail_queries
from app.reference.models import OrganisationKind
from tests.matches.pairs import Pairs
from tests.statements import counted
from tests.world import Visitors, World

PAGE = "/beheer/logboek"


@pytest.fixture
def officer(world: World) -> Actor:
    """Bram, who is a reader of the safety region now, as its privacy officer."""
    bram, session = world.person("bram"), world.session
    is_region = col(Organisation.kind) == OrganisationKind.SAFETY_REGION
    region = session.exec(
        select(Organisation).where(is_region, col(Organisation.region_code) == "VR01")
    ).one()
    session.execute(sa.delete(Membership).where(col(Membership.person_id) == bram.id))
    session.add(Membership(person_id=bram.id, organisation_id=region.id, role=Role.READER))
    session.flush()
    return world["bram"]


def _events(session: Session, actor: Actor, **filters: Any) -> list[str]:
    asked = trail_queries.TrailFilters(**filters)
    return [row.event for row in trail_queries.find_lines(session, actor, asked, size=50).rows]


def test_who_saw_contact_is_found_by_administrator_and_officer(
    pairs: Pairs, officer: Actor, visitors: Visitors
) -> None:
    match = pairs.accepted()
    assert visitors["amina"].get(f"/koppelingen/{match.id}").status_code == 200
    for actor in (officer, pairs.world["eva"]):
        assert _events(pairs.session, actor, kind="seen") == ["match:contact_viewed"]
    shown = visitors["bram"].get(f"{PAGE}?kind=seen").text
    assert "Contact bekeken" in shown
    assert pairs.world.person("amina").name in shown


def test_whose_a_thing_is_stands_with_the_thing_and_not_with_who_did_it(
    pairs: Pairs, officer: Actor, visitors: Visitors
) -> None:
    """A match belongs to who asks for it; who answers acts for another organisation."""
    match = pairs.accepted()
    assert visitors["amina"].get(f"/koppelingen/{match.id}").status_code == 200
    owner = pairs.session.get_one(Organisation, match.need_organisation_id).name
    page = visitors["bram"].get(f"{PAGE}?thing={match.id}").text
    rows = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0].split("<tr")[1:]
    assert rows
    for row in rows:
        _when, _what, about, by_whom = row.split("<td")[1:]
        assert owner in about
        assert owner not in by_whom


def test_the_officer_reads_and_nothing_more(officer: Actor, visitors: Visitors) -> None:
    assert visitors["bram"].get(PAGE).status_code == 200
    assert visitors["bram"].get("/beheer").status_code == 403
    assert visitors["amina"].get(PAGE).status_code == 403
    assert visitors["daan"].get(PAGE).status_code == 403


def test_the_own_lines_of_the_administrator_stand_in_it(world: World, visitors: Visitors) -> None:
    taken = visitors["eva"].get(f"{PAGE}/logboek.jsonl")
    assert taken.status_code == 200
    eva = world.person("eva").id
    assert "trail:taken" in _events(world.session, world["eva"], person=eva)
    assert "person:signed_in" in _events(world.session, world["eva"], person=eva)


def test_another_region_is_not_told(world: World, session: Session) -> None:
    session.add(AuditEntry(event="need:logged", object_id=uuid4(), region_code="VR03"))
    session.add(AuditEntry(event="need:closed", object_id=uuid4(), region_code="VR01"))
    hugo = AuditEntry(event="person:signed_in", object_id=world.person("hugo").id)
    hugo.person_id = world.person("hugo").id
    session.add(hugo)
    session.flush()
    told = session.execute(sa.select(AuditEntry).where(policy.told_to(world["eva"]))).scalars()
    lines = list(told)
    assert lines
    assert all(line.region_code in ("VR01", None) for line in lines)
    assert hugo not in lines


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("seen", "export:taken"),
        ("decided", "match:approved"),
        ("accounts", "factor:reset"),
        ("rules", "crisis:added"),
    ],
)
def test_each_kind_finds_its_own(world: World, session: Session, kind: str, event: str) -> None:
    thing = uuid4()
    session.add(AuditEntry(event=event, object_id=thing, region_code="VR01"))
    session.flush()
    others = {each.value for each in trail_queries.TrailKind} - {kind}
    assert _events(session, world["eva"], kind=kind, thing=thing) == [event]
    assert not any(_events(session, world["eva"], kind=each, thing=thing) for each in others)


def test_the_days_are_those_of_the_netherlands(world: World, session: Session) -> None:
    thing, day = uuid4(), clock.today()
    for moment in (clock.midnight(), clock.midnight() - timedelta(seconds=1)):
        session.add(AuditEntry(event="need:closed", object_id=thing, region_code="VR01", at=moment))
    session.flush()
    assert len(_events(session, world["eva"], thing=thing)) == 2
    assert len(_events(session, world["eva"], thing=thing, since=day)) == 1
    before = day - timedelta(days=1)
    assert len(_events(session, world["eva"], thing=thing, until=before)) == 1


def test_the_file_has_the_fields_of_the_standard(pairs: Pairs, visitors: Visitors) -> None:
    pairs.accepted()
    text = visitors["eva"].get(f"{PAGE}/logboek.jsonl?kind=decided").text
    lines = [json.loads(line) for line in text.splitlines()]
    assert "match:accepted" in {line["name"] for line in lines}
    for line in lines:
        assert len(bytes.fromhex(line["trace_id"])) == 16
        assert len(bytes.fromhex(line["span_id"])) == 8
        assert line["status"] in ("Unset", "Ok", "Error")
        assert {"start_time", "end_time"} <= line.keys()
        assert line["attributes"]["dpl.core.processing_activity_id"].startswith("http")
        assert "dpl.core.data_subject_id" in line["attributes"]


def test_a_page_is_as_many_statements_with_few_lines_as_with_many(
    world: World, session: Session, connection: Connection, visitors: Visitors
) -> None:
    eva = visitors["eva"]
    eva.get(PAGE)
    with counted(connection) as few:
        eva.get(PAGE)
    for _number in range(60):
        session.add(AuditEntry(event="need:closed", object_id=uuid4(), region_code="VR01"))
    session.flush()
    with counted(connection) as many:
        assert eva.get(PAGE).status_code == 200
    assert len(few) == len(many)


def test_every_event_has_words(world: World) -> None:
    for module in pkgutil.walk_packages(product.__path__, "app."):
        if module.name.endswith(".events") and module.name != "app.core.events":
            importlib.import_module(module.name)
    known = labels.PLAIN.keys() | labels.WORDS.keys()
    made = {kind.name for kind in _below(Event) if kind.__module__.startswith("app.")}
    assert made <= known
    assert {name.partition(":")[0] for name in made} <= labels.NOUNS.keys()
    with speaking("nl"):
        assert labels.words_of("match:contact_viewed", {}) == "Contact bekeken"
        assert labels.words_of("action:done", {}) == "Er is iets gedaan", "no code"


def _below(kind: type[Event]) -> Iterator[type[Event]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
