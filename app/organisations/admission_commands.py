"""Letting an organisation take part, refusing it, and suspending it for a while."""

from collections.abc import Iterable
from typing import ClassVar

from sqlmodel import Session

from app.audit import record, recording_together
from app.core import i18n, inputs
from app.core.events import Event, address
from app.core.i18n import mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.mail import commands as mail_commands
from app.organisations import events, letters, models, policy


class AdmissionReason(inputs.Noted):
    """Why an organisation may not take part, or not for now."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Say why, so that others understand.")}
    asks_names: ClassVar[dict[str, str]] = {"reason": mark("the reason")}

    reason: inputs.Note


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).admit)
def admit_organisation(session: Session, actor: Actor, organisation: Organisation) -> Organisation:
    """Requested to admitted, by an administrator of the region, or by the system for the region's
    own organisation.
    """
    _move(session, actor, organisation, OrganisationStatus.ADMITTED, events.OrganisationAdmitted)
    return organisation


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).refuse)
def refuse_organisation(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    given: AdmissionReason,
) -> None:
    """Requested to refused. Nobody but the region's team and administrator sees it from then on,
    and who registered it: they get a mail that leads to the reason.
    """
    _note(session, organisation, given.reason)
    _move(session, actor, organisation, OrganisationStatus.REFUSED, events.OrganisationRefused)
    email = session.get_one(models.OrganisationProfile, organisation.id).contact_email
    if email:
        mail_commands.owe(
            session,
            letters.REFUSED,
            object_id=organisation.id,
            address=email,
            language=i18n.current_locale(),
            region_code=organisation.region_code,
            facts={"organisation": organisation.name},
        )


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).refuse)
def view_applicant(session: Session, actor: Actor, organisation: Organisation) -> None:
    """Note in the trail that who decides sees how to reach who asks to take part."""
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.ApplicantContactViewed(**told))


def view_applicants(session: Session, actor: Actor, organisations: Iterable[Organisation]) -> None:
    """The same for all of a list, a line for each."""
    with recording_together(session):
        for organisation in organisations:
            view_applicant(session, actor, organisation)


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).suspend)
def suspend_organisation(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    given: AdmissionReason,
) -> None:
    """Its people have no seat any more from their next request. What is agreed can be read."""
    _note(session, organisation, given.reason)
    _move(session, actor, organisation, OrganisationStatus.SUSPENDED, events.OrganisationSuspended)


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).readmit)
def readmit_organisation(session: Session, actor: Actor, organisation: Organisation) -> None:
    """It takes part again."""
    _note(session, organisation, "")
    _move(session, actor, organisation, OrganisationStatus.ADMITTED, events.OrganisationReadmitted)


def _move(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    status: OrganisationStatus,
    what: type[Event],
) -> None:
    organisation.status = status
    record(session, actor, what(**address(organisation, organisation_id=organisation.id)))


def _note(session: Session, organisation: Organisation, reason: str) -> None:
    """Why, for the region's team and administrator."""
    session.get_one(models.OrganisationProfile, organisation.id).status_note = reason
