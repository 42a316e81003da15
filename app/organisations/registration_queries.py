"""What a public door tells of one organisation: whether it takes part, and how that stands."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import db, errors, tokens
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity import models
from app.organisations import letters


def is_known(session: Session, name: str, region_code: str) -> bool:
    """Whether one of this name takes part in the region."""
    known: bool = session.execute(
        sa.select(
            sa.exists().where(
                col(models.Organisation.status) == models.OrganisationStatus.ADMITTED,
                col(models.Organisation.region_code) == region_code,
                col(models.Organisation.sort_name) == " ".join(db.sort_name(name).split()),
            )
        )
    ).scalar_one()
    return known


def count_requests(session: Session, region_code: str) -> int:
    """How many wait for the administrator of the region."""
    query = sa.select(sa.func.count()).where(
        col(models.Organisation.region_code) == region_code,
        col(models.Organisation.status) == models.OrganisationStatus.REQUESTED,
    )
    counted: int = session.execute(query).scalar_one()
    return counted


def get_registered(session: Session, settings: Settings, token: str) -> models.Organisation:
    """What somebody registered who has the link to it. Raises NotFound for what we did not make."""
    said = tokens.read(settings, letters.REFUSED.purpose, token)
    organisation = None if said is None else session.get(models.Organisation, said[0])
    if organisation is None:
        raise errors.NotFound(_("This link is not whole. Copy all of it from the mail."))
    return organisation
