"""What the pages of actions show."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.actions.commands import ActionChange, ActionClosing, ActionStopping, Opening
from app.actions.forms import ActionChoices, InvitationForm, NewActionForm, chosen_ids, typed_of
from app.actions.labels import words_for
from app.actions.match_commands import Serving, may_complete, propose_completions
from app.actions.match_queries import ServedMatch, find_servable, find_served
from app.actions.models import Action, ActionStatus, ActionStep, PartnerStatus
from app.actions.partner_commands import PartnerAnswer
from app.actions.partner_queries import find_askable
from app.actions.policy import ActionPolicy, PartnerPolicy, StepPolicy, shown_reach
from app.actions.queries import find_notes, find_steps
from app.actions.step_commands import ProgressInput, StepInput
from app.core import clock
from app.core.forms import Form, blank
from app.core.words import Choice
from app.identity.actor import Actor
from app.identity.timeline import find_timeline
from app.matches.commands import Completion
from app.needs.labels import owner_label

# Those who are asked or take part are not asked again.
ASKED = (PartnerStatus.INVITED, PartnerStatus.JOINED)


@dataclass(frozen=True)
class StepLine:
    """A step with the name of who does it, how many days it is late, and the form to change it."""

    step: ActionStep
    who: str
    lateness: int
    may: StepPolicy
    form: Form[StepInput]


def shown_new(
    session: Session,
    actor: Actor,
    form: Form[NewActionForm] | None = None,
    *,
    wanted: list[UUID] | None = None,
) -> dict[str, Any]:
    """The form of a new action: what was typed, or what the wanted matches fill in."""
    choices = ActionChoices.for_writing(session, actor)
    seats = actor.writing_seats
    servable = find_servable(session, actor, [seat.organisation_id for seat in seats])
    if form is None:
        from_matches = [match for match in servable if match.id in (wanted or [])]
        start = choices.defaults(actor)
        if from_matches:
            start |= choices.start_of(from_matches, seats[0].organisation_id)
        form = blank(NewActionForm, **start)
    regions = {seat.region_code for seat in seats}
    own = [seats[0].organisation_id] if len(seats) == 1 else []
    chosen = chosen_ids(form, "partners")
    return {
        "form": form,
        "action": None,
        "choices": choices,
        "servable": _match_choices(choices, servable),
        "askable": find_askable(
            session,
            actor,
            regions,
            q=form.value("partner_q"),
            chosen=chosen,
            without=[o for o in own if o not in chosen],
        ),
    }


def shown_change(
    session: Session, actor: Actor, action: Action, form: Form[Any] | None = None
) -> dict[str, Any]:
    """The form of a change: what was typed, or the action as it is."""
    return {
        "form": form or blank(ActionChange, **typed_of(action)),
        "action": action,
        "choices": ActionChoices.for_writing(session, actor, action.organisation),
        "servable": [],
        "askable": None,
    }


def shown_action(
    session: Session, actor: Actor, action: Action, *, inviting: Form[InvitationForm] | None = None
) -> dict[str, Any]:
    """What the page of an action shows. Verbs that were not filled in right put their own form in
    its place.
    """
    may = ActionPolicy(actor, action)
    choices = ActionChoices.for_reading(session, actor)
    is_own = action.organisation_id in actor.organisation_ids
    details = bool(may.details)
    steps = find_steps(session, action)
    inviting = inviting or blank(InvitationForm)
    return {
        "action": action,
        "may": may,
        "is_own": is_own,
        "choices": choices,
        "lateness": _days_past(action.ends_on) if action.is_live else 0,
        "reach": shown_reach(actor, action, action.people_reached),
        "partners": _partners(actor, action, details=details),
        "own_invitations": _own_invitations(actor, action),
        "steps": [_line(actor, action, step, name) for step, name in steps],
        "steps_done": sum(step.done_at is not None for step, _name in steps),
        "doers": _doers(action),
        "notes": _notes(session, actor, action) if details else [],
        **_shown_matches(session, actor, action, may, choices),
        "askable": _askable(session, actor, action, inviting) if may.invite else None,
        "entries": find_timeline(
            session, action.id, words_for(action, details=details, is_own=is_own), with_names=is_own
        ),
        **_blank_forms(may),
        "inviting": inviting,
        # Which form is unfolded, and of which partner, step or match.
        "opened": None,
        "opened_of": None,
        # The part of the page where somebody goes on reading after a change.
        "focus": "",
    }


def _blank_forms(may: ActionPolicy) -> dict[str, Any]:
    """Every form of the page as nobody has sent it yet."""
    action = may.action
    doer = str(may.working_for[0]) if may.working_for else None
    return {
        "closing": blank(ActionClosing, people_reached=action.people_reached),
        "stopping": blank(ActionStopping),
        "answering": blank(PartnerAnswer),
        "unanswered": blank(PartnerAnswer),
        "stepping": blank(StepInput, organisation=doer),
        "changing": blank(StepInput),
        "noting": blank(ProgressInput),
        "linking": blank(Serving),
        "completing": blank(Completion),
        "opening": blank(Opening),
    }


def _partners(actor: Actor, action: Action, *, details: bool) -> list[tuple[Any, PartnerPolicy]]:
    """The partners with what the actor may do for each; who was asked and said no is for those who
    take part only.
    """
    shown = [p for p in action.partners if details or p.status is PartnerStatus.JOINED]
    order = list(PartnerStatus)
    shown.sort(
        key=lambda p: (
            p.status in (PartnerStatus.DECLINED, PartnerStatus.LEFT),
            order.index(p.status),
        )
    )
    return [(partner, PartnerPolicy(actor, action, partner)) for partner in shown]


def _own_invitations(actor: Actor, action: Action) -> list[tuple[Any, PartnerPolicy]]:
    """Invitations of the actor's own organisations that it answers, leaves or undoes."""
    mine = [
        (p, PartnerPolicy(actor, action, p))
        for p in action.partners
        if p.organisation_id in actor.organisation_ids
    ]
    return [(partner, may) for partner, may in mine if may.answer or may.leave or may.undo]


