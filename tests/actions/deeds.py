"""Quick ways to an action in a state, always through the commands and as the people of the demo
region.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.actions import commands
from app.actions.commands import ActionClosing, ActionStopping, NewAction
from app.actions.models import Action, ActionStep
from app.actions.partner_commands import PartnerAnswer, answer_invitation
from app.actions.queries import get_action, get_partner
from app.actions.step_commands import StepInput, add_step
from app.audit.models import AuditEntry
from app.identity.actor import Actor
from app.matches.models import Match
from app.needs.models import Need
from tests.matches.pairs import Pairs

PLAN: dict[str, Any] = {
    "title": "Elke dinsdag samen boodschappen doen",
    "description": "We halen de ouderen thuis op.",
    "target_groups": ["older_people"],
    "municipalities": ["GM1979"],
}


class Deeds:
    """Actions that chantal leads unless said otherwise, and what people do with them."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs, self.world, self.session = pairs, pairs.world, pairs.session

    def __getitem__(self, key: str) -> Actor:
        return self.pairs[key]

    def organisation(self, who: str) -> UUID:
        """The organisation somebody belongs to."""
        return self[who].seats[0].organisation_id

    def action(self, who: str = "chantal", **changes: Any) -> Action:
        action = commands.plan_action(
            self.session, self[who], NewAction.model_validate(PLAN | changes)
        )
        return self._done(action)

    def hold(self, action: Action, who: str = "chantal") -> Action:
        return get_action(self.session, self[who], action.id, lock=True)

    def start(self, action: Action, who: str = "chantal") -> Action:
        return self._done(commands.start_action(self.session, self[who], self.hold(action, who)))

    def finish(self, action: Action, who: str = "chantal", **given: Any) -> Action:
        closing = ActionClosing.model_validate(
            {"outcome": "succeeded", "lessons": "Vaste dagen werken het best."} | given
        )
        return self._done(
            commands.finish_action(self.session, self[who], self.hold(action, who), closing)
        )

    def stop(self, action: Action, who: str = "chantal", **given: Any) -> Action:
        stopping = ActionStopping.model_validate({"reason": "no_partners"} | given)
        return self._done(
            commands.stop_action(self.session, self[who], self.hold(action, who), stopping)
        )

    def answer(self, action: Action, who: str, *, of: str | None = None, **given: Any) -> Action:
        action = self.hold(action, who)
        partner = get_partner(action, self.organisation(of or who))
        said = PartnerAnswer.model_validate({"answer": "yes"} | given)
        answer_invitation(self.session, self[who], action, partner, said)
        return self._done(action)

    def step(self, action: Action, who: str = "chantal", **given: Any) -> ActionStep:
        plan = StepInput.model_validate({"title": "Busje regelen"} | given)
        return add_step(self.session, self[who], self.hold(action, who), plan)

    def accepted(self, needs: int = 2, **changes: Any) -> list[Match]:
        """Accepted matches between needs of amina and offers of chantal."""
        return [
            self.pairs.accepted(need=self.pairs.need(**changes), quantity=10)
            for _number in range(needs)
        ]

    def small(self) -> Match:
        """An accepted match for so few people that others may not know where."""
        need: Need = self.pairs.need(quantity=3, people=3, title="Drie gezinnen zonder verwarming")
        return self.pairs.accepted(need=need, quantity=3)

    def events(self, action: Action) -> list[str]:
        """What the trail says of an action, oldest first."""
        self.session.flush()
        query = select(AuditEntry.event).where(AuditEntry.object_id == action.id)
        return list(self.session.exec(query.order_by(col(AuditEntry.at), col(AuditEntry.id))))

    def _done(self, action: Action) -> Action:
        self.session.flush()
        return action


def statuses(session: Session, matches: list[Match]) -> list[str]:
    """Where matches stand now."""
    session.flush()
    query = select(Match.id, Match.status).where(col(Match.id).in_([match.id for match in matches]))
    found = {match_id: str(status) for match_id, status in session.exec(query)}
    return [found[match.id] for match in matches]
