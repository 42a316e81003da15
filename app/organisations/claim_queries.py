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
from app.organisations.models import ClaimStatus, OrganisationClaim
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


def find_waiting_of(
    session: Session, organisation: Organisation, email: str
) -> OrganisationClaim | None:
    """What somebody with this address asks already, locked until commit."""
    query = (
        sa.select(OrganisationClaim)
        .where(
            col(OrganisationClaim.organisation_id) == organisation.id,
            col(OrganisationClaim.contact_email) == email,
            col(OrganisationClaim.status) == ClaimStatus.WAITING,
        )
        .order_by(col(OrganisationClaim.created_at))
        .limit(1)
        .with_for_update()
    )
    found: OrganisationClaim | None = session.execute(query).scalar_one_or_none()
    return found


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
