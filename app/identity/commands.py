"""Accounts and sessions."""

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field, StringConstraints
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, inputs, notices
from app.core.i18n import gettext as _, mark
from app.core.settings import Settings
from app.identity import events, models, password_commands, queries, try_commands
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.reference.models import OrganisationKind

TOUCH_AFTER = timedelta(minutes=1)
# A browser that nobody used for so long is a stranger again.
KNOWN_DAYS = 90
# Who comes back after this long comes for a new visit.
VISIT_GAP = timedelta(minutes=30)


class NewPerson(inputs.Input):
    """An account with its first membership. Without a password it can be reached by the demo door
    only.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    email: Annotated[str, StringConstraints(to_lower=True, max_length=254, pattern=inputs.EMAIL)]
    password: Annotated[password_commands.NewPassword | None, inputs.AS_TYPED] = None
    role: models.Role


def add_person(
    session: Session, actor: Actor, organisation: Organisation, given: NewPerson
) -> models.Person:
    """Open an account of the made-up region and give it a role: everybody may know its password.
    Real people come in by an invitation.
    """
    if (
        given.role is models.Role.ADMINISTRATOR
        and organisation.kind is not OrganisationKind.SAFETY_REGION
    ):
        raise errors.Invalid({"role": _("Only a safety region has administrators.")})
    if queries.get_person_by_email(session, given.email) is not None:
        raise errors.Invalid({"email": _("There is an account with this e-mail address already.")})
    person = models.Person(
        name=given.name,
        email=given.email,
        password_hash=password_commands.hashed_for_all(given.password) if given.password else None,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    session.add(
        models.Membership(person_id=person.id, organisation_id=organisation.id, role=given.role)
    )
    event = events.PersonAdded(
        object_id=person.id,
        organisation_id=organisation.id,
        region_code=organisation.region_code,
        role=given.role,
    )
    record(session, actor, event)
    session.flush()
    return person


class Credentials(inputs.Input):
    """What the sign-in form sends."""

    when_missing: ClassVar[dict[str, str]] = {
        "email": mark("Fill in your e-mail address."),
        "password": mark("Fill in your password."),
    }

    email: Annotated[str, StringConstraints(max_length=254, to_lower=True)]
    password: password_commands.KnownPassword = Field(repr=False)
    next: Annotated[str, StringConstraints(max_length=2000)] = ""
    # What was typed when the session before this one ended.
    typed: inputs.Carried = ""


def check_password(
    session: Session,
    settings: Settings,
    given: Credentials,
    address: str,
    *,
    browser: str = "",
    keep: Callable[[Session], None] = Session.flush,
) -> models.Person | None:
    """The person, or None after noting the failure. Raises TooMany for an address that tries too
    often.

    A try counts before the password is looked at, and `keep` commits that: of forty who try at the
    same moment no more are heard than of forty in a row. `browser`: its secret, when it has one. If
    somebody signed in with it at this account, it has tries of its own.
    """
    person = queries.get_person_by_email(session, given.email)
    # A whole office can share one network address, so that one may fail more often than one
    # account.
    limits = {
        try_commands.key(settings, "email", given.email): settings.sign_in_attempts,
        try_commands.key(settings, "address", address): settings.sign_in_attempts * 10,
    }
    if person is not None and queries.is_known(session, person.id, browser):
        of_browser = try_commands.key(settings, "browser", f"{browser}:{person.id}")
        limits = {of_browser: settings.sign_in_attempts}
    tries = try_commands.count_try(session, settings, limits, keep)
    known = person.password_hash if person is not None and person.is_active else None
    is_right, new_hash = password_commands.HASHER.verify_and_update(
        given.password, known or password_commands.NOBODY
    )
    if person is None or known is None or not is_right:
        return None
    try_commands.forget_tries(session, tries)
    if new_hash is not None:
        person.password_hash = new_hash
    return person


def know_browser(session: Session, person: models.Person, browser: str) -> str:
    """Somebody signed in here, by whichever door. Returns the secret for the cookie: the one this
    browser has, if it was ever ours, or a new one.
    """
    if not queries.is_known(session, None, browser):
        browser = secrets.token_urlsafe(32)
    session.execute(
        insert(models.KnownBrowser)
        .values(
            token_hash=queries.token_hash(browser), person_id=person.id, last_used_at=clock.now()
        )
        .on_conflict_do_update(
            index_elements=["token_hash", "person_id"], set_={"last_used_at": clock.now()}
        )
    )
    return browser


def start_session(session: Session, person: models.Person, browser: str = "") -> str:
    """Sign a person in. Returns the secret for the cookie: 256 bits, new at every sign-in, stored
    as a hash only. `browser`: what people call it.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        models.LoginSession(
            token_hash=queries.token_hash(token),
            person_id=person.id,
            created_at=clock.now(),
            last_seen_at=clock.now(),
            seen_before_at=queries.last_seen(session, person.id),
            browser=browser[: models.LONGEST_BROWSER],
        )
    )
    record(
        session, Actor(person_id=person.id, name=person.name), events.SignedIn(object_id=person.id)
    )
    return token


