"""What a proposal became leads back to the interpretation, for who may see both."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from app.actions import proposal_commands as action_proposals
from app.actions.fields import NewAction
from app.dossier import proposal_commands as need_proposals
from app.interpretations import leading_queries
from app.needs.fields import NeedInput
from tests.actions.deeds import PLAN
from tests.interpretations.interpretations import propose, withdraw, write
from tests.world import GROCERIES, Visitors, World

LINK = 'href="/duiding/{}"'


@pytest.mark.parametrize("people", [40, 3])
def test_a_need_leads_back_unless_its_few_people_would_be_placed_by_it(
    visitors: Visitors, world: World, session: Session, people: int
) -> None:
    made = write(world)
    proposal = propose(world, made)
    given = NeedInput.model_validate(
        GROCERIES | {"publish": "1", "people": people, "quantity": people, "sure_no_names": True}
    )
    need = need_proposals.log_need(session, world["amina"], proposal.id, given)
    session.commit()
    address, link = f"/behoeften/{need.id}", LINK.format(made.id)
    assert link in visitors["amina"].get(address).text
    shown = visitors["farid"].get(address)
    assert shown.status_code == 200
    assert (link in shown.text) == (people >= 5)


def test_an_action_leads_back_as_long_as_the_reader_may_see_the_interpretation(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world)
    proposal = propose(world, made)
    given = NewAction.model_validate(PLAN)
    action = action_proposals.plan_action(session, world["daan"], proposal.id, given)
    session.commit()
    address, link = f"/acties/{action.id}", LINK.format(made.id)
    for who in ("daan", "farid"):
        assert link in visitors[who].get(address).text, who
    withdraw(world, made)
    session.commit()
    assert link not in visitors["farid"].get(address).text
    assert link in visitors["daan"].get(address).text, "the team still sees it"


def test_what_nobody_proposed_leads_nowhere(world: World, session: Session) -> None:
    need = world.need(publish=True)
    assert leading_queries.find_leading_to(session, world["daan"], need=need.id) == []
    assert leading_queries.find_leading_to(session, world["daan"], action=need.id) == []
