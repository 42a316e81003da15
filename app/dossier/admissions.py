"""Who asks to take part, and the verbs of admission on the page of an organisation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.core.errors import Forbidden
from app.core.i18n import gettext as _, mark
from app.dossier.organisations import PageDep
from app.identity.deps import ActorDep
from app.organisations import admission_commands as commands, queries
from app.target_groups.choices import RegionChoices
from app.web import Form, SessionDep, ViewDep, notice, submitted

router = APIRouter()

ADMITTED = notice("organisation_admitted", mark("The organisation takes part from now on."))
REFUSED = notice("organisation_refused", mark("The organisation is not admitted."))
SUSPENDED = notice(
    "organisation_suspended", mark("The organisation is suspended. Its people cannot do anything.")
)
READMITTED = notice("organisation_readmitted", mark("The organisation takes part again."))

ReasonForm = Annotated[Form[commands.AdmissionReason], Depends(submitted(commands.AdmissionReason))]


@router.get("/beheer/aanmeldingen", name="admissions:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    if not actor.administering_seats:
        raise Forbidden(
            _("Only an administrator of the region decides which organisations take part.")
        )
    requests = queries.find_requests(session, actor)
    commands.view_applicants(session, actor, [each.Organisation for each in requests])
    return view.page(
        "organisations/admissions.html",
        requests=requests,
        choices=RegionChoices.for_reading(session, actor),
    )


@router.post("/netwerk/{organisation_id}/toelaten", name="organisations:admit")
def admit(page: PageDep) -> Response:
    return page.do(commands.admit_organisation, said=ADMITTED)


@router.post("/netwerk/{organisation_id}/weigeren", name="organisations:refuse")
def refuse(page: PageDep, form: ReasonForm) -> Response:
    return page.do(commands.refuse_organisation, form=form, name="refusing", said=REFUSED)


@router.post("/netwerk/{organisation_id}/schorsen", name="organisations:suspend")
def suspend(page: PageDep, form: ReasonForm) -> Response:
    return page.do(commands.suspend_organisation, form=form, name="suspending", said=SUSPENDED)


@router.post("/netwerk/{organisation_id}/weer-toelaten", name="organisations:readmit")
def readmit(page: PageDep) -> Response:
    return page.do(commands.readmit_organisation, said=READMITTED)
