"""Quick ways to a match in a state, always through the commands and as the people of the demo
region.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.fields import filled
from app.demo.cast import demo_cast, read
from app.identity.actor import Actor
from app.identity.queries import get_actor, get_person_by_email
from app.matches import commands, noted_answer_commands, undo_commands
from app.matches.commands import Answer, Completion, Refusal, TakingBack
from app.matches.locks import lock_match
from app.matches.models import COMMITTED, Match, MatchStatus
from app.needs.commands import edit_need
from app.needs.fields import NeedInput
from app.needs.models import Need
from app.needs.queries import get_need
from app.offers.commands import edit_offer, post_offer
from app.offers.fields import OfferInput
from app.offers.models import Offer
from app.offers.queries import get_offer
from app.reference.models import RegionSettings, ReviewMode
from app.subscribers import connect
from app.suggestions.commands import Proposal, propose_match
from app.suggestions.review_commands import approve_in_review
from tests.world import SHOPPING, World

# Coordinators of other initiatives in the region, who are not of the cast.
JAAP, KARIN, MARIJKE = "c-superrit-delfzijl", "c-buurtbus-loppersum", "c-voedselpunt-fivelgo"
ROELOF = "c-doarpshulp-hogeland"  # of Het Hogeland, another municipality


def actor_of(session: Session, key: str) -> Actor:
    """Anybody of the demo region."""
    person = get_person_by_email(
        session, next(p["email"] for p in read("people") if p["key"] == key)
    )
    assert person is not None
    actor = get_actor(session, person.id)
    assert actor is not None
    return actor


class Pairs:
    """A need of amina's and an offer of chantal's, and what people do with them."""

    def __init__(self, world: World) -> None:
        connect()
        self.world, self.session = world, world.session
        self._others: dict[str, Actor] = {}
        self.owners: dict[UUID, str] = {}

    def __getitem__(self, key: str) -> Actor:
        if key in {member.key for member in demo_cast()}:
            return self.world[key]
        if key not in self._others:
            self._others[key] = actor_of(self.session, key)
        return self._others[key]

    def review(self, mode: str) -> None:
        """What the region chose about proposals. The cast's region asks review of all."""
        self.session.get_one(RegionSettings, "VR01").review_mode = ReviewMode(mode)
        self.session.flush()

    def need(self, **changes: Any) -> Need:
        return self.world.need(publish=True, **changes)

    def offer(self, who: str = "chantal", **changes: Any) -> Offer:
        given = OfferInput.model_validate(SHOPPING | {"publish": "1"} | changes)
        offer = post_offer(self.session, self[who], given)
        self.session.flush()
        self.owners[offer.id] = who
        return offer

    def propose(
        self,
        who: str = "amina",
        need: Need | None = None,
        offer: Offer | None = None,
        quantity: int = 30,
        **given: Any,
    ) -> Match:
        need, offer = need or self.need(), offer or self.offer()
        wanted = Proposal(need=need.id, offer=offer.id, quantity=quantity, **given)
        match = propose_match(self.session, self[who], wanted)
        self.session.flush()
        return match

    def approved(self, **given: Any) -> Match:
        match = self.propose(**given)
        return self.approve(match)

    def accepted(self, **given: Any) -> Match:
        return self.accept(self.approved(**given))

    def running(self, **given: Any) -> Match:
        return self.start(self.accepted(**given))

    def _locked(self, match: Match | UUID, who: str) -> Match:
        return lock_match(self.session, self[who], match if isinstance(match, UUID) else match.id)

    # Unless said otherwise it is the coordinator of the offer's organisation who acts.

    def approve(self, match: Match, who: str = "daan") -> Match:
        return self._done(commands.approve_match(self.session, self[who], self._locked(match, who)))

    def accept(self, match: Match, who: str | None = None, **given: Any) -> Match:
        who = who or self.owners[match.offer_id]
        answer = Answer.model_validate(given)
        return self._done(
            commands.accept_match(self.session, self[who], self._locked(match, who), answer)
        )

    def decline(self, match: Match, who: str | None = None, **given: Any) -> Match:
        who = who or self.owners[match.offer_id]
        refusal = Refusal.model_validate({"reason": "no_capacity"} | given)
        return self._done(
            commands.decline_match(self.session, self[who], self._locked(match, who), refusal)
        )

    def undo(self, match: Match, who: str | None = None) -> Match:
        who = who or self.owners[match.offer_id]
        return self._done(
            undo_commands.undo_answer(self.session, self[who], self._locked(match, who))
        )

    def vouch(self, match: Match, who: str) -> Match:
        return self._done(
            noted_answer_commands.vouch_for_answer(
                self.session, self[who], self._locked(match, who)
            )
        )

    def withdraw(self, match: Match, who: str = "amina", **given: Any) -> Match:
        why = TakingBack.model_validate({"reason": "wrong"} | given)
        return self._done(
            commands.withdraw_match(self.session, self[who], self._locked(match, who), why)
        )

    def start(self, match: Match, who: str | None = None) -> Match:
        who = who or self.owners[match.offer_id]
        return self._done(commands.start_match(self.session, self[who], self._locked(match, who)))

    def complete(self, match: Match, who: str | None = None, **given: Any) -> Match:
        who = who or self.owners[match.offer_id]
        ending = Completion.model_validate({"outcome": "succeeded"} | given)
        return self._done(
            commands.complete_match(self.session, self[who], self._locked(match, who), ending)
        )

    def edit(self, thing: Need | Offer, who: str | None = None, **changes: Any) -> None:
        """As the form of it, with what stands in it and these changes."""
        self.session.flush()
        actor = self[who or ("amina" if isinstance(thing, Need) else self.owners[thing.id])]
        if isinstance(thing, Need):
            thing = get_need(self.session, actor, thing.id)
            form = NeedInput.model_validate(filled(NeedInput, thing) | changes)
            edit_need(self.session, actor, thing, form)
        else:
            thing = get_offer(self.session, actor, thing.id)
            given = OfferInput.model_validate(filled(OfferInput, thing) | changes)
            edit_offer(self.session, actor, thing, given)
        self.session.flush()

    def _done(self, match: Match) -> Match:
        self.session.flush()
        return match

    def events(self, match: Match) -> list[str]:
        """What the trail says of a match, oldest first."""
        self.session.flush()
        query = select(AuditEntry.event).where(AuditEntry.object_id == match.id)
        return list(self.session.exec(query.order_by(col(AuditEntry.at), col(AuditEntry.id))))