def _doers(action: Action) -> list[Choice]:
    """Who can do a step: the lead and the partners that said yes."""
    joined = [p for p in action.partners if p.status is PartnerStatus.JOINED]
    names = [
        (action.organisation_id, action.organisation.name),
        *((p.organisation_id, p.organisation.name) for p in joined),
    ]
    return [Choice(str(key), name) for key, name in names]


def _days_past(day: Any) -> int:
    return max((clock.today() - day).days, 0) if day is not None else 0


def _line(actor: Actor, action: Action, step: ActionStep, name: str) -> StepLine:
    due = step.due_on.isoformat() if step.due_on else None
    return StepLine(
        step,
        name,
        lateness=_days_past(step.due_on) if action.is_live and step.done_at is None else 0,
        may=StepPolicy(actor, action, step),
        form=blank(StepInput, title=step.title, organisation=step.organisation_id, due_on=due),
    )


def _notes(session: Session, actor: Actor, action: Action) -> list[tuple[Any, str, int | None]]:
    return [
        (note, name, shown_reach(actor, action, note.people_reached))
        for note, name in find_notes(session, action)
    ]


def _askable(session: Session, actor: Actor, action: Action, inviting: Form[InvitationForm]) -> Any:
    out = [p.organisation_id for p in action.partners if p.status in ASKED]
    return find_askable(
        session,
        actor,
        [action.region_code],
        q=inviting.value("partner_q"),
        chosen=chosen_ids(inviting, "partners"),
        without=[action.organisation_id, *out],
    )


def _shown_matches(
    session: Session, actor: Actor, action: Action, may: ActionPolicy, choices: ActionChoices
) -> dict[str, Any]:
    """The matches it serves, those it can serve, and after closing how each of them is
    completed.
    """
    served = find_served(session, actor, action)
    servable = find_servable(session, actor, [action.organisation_id]) if may.edit else []
    closing = action.status is ActionStatus.DONE and bool(may.complete_matches)
    proposals = propose_completions(action, [match.match for match in served]) if closing else {}
    return {
        "served": served,
        "servable": _match_choices(choices, servable),
        "to_complete": [
            (
                match,
                blank(
                    Completion,
                    outcome=proposal.outcome.value,
                    people_reached=proposal.people_reached,
                ),
            )
            for match in served
            if (proposal := proposals.get(match.id)) is not None
            and may_complete(actor, match.match)
        ],
        "left_to_others": [
            m for m in served if m.id in proposals and not may_complete(actor, m.match)
        ],
    }


def _match_choices(choices: ActionChoices, matches: list[ServedMatch]) -> list[dict[str, str]]:
    """Matches as the boxes of a checklist: the need, and below it who does what for how many."""
    return [
        {
            "value": str(match.id),
            "label": match.title,
            "hint": " · ".join(
                (
                    f"{owner_label(match.need_organisation, is_masked=match.is_masked)} × "
                    f"{match.offer_organisation}",
                    choices.amount(match.need.unit, match.quantity),
                    match.status.word,
                )
            ),
        }
        for match in matches
    ]
