"""Changing actions: lock the action, require, change, record."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.actions import (
    events,
    fields,
    match_commands,
    models,
    partner_commands,
    policy,
    subscribers,
    text_commands,
)
from app.actions.models import Action
from app.audit import record
from app.core import clock, edits, errors as core_errors, inputs, personal_sentences
from app.core.events import address
from app.core.fields import typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.identity.queries import get_names
from app.matches.models import MatchOutcome
from app.members import charge_queries
from app.reference import checks
from app.target_groups.queries import get_groups

Lessons = Annotated[
    str, StringConstraints(min_length=5, max_length=4000), AfterValidator(inputs.without_persons)
]


class ActionClosing(inputs.Noted):
    """How an action ended and what was learned."""

    when_missing: ClassVar[dict[str, str]] = {
        "outcome": mark("Choose how it went."),
        "lessons": mark("Say in one sentence what others can learn from it."),
    }
    asks_names: ClassVar[dict[str, str]] = {
        "outcome_note": mark("what happened"),
        "lessons": mark("what was learned"),
    }

    outcome: MatchOutcome
    outcome_note: inputs.Note = ""
    lessons: Lessons
    people_reached: inputs.Count | None = None


class ActionStopping(inputs.Noted):
    """Why an action is stopped, and what was learned all the same."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}
    asks_names: ClassVar[dict[str, str]] = {
        "outcome_note": mark("explanation"),
        "lessons": mark("what was learned"),
    }

    reason: models.StopReason
    outcome_note: inputs.Note = ""
    lessons: inputs.Description = ""


class Opening(inputs.Input):
    """Whether everybody may read the page."""

    value: Literal["1", "0"] = "1"


@asks(policy.may_lead)
def plan_action(session: Session, actor: Actor, given: fields.NewAction) -> Action:
    """Store an action with its matches and invitations. Everybody in the region sees it at once."""
    seat = _seat_for(actor, given)
    values = _checked(session, seat.region_code, seat.organisation_name, given, stored=None)
    action = Action(
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        in_charge_id=charge_queries.maker(session, actor, seat.organisation_id),
        created_at=clock.now(),
        **values,
    )
    action.moved_at = action.created_at
    session.add(action)
    session.flush()
    session.refresh(action, ["partners"])
    text_commands.store_action_text(session, action)
    record(session, actor, events.ActionPlanned(**address(action)))
    if given.match:
        match_commands.serve_matches(
            session, actor, action, match_commands.Serving(match=given.match)
        )
    if given.partners:
        partner_commands.invite_partners(
            session, actor, action, partner_commands.Invitation(partners=given.partners)
        )
    return action


@asks(lambda actor, action: policy.ActionPolicy(actor, action).edit)
def edit_action(
    session: Session, actor: Actor, action: Action, given: fields.ActionChange
) -> Action:
    """Change an action that has not ended. Raises Invalid when somebody else changed it since the
    form was opened.
    """
    owner = get_names(session, [action.organisation_id])[action.organisation_id]
    values = _checked(session, action.region_code, owner, given, stored=action)
    changed = edits.edit(
        action,
        values,
        version=given.version,
        sentence=_(
            "This action was changed while you were typing. Your text is still here. "
            "Compare it with the action as it is now, then save again."
        ),
    )
    if changed:
        text_commands.store_action_text(session, action)
        record(session, actor, events.ActionEdited(**address(action), changed=changed))
    return action


@asks(lambda actor, action: policy.ActionPolicy(actor, action).start)
def start_action(session: Session, actor: Actor, action: Action) -> Action:
    """Planned to running, and with it the accepted matches that it serves."""
    _move(action, models.ActionStatus.RUNNING)
    record(session, actor, events.ActionStarted(**address(action)))
    match_commands.start_served(session, actor, action)
    return action


