"""Changing matches: lock need, offer and match in that order, require, change, record."""

from typing import ClassVar, Literal

from sqlmodel import Session

from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark, number
from app.core.policy import Verdict, asks, require
from app.identity.actor import Actor
from app.matches import (
    ending_commands,
    events,
    models,
    moves,
    noted_answer_commands,
    replies,
    small_groups,
    terms,
    undo_commands,
)
from app.matches.models import Match
from app.matches.policy import MatchPolicy
from app.needs import commands as need_commands, models as need_models, policy as need_policy
from app.offers import models as offer_models
from app.offers.commands import commit_offer, keep_fresh


class Yes(inputs.Input):
    """A yes to what somebody has seen: see `terms.versions`."""

    seen: inputs.Seen | None = None


class Answer(Yes, inputs.Noted):
    """A yes: for how many, with a message or without, and when written down for a partner, how it
    came.
    """

    when_missing: ClassVar[dict[str, str]] = {}
    asks_names: ClassVar[dict[str, str]] = {"note": mark("message")}

    quantity: inputs.Quantity | None = None
    offer_quantity: inputs.Quantity | None = None
    on_behalf: Literal["1", "0"] = "0"
    channel: models.Channel | None = None
    note: inputs.Note = ""


class Refusal(inputs.Noted):
    """A no, with the reason."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    reason: models.DeclineReason
    on_behalf: Literal["1", "0"] = "0"
    channel: models.Channel | None = None
    note: inputs.Note = ""


class TakingBack(inputs.Noted):
    """Why a match is withdrawn."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    # Not that two organisations became one: that is the system's own.
    reason: Literal[
        models.WithdrawReason.NO_LONGER_NEEDED,
        models.WithdrawReason.CANNOT_ANYMORE,
        models.WithdrawReason.WRONG,
        models.WithdrawReason.TERMS_CHANGED,
        models.WithdrawReason.OTHER,
    ]
    note: inputs.Note = ""


class Completion(inputs.Noted):
    """How a match went."""

    when_missing: ClassVar[dict[str, str]] = {"outcome": mark("Choose how it went.")}

    outcome: models.MatchOutcome
    people_reached: inputs.Count | None = None
    note: inputs.Note = ""


@asks(lambda actor, match: MatchPolicy(actor, match).approve)
def approve_match(session: Session, actor: Actor, match: Match, given: Yes | None = None) -> Match:
    """The team's yes to a proposal: from now on the partner is asked."""
    terms.refuse_unseen(match, given.seen if given is not None else None)
    moves.move(match, models.MatchStatus.APPROVED)
    match.answer_by = moves.deadline(session, match)
    record(session, actor, events.MatchApproved(**moves.place_of(match)))
    return match


@asks(lambda actor, match: MatchPolicy(actor, match).accept_either)
def accept_match(session: Session, actor: Actor, match: Match, given: Answer) -> Match:
    """A partner's yes, or one written down for it. With the last yes the quantity is committed on
    both sides.
    """
    policy = MatchPolicy(actor, match)
    side, channel = _answering(policy, given.on_behalf, given.channel, policy.accept_for)
    terms.refuse_unseen(match, given.seen)
    quantity, offer_quantity = _agreed_quantities(actor, match, given, is_own=channel is None)
    before = None if channel is not None else undo_commands.before_answer(match, side)
    match.quantity, match.offer_quantity = quantity, offer_quantity
    if side is models.Side.NEED:
        match.awaits_need = False
    else:
        match.awaits_offer = False
        if match.offer.status is offer_models.OfferStatus.PUBLISHED:
            keep_fresh(session, match.offer)  # whoever helps with it, means it still
    if channel is not None:
        match.note_answer(side, channel, given.note, policy.writer)
    replies.keep(match, side, given.note if channel is None else "")
    is_noted = channel is None and bool(given.note)
    if match.awaits_need or match.awaits_offer:
        terms.keep_asked(match)
        match.answer_by = moves.deadline(session, match)
        record(
            session,
            actor,
            events.MatchAgreed(
                **moves.place_of(match), side=side, on_behalf=channel, with_note=is_noted
            ),
        )
        return undo_commands.hold(session, match, before)
    need_commands.commit_need(match.need, quantity)
    moves.take(match)
    moves.move(match, models.MatchStatus.ACCEPTED)
    noted_answer_commands.reveal_to_partner(match)
    match.accepted_at, match.answer_by = clock.now(), None
    is_other = terms.keep_both(match, side)
    session.flush()
    record(
        session,
        actor,
        events.MatchAccepted(
            **moves.place_of(match),
            side=side,
            quantity=quantity,
            offer_quantity=match.offer_quantity,
            on_behalf=channel,
            with_note=is_noted,
        ),
    )
    if is_other:
        record(session, actor, events.TermsChanged(**moves.place_of(match), side=side))
    undo_commands.hold(session, match, before)
    ending_commands.withdraw_if_full(session, match.need, match.offer, undo_until=match.undo_until)
    return match


