"""One place answers everything that goes wrong, as a page or, for htmx, as a message above the
page.
"""

import logging
import traceback

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2_fragments import render_block
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from app.core import errors
from app.core.i18n import gettext as _
from app.web.view import Notice, page_context

log = logging.getLogger(__name__)

ENDED_BY_DATABASE = ("40P01", "40001")  # deadlock detected, could not serialize


class SignInNeeded(Exception):
    """Nobody is signed in; raised by the dependency that finds the actor."""


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
                "Somebody was probably just before you. "
                "Look at the page again and decide what is needed now."
            ),
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
    }
    return texts.get(
        status,
        (_("Something went wrong"), _("It is our fault, not yours. Try again in a few minutes.")),
    )


def problem_page(request: Request, status: int, message: str | None = None) -> Response:
    """The answer for a status. A page's own message, if there is one, takes the place of the
    general sentence.
    """
    heading, sentence = explain(status)
    env = request.app.state.templates
    context = page_context(request) | {
        "status": status,
        "heading": heading,
        "sentence": message or sentence,
    }
    # Somebody was first, or took the right away while this person was typing: the words are not
    # lost. With htmx the form itself stays on the page.
    context["typed"] = (
        "\n\n".join(getattr(request.state, "typed", ())) if status in (403, 409) else ""
    )
    if request.headers.get("hx-request") == "true":
        context["messages"] = [Notice("error", f"{heading}. {message or sentence}")]
        html = render_block(env, "layout.html", "message_list", **context)
        headers = {"hx-retarget": "#messages", "hx-reswap": "innerHTML"}
        return HTMLResponse(html, status_code=status, headers=headers)
    return HTMLResponse(env.get_template("problem.html").render(**context), status_code=status)


async def refuse_other_origin(request: Request) -> Response:
    """For `SameOriginOnly`."""
    return problem_page(request, 403, _("This form was sent from another website."))


def install(app: FastAPI) -> None:
    """Register the handlers."""

    async def app_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.AppError)
        message = None if error.status == 404 and not error.message else error.message
        answer = problem_page(request, error.status, message)
        if isinstance(error, errors.TooMany):
            answer.headers["retry-after"] = str(error.retry_after)
        return answer

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = problem_page(request, error.status_code)
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
        # Two requests waited for each other and PostgreSQL ended one: nothing of it is stored,
        # trying again works.
        assert isinstance(error, OperationalError)
        if getattr(error.orig, "sqlstate", None) not in ENDED_BY_DATABASE:
            raise error
        return problem_page(request, 409)

    async def crash(request: Request, error: Exception) -> Response:
        # Its kind and where it happened, not its message: that may quote what somebody typed (P13).
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error(
            "unhandled %s on %s %s\n%s",
            type(error).__name__,
            request.method,
            request.url.path,
            place,
        )
        try:
            return problem_page(request, 500)
        except Exception:  # the templates themselves may be what is broken
            heading, sentence = explain(500)
            return PlainTextResponse(f"{heading}. {sentence}\n", status_code=500)

    app.add_exception_handler(errors.AppError, app_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(OperationalError, database_error)
    app.add_exception_handler(Exception, crash)
