"""Setting up an app with codes, recovery codes, and what somebody has."""

from functools import partial
from typing import Annotated, Any

import pyotp
import segno
from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _, mark
from app.identity import deps as identity_deps, password_commands, queries as identity_queries
from app.second_factors import commands, deps, entry_commands, models, policy, seals
from app.second_factors.deps import FactorPage, Owner, OwnerDep
from app.web import Form, SessionDep, View, ViewDep, blank, database, notice, submitted

router = APIRouter(prefix="/mijn-account/tweede-stap")

CHANGED = notice("app_changed", mark("The app works from now on."))
REMOVED = notice("app_removed", mark("The app is gone. Its codes work no longer."))
PROVEN = notice("factors_proven", mark("Thank you. For ten minutes you can change something here."))
BORDER = 4  # squares of white around a QR code

ProofForm = Annotated[Form[commands.ProofInput], Depends(submitted(commands.ProofInput))]
CodeForm = Annotated[Form[commands.CodeInput], Depends(submitted(commands.CodeInput))]


def index_of(view: ViewDep, session: SessionDep, owner: OwnerDep) -> FactorPage:
    """What somebody has."""
    shown = partial(_index_shown, view, session, owner)
    return deps.page_of(view, session, owner, "second_factors/index.html", shown)


def app_page_of(view: ViewDep, session: SessionDep, owner: OwnerDep) -> FactorPage:
    """Setting up an app."""
    shown = partial(_app_shown, view, session, owner)
    return deps.page_of(view, session, owner, "second_factors/app.html", shown)


IndexDep = Annotated[FactorPage, Depends(index_of)]
AppPageDep = Annotated[FactorPage, Depends(app_page_of)]


@router.get("", name="second_factors:index")
def index(page: IndexDep) -> Response:
    return page.view.page(page.template, **page.filled())


@router.post("/wachtwoord", name="second_factors:prove")
def prove(page: IndexDep, owner: OwnerDep, form: ProofForm) -> Response:
    """Who is signed in for longer shows their password again before they change anything."""
    then = page.view.url("second_factors:index")
    if owner.pending is not None or owner.actor.person_id is None:
        return page.view.redirect(then)
    settings, session = deps.settings_of(page.view.request), page.session
    try:
        given = form.parse()
        is_own = password_commands.is_own(
            session, settings, owner.actor.person_id, given.password, keep=database.keep_so_far
        )
        if not is_own:
            raise errors.Invalid({"password": _("This is not your password.")})
    except errors.Invalid as problem:
        return page.again(problem, form)
    password_commands.note_proof(session, owner.token)
    return page.view.redirect(then, said=PROVEN)


@router.post("/app", name="second_factors:begin_app")
def begin_app(page: IndexDep) -> Response:
    key = deps.key_of(page.view.request)
    page.perform(commands.begin_app, key, is_repeatable=True)
    return page.view.redirect(page.view.url("second_factors:app"))


@router.get("/app", name="second_factors:app")
def app(page: AppPageDep) -> Response:
    if page.thing.begun is None:
        return page.view.redirect(page.view.url("second_factors:index"))
    return page.view.page(page.template, **page.filled())


@router.post("/app/code", name="second_factors:confirm_app")
def confirm_app(page: AppPageDep, owner: OwnerDep, form: CodeForm) -> Response:
    key = deps.key_of(page.view.request)
    return page.answer(
        commands.confirm_app,
        key,
        form=form,
        to=lambda codes: after_adding(page.view, owner, codes, CHANGED),
        is_repeatable=True,
    )


@router.post("/app/weghalen", name="second_factors:remove_app")
def remove_app(page: IndexDep) -> Response:
    then = page.view.url("second_factors:index")
    return page.do(commands.remove_app, then=then, said=REMOVED)


@router.post("/herstelcodes", name="second_factors:make_codes")
def make_codes(page: IndexDep, owner: OwnerDep) -> Response:
    return _codes_page(page.view, owner, page.perform(commands.make_codes, is_repeatable=True))


@router.post("/verder", name="second_factors:go_on")
def go_on(view: ViewDep, session: SessionDep, owner: OwnerDep) -> Response:
    """For who has seen their recovery codes: in, or back to what they have."""
    pending = owner.pending
    if pending is None or pending.passed_at is None:
        return view.redirect(view.url("second_factors:index"))
    taken = entry_commands.take_entry(session, owner.token)
    person = identity_queries.get_person(session, pending.person_id)
    if taken is None or person is None:
        return view.redirect(view.url("identity:sign_in"), said=deps.EXPIRED)
    return identity_deps.enter(view, session, person, taken.then, taken.typed, is_proven=True)


def after_adding(view: View, owner: Owner, codes: list[str], said: str) -> Response:
    """Recovery codes for who has them since now; who was half in may go on."""
    if owner.pending is not None:
        entry_commands.pass_entry(owner.pending)
    if codes:
        return _codes_page(view, owner, codes)
    return view.redirect(view.url("second_factors:index"), said=said)


def _codes_page(view: View, owner: Owner, codes: list[str]) -> Response:
    """The only time that they are shown."""
    return view.page(
        "second_factors/codes.html",
        codes=codes,
        is_half=owner.pending is not None,
        here_with_query=view.url("second_factors:index"),
    )


def _index_shown(
    view: View, session: Session, owner: Owner, factors: models.Factors, form: Form[Any] | None
) -> dict[str, Any]:
    """What the page of somebody's second factors shows."""
    person_id = owner.actor.person_id
    person = person_id and identity_queries.get_person(session, person_id)
    return {
        "has_password": bool(person and person.password_hash),
        "form": form or blank(commands.CodeInput),
        "factors": factors,
        "pending": owner.pending,
        "passkeys": deps.passkeys_here(view),
        "may_remove": policy.may_remove(owner.actor, factors),
        "may_make_codes": policy.may_make_codes(owner.actor, factors),
        "most_codes": models.CODES,
    }


def _app_shown(
    view: View, session: Session, owner: Owner, factors: models.Factors, form: Form[Any] | None
) -> dict[str, Any]:
    person = owner.actor.person_id and identity_queries.get_person(session, owner.actor.person_id)
    begun = factors.begun
    secret = begun and seals.unseal(deps.key_of(view.request), begun.person_id, begun.sealed)
    if not person or not secret:
        raise errors.Conflict(_("Begin again: this key was used or replaced."))
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="Schakelbord")
    code = segno.make_qr(address, error="m")
    return {
        "form": form or blank(commands.CodeInput),
        "groups": [secret[n : n + 4] for n in range(0, len(secret), 4)],
        "size": code.symbol_size(border=BORDER)[0],
        "squares": _squares(code),
        "address": address,
        "is_half": owner.pending is not None,
    }


def _squares(code: segno.QRCode) -> str:
    """The dark squares of a QR code, as the path of an SVG."""
    return "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(code.matrix_iter(border=BORDER))
        for x, is_dark in enumerate(row)
        if is_dark
    )
