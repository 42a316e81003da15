"""The overview of the day: what others did with what is somebody's, by mail, in the morning."""

import dataclasses
from datetime import datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.core import clock
from app.identity import queries as identity_queries
from app.identity.models import Membership, Person
from app.mail import commands as mail_commands, kinds
from app.mail.models import Mail
from app.messages import absence_queries, inbox_queries, letters
from app.messages.models import DigestDay
from app.work import news_queries, queries as work_queries

FROM = time(7, 30)  # in the Netherlands, also on the days on which the clock changes


def is_due(session: Session) -> bool:
    """Whether it is late enough, and the overviews of today did not all go."""
    local = clock.now().astimezone(clock.AMSTERDAM)
    return local.time() >= FROM and session.get(DigestDay, local.date()) is None


def find_readers(session: Session) -> list[UUID]:
    """Everybody who belongs to an organisation: who wants no mail of it, reads it in their
    messages.
    """
    belongs = sa.exists().where(col(Membership.person_id) == col(Person.id))
    query = sa.select(col(Person.id)).where(col(Person.is_active), belongs)
    return list(session.execute(query.order_by(col(Person.id))).scalars())


def owe_overview(session: Session, person_id: UUID) -> bool:
    """Owe somebody the overview of today, if something happened since they were here or got one."""
    actor = identity_queries.get_actor(session, person_id)
    person = identity_queries.get_person(session, person_id)
    if actor is None or person is None or not actor.memberships:
        return False
    told = _told(session, person_id)
    seen = identity_queries.last_seen(session, person_id)
    reader = dataclasses.replace(
        actor.everywhere, last_visit=told if seen is None else max(told, seen)
    )
    # What was told and not opened is summed up, also to who was here since.
    summed = inbox_queries.find_summed(session, reader, told)
    about = {each.object_id for each in summed}
    news = news_queries.find_news(session, reader)
    titles = dict.fromkeys(line.title for line in news if str(line.match_id) not in about)
    if not titles and not summed:
        return False
    mail_id = mail_commands.owe(
        session,
        letters.DIGEST,
        object_id=person_id,
        window=clock.today().isoformat(),
        person_id=person_id,
        language=person.language,
        region_code=actor.memberships[0].region_code,
        facts={
            "titles": "\n".join(titles),
            "waiting": str(work_queries.count_work(session, reader)),
            kinds.SUMMED: kinds.as_fact(summed),
        },
    )
    return mail_id is not None


def note_begun(session: Session) -> None:
    """From the first minute of the first worker on it is known since when nobody was told."""
    if session.execute(sa.select(DigestDay).limit(1)).first() is None:
        session.add(DigestDay(day=clock.today() - timedelta(days=1)))


def note_done(session: Session) -> None:
    """Everybody has today's."""
    session.execute(insert(DigestDay).values(day=clock.today()).on_conflict_do_nothing())
    old = clock.today() - timedelta(days=30)
    session.execute(sa.delete(DigestDay).where(col(DigestDay.day) < old))


def _told(session: Session, person_id: UUID) -> datetime:
    """Up to when somebody got an overview."""
    told: datetime | None = session.execute(
        sa.select(sa.func.max(col(Mail.created_at))).where(
            col(Mail.person_id) == person_id, col(Mail.kind) == letters.DIGEST.name
        )
    ).scalar_one()
    # Of who never got one, or long ago, it tells no more than of everybody.
    return max(filter(None, (told, absence_queries.get_since(session))))
