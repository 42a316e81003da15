"""What a public door tells of organisations: which take part, and how it stands with one."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import db, errors, tokens
from app.core.i18n import gettext as _
from app.core.settings import Settings
from app.identity import models
from app.organisations import letters, queries

MOST_KNOWN = 20


def find_known(session: Session, typed: str) -> list[Any]:
    """Organisations that take part and have these words in their name, for who wants to register
    one: name, region and municipality, which are no secret, so nobody is asked who reads.
    """
    words = db.sort_name(typed).split()
    named = col(models.Organisation.sort_name)
    query = (
        sa.select(
            col(models.Organisation.id),
            col(models.Organisation.name),
            col(models.Organisation.kind),
            col(models.Organisation.region_code),
            col(models.Organisation.municipality_code),
        )
        .where(
            col(models.Organisation.status) == models.OrganisationStatus.ADMITTED,
            col(models.Organisation.region_code).in_(queries.find_open_regions(session)),
            *(named.contains(word, autoescape=True) for word in words),
        )
        .order_by(named, col(models.Organisation.id))
    )
    return list(session.execute(query.limit(MOST_KNOWN))) if words else []


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
