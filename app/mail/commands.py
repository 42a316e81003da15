"""Owing somebody a mail, and what comes of it."""

import random
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.core import clock, db, i18n, jobs
from app.core.settings import Settings
from app.mail import bounces, kinds, models
from app.mail.kinds import MailKind
from app.mail.models import Mail, MailRefusal, MailState
from app.mail.topics import Topic

SEND = "mail:send"  # the job that sends one

# Longer than the whole conversation with a server takes: then its worker is gone.
CLAIM = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=2)
# In two days it is tried more often than this. Where no worker was, it was not: then it goes on.
FEWEST_TRIES = 12


def owe(
    session: Session,
    kind: MailKind,
    *,
    object_id: UUID,
    language: str,
    window: str = "",
    person_id: UUID | None = None,
    address: str | None = None,
    region_code: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> UUID | None:
    """Somebody is to get a mail, in the transaction that is its reason. Returns which; None when
    that one, about the same thing in the same window, was owed before.

    Either `person_id` or `address`; `language` as in `i18n.LOCALES`, or "" of who never chose one.
    The `facts` are what the letter needs; of what people typed the names of organisations and, in a
    mail about one of their own things, its title. Who wants no mail about its topic has it in their
    messages only.
    """
    is_told = kind.topic is not None and person_id is not None
    is_refused = is_told and session.get(MailRefusal, (person_id, kind.topic)) is not None
    is_quiet = is_refused or not kind.is_mailed
    mail_id: UUID | None = session.execute(
        insert(Mail)
        .values(
            id=db.new_id(),
            kind=kind.name,
            person_id=person_id,
            address=address.strip().lower() if address is not None else None,
            object_id=object_id,
            window=window,
            language=language or i18n.LOCALES[0],
            region_code=region_code,
            facts=dict(facts or {}),
            due_at=clock.now(),
            created_at=clock.now(),
            trying_since=clock.now(),
            state=MailState.NOT_MAILED if is_quiet else MailState.DUE,
            ended_at=clock.now() if is_quiet else None,
            is_unread=is_told,
            attempts=0,
            trouble="",
        )
        .on_conflict_do_nothing()
        .returning(col(Mail.id))
    ).scalar_one_or_none()
    if mail_id is not None and not is_quiet:
        jobs.defer(session, SEND, region_code=region_code, mail_id=str(mail_id))
    return mail_id


def claim(session: Session, mail_id: UUID) -> Mail | None:
    """Take a mail that is due, so that nobody else sends it meanwhile. None when it is not due, or
    somebody has it.
    """
    claimed = (
        sa.update(Mail)
        .where(
            col(Mail.id) == mail_id,
            col(Mail.state) == MailState.DUE,
            col(Mail.due_at) <= clock.now(),
        )
        .values(due_at=clock.now() + CLAIM, attempts=col(Mail.attempts) + 1)
        .returning(Mail)
    )
    mail: Mail | None = session.execute(claimed).scalar_one_or_none()
    return mail


def note_sent(session: Session, mail_id: UUID) -> None:
    """The server took it."""
    _end(session, mail_id, MailState.SENT, "")


def note_refused(session: Session, mail_id: UUID, trouble: str) -> None:
    """The server of the addressee will not have it, now nor later."""
    _end(session, mail_id, MailState.REFUSED, trouble)


def note_failed(session: Session, mail: Mail, trouble: str) -> None:
    """It did not go. It is tried again, later each time, for two days of trying."""
    is_tried = mail.attempts >= FEWEST_TRIES
    if is_tried and mail.trying_since + GIVE_UP_AFTER <= clock.now():
        _end(session, mail.id, MailState.GIVEN_UP, trouble)
        return
    pause = min(timedelta(minutes=2 ** min(mail.attempts, 9)), LONGEST_PAUSE)
    due_at = clock.now() + pause * random.uniform(0.8, 1.2)  # noqa: S311  # nosec B311  not a secret
    session.execute(
        sa.update(Mail).where(col(Mail.id) == mail.id).values(due_at=due_at, trouble=trouble)
    )
    jobs.defer(session, SEND, region_code=mail.region_code, not_before=due_at, mail_id=str(mail.id))


def note_bounced(session: Session, bounce: bounces.Bounce) -> bool:
    """Our server took it, and the one of the addressee sent it back. Whether there was such a mail.

    Also one of which the worker still has to note that it was taken. What somebody said to try
    again stays due: this bounce is of the time before.
    """
    state = MailState.REFUSED if bounce.is_refused else MailState.GIVEN_UP
    noted = (
        sa.update(Mail)
        .where(
            col(Mail.id) == bounce.mail_id,
            sa.or_(
                col(Mail.state) == MailState.SENT,
                sa.and_(col(Mail.state) == MailState.DUE, col(Mail.attempts) > 0),
            ),
        )
        .values(state=state, ended_at=clock.now(), trouble=bounce.status, address=_kept_address())
        .returning(col(Mail.id))
    )
    return session.execute(noted).first() is not None


def try_again(session: Session, mail_id: UUID) -> None:
    """What was refused or given up is due again, with two days to go."""
    begun = (
        sa.update(Mail)
        .where(
            col(Mail.id) == mail_id,
            col(Mail.state).in_((MailState.REFUSED, MailState.GIVEN_UP)),
        )
        .values(
            state=MailState.DUE,
            due_at=clock.now(),
            trying_since=clock.now(),
            ended_at=None,
            attempts=0,
        )
        .returning(col(Mail.region_code))
    )
    for region_code in session.execute(begun).scalars():
        jobs.defer(session, SEND, region_code=region_code, mail_id=str(mail_id))


def choose_topics(session: Session, person_id: UUID, wanted: Collection[Topic]) -> None:
    """Somebody says about which topics they want mail. What is not sent yet of another
    is not mailed any more.
    """
    refused = [topic for topic in Topic if topic not in wanted]
    session.execute(sa.delete(MailRefusal).where(col(MailRefusal.person_id) == person_id))
    for topic in refused:
        refuse_topic(session, person_id, topic)


def refuse_topic(session: Session, person_id: UUID, topic: Topic) -> None:
    """Somebody wants no mail about a topic any more; saying so twice is saying it once."""
    session.execute(
        insert(MailRefusal).values(person_id=person_id, topic=topic).on_conflict_do_nothing()
    )
    session.execute(
        sa.update(Mail)
        .where(
            col(Mail.person_id) == person_id,
            col(Mail.state) == MailState.DUE,
            col(Mail.kind).in_(kinds.names_about(topic)),
        )
        .values(state=MailState.NOT_MAILED, ended_at=clock.now())
    )


def forget_told(session: Session, person_id: UUID, object_id: UUID) -> None:
    """What somebody was told about one thing."""
    about = (col(Mail.person_id) == person_id, col(Mail.object_id) == object_id)
    session.execute(sa.delete(Mail).where(*about))


def forget_mail(session: Session, settings: Settings) -> int:
    """Delete what ended long ago, and what was told long ago and never mailed, such as where there
    is no mail server. Returns how many rows went.
    """
    oldest = clock.now() - timedelta(days=settings.mail_days)
    gone = session.execute(
        sa.delete(Mail)
        .where(
            sa.or_(
                sa.and_(col(Mail.state) != MailState.DUE, col(Mail.ended_at) < oldest),
                sa.and_(col(Mail.kind).in_(kinds.told()), col(Mail.created_at) < oldest),
            )
        )
        .returning(col(Mail.id))
    ).all()
    return len(gone)


def _end(session: Session, mail_id: UUID, state: models.MailState, trouble: str) -> None:
    session.execute(
        sa.update(Mail)
        .where(col(Mail.id) == mail_id, col(Mail.state) == MailState.DUE)
        .values(
            state=state,
            ended_at=clock.now(),
            trouble=trouble,
            address=_kept_address(),
        )
    )


def _kept_address() -> sa.ColumnElement[str]:
    """What a mail that ended keeps of where it went: nothing for a kind that forgets it."""
    return sa.case((col(Mail.kind).in_(kinds.forgetting()), ""), else_=col(Mail.address))
