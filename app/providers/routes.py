"""Signing in and out through a provider."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from app.core import errors, inputs
from app.core.i18n import gettext as _, mark
from app.identity import deps as identity_deps, queries as identity_queries
from app.identity.actor import Actor
from app.identity.deps import VisitorDep
from app.providers import (
    client,
    commands,
    deps,
    last_step_routes,
    proof_commands,
    required_queries,
    tokens,
)
from app.providers.models import ProviderRound
from app.providers.troubles import Failed, Trouble
from app.web import (
    Form,
    SessionDep,
    View,
    ViewDep,
    cookies,
    from_address,
    notice,
    paths,
    problems,
    submitted,
)

router = APIRouter()

SIGNED_OUT = notice("signed_out", mark("You are signed out."))

ArrivalDep = Annotated[deps.Arrival, Depends(deps.read_arrival)]
GoodbyeDep = Annotated[deps.Goodbye, Depends(deps.read_goodbye)]
PartingDep = Annotated[deps.Parting, Depends(deps.read_parting)]


class SignInWish(inputs.Input):
    """Where to go after signing in, and what was typed when the session before this one ended."""

    when_missing: ClassVar[dict[str, str]] = {}

    next: Annotated[str, inputs.StringConstraints(max_length=2000)] = ""
    typed: inputs.Carried = ""


@router.get("/inloggen/via/{slug}", name="providers:sign_in")
def sign_in(
    view: ViewDep,
    session: SessionDep,
    actor: VisitorDep,
    departure: deps.DepartureDep,
    wish: Annotated[Form[SignInWish], Depends(from_address(SignInWish))],
) -> Response:
    """To the provider at once: nothing that was typed goes along."""
    if actor is not None:
        return view.redirect(paths.safe_path(wish.value("next")))
    return deps.leave(view, session, departure, then=wish.value("next"), is_page=False)


@router.post("/inloggen/via/{slug}", name="providers:carry")
def carry(
    view: ViewDep,
    session: SessionDep,
    actor: VisitorDep,
    departure: deps.DepartureDep,
    wish: Annotated[Form[SignInWish], Depends(submitted(SignInWish))],
) -> Response:
    """With what was typed. A browser does not follow a form to another site, so a page of ours
    comes first, with the way there.
    """
    given = wish.parse()
    return deps.leave(view, session, departure, then=given.next, typed=given.typed)


@router.get("/inloggen/via/{slug}/terug", name="providers:back")
def back(view: ViewDep, session: SessionDep, actor: VisitorDep, arrival: ArrivalDep) -> Response:
    """Who comes back from the provider."""
    provider, begun, proven = arrival.provider, arrival.round, arrival.proven
    if provider is None:
        raise errors.NotFound(_("This page does not exist."))
    kind, back_to = _came_for(begun)
    if begun is None or proven is None:
        trouble = arrival.trouble or Trouble.STALE
        return deps.trouble_page(view, provider, trouble, kind, back_to)
    if begun.purpose_hash is not None:
        proof_commands.keep_proof(session, provider, begun, proven)
        answer = view.redirect(back_to)
        browser = cookies.ROUND.read(view.request) or ""
        seconds = int(proof_commands.LASTS.total_seconds())
        cookies.ROUND.keep(view.request, answer, browser, seconds=seconds)
        return answer
    try:
        if begun.person_id is None:
            person = commands.find_who(session, provider, proven)
            # Who has to come in through another one still goes there.
            is_door = required_queries.is_enough(session, person.id, provider.id)
            bind = commands.bind_session(session, provider, proven) if is_door else None
            return identity_deps.enter(
                view,
                session,
                person,
                begun.next_page,
                begun.typed,
                is_proven=True,  # what it asks besides a password is its own to say
                bind=bind,
            )
        if actor is None:
            return _tie_at_last_step(view, session, begun, provider, proven)
        if actor.person_id != begun.person_id:
            raise Failed(Trouble.OTHER_PERSON, "another person is signed in")
        commands.tie(session, actor, provider, proven)
    except Failed as problem:
        view.request.state.discard = True
        if kind == deps.TIE and actor is None:
            back_to = view.url("providers:last_step")
        return deps.trouble_page(view, provider, deps.note(problem, provider), kind, back_to)
    return view.redirect(view.url("providers:own"), said=deps.TIED)


def _tie_at_last_step(
    view: View,
    session: SessionDep,
    begun: ProviderRound,
    provider: client.Known,
    proven: tokens.Proven,
) -> Response:
    """Who gave their password here, and has to come in through a provider from now on: tied, and
    in.
    """
    pending = last_step_routes.take_half(view, session, begun.person_id)
    person = identity_queries.get_person(session, pending.person_id) if pending else None
    if pending is None or person is None:
        raise Failed(Trouble.OTHER_PERSON, "nobody is half in here")
    commands.tie(session, Actor(person_id=person.id, name=person.name), provider, proven)
    bind = commands.bind_session(session, provider, proven)
    return identity_deps.enter(
        view, session, person, pending.then, pending.typed, is_proven=True, bind=bind
    )


def _came_for(begun: ProviderRound | None) -> tuple[str, str]:
    """Why somebody went there, and the page for which they show who they are."""
    if begun is None:
        return deps.ENTRY, ""
    if begun.purpose_hash is not None:
        return deps.PROOF, paths.safe_path(begun.next_page)
    return (deps.TIE if begun.person_id is not None else deps.ENTRY), ""


@router.post("/uitloggen", name="identity:sign_out")
def sign_out(view: ViewDep, visitor: VisitorDep, parting: PartingDep) -> Response:
    """Out here already. A browser does not follow a form to another site, so who came through a
    provider gets a page with the way to leave it too.
    """
    if not parting.was_here:
        raise problems.SignInNeeded
    if parting.provider is not None and parting.address:
        answer = view.page(
            "providers/left.html", provider=parting.provider, address=parting.address
        )
    else:
        answer = view.redirect(view.url("identity:sign_in"), said=SIGNED_OUT)
    cookies.SESSION.drop(view.request, answer)
    return answer


@router.post("/uitloggen/achterdeur/{slug}", name="providers:back_channel")
def back_channel(session: SessionDep, visitor: VisitorDep, goodbye: GoodbyeDep) -> Response:
    """The provider itself says that somebody left. What it says is signed; it is no browser."""
    try:
        if goodbye.provider is None or goodbye.farewell is None:
            raise Failed(Trouble.WRONG, "no logout token")
        commands.end_sessions_of(session, goodbye.provider, goodbye.farewell)
    except Failed:
        return JSONResponse({"error": "invalid_request"}, status_code=400)
    return Response(status_code=200)
