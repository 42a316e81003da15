"""Whatever happens, in whatever order, by whichever way: the tallies hold what there is, and the
pages of target groups say what counting one by one says, to every reader on every day.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from app.core import clock
from app.dossier.group_queries import find_partners, get_fares
from app.tallies import commands, parts
from app.tallies.queries import find_tallies
from tests.matches.pairs import Pairs
from tests.tallies.deeds import DEEDS, GROUPS, Deeds, meant
from tests.world import World

READERS = ("amina", "chantal", "daan", "farid", "hugo")
AWAY = (0, 1, 12, 45, 200, -20)  # days from today on which somebody looks
# What there must be before anything can be done to it.
BEGIN = [(name, number) for number in range(1, 9) for name in ("log", "post", "agree")]


def differences(session: Session) -> list[commands.Difference]:
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


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 400)), min_size=12, max_size=24
    ),
    away=st.sampled_from(AWAY),
    readers=st.lists(st.sampled_from(READERS), min_size=2, max_size=2, unique=True),
)
def test_after_whatever_happens_the_pages_say_what_counting_says(
    engine: Engine, deeds: list[tuple[str, int]], away: int, readers: list[str]
) -> None:
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            all_deeds = Deeds(Pairs(World(session)))
            for name, number in (*BEGIN, *deeds):
                all_deeds.do(name, number)
            assert differences(session) == []
            for day in (0, away):
                with clock.at(clock.now() + timedelta(days=day)):
                    for who in readers:
                        said(all_deeds.pairs, who)
        outer.rollback()


def test_every_deed_really_happens(engine: Engine) -> None:
    """Each of those of chance above once, so that none is refused every time."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            deeds = Deeds(Pairs(World(session)))
            for number in range(2, 10):
                for name in ("log", "post", "agree"):
                    deeds.do(name, number)
            for name in sorted(DEEDS):
                for number in range(40):
                    if name not in deeds.done:
                        deeds.do(name, number)
                assert differences(session) == [], name
            assert set(deeds.done) == set(DEEDS)
        outer.rollback()
