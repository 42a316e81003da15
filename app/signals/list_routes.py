"""The list of signals, and the form to log one."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import clock, errors
from app.core.i18n import mark
from app.core.policy import require
from app.core.shown import left_out
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.signals import (
    alike_queries,
    filters,
    forms,
    models,
    opposite_queries,
    partner_commands as commands,
    policy,
    queries,
    signal_fields,
)
from app.web import (
    Form,
    FormPage,
    SessionDep,
    ViewDep,
    blank,
    from_address,
    nothing,
    notice,
    submitted,
)

router = APIRouter(prefix="/signalen")

LOGGED = notice("signal_logged", mark("The signal counts in the picture of the region now."))
WAITS = notice(
    "signal_waits",
    mark("The signal is sent. The municipality or the team of the region looks at it."),
)

FiltersForm = Annotated[Form[filters.SignalFilters], Depends(from_address(filters.SignalFilters))]
EntryForm = Annotated[
    Form[signal_fields.SignalEntry], Depends(submitted(signal_fields.SignalEntry))
]


@router.get("", name="signals:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    require(policy.may_read(actor))
    choices = forms.SignalChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        given = form.parse()
    except errors.Invalid as problem:
        form.refuse(problem)
        return view.page(
            "signals/index.html",
            status=422,
            form=form,
            page=None,
            may_moderate=policy.may_moderate(actor),
            choices=choices,
        )
    return view.page(
        "signals/index.html",
        fragments=("signal_results",),
        form=form,
        page=queries.find_signals(session, actor, given, size=view.page_size),
        waiting=0 if given.waits else queries.count_waiting(session, actor),
        own_waiting=0 if form.chosen() else queries.count_own_waiting(session, actor),
        elsewhere=queries.count_other_queue(session, actor, given),
        # Beside a list of something else they would be in the way.
        opposites=[] if form.chosen() else opposite_queries.find_opposites(session, actor),
        left_out=left_out(queries.count_left_out(session, actor, given)),
        may_moderate=policy.may_moderate(actor),
        choices=choices,
    )


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new signal."""
    shown = partial(_shown, session, actor)
    return FormPage(view, session, actor, nothing, nothing, "signals/log.html", shown, keeps=True)


NewSignalDep = Annotated[FormPage[None], Depends(new_form)]


@router.get("/nieuw", name="signals:add")
def add(page: NewSignalDep) -> Response:
    return page.open(commands.log_new_signal)


@router.post("", name="signals:log")
def log(page: NewSignalDep, form: EntryForm) -> Response:
    return page.do(
        commands.log_new_signal,
        form=form,
        then=lambda signal: page.view.url("signals:show", signal_id=signal.id),
        said=lambda signal: LOGGED if signal.counts else WAITS,
    )


def _shown(session: Session, actor: Actor, _none: None, form: Form[Any] | None) -> dict[str, Any]:
    """What was typed, or what a new signal starts with."""
    choices = forms.SignalChoices.for_writing(session, actor)
    alike = _find_alike(session, actor, choices.understand(form), choices) if form else []
    form = form or blank(
        signal_fields.SignalEntry,
        source_kind=models.SignalSource.OWN,
        sureness=models.SignalSureness.FAIR,
        seen_on=clock.today(),
        crisis=choices.reference.default_crisis,
    )
    return {"form": choices.understand(form), "choices": choices, "alike": alike}


def _find_alike(
    session: Session, actor: Actor, form: Form[Any], choices: forms.SignalChoices
) -> list[signal_fields.SignalRow]:
    """What is there already of what is filled in, for who is asked about it."""
    try:
        given = form.parse()
    except errors.Invalid:
        return []
    seats = {seat.organisation_id: seat for seat in actor.writing_seats}
    seat = seats.get(given.organisation) or actor.writing_seats[0]
    place = given.municipality or choices.fixed_municipality or seat.municipality_code or ""
    seen = alike_queries.Seen(
        seat.region_code,
        place,
        given.theme,
        given.target_group,
        given.direction,
        given.seen_on or clock.today(),
        given.description,
    )
    return alike_queries.find_alike(session, actor, seen)
