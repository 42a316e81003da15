"""One's own account: /mijn-account, with name and language, password and open sessions."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.account import commands, deps, labels, queries
from app.account.deps import AccountPage
from app.core import errors
from app.core.i18n import gettext as _, mark
from app.identity import deps as identity_deps
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.models import Person
from app.identity.timeline import find_timeline
from app.providers import queries as provider_queries
from app.second_factors import queries as factor_queries
from app.web import (
    Form,
    Part,
    SessionDep,
    View,
    ViewDep,
    blank,
    cookies,
    drafts,
    elsewhere,
    notice,
    opened,
    paths,
    submitted,
)

router = APIRouter(prefix="/mijn-account")

SAVED = notice("own_profile_saved", mark("Saved."))
SWITCHED = notice(
    "organisation_switched",
    mark("You work for %(organisation)s now."),
    names=lambda actor: actor.organisation_name,
)
CHANGED = notice(
    "own_password_changed",
    mark("You have a new password. You are signed out on other devices, and we mailed you."),
)
ENDED = notice("own_session_ended", mark("That browser is signed out."))
OTHERS_ENDED = notice("own_sessions_ended", mark("You are signed out everywhere but here."))

ProfileForm = Annotated[Form[commands.OwnProfile], Depends(submitted(commands.OwnProfile))]
ChoiceForm = Annotated[
    Form[commands.OrganisationChoice], Depends(submitted(commands.OrganisationChoice))
]
PasswordForm = Annotated[Form[commands.PasswordInput], Depends(submitted(commands.PasswordInput))]


def profile_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """One's name and language."""
    return deps.page_of(view, session, actor, "account/profile.html", _profile_shown)


def switch_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """For which organisation one works."""
    return deps.page_of(view, session, actor, "account/switch.html", _switch_shown)


def password_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """One's password."""
    return deps.page_of(view, session, actor, "account/password.html", _password_shown)


def sessions_page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """Where somebody is signed in."""
    shown = partial(_sessions_shown, view, session, actor)
    return deps.page_of(view, session, actor, "account/sessions.html", shown)


ProfilePageDep = Annotated[AccountPage, Depends(profile_page_of)]
PasswordPageDep = Annotated[AccountPage, Depends(password_page_of)]
SwitchPageDep = Annotated[AccountPage, Depends(switch_page_of)]
SessionsPageDep = Annotated[AccountPage, Depends(sessions_page_of)]


@router.get("", name="account:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    settings = view.settings
    person = queries.get_own(session, actor)
    waiting = queries.find_waiting(session, actor)
    return view.page(
        "account/index.html",
        person=person,
        waiting=waiting,
        shown_mail=queries.link_of(settings, waiting) if waiting and settings.shows_mail else "",
        factors=factor_queries.get_factors(session, settings, actor),
        ties=provider_queries.find_ties(session, actor),
        sessions=queries.find_sessions(session, settings, actor, deps.token_of(view.request)),
        entries=find_timeline(session, person.id, labels.WORDS, with_names=False),
    )


@router.get("/organisatie", name="account:choose")
def choose(page: SwitchPageDep) -> Response:
    return page.open(commands.choose_organisation)


@router.post("/organisatie", name="account:switch")
def switch(page: SwitchPageDep, form: ChoiceForm) -> Response:
    # To and fro and back again within a minute is no double click.
    return page.answer(
        commands.choose_organisation,
        form=form,
        to=lambda _chosen: _switched(page, form),
        is_repeatable=True,
    )


def _switched(page: SwitchPageDep, form: ChoiceForm) -> Response:
    """The same page of the other organisation, with what was typed on it."""
    then = paths.safe_path(form.value("next"))
    if then == "/":
        chosen = form.parse().organisation
        same = elsewhere.find_same_page(page.view.request, page.session, chosen)
        then = same or page.view.url("work:index")
    typed = drafts.Typed.unpacked(form.value("typed"))
    if typed is not None and typed.waits_for(page.thing.id):
        token = deps.token_of(page.view.request)
        return identity_deps.go_on(page.view, page.session, token, typed, then, is_switched=True)
    return page.view.redirect(then, said=SWITCHED)


@router.get("/naam", name="account:edit_profile")
def edit_profile(page: ProfilePageDep) -> Response:
    return page.open(commands.save_profile)


@router.post("/naam", name="account:save_profile")
def save_profile(page: ProfilePageDep, form: ProfileForm) -> Response:
    then = page.view.url("account:index")
    answer = page.do(commands.save_profile, form=form, then=then, said=SAVED)
    if answer.status_code == 303 and form.value("language"):
        cookies.keep_language(page.view.request, answer, form.value("language"))
    return answer


@router.get("/wachtwoord", name="account:edit_password")
def edit_password(page: PasswordPageDep) -> Response:
    return page.open(commands.change_password)


@router.post("/wachtwoord", name="account:change_password")
def change_password(page: PasswordPageDep, form: PasswordForm) -> Response:
    then, here = page.view.url("account:index"), deps.token_of(page.view.request)
    return deps.do_proven(
        page, commands.change_password, form, "old", here, then=then, said=CHANGED
    )


@router.get("/sessies", name="account:sessions")
def sessions(page: SessionsPageDep) -> Response:
    return page.view.page(page.template, **page.filled())


@router.post("/sessies/andere/beeindigen", name="account:end_others")
def end_others(page: SessionsPageDep) -> Response:
    then, here = page.view.url("account:sessions"), deps.token_of(page.view.request)
    return page.do(commands.end_others, here, then=then, said=OTHERS_ENDED)


@router.post("/sessies/{session_id}/beeindigen", name="account:end_one")
def end_one(page: SessionsPageDep, session_id: UUID) -> Response:
    one = Part(partial(_one_of, page.view, page.session, page.actor, session_id))
    return page.do(commands.end_one, one, then=page.view.url("account:sessions"), said=ENDED)


def _profile_shown(person: Person, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": opened(commands.OwnProfile, person, form)}


def _switch_shown(_person: Person, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form or blank(commands.OrganisationChoice)}


def _password_shown(_person: Person, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form or blank(commands.PasswordInput)}


def _sessions_shown(
    view: View, session: Session, actor: Actor, _person: Person, form: Form[Any] | None
) -> dict[str, Any]:
    found = queries.find_sessions(session, view.settings, actor, deps.token_of(view.request))
    return {"form": form or blank(commands.PasswordInput), "sessions": found}


def _one_of(
    view: View, session: Session, actor: Actor, session_id: UUID, _person: Person
) -> queries.OpenSession:
    for one in _sessions_shown(view, session, actor, _person, None)["sessions"]:
        if one.id == session_id:
            found: queries.OpenSession = one
            return found
    raise errors.NotFound(_("This session has ended already."))
