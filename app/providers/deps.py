"""What a request brings of a round to a provider, for routes. Here a provider is asked: in the
event loop, with no connection held; what has to be read first is read in a session of its own.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from app.core import clock, errors
from app.core.i18n import gettext as _, mark
from app.core.settings import Settings
from app.identity import commands as identity_commands
from app.identity.actor import Actor
from app.identity.deps import find_actor
from app.providers import client, commands, metadata, models, queries, tokens
from app.providers.troubles import Failed, Trouble
from app.web import View, addresses, cookies, database, notice, paths

log = logging.getLogger(__name__)

TIED = notice("provider_tied", mark("From now on you can sign in that way too."))
# Why somebody goes to a provider.
ENTRY, TIE, PROOF = "entry", "tie", "proof"
# How long who signs out waits to hear where the provider is left.
GOODBYE_SECONDS = 3


def book_of(request: Request) -> metadata.Book:
    """What this process knows of the providers."""
    book: metadata.Book = request.app.state.provider_book
    return book


def own_address(request: Request, route: str, **parts: Any) -> str:
    """A page of ours as others reach it."""
    path, _rest = request.app.state.paths.build(route, parts)
    settings: Settings = request.app.state.settings
    return (settings.public_url or str(request.base_url).rstrip("/")) + str(path)


def note(problem: Failed, provider: client.Known | None) -> Trouble:
    """A line in the log: which provider and which code, nothing of a person."""
    slug = provider.slug if provider is not None else "unknown"
    log.warning("sign-in through %s ended: %s", slug, problem)
    return problem.trouble


@dataclass(frozen=True)
class Departure:
    """A provider that somebody wants to go to, and what it says of itself."""

    provider: client.Known | None
    about: metadata.Metadata | None = None
    trouble: Trouble | None = None


async def read_departure(request: Request) -> Departure:
    """The provider of the path. One that is not there, or switched off, is asked nothing."""
    provider = await database.with_session(
        request, _find, request, str(request.path_params.get("slug", ""))
    )
    if provider is None or not provider.is_active:
        return Departure(provider, trouble=Trouble.OFF if provider is not None else None)
    try:
        return Departure(provider, await book_of(request).about(provider.issuer))
    except Failed as problem:
        return Departure(provider, trouble=note(problem, provider))


def _find(request: Request, slug: str) -> client.Known | None:
    session: Session = database.session_of(request)
    return queries.find_known(session, slug)


DepartureDep = Annotated[Departure, Depends(read_departure)]


@dataclass(frozen=True)
class Arrival:
    """Somebody who is back from a provider: who it is, or why nobody."""

    provider: client.Known | None
    proven: tokens.Proven | None = None
    round: models.ProviderRound | None = None
    trouble: Trouble | None = None


async def read_arrival(request: Request) -> Arrival:
    """The round is used up before the provider is asked: another request with the same state finds
    none.
    """
    slug = str(request.path_params.get("slug", ""))
    answer = {name: value for name, value in request.query_params.items() if len(value) < 20_000}
    provider, begun, trouble = await database.with_session(request, _take, request, slug, answer)
    if provider is None or begun is None:
        return Arrival(provider, trouble=trouble)
    row, secrets = begun
    settings: Settings = request.app.state.settings
    try:
        proven = await client.prove(
            provider,
            book_of(request),
            settings,
            answer=answer,
            redirect_uri=own_address(request, "providers:back", slug=slug),
            secrets=secrets,
        )
    except Failed as problem:
        return Arrival(provider, round=row, trouble=note(problem, provider))
    return Arrival(provider, proven, row)


def _take(
    request: Request, slug: str, answer: dict[str, str]
) -> tuple[client.Known | None, tuple[models.ProviderRound, client.Secrets] | None, Trouble | None]:
    session: Session = database.session_of(request)
    provider = queries.find_known(session, slug)
    if provider is None:
        return None, None, None
    browser = cookies.ROUND.read(request) or ""
    try:
        begun = commands.take_round(session, provider, answer.get("state", ""), browser)
        if not provider.is_active:
            raise Failed(Trouble.OFF, "switched off meanwhile")
    except Failed as problem:
        return provider, None, note(problem, provider)
    return provider, begun, None


@dataclass(frozen=True)
class Goodbye:
    """What a provider says at the back door: whose sessions end, or why nothing does."""

    provider: client.Known | None
    farewell: tokens.Farewell | None = None


async def read_goodbye(request: Request) -> Goodbye:
    """Its logout token, verified. Only as a form, as the standard has it."""
    slug = str(request.path_params.get("slug", ""))
    provider = await database.with_session(request, _find, request, slug)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if provider is None or kind != "application/x-www-form-urlencoded":
        return Goodbye(None)
    sent = (await request.form(max_fields=10, max_files=0)).getlist("logout_token")
    try:
        if len(sent) != 1 or not isinstance(sent[0], str):
            raise tokens.wrong("no logout token")
        farewell = tokens.read_logout_token(
            sent[0],
            await book_of(request).keys_for(provider.issuer, sent[0]),
            issuer=provider.issuer,
            client_id=provider.client_id,
            now=clock.now().timestamp(),
        )
    except Failed as problem:
        note(problem, provider)
        return Goodbye(provider)
    return Goodbye(provider, farewell)


@dataclass(frozen=True)
class Parting:
    """Somebody who signs out: whether they were here, and where they can leave a provider too."""

    was_here: bool
    provider: client.Known | None = None
    address: str = ""


async def read_parting(request: Request) -> Parting:
    """The session here ends before a provider is asked anything, and whatever it answers."""
    was_here, found = await database.with_session(request, _end, request)
    if found is None:
        return Parting(was_here)
    provider, id_token = found
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            about = await book_of(request).about(provider.issuer)
    except (Failed, TimeoutError):
        return Parting(was_here)
    then = own_address(request, "identity:sign_in")
    address = client.address_to_sign_out(provider, about, id_token, then)
    return Parting(was_here, provider, address or "")


def _end(request: Request) -> tuple[bool, tuple[client.Known, str | None] | None]:
    session: Session = database.session_of(request)
    if find_actor(request, session) is None:
        return False, None
    token = cookies.SESSION.read(request) or ""
    found = queries.get_login(session, token)
    identity_commands.end_session(session, token)
    return True, (found[0], found[1].id_token) if found is not None else None


def leave(
    view: View,
    session: Session,
    departure: Departure,
    *,
    then: str = "",
    typed: str = "",
    person: Actor | None = None,
    purpose: str = "",
    cancel: str = "",
    is_page: bool = True,
) -> Response:
    """Begin a round and show the way to the provider. `person`: who ties their account there, and
    so signs in anew. `purpose`: for what who they are is shown, on the page `then`. Not `is_page`:
    at once, which a browser follows from a link only.
    """
    provider, about = departure.provider, departure.about
    kind = TIE if person is not None else PROOF if purpose else ENTRY
    back_to = cancel or (paths.safe_path(then) if purpose else "")
    if provider is None:
        raise errors.NotFound(_("This page does not exist."))
    if about is None:
        trouble = departure.trouble or Trouble.AWAY
        return trouble_page(view, provider, trouble, kind, back_to)
    known = cookies.ROUND.read(view.request) or ""
    commands.count_round(
        session,
        view.settings,
        addresses.network_of_sender(view.request.scope),
        round_browser=known,
        known_browser=cookies.BROWSER.read(view.request) or "",
        keep=database.keep_so_far,
    )
    browser = known or commands.new_browser()
    secrets = commands.start_round(
        session,
        provider,
        browser,
        person=person,
        next_page=paths.safe_path(then)[:2000],
        typed=typed,
        purpose=purpose,
    )
    back = own_address(view.request, "providers:back", slug=provider.slug)
    try:
        address = client.address_to_sign_in(
            provider, about, back, secrets, is_fresh=kind is not ENTRY
        )
    except Failed as problem:
        return trouble_page(view, provider, note(problem, provider), kind, back_to)
    answer: Response = RedirectResponse(address, status_code=303)
    if is_page:
        answer = view.page(
            "providers/go.html", provider=provider, address=address, kind=kind, back_to=back_to
        )
    # By this the provider's answer is known to come back in the browser that asked.
    cookies.ROUND.keep(view.request, answer, browser, seconds=commands.ROUND_MINUTES * 60)
    return answer


def trouble_page(
    view: View, provider: client.Known, trouble: Trouble, kind: str, back_to: str = ""
) -> Response:
    """What went wrong, and what to do about it. `back_to`: where it is shown for."""
    return view.page(
        "providers/trouble.html",
        status=trouble.status,
        provider=provider,
        trouble=trouble,
        kind=kind,
        back_to=back_to,
    )
