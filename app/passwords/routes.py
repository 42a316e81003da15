"""Pages of a forgotten password: asking for a link, and setting a new one with it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.core import errors
from app.core.i18n import mark
from app.identity.deps import VisitorDep
from app.passwords import commands, queries
from app.passwords.models import LinkState
from app.web import (
    Form,
    SessionDep,
    View,
    ViewDep,
    addresses,
    blank,
    cookies,
    database,
    notice,
    submitted,
)

router = APIRouter()

ASKED = notice(
    "password_asked",
    mark(
        "Is there an account with this e-mail address? Then a mail is on its way, with a link that"
        " works for one hour. Look in your spam too."
    ),
)
CHANGED = notice("password_changed", mark("Your new password is set. Sign in with it."))

ForgottenForm = Annotated[
    Form[commands.ForgottenInput], Depends(submitted(commands.ForgottenInput))
]
PasswordForm = Annotated[Form[commands.NewPassword], Depends(submitted(commands.NewPassword))]


@router.get("/wachtwoord-vergeten", name="passwords:forgotten")
def forgotten(view: ViewDep, session: SessionDep, visitor: VisitorDep) -> Response:
    return _asking(view, blank(commands.ForgottenInput))


@router.post("/wachtwoord-vergeten", name="passwords:ask")
def ask(view: ViewDep, session: SessionDep, visitor: VisitorDep, form: ForgottenForm) -> Response:
    try:
        given = form.parse()
    except errors.Invalid as problem:
        return _asking(view, form.refuse(problem), status=422)
    commands.ask_link(
        session,
        view.settings,
        given,
        addresses.network_of_sender(view.request.scope),
        browser=cookies.BROWSER.read(view.request) or "",
        keep=database.keep_so_far,
    )
    return view.redirect(view.url("passwords:forgotten"), said=ASKED)


@router.get("/wachtwoord/{token}", name="passwords:choose")
def choose(view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str) -> Response:
    state, _link = queries.get_link(session, view.settings, token)
    return _choosing(view, token, state, blank(commands.NewPassword))


@router.post("/wachtwoord/{token}", name="passwords:set")
def set_anew(
    view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str, form: PasswordForm
) -> Response:
    try:
        state = commands.set_with_link(session, view.settings, token, form.parse())
    except errors.Invalid as problem:
        state, _link = queries.get_link(session, view.settings, token)
        return _choosing(view, token, state, form.refuse(problem), status=422)
    if state is not LinkState.ALIVE:
        return _choosing(view, token, state, form)
    answer = view.redirect(view.url("identity:sign_in"), said=CHANGED)
    cookies.STEP.drop(view.request, answer)
    return answer


def _asking(view: View, form: Form[commands.ForgottenInput], *, status: int = 200) -> Response:
    settings = view.settings
    is_sent = settings.sends_mail or settings.is_demo
    return view.page("passwords/forgotten.html", status=status, form=form, is_sent=is_sent)


def _choosing(
    view: View,
    token: str,
    state: LinkState,
    form: Form[commands.NewPassword],
    *,
    status: int = 200,
) -> Response:
    """The form, or why the link does nothing any more."""
    if state is LinkState.UNKNOWN:
        status = 404
    elif state is not LinkState.ALIVE:
        status = 410
    return view.page(
        "passwords/choose.html",
        status=status,
        form=form,
        token=token,
        state=state,
        is_alive=state is LinkState.ALIVE,
        here_with_query=view.url("passwords:choose", token=token),
    )
