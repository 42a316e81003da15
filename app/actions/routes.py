"""Pages of actions: the list, the form, the action itself, and what its lead does with it."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.actions import commands, deps, fields, forms, proposal_commands, queries
from app.actions.models import Action
from app.actions.page import shown_new
from app.core import pages
from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.filters.models import FilteredList
from app.filters.queries import find_saved
from app.identity.actor import Actor
from app.identity.deps import ActorDep, VisitorDep
from app.interpretations import (
    forms as interpretation_forms,
    policy as interpretation_policy,
    queries as interpretation_queries,
)
from app.interpretations.models import InterpretationProposal
from app.live import rows, stream
from app.live.deps import ShownForm
from app.members import charge_commands, labels as member_labels
from app.web import (
    Form,
    FormPage,
    SessionDep,
    View,
    ViewDep,
    from_address,
    nothing,
    notice,
    submitted,
)

router = APIRouter(prefix="/acties")

PLANNED = notice(
    "action_planned", mark("The action is planned. Everybody in the region sees it now.")
)
CHANGED = notice("action_changed", mark("The change is saved."))
STARTED = notice(
    "action_started",
    mark("Good luck! The action is running, and with it the matches that it serves."),
)
DONE = notice("action_done", mark("The action is closed. Others can find what you learned."))
STOPPED = notice("action_stopped", mark("The action is stopped. Its matches go on without it."))
OPENED = notice("action_opened", mark("Everybody can read the page of this action now."))
CHARGED = notice(
    "action_charged",
    mark("It is changed who looks after this action."),
    from_page=partial(
        member_labels.charged,
        mark("%(name)s looks after this action."),
        mark("Nobody looks after this action."),
    ),
)
SHUT = notice("action_shut", mark("The page of this action is no longer public."))

FiltersForm = Annotated[Form[queries.ActionFilters], Depends(from_address(queries.ActionFilters))]
StartForm = Annotated[Form[forms.ActionStart], Depends(from_address(forms.ActionStart))]
NewForm = Annotated[Form[forms.NewActionForm], Depends(submitted(forms.NewActionForm))]
ChangeForm = Annotated[Form[fields.ActionChange], Depends(submitted(fields.ActionChange))]
ClosingForm = Annotated[Form[commands.ActionClosing], Depends(submitted(commands.ActionClosing))]
StoppingForm = Annotated[Form[commands.ActionStopping], Depends(submitted(commands.ActionStopping))]
ChargingForm = Annotated[
    Form[charge_commands.ChargeInput], Depends(submitted(charge_commands.ChargeInput))
]
OpeningForm = Annotated[Form[commands.Opening], Depends(submitted(commands.Opening))]


@router.get("", name="actions:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    heard = stream.hall_of(view.request).heard
    choices = forms.ActionChoices.for_reading(session, actor)
    choices.understand(form)
    find = partial(queries.find_actions, session, actor, size=view.page_size)
    try:
        _filters, page, typed = view.find_meant(session, actor, form, find)
    except Invalid as problem:
        return view.page(
            "actions/index.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    return view.page(
        "actions/index.html",
        fragments=("action_results",),
        form=form,
        page=page,
        typed=typed,
        choices=choices,
        live=_live(view, form).draw(actor, page, choices, heard),
        saved=find_saved(session, actor, FilteredList.ACTIONS),
    )


@router.get("/live", name="actions:live_list")
def watch(view: ViewDep, actor: VisitorDep, form: FiltersForm, seen: ShownForm) -> Response:
    """What changes in the list, for the page that shows it."""
    return _live(view, form).watch(actor, form, seen.value("shown"))


def _live(view: View, form: Form[queries.ActionFilters]) -> rows.LiveRows:
    """The list with these filters, which one reads anew."""

    def find(session: Session, actor: Actor) -> tuple[pages.ResultPage[Any], Any]:
        choices = forms.ActionChoices.for_reading(session, actor)
        filters = choices.understand(form).parse()
        return queries.find_actions(session, actor, filters, size=view.page_size), choices

    return rows.LiveRows(view, "actions", form.chosen(), find)


def new_page(
    view: ViewDep, session: SessionDep, actor: ActorDep, start: StartForm
) -> FormPage[None]:
    """The form of a new action, filled from the matches or the proposal of the address."""
    proposal, filled = _proposed(session, actor, start)
    wanted = forms.chosen_ids(start, "match")

    def shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
        known = shown_new(session, actor, form, wanted=wanted, filled=filled)
        return {**known, "proposal": proposal}

    return FormPage(view, session, actor, nothing, nothing, "actions/form.html", shown, keeps=True)


def _proposed(
    session: Session, actor: Actor, start: Form[forms.ActionStart]
) -> tuple[InterpretationProposal | None, dict[str, Any]]:
    """The proposal of the address, and what it fills in, for who may make an action of it."""
    proposal_id = interpretation_forms.proposal_of(start)
    if proposal_id is None:
        return None, {}
    interpretation, proposal = interpretation_queries.get_of_proposal(session, actor, proposal_id)
    require(interpretation_policy.ProposalPolicy(actor, interpretation, proposal).follow_up)
    filled = interpretation_forms.action_of(proposal, interpretation)
    return proposal, {name: value for name, value in filled.items() if value}


NewPageDep = Annotated[FormPage[None], Depends(new_page)]


@router.get("/nieuw", name="actions:new")
def new(page: NewPageDep) -> Response:
    return page.open(commands.plan_action)


@router.post("", name="actions:create")
def create(page: NewPageDep, form: NewForm, start: StartForm) -> Response:
    if forms.is_search(form):
        return page.open(commands.plan_action, form)

    def then(action: Action) -> str:
        return page.view.url("actions:show", action_id=action.id)

    proposal_id = interpretation_forms.proposal_of(start)
    if proposal_id is None:
        return page.do(commands.plan_action, form=form, then=then, said=PLANNED)
    return page.do(proposal_commands.plan_action, proposal_id, form=form, then=then, said=PLANNED)


@router.get("/{action_id}", name="actions:show")
def show(page: deps.PageDep) -> Response:
    return page.open()


@router.get("/{action_id}/wijzigen", name="actions:edit")
def edit(page: deps.ActionFormDep) -> Response:
    return page.open(commands.edit_action)


@router.post("/{action_id}", name="actions:save")
def save(page: deps.ActionFormDep, form: ChangeForm) -> Response:
    then = page.view.url("actions:show", action_id=page.thing.id)
    return page.do(commands.edit_action, form=form, then=then, said=CHANGED)


@router.post("/{action_id}/starten", name="actions:start")
def start(page: deps.PageDep) -> Response:
    return page.do(commands.start_action, said=STARTED)


@router.post("/{action_id}/afronden", name="actions:finish")
def finish(page: deps.PageDep, form: ClosingForm) -> Response:
    return page.do(commands.finish_action, form=form, name="closing", said=DONE)


@router.post("/{action_id}/stoppen", name="actions:stop")
def stop(page: deps.PageDep, form: StoppingForm) -> Response:
    return page.do(commands.stop_action, form=form, name="stopping", said=STOPPED)


@router.post("/{action_id}/openbaar", name="actions:open_up")
def open_up(page: deps.PageDep, form: OpeningForm) -> Response:
    said = SHUT if form.value("value") == "0" else OPENED
    return page.do(commands.open_action, form=form, name="opening", said=said)


@router.post("/{action_id}/verantwoordelijke", name="actions:charge")
def charge(page: deps.PageDep, form: ChargingForm) -> Response:
    return page.do(charge_commands.put_in_charge, form=form, name="charging", said=CHARGED)
