"""Changing actions: lock the action, require, change, record."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from sqlmodel import Session

from app.actions import events
from app.actions.match_commands import Serving, serve_matches, start_served
from app.actions.models import Action, ActionStatus, StopReason
from app.actions.moves import address, move
from app.actions.partner_commands import Invitation, invite_partners
from app.actions.policy import ActionPolicy, may_lead
from app.actions.subscribers import search_words
from app.actions.text_commands import store_action_text
from app.audit import record
from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Count, Day, Description, Input, Note, Slug, Title, without_persons
from app.core.personal_data import names_in
from app.core.policy import asks
from app.core.search import DERIVED
from app.identity.actor import Actor, Seat
from app.matches.models import MatchOutcome
from app.reference.checks import (
    Errors,
    check_crisis,
    check_measure,
    check_municipalities,
    check_themes,
)
from app.target_groups.queries import get_groups

Lessons = Annotated[
    str, StringConstraints(min_length=5, max_length=4000), AfterValidator(without_persons)
]


class ActionFields(Input):
    """What an action says, in the form of a new one and of a change."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what you are going to do.")
    }

    title: Title
    description: Description = ""
    target_groups: Annotated[list[Slug], Field(max_length=20)] = []
    municipalities: Annotated[list[Slug], Field(max_length=60)] = []
    themes: Annotated[list[Slug], Field(max_length=8)] = []
    starts_on: Day | None = None
    ends_on: Day | None = None
    crisis: Slug | None = None
    measure: Slug | None = None
    # The writer says that what looks like a name is none.
    sure_no_names: bool = False


class NewAction(ActionFields):
    """The form of a new action."""

    when_missing = ActionFields.when_missing

    # Accepted matches that it serves. Not `matches`: a field of that name would hide the form's own
    # method, which scripts call.
    match: Annotated[list[UUID], Field(max_length=50)] = []
    # Organisations that are asked to take part.
    partners: Annotated[list[UUID], Field(max_length=50)] = []
    # Which of the writer's organisations leads it; the first one when it is left empty.
    organisation: UUID | None = None


class ActionChange(ActionFields):
    """The form of a change."""

    when_missing = ActionFields.when_missing

    # The version that was edited, so that somebody else's change is not overwritten unseen.
    version: Annotated[int, Field(ge=1)] | None = None


class ActionClosing(Input):
    """How an action ended and what was learned."""

    when_missing: ClassVar[dict[str, str]] = {
        "outcome": mark("Choose how it went."),
        "lessons": mark("Say in one sentence what others can learn from it."),
    }

    outcome: MatchOutcome
    outcome_note: Note = ""
    lessons: Lessons
    people_reached: Count | None = None