def _answering(
    policy: MatchPolicy, on_behalf: str, channel: models.Channel | None, noted: Verdict
) -> tuple[models.Side, models.Channel | None]:
    """Which side answers, and how the answer came when it is written down for a partner."""
    if on_behalf != "1":
        require(policy.accept)
        assert policy.own_answer is not None
        return policy.own_answer, None
    require(noted)
    assert policy.answer_for is not None
    if channel is None:
        raise errors.Invalid({"channel": _("Choose how the answer came.")})
    return policy.answer_for, channel


def _agreed_quantities(
    actor: Actor, match: Match, given: Answer, *, is_own: bool
) -> tuple[int, int]:
    """What is accepted in both units, never more than both still have. Who may not know the number
    chooses a part only for itself, of what the need's organisation itself asked.
    """
    need, offer = match.need, match.offer
    if need.state is not need_models.NeedState.OPEN:
        raise errors.Conflict(_("This need is not open any more."))
    quantity = given.quantity or match.quantity
    is_hidden = need_policy.hides_number_from(actor, need)
    need_asks = not match.awaits_need and not match.is_noted(models.Side.NEED)
    if is_hidden:
        is_part = is_own and need_asks
        quantity = moves.at_most(need, offer, quantity) if is_part else need.left
    is_typed = need.unit is not offer.unit and given.offer_quantity is not None
    said = given.offer_quantity if is_typed else moves.in_proportion(match, quantity)
    assert said is not None
    if quantity > need.left or need.left == 0:
        raise errors.Invalid({"quantity": _only_left(need.left)})
    # What was not typed would tell the number by where it stops; no more is taken than is left.
    if offer.left == 0 or (said > offer.left and (is_typed or not is_hidden)):
        field = "quantity" if need.unit is offer.unit else "offer_quantity"
        raise errors.Invalid({field: _only_left(offer.left)})
    if is_typed and is_hidden:
        said = small_groups.said_of_hidden(quantity, said, given.quantity)
    return quantity, said


def _only_left(left: int) -> str:
    if left == 0:
        return _("Nothing is left of it.")
    return _(
        "Only %(num)s are left. These %(num)s can still be accepted.",
        num=number(left),
    )


@asks(lambda actor, match: MatchPolicy(actor, match).decline_either)
def decline_match(session: Session, actor: Actor, match: Match, given: Refusal) -> Match:
    """A partner's no, one written down for it, or the team's no to a proposal."""
    policy = MatchPolicy(actor, match)
    channel = None
    if given.on_behalf == "1":
        side, channel = _answering(policy, given.on_behalf, given.channel, policy.decline_for)
    else:
        require(policy.decline)
        side = policy.own_answer or models.Side.TEAM
        if match.status is models.MatchStatus.PROPOSED and match.needs_review:
            side = models.Side.TEAM
    is_own = channel is None and side is not models.Side.TEAM
    before = undo_commands.before_answer(match, side) if is_own else None
    moves.move(match, models.MatchStatus.DECLINED)
    match.decline_reason, match.declined_by, match.ending_note = given.reason, side, given.note
    match.answer_by = None
    replies.keep(match, side, "")
    if channel is not None:
        match.note_answer(side, channel, given.note, policy.writer)
    event = events.MatchDeclined(
        **moves.place_of(match), side=side, reason=given.reason, on_behalf=channel
    )
    record(session, actor, event)
    return undo_commands.hold(session, match, before)


@asks(lambda actor, match: MatchPolicy(actor, match).withdraw)
def withdraw_match(session: Session, actor: Actor, match: Match, given: TakingBack) -> Match:
    """Take a proposal back, or stop what was agreed. What was committed is free again."""
    moves.take_back(session, actor, match, given.reason, given.note)
    return match


@asks(lambda actor, match: MatchPolicy(actor, match).start)
def start_match(session: Session, actor: Actor, match: Match) -> Match:
    """Accepted to running."""
    noted_answer_commands.prove_own(session, actor, match)
    begin_match(session, actor, match)
    return match


def begin_match(session: Session, actor: Actor, match: Match) -> None:
    """Accepted to running, by one of the two organisations or with the action that serves the
    match.
    """
    moves.move(match, models.MatchStatus.RUNNING)
    match.started_at = match.moved_at
    record(session, actor, events.MatchStarted(**moves.place_of(match)))


@asks(lambda actor, match: MatchPolicy(actor, match).complete)
def complete_match(session: Session, actor: Actor, match: Match, given: Completion) -> Match:
    """To completed. The need stays covered; the offer gets back what is renewed, which pieces are
    not.
    """
    noted_answer_commands.prove_own(session, actor, match)
    moves.move(match, models.MatchStatus.COMPLETED)
    match.outcome, match.people_reached, match.ending_note = (
        given.outcome,
        given.people_reached,
        given.note,
    )
    if match.offer.unit.is_renewed:
        commit_offer(match.offer, -match.offer_quantity)
    event = events.MatchCompleted(
        **moves.place_of(match), outcome=given.outcome, people_reached=given.people_reached
    )
    record(session, actor, event)
    return match


@asks(lambda actor, match: MatchPolicy(actor, match).contact)
def view_contact(session: Session, actor: Actor, match: Match) -> None:
    """Note in the trail that the actor sees how to reach the other side. Raises when it may not."""
    record(session, actor, events.ContactViewed(**moves.place_of(match)))
