"""The example of a path with its page and its form, and the form of a new one, for routes."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlmodel import Session

from app.core import forms as core_forms, inputs
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference import region_map
from app.resilience import (
    adoption_commands,
    fields,
    forms,
    labels,
    origin_queries,
    place_queries,
    policy,
    queries,
)
from app.resilience.models import ResilienceExample
from app.signals import forms as signal_forms, policy as signal_policy, queries as signal_queries
from app.signals.models import Signal
from app.web import Form, FormPage, Page, SessionDep, ViewDep, from_address, nothing

StartForm = Annotated[Form[forms.ExampleStart], Depends(from_address(forms.ExampleStart))]


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, example_id: UUID
) -> Page[ResilienceExample]:
    """The page of the example of the path. Every verb locks the example."""
    return Page(
        view,
        session,
        actor,
        read=partial(queries.get_example, session, actor, example_id),
        lock=partial(queries.get_example, session, actor, example_id, lock=True),
        template="resilience/show.html",
        block="example_page",
        address=view.url("resilience:show", example_id=example_id),
        shown=partial(shown_example, session, actor),
    )


PageDep = Annotated[Page[ResilienceExample], Depends(page_of)]


def form_of(page: PageDep) -> FormPage[ResilienceExample]:
    """The form of the example of the path."""
    shown = partial(_shown_change, page.session, page.actor)
    return FormPage(
        page.view,
        page.session,
        page.actor,
        page.read,
        page.lock,
        "resilience/form.html",
        shown,
        keeps=True,
    )


def new_form(
    view: ViewDep, session: SessionDep, actor: ActorDep, start: StartForm
) -> FormPage[None]:
    """The form of a new example, filled from the need or action of the address."""
    shown = partial(_shown_new, session, actor, start)
    template = "resilience/form.html"
    return FormPage(
        view,
        session,
        actor,
        nothing,
        nothing,
        template,
        lambda _none, form: shown(form),
        keeps=True,
    )


ExampleFormDep = Annotated[FormPage[ResilienceExample], Depends(form_of)]
NewFormDep = Annotated[FormPage[None], Depends(new_form)]


def shown_example(session: Session, actor: Actor, example: ResilienceExample) -> dict[str, Any]:
    """What its page shows. A verb that was not filled in right puts its own form in its place."""
    may = policy.ExamplePolicy(actor, example)
    appreciated, is_liked = queries.count_appreciation(session, actor, example)
    own = may.own_adoption
    seat = may.adopting_seat
    adopting = core_forms.blank(
        adoption_commands.Adoption,
        municipality=own.municipality_code if own else seat and seat.municipality_code,
        note=own.note if own else "",
    )
    choices = forms.ExampleChoices.for_reading(session, actor)
    if own is not None:  # where it is done stays among the places, also when it is elsewhere by now
        adopting.keep({"municipality": own.municipality_code}, choices.label)
    places = place_queries.find_places(session, actor, example)
    return {
        "told": place_queries.get_told(session, example),
        "example": example,
        "may": may,
        "own": own,
        "choices": choices,
        "appreciated": appreciated,
        "is_liked": is_liked,
        "origins": origin_queries.find_origins(session, actor, example),
        "places": places,
        "map": region_map.draw(places),
        "entries": find_timeline(
            session,
            example.id,
            labels.words_for(example),
            with_names=example.organisation_id in actor.organisation_ids,
        ),
        "adopting": adopting,
        "opened": None,
        "focus": "",
    }


def _shown_new(
    session: Session, actor: Actor, start: Form[forms.ExampleStart], form: Form[Any] | None
) -> dict[str, Any]:
    choices = forms.ExampleChoices.for_writing(session, actor)
    asked = form if form is not None else start
    origin = origin_queries.find_need(
        session, actor, inputs.read_id(asked.value("need"))
    ) or origin_queries.find_action(session, actor, inputs.read_id(asked.value("action")))
    if form is None:
        filled = choices.defaults(actor) | (choices.start_of(origin) if origin else {})
        if signal := _signal_of(session, actor, start):
            is_told = not signal_policy.hides_words(actor, signal)
            filled |= signal_forms.leads_to(signal, is_told=is_told)
        form = core_forms.blank(fields.NewExample, **filled)
    return {
        "form": choices.understand(form),
        "example": None,
        "origin": origin,
        "choices": choices,
    }


def _signal_of(session: Session, actor: Actor, start: Form[Any]) -> Signal | None:
    """The signal of the address, as far as the actor may see it."""
    wanted = inputs.read_id(start.value("signal"))
    if wanted is None:
        return None
    return signal_queries.find_signals_by_id(session, actor, [wanted]).get(wanted)


def _shown_change(
    session: Session, actor: Actor, example: ResilienceExample, form: Form[Any] | None
) -> dict[str, Any]:
    choices = forms.ExampleChoices.for_writing(session, actor, example.organisation)
    is_opened = form is None
    form = core_forms.opened(fields.ExampleChange, example, form, label=choices.label)
    if is_opened and place_queries.get_told(session, example).is_hidden:
        form.put("municipality", "")
    return {
        "form": choices.understand(form),
        "example": example,
        "origin": None,
        "choices": choices,
    }
