"""Inviting partners to an action, and what they say."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import Session, col, select

from app.actions import events, models
from app.actions.models import Action
from app.actions.policy import ActionPolicy, PartnerPolicy
from app.audit import record
from app.core import clock, errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.matches.models import GRACE, Channel
from app.organisations.policy import visible_to as organisation_visible_to


class Invitation(inputs.Noted):
    """Who is asked to take part, and for what."""

    when_missing: ClassVar[dict[str, str]] = {"partners": mark("Choose at least one organisation.")}
    asks_names: ClassVar[dict[str, str]] = {"asked_for": mark("what you ask")}

    partners: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    asked_for: inputs.Note = ""


class PartnerAnswer(inputs.Noted):
    """A yes or a no; when written down for the partner, how it came."""

    when_missing: ClassVar[dict[str, str]] = {"answer": mark("Choose yes or no.")}
    asks_names: ClassVar[dict[str, str]] = {"reply": mark("message")}

    answer: Literal["yes", "no"]
    reply: inputs.Note = ""
    on_behalf: Literal["1", "0"] = "0"
    channel: Channel | None = None


@asks(lambda actor, action: ActionPolicy(actor, action).invite)
def invite_partners(session: Session, actor: Actor, action: Action, given: Invitation) -> None:
    """Ask organisations of the region to take part. Who is asked or takes part already is left
    alone; who said no or left is asked again.
    """
    others = dict.fromkeys(given.partners)
    wanted = [partner for partner in others if partner != action.organisation_id]
    known = session.exec(
        select(Organisation).where(
            col(Organisation.id).in_(wanted),
            organisation_visible_to(actor),
            col(Organisation.region_code) == action.region_code,
            col(Organisation.status) == OrganisationStatus.ADMITTED,
        )
    ).all()
    if len(known) < len(wanted):
        raise errors.Invalid({"partners": _("Choose organisations from the list.")})
    now = {partner.organisation_id: partner for partner in action.partners}
    for organisation_id in wanted:
        partner = now.get(organisation_id)
        if partner is None:
            partner = models.ActionPartner(action_id=action.id, organisation_id=organisation_id)
            action.partners.append(partner)
        elif partner.status in (models.PartnerStatus.INVITED, models.PartnerStatus.JOINED):
            continue
        partner.status, partner.asked_for, partner.invited_at = (
            models.PartnerStatus.INVITED,
            given.asked_for,
            clock.now(),
        )
        _forget_answer(partner)
        session.flush()
        record(session, actor, events.PartnerInvited(**address(action), partner=organisation_id))


@asks(lambda actor, action, partner: PartnerPolicy(actor, action, partner).answer_either)
def answer_invitation(
    session: Session,
    actor: Actor,
    action: Action,
    partner: models.ActionPartner,
    given: PartnerAnswer,
) -> None:
    """A partner's yes or no, or one that a coordinator of the lead or the team wrote down for
    it.
    """
    policy = PartnerPolicy(actor, action, partner)
    channel: Channel | None = None
    if given.on_behalf == "1":
        require(policy.answer_for)
        if given.channel is None:
            raise errors.Invalid({"channel": _("Choose how the answer came.")})
        channel = given.channel
        partner.answer_note = given.reply
    else:
        require(policy.answer)
        partner.reply = given.reply
    partner.answer_channel, partner.answered_at = channel, clock.now()
    # Who can undo what others wrote down can do so at any time; that holds nothing back.
    partner.undo_until = clock.now() + GRACE if channel is None else None
    partner.status = (
        models.PartnerStatus.JOINED if given.answer == "yes" else models.PartnerStatus.DECLINED
    )
    said = events.PartnerJoined if given.answer == "yes" else events.PartnerDeclined
    record(
        session, actor, said(**address(action), partner=partner.organisation_id, on_behalf=channel)
    )


@asks(lambda actor, action, partner: PartnerPolicy(actor, action, partner).undo)
def undo_partner_answer(
    session: Session, actor: Actor, action: Action, partner: models.ActionPartner
) -> None:
    """The partner takes back its own answer within the minute, or what others wrote down for it:
    it is asked again.
    """
    undone = events.PartnerTookBack if partner.is_held else events.PartnerInvited
    _hand_over(session, action, partner)
    partner.status = models.PartnerStatus.INVITED
    _forget_answer(partner)
    record(session, actor, undone(**address(action), partner=partner.organisation_id))


@asks(lambda actor, action, partner: PartnerPolicy(actor, action, partner).leave)
def leave_action(
    session: Session, actor: Actor, action: Action, partner: models.ActionPartner
) -> None:
    """A partner steps out. Its open steps go to the lead."""
    _out(session, actor, action, partner)


@asks(lambda actor, action, partner: PartnerPolicy(actor, action, partner).take_back)
def take_back_invitation(
    session: Session, actor: Actor, action: Action, partner: models.ActionPartner
) -> None:
    """The lead takes back what nobody has answered."""
    _out(session, actor, action, partner)


def _out(session: Session, actor: Actor, action: Action, partner: models.ActionPartner) -> None:
    _hand_over(session, action, partner)
    partner.status, partner.answered_at = models.PartnerStatus.LEFT, clock.now()
    partner.undo_until = None
    record(session, actor, events.PartnerLeft(**address(action), partner=partner.organisation_id))


def _hand_over(session: Session, action: Action, partner: models.ActionPartner) -> None:
    """What the partner had still to do is the lead's from now on."""
    open_steps = select(models.ActionStep).where(
        col(models.ActionStep.action_id) == action.id,
        col(models.ActionStep.organisation_id) == partner.organisation_id,
        col(models.ActionStep.done_at).is_(None),
    )
    for step in session.exec(open_steps):
        step.organisation_id = action.organisation_id


def _forget_answer(partner: models.ActionPartner) -> None:
    partner.reply = partner.answer_note = ""
    partner.answer_channel = partner.answered_at = partner.undo_until = None
