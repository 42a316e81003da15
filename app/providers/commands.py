"""Signing in and out through a provider, and tying an account to one."""

import base64
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, db, errors
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.core.settings import Settings
from app.identity import commands as identity_commands, queries as identity_queries, try_commands
from app.identity.actor import Actor
from app.identity.models import Person
from app.providers import client, events, models, policy, queries
from app.providers.models import ProviderLogin, ProviderRound, SpentLogout
from app.providers.tokens import Farewell, Proven
from app.providers.troubles import Failed, Trouble

# Who is at a provider for longer begins again; and how long a logout token is remembered, which is
# longer than one is believed.
ROUND_MINUTES = 10
SPENT_MINUTES = 60
LONGEST_ID_TOKEN = 1500
# Rounds that begin in the window of sign-in.
IN_BROWSER, FROM_ADDRESS = 20, 200


def new_browser() -> str:
    """A secret for the cookie of a browser that begins a round."""
    return secrets.token_urlsafe(32)


def count_round(
    session: Session,
    settings: Settings,
    address: str,
    *,
    round_browser: str,
    known_browser: str,
    keep: Callable[[Session], None] = Session.flush,
) -> None:
    """Before a round begins: each is a row, and whoever likes can begin one. Raises TooMany for a
    browser or a network address that begins many. In a browser in which somebody signed in before
    the network address, which a whole office may share, does not count.
    """
    limits = {try_commands.key(settings, "rounds from", address): FROM_ADDRESS}
    if identity_queries.is_known(session, None, known_browser):
        limits = {try_commands.key(settings, "rounds in", known_browser): IN_BROWSER}
    elif round_browser:
        limits[try_commands.key(settings, "rounds in", round_browser)] = IN_BROWSER
    try:
        try_commands.count_try(session, settings, limits, keep)
    except errors.TooMany as problem:
        said = _("You went there often.")
        raise errors.TooMany(said, problem.retry_after) from None


def start_round(
    session: Session,
    provider: client.Known,
    browser: str,
    *,
    person: Actor | None = None,
    next_page: str = "",
    typed: str = "",
    purpose: str = "",
) -> client.Secrets:
    """Somebody goes to a provider with this browser. `person`: who ties an account there;
    `purpose`: for what who they are is shown, where they do not sign in.
    """
    state = secrets.token_urlsafe(32)
    session.add(
        ProviderRound(
            state_hash=identity_queries.token_hash(state),
            browser_hash=identity_queries.token_hash(browser),
            provider_id=provider.id,
            person_id=person.person_id if person is not None else None,
            next_page=next_page,
            typed=typed,
            purpose_hash=identity_queries.token_hash(purpose) if purpose else None,
            started_at=clock.now(),
        )
    )
    return _secrets_of(state, browser)


def take_round(
    session: Session, provider: client.Known, state: str, browser: str
) -> tuple[ProviderRound, client.Secrets]:
    """Somebody is back. In one statement, so a state is good for once; and only in the browser and
    at the address where it began. Raises Failed for any other.
    """
    row = session.execute(
        sa.delete(ProviderRound)
        .where(
            col(ProviderRound.state_hash) == identity_queries.token_hash(state),
            col(ProviderRound.browser_hash) == identity_queries.token_hash(browser),
            col(ProviderRound.provider_id) == provider.id,
            col(ProviderRound.started_at) > clock.now() - timedelta(minutes=ROUND_MINUTES),
        )
        .returning(ProviderRound)
    ).scalar_one_or_none()
    if row is None or not browser:
        raise Failed(Trouble.STALE, "state")
    session.expunge(row)
    return row, _secrets_of(state, browser)


def find_who(session: Session, provider: client.Known, proven: Proven) -> Person:
    """Whose account it is. Raises Failed for an unknown pair of issuer and subject, whatever else
    the provider says of it, and for an account that does not come in here.
    """
    person = queries.get_person(session, proven.issuer, proven.subject)
    if person is None:
        raise Failed(Trouble.UNKNOWN, "not tied")
    actor = identity_queries.get_actor(session, person.id)
    if actor is None:
        raise Failed(Trouble.CLOSED, "account closed")
    if not policy.is_meant_for(actor, provider):
        raise Failed(Trouble.ELSEWHERE, "not of this organisation")
    return person


