"""The page of a link in an invitation: /uitnodiging/{token}. Opening it uses nothing up."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core import errors
from app.core.i18n import mark
from app.identity import deps as identity_deps, queries as identity_queries
from app.identity.actor import Actor
from app.identity.deps import VisitorDep
from app.members import acceptance_commands as commands, link_policy, queries
from app.members.models import Link
from app.web import Form, FormPage, SessionDep, ViewDep, blank, notice, submitted

router = APIRouter(prefix="/uitnodiging/{token}")

JOINED = notice("member_joined", mark("Welcome. You belong to the organisation now."))
JOINED_BEFORE = notice(
    "member_joined_sign_in",
    mark("You belong to the organisation now. You have an account already: sign in with it."),
)
NOBODY = Actor(person_id=None, name="")

SignUpForm = Annotated[Form[commands.SignUpInput], Depends(submitted(commands.SignUpInput))]


def page_of(view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str) -> FormPage[Link]:
    """The page of the link of the path, which the last step locks."""
    read = partial(queries.get_link, session, view.settings, token)
    actor = visitor or NOBODY
    shown = partial(_shown, actor, token)
    lock = partial(read, lock=True)
    return FormPage(view, session, actor, read, lock, "members/invitation.html", shown)


LinkDep = Annotated[FormPage[Link], Depends(page_of)]


@router.get("", name="invitations:show")
def show(page: LinkDep) -> Response:
    return page.view.page(page.template, **page.filled())


@router.post("", name="invitations:sign_up")
def sign_up(page: LinkDep, session: SessionDep, token: str, form: SignUpForm) -> Response:
    try:
        arrival = page.perform(commands.sign_up, form=form)
    except errors.Invalid as problem:
        return page.again(problem, form)
    except errors.Conflict:
        return _look(page, token)
    person = identity_queries.get_person(session, arrival.person_id)
    if person is None or not arrival.is_new:
        return page.view.redirect(page.view.url("identity:sign_in"), said=JOINED_BEFORE)
    return identity_deps.enter(page.view, session, person)


@router.post("/meedoen", name="invitations:join")
def join(page: LinkDep, token: str) -> Response:
    try:
        page.perform(commands.join, is_repeatable=True)
    except errors.Conflict:
        return _look(page, token)
    return page.view.redirect(page.view.url("work:index"), said=JOINED)


def _look(page: FormPage[Link], token: str) -> Response:
    """The link is dead, or of somebody else: its page says which."""
    return page.view.redirect(page.view.url("invitations:show", token=token))


def _shown(actor: Actor, token: str, link: Link, form: Form[Any] | None) -> dict[str, Any]:
    return {
        "form": form or blank(commands.SignUpInput),
        "token": token,
        "link": link,
        "dead": link_policy.may_use(link).objection,
        "is_signed_in": actor.person_id is not None,
        "may_join": link_policy.may_join(actor, link),
        "name": actor.name,
    }
