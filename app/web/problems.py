"""One place answers everything that goes wrong, as a page or, for htmx, as a message above the
page.
"""

import logging
import time
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2_fragments import render_block
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from app.core import db, errors, i18n, logs, unreachable
from app.core.i18n import gettext as _
from app.web import acts, answers, back, cookies, database, elsewhere, frame
from app.web.drafts import Typed
from app.web.forms import read_if_typed
from app.web.middleware import SAFE_METHODS
from app.web.view import Notice, View

log = logging.getLogger(__name__)

ENDED_BY_DATABASE = ("40P01", "40001")  # deadlock detected, could not serialize
RETRY_AFTER = "5"  # seconds
# With these a plain browser gets back what was typed.
GIVEN_BACK = (403, 409, 503)
_told_away = float("-inf")


class SignInNeeded(Exception):
    """Nobody is signed in; raised by the dependency that finds the actor."""


class OtherOrganisation(Exception):
    """This was filled in for an organisation of the person that they do not work for now."""


def explain(status: int) -> tuple[str, str]:
    """Heading and sentence for a status, in the reader's language."""
    texts = {
        400: (_("This request is not right"), _("Go back and try again.")),
        403: (_("You may not do this"), _("Ask a coordinator of your organisation.")),
        404: (
            _("This page does not exist"),
            _("It may have been moved, or it is not meant for your organisation."),
        ),
        405: (_("This cannot be done here"), _("Go back and use the buttons on the page.")),
        409: (
            _("This cannot be done now"),
            _(
                "Something has changed meanwhile. "
                "Look at the page again and decide what is needed now."
            ),
        ),
        408: (
            _("This took too long to arrive"),
            _("Nothing is stored. Check your connection, go back and send it again."),
        ),
        413: (
            _("This is too much at once"),
            _(
                "Make your text shorter or your file smaller and send it again. "
                "Your browser's back button brings back what you typed."
            ),
        ),
        422: (_("Something is not filled in right"), _("Go back and check what you filled in.")),
        429: (_("Too many tries"), _("Wait a moment and try again.")),
        503: (
            _("It is busy now"),
            _("Wait a moment and try again. Nothing of it is stored yet."),
        ),
    }
    return texts.get(
        status,
        (_("Something went wrong"), _("It is our fault, not yours. Try again in a few minutes.")),
    )


def problem_page(
    request: Request, status: int, message: str | None = None, way_on: elsewhere.WayOn | None = None
) -> Response:
    """The answer for a status. A page's own message, if there is one, takes the place of the
    general sentence.
    """
    heading, sentence = explain(status)
    if status == 503 and message in (away(), unusable()):
        heading = _("This cannot be done now")  # it is not that it is busy
    if way_on is not None and way_on.heading:
        heading, message = way_on.heading, elsewhere.say_seen(request, way_on)
    env = request.app.state.templates
    context = frame.page_context(request) | {
        "status": status,
        "heading": heading,
        "sentence": message or sentence,
        "request_id": logs.request_id.get(),
        "way_on": way_on,
    }
    is_reading = request.method in SAFE_METHODS
    before = getattr(request.state, "page_before", None) or back.page_before(request)
    context["go_back"] = "" if is_reading else before
    context["again"] = context["here_with_query"] if is_reading and status == 503 else ""
    # Somebody was first, or took the right away while this person was typing: the words are not
    # lost. With htmx the form itself stays on the page.
    context["typed"] = (
        "\n\n".join(getattr(request.state, "typed", ())) if status in GIVEN_BACK else ""
    )
    if request.headers.get("hx-request") == "true":
        # The form stays as it is, with what was typed; what it is about has become something else.
        seen = back.page_before(request) if status == 409 else ""
        context["messages"] = [Notice("error", f"{heading}. {message or sentence}", look=seen)]
        html = render_block(env, "layout.html", "message_list", **context)
        if way_on is not None:
            parts: Any = env.get_template("components/switch.html").module
            html += parts.switches_to(way_on.seats, way_on.next, way_on.typed, kind="primary")
        headers = {"hx-retarget": "#messages", "hx-reswap": "innerHTML"}
        return answers.HtmlAnswer(html, status_code=status, headers=headers)
    return answers.HtmlAnswer(
        env.get_template("problem.html").render(**context), status_code=status
    )


def away() -> str:
    """For who comes while PostgreSQL is away. What was sent as it went may be stored after all."""
    return _(
        "The database cannot be reached. It comes back by itself: try again in a minute. "
        "If you sent something, look first whether it is there already."
    )


def unusable() -> str:
    """For who comes while somebody has to mend something before anything can be stored."""
    return _(
        "Schakelbord cannot store anything now, and this does not pass by itself. Tell who runs "
        "Schakelbord for you: the log says what to do. If you sent something, it is not stored."
    )


def _for_another(request: Request, typed: Typed | None) -> Response:
    session = database.session_of(request)
    return problem_page(request, 409, *elsewhere.keep_for_another(request, session, typed))


def _seen_elsewhere(request: Request) -> elsewhere.WayOn | None:
    return elsewhere.find_way_on(request, database.session_of(request))


def _led_on(request: Request, typed: Typed | None) -> str | None:
    return elsewhere.find_led_on(request, database.session_of(request), typed)


def _too_much(most: int) -> str | None:
    if most < 1024**2:  # an administrator may allow so little; the general sentence is left
        return None
    return _(
        "At most %(num)s MB can be sent at once. Make your text shorter or your file smaller and "
        "send it again. Your browser's back button brings back what you typed.",
        num=most // 1024**2,
    )


