"""Whose second factors a page is about, and what comes between who somebody is and going in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from sqlmodel import Session

from app.core import hosts
from app.core.i18n import mark
from app.core.settings import Settings
from app.identity import (
    commands as identity_commands,
    password_commands,
    queries as identity_queries,
)
from app.identity.actor import Actor
from app.identity.deps import VisitorDep
from app.identity.models import Person
from app.second_factors import entry_commands, models, queries, relying_party
from app.web import FormPage, SessionDep, View, ViewDep, cookies, notice, paths, problems

EXPIRED = notice("step_expired", mark("That took too long. Sign in again."), "warn")


@dataclass(frozen=True)
class Owner:
    """Whose second factors these are: who is signed in, or who has still to set one up before they
    are. `token`: the secret of this browser.
    """

    actor: Actor
    token: str
    pending: models.PendingSignIn | None = None


@dataclass(frozen=True)
class PasskeysHere:
    """Whether there can be passkeys at this address, and else where."""

    party: relying_party.RelyingParty | None
    elsewhere: str = ""


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def key_of(request: Request) -> str:
    """What secrets are sealed with."""
    return settings_of(request).signing_key


def find_owner(request: Request, session: SessionDep, visitor: VisitorDep) -> Owner:
    """Who is signed in; or who gave their password and has nothing yet to show besides. Whoever has
    something shows it first.
    """
    if visitor is not None:
        return Owner(visitor, cookies.SESSION.read(request) or "")
    token = cookies.STEP.read(request) or ""
    half = queries.get_half(session, token)
    if half is None:
        raise problems.SignInNeeded
    pending, actor = half
    has_one = queries.get_factors(session, settings_of(request), actor).are_there
    if has_one and pending.passed_at is None:
        raise problems.SignInNeeded
    return Owner(actor, token, pending)


OwnerDep = Annotated[Owner, Depends(find_owner)]
Read = Callable[[], models.Factors]
FactorPage = FormPage[models.Factors]


def page_of(
    view: View,
    session: Session,
    owner: Owner,
    template: str,
    shown: Callable[[models.Factors, Any], dict[str, Any]],
) -> FactorPage:
    """A page about the second factors of its owner."""
    known = (session, settings_of(view.request), owner.actor)

    def looked_at(get: Callable[..., models.Factors]) -> models.Factors:
        # Who is half in gave their password just now.
        is_proven = owner.pending is not None or identity_queries.is_proven(
            session, owner.token, password_commands.FRESH
        )
        return replace(get(*known), is_proven=is_proven)

    return FormPage(
        view,
        session,
        owner.actor,
        partial(looked_at, queries.get_factors),
        partial(looked_at, queries.lock_factors),
        template,
        shown,
    )


def passkeys_here(view: View) -> PasskeysHere:
    """What a page says of passkeys."""
    host = view.request.headers.get("host", "")
    if hosts.name_of(host) is None:  # no host at all, so no place for a passkey
        return PasskeysHere(None)
    origin = f"{view.request.url.scheme}://{host}"
    party = relying_party.here(settings_of(view.request), origin)
    if party is not None and origin in party.origins:
        return PasskeysHere(party)
    elsewhere = relying_party.elsewhere(origin)
    return PasskeysHere(None, elsewhere and elsewhere + view.request.url.path)


def ask(view: View, session: Session, person: Person, then: str, packed: str) -> Response | None:
    """Where this person goes between their password and going in: to show what they have, or to set
    up what they must have. None for who goes in at once.
    """
    actor = identity_queries.get_actor(session, person.id)
    if actor is None:
        return None
    factors = queries.get_factors(session, settings_of(view.request), actor)
    if not (factors.are_there or factors.is_owed):
        return None
    # Who was signed in here before is not any more.
    identity_commands.end_session(session, cookies.SESSION.read(view.request) or "")
    token = entry_commands.begin_entry(
        session, person, paths.safe_path(then), packed, has_one=factors.are_there
    )
    answer = view.redirect(_address(view, factors))
    cookies.SESSION.drop(view.request, answer)
    cookies.STEP.keep(view.request, answer, token)
    return answer


def resume(view: View, session: Session) -> Response | None:
    """Where a browser goes on that is half signed in."""
    half = queries.get_any_half(session, cookies.STEP.read(view.request) or "")
    if half is None:
        return None
    pending, actor = half
    if pending.waits_for_provider:
        return view.redirect(view.url("providers:last_step"))
    if pending.passed_at is not None:
        return view.redirect(view.url("second_factors:index"))
    return view.redirect(
        _address(view, queries.get_factors(session, settings_of(view.request), actor))
    )


def forget(view: View, session: Session, answer: Response) -> None:
    """Nobody is half signed in here any more."""
    token = cookies.STEP.read(view.request)
    if token is not None:
        entry_commands.take_entry(session, token)
        cookies.STEP.drop(view.request, answer)


def _address(view: View, factors: models.Factors) -> str:
    return view.url("second_factors:step" if factors.are_there else "second_factors:index")


@dataclass(frozen=True)
class Half:
    """A browser that is half signed in, and who it is."""

    actor: Actor
    pending: models.PendingSignIn
    factors: models.Factors
    token: str


def find_half(view: ViewDep, session: SessionDep, visitor: VisitorDep) -> Half | None:
    """Who gave their password here and has something to show besides; None for anybody else."""
    token = cookies.STEP.read(view.request) or ""
    half = queries.get_half(session, token)
    if half is None:
        return None
    pending, actor = half
    factors = queries.get_factors(session, settings_of(view.request), actor)
    return Half(actor, pending, factors, token) if factors.are_there else None


HalfDep = Annotated[Half | None, Depends(find_half)]
