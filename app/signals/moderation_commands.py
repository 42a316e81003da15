"""Deciding about a signal: taking it up, with an offer or without, or saying why not."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from app.audit import record
from app.core import errors, inputs, own_contacts, personal_sentences
from app.core.i18n import gettext as _, listed_labels, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.mail import commands as mail_commands
from app.offers import commands as offer_commands, fields as offer_fields
from app.offers.models import Offer
from app.organisations import queries as organisation_queries
from app.reference import checks, queries as reference_queries
from app.reference.models import Unit
from app.signals import commands, events, fields, letters, models, numbers, policy
from app.signals.models import Signal
from app.target_groups.queries import get_groups

_UNANSWERED = mark("Tell the sender in a sentence what you do with it.")


class SignalAnswer(inputs.Noted):
    """What is done with it, and of a signal what it counts as: a resident only told what they saw.
    The answer is for a resident, who reads it at the number.
    """

    asks_names: ClassVar[dict[str, str]] = {"answer": mark("your answer")}

    theme: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    direction: models.SignalDirection | None = None
    severity: models.SignalSeverity | None = None
    answer: fields.Answer = ""


class SignalRefusal(inputs.Noted):
    """Why nothing is done with it."""

    when_missing: ClassVar[dict[str, str]] = {"rejection": mark("Choose a reason.")}
    asks_names: ClassVar[dict[str, str]] = {"answer": mark("your answer")}

    rejection: models.SignalRejection
    answer: fields.Answer = ""


class OfferOfSignal(inputs.Noted):
    """What an offer needs that the resident did not say."""

    when_missing: ClassVar[dict[str, str]] = {
        **offer_fields.OfferInput.when_missing,
        "unit": mark("Choose in what it is counted."),
        "answer": _UNANSWERED,
    }
    asks_names: ClassVar[dict[str, str]] = {
        "title": mark("title"),
        "answer": mark("your answer"),
    }

    title: inputs.AskedTitle
    support_type: inputs.Slug
    target_groups: Annotated[list[inputs.Slug], Field(min_length=1, max_length=40)]
    quantity: inputs.Quantity
    unit: Unit
    organisation: UUID | None = None
    answer: fields.Answer


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).answer)
def accept_signal(session: Session, actor: Actor, signal: Signal, given: SignalAnswer) -> Signal:
    """Taken up, with what is done with it; a signal counts in the picture from now on."""
    _refuse_contacts(session, actor, given.answer)
    wrong: checks.Errors = {}
    if signal.is_of_resident and not given.answer:
        wrong["answer"] = _(_UNANSWERED)
    counted = _counted(session, signal, given, wrong)
    if wrong:
        raise errors.Invalid(wrong)
    for name, value in counted.items():
        setattr(signal, name, value)
    _accept(session, actor, signal, given.answer)
    return signal


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).answer)
def reject_signal(session: Session, actor: Actor, signal: Signal, given: SignalRefusal) -> Signal:
    """Not taken up, with the reason."""
    _refuse_contacts(session, actor, given.answer)
    signal.rejection, signal.answer = given.rejection, given.answer
    _end(session, actor, signal, models.SignalStatus.REJECTED)
    record(
        session, actor, events.SignalRejected(**commands.address_of(signal), reason=given.rejection)
    )
    return signal


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).make_offer)
def make_offer(session: Session, actor: Actor, signal: Signal, given: OfferOfSignal) -> Offer:
    """A draft of an offer of the actor's own organisation, out of help that a resident offers."""
    _refuse_contacts(session, actor, given.answer)
    asked = given.model_dump(exclude={"answer"})
    told = signal.description
    if signal.rhythm_words:
        told += "\n\n" + listed_labels(signal.rhythm_words)
    offer = offer_commands.post_offer(
        session,
        actor,
        offer_fields.OfferInput(
            **asked, description=told, municipalities=[signal.municipality_code]
        ),
    )
    signal.offer_id = offer.id
    _accept(session, actor, signal, given.answer)
    return offer


def _counted(
    session: Session, signal: Signal, given: SignalAnswer, wrong: checks.Errors
) -> dict[str, Any]:
    """What a signal counts as; help counts as nothing."""
    if signal.is_help:
        return {}
    region = signal.region_code
    if not given.theme or not reference_queries.get_themes(session, [given.theme], region):
        wrong["theme"] = _("Choose a theme from the list.")
    group = given.target_group
    if not group or group not in get_groups(session, [group], region):
        wrong["target_group"] = _("Choose a target group from the list.")
    if given.severity is None:
        wrong["severity"] = _("Choose how large the effect is.")
        return {}
    return {
        "theme": given.theme,
        "target_group": group,
        "direction": given.direction or signal.direction,
        "severity": given.severity.number,
    }


def _refuse_contacts(session: Session, actor: Actor, answer: str) -> None:
    """Who answers may say how to reach their own organisation, as its profile has it. Of everybody
    else a number or an address is refused, as in every text.
    """
    own = organisation_queries.get_own_contacts(session, actor)
    if refused := personal_sentences.refusal(own_contacts.without(answer, own)):
        raise errors.Invalid({"answer": refused})


def _accept(session: Session, actor: Actor, signal: Signal, answer: str) -> None:
    signal.answer = answer
    _end(session, actor, signal, models.SignalStatus.ACCEPTED)
    record(
        session,
        actor,
        events.SignalAccepted(**commands.address_of(signal), offer_id=signal.offer_id),
    )


def _end(session: Session, actor: Actor, signal: Signal, status: models.SignalStatus) -> None:
    """It is answered. An address goes from here to the mail that it was given for, and with it."""
    email = signal.email
    commands.end(signal, status)
    if email is not None:
        mail_commands.owe(
            session,
            letters.ANSWERED,
            object_id=signal.id,
            address=email,
            language=signal.language,
            region_code=signal.region_code,
            facts={"name": actor.organisation_name, "number": numbers.grouped(signal.number)},
        )
