"""The step after the password, and signing in with a passkey alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.responses import Response as Json
from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _
from app.identity import commands as identity_commands, deps as identity_deps, queries, try_commands
from app.identity.deps import VisitorDep
from app.second_factors import commands, deps, entry_commands, passkey_commands
from app.second_factors.deps import Half, HalfDep
from app.web import Form, SessionDep, View, ViewDep, blank, cookies, database, paths, submitted

router = APIRouter(prefix="/inloggen")

CodeForm = Annotated[Form[commands.CodeInput], Depends(submitted(commands.CodeInput))]
AnswerForm = Annotated[
    Form[passkey_commands.PasskeyAnswer], Depends(submitted(passkey_commands.PasskeyAnswer))
]


@router.get("/tweede-stap", name="second_factors:step")
def step(view: ViewDep, session: SessionDep, half: HalfDep) -> Response:
    if half is None:
        return deps.resume(view, session) or _begin_again(view)
    return _page(view, half, blank(commands.CodeInput))


@router.post("/tweede-stap", name="second_factors:show_code")
def show_code(view: ViewDep, session: SessionDep, half: HalfDep, form: CodeForm) -> Response:
    if half is None:
        return _begin_again(view)
    try:
        given = form.parse()
        tries = _count_try(view, session, half)
        key = deps.key_of(view.request)
        person_id = half.pending.person_id
        is_right = commands.use_app(
            session, key, person_id, given.code
        ) or commands.use_recovery_code(session, half.actor, given.code)
        if not is_right:
            raise errors.Invalid(
                {"code": _("This code is not right, or it was used already. Try the next one.")}
            )
    except errors.Invalid as problem:
        return _page(view, half, form.refuse(problem), status=422)
    try_commands.forget_tries(session, tries)
    return _go_in(view, session, half)


@router.post("/tweede-stap/stoppen", name="second_factors:stop")
def stop(view: ViewDep, session: SessionDep, visitor: VisitorDep) -> Response:
    answer = view.redirect(view.url("identity:sign_in"))
    deps.forget(view, session, answer)
    return answer


@router.post("/passkey/vraag", name="second_factors:ask_passkey")
def ask_passkey(view: ViewDep, session: SessionDep, half: HalfDep) -> Response:
    party = deps.passkeys_here(view).party
    if party is None:
        raise errors.Conflict(_("Passkeys do not work at this address."))
    browser = cookies.STEP.read(view.request) or entry_commands.new_secret()
    passkeys = half.factors.passkeys if half is not None else ()
    asked = passkey_commands.ask_known(session, passkeys, party, browser)
    answer = Json(asked, media_type="application/json")
    cookies.STEP.keep(view.request, answer, browser)
    return answer


@router.post("/passkey", name="second_factors:sign_in_passkey")
def sign_in_passkey(
    view: ViewDep, session: SessionDep, half: HalfDep, form: AnswerForm
) -> Response:
    refused = _("This passkey does not work here. Try again, or sign in in another way.")
    party = deps.passkeys_here(view).party
    challenge = passkey_commands.take_challenge(
        session, passkey_commands.USING, cookies.STEP.read(view.request) or ""
    )
    database.keep_so_far(session)  # asked once, whatever becomes of the answer
    passkey = (
        None
        if party is None
        else passkey_commands.use_passkey(session, party, challenge, form.value("answer"))
    )
    if half is not None:
        if passkey is None or passkey.person_id != half.pending.person_id:
            problem = errors.Invalid({"": refused})
            return _page(view, half, blank(commands.CodeInput).refuse(problem), status=422)
        return _go_in(view, session, half)
    person = queries.get_person(session, passkey.person_id) if passkey is not None else None
    if person is None:
        again = blank(
            identity_commands.Credentials, next=form.value("next"), typed=form.value("typed")
        )
        return identity_deps.sign_in_page(view, again, 422, refused)
    then, typed = form.value("next"), form.value("typed")
    return identity_deps.enter(view, session, person, then, typed, is_proven=True)


def _go_in(view: View, session: Session, half: Half) -> Response:
    """Once: of two who show something at the same moment in one browser, one goes in."""
    pending = entry_commands.take_entry(session, half.token)
    person = queries.get_person(session, half.pending.person_id)
    if pending is None or person is None:
        return _begin_again(view)
    return identity_deps.enter(view, session, person, pending.then, pending.typed, is_proven=True)


def _begin_again(view: View) -> Response:
    """For who comes too late, or kept no cookie of it."""
    if cookies.STEP.read(view.request) is None:
        lost = "1" if cookies.may_be_lost(view.request) else None
        return view.redirect(view.url("identity:sign_in", entered=lost))
    answer = view.redirect(view.url("identity:sign_in"), said=deps.EXPIRED)
    cookies.STEP.drop(view.request, answer)
    return answer


def _count_try(view: View, session: Session, half: Half) -> list[UUID]:
    return try_commands.count_step(
        session,
        deps.settings_of(view.request),
        half.pending.person_id,
        browser=cookies.BROWSER.read(view.request) or "",
        keep=database.keep_so_far,
    )


def _page(view: View, half: Half, form: Form[commands.CodeInput], *, status: int = 200) -> Response:
    return view.page(
        "second_factors/step.html",
        status=status,
        form=form,
        factors=half.factors,
        passkeys=deps.passkeys_here(view),
        here_with_query=view.url("second_factors:step"),
        then=paths.safe_path(half.pending.then),
    )
