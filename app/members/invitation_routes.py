"""The page of a link in an invitation: /uitnodiging/{token}. Opening it uses nothing up."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _, mark
from app.core.words import Choice
from app.identity import deps as identity_deps, queries as identity_queries
from app.identity.actor import Actor
from app.identity.deps import VisitorDep
from app.members import acceptance_commands as commands, link_policy, proven_commands, queries
from app.members.models import Link
from app.providers import deps as provider_deps, queries as provider_queries, required_queries
from app.providers.deps import DepartureDep
from app.web import Form, FormPage, SessionDep, View, ViewDep, blank, cookies, notice, submitted

router = APIRouter(prefix="/uitnodiging/{token}")

JOINED = notice(
    "member_joined",
    mark("Welcome. You belong to %(organisation)s now."),
    names=lambda actor: actor.newest_name,
)
JOINED_BEFORE = notice(
    "member_joined_sign_in",
    mark("You belong to the organisation now. You have an account already: sign in with it."),
)
NOBODY = Actor(person_id=None, name="")

ProvenForm = Annotated[
    Form[proven_commands.ProvenSignUp], Depends(submitted(proven_commands.ProvenSignUp))
]
JoinForm = Annotated[Form[commands.JoinInput], Depends(submitted(commands.JoinInput))]
SignUpForm = Annotated[Form[commands.SignUpInput], Depends(submitted(commands.SignUpInput))]


def page_of(view: ViewDep, session: SessionDep, visitor: VisitorDep, token: str) -> FormPage[Link]:
    """The page of the link of the path, which the last step locks."""
    read = partial(queries.get_link, session, view.settings, token)
    actor = visitor or NOBODY
    shown = partial(_shown, view, session, actor, token)
    lock = partial(read, lock=True)
    return FormPage(view, session, actor, read, lock, "members/invitation.html", shown)


LinkDep = Annotated[FormPage[Link], Depends(page_of)]


@router.get("", name="invitations:show")
def show(page: LinkDep) -> Response:
    return page.view.page(page.template, **page.filled())


@router.post("", name="invitations:sign_up")
def sign_up(page: LinkDep, session: SessionDep, token: str, form: SignUpForm) -> Response:
    def to(arrival: commands.Entrant) -> Response:
        person = identity_queries.get_person(session, arrival.person_id)
        if person is None or not arrival.is_new:
            return page.view.redirect(page.view.url("identity:sign_in"), said=JOINED_BEFORE)
        return identity_deps.enter(page.view, session, person)

    try:
        return page.answer(commands.sign_up, form=form, to=to)
    except errors.Conflict:
        return _look(page, token)


@router.post("/via/{slug}", name="invitations:prove")
def prove(page: LinkDep, session: SessionDep, departure: DepartureDep, token: str) -> Response:
    """To a provider, to show who comes in. It is a post, so no other site begins it; the invitation
    is not used up by it.
    """
    link = page.thing
    here = page.view.url("invitations:show", token=token)
    doors = dict(provider_queries.find_doors_of(session, link.organisation))
    if departure.provider is None or departure.provider.slug not in doors:
        raise errors.NotFound(_("This page does not exist."))
    if not link_policy.may_prove(page.actor, link):
        return page.view.redirect(here)
    purpose = proven_commands.purpose_of(link)
    return provider_deps.leave(page.view, session, departure, then=here, purpose=purpose)


@router.post("/bewezen", name="invitations:sign_up_proven")
def sign_up_proven(page: LinkDep, session: SessionDep, token: str, form: ProvenForm) -> Response:
    def to(came: proven_commands.ProvenEntrant) -> Response:
        person = identity_queries.get_person(session, came.who.person_id)
        if person is None or came.bind is None:
            return page.view.redirect(page.view.url("identity:sign_in"), said=JOINED_BEFORE)
        then = page.view.url("work:index")
        return identity_deps.enter(page.view, session, person, then, is_proven=True, bind=came.bind)

    try:
        return page.answer(proven_commands.sign_up, _browser(page.view), form=form, to=to)
    except errors.Conflict:
        return _look(page, token)


@router.post("/meedoen", name="invitations:join")
def join(page: LinkDep, session: SessionDep, token: str, form: JoinForm) -> Response:
    """With what a provider said of who this is, where somebody just went there for it."""
    left = {str(seat.organisation_id): seat.organisation_id for seat in page.actor.memberships}
    leaving = [left[each] for each in form.values("leave") if each in left]
    settings = page.view.settings
    lock = partial(queries.get_link, session, settings, token, lock=True, leaving=leaving)
    page = replace(page, lock=lock)
    # Who works for another organisation is offered to work for this one, and goes on as they were;
    # who left all the others works for this one.
    then = "account:choose" if left.keys() - form.values("leave") else "work:index"

    def to(_joined: object) -> Response:
        return page.view.redirect(page.view.url(then), said=JOINED)

    browser = _browser(page.view)
    try:
        if proven_commands.find_prover(session, page.thing, browser) is None:
            return page.answer(commands.join, form=form, to=to, is_repeatable=True)
        return page.answer(proven_commands.join, browser, form=form, to=to, is_repeatable=True)
    except errors.Conflict:
        return _look(page, token)


def _look(page: FormPage[Link], token: str) -> Response:
    """The link is dead, or of somebody else: its page says which."""
    return page.view.redirect(page.view.url("invitations:show", token=token))


def _browser(view: View) -> str:
    """The secret of a browser that goes to a provider."""
    return cookies.ROUND.read(view.request) or ""


def _shown(
    view: View, session: Session, actor: Actor, token: str, link: Link, form: Form[Any] | None
) -> dict[str, Any]:
    return {
        "form": form or blank(commands.SignUpInput),
        "doors": provider_queries.find_doors_of(session, link.organisation),
        "must_prove": required_queries.is_required(session, link.organisation),
        "prover": proven_commands.find_prover(session, link, _browser(view)),
        "token": token,
        "link": link,
        "dead": link_policy.may_use(link).objection,
        "is_signed_in": actor.person_id is not None,
        "may_join": link_policy.may_join(actor, link),
        "name": actor.name,
        "others": [
            Choice(str(seat.organisation_id), seat.organisation_name)
            for seat in actor.memberships
            if seat.organisation_id != link.organisation.id
        ],
    }
