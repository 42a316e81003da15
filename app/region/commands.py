"""Changing the settings of a region: require, change, record."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Session

from app.audit import record
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input
from app.core.policy import asks
from app.identity.actor import Actor
from app.reference.commands import lock_settings
from app.reference.models import OrganisationKind, RegionSettings, ReviewMode
from app.region.events import (
    Change,
    RegionSettingsChanged,
    RegionWeightsChanged,
    RegionWeightsReset,
    Setting,
)
from app.region.policy import RegionPolicy
from app.region.weights import FIELDS, THRESHOLDS, national_points, points_of, share_of, weights_of

Points = Annotated[int, Field(ge=0, le=100)]
Version = Annotated[int, Field(ge=1)]


class RegionInput(Input):
    """How a region works."""

    when_missing: ClassVar[dict[str, str]] = {
        "review_mode": mark("Choose which proposals the team looks at."),
        "answer_days": mark("Fill in a number of days."),
        "freshness_weeks": mark("Fill in a number of weeks."),
        "stacking_days": mark("Fill in a number of days."),
    }

    review_mode: ReviewMode
    answer_days: Annotated[int, Field(ge=1, le=30)]
    freshness_weeks: Annotated[int, Field(ge=1, le=52)]
    stacking_days: Annotated[int, Field(ge=7, le=365)]
    moderated_kinds: Annotated[list[OrganisationKind], Field(max_length=len(OrganisationKind))] = []
    version: Version | None = None


class WeightsInput(Input):
    """How heavily each term of a suggestion counts, and from which fit it counts at all. Points, 0
    to 100.
    """

    when_missing: ClassVar[dict[str, str]] = dict.fromkeys(
        FIELDS, mark("Fill in a number from 0 to 100.")
    )

    support: Points
    text: Points
    group: Points
    area: Points
    share: Points
    window: Points
    record: Points
    rest: Points
    suggestion_threshold: Points
    plan_threshold: Points
    version: Version | None = None

    @property
    def points(self) -> dict[str, int]:
        """The number of every field."""
        return {name: getattr(self, name) for name in FIELDS}


@asks(lambda actor: RegionPolicy(actor).change)
def change_region(session: Session, actor: Actor, given: RegionInput) -> None:
    """Store how the region works. Raises Invalid when somebody else changed it since the form was
    opened.
    """
    kinds = sorted({kind.value for kind in given.moderated_kinds})
    if OrganisationKind.SAFETY_REGION in given.moderated_kinds:
        raise Invalid(
            {"moderated_kinds": _("The team does not wait for itself. Choose other kinds.")}
        )
    settings = lock_settings(session, RegionPolicy(actor).seat.region_code)
    after: dict[str, Setting] = {
        "review_mode": given.review_mode.value,
        "answer_days": given.answer_days,
        "freshness_weeks": given.freshness_weeks,
        "stacking_days": given.stacking_days,
        "moderated_kinds": kinds,
    }
    before: dict[str, Setting] = {
        "review_mode": settings.review_mode.value,
        "answer_days": settings.answer_days,
        "freshness_weeks": settings.freshness_weeks,
        "stacking_days": settings.stacking_days,
        "moderated_kinds": sorted(settings.moderated_kinds),
    }
    changes = _changes(before, after, given.version, settings)
    if not changes:
        return
    settings.review_mode, settings.moderated_kinds = given.review_mode, kinds
    settings.answer_days, settings.freshness_weeks = given.answer_days, given.freshness_weeks
    settings.stacking_days = given.stacking_days
    settings.version += 1
    record(session, actor, RegionSettingsChanged(**_address(actor), changes=changes))


@asks(lambda actor: RegionPolicy(actor).change)
def weigh(session: Session, actor: Actor, given: WeightsInput) -> WeightsInput:
    """The numbers for who wants to see first what they do. Stores nothing."""
    _check_weights(given)
    return given


def _check_weights(given: WeightsInput) -> None:
    """Raises Invalid when these numbers cannot rank anything."""
    errors: dict[str, str] = {}
    if not any(number for name, number in given.points.items() if name not in THRESHOLDS):
        errors["support"] = _("Something has to count. Give at least one of these more than 0.")
    if given.plan_threshold < given.suggestion_threshold:
        errors["plan_threshold"] = _(
            "The plan cannot be less strict than the suggestions. Fill in as much or more."
        )
    if errors:
        raise Invalid(errors)


@asks(lambda actor: RegionPolicy(actor).change)
def change_weights(session: Session, actor: Actor, given: WeightsInput) -> None:
    """Store the weights and thresholds. Raises Invalid when somebody else changed them since the
    form was opened.
    """
    _check_weights(given)
    settings = lock_settings(session, RegionPolicy(actor).seat.region_code)
    changes = _changes(points_of(settings), given.points, given.version, settings)
    if not changes:
        return
    settings.weights = weights_of(given.points)
    settings.suggestion_threshold = share_of(given.suggestion_threshold)
    settings.plan_threshold = share_of(given.plan_threshold)
    settings.version += 1
    record(session, actor, RegionWeightsChanged(**_address(actor), changes=changes))


@asks(lambda actor: RegionPolicy(actor).change)
def reset_weights(session: Session, actor: Actor) -> None:
    """Back to the national choice."""
    settings = lock_settings(session, RegionPolicy(actor).seat.region_code)
    if (
        settings.weights is None
        and settings.suggestion_threshold is None
        and settings.plan_threshold is None
    ):
        return
    changes = _changes(points_of(settings), national_points(), None, settings)
    settings.weights = settings.suggestion_threshold = settings.plan_threshold = None
    settings.version += 1
    record(session, actor, RegionWeightsReset(**_address(actor), changes=changes))


def _changes(
    before: Mapping[str, Setting],
    after: Mapping[str, Setting],
    version: int | None,
    settings: RegionSettings,
) -> tuple[Change, ...]:
    """What would change; Invalid when the form was opened on an older version."""
    changes = tuple(
        Change(name, before[name], value) for name, value in after.items() if before[name] != value
    )
    if version is not None and version != settings.version and changes:
        raise Invalid(
            {
                "version": _(
                    "Somebody else changed the settings while you were typing. Your numbers are "
                    "still here. "
                    "Compare them with the settings as they are now, then save again."
                )
            }
        )
    return changes


def _address(actor: Actor) -> dict[str, Any]:
    seat = RegionPolicy(actor).seat
    return {
        "object_id": seat.organisation_id,
        "organisation_id": seat.organisation_id,
        "region_code": seat.region_code,
    }
