"""The action of a path with its page, and what belongs to it, for routes."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.actions import queries
from app.actions.models import Action
from app.actions.page import shown_action, shown_change
from app.identity.deps import ActorDep
from app.web import FormPage, Page, Part, SessionDep, ViewDep


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, action_id: UUID) -> Page[Action]:
    """The page of the action of the path. Every verb locks the action: two people never change
    anything of it at once.
    """
    return Page(
        view,
        session,
        actor,
        read=partial(queries.get_action, session, actor, action_id),
        lock=partial(queries.get_action, session, actor, action_id, lock=True),
        template="actions/show.html",
        block="action_page",
        address=view.url("actions:show", action_id=action_id),
        shown=partial(shown_action, session, actor),
    )


PageDep = Annotated[Page[Action], Depends(page_of)]


def form_of(page: PageDep) -> FormPage[Action]:
    """The form of the action of the path."""
    shown = partial(shown_change, page.session, page.actor)
    return FormPage(
        page.view,
        page.session,
        page.actor,
        page.read,
        page.lock,
        "actions/form.html",
        shown,
        keeps=True,
    )


ActionFormDep = Annotated[FormPage[Action], Depends(form_of)]


def partner_of(organisation_id: UUID) -> Part:
    """The invitation of the path."""
    return Part(lambda action: queries.get_partner(action, organisation_id))


def step_of(session: SessionDep, step_id: UUID) -> Part:
    """The step of the path."""
    return Part(lambda action: queries.get_step(session, action, step_id))


PartnerDep = Annotated[Part, Depends(partner_of)]
StepDep = Annotated[Part, Depends(step_of)]
