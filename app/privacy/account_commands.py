"""Accounts and contacts that nobody uses any more."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.identity.models import Membership, Organisation, OrganisationStatus, Person
from app.organisations.models import OrganisationProfile
from app.privacy import erasure_commands

CONTACT = ("contact_name", "contact_email", "contact_phone")
OUTSIDE = (OrganisationStatus.REFUSED, OrganisationStatus.SUSPENDED)


def remove_accounts(session: Session, before: datetime) -> int:
    """Erase accounts that are closed or belong to no organisation, and with which nothing was done
    since. Returns how many.
    """
    own = col(AuditEntry.person_id) == col(Person.id)
    concerns = col(AuditEntry.object_id) == col(Person.id)
    belongs = sa.exists().where(col(Membership.person_id) == col(Person.id))
    unused = sa.select(col(Person.id)).where(
        ~col(Person.is_active) | ~belongs,
        col(Person.created_at) < before,
        ~sa.exists().where(own, col(AuditEntry.at) >= before),
        ~sa.exists().where(concerns, col(AuditEntry.at) >= before),
    )
    people = list(session.execute(unused).scalars())
    if people:
        erasure_commands.erase_people(session, people)
    return len(people)


def remove_contacts(session: Session, before: datetime) -> int:
    """Empty the contact of organisations that take no part any more. Returns of how many."""
    is_recent = sa.exists().where(
        col(AuditEntry.object_id) == col(Organisation.id), col(AuditEntry.at) >= before
    )
    outside = sa.select(col(Organisation.id)).where(
        col(Organisation.status).in_(OUTSIDE), col(Organisation.created_at) < before, ~is_recent
    )
    profile = OrganisationProfile
    filled = sa.or_(*(getattr(profile, name) != "" for name in CONTACT))
    emptied = (
        sa.update(profile)
        .where(col(profile.organisation_id).in_(outside), filled)
        .values(dict.fromkeys(CONTACT, ""))
        .returning(col(profile.organisation_id))
    )
    return len(session.execute(emptied).all())
