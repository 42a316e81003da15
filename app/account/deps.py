"""The pages of one's own account, and the password that is asked again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import Request, Response
from sqlmodel import Session

from app.account import queries
from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import Command, require
from app.identity import password_commands, queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import Person
from app.web import Form, FormPage, View, acting, acts, cookies, database

AccountPage = FormPage[Person]


def token_of(request: Request) -> str:
    """The secret of this browser's session."""
    return cookies.SESSION.read(request) or ""


def page_of(
    view: View,
    session: Session,
    actor: Actor,
    template: str,
    shown: Callable[[Person, Form[Any] | None], dict[str, Any]],
) -> AccountPage:
    """A page about the account of the actor."""
    read = partial(queries.get_own, session, actor)
    return FormPage(view, session, actor, read, partial(read, lock=True), template, shown)


def do_proven(
    page: AccountPage,
    command: Command[..., None],
    form: Form[Any],
    field: str,
    *parts: Any,
    then: str,
    said: str,
    first: Callable[[], None] | None = None,
) -> Response:
    """Do what only somebody does who knows the password; `field` holds it. A wrong one counts, so
    it is looked at before anything is locked, of who has the right and whose form can be read.
    `first`: what counts as well once it was right.
    """
    request, session = page.view.request, page.session
    require(command.right(page.actor, *acting.arguments_of(page.thing, parts)))
    if not getattr(request.state, "is_again", False):
        try:
            given = form.parse()
        except errors.Invalid as problem:
            return page.again(problem, form)
        objection = _find_objection(page, getattr(given, field))
        if objection:
            # Who just did the very same pressed twice: then it was right a moment ago.
            acts.begin(request, session, page.actor.person_id, form)
            session.rollback()
            return page.again(errors.Invalid({field: objection}), form)
        if first is not None:
            first()
    return page.do(command, *parts, form=form, then=then, said=said)


def _find_objection(page: AccountPage, password: str) -> str:
    """Why somebody has not shown who they are; "" when they have."""
    request, person = page.view.request, page.thing
    if person.password_hash is None:
        if identity_queries.is_proven(page.session, token_of(request), password_commands.FRESH):
            return ""
        return _("Sign out and in again first, and do this within ten minutes.")
    if not password:
        return _("Fill in your password of now.")
    is_own = password_commands.is_own(
        page.session, page.view.settings, person.id, password, keep=database.keep_so_far
    )
    return "" if is_own else _("This is not your password.")