def _tell_away(error: Exception) -> None:
    """At most once a second, however many ask."""
    global _told_away
    if time.monotonic() - _told_away >= 1:
        _told_away = time.monotonic()
        state = "away" if unreachable.comes_back(error) else "of no use now"
        why = unreachable.why(error) or error
        log.error("PostgreSQL is %s: %s", state, why, extra=logs.ABOUT_AWAY)


async def refuse_unknown_host(request: Request) -> Response:
    """For `KnownHosts`, which stands before everything that knows the reader's language."""
    i18n.use_locale(cookies.LANGUAGE.read(request) or i18n.LOCALES[0])
    return problem_page(
        request,
        400,
        _(
            "Schakelbord does not answer at this address. Open it at its own address, or have the "
            "administrator add this one to SCHAKELBORD_ALLOWED_HOSTS."
        ),
    )


async def too_slow(request: Request) -> Response:
    """For `BodyLimit`."""
    answer = problem_page(request, 408)
    answer.headers["connection"] = "close"
    return answer


async def refuse_other_origin(request: Request) -> Response:
    """For `SameOriginOnly`."""
    return problem_page(request, 403, _("This form was sent from another website."))


def install(app: FastAPI) -> None:
    """Register the handlers."""

    async def repeated(request: Request, error: Exception) -> Response:
        assert isinstance(error, acts.Repeated)
        return View(request).redirect(error.led_to, said=acts.SENT_ONCE)

    async def led_on(request: Request, error: Exception) -> Response:
        assert isinstance(error, elsewhere.LedOn)
        return RedirectResponse(error.at, status_code=301)

    async def other_organisation(request: Request, _error: Exception) -> Response:
        typed = await read_if_typed(request)  # it was refused before the form was read
        return await database.with_session(request, _for_another, request, typed)

    async def app_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.AppError)
        message, way_on = error.message or None, None
        if isinstance(error, errors.NotFound) and elsewhere.may_have_moved(request):
            typed = await read_if_typed(request)
            at = await database.with_session(request, _led_on, request, typed)
            if at is not None and request.method in SAFE_METHODS:
                return RedirectResponse(at, status_code=301)
            if at is not None:
                request.state.page_before = at
                return problem_page(request, 409, elsewhere.say_merged())
        if isinstance(error, errors.NotFound) and elsewhere.may_be_seen(request):
            way_on = await database.with_session(request, _seen_elsewhere, request)
        answer = problem_page(request, error.status, message, way_on)
        if isinstance(error, errors.TooMany):
            answer.headers["retry-after"] = str(error.retry_after)
        if isinstance(error, errors.Busy):
            answer.headers["retry-after"] = RETRY_AFTER
        return answer

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        most = getattr(request.state, "most_bytes", 0) if error.status_code == 413 else 0
        answer = problem_page(request, error.status_code, _too_much(most))
        answer.headers.update(error.headers or {})
        if error.status_code == 405 and (methods := app.state.paths.methods_of(request.url.path)):
            answer.headers["allow"] = ", ".join(methods)
        return answer

    async def unreadable(request: Request, error: Exception) -> Response:
        # Our own forms are read by app.web.forms; what is left is a path that holds no id.
        assert isinstance(error, RequestValidationError)
        in_path = any(detail["loc"][0] == "path" for detail in error.errors())
        return problem_page(request, 404 if in_path else 400)

    async def database_error(request: Request, error: Exception) -> Response:
        # Two requests waited for each other and PostgreSQL ended one, or somebody waited too long:
        # nothing of it is stored, trying again works.
        if getattr(getattr(error, "orig", None), "sqlstate", None) in ENDED_BY_DATABASE:
            return problem_page(request, 409)
        is_away = unreachable.is_away(error)
        if not is_away and not db.is_busy(error):
            raise error
        if is_away:
            _tell_away(error)
        if not hasattr(request.state, "typed"):  # it went wrong before the form was read
            typed = await read_if_typed(request) if request.method == "POST" else None
            request.state.typed = typed.texts if typed is not None and typed.is_kept else ()
        says = (away() if unreachable.comes_back(error) else unusable()) if is_away else None
        answer = problem_page(request, 503, says)
        answer.headers["retry-after"] = RETRY_AFTER
        return answer

    async def system_error(request: Request, error: Exception) -> Response:
        if not isinstance(error, OSError) or error.errno not in unreachable.FULL:
            raise error
        log.error("the disk of this server is full, or may only be read (%s)", error.strerror)
        return problem_page(request, 503, unusable())

    async def crash(request: Request, error: Exception) -> Response:
        # Its kind and where it happened, not its message: that may quote what somebody typed (P13).
        log.error(
            "unhandled %s on %s %s\n%s",
            type(error).__name__,
            request.method,
            logs.place_of(request.scope),
            logs.told(error),
        )
        try:
            return problem_page(request, 500)
        except Exception:  # the templates themselves may be what is broken
            heading, sentence = explain(500)
            return PlainTextResponse(f"{heading}. {sentence}\n", status_code=500)

    app.add_exception_handler(errors.AppError, app_error)
    app.add_exception_handler(acts.Repeated, repeated)
    app.add_exception_handler(elsewhere.LedOn, led_on)
    app.add_exception_handler(OtherOrganisation, other_organisation)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(DBAPIError, database_error)
    app.add_exception_handler(PoolTimeout, database_error)
    app.add_exception_handler(OSError, system_error)
    app.add_exception_handler(errors.Refused, database_error)
    app.add_exception_handler(Exception, crash)
