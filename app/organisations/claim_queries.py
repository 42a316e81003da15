"""Finding who asks to speak for an organisation, and who is to decide about it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import errors, tokens
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, OrganisationStatus, Person
from app.organisations import claim_policy, letters, queries
from app.organisations.models import ClaimStatus, OrganisationClaim, OrganisationProfile
from app.reference.models import OrganisationKind

MOST = 100  # on the page


def get_claimable(session: Session, organisation_id: UUID) -> Organisation:
    """One that takes part, for who says to belong to it: as `name_queries.find_known`
    shows them. Nobody asks for the region's own one, which whoever installs it opens.
    """
    query = sa.select(Organisation).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.status) == OrganisationStatus.ADMITTED,
        col(Organisation.kind) != OrganisationKind.SAFETY_REGION,
        col(Organisation.region_code).in_(queries.find_open_regions(session)),
    )
    found: Organisation | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise errors.NotFound(_("No organisation that takes part has this address."))
    return found


def get_asked(session: Session, settings: Settings, token: str) -> OrganisationClaim:
    """What somebody asked who has the link to it. Raises NotFound for what we did not make."""
    said = tokens.read(settings, letters.CLAIM_REFUSED.purpose, token)
    query = _claims().where(col(OrganisationClaim.id) == (said[0] if said else None))
    claim: OrganisationClaim | None = session.execute(query).scalar_one_or_none()
    if claim is None:
        raise errors.NotFound(_("This link is not whole. Copy all of it from the mail."))
    return claim


def find_waiting(session: Session, actor: Actor) -> list[OrganisationClaim]:
    """Those that the actor decides about, who waits longest first; after them those for which no
    browser worked.
    """
    query = (
        _claims()
        .where(claim_policy.waits_for(actor))
        .order_by(
            col(OrganisationClaim.is_proven).desc(),
            col(OrganisationClaim.created_at),
            col(OrganisationClaim.id),
        )
    )
    return list(session.execute(query.limit(MOST)).scalars())


def find_same_address(
    session: Session, claim: OrganisationClaim, *, lock: bool = False
) -> Sequence[OrganisationClaim]:
    """What else waits for this organisation with the same address, the oldest first: anybody can
    type it, so these may be of somebody else. `lock` until commit.
    """
    query = (
        _claims()
        .where(
            col(OrganisationClaim.organisation_id) == claim.organisation_id,
            col(OrganisationClaim.contact_email) == claim.contact_email,
            col(OrganisationClaim.status) == ClaimStatus.WAITING,
            col(OrganisationClaim.id) != claim.id,
        )
        .order_by(col(OrganisationClaim.id))
    )
    if lock:
        query = query.with_for_update(of=OrganisationClaim)
    return session.execute(query).scalars().all()


def get_claim(
    session: Session, actor: Actor, claim_id: UUID, *, lock: bool = False
) -> OrganisationClaim:
    """One claim. Raises NotFound when the actor does not decide about it. `lock` until commit, the
    organisation first.
    """
    query = _claims().where(col(OrganisationClaim.id) == claim_id, claim_policy.visible_to(actor))
    if lock:
        whose = sa.select(col(OrganisationClaim.organisation_id)).where(
            col(OrganisationClaim.id) == claim_id
        )
        session.execute(
            sa.select(col(Organisation.id)).where(col(Organisation.id).in_(whose)).with_for_update()
        )
        query = query.with_for_update(of=OrganisationClaim).execution_options(
            populate_existing=True
        )
    claim: OrganisationClaim | None = session.execute(query).scalar_one_or_none()
    if claim is None:
        raise errors.NotFound(_("This question does not exist, or it is not yours to answer."))
    return claim


def count_waiting(session: Session, *rules: sa.ColumnElement[bool]) -> int:
    """How many wait, each with its organisation, by these rules."""
    query = (
        sa.select(sa.func.count())
        .select_from(OrganisationClaim)
        .join(Organisation, col(Organisation.id) == col(OrganisationClaim.organisation_id))
        .where(col(OrganisationClaim.status) == ClaimStatus.WAITING, *rules)
    )
    counted: int = session.execute(query).scalar_one()
    return counted


def has_keeper(session: Session, organisation: Organisation) -> bool:
    """Whether it has a coordinator who can sign in."""
    query = sa.select(claim_policy.has_keeper()).where(col(Organisation.id) == organisation.id)
    found: bool = session.execute(query).scalar_one()
    return found


def find_contact(session: Session, actor: Actor, claim: OrganisationClaim) -> Any:
    """How to reach the organisation itself, for who decides and does not belong to it: they are to
    ask there whether the claim is true. None of all others.
    """
    if (
        claim.organisation_id in actor.organisation_ids
        or not claim_policy.ClaimPolicy(actor, claim).decide
    ):
        return None
    said = OrganisationProfile
    query: Any = sa.select(
        col(said.contact_name), col(said.contact_email), col(said.contact_phone)
    ).where(col(said.organisation_id) == claim.organisation_id)
    return session.execute(query).one()


def find_deciders(session: Session, organisation: Organisation) -> Sequence[Any]:
    """Who is to hear that somebody asks: id and language. Its coordinators; without one those of
    its municipality; without those the administrators of the region.
    """
    rank = claim_policy.rank_of_deciders(organisation)
    query = (
        sa.select(rank.label("rank"), col(Person.id), col(Person.language))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(
            col(Person.is_active),
            col(Organisation.status) == OrganisationStatus.ADMITTED,
            rank.is_not(None),
        )
        .order_by("rank", col(Person.id))
    )
    rows = session.execute(query).all()
    return [row for row in rows if row.rank == rows[0].rank]


def _claims() -> sa.Select[Any]:
    """Each with its organisation."""
    return (
        sa.select(OrganisationClaim)
        .join(Organisation, col(Organisation.id) == col(OrganisationClaim.organisation_id))
        .options(sa.orm.contains_eager(OrganisationClaim.organisation))  # type: ignore[arg-type]
    )
