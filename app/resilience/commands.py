"""Changing examples: lock the example, require, change, record."""

from typing import Any

from sqlmodel import Session

from app.audit import record
from app.core import clock, edits, errors as core_errors, personal_sentences
from app.core.events import address
from app.core.fields import typed
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.identity.queries import get_names
from app.reference import checks
from app.resilience import events, fields, origin_queries, place_queries, policy, subscribers
from app.resilience.models import ExampleStatus, ResilienceExample
from app.target_groups.queries import get_groups


@asks(policy.may_write)
def write_example(session: Session, actor: Actor, given: fields.NewExample) -> ResilienceExample:
    """A draft of the actor's organisation, put on show when the form asks it."""
    seat = _seat_for(actor, given)
    need = origin_queries.find_need(session, actor, given.need)
    action = origin_queries.find_action(session, actor, given.action)
    values = _checked(
        session,
        seat.region_code,
        seat.organisation_name,
        given,
        is_small=any(origin.is_small for origin in (need, action) if origin is not None),
        has_origin=need is not None or action is not None,
    )
    example = ResilienceExample(
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        need_id=need.id if need is not None else None,
        action_id=action.id if action is not None else None,
        created_at=clock.now(),
        **values,
    )
    session.add(example)
    session.flush()
    record(session, actor, events.ExampleWritten(**address(example)))
    if given.publish == "1":
        session.refresh(example, ["adoptions"])
        show_example(session, actor, example)
    return example


@asks(lambda actor, example: policy.ExamplePolicy(actor, example).edit)
def edit_example(
    session: Session, actor: Actor, example: ResilienceExample, given: fields.ExampleChange
) -> ResilienceExample:
    """Change an example. Raises Invalid when somebody else changed it since the form was opened."""
    owner = get_names(session, [example.organisation_id])[example.organisation_id]
    values = _checked(
        session,
        example.region_code,
        owner,
        given,
        # Whoever edits it, and whether or not they may know what it came from.
        is_small=place_queries.get_told(session, example).is_hidden,
        has_origin=example.has_origin,
        stored=example,
    )
    changed = edits.edit(
        example,
        values,
        version=given.version,
        sentence=_(
            "This example was changed while you were typing. Your text is still here. "
            "Compare it with the example as it is now, then save again."
        ),
    )
    if changed:
        record(session, actor, events.ExampleEdited(**address(example), changed=changed))
    return example


@asks(lambda actor, example: policy.ExamplePolicy(actor, example).publish)
def show_example(session: Session, actor: Actor, example: ResilienceExample) -> ResilienceExample:
    """From now on the whole region reads it."""
    example.status, example.withdrawn_at = ExampleStatus.SHOWN, None
    example.shown_at = example.shown_at or clock.now()
    record(session, actor, events.ExampleShown(**address(example)))
    return example


@asks(lambda actor, example: policy.ExamplePolicy(actor, example).withdraw)
def withdraw_example(
    session: Session, actor: Actor, example: ResilienceExample
) -> ResilienceExample:
    """Nobody else reads it any more. Who does it too is kept for when it is shown again."""
    example.status, example.withdrawn_at = ExampleStatus.WITHDRAWN, clock.now()
    record(session, actor, events.ExampleWithdrawn(**address(example)))
    return example


def _seat_for(actor: Actor, given: fields.NewExample) -> Seat:
    if given.organisation is None:
        return actor.writing_seats[0]
    for seat in actor.writing_seats:
        if seat.organisation_id == given.organisation:
            return seat
    raise core_errors.Invalid(
        {"organisation": _("You can add an example of your own organisation only.")}
    )


def _checked(
    session: Session,
    region_code: str,
    owner: str,
    given: fields.ExampleFields,
    *,
    is_small: bool,
    has_origin: bool,
    stored: ResilienceExample | None = None,
) -> dict[str, Any]:
    """The columns of an example from its form, or Invalid."""
    errors: checks.Errors = {}
    kept_theme = [stored.theme] if stored is not None else []
    themes = checks.check_themes(session, [given.theme], region_code, errors, kept=kept_theme)
    if errors.pop("themes", None):
        errors["theme"] = _("Choose a theme from the list.")
    kept = stored.support_type if stored is not None else None
    kind = checks.check_support_type(session, given.support_type, region_code, errors, kept=kept)
    kept_groups = [stored.target_group] if stored is not None else []
    groups = get_groups(session, [given.target_group], region_code, kept=kept_groups)
    if given.target_group not in groups:
        errors["target_group"] = _("Choose a target group from the list.")
    place = check_place(session, given.municipality, region_code, errors, stored)
    if place and is_small:
        errors["municipality"] = names_no_place()
    personal_sentences.check_names(given, errors)
    if errors or kind is None:
        raise core_errors.Invalid(errors)
    return typed(given) | {
        # What names no place any more keeps the one it had, for when they are more again.
        "municipality_code": stored.municipality_code
        if is_small and stored is not None
        else given.municipality,
        "search_words": subscribers.search_words(
            (kind, *themes), groups.values(), [] if has_origin else place.values(), owner
        ),
    }


def names_no_place() -> str:
    """Why a place is refused."""
    return _(
        "This came from help for fewer than 5 people. Choose the whole region, so that nobody "
        "can tell who they are."
    )


def check_place(
    session: Session, code: str | None, region_code: str, errors: checks.Errors, stored: Any = None
) -> dict[str, Any]:
    """The municipality by its code, of the region or as it is stored; nothing for the whole
    region.
    """
    if code is None:
        return {}
    places = checks.check_municipalities(session, [code], errors, "municipality")
    kept = stored.municipality_code if stored is not None else None
    if code != kept and any(place.region_code != region_code for place in places.values()):
        errors["municipality"] = _("Choose a municipality in your own region.")
    return places
