"""Answering with HTML: the whole page for a browser, one named block of it for htmx, 303 after a
plain post.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment
from jinja2_fragments import render_block
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core import errors, forms as core_forms, pages
from app.core.i18n import gettext as _, number
from app.core.settings import Settings
from app.web import answers, cookies, frame, stamps, summary
from app.web.paths import Paths

MOST_DIGITS = 10  # of a number that a cookie brings back
MAIN = "#content"  # the element of layout.html that holds a page's own content


@dataclass(frozen=True)
class Notice:
    """One message: above the page, or at a place further down that the page itself knows."""

    kind: str
    text: str
    place: str = ""
    # The names of the numbers in its text.
    numbers: tuple[str, ...] = ()
    # Where the page stands as it is now.
    look: str = ""
    # The organisation that its text names, of who reads it.
    names: Callable[[Any], str] | None = None
    # The same with the name of a person, from what the page shows; "" where it shows none.
    from_page: Callable[[Mapping[str, Any]], str] | None = None


# What can be said after a redirect, by code: its text is a msgid. The cookie carries only the code.
_notices: dict[str, Notice] = {}


def notice(
    code: str,
    msgid: str,
    kind: str = "success",
    place: str = "",
    numbers: tuple[str, ...] = (),
    names: Callable[[Any], str] | None = None,
    from_page: Callable[[Mapping[str, Any]], str] | None = None,
) -> str:
    """Register a message that may follow a redirect; returns the code. `place`: a page shows it
    there itself. `numbers`: what its text counts, which `with_numbers` says. `names`: which
    organisation of the reader stands in its text as `organisation`: the cookie holds no names.
    `from_page`: what it says with a name that the page shows.
    """
    _notices[code] = Notice(kind, msgid, place, numbers, names=names, from_page=from_page)
    return code


def with_numbers(code: str, *numbers: int) -> str:
    """A message that counts something."""
    return ".".join((code, *(str(number) for number in numbers)))


def _said(code: str | None, actor: Any, shown: Mapping[str, Any]) -> list[Notice]:
    """What a code says on a page that shows this, in the language of the reader, who is `actor`; or
    nobody.
    """
    name, *told = (code or "").split(".")
    known = _notices.get(name)
    if known is None or len(told) != len(known.numbers):
        return []
    if not all(each.isdecimal() and len(each) < MOST_DIGITS for each in told):
        return []
    named = {name: number(int(each)) for name, each in zip(known.numbers, told, strict=True)}
    if known.names is not None:
        if actor is None:
            return []
        named["organisation"] = known.names(actor)
    text = known.from_page(shown) if known.from_page is not None else ""
    return [replace(known, text=text or _(known.text, **named))]


class View:
    """What a route answers with. One for each request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self._env: Environment = request.app.state.templates

    @property
    def settings(self) -> Settings:
        """Those of this process."""
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def page_size(self) -> int:
        """Rows on a page of a list."""
        return self.settings.page_size

    @property
    def wanted_block(self) -> str | None:
        """The id of the element htmx wants to fill; None for a plain browser."""
        if self.request.headers.get("hx-request") != "true":
            return None
        return self.request.headers.get("hx-target", "").rpartition("#")[2] or None

    def url(self, route: str, **params: Any) -> str:
        """The path of a route; parameters that are not in its path become the query."""
        paths: Paths = self.request.app.state.paths
        return paths.url(route, **params)

    def page(
        self, template: str, *, fragments: tuple[str, ...] = (), status: int = 200, **context: Any
    ) -> Response:
        """The whole page, or the block that htmx asked for if it is one of `fragments` (element id
        = block name).
        """
        block = self.wanted_block
        if block is not None and block in fragments:
            known = self._context(context, messages=[])
            html = self._put_right(render_block(self._env, template, block, **known))
            if status >= 400:
                # Above a form that comes back no longer stands what went well before it.
                html += self._messages(known)
            return answers.HtmlAnswer(html, status_code=status)
        messages = _said(cookies.NOTICE.read(self.request), self._actor, context)
        if "waits_for_me" not in context:
            context["waits_for_me"] = self._count_waiting()
        self._count_elsewhere()
        html = self._env.get_template(template).render(**self._context(context, messages=messages))
        answer = answers.HtmlAnswer(self._put_right(html), status_code=status)
        if block is not None:
            # htmx asked for a part, but the answer is another page: it takes the place of the whole
            # content.
            answer.headers.update(
                {"hx-retarget": MAIN, "hx-reselect": MAIN, "hx-reswap": "outerHTML"}
            )
        if messages:
            cookies.NOTICE.drop(self.request, answer)
        if language := getattr(self.request.state, "language", ""):
            cookies.keep_language(self.request, answer, language)
        return answer

    def macros(self, template: str) -> Any:
        """The macros of a template, for what is rendered beside a page."""
        return self._env.get_template(template).module

    def find_meant(
        self,
        session: Session,
        actor: Any,
        form: core_forms.Form[Any],
        find: Callable[[Any], pages.ResultPage[Any]],
    ) -> tuple[Any, pages.ResultPage[Any], str]:
        """The filters of a list, what they find, and "". When its words find nothing anywhere, the
        form and the filters say those that were meant, and the typed ones come along.
        """
        filters = form.parse()
        found, typed = find(filters), filters.q
        mend = self.request.app.state.mend
        meant = mend(session, actor, typed, is_found=bool(found.rows))
        if meant is None:
            return filters, found, ""
        form.put("q", meant)
        filters = form.parse()
        return filters, find(filters), typed

    def changed(
        self,
        template: str,
        block: str,
        *,
        then: str,
        shown: Callable[[], Mapping[str, Any]],
        said: str | None = None,
        also: tuple[str, ...] = (),
    ) -> Response:
        """After a change: htmx gets the block as it is now, a plain browser is sent to `then`.

        `also` names blocks elsewhere on the page that the change touches; the id of their element
        is their name. `shown` reads what the block shows; who is sent elsewhere reads it there.
        """
        if self.wanted_block == block:
            now = shown()
            known = self._context(now, messages=_said(said, self._actor, now))
            part = render_block(self._env, template, block, **known)
            for name in also:
                elsewhere = render_block(self._env, template, name, **known)
                part += (
                    f'<hx-partial hx-target="#{name}" hx-swap="outerHTML">{elsewhere}</hx-partial>'
                )
            part = stamps.stamped(part, self._acts_for)
            return answers.HtmlAnswer(part + self._messages(known) + self._waiting())
        return self.redirect(then, said=said)

    def redirect(self, path: str, *, said: str | None = None) -> Response:
        """Go to one of our own pages, with a message when it arrives."""
        act = getattr(self.request.state, "act", None)
        if act is not None:
            act.lead(path)
        answer = RedirectResponse(path, status_code=303)
        if self.request.headers.get("hx-request") == "true":
            answer = RedirectResponse(path, status_code=200)
            answer.headers["hx-redirect"] = path
        if said is not None:
            cookies.NOTICE.keep(self.request, answer, said, seconds=60)
        return answer

    def invalid(
        self,
        template: str,
        form: core_forms.Form[Any],
        problem: errors.Invalid,
        *,
        fragments: tuple[str, ...] = (),
        **context: Any,
    ) -> Response:
        """The form again, with what was typed and a sentence beside each wrong field. Nothing is
        stored.
        """
        self.request.state.discard = True
        return self.page(
            template,
            fragments=fragments,
            status=problem.status,
            form=form.refuse(problem),
            **context,
        )

    def _count_waiting(self) -> int:
        """What the menu says that waits for whoever asks."""
        actor = getattr(self.request.state, "actor", None)
        session = getattr(self.request.state, "session", None)
        counts = [i.count for i in self.request.app.state.nav if i.count is not None]
        if actor is None or session is None:
            return 0
        return sum(count(session, actor) for count in counts)

    def _count_elsewhere(self) -> None:
        """What waits in the other organisations of whoever asks, for the top of the page."""
        state = self.request.state
        actor, session = getattr(state, "actor", None), getattr(state, "session", None)
        if actor is not None and session is not None and actor.others:
            state.waits_elsewhere = self.request.app.state.elsewhere.count(session, actor)

    @property
    def _actor(self) -> Any:
        """Whoever asks; None for who is not signed in."""
        return getattr(self.request.state, "actor", None)

    @property
    def _acts_for(self) -> str:
        """What a form says of whom this page is shown to."""
        return self._actor.acts_for if self._actor is not None else ""

    def _put_right(self, html: str) -> str:
        """What can be said of a page only when it is there."""
        return stamps.stamped(summary.put_in_order(html), self._acts_for)

    def _messages(self, known: Mapping[str, Any]) -> str:
        """What htmx puts above the page, beside the part it asked for."""
        messages = render_block(self._env, "layout.html", "message_list", **known)
        return f'<hx-partial hx-target="#messages" hx-swap="innerHTML">{messages}</hx-partial>'

    def _waiting(self) -> str:
        """The number in the menu after a change: who answered something has one less to do."""
        parts: Any = self._env.get_template("frame/pieces.html").module
        count = parts.waiting_count(self._count_waiting())
        return f'<hx-partial hx-target="#waiting_count" hx-swap="outerHTML">{count}</hx-partial>'

    def _context(self, context: Mapping[str, Any], *, messages: list[Notice]) -> dict[str, Any]:
        return frame.page_context(self.request) | {"messages": messages} | dict(context)


ViewDep = Annotated[View, Depends(View)]
