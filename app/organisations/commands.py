"""Registering and admitting organisations. The pages for it come with the administrator's work."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import clock
from app.core.db import sort_name
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.inputs import Description, Input
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.organisations.events import OrganisationAdmitted, OrganisationRegistered
from app.organisations.models import OrganisationProfile
from app.organisations.policy import AdmissionPolicy
from app.reference.models import OrganisationKind
from app.reference.queries import get_municipalities

Line = Annotated[str, StringConstraints(max_length=160)]


class NewOrganisation(Input):
    """What an organisation tells when it wants to take part."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=160)]
    kind: OrganisationKind
    region_code: str
    municipality: str | None = None
    description: Description = ""
    contact_name: Line = ""
    contact_email: Line = ""
    contact_phone: Line = ""


def register_organisation(session: Session, actor: Actor, given: NewOrganisation) -> Organisation:
    """Store a request to take part. It waits for the region's administrator."""
    if given.municipality is not None and given.municipality not in get_municipalities(session, [given.municipality]):
        raise Invalid({"municipality": _("Choose a municipality from the list.")})
    if given.kind is OrganisationKind.MUNICIPALITY and given.municipality is None:
        raise Invalid({"municipality": _("Choose which municipality it is.")})
    organisation = Organisation(
        name=given.name,
        sort_name=sort_name(given.name),
        kind=given.kind,
        region_code=given.region_code,
        municipality_code=given.municipality,
        status=OrganisationStatus.REQUESTED,
        created_at=clock.now(),
    )
    session.add(organisation)
    session.flush()
    session.add(
        OrganisationProfile(
            organisation_id=organisation.id,
            description=given.description,
            contact_name=given.contact_name,
            contact_email=given.contact_email,
            contact_phone=given.contact_phone,
        )
    )
    event = OrganisationRegistered(
        object_id=organisation.id,
        organisation_id=organisation.id,
        region_code=organisation.region_code,
        kind=organisation.kind,
    )
    record(session, actor, event)
    return organisation


def admit_organisation(session: Session, actor: Actor, organisation: Organisation) -> Organisation:
    """Requested to admitted, by an administrator of the region, or by the system for the region's own organisation."""
    require(AdmissionPolicy(actor, organisation).admit)
    organisation.status = OrganisationStatus.ADMITTED
    event = OrganisationAdmitted(
        object_id=organisation.id, organisation_id=organisation.id, region_code=organisation.region_code
    )
    record(session, actor, event)
    return organisation
