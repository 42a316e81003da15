"""For a group, and in a municipality: one meaning on every list, in every filter and count."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions import lesson_queries, queries as action_queries
from app.board import forms as board_forms, queries as board_queries
from app.board.cards import BoardColumn
from app.dossier import group_action_queries, group_list_queries, group_queries
from app.needs import models as need_models, queries as need_queries
from app.needs.models import Need
from app.offers import queries as offer_queries
from app.suggestions import partner_queries
from app.target_groups.models import ALL_RESIDENTS, is_for
from tests.actions.deeds import Deeds
from tests.dossier.stackings import find_stackings
from tests.matches.pairs import Pairs

GROUPS = ("older_people", "homeless", ALL_RESIDENTS)
ASKED = (*GROUPS, "low_literate")
# Every set of these groups, the main one first.
NAMED = [
    [main, *also]
    for main in GROUPS
    for others in [[group for group in GROUPS if group != main]]
    for also in ([], others[:1], others[1:], others)
]
# For one municipality, for another, and for the whole region.
PLACES = {"here": ["GM1979"], "there": ["GM1950"], "everywhere": []}


def needs_of(pairs: Pairs) -> dict[UUID, list[str]]:
    return {
        pairs.need(target_group=main, also_groups=also, title=f"Voor {main} {also}").id: [
            main,
            *also,
        ]
        for main, *also in NAMED
    }


def meant(things: dict[UUID, list[str]], group: str) -> set[UUID]:
    """What the rule says of plain lists."""
    return {key for key, named in things.items() if is_for(named, [group])}


def test_what_is_for_all_residents_is_for_every_group_and_not_the_other_way() -> None:
    assert is_for([ALL_RESIDENTS], ["homeless"])
    assert is_for(["older_people"], ["homeless", "older_people"])
    assert not is_for(["older_people"], ["homeless"])
    assert not is_for(["older_people"], [ALL_RESIDENTS])


@pytest.mark.parametrize("group", ASKED)
def test_needs_are_for_a_group_wherever_they_are_listed_or_counted(
    pairs: Pairs, group: str
) -> None:
    needs = needs_of(pairs)
    actor, session = pairs["farid"], pairs.session
    expected = meant(needs, group)
    filters = need_queries.NeedFilters(target_group=group)
    listed = need_queries.find_needs(session, actor, filters, size=50)
    assert {row.id for row in listed.rows} == expected
    board = board_queries.get_board(
        session, actor, board_forms.BoardFilters(target_group=group), size=50
    )
    assert {card.id for card in board.columns[BoardColumn.OPEN].rows} == expected
    counts = group_queries.count_open_needs(session, actor, [], ASKED)
    alone = group_queries.count_open_needs(session, actor, [], [group])
    assert counts[group] == alone[group]
    assert counts[group].count == len(expected)
    assert counts[group].named == sum(group in named for named in needs.values())
    fares = group_queries.get_fares(session, actor, group)
    assert sum(fares.kinds.values()) == len(expected)
    assert fares.needs == counts[group]
    rows = group_list_queries.find_rows(session, actor, group_list_queries.GroupFilters())
    assert [row.needs.count for row in rows if row.group.slug == group] == [len(expected)]


@pytest.mark.parametrize("group", ASKED)
def test_offers_and_actions_are_for_a_group_wherever_they_are_listed(
    pairs: Pairs, group: str
) -> None:
    actor, session = pairs["farid"], pairs.session
    offers = {pairs.offer(target_groups=named).id: named for named in NAMED}
    found = offer_queries.find_offers(
        session, actor, offer_queries.OfferFilters(target_group=group), size=50
    )
    assert {row.id for row in found.rows} == meant(offers, group)
    deeds = Deeds(pairs)
    actions = {deeds.action(target_groups=named).id: named for named in NAMED}
    running = action_queries.find_actions(
        session, actor, action_queries.ActionFilters(target_group=group), size=50
    )
    assert {row.id for row in running.rows} == meant(actions, group)
    on_page = group_action_queries.find_actions(session, actor, group)
    assert {row.id for row in on_page} == meant(actions, group)
    for action_id in actions:
        deeds.finish(deeds.start(action_queries.get_action(session, actor, action_id)))
    lessons = lesson_queries.find_lessons(
        session, actor, lesson_queries.LessonFilters(target_group=group)
    )
    assert {row.action_id for row in lessons.rows} == meant(actions, group)


@pytest.mark.parametrize("named", NAMED, ids=str)
def test_an_offer_serves_the_needs_that_the_rule_says(pairs: Pairs, named: list[str]) -> None:
    needs = needs_of(pairs)
    query = sa.select(col(Need.id)).where(need_models.are_served_by(named))
    served = set(pairs.session.execute(query).scalars())
    assert served == {key for key, groups in needs.items() if is_for(named, groups)}


def test_who_looks_for_a_partner_sees_for_whom_first_from_both_sides(pairs: Pairs) -> None:
    session, daan = pairs.session, pairs["daan"]
    need = pairs.need(target_group="homeless", also_groups=["older_people"])
    other = pairs.offer(target_groups=["low_literate"])
    for_all = pairs.offer(target_groups=[ALL_RESIDENTS])
    beside = pairs.offer(target_groups=["older_people"])
    found = partner_queries.find_offer_choices(session, daan, need, "")
    assert {choice.id for choice in found[:2]} == {for_all.id, beside.id}
    assert found[2].id == other.id
    elsewhere = pairs.need(target_group="low_literate", urgency="acute")
    for offer in (for_all, beside):
        choices = partner_queries.find_need_choices(session, daan, offer, "")
        first = elsewhere if offer is for_all else need
        assert choices[0].id == first.id


def test_what_is_for_all_makes_nobody_a_partner_and_stacks_nowhere(pairs: Pairs) -> None:
    for kind in ("groceries_meals", "transport", "buddy_visits"):
        pairs.need(target_group=ALL_RESIDENTS, support_type=kind)
    pairs.offer(target_groups=[ALL_RESIDENTS])
    farid = pairs["farid"]
    assert group_queries.find_partners(pairs.session, farid, "homeless") == []
    stacked = find_stackings(pairs.session, farid, [ALL_RESIDENTS, "homeless"])
    assert {stacking.target_group for stacking in stacked} == {ALL_RESIDENTS}
    narrow = group_list_queries.GroupFilters(municipality="GM1979")
    rows = group_list_queries.find_rows(pairs.session, farid, narrow)
    assert [row.group.slug for row in rows] == [ALL_RESIDENTS]


def test_the_whole_region_is_in_each_of_its_municipalities_everywhere(pairs: Pairs) -> None:
    """The place of a small group is another rule, with tests of its own."""
    session, greet, here = pairs.session, pairs["greet"], "GM1979"
    deeds = Deeds(pairs)
    expected: dict[str, set[Any]] = {"needs": set(), "offers": set(), "actions": set()}
    partners = set()
    for place, codes in PLACES.items():
        where = {"municipality": codes[0] if codes else None}
        who = {"here": "amina", "there": "farid", "everywhere": "chantal"}[place]
        need = pairs.world.need(who, publish=True, title=f"Hulp {place}", **where)
        offer = pairs.offer(municipalities=codes, title=f"Aanbod {place}")
        action = deeds.action(municipalities=codes, title=f"Actie {place}")
        if place != "there":
            expected["needs"].add(need.id)
            expected["offers"].add(offer.id)
            expected["actions"].add(action.id)
            partners.add(offer.organisation_id)
        assert need.municipality_code == where["municipality"]
    needs = need_queries.find_needs(
        session, greet, need_queries.NeedFilters(municipality=here), size=50
    )
    offers = offer_queries.find_offers(
        session, greet, offer_queries.OfferFilters(municipality=here), size=50
    )
    actions = action_queries.find_actions(
        session, greet, action_queries.ActionFilters(municipality=here), size=50
    )
    board = board_queries.get_board(
        session, greet, board_forms.BoardFilters(municipality=here), size=50
    )
    assert {row.id for row in needs.rows} == expected["needs"]
    assert {card.id for card in board.columns[BoardColumn.OPEN].rows} == expected["needs"]
    assert {row.id for row in offers.rows} == expected["offers"]
    assert {row.id for row in actions.rows} == expected["actions"]
    narrow = group_list_queries.GroupFilters(municipality=here)
    counted = {row.group.slug: row for row in group_list_queries.find_rows(session, greet, narrow)}
    assert counted["older_people"].needs.count == len(expected["needs"])
    assert counted["older_people"].partners == len(partners)