@asks(lambda actor, action: policy.ActionPolicy(actor, action).finish)
def finish_action(session: Session, actor: Actor, action: Action, given: ActionClosing) -> Action:
    """Running to done. Its matches stay as they are until somebody confirms how they went."""
    _move(action, models.ActionStatus.DONE)
    action.outcome, action.outcome_note, action.lessons = (
        given.outcome,
        given.outcome_note,
        given.lessons,
    )
    if given.people_reached is not None:
        action.people_reached = given.people_reached
    action.ended_at = clock.now()
    text_commands.store_action_text(session, action)
    facts: dict[str, Any] = {"outcome": given.outcome, "people_reached": action.people_reached}
    record(session, actor, events.ActionDone(**address(action), **facts))
    return action


@asks(lambda actor, action: policy.ActionPolicy(actor, action).stop)
def stop_action(session: Session, actor: Actor, action: Action, given: ActionStopping) -> Action:
    """Planned or running to stopped. Its matches go on without it: they are agreements of their
    own.
    """
    _move(action, models.ActionStatus.STOPPED)
    action.stop_reason, action.outcome_note, action.lessons = (
        given.reason,
        given.outcome_note,
        given.lessons,
    )
    action.ended_at = clock.now()
    text_commands.store_action_text(session, action)
    record(session, actor, events.ActionStopped(**address(action), reason=given.reason))
    return action


@asks(lambda actor, action: policy.ActionPolicy(actor, action).open_up)
def open_action(session: Session, actor: Actor, action: Action, given: Opening) -> Action:
    """Let everybody read its public page, or no longer. Doing it twice is doing it once."""
    is_public = given.value == "1"
    if action.is_public is not is_public:
        action.is_public = is_public
        opened = events.ActionPublished if is_public else events.ActionUnpublished
        record(session, actor, opened(**address(action)))
    return action


def _seat_for(actor: Actor, given: fields.NewAction) -> Seat:
    if given.organisation is None:
        return actor.writing_seats[0]
    for seat in actor.writing_seats:
        if seat.organisation_id == given.organisation:
            return seat
    raise core_errors.Invalid(
        {"organisation": _("You can start an action for your own organisation only.")}
    )


def _checked(
    session: Session,
    region_code: str,
    owner: str,
    given: fields.ActionFields,
    *,
    stored: Action | None,
) -> dict[str, Any]:
    """The columns of an action from its form, or Invalid."""
    errors: checks.Errors = {}
    kept_places = stored.municipalities if stored is not None else []
    kept_groups = stored.target_groups if stored is not None else []
    kept_themes = stored.themes if stored is not None else []
    codes = edits.each_once(given.municipalities, kept_places)
    places = checks.check_municipalities(session, codes, errors, "municipalities")
    new = [place for code, place in places.items() if code not in kept_places]
    if any(place.region_code != region_code for place in new):
        errors["municipalities"] = _("Choose municipalities in your own region.")
    slugs = edits.each_once(given.target_groups, kept_groups)
    groups = get_groups(session, slugs, region_code, kept=kept_groups)
    if set(slugs) - groups.keys():
        errors["target_groups"] = _("Choose target groups from the list.")
    wanted = edits.each_once(given.themes)
    themes = checks.check_themes(session, wanted, region_code, errors, kept=kept_themes)
    crisis = checks.check_crisis(session, given.crisis, region_code, errors, may_be_apart=True)
    measure = checks.check_measure(session, given.measure, region_code, errors)
    if (
        given.starts_on is not None
        and given.ends_on is not None
        and given.ends_on < given.starts_on
    ):
        errors["ends_on"] = _("The end date is before the start date.")
    personal_sentences.check_names(given, errors)
    if errors:
        raise core_errors.Invalid(errors)
    return typed(given) | {
        "target_groups": slugs,
        "municipalities": codes,
        "themes": edits.each_once((theme.slug for theme in themes), kept_themes),
        "crisis_id": crisis.id if crisis is not None else None,
        "measure_id": measure.id if measure is not None else None,
        "search_words": subscribers.search_words(
            groups.values(), themes, [places[code] for code in codes], owner
        ),
    }


def _move(action: Action, status: models.ActionStatus) -> None:
    """Put an action somewhere, and note when."""
    action.status, action.moved_at = status, clock.now()
