"""The public door for organisations: is it there already, the form, and how it stands."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core import tokens
from app.core.words import Choice
from app.dossier import registration_commands as commands
from app.identity.actor import SYSTEM
from app.identity.deps import VisitorDep
from app.identity.models import Organisation
from app.organisations import letters, name_queries, queries, registration_queries
from app.signals import deps as signal_deps, doors
from app.signals.form_keys import PublicForm
from app.web import Form, FormPage, SessionDep, ViewDep, blank, from_address, nothing, submitted

router = APIRouter(prefix="/aanmelden-organisatie")

SearchForm = Annotated[
    Form[commands.RegistrationSearch], Depends(from_address(commands.RegistrationSearch))
]
RegistrationForm = Annotated[
    Form[commands.RegistrationInput], Depends(submitted(commands.RegistrationInput))
]


def form_of(view: ViewDep, session: SessionDep, actor: VisitorDep) -> FormPage[None]:
    """The form. Whoever fills it in is nobody, also who is signed in."""

    def shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
        form = blank(commands.RegistrationInput) if form is None else form
        signal_deps.put_key(view, form, PublicForm.REGISTRATION)
        kinds = [Choice(kind.value, kind.word) for kind in commands.KINDS]
        return {"form": form, "choices": doors.DoorChoices.read(session), "kinds": kinds}

    template = "registration/form.html"
    return FormPage(view, session, SYSTEM, nothing, nothing, template, shown)


FormPageDep = Annotated[FormPage[None], Depends(form_of)]


@router.get("", name="registrations:search")
def search(view: ViewDep, session: SessionDep, actor: VisitorDep, form: SearchForm) -> Response:
    typed = form.value("q")[:160]
    return view.page(
        "registration/search.html",
        form=form,
        typed=typed,
        found=name_queries.find_known(session, typed),
        most=name_queries.MOST_KNOWN,
        choices=doors.DoorChoices.read(session),
    )


@router.get("/nieuw", name="registrations:new")
def new(page: FormPageDep, asked: SearchForm) -> Response:
    form = blank(commands.RegistrationInput, name=asked.value("q")[:160])
    return signal_deps.open_form(page, commands.register, form, PublicForm.REGISTRATION)


@router.post("", name="registrations:send")
def send(page: FormPageDep, form: RegistrationForm) -> Response:
    view = page.view

    def then(organisation: Organisation) -> str:
        token = tokens.make(view.settings, letters.REFUSED.purpose, organisation.id)
        return view.url("registrations:standing", token=token)

    return signal_deps.send_form(page, commands.register, form, then)


@router.get("/stand/{token}", name="registrations:standing")
def standing(view: ViewDep, session: SessionDep, actor: VisitorDep, token: str) -> Response:
    organisation = registration_queries.get_registered(session, view.settings, token)
    said = queries.get_said(session, organisation)
    answer = view.page(
        "registration/standing.html", organisation=organisation, note=said.status_note
    )
    # Not for search engines: who has the link reads it.
    answer.headers["x-robots-tag"] = "noindex"
    return answer