def bind_session(
    session: Session, provider: client.Known, proven: Proven
) -> Callable[[bytes], None]:
    """For `deps.enter`: notes by which session of the provider the session here began."""

    def bind(token_hash: bytes) -> None:
        session.flush()
        is_short = len(proven.id_token) <= LONGEST_ID_TOKEN
        session.add(
            ProviderLogin(
                token_hash=token_hash,
                provider_id=provider.id,
                subject=proven.subject,
                sid=proven.sid,
                id_token=proven.id_token if is_short else None,
            )
        )

    return bind


def tie(session: Session, actor: Actor, provider: client.Known, proven: Proven) -> None:
    """From now on this person signs in as who the provider has just proven. The caller made sure
    that the person asked for it: signed in here, or with an invitation. Raises Failed when the pair
    is somebody else's; tied already is done.
    """
    stored = session.execute(
        insert(models.ProviderTie)
        .values(
            id=db.new_id(),
            issuer=proven.issuer,
            subject=proven.subject,
            person_id=actor.person_id,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["issuer", "subject"])
        .returning(col(models.ProviderTie.id))
    ).scalar_one_or_none()
    if stored is not None:
        assert actor.person_id is not None
        event = events.ProviderTied(
            object_id=actor.person_id, region_code=provider.region_code, provider_id=provider.id
        )
        record(session, actor, event)
        return
    owner = queries.get_person(session, proven.issuer, proven.subject)
    if owner is None or owner.id != actor.person_id:
        raise Failed(Trouble.TAKEN, "tied to somebody else")


@asks(lambda actor, tie: policy.TiePolicy(actor, tie).untie)
def untie(session: Session, actor: Actor, tie: models.ProviderTie) -> None:
    """This person does not sign in that way any more. Raises Conflict for the last way in."""
    # Of two who take away the last two at once the second waits here, and sees what is left.
    session.execute(
        sa.select(col(Person.id)).where(col(Person.id) == actor.person_id).with_for_update()
    )
    other = queries.has_other_way(session, actor, tie.id)
    verdict = policy.TiePolicy(actor, tie, other).untie
    if verdict.objection is not None:
        raise verdict.objection
    record(session, actor, events.ProviderUntied(object_id=tie.person_id, issuer=tie.issuer))
    session.delete(tie)


def end_sessions_of(session: Session, provider: client.Known, farewell: Farewell) -> int:
    """The provider says that somebody left. Of a token that was heard before it raises Failed.
    Returns how many sessions ended; none of an unknown one.
    """
    is_new = session.execute(
        insert(SpentLogout)
        .values(
            jti_hash=identity_queries.token_hash(f"{farewell.issuer} {farewell.jti}"),
            at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(col(SpentLogout.jti_hash))
    ).scalar_one_or_none()
    if is_new is None:
        raise Failed(Trouble.STALE, "jti")
    rules: list[Any] = [col(ProviderLogin.provider_id) == provider.id]
    if farewell.subject is not None:
        rules.append(col(ProviderLogin.subject) == farewell.subject)
    if farewell.sid is not None:
        sid: Any = col(ProviderLogin.sid)
        # One that began without a session of the provider ends with any of its person.
        is_same = sid == farewell.sid
        rules.append(is_same if farewell.subject is None else sa.or_(is_same, sid.is_(None)))
    hashes = session.execute(sa.select(col(ProviderLogin.token_hash)).where(*rules)).scalars()
    return identity_commands.end_sessions(session, [bytes(each) for each in hashes])


def forget_rounds(session: Session) -> int:
    """Delete rounds that nobody can finish any more, and logout tokens that are too old to be sent
    again. Returns how many rows went.
    """
    rounds = session.execute(
        sa.delete(ProviderRound)
        .where(
            col(ProviderRound.started_at) <= clock.now() - timedelta(minutes=ROUND_MINUTES),
        )
        .returning(col(ProviderRound.state_hash))
    ).all()
    spent = session.execute(
        sa.delete(SpentLogout)
        .where(col(SpentLogout.at) <= clock.now() - timedelta(minutes=SPENT_MINUTES))
        .returning(col(SpentLogout.jti_hash))
    ).all()
    return len(rounds) + len(spent)


def _secrets_of(state: str, browser: str) -> client.Secrets:
    """What follows from the state and the secret of the browser: 256 bits each, stored nowhere."""

    def made(purpose: str) -> str:
        digest = hmac.digest(browser.encode(), f"{purpose} {state}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    return client.Secrets(state, made("nonce"), made("verifier"))
