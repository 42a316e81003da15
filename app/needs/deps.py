"""The need of a path with its form, for routes."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlmodel import Session

from app.core.fields import filled
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.needs import fields, forms, queries
from app.needs.models import Need
from app.web import Form, FormPage, SessionDep, ViewDep, blank, nothing, opened

TEMPLATE = "needs/form.html"
# What a need may follow from, where it follows from nothing.
_ALONE: dict[str, Any] = {"signal": None, "proposal": None}


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new need."""
    shown = partial(_shown, session, actor)
    return FormPage(view, session, actor, nothing, nothing, TEMPLATE, shown, keeps=True)


def form_of(view: ViewDep, session: SessionDep, actor: ActorDep, need_id: UUID) -> FormPage[Need]:
    """The form of the need of the path. Who saves it locks the need: two people never change it at
    once.
    """
    read, shown = (
        partial(queries.get_need, session, actor, need_id),
        partial(_shown, session, actor),
    )
    return FormPage(
        view, session, actor, read, partial(read, lock=True), TEMPLATE, shown, keeps=True
    )


NewNeedDep = Annotated[FormPage[None], Depends(new_form)]
NeedFormDep = Annotated[FormPage[Need], Depends(form_of)]


def _shown(
    session: Session, actor: Actor, need: Need | None, form: Form[Any] | None
) -> dict[str, Any]:
    """What was typed, or the need as it is, or what a new one starts with."""
    if need is None:
        choices = forms.NeedChoices.for_writing(session, actor)
        form = form or blank(fields.NeedInput, **choices.defaults)
    else:
        choices = forms.NeedChoices.for_writing(session, actor, need.organisation)
        form = form or blank(fields.NeedInput, **forms.asked_once(filled(fields.NeedInput, need)))
        form = opened(fields.NeedInput, need, form, label=choices.label)
    shown = {"form": choices.understand(form), "need": need, "choices": choices}
    return {**shown, "again": None, "beside": None, **_ALONE}


def repeated(
    session: Session, actor: Actor, need: Need, missing: Sequence[int | None] = ()
) -> dict[str, Any]:
    """What the form of a new need shows that asks for the same once more, or for what of it did not
    come: then its number is how much that is together, and empty where nobody said. Nothing is
    stored until it is sent.
    """
    choices = forms.NeedChoices.for_writing(session, actor)
    again = choices.again_of(need)
    if missing:
        known = [number for number in missing if number is not None]
        again["quantity"] = sum(known) if len(known) == len(missing) else None
    form = blank(fields.NeedInput, **again)
    shown = {"form": form, "need": None, "choices": choices}
    return {**shown, "again": need, "beside": None, "kept": None, **_ALONE}
