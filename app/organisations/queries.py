"""Reading organisations, always from what the actor may see."""

from uuid import UUID

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.identity.models import Organisation
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


def find_organisations(session: Session, actor: Actor) -> list[Organisation]:
    """Every organisation that the actor may see, by name."""
    query = select(Organisation).where(policy.visible_to(actor))
    return list(session.exec(query.order_by(col(Organisation.sort_name), col(Organisation.id))))


def find_teams(session: Session, actor: Actor) -> list[Organisation]:
    """The safety regions of the actor's regions, whose team helps everybody."""
    query = select(Organisation).where(
        policy.visible_to(actor), col(Organisation.kind) == OrganisationKind.SAFETY_REGION
    )
    return list(session.exec(query.order_by(col(Organisation.sort_name), col(Organisation.id))))


def get_description(session: Session, organisation: Organisation) -> str:
    """What it says of itself. Only this column: the rest of the profile is contact (P11)."""
    query = sa_select(col(models.OrganisationProfile.description)).where(
        col(models.OrganisationProfile.organisation_id) == organisation.id
    )
    return session.execute(query).scalar() or ""
