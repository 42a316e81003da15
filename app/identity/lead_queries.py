"""Who leads an organisation: whether somebody is left there that may decide."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.identity.models import Membership, Organisation, Role

LEADING = (Role.COORDINATOR, Role.ADMINISTRATOR)
ADMINISTERING = Role.ADMINISTRATOR


def find_led_alone(session: Session, person_id: UUID) -> list[str]:
    """Names of the organisations of which nobody else is a coordinator or an administrator."""
    other = aliased(Membership)
    somebody_else = sa.exists().where(
        col(other.organisation_id) == col(Organisation.id),
        col(other.person_id) != person_id,
        col(other.role).in_(LEADING),
    )
    led = (
        sa.select(col(Organisation.name))
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(col(Membership.person_id) == person_id, col(Membership.role).in_(LEADING))
        .where(~somebody_else)
        .order_by(col(Organisation.sort_name))
    )
    return list(session.execute(led).scalars())
