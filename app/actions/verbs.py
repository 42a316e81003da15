"""What is done with an action from its page. Every verb holds the action first, and shows the page
as it is after.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions import (
    commands,
    match_commands as match_links,
    partner_commands as partners,
    step_commands as steps,
)
from app.actions.commands import ActionClosing, ActionStopping
from app.actions.deps import LockedActionDep, PartnerDep, StepDep
from app.actions.forms import InvitationForm, Opening, Serving, as_in_form, is_search
from app.actions.models import Action
from app.actions.page import shown_action
from app.actions.partner_commands import PartnerAnswer
from app.actions.policy import PartnerPolicy
from app.actions.queries import get_action
from app.actions.step_commands import ProgressInput, StepInput
from app.core.errors import Invalid
from app.core.i18n import mark
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches.commands import Completion
from app.web.database import SessionDep
from app.web.forms import Form, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/acties/{action_id}")

STARTED = notice(
    "action_started",
    mark("Good luck! The action is running, and with it the matches that it serves."),
)
DONE = notice("action_done", mark("The action is closed. Others can find what you learned."))
STOPPED = notice("action_stopped", mark("The action is stopped. Its matches go on without it."))
OPENED = notice("action_opened", mark("Everybody can read the page of this action now."))
SHUT = notice("action_shut", mark("The page of this action is no longer public."))
INVITED = notice("action_invited", mark("The partners are asked now."))
JOINED = notice("action_joined", mark("The yes is noted."))
DECLINED = notice("action_declined", mark("The no is noted."))
LEFT = notice(
    "action_left", mark("Your organisation no longer takes part. Your open steps go to the lead.")
)
TAKEN_BACK = notice("action_taken_back", mark("The invitation is taken back."))
UNDONE = notice("action_undone", mark("The answer is undone. You are asked again."))
STEPS = notice("action_steps", mark("The steps are changed."))
NOTED = notice("action_noted", mark("Thank you. Those who take part read how it goes."))
LINKED = notice("action_linked", mark("The action serves these matches from now on."))
RELEASED = notice(
    "action_released", mark("The action no longer serves that match. The match itself goes on.")
)
COMPLETED = notice("action_completed", mark("The matches are completed. Thank you."))


@dataclass
class Page:
    """One request about one action: who asks, and how the page comes back."""

    view: View
    session: Session
    actor: Actor
    action: Action

    def did(
        self,
        act: Callable[[], object],
        said: str,
        form: Form[Any] | None = None,
        name: str = "",
        of: object = None,
        *,
        at: str = "",
    ) -> Response:
        """Do it. When the form is not filled in right: the page again with that form open, and what
        was typed.

        `at` is the part of the page where somebody goes on reading after it; elsewhere it is the
        top.
        """
        action_id = self.action.id
        try:
            act()
        except Invalid as problem:
            assert form is not None
            self.session.rollback()
            shown = shown_action(
                self.session,
                self.actor,
                get_action(self.session, self.actor, action_id),
                inviting=form if name == "inviting" else None,
            )
            shown |= {name: form, "opened": name, "opened_of": of}
            return self.view.invalid(
                "actions/show.html", form, as_in_form(problem), fragments=("action_page",), **shown
            )
        self.session.flush()
        return self.view.changed(
            "actions/show.html",
            "action_page",
            then=self.view.url("actions:show", action_id=action_id),
            shown=lambda: self._as_it_is(action_id) | {"focus": at},
            said=said,
        )

    def _as_it_is(self, action_id: UUID) -> dict[str, Any]:
        self.session.expire_all()
        return shown_action(
            self.session, self.actor, get_action(self.session, self.actor, action_id)
        )


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, action: LockedActionDep) -> Page:
    """The page of the action of the path, which is locked until the request is done."""
    return Page(view, session, actor, action)


PageDep = Annotated[Page, Depends(page_of)]
StepForm = Annotated[Form[StepInput], Depends(submitted(StepInput))]


@router.post("/starten", name="actions:start")
def start(page: PageDep) -> Response:
    return page.did(lambda: commands.start_action(page.session, page.actor, page.action), STARTED)


@router.post("/afronden", name="actions:finish")
def finish(
    page: PageDep, form: Annotated[Form[ActionClosing], Depends(submitted(ActionClosing))]
) -> Response:
    act = lambda: commands.finish_action(page.session, page.actor, page.action, form.parse())  # noqa: E731
    return page.did(act, DONE, form, "closing")


@router.post("/stoppen", name="actions:stop")
def stop(
    page: PageDep, form: Annotated[Form[ActionStopping], Depends(submitted(ActionStopping))]
) -> Response:
    act = lambda: commands.stop_action(page.session, page.actor, page.action, form.parse())  # noqa: E731
    return page.did(act, STOPPED, form, "stopping")


@router.post("/openbaar", name="actions:open_up")
def open_up(page: PageDep, form: Annotated[Form[Opening], Depends(submitted(Opening))]) -> Response:
    def act() -> None:
        commands.open_action(
            page.session, page.actor, page.action, is_public=form.parse().value == "1"
        )

    return page.did(act, SHUT if form.value("value") == "0" else OPENED, form, "opening")


@router.post("/uitnodigen", name="actions:invite")
def invite(
    page: PageDep, form: Annotated[Form[InvitationForm], Depends(submitted(InvitationForm))]
) -> Response:
    if is_search(form):
        shown = shown_action(page.session, page.actor, page.action, inviting=form) | {
            "opened": "inviting"
        }
        return page.view.page("actions/show.html", fragments=("action_page",), **shown)

    def act() -> None:
        given = form.parse()
        partners.invite_partners(
            page.session, page.actor, page.action, given.partners, given.asked_for
        )

    return page.did(act, INVITED, form, "inviting", at="partners")


@router.post("/partners/{organisation_id}/antwoord", name="actions:answer")
def answer(
    page: PageDep,
    partner: PartnerDep,
    form: Annotated[Form[PartnerAnswer], Depends(submitted(PartnerAnswer))],
) -> Response:
    def act() -> None:
        partners.answer_invitation(page.session, page.actor, page.action, partner, form.parse())

    said = JOINED if form.value("answer") == "yes" else DECLINED
    return page.did(act, said, form, "answering", partner.organisation_id)


@router.post("/partners/{organisation_id}/weg", name="actions:drop")
def drop(page: PageDep, partner: PartnerDep) -> Response:
    """A partner steps out, or the lead takes back what nobody answered: who presses says which of
    the two it is.
    """
    if PartnerPolicy(page.actor, page.action, partner).take_back:
        act = lambda: partners.take_back_invitation(page.session, page.actor, page.action, partner)  # noqa: E731
        return page.did(act, TAKEN_BACK, at="partners")
    return page.did(
        lambda: partners.leave_action(page.session, page.actor, page.action, partner), LEFT
    )


@router.post("/partners/{organisation_id}/terugdraaien", name="actions:undo")
def undo(page: PageDep, partner: PartnerDep) -> Response:
    act = lambda: partners.undo_partner_answer(page.session, page.actor, page.action, partner)  # noqa: E731
    return page.did(act, UNDONE)


@router.post("/stappen", name="actions:add_step")
def add_step(page: PageDep, form: StepForm) -> Response:
    act = lambda: steps.add_step(page.session, page.actor, page.action, form.parse())  # noqa: E731
    return page.did(act, STEPS, form, "stepping", at="steps")


@router.post("/stappen/{step_id}", name="actions:change_step")
def change_step(page: PageDep, step: StepDep, form: StepForm) -> Response:
    act = lambda: steps.change_step(page.session, page.actor, page.action, step, form.parse())  # noqa: E731
    return page.did(act, STEPS, form, "changing", step.id, at="steps")


@router.post("/stappen/{step_id}/klaar", name="actions:tick_step")
def tick_step(page: PageDep, step: StepDep) -> Response:
    return page.did(
        lambda: steps.tick_step(page.session, page.actor, page.action, step, is_done=True),
        STEPS,
        at="steps",
    )


@router.post("/stappen/{step_id}/open", name="actions:reopen_step")
def reopen_step(page: PageDep, step: StepDep) -> Response:
    return page.did(
        lambda: steps.tick_step(page.session, page.actor, page.action, step, is_done=False),
        STEPS,
        at="steps",
    )


@router.post("/stappen/{step_id}/weg", name="actions:remove_step")
def remove_step(page: PageDep, step: StepDep) -> Response:
    return page.did(
        lambda: steps.remove_step(page.session, page.actor, page.action, step), STEPS, at="steps"
    )


@router.post("/voortgang", name="actions:note")
def note(
    page: PageDep, form: Annotated[Form[ProgressInput], Depends(submitted(ProgressInput))]
) -> Response:
    act = lambda: steps.note_progress(page.session, page.actor, page.action, form.parse())  # noqa: E731
    return page.did(act, NOTED, form, "noting", at="progress")


@router.post("/koppelingen", name="actions:link")
def link(page: PageDep, form: Annotated[Form[Serving], Depends(submitted(Serving))]) -> Response:
    def act() -> None:
        match_links.serve_matches(page.session, page.actor, page.action, form.parse().match)

    return page.did(act, LINKED, form, "linking", at="matches")


@router.post("/koppelingen/afronden", name="actions:complete_all")
def complete_all(page: PageDep) -> Response:
    return page.did(
        lambda: match_links.complete_own(page.session, page.actor, page.action), COMPLETED
    )


@router.post("/koppelingen/{match_id}/los", name="actions:unlink")
def unlink(page: PageDep, match_id: UUID) -> Response:
    return page.did(
        lambda: match_links.release_match(page.session, page.actor, page.action, match_id),
        RELEASED,
        at="matches",
    )


@router.post("/koppelingen/{match_id}/afronden", name="actions:complete")
def complete(
    page: PageDep, match_id: UUID, form: Annotated[Form[Completion], Depends(submitted(Completion))]
) -> Response:
    def act() -> None:
        match_links.complete_one(page.session, page.actor, page.action, match_id, form.parse())

    return page.did(act, COMPLETED, form, "completing", match_id, at="complete")
