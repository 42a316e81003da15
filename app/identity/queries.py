"""Finding who asks."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.settings import Settings
from app.identity import events, models
from app.identity.actor import Actor, CrisisNow, Seat
from app.identity.models import Organisation
from app.mail import queries as mail_queries
from app.reference import choice_queries, crisis_queries, models as reference_models


def token_hash(token: str) -> bytes:
    """What is stored of a secret, and of what is counted but must not be read."""
    return hashlib.sha256(token.encode()).digest()


# Of these organisations a person is told; only of an admitted one somebody acts.
_SEATED = (models.OrganisationStatus.ADMITTED, models.OrganisationStatus.SUSPENDED)


def _seats_of_person() -> Any:
    """A select of one row for each seat, who came in first in front, with the crises of the region
    that are active on the day `:today` as a JSON list riding along.
    """
    crises = (
        sa.select(
            sa.func.json_agg(
                sa.func.json_build_array(
                    col(reference_models.Crisis.name), col(reference_models.Crisis.phase)
                ).label("crisis"),
            )
        )
        .where(
            col(reference_models.Crisis.region_code) == col(Organisation.region_code),
            crisis_queries.is_active(reference_models.Crisis, sa.bindparam("today")),
        )
        .scalar_subquery()
    )
    return (
        sa.select(
            col(models.Person.id).label("person_id"),
            col(models.Person.name).label("person_name"),
            col(models.Person.is_live),
            col(Organisation.id).label("organisation_id"),
            col(Organisation.name).label("organisation_name"),
            col(Organisation.kind),
            col(Organisation.region_code),
            col(reference_models.SafetyRegion.name).label("region_name"),
            col(Organisation.municipality_code),
            col(Organisation.status),
            col(models.Membership.role),
            col(models.Membership.chosen_at),
            crises.label("crises"),
        )
        .select_from(models.Person)
        .outerjoin(models.Membership, col(models.Membership.person_id) == col(models.Person.id))
        .outerjoin(
            Organisation,
            (col(Organisation.id) == col(models.Membership.organisation_id))
            & (col(Organisation.status).in_(_SEATED)),
        )
        .outerjoin(
            reference_models.SafetyRegion,
            col(reference_models.SafetyRegion.code) == col(Organisation.region_code),
        )
        .where(col(models.Person.is_active))
        .order_by(col(models.Membership.created_at), col(Organisation.sort_name))
    )


def seat_of(rows: Sequence[Any], organisation_id: UUID | None = None) -> Any:
    """The one row in whose organisation a person acts: this one, or what they chose last, or else
    where they came in first. This is the only place that says so.
    """
    admitted = [row for row in rows if row.status is models.OrganisationStatus.ADMITTED]
    if organisation_id is not None:
        return next((row for row in admitted if row.organisation_id == organisation_id), None)
    chosen = [row for row in admitted if row.chosen_at is not None]
    return max(chosen, key=lambda row: row.chosen_at, default=next(iter(admitted), None))


def _seats(rows: Sequence[Any], status: models.OrganisationStatus) -> tuple[Seat, ...]:
    return tuple(
        Seat(
            organisation_id=row.organisation_id,
            organisation_name=row.organisation_name,
            kind=row.kind,
            region_code=row.region_code,
            region_name=row.region_name,
            municipality_code=row.municipality_code,
            role=row.role,
        )
        for row in rows
        if row.status is status
    )


def _actor(rows: Sequence[Any], organisation_id: UUID | None = None) -> Actor | None:
    if not rows:
        return None
    now = seat_of(rows, organisation_id)
    crises = [] if now is None else now.crises or []
    return Actor(
        person_id=rows[0].person_id,
        name=rows[0].person_name,
        seats=() if now is None else _seats([now], now.status),
        crises=tuple(
            CrisisNow(name, reference_models.CrisisPhase(phase)) for name, phase in crises
        ),
        memberships=_seats(rows, models.OrganisationStatus.ADMITTED),
        suspended=_seats(rows, models.OrganisationStatus.SUSPENDED),
        is_live=rows[0].is_live,
    )


def get_actor(
    session: Session, person_id: UUID, organisation_id: UUID | None = None
) -> Actor | None:
    """The actor a person is now, for seeds, jobs and tests; or as it is in `organisation_id`, for
    what was begun there. None for an unknown or closed account.
    """
    query = _seats_of_person().where(col(models.Person.id) == person_id)
    return _actor(session.execute(query, {"today": clock.today()}).all(), organisation_id)


@cache
def _signed_in() -> Any:
    """Built once: every page asks it, and to build it takes longer than to answer it."""
    return (
        _seats_of_person()
        .join(models.LoginSession, col(models.LoginSession.person_id) == col(models.Person.id))
        .add_columns(
            models.LoginSession,
            choice_queries.lists_version().label("lists_version"),
            mail_queries.count_unread(models.Person).label("unread"),
        )
        .where(
            col(models.LoginSession.token_hash) == sa.bindparam("token_hash"),
            col(models.LoginSession.last_seen_at) > sa.bindparam("idle"),
            col(models.LoginSession.created_at) > sa.bindparam("oldest"),
        )
    )


def get_signed_in(
    session: Session, token: str, settings: Settings
) -> tuple[Actor, models.LoginSession] | None:
    """The actor of a session's secret and the session itself, unless it is unknown, idle too long
    or too old.
    """
    now = clock.now()
    idle = now - timedelta(minutes=settings.session_idle_minutes)
    oldest = now - timedelta(minutes=settings.session_absolute_minutes)
    ages = {"idle": idle, "oldest": oldest, "today": clock.today()}
    rows = session.execute(_signed_in(), {"token_hash": token_hash(token)} | ages).all()
    actor = _actor(rows)
    if actor is None:
        return None
    first = rows[0]
    login: models.LoginSession = first.LoginSession
    known = {"lists_version": first.lists_version, "unread": first.unread}
    return replace(actor, last_visit=login.seen_before_at, **known), login


def with_lists_of_now(session: Session, actor: Actor) -> Actor:
    """An actor who was found earlier, and chooses from the lists as they are now."""
    version = session.execute(sa.select(choice_queries.lists_version())).scalar_one()
    return replace(actor, lists_version=version)


def is_proven(session: Session, token: str, within: timedelta) -> bool:
    """Whether somebody signed in here, or showed their password again, not longer ago than that."""
    login = models.LoginSession
    proven = sa.func.coalesce(col(login.proven_at), col(login.created_at))
    query = sa.select(sa.exists().where(
        col(login.token_hash) == token_hash(token), proven > clock.now() - within
    ))  # fmt: skip
    found: bool = session.execute(query).scalar_one()
    return found


def is_known(session: Session, whose: UUID | str | None, browser: str) -> bool:
    """Whether somebody signed in with this secret of a browser: this person, who has the account of
    this e-mail address, or anybody at all.
    """
    if not browser:
        return False
    known = models.KnownBrowser
    is_theirs: sa.ColumnElement[bool] = sa.true()
    if isinstance(whose, UUID):
        is_theirs = col(known.person_id) == whose
    elif whose is not None:
        of_address = sa.select(col(models.Person.id)).where(col(models.Person.email) == whose)
        is_theirs = col(known.person_id).in_(of_address)
    found: bool = session.execute(
        sa.select(sa.exists().where(col(known.token_hash) == token_hash(browser), is_theirs))
    ).scalar_one()
    return found


def last_seen(session: Session, person_id: UUID) -> datetime | None:
    """When a person was here last, in a session that goes on or in one that is over: of that the
    trail knows when it began and ended. None for who was never here.
    """
    of_sessions = sa.select(sa.func.max(col(models.LoginSession.last_seen_at))).where(
        col(models.LoginSession.person_id) == person_id
    )
    of_trail = sa.select(sa.func.max(col(AuditEntry.at))).where(
        col(AuditEntry.object_id) == person_id,
        col(AuditEntry.event).in_([events.SignedIn.name, events.SignedOut.name]),
    )
    found: datetime | None = session.execute(
        sa.select(sa.func.greatest(of_sessions.scalar_subquery(), of_trail.scalar_subquery()))
    ).scalar_one()
    return found


def get_person(session: Session, person_id: UUID) -> models.Person | None:
    """An open account."""
    person = session.get(models.Person, person_id)
    return person if person is not None and person.is_active else None


def get_person_by_email(session: Session, email: str) -> models.Person | None:
    """The account with this address, in any case."""
    return session.exec(
        select(models.Person).where(col(models.Person.email) == email.strip().lower())
    ).first()


def get_names(session: Session, organisation_ids: Collection[UUID]) -> dict[UUID, str]:
    """What these organisations are called."""
    query: Any = sa.select(col(Organisation.id), col(Organisation.name)).where(
        col(Organisation.id).in_(organisation_ids)
    )
    return {row.id: row.name for row in session.execute(query)}


def get_organisation(session: Session, organisation_id: UUID) -> Organisation | None:
    """One organisation."""
    return session.get(Organisation, organisation_id)


def find_organisation(session: Session, name: str, region_code: str) -> Organisation | None:
    """The organisation with this name in a region."""
    return session.exec(
        select(Organisation).where(
            col(Organisation.name) == name, col(Organisation.region_code) == region_code
        )
    ).first()


def is_unavailable(day: date) -> sa.ColumnElement[bool]:
    """Organisations that said they can help nobody on `day`; never null, so that `not_()` keeps all
    others.

    `Organisation.unavailable_on` is the same rule on a loaded row; a test holds the two together.
    """
    until = col(Organisation.unavailable_until)
    return sa.and_(until.is_not(None), until >= day)


def takes_no_part() -> sa.ColumnElement[bool]:
    """Organisations of which nobody can answer: not admitted, or suspended."""
    return col(Organisation.status) != models.OrganisationStatus.ADMITTED


def find_gone() -> sa.Select[UUID]:
    """The few of them, to look up once in a statement about their needs."""
    return sa.select(col(Organisation.id)).where(takes_no_part()).correlate(None)


def is_away(day: date) -> sa.ColumnElement[bool]:
    """Organisations that nobody is sent to on `day`."""
    return sa.or_(takes_no_part(), is_unavailable(day))
