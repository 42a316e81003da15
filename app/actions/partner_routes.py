"""What is done with the partners of an action: asking them, answering, undoing, stepping out."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions import deps, forms, partner_commands, policy
from app.actions.page import shown_action
from app.core.i18n import mark
from app.core.policy import either
from app.web import Form, notice, submitted

router = APIRouter(prefix="/acties/{action_id}")

INVITED = notice("action_invited", mark("The partners are asked now."))
JOINED = notice("action_joined", mark("The yes is noted."))
DECLINED = notice("action_declined", mark("The no is noted."))
LEFT = notice(
    "action_left", mark("Your organisation no longer takes part. Your open steps go to the lead.")
)
TAKEN_BACK = notice("action_taken_back", mark("The invitation is taken back."))
UNDONE = notice("action_undone", mark("The answer is undone. You are asked again."))

InvitingForm = Annotated[Form[forms.InvitationForm], Depends(submitted(forms.InvitationForm))]
AnswerForm = Annotated[Form[forms.AnswerFromPage], Depends(submitted(forms.AnswerFromPage))]
BackForm = Annotated[Form[forms.FromPage], Depends(submitted(forms.FromPage))]


@router.post("/uitnodigen", name="actions:invite")
def invite(page: deps.PageDep, form: InvitingForm) -> Response:
    # The partners that the page has found are those that this form asks for.
    found = partial(shown_action, page.session, page.actor, inviting=form)
    if forms.is_search(form):
        return page.open(
            partner_commands.invite_partners,
            shown=found,
            blocks=("action_page",),
            opened="inviting",
        )
    return page.do(
        partner_commands.invite_partners,
        form=form,
        name="inviting",
        said=INVITED,
        focus="partners",
        again=found,
    )


@router.post("/partners/{organisation_id}/antwoord", name="actions:answer")
def answer(
    page: deps.PageDep, partner: deps.PartnerDep, organisation_id: UUID, form: AnswerForm
) -> Response:
    on_behalf, is_yes = form.value("on_behalf") == "1", form.value("answer") == "yes"
    return page.do(
        partner_commands.answer_invitation,
        partner,
        form=form,
        name="answering",
        said=JOINED if is_yes else DECLINED,
        # Who says no to one thing after the other goes on where the list is.
        then=None if is_yes else _list_of(page, form),
        of=organisation_id,
        right=lambda *of: (
            policy.PartnerPolicy(*of).answer_for if on_behalf else policy.PartnerPolicy(*of).answer
        ),
    )


@router.post("/partners/{organisation_id}/weg", name="actions:drop")
def drop(page: deps.PageDep, partner: deps.PartnerDep) -> Response:
    """A partner steps out, or the lead takes back what nobody answered: who presses says which of
    the two it is.
    """
    if policy.PartnerPolicy(page.actor, page.thing, partner.find(page.thing)).take_back:
        return page.do(
            partner_commands.take_back_invitation, partner, said=TAKEN_BACK, focus="partners"
        )
    # The lead is too late when the partner has just said yes, rather than without a right.
    return page.do(
        partner_commands.leave_action,
        partner,
        said=LEFT,
        right=lambda *of: either(
            policy.PartnerPolicy(*of).take_back, policy.PartnerPolicy(*of).leave
        ),
    )


@router.post("/partners/{organisation_id}/terugdraaien", name="actions:undo")
def undo(page: deps.PageDep, partner: deps.PartnerDep, form: BackForm) -> Response:
    then = _list_of(page, form)
    return page.do(partner_commands.undo_partner_answer, partner, said=UNDONE, then=then)


def _list_of(page: deps.PageDep, form: Form[Any]) -> str | None:
    """The list in which somebody answers, when that is where the button was."""
    return page.view.url("work:index") if form.value("page") == "work" else None
