"""A small country: everything the large one has, allowed by every rule, and refused in
production.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, func, text
from sqlmodel import Session, col, select

from app.demo.scale import seed_scale
from app.identity.models import Person
from app.identity.queries import get_actor
from app.matches.models import Match, MatchStatus
from app.needs.models import Need, NeedText, Urgency
from app.needs.queries import get_need
from app.offers.models import Offer, OfferText
from app.offers.queries import get_offer
from app.reference.models import SupportType, Unit
from app.suggestions.candidate_queries import find_need_candidates, find_offer_candidates
from tests.commands import command
from tests.conftest import Databases

NEEDS, OFFERS = 1000, 1200


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    assert seed_scale(engine, needs=NEEDS, offers=OFFERS) | {
        "koppelingen": 0,
        "organisaties": 0,
    } == {
        "behoeften": NEEDS,
        "aanbod": OFFERS,
        "koppelingen": 0,
        "organisaties": 0,
    }
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def test_every_municipality_region_kind_urgency_and_unit_is_there(session: Session) -> None:
    places = session.exec(select(func.count(func.distinct(Need.municipality_code)))).one()
    regions = session.exec(select(Need.region_code, func.count()).group_by(Need.region_code)).all()
    assert places > 300 and len(regions) == 25
    assert {count for _region, count in regions} == {NEEDS // 25}
    kinds = set(session.exec(select(SupportType.slug)).all())
    for table in (Need, Offer):
        assert set(session.exec(select(table.support_type).distinct()).all()) == kinds
        assert set(session.exec(select(table.unit).distinct()).all()) == set(Unit)
    assert set(session.exec(select(Need.urgency).distinct()).all()) == set(Urgency)
    assert set(session.exec(select(Match.status).distinct()).all()) >= {
        MatchStatus.RUNNING,
        MatchStatus.DECLINED,
    }


def test_every_text_is_stored_with_its_meaning(session: Session) -> None:
    for table, count in ((NeedText, NEEDS), (OfferText, OFFERS)):
        total, without = session.exec(
            select(func.count(), func.count().filter(col(table.meaning).is_(None)))
        ).one()
        assert (total, without) == (count, 0)
    assert session.exec(select(func.count(func.distinct(Need.title)))).one() > 100


def test_what_is_committed_is_what_the_matches_say(session: Session) -> None:
    wrong = text(
        "SELECT count(*) FROM need n WHERE committed <> (SELECT coalesce(sum(quantity), 0) FROM "
        "match m "
        "WHERE m.need_id = n.id AND status IN ('accepted', 'running', 'completed'))"
    )
    assert session.execute(wrong).scalar_one() == 0
    full = text("SELECT count(*) FROM offer WHERE committed >= quantity")
    assert session.execute(full).scalar_one() == 0


def test_the_indexes_are_there_again(session: Session) -> None:
    found = session.execute(text("SELECT indexname FROM pg_indexes")).scalars().all()
    assert {
        "ix_need_text_region",
        "ix_offer_text_words",
        "ix_need_search",
        "ix_offer_search",
    } <= set(found)


def test_somebody_of_every_region_finds_candidates_both_ways(session: Session) -> None:
    person = session.exec(
        select(Person).where(col(Person.email) == "team.vr05@schaal.example")
    ).one()
    actor = get_actor(session, person.id)
    assert actor is not None
    need = session.exec(select(Need.id).where(col(Need.region_code) == "VR05").limit(1)).one()
    offer = session.exec(select(Offer.id).where(col(Offer.region_code) == "VR05").limit(1)).one()
    assert find_offer_candidates(session, actor, get_need(session, actor, need))
    assert find_need_candidates(session, actor, get_offer(session, actor, offer))


def test_it_is_refused_in_production(databases: Databases) -> None:
    refused = command(
        "seed", "scale", DATABASE_URL=databases.copy("world"), SCHAKELBORD_MODE="production"
    )
    assert refused.returncode == 1 and "productie" in refused.stderr