def in_state(pairs: Pairs, state: str) -> Match:
    """A match in a state of the table: proposed by amina to chantal, or `both`: by the team.

    `held`: approved in the review, and nobody has been told yet.
    """
    pairs.review("none" if state == "asked" else "all")
    if state == "asked":
        return pairs.propose()
    if state == "both":
        return pairs.propose("daan")
    match = pairs.propose()
    if state == "proposed":
        return match
    if state == "lapsed":
        pairs.approve(match)
        match.status, match.answer_by, match.moved_at = MatchStatus.LAPSED, None, clock.now()
        return match
    if state == "withdrawn":
        return pairs.withdraw(match)
    if state == "held":
        return approve_in_review(pairs.session, pairs["daan"], match)
    pairs.approve(match)
    if state in ("declined", "noted_no"):
        by_phone = (
            {} if state == "declined" else {"who": "amina", "on_behalf": "1", "channel": "phone"}
        )
        return pairs.decline(match, **by_phone)
    if state.startswith("noted"):
        pairs.accept(match, "amina", on_behalf="1", channel="phone")
        return pairs.start(match) if state == "noted_running" else match
    if state != "approved":
        pairs.accept(match)
    if state == "changed":
        pairs.edit(match.need, target_group="informal_carers", sure_terms=True)
    if state in ("running", "completed"):
        pairs.start(match)
    return pairs.complete(match) if state == "completed" else match


def sums(session: Session, owner: Need | Offer) -> int:
    """What the matches of a need or an offer say is committed, from nothing but the matches."""
    of_need = isinstance(owner, Need)
    rule = Match.need_id == owner.id if of_need else Match.offer_id == owner.id
    total = 0
    for match in session.exec(select(Match).where(rule, col(Match.status).in_(COMMITTED))):
        is_free_again = (
            not of_need and match.status is MatchStatus.COMPLETED and owner.unit.is_renewed
        )
        total += 0 if is_free_again else match.quantity if of_need else match.offer_quantity
    return total
