"""Signing in and out."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request, Response

from app.core import errors, inputs
from app.core.i18n import gettext as _, mark
from app.identity import commands, deps, models, queries
from app.identity.cast import DemoPerson
from app.identity.deps import VisitorDep
from app.web import (
    Form,
    SessionDep,
    View,
    ViewDep,
    addresses,
    blank,
    cookies,
    database,
    from_address,
    middleware,
    paths,
    submitted,
)
from app.web.forms import read_if_typed
from app.web.frame import found_again_at

router = APIRouter()


class DemoChoice(inputs.Input):
    """Who of the cast signs in."""

    when_missing: ClassVar[dict[str, str]] = {"person": mark("Choose one of the people.")}

    person: inputs.Slug
    next: str = ""
    typed: inputs.Carried = ""


class Destination(inputs.Input):
    """Where to go after signing in. `entered`: somebody has just done so, and goes on when their
    browser kept the cookie.
    """

    next: str = ""
    entered: str = ""


@router.get("/inloggen", name="identity:sign_in")
def sign_in(
    view: ViewDep,
    session: SessionDep,
    actor: VisitorDep,
    wish: Annotated[Form[Destination], Depends(from_address(Destination))],
) -> Response:
    if actor is not None:
        return view.redirect(paths.safe_path(wish.value("next")))
    if (half := deps.second_step(view).resume(view, session)) is not None:
        return half
    lost = (
        _("You are not signed in: your browser did not keep the cookie.")
        + " "
        + cookies.advice(view.request)
    )
    return deps.sign_in_page(
        view,
        blank(commands.Credentials, next=wish.value("next")),
        trouble=lost if wish.value("entered") else "",
        # Sent here from another page with the cookie of a session that somebody ended elsewhere.
        has_ended=_had_session(view) and bool(wish.value("next")) and not wish.value("entered"),
    )


@router.post("/inloggen", name="identity:sign_in_password")
def sign_in_password(
    request: Request,
    view: ViewDep,
    session: SessionDep,
    actor: VisitorDep,
    form: Annotated[Form[commands.Credentials], Depends(submitted(commands.Credentials))],
) -> Response:
    try:
        given = form.parse()
    except errors.Invalid as problem:
        return deps.sign_in_page(view, form.refuse(problem), status=422)
    person = commands.check_password(
        session,
        request.app.state.settings,
        given,
        addresses.network_of_sender(request.scope),
        browser=cookies.BROWSER.read(request) or "",
        keep=database.keep_so_far,
    )
    if person is None:
        # One answer for an unknown address and a wrong password.
        refused = errors.Invalid(
            {"password": _("This e-mail address and password do not belong together.")}
        )
        return deps.sign_in_page(view, form.refuse(refused), status=422)
    return deps.enter(view, session, person, given.next, given.typed)


@router.post("/inloggen/demo", name="identity:sign_in_demo")
def sign_in_demo(
    request: Request,
    view: ViewDep,
    session: SessionDep,
    actor: VisitorDep,
    form: Annotated[Form[DemoChoice], Depends(submitted(DemoChoice))],
) -> Response:
    cast: tuple[DemoPerson, ...] = request.app.state.demo_cast
    if not request.app.state.settings.is_demo:
        raise errors.NotFound(_("This page does not exist."))
    try:
        given = form.parse()
        found = _of_cast(session, cast, given.person)
    except errors.Invalid as problem:
        again = blank(commands.Credentials, next=form.value("next"), typed=form.value("typed"))
        return deps.sign_in_page(view, again.refuse(problem), status=422)
    # One click is all that a demonstration asks, whatever else somebody set up in it.
    return deps.enter(view, session, found, given.next, given.typed, is_free=True)


def _of_cast(session: SessionDep, cast: tuple[DemoPerson, ...], key: str) -> models.Person:
    member = next((person for person in cast if person.key == key), None)
    found = queries.get_person_by_email(session, member.email) if member is not None else None
    if found is None:
        raise errors.Invalid({"": _("Choose one of the people.")})
    return found


async def ask_to_sign_in(request: Request, _error: Exception) -> Response:
    """For who is not signed in, or not any more. What was typed meanwhile goes along in the page,
    and comes back when the same person signs in. A file does not: the page says so.
    """
    view = View(request)
    if request.method == "POST" and middleware.is_same_origin(request):
        typed = await read_if_typed(request)
        if typed is not None and typed.is_kept:
            back = found_again_at(request) if typed.place is None else typed.place.page
            form = blank(commands.Credentials, next=back, typed=typed.packed())
            return await database.with_session(request, _ended, view, form, False)
        is_file = request.headers.get("content-type", "").startswith("multipart/")
        if is_file and _had_session(view):
            form = blank(commands.Credentials, next=found_again_at(request))
            return await database.with_session(request, _ended, view, form, True)
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wish = target if request.method == "GET" and target != "/" else None
    return view.redirect(view.url("identity:sign_in", next=wish))


def _had_session(view: View) -> bool:
    """For who is not signed in: whether they were, until the session ended."""
    return cookies.SESSION.read(view.request) is not None


def _ended(view: View, form: Form[commands.Credentials], has_file: bool) -> Response:
    return deps.sign_in_page(view, form, status=403, has_ended=True, has_file=has_file)
