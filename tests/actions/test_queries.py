"""Lists of actions: filters, order, who takes part, which partners and matches can be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.actions.fields import ActionRow
from app.actions.match_queries import can_serve, find_servable
from app.actions.models import Action, PartnerStatus
from app.actions.partner_commands import Invitation, invite_partners, leave_action
from app.actions.partner_queries import MOST_PARTNERS, find_askable
from app.actions.policy import SMALL_REACH, ActionPolicy, shown_reach
from app.actions.queries import (
    ActionFilters,
    ActionStatusFilter,
    find_actions,
    find_actions_of,
    get_partner,
    takes_part,
)
from app.core import clock
from app.identity.models import Organisation, OrganisationStatus
from tests.actions.deeds import Deeds
from tests.matches.pairs import JAAP
from tests.reference.lists import crisis, measure

NOON = datetime(2027, 3, 14, 12, tzinfo=UTC)
CAST = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def rows(deeds: Deeds, who: str, **filters: Any) -> list[ActionRow]:
    wanted = ActionFilters.model_validate({"status": ActionStatusFilter.ALL} | filters)
    return find_actions(deeds.session, deeds[who], wanted, size=50).rows


def titles(deeds: Deeds, who: str, **filters: Any) -> list[str]:
    return [row.title for row in rows(deeds, who, **filters)]


def test_who_takes_part_and_sees_few_people_is_the_same_in_sql_and_in_python(
    deeds: Deeds, session: Session
) -> None:
    town = deeds.organisation("amina")
    actions = {status: deeds.action(partners=[town]) for status in PartnerStatus}
    deeds.answer(actions[PartnerStatus.JOINED], "amina")
    deeds.answer(actions[PartnerStatus.DECLINED], "amina", answer="no")
    left = actions[PartnerStatus.LEFT]
    deeds.answer(left, "amina")
    leave_action(session, deeds["amina"], left, get_partner(left, town))
    for status, action in actions.items():
        assert get_partner(action, town).status is status
    for people in (None, 0, SMALL_REACH - 1, SMALL_REACH):
        for action in actions.values():
            action.people_reached = people
        session.flush()
        for who in CAST:
            actor = deeds[who]
            partaking = set(session.exec(select(Action.id).where(takes_part(actor))))
            shown = {row.id: row for row in rows(deeds, who)}
            for status, action in actions.items():
                case = f"{who} {status} {people}"
                assert (action.id in partaking) is ActionPolicy(actor, action).takes_part, case
                if who == "hugo":
                    assert action.id not in shown
                    continue
                row = shown[action.id]
                assert row.people_reached == shown_reach(actor, action, people), case
                assert row.hides_reach is (people is not None and row.people_reached is None), case
                assert row.is_own is (who == "chantal"), case
                assert row.partners == (status is PartnerStatus.JOINED), case


def test_lists_come_in_the_order_that_is_asked_for(deeds: Deeds) -> None:
    ends = {"eerste": "1-6-2027", "tweede": None, "derde": "1-5-2027"}
    made = {}
    for n, (title, day) in enumerate(ends.items()):
        with clock.at(NOON + timedelta(hours=n)):
            made[title] = deeds.action(title=f"De {title} actie", ends_on=day)
    with clock.at(NOON + timedelta(hours=9)):
        deeds.start(made["tweede"])
    assert titles(deeds, "greet", sort="moved")[0] == "De tweede actie"
    assert titles(deeds, "greet", sort="newest") == [
        "De derde actie", "De tweede actie", "De eerste actie",
    ]  # fmt: skip
    assert titles(deeds, "greet", sort="ending") == [
        "De derde actie", "De eerste actie", "De tweede actie",
    ]  # fmt: skip


def test_each_filter_leaves_out_what_is_something_else(deeds: Deeds, session: Session) -> None:
    rule = measure(session, "verbod", region_code="VR01")
    plain: dict[str, Any] = {"municipalities": ["GM1979"], "themes": ["mental_health"]}
    cold = crisis(session, "strenge_kou", region_code="VR01", position=999)
    here = deeds.action(title="Hier en nu", measure=rule.slug, crisis=cold.slug, **plain)
    everywhere = deeds.start(deeds.action(title="In de hele regio", municipalities=[]))
    deeds.stop(deeds.action(title="Elders gestopt", municipalities=["GM0014"]))
    done = deeds.finish(
        deeds.start(deeds.action(title="Eerder gedaan", target_groups=["homeless"]))
    )
    for filters, expected in (
        ({"municipality": "GM1979"}, {here.title, everywhere.title, done.title}),
        ({"municipality": "GM0014"}, {everywhere.title, "Elders gestopt"}),
        ({"theme": "mental_health"}, {here.title}),
        ({"target_group": "homeless"}, {done.title}),
        ({"measure": "verbod"}, {here.title}),
        ({"measure": "onbekend"}, set()),
        ({"crisis": cold.slug}, {here.title}),
        ({"crisis": "onbekend"}, set()),
        ({"status": "current"}, {here.title, everywhere.title}),
        ({"status": "planned"}, {here.title}),
        ({"status": "running"}, {everywhere.title}),
        ({"status": "done"}, {done.title}),
        ({"status": "stopped"}, {"Elders gestopt"}),
    ):
        assert set(titles(deeds, "greet", **filters)) == expected, filters


@pytest.mark.parametrize(
    ("answer", "is_mine"), [(None, True), ("yes", True), ("no", False)], ids=str
)
def test_mine_is_what_somebody_leads_takes_part_in_or_is_asked_for(
    deeds: Deeds, answer: str | None, is_mine: bool
) -> None:
    action = deeds.action(partners=[deeds.organisation("amina")])
    if answer:
        deeds.answer(action, "amina", answer=answer)
    assert titles(deeds, "chantal", mine="1") == [action.title]
    assert titles(deeds, "bram", mine="1") == ([action.title] if is_mine else [])
    assert titles(deeds, "daan", mine="1") == []


def test_of_an_organisation_what_lives_comes_first_and_what_moved_last_before_it(
    deeds: Deeds, session: Session
) -> None:
    town = deeds.organisation("amina")
    made = {}
    for n, title in enumerate(
        ("Oud en gepland", "Gestopt onderweg", "Alleen gevraagd", "Doet mee")
    ):
        with clock.at(NOON + timedelta(hours=n)):
            made[title] = deeds.action("chantal" if n > 1 else "amina", title=title)
    with clock.at(NOON + timedelta(hours=9)):
        deeds.stop(made["Gestopt onderweg"], "amina")
        for title in ("Alleen gevraagd", "Doet mee"):
            invite_partners(session, deeds["chantal"], made[title], Invitation(partners=[town]))
        deeds.answer(made["Doet mee"], "amina")
    found = find_actions_of(session, deeds["greet"], town, limit=9)
    assert [row.title for row in found] == ["Doet mee", "Oud en gepland", "Gestopt onderweg"]
    assert len(find_actions_of(session, deeds["greet"], town, limit=1)) == 1
    assert find_actions_of(session, deeds["hugo"], town, limit=9) == []


def ask(deeds: Deeds, who: str = "chantal", **given: Any) -> list[str]:
    found = find_askable(deeds.session, deeds[who], ["VR01"], **given)
    return [option.label for option in found.options]


def test_who_can_be_asked_is_admitted_and_of_the_region(deeds: Deeds, session: Session) -> None:
    admitted = sorted(
        (o.sort_name, o.name)
        for o in session.exec(select(Organisation))
        if o.region_code == "VR01" and o.status is OrganisationStatus.ADMITTED
    )
    everybody = find_askable(session, deeds["chantal"], ["VR01"])
    assert [o.label for o in everybody.options] == [name for _sort, name in admitted][
        :MOST_PARTNERS
    ]
    assert everybody.has_more is (len(admitted) > MOST_PARTNERS)
    assert "Gemeente Assen" not in ask(deeds, q="assen")
    assert ask(deeds, q="EEMSDELTA gemeente") == ["Gemeente Eemsdelta"]
    assert ask(deeds, q="100%") == ask(deeds, q="_") == []
    town = deeds.world.organisation("Gemeente Eemsdelta")
    assert ask(deeds, q="eemsdelta", without=[town.id]) == []
    town.status = OrganisationStatus.SUSPENDED
    session.flush()
    # The team sees a suspended organisation, and does not ask it either.
    assert ask(deeds, q="eemsdelta") == ask(deeds, "daan", q="eemsdelta") == []


def test_who_is_ticked_stays_on_the_list_whatever_is_looked_for(deeds: Deeds) -> None:
    chosen: list[UUID] = [deeds.organisation("farid"), deeds.organisation("amina")]
    found = find_askable(deeds.session, deeds["chantal"], ["VR01"], q="superrit", chosen=chosen)
    assert [option.value for option in found.options] == [
        str(chosen[1]), str(chosen[0]), str(deeds.organisation(JAAP)),
    ]  # fmt: skip
    assert not found.has_more
    full = find_askable(deeds.session, deeds["chantal"], ["VR01"], chosen=chosen)
    assert {str(one) for one in chosen} == {option.value for option in full.options[:2]}
    assert len(full.options) == MOST_PARTNERS + 2


def test_a_match_can_be_served_by_whoever_would_find_it_in_the_list(
    deeds: Deeds, session: Session
) -> None:
    small, served = deeds.small(), deeds.accepted(1)[0]
    free, asked = deeds.accepted(1)[0], deeds.pairs.approved()
    deeds.action(match=[served.id])
    for who in CAST:
        own = [seat.organisation_id for seat in deeds[who].writing_seats]
        listed = {match.id for match in find_servable(session, deeds[who], own)}
        for match in (small, served, free, asked):
            assert can_serve(session, deeds[who], match) is (match.id in listed), who
        sees = {"amina": 2, "bram": 2, "chantal": 2, "daan": 1}.get(who, 0)
        assert len(listed) == sees, who
        assert (free.id in listed) is (sees > 0)
