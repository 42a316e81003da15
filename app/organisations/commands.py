"""Registering organisations, and being away for a while."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import clock, db, errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.organisations import events, models, policy
from app.reference import models as reference_models, queries as reference_queries

# Longer than this is no longer "for a while": then the offers are withdrawn.
LONGEST_AWAY = timedelta(days=365)

Line = Annotated[str, StringConstraints(max_length=160)]


class NewOrganisation(inputs.Input):
    """What an organisation tells when it wants to take part."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=160), inputs.Readable]
    kind: reference_models.OrganisationKind
    region_code: str
    municipality: str | None = None
    description: inputs.Description = ""
    target_groups: list[inputs.Slug] = []
    support_types: list[inputs.Slug] = []
    contact_name: Line = ""
    contact_email: Line = ""
    contact_phone: Line = ""


def register_organisation(
    session: Session,
    actor: Actor,
    given: NewOrganisation,
    *,
    organisation_id: UUID | None = None,
) -> Organisation:
    """Store a request to take part. It waits for the region's administrator. With the id of the
    form that it was typed in, the same form makes one.
    """
    if (
        given.municipality is not None
        and given.municipality
        not in reference_queries.get_municipalities(session, [given.municipality])
    ):
        raise errors.Invalid({"municipality": _("Choose a municipality from the list.")})
    if given.kind is reference_models.OrganisationKind.MUNICIPALITY and given.municipality is None:
        raise errors.Invalid({"municipality": _("Choose which municipality it is.")})
    organisation = Organisation(
        id=organisation_id or db.new_id(),
        name=given.name,
        sort_name=db.sort_name(given.name),
        kind=given.kind,
        region_code=given.region_code,
        municipality_code=given.municipality,
        status=OrganisationStatus.REQUESTED,
        created_at=clock.now(),
    )
    session.add(organisation)
    session.flush()
    session.add(
        models.OrganisationProfile(
            organisation_id=organisation.id,
            search_words=organisation.name,
            **given.model_dump(include=set(models.OrganisationProfile.model_fields)),
        )
    )
    record(
        session,
        actor,
        events.OrganisationRegistered(**_place(organisation), kind=organisation.kind),
    )
    return organisation


class Unavailability(inputs.Input):
    """Up to and including which day an organisation can help nobody."""

    when_missing: ClassVar[dict[str, str]] = {
        "unavailable_until": mark("Fill in up to and including which day you can help nobody.")
    }

    unavailable_until: inputs.Day


@asks(lambda actor, organisation: policy.OrganisationPolicy(actor, organisation).say_unavailable)
def say_unavailable(
    session: Session, actor: Actor, organisation: Organisation, given: Unavailability
) -> None:
    """From now on nobody is suggested this organisation, until the day has passed. Running matches
    stay as they are.
    """
    until = given.unavailable_until
    if until < clock.today():
        raise errors.Invalid(
            {"unavailable_until": _("This date has passed. Fill in today or later.")}
        )
    if until > clock.today() + LONGEST_AWAY:
        raise errors.Invalid(
            {
                "unavailable_until": _(
                    "Choose a day within a year. Is it longer? Withdraw your offers."
                )
            }
        )
    if organisation.unavailable_until == until:
        return
    organisation.unavailable_until = until
    record(session, actor, events.OrganisationUnavailable(**_place(organisation), until=until))


@asks(lambda actor, organisation: policy.OrganisationPolicy(actor, organisation).say_available)
def say_available(session: Session, actor: Actor, organisation: Organisation) -> None:
    """Take back that it can help nobody."""
    organisation.unavailable_until = None
    record(session, actor, events.OrganisationAvailable(**_place(organisation)))


def _place(organisation: Organisation) -> dict[str, Any]:
    return address(organisation, organisation_id=organisation.id)
