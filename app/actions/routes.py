"""Pages of actions: the list, the form, and the action itself. What is done with one is in
`verbs`.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.actions import commands, queries
from app.actions.deps import ActionDep, LockedActionDep
from app.actions.fields import ActionChange
from app.actions.forms import (
    ActionChoices,
    ActionStart,
    NewActionForm,
    as_in_form,
    chosen_ids,
    is_search,
)
from app.actions.page import shown_action, shown_new
from app.actions.policy import ActionPolicy, may_lead
from app.actions.queries import ActionFilters
from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.web.database import SessionDep
from app.web.forms import Form, asked, opened, submitted
from app.web.view import ViewDep, notice

router = APIRouter(prefix="/acties")

PLANNED = notice(
    "action_planned", mark("The action is planned. Everybody in the region sees it now.")
)
CHANGED = notice("action_changed", mark("The change is saved."))


@router.get("", name="actions:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[ActionFilters], Depends(asked(ActionFilters))],
) -> Response:
    choices = ActionChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "actions/index.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    page = queries.find_actions(session, actor, filters, size=view.page_size)
    return view.page(
        "actions/index.html", fragments=("action_results",), form=form, page=page, choices=choices
    )


@router.get("/nieuw", name="actions:new")
def new(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    start: Annotated[Form[ActionStart], Depends(asked(ActionStart))],
) -> Response:
    require(may_lead(actor))
    return view.page(
        "actions/form.html", **shown_new(session, actor, wanted=chosen_ids(start, "match"))
    )


@router.post("", name="actions:create")
def create(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[NewActionForm], Depends(submitted(NewActionForm))],
) -> Response:
    require(may_lead(actor))
    if is_search(form):
        return view.page("actions/form.html", **shown_new(session, actor, form))
    try:
        action = commands.plan_action(session, actor, form.parse().plan())
    except Invalid as problem:
        session.rollback()
        shown = shown_new(session, actor, form)
        del shown["form"]
        return view.invalid("actions/form.html", form, as_in_form(problem), **shown)
    return view.redirect(view.url("actions:show", action_id=action.id), said=PLANNED)


@router.get("/{action_id}", name="actions:show")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, action: ActionDep) -> Response:
    return view.page("actions/show.html", **shown_action(session, actor, action))


@router.get("/{action_id}/wijzigen", name="actions:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, action: ActionDep) -> Response:
    require(ActionPolicy(actor, action).edit)
    choices = ActionChoices.for_writing(session, actor, action.organisation)
    form = opened(ActionChange, action)
    return view.page(
        "actions/form.html", form=form, action=action, choices=choices, servable=[], askable=None
    )


@router.post("/{action_id}", name="actions:save")
def save(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    action: LockedActionDep,
    form: Annotated[Form[ActionChange], Depends(submitted(ActionChange))],
) -> Response:
    try:
        commands.edit_action(session, actor, action, form.parse())
    except Invalid as problem:
        choices = ActionChoices.for_writing(session, actor, action.organisation)
        return view.invalid(
            "actions/form.html",
            form,
            problem,
            action=action,
            choices=choices,
            servable=[],
            askable=None,
        )
    return view.redirect(view.url("actions:show", action_id=action.id), said=CHANGED)
