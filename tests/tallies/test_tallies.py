"""Whatever happens, in whatever order, by whichever way: the tallies hold what there is, and the
pages of target groups say what counting one by one says, to every reader on every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col

from app.core import clock
from app.core.settings import PROJECT
from app.dossier.group_queries import find_partners, get_fares
from app.tallies import commands, parts
from app.tallies.models import NeedTally, PartnerTally, TallyDay
from app.tallies.queries import find_tallies
from tests.conftest import Databases
from tests.days import noon_after
from tests.dossier.merging import GONE, STAYS, merge, named
from tests.matches.pairs import JAAP, Pairs
from tests.tallies.deeds import DEEDS, GROUPS, Deeds, meant
from tests.world import World

READERS = ("amina", "chantal", "daan", "farid", "hugo")
AWAY = (0, 1, 12, 45, 200, -20)  # days from today on which somebody looks
# What there must be before anything can be done to it.
BEGIN = [(name, number) for number in range(1, 9) for name in ("log", "post", "agree")]


def differences(session: Session) -> list[commands.Miscount]:
    session.flush()
    return [each for table in parts.TALLIES for each in commands.find_differences(session, table)]


def said(pairs: Pairs, who: str) -> None:
    """What the list and the page of each group say is what is meant."""
    session, actor = pairs.session, pairs[who]
    tallies = find_tallies(session, actor, GROUPS)
    for group in GROUPS:
        right, tally = meant(pairs, actor, group), tallies[group]
        found = (tally.opened, tally.covered, tally.partly, tally.named, tally.longest)
        assert found == right[:5], (who, group)
        assert tally.partners == len(right.partners), (who, group)
        assert frozenset(tally.stacked_in) == right.stacked_in, (who, group)
        partners = find_partners(session, actor, group)
        assert {partner.id for partner in partners} == right.partners, (who, group)
        fares = get_fares(session, actor, group)
        needs = fares.needs
        assert (needs.count, needs.covered, needs.partly, needs.named, needs.longest) == found
        assert (fares.kinds, fares.median) == (right.kinds, right.median), (who, group)
        stacked = {stacking.municipality_code for stacking in fares.stackings}
        assert stacked == right.stacked_in, (who, group)
        assert all(stacking.count for stacking in fares.stackings)


@contextmanager
def made_up(engine: Engine) -> Iterator[Deeds]:
    """Deeds in a transaction that is thrown away."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield Deeds(Pairs(World(session)))
        outer.rollback()


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(
    done=st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 400)), min_size=12, max_size=24
    ),
    away=st.sampled_from(AWAY),
    readers=st.lists(st.sampled_from(READERS), min_size=2, max_size=2, unique=True),
)
def test_after_whatever_happens_the_pages_say_what_counting_says(
    engine: Engine, done: list[tuple[str, int]], away: int, readers: list[str]
) -> None:
    with made_up(engine) as deeds:
        for name, number in (*BEGIN, *done):
            deeds.do(name, number)
        assert differences(deeds.session) == []
        for day in (0, away):
            with clock.at(noon_after(day)):
                for who in readers:
                    said(deeds.pairs, who)


def test_every_deed_really_happens(engine: Engine) -> None:
    """Each of those of chance above once, so that none is refused every time."""
    with made_up(engine) as deeds:
        for number in range(2, 10):
            for name in ("log", "post", "agree"):
                deeds.do(name, number)
        for name in sorted(DEEDS):
            for number in range(40):
                if name not in deeds.done:
                    deeds.do(name, number)
            assert differences(deeds.session) == [], name
        assert set(deeds.done) == set(DEEDS)


def test_of_two_organisations_that_become_one_the_numbers_are_added(pairs: Pairs) -> None:
    session = pairs.session
    for who in ("chantal", JAAP):
        pairs.accepted(need=pairs.need(), offer=pairs.offer(who))
    gone, stays = (named(session, name).id for name in (GONE, STAYS))
    tally = PartnerTally

    def helping(organisation_id: UUID) -> int:
        summed = sa.func.coalesce(sa.func.sum(col(tally.helping)), 0)
        query = sa.select(summed).where(col(tally.organisation_id) == organisation_id)
        return int(session.execute(query).scalar_one())

    before = helping(gone) + helping(stays)
    assert helping(gone)
    merge(pairs)
    assert (helping(gone), helping(stays)) == (0, before)
    assert differences(session) == []


