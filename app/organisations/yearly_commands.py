"""The question of every year whether a profile is still right, by mail."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, i18n
from app.identity.models import Membership, Organisation, Person
from app.mail import commands as mail_commands
from app.organisations import letters, policy
from app.organisations.models import OrganisationProfile


def ask_again(session: Session) -> int:
    """Owe a mail to everybody who speaks for an organisation that is asked now. Whoever was asked
    since its profile was confirmed last is not asked again, so a day that is missed or done twice
    makes no difference. Returns how many mails.
    """
    rows = session.execute(
        sa.select(
            col(Organisation.id),
            col(Organisation.name),
            col(Organisation.region_code),
            col(Person.id),
            col(Person.language),
            policy.last_right(),
        )
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(policy.asks_again(clock.now()), policy.speaks_for(), col(Person.is_active))
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
