"""Asking to speak for an organisation, by the public door; and deciding about who asks."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors, tokens
from app.core.i18n import gettext as _, mark
from app.core.words import Choice
from app.dossier import claim_commands as commands
from app.identity.actor import SYSTEM, Actor
from app.identity.deps import ActorDep, VisitorDep
from app.identity.models import Organisation, Role
from app.members import policy as members_policy
from app.organisations import claim_policy, claim_queries, letters
from app.organisations.models import OrganisationClaim
from app.signals import deps as signal_deps, doors
from app.signals.form_keys import PublicForm
from app.web import Form, FormPage, Page, SessionDep, ViewDep, blank, notice, submitted

router = APIRouter()

GRANTED = notice("claim_granted", mark("They get a mail with an invitation."))
BELONGS = notice(
    "claim_belongs",
    mark("They belong to the organisation already, and keep their role. They get a mail about it."),
)
REFUSED = notice("claim_refused", mark("They get a mail, and read why not."))

ClaimForm = Annotated[Form[commands.ClaimInput], Depends(submitted(commands.ClaimInput))]
GrantForm = Annotated[Form[commands.ClaimGrant], Depends(submitted(commands.ClaimGrant))]
RefusalForm = Annotated[Form[commands.ClaimRefusal], Depends(submitted(commands.ClaimRefusal))]


def form_of(
    view: ViewDep, session: SessionDep, actor: VisitorDep, organisation_id: UUID
) -> FormPage[Organisation]:
    """The form. Whoever fills it in is nobody, also who is signed in."""

    def shown(organisation: Organisation, form: Form[Any] | None) -> dict[str, Any]:
        form = blank(commands.ClaimInput) if form is None else form
        signal_deps.put_key(view, form, PublicForm.CLAIM)
        return {
            "form": form,
            "organisation": organisation,
            "choices": doors.DoorChoices.read(session),
        }

    read = partial(claim_queries.get_claimable, session, organisation_id)
    return FormPage(view, session, SYSTEM, read, read, "claims/form.html", shown)


FormPageDep = Annotated[FormPage[Organisation], Depends(form_of)]


@router.get("/aanmelden-organisatie/aanvraag/{organisation_id}", name="claims:new")
def new(page: FormPageDep) -> Response:
    form = blank(commands.ClaimInput)
    return signal_deps.open_form(page, commands.claim_organisation, form, PublicForm.CLAIM)


@router.post("/aanmelden-organisatie/aanvraag/{organisation_id}", name="claims:send")
def send(page: FormPageDep, form: ClaimForm) -> Response:
    view = page.view

    def then(claim: OrganisationClaim) -> str:
        token = tokens.make(view.settings, letters.CLAIM_REFUSED.purpose, claim.id)
        return view.url("claims:standing", token=token)

    return signal_deps.send_form(page, commands.claim_organisation, form, then)


@router.get("/aanmelden-organisatie/aanvraag/stand/{token}", name="claims:standing")
def standing(view: ViewDep, session: SessionDep, actor: VisitorDep, token: str) -> Response:
    claim = claim_queries.get_asked(session, view.settings, token)
    answer = view.page("claims/standing.html", claim=claim)
    # Not for search engines: who has the link reads it.
    answer.headers["x-robots-tag"] = "noindex"
    return answer


@router.get("/netwerk/aanvragen", name="claims:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    if not claim_policy.decides(actor):
        raise errors.Forbidden(_("Only a coordinator or the region's administrator decides."))
    return view.page("claims/index.html", claims=claim_queries.find_waiting(session, actor))


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, claim_id: UUID
) -> Page[OrganisationClaim]:
    read = partial(claim_queries.get_claim, session, actor, claim_id)
    return Page(
        view,
        session,
        actor,
        read,
        partial(read, lock=True),
        template="claims/show.html",
        block="claim_page",
        address=view.url("claims:show", claim_id=claim_id),
        shown=partial(_shown, session, actor),
    )


PageDep = Annotated[Page[OrganisationClaim], Depends(page_of)]


@router.get("/netwerk/aanvragen/{claim_id}", name="claims:show")
def show(page: PageDep) -> Response:
    return page.open()


@router.post("/netwerk/aanvragen/{claim_id}/uitnodigen", name="claims:grant")
def grant(page: PageDep, form: GrantForm) -> Response:
    def said(is_invited: bool) -> str:
        return GRANTED if is_invited else BELONGS

    return page.do(commands.grant_claim, form=form, name="granting", said=said)


@router.post("/netwerk/aanvragen/{claim_id}/weigeren", name="claims:refuse")
def refuse(page: PageDep, form: RefusalForm) -> Response:
    return page.do(commands.refuse_claim, form=form, name="refusing", said=REFUSED)


def _shown(session: Session, actor: Actor, claim: OrganisationClaim) -> dict[str, Any]:
    is_kept = claim_queries.has_keeper(session, claim.organisation)
    roles = members_policy.USUAL
    usual: Role = roles[1] if is_kept else roles[0]
    may = claim_policy.ClaimPolicy(actor, claim)
    contact = claim_queries.find_contact(session, actor, claim)
    if contact is not None:
        commands.view_contact(session, actor, claim)
    return {
        "claim": claim,
        "organisation": claim.organisation,
        "may": may,
        "is_kept": is_kept,
        "contact": contact,
        "others": claim_queries.find_same_address(session, claim) if may.decide else [],
        "roles": [Choice(each.value, each.word) for each in roles],
        "granting": blank(commands.ClaimGrant, role=usual.value),
        "refusing": blank(commands.ClaimRefusal),
        "opened": "",
    }
