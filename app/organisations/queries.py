"""Reading organisations, always from what the actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select as sa_select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import attributes
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.language import lookup, slips
from app.organisations import models, policy
from app.reference.models import OrganisationKind


def get_organisation(
    session: Session, actor: Actor, organisation_id: UUID, *, lock: bool = False
) -> Organisation:
    """One organisation. Raises NotFound when the actor may not see it. `lock` until commit."""
    query = select(Organisation).where(
        col(Organisation.id) == organisation_id, policy.visible_to(actor)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    organisation = session.exec(query).first()
    if organisation is None:
        raise NotFound(_("This organisation does not exist, or it is not in your region."))
    return organisation


def find_organisation(session: Session, actor: Actor, organisation_id: UUID) -> Organisation | None:
    """One organisation; None when there is none that the actor may see."""
    query = select(Organisation).where(
        col(Organisation.id) == organisation_id, policy.visible_to(actor)
    )
    return session.exec(query).first()


def get_own_suspended(session: Session, actor: Actor, organisation_id: UUID) -> Organisation:
    """An organisation of the actor itself that does not take part now. Its people see nothing else
    of it than that and why.
    """
    query = select(Organisation).where(
        col(Organisation.id) == organisation_id, policy.own_suspended(actor)
    )
    organisation = session.exec(query).first()
    if organisation is None:  # it takes part again since the actor was read
        raise NotFound(_("This organisation does not exist, or it is not in your region."))
    return organisation


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """One that somebody's words find, by its name or by what it does."""

    id: UUID
    title: str
    description: str
    kind: OrganisationKind
    municipality_code: str | None


def find_said(
    session: Session, actor: Actor, typed: str, *, size: int
) -> tuple[list[FoundOrganisation], int]:
    """The first that these words find, those that have them in their name before the others, and
    how many there are: in one query, of which the index does the finding.
    """
    query = lookup.query_of(typed)
    if not query:
        return [], 0
    profile = models.OrganisationProfile
    statement: Any = (
        sa_select(
            col(Organisation.id),
            col(Organisation.name),
            col(profile.description),
            col(Organisation.kind),
            col(Organisation.municipality_code),
            sa.func.count().over(),
        )
        .join(profile, col(profile.organisation_id) == col(Organisation.id))
        .where(policy.visible_to(actor), lookup.finds(col(profile.search), query))
        .order_by(
            lookup.titled_first(col(profile.titled), query),
            col(Organisation.sort_name),
            col(Organisation.id),
        )
        .limit(size)
    )
    rows = session.execute(statement).all()
    return [FoundOrganisation(*row[:5]) for row in rows], rows[0][5] if rows else 0


def count_said(session: Session, actor: Actor, asked: Mapping[str, str]) -> dict[str, int]:
    """Of how many organisations that this actor may see each of these words stands in their name or
    in what they do.
    """
    profile = models.OrganisationProfile
    rows: Any = sa_select(col(profile.found_by)).join(
        Organisation, col(profile.organisation_id) == col(Organisation.id)
    )
    return slips.count_said(
        session, rows.where(policy.visible_to(actor)), col(profile.search), asked
    )


def find_words_near(session: Session, actor: Actor, word: str) -> set[str]:
    """The words of names that this actor may see with something like this word in it, without
    accents: who slips seldom types those.
    """
    named = col(Organisation.sort_name)
    return slips.find_near(session, named, (named,), word, policy.visible_to(actor))


def find_municipality(session: Session, actor: Actor, code: str) -> Organisation | None:
    """The organisation of a municipality itself, where it takes part now."""
    query = select(Organisation).where(
        policy.visible_to(actor),
        col(Organisation.status) == OrganisationStatus.ADMITTED,
        col(Organisation.kind) == OrganisationKind.MUNICIPALITY,
        col(Organisation.municipality_code) == code,
    )
    return session.exec(query.order_by(col(Organisation.created_at)).limit(1)).first()


