"""The calls that a municipality or a partner gets: one sentence becomes the form of a need."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors, inputs, personal_sentences
from app.core.policy import require
from app.dossier import call_commands, call_forms, form_suggestions
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.needs import forms as need_forms, policy as need_policy, queries as need_queries
from app.needs.models import Need
from app.organisations import queries as organisation_queries
from app.signals import queries as signal_queries
from app.signals.models import Signal
from app.web import Form, FormPage, SessionDep, View, ViewDep, blank, database, nothing, submitted

router = APIRouter(prefix="/behoeften/belbalie")

TEMPLATE = "calls/form.html"

CallForm = Annotated[Form[call_forms.CallInput], Depends(submitted(call_forms.CallInput))]
PassedForm = Annotated[Form[call_forms.PassedOnCall], Depends(submitted(call_forms.PassedOnCall))]
CalledForm = Annotated[Form[call_forms.CalledNeed], Depends(submitted(call_forms.CalledNeed))]


def _form_page(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form that the sentence filled. No draft of it is kept: it takes seconds."""

    def shown(thing: None, form: Form[Any] | None) -> Mapping[str, Any]:
        choices = need_forms.NeedChoices.for_writing(session, actor)
        return _shown(view, session, actor, choices, filled=form)

    return FormPage(view, session, actor, nothing, nothing, TEMPLATE, shown)


CallPage = Annotated[FormPage[None], Depends(_form_page)]


def _shown(
    view: View,
    session: Session,
    actor: Actor,
    choices: need_forms.NeedChoices,
    *,
    said: Form[Any] | None = None,
    filled: Form[Any] | None = None,
    reading: call_forms.FilledForm | None = None,
    logged: Need | None = None,
    passed: Signal | None = None,
) -> dict[str, Any]:
    beside = None
    code = ""
    if reading is not None:
        filled = reading.form
    if filled is not None:
        filled = choices.understand(filled)
        code = choices.find_elsewhere(filled.value("elsewhere"))
        beside = form_suggestions.show_beside(
            session,
            actor,
            filled,
            choices,
            is_need=True,
            at_end=partial(database.keep_whatever, view.request),
        )
    said = said or blank(call_forms.CallInput)
    return {
        "choices": choices,
        "form": filled or said,
        "said_form": said,
        "filled": filled,
        "reading": reading,
        "beside": beside,
        # The municipality that the caller named, which is not the writer's, and who logs for it.
        "elsewhere": choices.label(code) if code else "",
        "theirs": organisation_queries.find_municipality(session, actor, code) if code else None,
        "logged": logged,
        "passed": passed,
    }


@router.get("", name="calls:new")
def new_call(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    """The empty field; `na` in the address: the need that was just logged, of the caller before, or
    the signal that was passed on.
    """
    require(need_policy.may_log(actor))
    last_id = inputs.read_id(view.request.query_params.get("na", ""))
    logged = _find_logged(session, actor, last_id) if last_id is not None else None
    passed = _find_passed(session, actor, last_id) if last_id and logged is None else None
    choices = need_forms.NeedChoices.for_writing(session, actor)
    return view.page(
        TEMPLATE, **_shown(view, session, actor, choices, logged=logged, passed=passed)
    )


@router.post("", name="calls:read")
def read_call(view: ViewDep, session: SessionDep, actor: ActorDep, form: CallForm) -> Response:
    require(need_policy.may_log(actor))
    choices = need_forms.NeedChoices.for_writing(session, actor)
    try:
        given = form.parse()
        personal_sentences.refuse_persons(given)
    except errors.Invalid as problem:
        shown = _shown(view, session, actor, choices, said=form)
        return view.invalid(TEMPLATE, shown.pop("form"), problem, **shown)
    reading = call_forms.read_call(given.said, choices)
    return view.page(TEMPLATE, **_shown(view, session, actor, choices, said=form, reading=reading))


@router.post("/plaatsen", name="calls:log")
def log_call(page: CallPage, form: CalledForm) -> Response:
    return page.do(
        call_commands.log_called_need,
        form=form,
        then=lambda need: page.view.url("calls:new", na=need.id),
    )


@router.post("/doorgeven", name="calls:pass_on")
def pass_on_call(page: CallPage, form: PassedForm) -> Response:
    return page.do(
        call_commands.pass_on_call,
        form=form,
        then=lambda signal: page.view.url("calls:new", na=signal.id),
    )


def _find_logged(session: Session, actor: Actor, need_id: UUID) -> Need | None:
    found = need_queries.find_needs_by_id(session, actor, [need_id])
    return found.get(need_id)


def _find_passed(session: Session, actor: Actor, signal_id: UUID) -> Signal | None:
    found = signal_queries.find_signals_by_id(session, actor, [signal_id]).get(signal_id)
    is_own = found is not None and found.organisation_id in actor.organisation_ids
    return found if is_own else None