def test_a_need_leaves_the_numbers_at_midnight_and_an_offer_too(pairs: Pairs) -> None:
    last = clock.today() + timedelta(days=3)
    pairs.need(needed_until=last)
    pairs.offer(available_until=last)
    commands.move_on(pairs.session)
    noon = clock.midnight() + timedelta(hours=12)
    for days, count in ((0, 1), (3, 1), (4, 0)):
        with clock.at(noon + timedelta(days=days)):
            for has_moved in (False, True):
                tally = find_tallies(pairs.session, pairs["farid"], GROUPS)["older_people"]
                assert (tally.opened, tally.partners) == (count, count), (days, has_moved)
                assert commands.move_on(pairs.session)
    stored = pairs.session.execute(sa.select(sa.func.sum(col(NeedTally.opened)))).scalar_one()
    assert not stored, "moved on, so nothing is left to leave out"


def test_the_place_of_a_small_group_stands_in_no_row(pairs: Pairs) -> None:
    """Nor the organisation that asks for it, which has a place as well."""
    need = pairs.need(people=3, quantity=3)
    match = pairs.accepted(need=need, quantity=1)
    rows = pairs.session.execute(
        sa.select(col(NeedTally.place), col(NeedTally.recent)).where(col(NeedTally.opened) > 0)
    ).all()
    assert rows == [("", 0)]
    partners = set(
        pairs.session.execute(
            sa.select(col(PartnerTally.organisation_id)).where(
                col(PartnerTally.helping) + col(PartnerTally.asking) > 0
            )
        ).scalars()
    )
    assert partners == {match.offer_organisation_id}


def test_who_went_round_the_database_is_found_and_mended(pairs: Pairs) -> None:
    session = pairs.session
    pairs.need()
    session.execute(sa.update(NeedTally).values(opened=col(NeedTally.opened) + 2))
    found = commands.recount(session)
    assert [(each.tally, each.held[0], each.counted[0]) for each in found] == [("need_tally", 3, 1)]
    assert commands.recount(session) == []


def test_who_moves_the_day_on_waits_for_nobody(databases: Databases) -> None:
    engine = sa.create_engine(databases.copy("world"))
    with Session(engine) as writing, Session(engine) as moving:
        World(writing).need(publish=True)
        with clock.at(noon_after(1)):
            assert not commands.move_on(moving)
            writing.rollback()
            assert commands.move_on(moving)
        days = set(moving.execute(sa.select(col(TallyDay.day))).scalars())
        assert days == {clock.today() + timedelta(days=1)}
    engine.dispose()


TABLES, VERBS = ("need", "offer", "match"), ("insert", "update", "delete")


def test_the_database_keeps_the_tallies_whoever_changes_something(session: Session) -> None:
    """Statements for many rows, files and cascades too: no command has to think of it."""
    found = session.execute(
        sa.text(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE tgname LIKE 'tally\\_%' AND tgenabled = 'O'"
        )
    ).all()
    wanted = {(table, f"tally_{table}_{verb}") for table in TABLES for verb in VERBS}
    assert {(table.strip('"'), name) for table, name in found} == wanted | {
        ("safety_region", "tally_region")
    }


def test_nothing_of_the_product_goes_round_the_triggers() -> None:
    emptied = r'TRUNCATE (TABLE )?"?(need|offer|match)\b'
    wrong = re.compile(rf"{emptied}|DISABLE TRIGGER|session_replication_role", re.IGNORECASE)
    files = [*(PROJECT / "app").rglob("*.py"), *(PROJECT / "migrations").rglob("*.py")]
    assert len(files) > 300
    assert [path.name for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


def test_a_made_up_region_is_counted_right_also_when_it_was_there_first(
    databases: Databases,
) -> None:
    """Made by all the commands, and by files that come in; then as a version without tallies left
    it.
    """
    url = databases.copy("demo")
    engine = sa.create_engine(url)
    with Session(engine) as session:
        assert differences(session) == []
        before = session.execute(sa.select(sa.func.sum(col(NeedTally.opened)))).scalar_one()
    engine.dispose()
    config = Config(str(PROJECT / "alembic.ini"))
    config.attributes["url"] = url
    command.downgrade(config, "installation")
    command.upgrade(config, "head")
    with Session(engine) as session:
        assert differences(session) == []
        after = session.execute(sa.select(sa.func.sum(col(NeedTally.opened)))).scalar_one()
    engine.dispose()
    assert after == before > 20
