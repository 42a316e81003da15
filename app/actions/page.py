"""What the pages of actions show."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.actions import (
    commands,
    fields,
    forms,
    labels,
    match_commands,
    match_queries,
    models,
    partner_commands,
    partner_queries,
    policy,
    queries,
    step_commands,
)
from app.actions.models import Action
from app.core import clock, forms as core_forms, words
from app.identity.actor import Actor
from app.identity.timeline import find_timeline
from app.interpretations import leading_queries
from app.matches.commands import Completion
from app.members import charge_commands, charge_queries
from app.needs.labels import owner_label
from app.signals import queries as signal_queries

# Those who are asked or take part are not asked again.
ASKED = (models.PartnerStatus.INVITED, models.PartnerStatus.JOINED)


@dataclass(frozen=True)
class StepLine:
    """A step with the name of who does it, and the form to change it with who can do it."""

    step: models.ActionStep
    who: str
    may: policy.StepPolicy
    form: core_forms.Form[step_commands.StepInput]
    doers: list[words.Choice]


def shown_new(
    session: Session,
    actor: Actor,
    form: core_forms.Form[forms.NewActionForm] | None = None,
    *,
    wanted: list[UUID] | None = None,
    filled: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The form of a new action: what was typed, or what is `filled` in, and the wanted matches."""
    choices = forms.ActionChoices.for_writing(session, actor)
    seats = actor.writing_seats
    servable = match_queries.find_servable(session, actor, [seat.organisation_id for seat in seats])
    if form is None:
        from_matches = [match for match in servable if match.id in (wanted or [])]
        start = choices.defaults(actor) | (filled or {})
        if from_matches:
            start |= choices.start_of(from_matches, seats[0].organisation_id)
        form = core_forms.blank(forms.NewActionForm, **start)
    regions = {seat.region_code for seat in seats}
    own = [seats[0].organisation_id] if len(seats) == 1 else []
    chosen = forms.chosen_ids(form, "partners")
    return {
        "form": choices.understand(form),
        "action": None,
        "choices": choices,
        "servable": _match_choices(choices, servable),
        "askable": partner_queries.find_askable(
            session,
            actor,
            regions,
            q=form.value("partner_q"),
            chosen=chosen,
            without=[o for o in own if o not in chosen],
        ),
    }


def shown_change(
    session: Session, actor: Actor, action: Action, form: core_forms.Form[Any] | None = None
) -> dict[str, Any]:
    """The form of a change: what was typed, or the action as it is."""
    choices = forms.ActionChoices.for_writing(session, actor, action.organisation)
    form = core_forms.opened(fields.ActionChange, action, form, label=choices.label)
    return {
        "form": choices.understand(form),
        "action": action,
        "proposal": None,
        "choices": choices,
        "servable": [],
        "askable": None,
    }


def shown_action(
    session: Session,
    actor: Actor,
    action: Action,
    *,
    inviting: core_forms.Form[forms.InvitationForm] | None = None,
) -> dict[str, Any]:
    """What its page shows. A verb that was not filled in right puts its own form in its place."""
    may = policy.ActionPolicy(actor, action)
    choices = forms.ActionChoices.for_reading(session, actor)
    is_own, details = action.organisation_id in actor.organisation_ids, bool(may.details)
    steps = queries.find_steps(session, action)
    inviting = inviting or core_forms.blank(forms.InvitationForm)
    matches = _shown_matches(session, actor, action, may, choices)
    return {
        "action": action,
        "may": may,
        "is_own": is_own,
        "choices": choices,
        "lateness": _days_past(action.ends_on) if action.is_live else 0,
        "reach": policy.shown_reach(actor, action, action.people_reached),
        "partners": _partners(actor, action, details=details),
        "own_invitations": _own_invitations(actor, action),
        "steps": [_line(actor, action, step, name) for step, name in steps],
        "steps_done": sum(step.done_at is not None for step, _name in steps),
        "doers": _doers(action),
        "notes": _notes(session, actor, action) if details else [],
        **matches,
        "is_done": match_queries.is_done_with(
            action, [step for step, _name in steps], [row.match for row in matches["served"]]
        ),
        "askable": _askable(session, actor, action, inviting) if may.invite else None,
        "signals": signal_queries.find_leading_to(session, actor, action=action.id),
        "proposed_in": leading_queries.find_leading_to(session, actor, action=action.id),
        "entries": find_timeline(
            session,
            action.id,
            labels.words_for(action, details=details, is_own=is_own),
            with_names=is_own,
        ),
        "charge": charge_queries.get_charge(session, actor, action),
        **_blank_forms(may),
        "inviting": inviting,
        # Which form is unfolded, and of which partner, step or match.
        "opened": None,
        "opened_of": None,
        # The part of the page where somebody goes on reading after a change.
        "focus": "",
    }


