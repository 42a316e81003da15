"""Who asks, for routes: `ActorDep`, or `open_to_everyone` on a route that wants nobody in
particular; and `enter`, for every door by which somebody signs in, with the page of them.
"""

from collections.abc import Callable
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request, Response
from sqlmodel import Session

from app.identity import browser_names, commands, models, queries
from app.identity.actor import Actor
from app.web import (
    Form,
    SessionDep,
    View,
    cookies,
    database,
    drafts,
    elsewhere,
    middleware,
    paths,
    problems,
    stamps,
)


def find_actor(request: Request, session: SessionDep) -> Actor | None:
    """The signed-in actor, or None. Also kept on the request, for the top of the page."""
    token = cookies.SESSION.read(request)
    found = token and queries.get_signed_in(session, token, request.app.state.settings)
    if not found:
        request.state.actor = None
        return None
    actor, login = found
    if commands.touch_session(session, login):
        # At once: who does something long in one tab goes on reading in another.
        database.keep_so_far(session)
    if request.method not in middleware.SAFE_METHODS:
        # Whoever changes a list sees it as it is then, also in the answer to this request.
        actor = actor.without_kept_lists()
    request.state.actor = actor
    elsewhere.follow_asked(request, session)
    return actor


def get_actor(request: Request, actor: Annotated[Actor | None, Depends(find_actor)]) -> Actor:
    """The signed-in actor; a stranger is sent to the sign-in page. What was filled in for one
    organisation of a person is not done for another one, to which they went in another tab.
    """
    if actor is None:
        raise problems.SignInNeeded
    is_own = request.method in middleware.SAFE_METHODS or stamps.is_personal(request.url.path)
    if not (is_own or actor.is_meant(request.query_params.get(stamps.FIELD, ""))):
        raise problems.OtherOrganisation
    drafts.asking.set(actor.person_id)
    return actor


def open_to_everyone(actor: Annotated[Actor | None, Depends(find_actor)]) -> Actor | None:
    """Says that a route needs no account, and who is there if somebody is. A guard test lists these
    routes.
    """
    return actor


ActorDep = Annotated[Actor, Depends(get_actor)]
VisitorDep = Annotated[Actor | None, Depends(open_to_everyone)]


class SecondStep(Protocol):
    """What may come between who somebody is and going in; `main` says which."""

    def ask(
        self, view: View, session: Session, person: models.Person, then: str, packed: str
    ) -> Response | None:
        """Where this person goes for a second step; None for who goes in at once."""

    def resume(self, view: View, session: Session) -> Response | None:
        """Where a browser goes on that is half signed in; None for any other."""

    def forget(self, view: View, session: Session, answer: Response) -> None:
        """Somebody goes in, so nobody is half in any more."""

    def passkeys_here(self, view: View) -> Any:
        """What the sign-in page says of passkeys."""


class LastStep(Protocol):
    """Whether somebody who has shown all that they have here has to come in through a provider;
    `main` says how.
    """

    def ask(
        self, view: View, session: Session, person: models.Person, then: str, packed: str
    ) -> Response | None:
        """Where this person goes for that; None for who goes in."""


def second_step(view: View) -> SecondStep:
    step: SecondStep = view.request.app.state.second_step
    return step


def enter(
    view: View,
    session: SessionDep,
    person: models.Person,
    then: str = "",
    packed: str = "",
    *,
    is_proven: bool = False,
    is_free: bool = False,
    bind: Callable[[bytes], None] | None = None,
) -> Response:
    """Sign somebody in who has shown who they are, by whichever door, and lead them to `then`; by
    way of their second step, unless the door `is_proven`: it asked for more than a password itself.
    `is_free`: the door of a demonstration, which asks for nothing at all. `packed`: what they typed
    when the session before this one ended. `bind`: a provider said who it is, and gets the hash of
    the new session's secret; whoever comes in otherwise may have to go there first.
    """
    answer = None
    if not (is_proven or is_free):
        answer = second_step(view).ask(view, session, person, then, packed)
    if answer is None and bind is None and not is_free:
        last_step: LastStep = view.request.app.state.last_step
        answer = last_step.ask(view, session, person, then, packed)
    if answer is not None:
        return answer
    # Who was signed in here before is not any more; on other devices they are.
    commands.end_session(session, cookies.SESSION.read(view.request) or "")
    browser_name = browser_names.name_of(view.request.headers.get("user-agent", ""))
    token = commands.start_session(session, person, browser_name)
    if bind is not None:
        bind(queries.token_hash(token))
    typed = drafts.Typed.unpacked(packed)
    drafts.keep(session, person.id, typed)
    then = paths.safe_path(then)
    if typed is not None and typed.waits_for(person.id):
        answer = go_on(view, session, token, typed, then)
    else:
        if cookies.may_be_lost(view.request):
            then = view.url("identity:sign_in", next=then, entered="1")
        answer = view.redirect(then)
    second_step(view).forget(view, session, answer)
    cookies.SESSION.keep(view.request, answer, token)
    if person.language and cookies.LANGUAGE.read(view.request) is None:
        cookies.keep_language(view.request, answer, person.language)
    browser = cookies.BROWSER.read(view.request) or ""
    cookies.BROWSER.keep(
        view.request,
        answer,
        commands.know_browser(session, person, browser),
        seconds=commands.KNOWN_DAYS * 24 * 60 * 60,
    )
    return answer


def go_on(
    view: View,
    session: Session,
    token: str,
    typed: drafts.Typed,
    then: str,
    *,
    is_switched: bool = False,
) -> Response:
    """The page with what somebody typed in a short form that was not sent, to send it now, as who
    they are from here on. `is_switched`: not signed in again, but working for another organisation.
    """
    signed_in = queries.get_signed_in(session, token, view.settings)
    view.request.state.actor = signed_in[0] if signed_in is not None else None
    return view.page(
        "identity/go_on.html",
        typed=typed,
        is_switched=is_switched,
        back=then,
        here_with_query=then,
    )


def sign_in_page(
    view: View,
    form: Form[commands.Credentials],
    status: int = 200,
    trouble: str = "",
    *,
    has_ended: bool = False,
    has_file: bool = False,
) -> Response:
    """The page with every door."""
    state = view.request.app.state
    cast = state.demo_cast if state.settings.is_demo else ()
    # Where this page is found again, such as in another language; a post is not.
    here: dict[str, Any] = {}
    if view.request.method == "POST":
        here["here_with_query"] = view.url("identity:sign_in", next=form.value("next"))
    return view.page(
        "identity/sign_in.html",
        status=status,
        form=form,
        cast=cast,
        doors=state.find_doors(view.request.state.session),
        trouble=trouble,
        has_ended=has_ended,
        has_file=has_file,
        passkeys=second_step(view).passkeys_here(view),
        **here,
    )
