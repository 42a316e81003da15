"""Letting an organisation take part, refusing it, and suspending it for a while."""

from typing import ClassVar

from sqlmodel import Session

from app.audit import record
from app.core import inputs
from app.core.events import address
from app.core.i18n import mark
from app.core.policy import asks
from app.identity import models as identity_models
from app.identity.actor import Actor
from app.organisations import events, models, policy


class AdmissionReason(inputs.Input):
    """Why an organisation may not take part, or not for now."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Say why, so that others understand.")}

    reason: inputs.Note


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).admit)
def admit_organisation(
    session: Session, actor: Actor, organisation: identity_models.Organisation
) -> identity_models.Organisation:
    """Requested to admitted, by an administrator of the region, or by the system for the region's
    own organisation.
    """
    organisation.status = identity_models.OrganisationStatus.ADMITTED
    record(
        session,
        actor,
        events.OrganisationAdmitted(**address(organisation, organisation_id=organisation.id)),
    )
    return organisation


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).refuse)
def refuse_organisation(
    session: Session,
    actor: Actor,
    organisation: identity_models.Organisation,
    given: AdmissionReason,
) -> None:
    """Requested to refused. Nobody but the region's team and administrator sees it from then on."""
    _move(session, organisation, identity_models.OrganisationStatus.REFUSED, given.reason)
    record(
        session,
        actor,
        events.OrganisationRefused(**address(organisation, organisation_id=organisation.id)),
    )


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).suspend)
def suspend_organisation(
    session: Session,
    actor: Actor,
    organisation: identity_models.Organisation,
    given: AdmissionReason,
) -> None:
    """Its people have no seat any more from their next request. What is agreed can be read."""
    _move(session, organisation, identity_models.OrganisationStatus.SUSPENDED, given.reason)
    record(
        session,
        actor,
        events.OrganisationSuspended(**address(organisation, organisation_id=organisation.id)),
    )


@asks(lambda actor, organisation: policy.AdmissionPolicy(actor, organisation).readmit)
def readmit_organisation(
    session: Session, actor: Actor, organisation: identity_models.Organisation
) -> None:
    """It takes part again."""
    _move(session, organisation, identity_models.OrganisationStatus.ADMITTED, "")
    record(
        session,
        actor,
        events.OrganisationReadmitted(**address(organisation, organisation_id=organisation.id)),
    )


def _move(
    session: Session,
    organisation: identity_models.Organisation,
    status: identity_models.OrganisationStatus,
    note: str,
) -> None:
    organisation.status = status
    session.get_one(models.OrganisationProfile, organisation.id).status_note = note
