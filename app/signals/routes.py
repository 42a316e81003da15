"""The public doors: a signal, help from a resident, and how it stands with a number."""

import json
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.identity.actor import SYSTEM
from app.identity.deps import VisitorDep
from app.signals import commands, deps, doors, fields, form_keys, numbers, policy, proofs, queries
from app.signals.form_keys import PublicForm
from app.signals.models import Signal, SignalStatus
from app.web import (
    Form,
    FormPage,
    Page,
    SessionDep,
    View,
    ViewDep,
    blank,
    from_address,
    nothing,
    submitted,
)

router = APIRouter()

SignalForm = Annotated[Form[fields.SignalInput], Depends(submitted(fields.SignalInput))]
HelpForm = Annotated[Form[fields.HelpInput], Depends(submitted(fields.HelpInput))]
KeyForm = Annotated[Form[fields.KeyInput], Depends(from_address(fields.KeyInput))]
NumberForm = Annotated[Form[fields.NumberInput], Depends(from_address(fields.NumberInput))]


def _door(
    view: View, session: Session, template: str, model: Any, public: PublicForm
) -> FormPage[None]:
    """A public form. Whoever fills it in is nobody, also who is signed in."""

    def shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
        form = blank(model) if form is None else form
        deps.put_key(view, form, public)
        return {"form": form, "choices": doors.DoorChoices.read(session)}

    return FormPage(view, session, SYSTEM, nothing, nothing, template, shown)


def _send(page: FormPage[None], command: Any, form: Form[Any]) -> Response:
    """To the receipt; or the form again."""
    view = page.view
    return deps.send_form(
        page, command, form, lambda signal: view.url("signals:receipt", number=signal.number)
    )


def signal_door(view: ViewDep, session: SessionDep, actor: VisitorDep) -> FormPage[None]:
    return _door(view, session, "signals/signal.html", fields.SignalInput, PublicForm.SIGNAL)


def help_door(view: ViewDep, session: SessionDep, actor: VisitorDep) -> FormPage[None]:
    return _door(view, session, "signals/help.html", fields.HelpInput, PublicForm.HELP)


HelpDoorDep = Annotated[FormPage[None], Depends(help_door)]
SignalDoorDep = Annotated[FormPage[None], Depends(signal_door)]


@router.get("/signaal-geven", name="signals:new")
def new(page: SignalDoorDep) -> Response:
    form = blank(fields.SignalInput, direction="negative")
    return deps.open_form(page, commands.send_signal, form, PublicForm.SIGNAL)


@router.post("/signaal-geven", name="signals:send")
def send(page: SignalDoorDep, form: SignalForm) -> Response:
    return _send(page, commands.send_signal, form)


@router.get("/signaal-geven/opgave", name="signals:challenge")
def challenge(view: ViewDep, actor: VisitorDep, form: KeyForm) -> Response:
    """What a browser works for while somebody fills in one of the public forms."""
    form_id = form_keys.any_id(view.settings, form.value("form_key"))
    if form_id is None:
        raise errors.NotFound(_("There is no such form."))
    asked = proofs.new_challenge(view.settings, form_id)
    return Response(json.dumps(asked), media_type="application/json")


@router.get("/hulp-aanbieden", name="signals:offer_help")
def offer_help(page: HelpDoorDep) -> Response:
    return deps.open_form(page, commands.send_help, blank(fields.HelpInput), PublicForm.HELP)


@router.post("/hulp-aanbieden", name="signals:send_help")
def send_help(page: HelpDoorDep, form: HelpForm) -> Response:
    return _send(page, commands.send_help, form)


@router.get("/signaal-geven/bon", name="signals:find_receipt")
def find_receipt(view: ViewDep, actor: VisitorDep, form: NumberForm) -> Response:
    """Where somebody types a number, such as from a letter."""
    typed = form.value("number")
    number = numbers.read_number(typed)
    if number is not None:
        return view.redirect(view.url("signals:receipt", number=number))
    if typed:
        form.refuse(errors.Invalid({"number": numbers.wrong_number()}))
    return _ask_number(view, form, 422 if typed else 200)


def _ask_number(view: View, form: Form[Any], status: int) -> Response:
    return _unlisted(view.page("signals/find.html", status=status, form=form))


def receipt_page(
    view: ViewDep, session: SessionDep, actor: VisitorDep, number: str
) -> Page[Signal]:
    """What somebody who has the number sees."""
    read = partial(queries.get_by_number, session, number)

    def shown(signal: Signal) -> dict[str, Any]:
        return {
            "signal": signal,
            "grouped": numbers.grouped(signal.number),
            "choices": doors.DoorChoices.read(session),
            "read_by": commands.read_by(signal.created_at),
            "may": policy.SignalPolicy(SYSTEM, signal),
            "form": blank(fields.NumberInput),
            "is_late": commands.read_by(signal.created_at) < clock.today(),
        }

    return Page(
        view,
        session,
        SYSTEM,
        read,
        partial(read, lock=True),
        template="signals/receipt.html",
        address=view.url("signals:receipt", number=number),
        shown=shown,
    )


ReceiptDep = Annotated[Page[Signal], Depends(receipt_page)]


@router.get("/signaal-geven/bon/{number}", name="signals:receipt")
def receipt(page: ReceiptDep, number: str) -> Response:
    try:
        return _unlisted(page.open())
    except errors.NotFound:  # one letter wrong: the same field, with what was typed
        typed = "".join(each for each in number[:64] if each.isprintable())
        form = blank(fields.NumberInput, number=typed)
        return _ask_number(
            page.view, form.refuse(errors.Invalid({"number": numbers.unknown()})), 404
        )


@router.post("/signaal-geven/bon/{number}/intrekken", name="signals:take_back")
def take_back(page: ReceiptDep) -> Response:
    # Pressed twice: it is as its sender wants it.
    if page.thing.status is not SignalStatus.TAKEN_BACK:
        page.perform(commands.take_back)
    return page.view.redirect(page.address)


def _unlisted(answer: Response) -> Response:
    """Not for search engines: who has the number reads it."""
    answer.headers["x-robots-tag"] = "noindex"
    return answer
