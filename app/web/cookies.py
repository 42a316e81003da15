"""Our seven cookies, all strictly necessary: session, language, the one message that survives a
redirect, by which browser somebody signed in before, who is half signed in, who is on the way to a
provider, and which public form this browser has open.

Each is called `__Host-…` and is `Secure`. Safari and other browsers on WebKit drop such a cookie
over plain http, also on 127.0.0.1; so where somebody tries the demonstration on their own machine
it is neither.
"""

from enum import StrEnum
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from app.core import hosts
from app.core.i18n import gettext as _

PREFIX: Final = "__Host-"


class Cookie(StrEnum):
    """One of the seven, by the name it has everywhere but in a demonstration on loopback."""

    SESSION = "__Host-schakelbord"
    LANGUAGE = "__Host-taal"
    NOTICE = "__Host-melding"
    BROWSER = "__Host-browser"
    STEP = "__Host-stap"
    ROUND = "__Host-ronde"
    FORM = "__Host-formulier"

    def called(self, request: Request) -> str:
        """Its name for this browser."""
        return self.removeprefix(PREFIX) if _is_tried_out(request) else self.value

    def read(self, request: Request) -> str | None:
        """What this browser kept, if anything."""
        return request.cookies.get(self.called(request))

    def keep(
        self, request: Request, answer: Response, value: str, *, seconds: int | None = None
    ) -> None:
        """Ask the browser to keep it: until it closes, or for so many seconds."""
        answer.set_cookie(self.called(request), value, max_age=seconds, **_attributes(request))

    def drop(self, request: Request, answer: Response) -> None:
        """Ask the browser to forget it."""
        answer.delete_cookie(self.called(request), **_attributes(request))


SESSION: Final = Cookie.SESSION
LANGUAGE: Final = Cookie.LANGUAGE
NOTICE: Final = Cookie.NOTICE
BROWSER: Final = Cookie.BROWSER
STEP: Final = Cookie.STEP
ROUND: Final = Cookie.ROUND
FORM: Final = Cookie.FORM


def may_be_lost(request: Request) -> bool:
    """Whether what this answer asks to keep has to be looked for in the next request, because the
    person would otherwise land on a page as if they had done nothing.

    A browser that sent a cookie of ours keeps them. A program keeps what it is given, unless it is
    told `Secure` over plain http.
    """
    if any(cookie.read(request) is not None for cookie in Cookie):
        return False
    is_browser = "text/html" in request.headers.get("accept", "")
    return is_browser or (request.scope["scheme"] == "http" and not _is_tried_out(request))


def keep_language(request: Request, answer: Response, language: str) -> None:
    """For a year, as what somebody chose."""
    LANGUAGE.keep(request, answer, language, seconds=365 * 24 * 3600)


def advice(request: Request) -> str:
    """What to do when a browser does not keep them."""
    if request.scope["scheme"] == "http" and not _is_tried_out(request):
        return _(
            "Allow cookies for this website in your browser, or open it at an address that begins "
            "with https://."
        )
    return _("Allow cookies for this website in your browser.")


def _attributes(request: Request) -> dict[str, Any]:
    """`__Host-` asks for Secure, path / and no domain."""
    secure = not _is_tried_out(request)
    return {"path": "/", "secure": secure, "httponly": True, "samesite": "lax"}


def _is_tried_out(request: Request) -> bool:
    """The demonstration, over plain http, at an address that never leaves the machine."""
    return bool(
        request.app.state.settings.is_demo
        and request.scope["scheme"] == "http"
        and hosts.is_loopback(request.headers.get("host", ""))
    )