class ActionStopping(Input):
    """Why an action is stopped, and what was learned all the same."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    reason: StopReason
    outcome_note: Note = ""
    lessons: Description = ""


class Opening(Input):
    """Whether everybody may read the page."""

    value: Literal["1", "0"] = "1"


@asks(may_lead)
def plan_action(session: Session, actor: Actor, given: NewAction) -> Action:
    """Store an action with its matches and invitations. Everybody in the region sees it at once."""
    seat = _seat_for(actor, given)
    values = _checked(session, seat.region_code, given, stored=None)
    action = Action(
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        created_at=clock.now(),
        **values,
    )
    action.moved_at = action.created_at
    session.add(action)
    session.flush()
    session.refresh(action, ["partners"])
    store_action_text(session, action)
    record(session, actor, events.ActionPlanned(**address(action)))
    if given.match:
        serve_matches(session, actor, action, Serving(match=given.match))
    if given.partners:
        invite_partners(session, actor, action, Invitation(partners=given.partners))
    return action


@asks(lambda actor, action: ActionPolicy(actor, action).edit)
def edit_action(session: Session, actor: Actor, action: Action, given: ActionChange) -> Action:
    """Change an action that has not ended. Raises Invalid when somebody else changed it since the
    form was opened.
    """
    values = _checked(session, action.region_code, given, stored=action)
    changed = tuple(name for name, value in values.items() if getattr(action, name) != value)
    if given.version is not None and given.version != action.version and changed:
        raise Invalid(
            {
                "version": _(
                    "Somebody else changed this action while you were typing. Your text is "
                    "still here. "
                    "Compare it with the action as it is now, then save again."
                )
            }
        )
    if changed:
        for name in changed:
            setattr(action, name, values[name])
        action.version += 1
        store_action_text(session, action)
        facts = tuple(name for name in changed if name not in DERIVED)
        record(session, actor, events.ActionEdited(**address(action), changed=facts))
    return action


@asks(lambda actor, action: ActionPolicy(actor, action).start)
def start_action(session: Session, actor: Actor, action: Action) -> Action:
    """Planned to running, and with it the accepted matches that it serves."""
    move(action, ActionStatus.RUNNING)
    record(session, actor, events.ActionStarted(**address(action)))
    start_served(session, actor, action)
    return action


@asks(lambda actor, action: ActionPolicy(actor, action).finish)
def finish_action(session: Session, actor: Actor, action: Action, given: ActionClosing) -> Action:
    """Running to done. Its matches stay as they are until somebody confirms how they went."""
    _without_names(given.outcome_note, given.lessons)
    move(action, ActionStatus.DONE)
    action.outcome, action.outcome_note, action.lessons = (
        given.outcome,
        given.outcome_note,
        given.lessons,
    )
    if given.people_reached is not None:
        action.people_reached = given.people_reached
    action.ended_at = clock.now()
    store_action_text(session, action)
    facts: dict[str, Any] = {"outcome": given.outcome, "people_reached": action.people_reached}
    record(session, actor, events.ActionDone(**address(action), **facts))
    return action


@asks(lambda actor, action: ActionPolicy(actor, action).stop)
def stop_action(session: Session, actor: Actor, action: Action, given: ActionStopping) -> Action:
    """Planned or running to stopped. Its matches go on without it: they are agreements of their
    own.
    """
    _without_names(given.outcome_note, given.lessons)
    move(action, ActionStatus.STOPPED)
    action.stop_reason, action.outcome_note, action.lessons = (
        given.reason,
        given.outcome_note,
        given.lessons,
    )
    action.ended_at = clock.now()
    store_action_text(session, action)
    record(session, actor, events.ActionStopped(**address(action), reason=given.reason))
    return action


@asks(lambda actor, action: ActionPolicy(actor, action).open_up)
def open_action(session: Session, actor: Actor, action: Action, given: Opening) -> Action:
    """Let everybody read its public page, or no longer. Doing it twice is doing it once."""
    is_public = given.value == "1"
    if action.is_public is not is_public:
        action.is_public = is_public
        opened = events.ActionPublished if is_public else events.ActionUnpublished
        record(session, actor, opened(**address(action)))
    return action


def _without_names(*texts: str) -> None:
    """A name in what was learned is refused: there is no form to confirm it in, and nobody needs it
    to learn.
    """
    if names_in("\n".join(texts)):
        raise Invalid({"lessons": _("Your text seems to hold the name of a person. Take it out.")})


def _seat_for(actor: Actor, given: NewAction) -> Seat:
    if given.organisation is None:
        return actor.writing_seats[0]
    for seat in actor.writing_seats:
        if seat.organisation_id == given.organisation:
            return seat
    raise Invalid({"organisation": _("You can start an action for your own organisation only.")})


def _checked(
    session: Session, region_code: str, given: ActionFields, *, stored: Action | None
) -> dict[str, Any]:
    """The columns of an action from its form, or Invalid."""
    errors: Errors = {}
    codes = list(dict.fromkeys(given.municipalities))
    places = check_municipalities(session, codes, errors, "municipalities")
    if any(place.region_code != region_code for place in places.values()):
        errors["municipalities"] = _("Choose municipalities in your own region.")
    slugs = list(dict.fromkeys(given.target_groups))
    groups = get_groups(session, slugs, region_code)
    if set(slugs) - groups.keys():
        errors["target_groups"] = _("Choose target groups from the list.")
    themes = check_themes(session, list(dict.fromkeys(given.themes)), region_code, errors)
    crisis = check_crisis(session, given.crisis, region_code, errors)
    measure = check_measure(session, given.measure, region_code, errors)
    if (
        given.starts_on is not None
        and given.ends_on is not None
        and given.ends_on < given.starts_on
    ):
        errors["ends_on"] = _("The end date is before the start date.")
    if not given.sure_no_names and names_in(f"{given.title}\n{given.description}"):
        errors["sure_no_names"] = _(
            "Your text seems to hold the name of a person. Take it out, or tick this box."
        )
    if errors:
        raise Invalid(errors)
    return {
        "title": given.title,
        "description": given.description,
        "target_groups": slugs,
        "municipalities": codes,
        "themes": [theme.slug for theme in themes],
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        "crisis_id": crisis.id if crisis is not None else None,
        "measure_id": measure.id if measure is not None else None,
        "search_words": search_words(groups.values(), themes, places.values()),
    }


__all__ = [
    "ActionChange",
    "ActionClosing",
    "ActionStopping",
    "NewAction",
    "Opening",
    "edit_action",
    "finish_action",
    "open_action",
    "plan_action",
    "start_action",
    "stop_action",
]
