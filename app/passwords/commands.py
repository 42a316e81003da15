"""Asking for a new password, and setting it with the link that was mailed."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, db, errors, i18n, inputs, job_tables, jobs
from app.core.i18n import gettext as _, mark
from app.core.settings import Settings
from app.identity import (
    commands as identity_commands,
    password_commands,
    queries as identity_queries,
    try_commands,
)
from app.identity.actor import Actor
from app.identity.models import Person
from app.mail import commands as mail_commands
from app.passwords import events, letters, queries
from app.passwords.models import LinkState, PasswordLink, PasswordRequest
from app.providers import own_passwords
from app.second_factors import entry_commands

SEND_LINK = "passwords:send_link"  # the job that looks whose address it is
LASTS = timedelta(hours=1)
NO_ANSWER = timedelta(days=30)  # while there is no worker
# In the window of sign-in: mails to one address, and questions of one network address.
TO_ONE, FROM_ONE = 3, 30
# A link has two bytes for its version.
LAST_VERSION = 60_000


class ForgottenInput(inputs.Input):
    """Whose password was forgotten."""

    when_missing: ClassVar[dict[str, str]] = {"email": mark("Fill in your e-mail address.")}

    email: inputs.EmailAddress


class NewPassword(inputs.Input):
    """The password of somebody who forgot theirs."""

    when_missing: ClassVar[dict[str, str]] = {"password": mark("Fill in a new password.")}

    password: password_commands.NewPassword = Field(repr=False)


def ask_link(
    session: Session,
    settings: Settings,
    given: ForgottenInput,
    address: str,
    *,
    browser: str = "",
    keep: Callable[[Session], None] = Session.flush,
) -> None:
    """Somebody forgot the password of this address. What follows is the worker's, so that neither
    the answer nor its time tells whether there is an account with it: of an unknown address the
    same job is stored, of nobody. The address itself is stored nowhere. Raises TooMany where
    somebody asks too often; whose `browser` signed in here before is not kept out by others.
    """
    whose = given.email
    if identity_queries.is_known(session, given.email, browser):
        whose = f"{browser}:{whose}"
    limits = {
        try_commands.key(settings, "forgotten", whose): TO_ONE,
        try_commands.key(settings, "forgotten from", address): FROM_ONE,
    }
    try:
        try_commands.count_try(session, settings, limits, keep)
    except errors.TooMany as problem:
        said = _("You asked for this often. Look in your spam first.")
        raise errors.TooMany(said, problem.retry_after) from None
    person = identity_queries.get_person_by_email(session, given.email)
    asked = PasswordRequest(
        person_id=person.id if person is not None else None, language=i18n.current_locale()
    )
    session.add(asked)
    session.flush()
    jobs.defer(session, SEND_LINK, request_id=str(asked.id))


def answer_request(session: Session, request_id: UUID) -> None:
    """Who asked is owed a mail, once. Of two who come with the same question one answers it."""
    taken = sa.delete(PasswordRequest).where(col(PasswordRequest.id) == request_id)
    asked = session.execute(
        taken.returning(col(PasswordRequest.person_id), col(PasswordRequest.language))
    ).first()
    if asked is not None and asked.person_id is not None:
        send_link(session, asked.person_id, asked.language)


def ask_again(session: Session) -> int:
    """Who asked and has no mail, and no job knows it. Returns how many."""
    queued = job_tables.asked_for(SEND_LINK, "request_id", "todo", "doing")
    lost = sa.select(col(PasswordRequest.id)).where(
        sa.cast(col(PasswordRequest.id), sa.Text).not_in(queued)
    )
    found = session.execute(lost).scalars().all()
    for request_id in found:
        jobs.defer(session, SEND_LINK, request_id=str(request_id))
    return len(found)


def send_link(session: Session, person_id: UUID, language: str) -> None:
    """Who has this account is owed a mail, while it is open."""
    person = identity_queries.get_person(session, person_id)
    if person is None or not person.is_active:
        return
    region_code = queries.region_of(session, person.id)
    is_useless = own_passwords.opens_nothing(session, person.id)
    if is_useless or person.password_hash is None:
        mail_commands.owe(
            session,
            letters.ELSEWHERE if is_useless else letters.HAS_NONE,
            object_id=person.id,
            window=clock.now().isoformat(),
            person_id=person.id,
            language=language,
            region_code=region_code,
        )
        return
    link_id, version = _renew(session, person)
    mail_commands.owe(
        session,
        letters.FORGOTTEN,
        object_id=link_id,
        window=clock.now().isoformat(),
        person_id=person.id,
        language=language,
        region_code=region_code,
        facts={"version": str(version)},
    )


def _renew(session: Session, person: Person) -> tuple[UUID, int]:
    """A link for this person; the one before is dead."""
    expires_at = clock.now() + LASTS
    renewed = (
        insert(PasswordLink)
        .values(id=db.new_id(), person_id=person.id, version=1, expires_at=expires_at)
        .on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                "version": col(PasswordLink.version) % LAST_VERSION + 1,
                "expires_at": expires_at,
                "used_at": None,
            },
        )
        .returning(col(PasswordLink.id), col(PasswordLink.version))
    )
    row = session.execute(renewed).one()
    return row.id, row.version


def set_with_link(
    session: Session, settings: Settings, token: str, given: NewPassword
) -> LinkState:
    """Set the password of whose link it is, once: of two who do so at the same moment one does.
    Returns how the link was found; only of a living one something happens. Raises Invalid for a
    password that is easily guessed or opens nothing, and then the link can be used still.
    """
    state, link = queries.get_link(session, settings, token, lock=True)
    if state is not LinkState.ALIVE or link is None:
        return state
    person = session.get_one(Person, link.person_id)
    own_passwords.refuse_of(session, person.id)
    set_password(session, person, given.password)
    link.used_at = clock.now()
    session.add(link)
    actor = Actor(person_id=person.id, name=person.name)
    record(session, actor, events.PasswordReset(object_id=person.id))
    return state


def set_password(session: Session, person: Person, password: str) -> None:
    """From now on this one counts. Whoever came in with the one before is out, also halfway, and
    the person hears of it.
    """
    password_commands.set_password(session, person, password)
    entry_commands.forget_entries_of(session, person.id)
    identity_commands.end_all_sessions(session, person)
    tell_changed(session, person)


def tell_changed(session: Session, person: Person) -> None:
    """The one letter about it, whichever way it was changed."""
    mail_commands.owe(
        session,
        letters.CHANGED,
        object_id=person.id,
        window=clock.now().isoformat(),
        person_id=person.id,
        language=person.language or i18n.current_locale(),
        region_code=queries.region_of(session, person.id),
    )


def end_link(session: Session, person: Person) -> None:
    """A link that was mailed opens nothing any more: its person changed how they come in, perhaps
    because somebody else reads their mail.
    """
    session.execute(
        sa.update(PasswordLink)
        .where(col(PasswordLink.person_id) == person.id, col(PasswordLink.used_at).is_(None))
        .values(expires_at=clock.now())
    )


def forget_links(session: Session) -> int:
    """Delete what ended a day ago: until then a link says why it does nothing. Who asked for one
    and got none in `NO_ANSWER` has asked again.
    """
    unanswered = col(PasswordRequest.asked_at) < clock.now() - NO_ANSWER
    session.execute(sa.delete(PasswordRequest).where(unanswered))
    oldest = clock.now() - timedelta(days=1)
    gone = session.execute(
        sa.delete(PasswordLink)
        .where(col(PasswordLink.expires_at) < oldest)
        .returning(col(PasswordLink.id))
    ).all()
    return len(gone)
