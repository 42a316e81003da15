"""The demo region: complete, made by the cast through the commands, and the same every time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, SQLModel, col, select

from app.actions.models import Action, ActionMatch, ActionPartner, ActionStatus, ActionStep
from app.audit.models import AuditEntry
from app.core import clock
from app.core.migrations import migrate
from app.core.personal_data import refused_in
from app.demo.cast import DATA, demo_cast
from app.demo.seed import is_seeded, seed_demo
from app.identity.models import Membership, Organisation, Person, Role
from app.identity.queries import get_actor
from app.language.numerals import number_of
from app.matches.models import Match, MatchStatus
from app.needs.filters import NeedFilters
from app.needs.models import Need, NeedOutcome, NeedStatus, Urgency
from app.needs.queries import find_needs
from app.offers.models import Offer, OfferState, state_on
from app.organisations.models import OrganisationProfile
from app.reference.commands import seed_reference
from app.reference.models import Crisis, Measure, OrganisationKind, RegionSettings
from app.signals.models import Signal
from app.target_groups.commands import seed_target_groups
from app.target_groups.models import TargetGroup, TargetGroupEstimate
from app.work.queries import get_work
from app.work.task_kinds import TaskKind
from tests.conftest import Databases

TABLES: list[type[SQLModel]] = [
    Organisation, OrganisationProfile, Person, Membership, Crisis, Measure, RegionSettings, Need,
    Offer, Match,
    Action, ActionPartner, ActionStep, TargetGroup, TargetGroupEstimate, Signal,
    AuditEntry,
]  # fmt: skip
OURS = {
    "id", "organisation_id", "person_id", "crisis_id", "measure_id", "object_id", "password_hash",
    "known_to", "matched_with",
    "need_id", "offer_id", "action_id", "need_organisation_id", "offer_organisation_id",
}  # fmt: skip


UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[Engine]:
    """A demo region of today."""
    engine = create_engine(databases.copy("demo"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def content(session: Session) -> dict[str, Counter[str]]:
    """Every row without its ids."""
    found: dict[str, Counter[str]] = {}
    for table in TABLES:
        session.flush()
        session.expire_all()
        rows: list[dict[str, Any]] = [
            row.model_dump(exclude=OURS) for row in session.exec(select(table))
        ]
        # The facts of a line in the trail name partners, steps and matches by their ids.
        found[table.__name__] = Counter(UUID.sub("id", str(sorted(row.items()))) for row in rows)
    return found


def test_two_seedings_at_the_same_moment_are_equal_but_for_ids(databases: Databases) -> None:
    url = databases.copy("empty")
    migrate(url)
    engine = create_engine(url)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        seed_reference(session)
        seed_target_groups(session)
    seen = []
    shortly_after_midnight = datetime(2026, 11, 21, 23, 5, tzinfo=UTC)
    for _ in range(2):
        with Session(engine, expire_on_commit=False) as session, clock.at(shortly_after_midnight):
            seed_demo(session)
            seen.append(content(session))
            session.rollback()
    engine.dispose()
    assert seen[0] == seen[1]
    assert seen[0]["Need"].total() > 90
    assert seen[0]["Offer"].total() > 90
    assert seen[0]["Match"].total() > 20


def test_every_state_ending_and_urgency_is_there(session: Session) -> None:
    needs = session.exec(select(Need)).all()
    assert {need.status for need in needs} == set(NeedStatus)
    assert {need.outcome for need in needs} == {*NeedOutcome, None}
    assert {need.urgency for need in needs} == set(Urgency)
    offers = session.exec(select(Offer)).all()
    states = {state_on(clock.today(), o.status, o.available_until, o.fresh_until) for o in offers}
    assert states == set(OfferState)
    assert {match.status for match in session.exec(select(Match))} == set(MatchStatus)


def test_partners_of_every_kind_in_all_ten_municipalities_and_a_second_region(
    session: Session,
) -> None:
    organisations = session.exec(select(Organisation)).all()
    groningen = [o for o in organisations if o.region_code == "VR01"]
    assert {o.kind for o in groningen} >= set(OrganisationKind) - {
        OrganisationKind.NATIONAL,
        OrganisationKind.OTHER,
    }
    assert (
        len({o.municipality_code for o in groningen if o.kind is OrganisationKind.MUNICIPALITY})
        == 10
    )
    assert len(organisations) >= 40
    assert {o.region_code for o in organisations} == {"VR01", "VR03"}
    assert {need.region_code for need in session.exec(select(Need))} == {"VR01", "VR03"}


def test_everything_was_made_through_the_commands(session: Session) -> None:
    lines: dict[Any, list[str]] = {}
    for line in session.exec(select(AuditEntry)):
        lines.setdefault(line.object_id, []).append(line.event)
    for need in session.exec(select(Need)):
        assert "need:logged" in lines[need.id]
        assert ("need:published" in lines[need.id]) is (need.status is not NeedStatus.DRAFT), (
            need.title
        )
    for offer in session.exec(select(Offer)):
        assert "offer:posted" in lines[offer.id]
        assert ("offer:published" in lines[offer.id]) is (offer.published_at is not None), (
            offer.title
        )
    for organisation in session.exec(select(Organisation)):
        assert lines[organisation.id] == ["organisation:registered", "organisation:admitted"]
    for person in session.exec(select(Person)):
        assert lines[person.id] == ["person:added"]


def test_nothing_happened_in_the_future_or_before_it_began(session: Session) -> None:
    now = clock.now()
    for item in [*session.exec(select(Need)), *session.exec(select(Offer))]:
        moments = [item.created_at, item.published_at, item.ended_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known), item.title
        assert known[-1] <= now, item.title


def test_no_need_or_offer_holds_personal_data_and_every_address_is_an_example(
    session: Session,
) -> None:
    for item in [*session.exec(select(Need)), *session.exec(select(Offer))]:
        assert refused_in(f"{item.title}\n{item.description}\n{item.closing_note}") is None, (
            item.title
        )
    for path in DATA.glob("*.json"):
        for address in re.findall(r"[\w.+-]+@[\w.-]+", path.read_text(encoding="utf-8")):
            assert address.endswith(".example"), address
    assert all(person.email.endswith(".example") for person in session.exec(select(Person)))
    contacts = session.exec(select(OrganisationProfile)).all()
    assert all(c.contact_email.endswith(".example") or not c.contact_email for c in contacts)


def test_the_cast_is_as_the_product_names_it(session: Session) -> None:
    expected = {
        "amina": ("Gemeente Eemsdelta", Role.COORDINATOR),
        "bram": ("Gemeente Eemsdelta", Role.MEMBER),
        "chantal": ("Boodschappenhulp Delfzijl", Role.COORDINATOR),
        "daan": ("Veiligheidsregio Groningen", Role.COORDINATOR),
        "eva": ("Veiligheidsregio Groningen", Role.ADMINISTRATOR),
        "farid": ("Gemeente Westerwolde", Role.COORDINATOR),
        "greet": ("GGD Groningen", Role.READER),
        "hugo": ("Gemeente Assen", Role.COORDINATOR),
    }
    people = {person.email: person.id for person in session.exec(select(Person))}
    found = {}
    for member in demo_cast():
        actor = get_actor(session, people[member.email])
        assert actor is not None
        (seat,) = actor.seats
        found[member.key] = (seat.organisation_name, seat.role)
    assert found == expected
    assert list(found) == sorted(found)


def test_everybody_of_the_cast_finds_needs_of_the_own_region(session: Session) -> None:
    addresses = [member.email for member in demo_cast()]
    for person in session.exec(select(Person).where(col(Person.email).in_(addresses))):
        actor = get_actor(session, person.id)
        assert actor is not None
        assert find_needs(session, actor, NeedFilters(), size=50).total >= 3, person.name


def test_a_database_with_people_counts_as_seeded(session: Session) -> None:
    assert is_seeded(session)


def test_actions_in_every_state_and_something_to_do_for_the_cast(session: Session) -> None:
    actions = session.exec(select(Action)).all()
    assert {action.status for action in actions} == set(ActionStatus)
    assert any(action.is_public for action in actions)
    assert len(session.exec(select(ActionMatch)).all()) >= 2  # so the board shows one
    people = {person.email: person.id for person in session.exec(select(Person))}
    wanted = {
        "chantal": {TaskKind.JOIN, TaskKind.DO_STEP},
        "amina": {TaskKind.JOIN, TaskKind.DO_STEP},
        "daan": {TaskKind.DO_STEP},
    }
    for member in demo_cast():
        actor = get_actor(session, people[member.email])
        assert actor is not None
        work = get_work(session, actor)
        kinds = {task.kind for task in (*work.late, *work.today, *work.week, *work.later)}
        assert kinds >= wanted.get(member.key, set()), member.key


def test_sizes_of_groups_in_all_ten_municipalities(session: Session) -> None:
    sizes = session.exec(select(TargetGroupEstimate)).all()
    assert len({size.municipality_code for size in sizes}) == 10
    assert len({size.target_group for size in sizes}) >= 8


@pytest.mark.parametrize("kind", ["needs", "offers"])
def test_who_counts_people_does_not_mean_households(kind: str) -> None:
    rows = json.loads((DATA / f"{kind}.json").read_text("utf-8"))
    assert [
        row["key"]
        for row in rows
        if row["unit"] == "people" and _households(row["description"]) == row["quantity"]
    ] == []


def _households(text: str) -> int | None:
    found = re.search(r"(\w+) huishoudens\b", text)
    return None if found is None else number_of(found[1]) or int(found[1])
