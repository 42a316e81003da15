"""Pages of nobody's noun."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.exc import DBAPIError
from starlette.responses import PlainTextResponse

from app.background import queries as background_queries
from app.board.cards import BoardColumn
from app.core import clock, errors, inputs, jobs, unreachable
from app.core.i18n import gettext as _, use_locale
from app.identity.deps import VisitorDep
from app.organisations.queries import find_teams
from app.picture import public_tables
from app.releases import public_queries
from app.signals import fields as signal_fields
from app.site import formulas as site_formulas, queries
from app.web import Form, SessionDep, ViewDep, blank, cookies, from_address, paths, submitted

router = APIRouter()
last_router = APIRouter()

# For who runs the server, as all of /gereed.
NO_WORKER = "Er draait geen worker, dus taken blijven liggen. Start hem: python -m app.cli worker"


class LanguageChoice(inputs.Input):
    """The language of this browser."""

    language: Literal["nl", "en"]
    next: str = ""


@router.get("/", name="site:home")
def home(view: ViewDep, session: SessionDep, actor: VisitorDep) -> Response:
    if actor is not None:
        return view.redirect(view.url("work:index"))
    released = public_queries.find_newest(session)
    return view.page(
        "site/home.html",
        number=blank(signal_fields.NumberInput),
        released=released,
        figures=public_tables.figures_of(released.published) if released else [],
    )


@router.get("/privacy", name="site:privacy")
def privacy(view: ViewDep, actor: VisitorDep) -> Response:
    return view.page("site/privacy.html")


@router.get("/toegankelijkheid", name="site:accessibility")
def accessibility(view: ViewDep, actor: VisitorDep) -> Response:
    return view.page("site/accessibility.html")


@router.get("/zo-rekent-schakelbord", name="site:formulas")
def formulas(view: ViewDep, actor: VisitorDep) -> Response:
    return view.page("site/formulas.html", formulas=site_formulas.find_formulas())


@router.get("/hulp", name="site:help")
def explain(view: ViewDep, session: SessionDep, actor: VisitorDep) -> Response:
    teams = [] if actor is None else find_teams(session, actor)
    return view.page("site/help.html", columns=tuple(BoardColumn), teams=teams)


@router.post("/taal", name="language:switch")
def switch_language(
    view: ViewDep,
    actor: VisitorDep,
    form: Annotated[Form[LanguageChoice], Depends(submitted(LanguageChoice))],
) -> Response:
    given = _chosen(form)
    then = paths.safe_path(given.next)
    if cookies.may_be_lost(view.request):
        then = view.url("language:chosen", language=given.language, next=then)
    answer = view.redirect(then)
    cookies.keep_language(view.request, answer, given.language)
    return answer


@router.get("/taal", name="language:chosen")
def language_chosen(
    view: ViewDep,
    actor: VisitorDep,
    form: Annotated[Form[LanguageChoice], Depends(from_address(LanguageChoice))],
) -> Response:
    """On to the page in the chosen language, when this browser kept the choice."""
    given = _chosen(form)
    then = paths.safe_path(given.next)
    if cookies.LANGUAGE.read(view.request) == given.language:
        return view.redirect(then)
    use_locale(given.language)
    return view.page(
        "site/no_cookie.html", advice=cookies.advice(view.request), then=then, here_with_query=then
    )


def _chosen(form: Form[LanguageChoice]) -> LanguageChoice:
    try:
        return form.parse()
    except errors.Invalid:
        raise errors.NotFound(_("This language does not exist here.")) from None


@router.get("/gezond", name="site:alive")
def alive() -> Response:
    """The process answers."""
    return PlainTextResponse("gezond\n")


@router.get("/gereed", name="site:ready")
def ready(request: Request, session: SessionDep) -> Response:
    """Reachable, migrated and, in demo mode, seeded; else one word for what is missing. Pages work
    without a worker, so that is only said.
    """
    reason: str | None
    also = ""
    try:
        reason = queries.why_not_ready(session, request.app.state.settings)
        if reason is None:
            jobs.tell_log(lives=(lives := queries.has_worker(session)))
            also = "" if lives else f"{NO_WORKER}\n"
            also += f"{_said_of(background_queries.get_queue(session))}\n"
    except (errors.Refused, DBAPIError) as problem:
        if not unreachable.is_away(problem):
            raise
        request.state.discard, reason = True, "database"
    return PlainTextResponse(f"{reason or 'gereed'}\n{also}", status_code=503 if reason else 200)


def _said_of(queue: background_queries.JobQueue) -> str:
    """In one line, in seconds, as who watches a server reads it."""
    parts = [f"wachtrij {queue.waiting}", f"mislukt {queue.failed}"]
    for name, at in (("oudste", queue.oldest), ("laatste ronde", queue.last_round)):
        if at is not None:
            parts.append(f"{name} {max(0, round((clock.now() - at).total_seconds()))} s geleden")
    return ", ".join(parts)


@router.get("/.well-known/security.txt", name="site:security_txt")
def security_txt(request: Request) -> Response:
    """RFC 9116."""
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    base = str(request.base_url).rstrip("/")
    lines = [
        f"Contact: {request.app.state.settings.security_contact}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {base}/.well-known/security.txt",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


@last_router.get("/{path:path}", name="site:unknown", include_in_schema=False)
def unknown(path: str, actor: VisitorDep) -> Response:
    """Any other address. A route rather than a bare 404, so that the page keeps the visitor's
    menu.
    """
    raise errors.NotFound("")
