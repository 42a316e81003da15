"""Finding who can be asked to write an interpretation along, and what was said of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.identity.models import Membership, Organisation, OrganisationStatus, Person
from app.interpretations import models

MOST_REMARKS = 100


def find_person(session: Session, region_code: str, email: str) -> Person | None:
    """Who has an account with this address, and works for an organisation of the region."""
    works_here = (
        sa.select(col(Membership.person_id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(
            col(Organisation.region_code) == region_code,
            col(Organisation.status) == OrganisationStatus.ADMITTED,
        )
    )
    query = select(Person).where(
        col(Person.email) == email, col(Person.is_active), col(Person.id).in_(works_here)
    )
    return session.exec(query).first()


def find_remarks(
    session: Session, interpretation: models.Interpretation
) -> Sequence[models.InterpretationRemark]:
    """What was said of it, the oldest first, for who writes along."""
    query: Any = (
        select(models.InterpretationRemark)
        .where(col(models.InterpretationRemark.interpretation_id) == interpretation.id)
        .options(
            orm.joinedload(models.InterpretationRemark.person),  # type: ignore[arg-type]
            orm.joinedload(models.InterpretationRemark.organisation),  # type: ignore[arg-type]
        )
        .order_by(col(models.InterpretationRemark.created_at), col(models.InterpretationRemark.id))
        .limit(MOST_REMARKS)
    )
    found: Sequence[models.InterpretationRemark] = session.exec(query).all()
    return found