def touch_session(session: Session, login: models.LoginSession) -> bool:
    """Note that the session is alive, at most once a minute. Whether there was something to
    note.
    """
    if clock.now() - login.last_seen_at <= TOUCH_AFTER:
        return False
    if clock.now() - login.last_seen_at > VISIT_GAP:
        login.seen_before_at = login.last_seen_at
    login.last_seen_at = clock.now()
    session.add(login)
    return True


def end_session(session: Session, token: str) -> None:
    """Sign out: the row is gone, so an old cookie is dead."""
    end_sessions(session, [queries.token_hash(token)])


def end_sessions(session: Session, token_hashes: Sequence[bytes]) -> int:
    """The same for several, with a line in the trail for each. Returns how many there were."""
    # In one statement: of two who press the button at once, one has signed out.
    ended = session.execute(
        sa.delete(models.LoginSession)
        .where(col(models.LoginSession.token_hash).in_(token_hashes))
        .returning(col(models.LoginSession.person_id))
    ).scalars()
    people = list(ended)
    for person_id in people:
        record(session, Actor(person_id=person_id, name=""), events.SignedOut(object_id=person_id))
    return len(people)


def end_all_sessions(session: Session, person: models.Person) -> None:
    """Sign a person out everywhere. Their browsers are strangers again."""
    for table in (models.LoginSession, models.KnownBrowser):
        session.execute(sa.delete(table).where(col(table.person_id) == person.id))
    notices.note(session, None, person.id)


def choose_membership(session: Session, person: models.Person, organisation_id: UUID) -> None:
    """They act for this organisation from now on; of one they left meanwhile nothing changes."""
    session.execute(
        sa.update(models.Membership)
        .where(
            col(models.Membership.person_id) == person.id,
            col(models.Membership.organisation_id) == organisation_id,
        )
        .values(chosen_at=clock.now())
    )


def put_steps_away(session: Session, actor: Actor) -> None:
    """The first steps are not shown to this person any more. No news for the trail."""
    session.execute(
        sa.update(models.Person)
        .where(col(models.Person.id) == actor.person_id)
        .values(steps_put_away_at=clock.now())
    )


def switch_live(session: Session, actor: Actor, is_live: bool) -> None:
    """Pages renew themselves for this person, or say what changed. No news for the trail."""
    session.execute(
        sa.update(models.Person)
        .where(col(models.Person.id) == actor.person_id)
        .values(is_live=is_live)
    )


def forget_old_sessions(session: Session, settings: Settings) -> int:
    """Delete sessions that no longer let anybody in, failures outside the window and browsers that
    nobody uses any more. Returns how many rows went.
    """
    idle = clock.now() - timedelta(minutes=settings.session_idle_minutes)
    oldest = clock.now() - timedelta(minutes=settings.session_absolute_minutes)
    window = clock.now() - timedelta(minutes=settings.sign_in_window_minutes)
    gone = session.execute(
        sa.delete(models.LoginSession)
        .where(
            (col(models.LoginSession.last_seen_at) <= idle)
            | (col(models.LoginSession.created_at) <= oldest)
        )
        .returning(col(models.LoginSession.person_id))
    ).all()
    failures = session.execute(
        sa.delete(models.SignInFailure)
        .where(col(models.SignInFailure.at) <= window)
        .returning(col(models.SignInFailure.id))
    ).all()
    browsers = session.execute(
        sa.delete(models.KnownBrowser)
        .where(col(models.KnownBrowser.last_used_at) <= clock.now() - timedelta(days=KNOWN_DAYS))
        .returning(col(models.KnownBrowser.person_id))
    ).all()
    return len(gone) + len(failures) + len(browsers)
