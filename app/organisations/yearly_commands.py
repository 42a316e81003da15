"""The question of every year whether a profile is still right, in messages and the overview."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, i18n
from app.identity.models import Membership, Organisation, Person
from app.mail import commands as mail_commands
from app.organisations import letters, policy
from app.organisations.models import OrganisationProfile

# So long after a year is over it is asked: shorter than the row is kept that says that it was.
ASKED_FOR = timedelta(days=30)


def ask_again(session: Session) -> int:
    """Tell everybody who speaks for an organisation that it is asked, once for each whole year
    since its profile was confirmed last; a day that is missed or done twice makes no difference.
    Returns how many messages.
    """
    now = clock.now()
    years = sa.func.floor(
        sa.extract("epoch", now - policy.last_right()) / policy.A_YEAR.total_seconds()
    )
    year_began = policy.last_right() + years * policy.A_YEAR
    rows = session.execute(
        sa.select(
            col(Organisation.id),
            col(Organisation.name),
            col(Organisation.region_code),
            col(Person.id),
            col(Person.language),
            year_began - policy.A_YEAR,
        )
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            policy.asks_again(now),
            year_began > now - ASKED_FOR,
            policy.speaks_for(),
            col(Person.is_active),
        )
        .order_by(col(Organisation.id), col(Person.id))
    ).all()
    owed = 0
    for organisation_id, name, region_code, person_id, language, since in rows:
        mail_id = mail_commands.owe(
            session,
            letters.STILL_RIGHT,
            object_id=organisation_id,
            window=i18n.local_day(since).isoformat(),
            person_id=person_id,
            language=language,
            region_code=region_code,
            facts={"organisation": name},
        )
        owed += mail_id is not None
    return owed
