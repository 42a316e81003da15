"""A statement that is built once serves everybody; what is counted apart is counted right."""

from __future__ import annotations

import traceback
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import Select
from sqlmodel import Session, col

from app.actions.queries import ActionFilters, find_actions
from app.board.cards import BoardColumn
from app.board.columns import stands_in
from app.board.forms import BoardFilters
from app.board.queries import get_board
from app.core import statements
from app.core.pages import TOTAL_LIMIT, counted, counted_short
from app.dossier import group_list_queries, groups, needs, offers
from app.dossier.group_list_queries import GroupFilters, GroupSort
from app.identity.actor import ANYBODY, Actor, Seat
from app.identity.models import Role
from app.matches import models as match_models, queries as match_queries
from app.matches.models import Match
from app.needs import filters as need_filters, policy as need_policy, queries as need_queries
from app.needs.models import Need
from app.offers import policy as offer_policy, queries as offer_queries
from app.offers.models import Offer
from app.reference.models import OrganisationKind
from app.target_groups.queries import get_group
from tests.matches.pairs import Pairs
from tests.world import Visitors, World

READERS = ("amina", "chantal", "daan", "greet", "eva", "hugo", "farid")


class Built:
    """How many statements were taken together since the last look."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._made: list[str] = []
        begin = Select.__init__

        def counted(statement: Any, *asked: Any, **options: Any) -> None:
            frames = traceback.extract_stack(limit=9)
            self._made.append(" < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[:-1])))
            begin(statement, *asked, **options)

        monkeypatch.setattr(Select, "__init__", counted)

    def look(self) -> list[str]:
        """Where they were, each with who called it."""
        made, self._made = self._made, []
        return made


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Built:
    return Built(monkeypatch)


def _somebody(number: int) -> Actor:
    roles, kinds = list(Role), list(OrganisationKind)
    seats = tuple(
        Seat(
            uuid4(), f"Organisatie {number}", kinds[number % len(kinds)], f"VR{number % 25 + 1:02}",
            "Een regio", None, roles[(number + seat) % len(roles)],
        )
        for seat in range(number % 3 + 1)
    )  # fmt: skip
    return Actor(uuid4(), f"Persoon {number}", seats)


def _read_everything(session: Session, actor: Actor) -> None:
    for words in ("", "ouderen boodschappen"):
        need_queries.find_needs(session, actor, need_filters.NeedFilters(q=words), size=5)
        offer_queries.find_offers(session, actor, offer_queries.OfferFilters(q=words), size=5)
        find_actions(session, actor, ActionFilters(q=words), size=5)
        get_board(session, actor, BoardFilters(q=words), size=5)
    need_queries.has_open_need(session, actor)
    need_queries.find_needs_by_id(session, actor, [uuid4()])
    offer_queries.find_offers_by_id(session, actor, [uuid4(), uuid4()])


def test_fifty_readers_compile_no_more_statements_than_one(session: Session) -> None:
    compiled = session.get_bind().engine._compiled_cache
    assert compiled is not None
    _read_everything(session, _somebody(0))
    before = set(compiled)
    for number in range(1, 50):
        _read_everything(session, _somebody(number))
    assert set(compiled) == before


def test_what_was_read_once_is_not_built_again(session: Session, built: Built) -> None:
    """SQLAlchemy keeps what it compiled for a statement of the same shape, also where somebody
    takes it together anew for every reader: that is counted here.
    """
    _read_everything(session, _somebody(0))
    built.look()
    for number in range(1, 9):
        _read_everything(session, _somebody(number))
    assert built.look() == []


def test_fifty_readers_of_the_pages_compile_no_more_statements_than_one(
    pairs: Pairs, built: Built
) -> None:
    """Of the pages of a need, an offer, a match, the groups and one of them; of the team, which
    sees the suggestions, and of others.
    """
    session = pairs.session
    served = pairs.running()
    small = pairs.need(people=3, quantity=3, municipality="GM1979")
    pairs.propose(need=small, quantity=3)
    things = [
        (served.need, served.offer),
        (small, pairs.offer(support_type="transport", municipalities=[])),
        (pairs.need(support_type="transport", also_groups=["lonely_people"]), served.offer),
    ]
    session.flush()
    things = [
        (
            need_queries.get_need(session, pairs["daan"], need.id),
            offer_queries.get_offer(session, pairs["daan"], offer.id),
        )
        for need, offer in things
    ]
    compiled = session.get_bind().engine._compiled_cache
    assert compiled is not None

    def read(number: int) -> None:
        actor = replace(_somebody(number), lists_version=None)
        actor = replace(actor, seats=tuple(replace(s, region_code="VR01") for s in actor.seats))
        for need, offer in things:
            needs.shown_need(session, actor, need)
            offers.shown_offer(session, actor, offer)
        match_queries.get_match(session, actor, served.id)
        for filters in (GroupFilters(), GroupFilters(sort=GroupSort.PEOPLE)):
            group_list_queries.find_rows(session, actor, filters)
        for slug in ("older_people", "all_residents"):
            groups.shown_group(session, actor, get_group(session, actor, slug))

    of_a_team = next(n for n in range(50) if _somebody(n).team_regions)
    read(0)
    read(of_a_team)  # whom the engine says more
    # Only asked for who writes and sees no suggestion beside the offer, so neither of those two.
    need_queries.has_open_need(session, _somebody(0))
    before = set(compiled)
    built.look()
    for number in range(50):
        read(number)
    assert built.look() == []
    assert [str(compiled[key])[:200] for key in set(compiled) - before] == []


def test_fifty_new_needs_compile_no_more_statements_than_one(pairs: Pairs, built: Built) -> None:
    session = pairs.session
    compiled = session.get_bind().engine._compiled_cache
    assert compiled is not None
    for number in range(50):
        who, kind = ("amina", "daan")[number % 2], ("transport", "groceries_meals")[number % 3 > 1]
        also = ["lonely_people", "medically_vulnerable"][: number % 3]
        place = "GM1979" if number % 2 else None
        pairs.world.need(who, publish=True, support_type=kind, also_groups=also, municipality=place)
        if number == 5:
            before = set(compiled)
            built.look()
    assert set(compiled) == before
    assert built.look() == []


@pytest.mark.parametrize("who", READERS)
def test_what_is_counted_in_parts_is_what_is_seen(pairs: Pairs, who: str) -> None:
    world: World = pairs.world
    for status in ("closed", "withdrawn"):
        need = pairs.need()
        world.session.execute(
            sa.update(Need).where(col(Need.id) == need.id).values(
                status=status,
                outcome="met" if status == "closed" else None,
                withdrawal="wrong" if status == "withdrawn" else None,
            )
        )  # fmt: skip
    world.need()
    world.need("daan", title="Van het team")
    pairs.withdraw(pairs.accepted())
    world.offer()
    actor, session = pairs[who], world.session
    for status, mine in product(need_filters.StatusFilter, (False, True)):
        filters = need_filters.NeedFilters(status=status, mine=mine)
        page = need_queries.find_needs(session, actor, filters, size=500)
        assert page.total == len(page.rows), filters
        assert all(row.status in status.statuses for row in page.rows)
    for state, mine in product(offer_queries.StateFilter, (False, True)):
        about = offer_queries.OfferFilters(state=state, mine=mine)
        offers = offer_queries.find_offers(session, actor, about, size=500)
        assert offers.total == len(offers.rows), about


@pytest.mark.parametrize(("table", "policy"), [(Need, need_policy), (Offer, offer_policy)])
def test_what_is_shared_is_seen_by_everybody_in_its_region(
    pairs: Pairs, table: type, policy: object
) -> None:
    """The rule of who sees what, of which counting in parts makes use."""
    pairs.running()
    for who in READERS:
        actor = pairs[who]
        shared = sa.select(sa.func.count()).where(
            table.status.in_(policy.SHARED),  # type: ignore[attr-defined]
            table.region_code.in_(actor.regions),  # type: ignore[attr-defined]
        )
        seen = shared.where(policy.visible_to(actor))  # type: ignore[attr-defined]
        run = pairs.session.execute
        assert run(shared).scalar_one() == run(seen).scalar_one()


@pytest.mark.parametrize(("table", "policy"), [(Need, need_policy), (Offer, offer_policy)])
def test_what_is_private_is_seen_by_its_own_organisation_only(
    pairs: Pairs, table: type, policy: object
) -> None:
    """The rule of who sees what, of which counting in parts makes use."""
    pairs.world.need()
    pairs.world.need("daan", title="Van het team")
    pairs.world.offer()
    run, seen = pairs.session.execute, 0
    for who in READERS:
        actor = pairs[who]
        private = sa.select(table.organisation_id).where(  # type: ignore[attr-defined]
            table.status.in_(policy.PRIVATE),  # type: ignore[attr-defined]
            policy.visible_to(actor),  # type: ignore[attr-defined]
        )
        owners = set(run(private).scalars())
        seen += len(owners)
        assert owners <= set(actor.organisation_ids)
    assert seen


def test_the_column_of_the_board_is_that_of_the_state(session: Session) -> None:
    columns = [column for column in BoardColumn if column is not BoardColumn.OPEN]
    expected = {
        (status, review): (
            BoardColumn.ENDED
            if status in match_models.ENDED
            else BoardColumn.RUNNING
            if status is match_models.MatchStatus.RUNNING
            else BoardColumn.PROPOSED
            if status is match_models.MatchStatus.PROPOSED and review
            else BoardColumn.TALKING
        )
        for status in match_models.MatchStatus
        for review in (True, False)
    }
    computed = Match.__table__.c.board_column.computed.sqltext  # type: ignore[attr-defined]
    for (status, review), column in expected.items():
        row = sa.text(
            f"SELECT {computed} FROM (SELECT :status AS status, :review AS needs_review) x"  # noqa: S608
        )
        number = session.execute(row.bindparams(status=status.value, review=review)).scalar_one()
        assert columns[number - 1] is column, (status, review)
    assert all(stands_in(column) is not None for column in columns)


@pytest.mark.parametrize(
    ("total", "words", "short"),
    [(0, "0", "0"), (TOTAL_LIMIT, "1.000", "1.000"), (TOTAL_LIMIT + 1, "meer dan 1.000", "1.000+")],
)
def test_a_total_says_that_it_was_counted_no_further(total: int, words: str, short: str) -> None:
    assert (counted(total), counted_short(total)) == (words, short)


def test_a_long_list_says_more_than_a_thousand(visitors: Visitors, pairs: Pairs) -> None:
    need = pairs.need()
    pairs.session.flush()
    columns = ", ".join(
        column.name
        for column in Need.__table__.columns  # type: ignore[attr-defined]
        if column.name != "id" and column.computed is None
    )
    pairs.session.execute(
        sa.text(
            f"INSERT INTO need (id, {columns}) SELECT gen_random_uuid(), {columns} FROM need, "  # noqa: S608
            "generate_series(1, 1000) WHERE id = :id"
        ),
        {"id": need.id},
    )
    pairs.session.commit()
    assert "meer dan 1.000 behoeften" in visitors["greet"].get("/behoeften").text
    board = visitors["greet"].get("/bord").text
    assert "1.000+" in board and "meer dan 1.000 kaarten" in board


def test_a_written_statement_finds_what_it_says(pairs: Pairs) -> None:
    """With none, one and several values in its lists, and with text that a driver might read."""
    pairs.need(title="Honderd % kans op 'regen' %(own)s")
    pairs.session.flush()
    id_of, title = col(Need.organisation_id), col(Need.title)
    own: Any = sa.bindparam("own", expanding=True)
    regions: Any = sa.bindparam("regions", expanding=True)
    rules = [
        (id_of.in_(own) | id_of.not_in(own)) & col(Need.region_code).in_(regions),
        id_of.not_in(own) & (col(Need.needed_from) <= statements.TODAY),
        title.in_(["Honderd % kans op 'regen' %(own)s", "iets anders"]),
        title.in_([]) | id_of.in_(own),
        title.not_in([]) & col(Need.region_code).in_(regions),
        col(Need.created_at) > statements.NOW - timedelta(days=2),
        col(Need.status).in_(need_policy.SHARED) & title.contains("% kans"),
    ]
    mine = tuple(pairs["amina"].organisation_ids)
    for rule, ids, places in product(
        rules, ((), mine, (*mine, uuid4())), ((), ("VR01",), ("VR01", "VR02"))
    ):
        query: Any = sa.select(col(Need.id), col(Need.status)).where(rule).order_by(col(Need.id))
        asked = {"own": ids, "regions": places, **statements.moment()}
        found = statements.rows_of(pairs.session, statements.Written(query), asked)
        assert found == statements.rows_of(pairs.session, query, asked)


def test_a_written_statement_is_the_same_text_for_others_of_a_region(session: Session) -> None:
    query = statements.Written(sa.select(col(Need.id)).where(need_policy.visible_to(ANYBODY)))
    dialect, seats = session.connection().dialect, [uuid4() for _ in range(9)]
    asked = [
        {**_somebody(0).bound, "own": [one], "writing": [one], "own_array": [one]} for one in seats
    ]
    assert len({id(query.made_for(dialect, each)[0]) for each in asked}) == 1
    other = query.made_for(dialect, asked[0] | {"regions": ("VR09",)})[0]
    assert other is not query.made_for(dialect, asked[0])[0]