def _blank_forms(may: policy.ActionPolicy) -> dict[str, Any]:
    """Every form of the page as nobody has sent it yet."""
    action = may.action
    doer = str(may.working_for[0]) if may.working_for else None
    return {
        "closing": core_forms.blank(commands.ActionClosing, people_reached=action.people_reached),
        "stopping": core_forms.blank(commands.ActionStopping),
        "answering": core_forms.blank(partner_commands.PartnerAnswer),
        "unanswered": core_forms.blank(partner_commands.PartnerAnswer),
        "stepping": core_forms.blank(step_commands.StepInput, organisation=doer),
        "changing": core_forms.blank(step_commands.StepInput),
        "noting": core_forms.blank(step_commands.ProgressInput),
        "linking": core_forms.blank(match_commands.Serving),
        "completing": core_forms.blank(Completion),
        "opening": core_forms.blank(commands.Opening),
        "charging": core_forms.blank(charge_commands.ChargeInput, person=action.in_charge_id),
    }


def _partners(
    actor: Actor, action: Action, *, details: bool
) -> list[tuple[Any, policy.PartnerPolicy]]:
    """With what the actor may do for each; who said no is for those who take part only."""
    shown = [p for p in action.partners if details or p.status is models.PartnerStatus.JOINED]
    order = list(models.PartnerStatus)
    gone = (models.PartnerStatus.DECLINED, models.PartnerStatus.LEFT)
    shown.sort(key=lambda p: (p.status in gone, order.index(p.status)))
    return [(partner, policy.PartnerPolicy(actor, action, partner)) for partner in shown]


def _own_invitations(actor: Actor, action: Action) -> list[tuple[Any, policy.PartnerPolicy]]:
    """Invitations of the actor's own organisations that it answers, leaves or undoes."""
    mine = [
        (p, policy.PartnerPolicy(actor, action, p))
        for p in action.partners
        if p.organisation_id in actor.organisation_ids
    ]
    return [(partner, may) for partner, may in mine if may.answer or may.leave or may.undo]


def _doers(action: Action) -> list[words.Choice]:
    """Who can do a step: the lead and the partners that said yes."""
    joined = [p for p in action.partners if p.status is models.PartnerStatus.JOINED]
    names = [
        (action.organisation_id, action.organisation.name),
        *((p.organisation_id, p.organisation.name) for p in joined),
    ]
    return [words.Choice(str(key), name) for key, name in names]


def _days_past(day: Any) -> int:
    return max((clock.today() - day).days, 0) if day is not None else 0


def _line(actor: Actor, action: Action, step: models.ActionStep, name: str) -> StepLine:
    form = core_forms.opened(step_commands.StepInput, step, label=lambda _organisation: name)
    return StepLine(
        step,
        name,
        may=policy.StepPolicy(actor, action, step),
        form=form,
        doers=form.offered("organisation", _doers(action)),
    )


def _notes(session: Session, actor: Actor, action: Action) -> list[tuple[Any, str, int | None]]:
    return [
        (note, name, policy.shown_reach(actor, action, note.people_reached))
        for note, name in queries.find_notes(session, action)
    ]


def _askable(
    session: Session, actor: Actor, action: Action, inviting: core_forms.Form[forms.InvitationForm]
) -> Any:
    out = [p.organisation_id for p in action.partners if p.status in ASKED]
    return partner_queries.find_askable(
        session,
        actor,
        [action.region_code],
        q=inviting.value("partner_q"),
        chosen=forms.chosen_ids(inviting, "partners"),
        without=[action.organisation_id, *out],
    )


def _shown_matches(
    session: Session,
    actor: Actor,
    action: Action,
    may: policy.ActionPolicy,
    choices: forms.ActionChoices,
) -> dict[str, Any]:
    """The matches it serves, those it can serve, and after closing how each of them is
    completed.
    """
    served = match_queries.find_served(session, actor, action)
    servable = (
        match_queries.find_servable(session, actor, [action.organisation_id]) if may.edit else []
    )
    closing = action.status is models.ActionStatus.DONE and bool(may.complete_matches)
    proposals = (
        match_commands.propose_completions(action, [match.match for match in served])
        if closing
        else {}
    )
    theirs = {m.id for m in served if match_commands.may_complete(actor, m.match)}
    return {
        "served": served,
        "servable": _match_choices(choices, servable),
        "to_complete": [
            (
                match,
                core_forms.blank(
                    Completion,
                    outcome=proposal.outcome.value,
                    people_reached=proposal.people_reached,
                ),
            )
            for match in served
            if (proposal := proposals.get(match.id)) is not None and match.id in theirs
        ],
        "left_to_others": [m for m in served if m.id in proposals and m.id not in theirs],
    }


def _match_choices(
    choices: forms.ActionChoices, matches: list[match_queries.ServedMatch]
) -> list[dict[str, str]]:
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
