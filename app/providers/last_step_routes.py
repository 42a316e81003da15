"""The last step of signing in, for who has to come in through a provider: /inloggen/via."""

from typing import Any

from fastapi import APIRouter, Response
from sqlmodel import Session

from app.identity import commands as identity_commands, queries as identity_queries
from app.identity.deps import VisitorDep
from app.identity.models import Person
from app.providers import deps, required_queries
from app.second_factors import entry_commands, queries as factor_queries
from app.web import SessionDep, View, ViewDep, cookies, paths

router = APIRouter(prefix="/inloggen/via")


def ask(view: View, session: Session, person: Person, then: str, packed: str) -> Response | None:
    """For `identity.deps.enter`: who showed a password, a second factor or a passkey, and works for
    an organisation whose people come in through a provider, goes there first.
    """
    actor = identity_queries.get_actor(session, person.id)
    if actor is None or not required_queries.find_doors(session, actor):
        return None
    identity_commands.end_session(session, cookies.SESSION.read(view.request) or "")
    entry_commands.take_entry(session, cookies.STEP.read(view.request) or "")
    token = entry_commands.begin_last_step(session, person, paths.safe_path(then), packed)
    answer = view.redirect(view.url("providers:last_step"))
    cookies.SESSION.drop(view.request, answer)
    cookies.STEP.keep(view.request, answer, token)
    return answer


@router.get("", name="providers:last_step")
def last_step(view: ViewDep, session: SessionDep, visitor: VisitorDep) -> Response:
    half = _half(view, session)
    doors = [] if half is None else required_queries.find_doors(session, half[1])
    if not doors:  # nobody is half in, or it is not asked any more: the sign-in page says which
        answer = view.redirect(view.url("identity:sign_in"))
        cookies.STEP.drop(view.request, answer)
        return answer
    is_tied = any(door.is_tied for door in doors)
    return view.page("providers/last_step.html", doors=doors, is_tied=is_tied)


@router.post("/{slug}/verplicht", name="providers:go_last_step")
def go(
    view: ViewDep, session: SessionDep, visitor: VisitorDep, departure: deps.DepartureDep, slug: str
) -> Response:
    """To the provider: who is known there comes in by it, who is not is tied when they are back."""
    half = _half(view, session)
    doors = [] if half is None else required_queries.find_doors(session, half[1])
    door = next((each for each in doors if each.slug == slug), None)
    if half is None or door is None:
        return view.redirect(view.url("providers:last_step"))
    pending, actor = half
    return deps.leave(
        view,
        session,
        departure,
        then=pending.then,
        typed=pending.typed,
        person=None if door.is_tied else actor,
        cancel=view.url("providers:last_step"),
    )


def _half(view: View, session: Session) -> Any:
    """The half sign-in of this browser that waits for a provider, and who it is."""
    half = factor_queries.get_any_half(session, cookies.STEP.read(view.request) or "")
    return half if half is not None and half[0].waits_for_provider else None


def take_half(view: View, session: Session, person_id: Any) -> Any:
    """Use up what waits in this browser for a provider, if it is of this person: what they typed
    and where they were going. None for anybody else.
    """
    half = _half(view, session)
    if half is None or half[0].person_id != person_id:
        return None
    return entry_commands.take_entry(session, cookies.STEP.read(view.request) or "")
