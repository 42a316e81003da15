"""What is done with the matches that an action serves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions import deps, match_commands, match_queries
from app.actions.models import Action
from app.core.i18n import mark
from app.core.policy import Verdict
from app.identity.actor import Actor
from app.matches import policy as match_policy
from app.matches.commands import Completion
from app.web import Form, Page, notice, submitted

router = APIRouter(prefix="/acties/{action_id}/koppelingen")

LINKED = notice("action_linked", mark("The action serves these matches from now on."))
RELEASED = notice(
    "action_released", mark("The action no longer serves that match. The match itself goes on.")
)
COMPLETED = notice("action_completed", mark("The matches are completed. Thank you."))

ServingForm = Annotated[Form[match_commands.Serving], Depends(submitted(match_commands.Serving))]
CompletionForm = Annotated[Form[Completion], Depends(submitted(Completion))]


@router.post("", name="actions:link")
def link(page: deps.PageDep, form: ServingForm) -> Response:
    return page.do(
        match_commands.serve_matches, form=form, name="linking", said=LINKED, focus="matches"
    )


@router.post("/afronden", name="actions:complete_all")
def complete_all(page: deps.PageDep) -> Response:
    return page.do(match_commands.complete_own, said=COMPLETED)


@router.post("/{match_id}/los", name="actions:unlink")
def unlink(page: deps.PageDep, match_id: UUID) -> Response:
    return page.do(match_commands.release_match, match_id, said=RELEASED, focus="matches")


@router.post("/{match_id}/afronden", name="actions:complete")
def complete(page: deps.PageDep, match_id: UUID, form: CompletionForm) -> Response:
    return page.do(
        match_commands.complete_one,
        match_id,
        form=form,
        name="completing",
        of=match_id,
        said=COMPLETED,
        focus="complete",
        right=lambda actor, action, _id: _completes(page, actor, action, match_id),
    )


def _completes(page: Page[Action], actor: Actor, action: Action, match_id: UUID) -> Verdict:
    """The lead confirms how it went, for matches that its own organisation takes part in."""
    leads = match_commands.complete_one.right(actor, action)
    served = match_queries.find_served(page.session, actor, action) if leads else []
    match = next((one.match for one in served if one.id == match_id), None)
    return leads if match is None else match_policy.MatchPolicy(actor, match).complete