def find_teams(session: Session, actor: Actor) -> list[Organisation]:
    """The safety regions of the actor's regions, whose team helps everybody."""
    query = select(Organisation).where(
        policy.visible_to(actor), col(Organisation.kind) == OrganisationKind.SAFETY_REGION
    )
    return list(session.exec(query.order_by(col(Organisation.sort_name), col(Organisation.id))))


def get_profile(
    session: Session, actor: Actor, organisation_id: UUID, *, lock: bool = False
) -> models.OrganisationProfile:
    """What an organisation says of itself, with its contact, for who may edit it. `lock` until
    commit.
    """
    organisation = get_organisation(session, actor, organisation_id)
    query = select(models.OrganisationProfile).where(
        col(models.OrganisationProfile.organisation_id) == organisation.id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    profile = session.exec(query).one()
    attributes.set_committed_value(profile, "organisation", organisation)
    return profile


def get_said(session: Session, organisation: Organisation) -> Any:
    """What it says of itself, and which organisations went up in it. Only these columns: the rest
    of the profile is contact (P11).
    """
    said = models.OrganisationProfile
    gone = sa.alias(Organisation.__table__, "gone")  # type: ignore[attr-defined]
    each = sa.func.json_build_array(gone.c.id, gone.c.name)
    former = sa_select(sa.func.json_agg(aggregate_order_by(each, gone.c.sort_name, gone.c.id)))
    query: Any = sa_select(
        col(said.description),
        col(said.target_groups),
        col(said.municipalities),
        col(said.support_types),
        col(said.confirmed_at),
        col(said.status_note),
        col(said.version),
        former.where(gone.c.merged_into_id == organisation.id).scalar_subquery().label("former"),
    ).where(col(said.organisation_id) == organisation.id)
    return session.execute(query).one()


def get_applicant(session: Session, actor: Actor, organisation: Organisation) -> Any:
    """How to reach who asks to take part, for who decides about that. None of all others: after
    that its contact is for partners again.
    """
    if not policy.AdmissionPolicy(actor, organisation).refuse:
        return None
    said = models.OrganisationProfile
    query: Any = sa_select(*_contact(said)).where(col(said.organisation_id) == organisation.id)
    return session.execute(query).one()


def _contact(said: type[models.OrganisationProfile]) -> tuple[Any, ...]:
    return (col(said.contact_name), col(said.contact_email), col(said.contact_phone))


def get_own_contacts(session: Session, actor: Actor) -> list[str]:
    """The numbers and addresses by which the organisations are reached that the actor decides for
    now.
    """
    said = models.OrganisationProfile
    query: Any = sa_select(col(said.contact_email), col(said.contact_phone)).where(
        col(said.organisation_id).in_(actor.deciding_ids)
    )
    return [each for row in session.execute(query) for each in row if each]


MOST_REQUESTS = 100


def find_requests(session: Session, actor: Actor) -> list[Any]:
    """Who asks to take part, with all that it wrote, the longest waiting first: for who may
    admit it.
    """
    said = models.OrganisationProfile
    query: Any = (
        sa_select(
            Organisation,
            col(said.description),
            col(said.target_groups),
            col(said.municipalities),
            col(said.support_types),
            *_contact(said),
        )
        .join(said, col(said.organisation_id) == col(Organisation.id))
        .where(
            policy.visible_to(actor),
            col(Organisation.region_code).in_(actor.administered_regions),
            col(Organisation.status) == OrganisationStatus.REQUESTED,
        )
        .order_by(col(Organisation.created_at), col(Organisation.id))
    )
    return list(session.execute(query.limit(MOST_REQUESTS)))


def find_open_regions(session: Session) -> list[str]:
    """Regions that take part: their own organisation does. No secret, so nobody is asked who
    reads.
    """
    query = select(Organisation.region_code).where(
        col(Organisation.kind) == OrganisationKind.SAFETY_REGION,
        col(Organisation.status) == OrganisationStatus.ADMITTED,
    )
    return sorted(set(session.exec(query)))
