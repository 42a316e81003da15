"""Changing the settings of a region: require, change, record."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Session

from app.audit import record
from app.core import edits, errors as core_errors, inputs
from app.core.events import address
from app.core.fields import Called, typed
from app.core.i18n import gettext as _, listed, mark
from app.core.policy import asks
from app.identity.actor import SYSTEM, Actor
from app.members import queries as member_queries
from app.providers import required_queries
from app.reference import (
    commands as reference_commands,
    models as reference_models,
    neighbour_queries,
)
from app.region import events, policy
from app.region.weights import FIELDS, THRESHOLDS, national_points, points_of, share_of, weights_of

Points = Annotated[int, Field(ge=0, le=100)]
# Settings that are a set of kinds of organisation: the order in which they are ticked says nothing.
KINDS = ("moderated_kinds", "second_factor_kinds", "provider_kinds")


class RegionInput(inputs.Input):
    """How a region works."""

    when_missing: ClassVar[dict[str, str]] = {
        "review_mode": mark("Choose which proposals the team looks at."),
        "answer_days": mark("Fill in a number of days."),
        "freshness_weeks": mark("Fill in a number of weeks."),
        "stacking_days": mark("Fill in a number of days."),
    }

    review_mode: Annotated[reference_models.ReviewMode, Called(mark("Review by the team"))]
    answer_days: Annotated[int, Field(ge=1, le=30), Called(mark("Days to answer"))]
    freshness_weeks: Annotated[int, Field(ge=1, le=52), Called(mark("Weeks that an offer counts"))]
    stacking_days: Annotated[int, Field(ge=7, le=365), Called(mark("Days in which problems stack"))]
    moderated_kinds: Annotated[
        list[reference_models.OrganisationKind],
        Field(max_length=len(reference_models.OrganisationKind)),
        Called(mark("Offers that wait for the team")),
    ] = []
    open_to: Annotated[
        list[inputs.Slug],
        Field(max_length=50),
        Called(mark("Regions that read the board")),
    ] = []
    second_factor_kinds: Annotated[
        list[reference_models.OrganisationKind],
        Field(max_length=len(reference_models.OrganisationKind)),
        Called(mark("Second step obligatory for")),
    ] = []
    provider_kinds: Annotated[
        list[reference_models.OrganisationKind],
        Field(max_length=len(reference_models.OrganisationKind)),
        Called(mark("Signing in through a provider obligatory for")),
    ] = []
    version: inputs.Version | None = None


class WeightsInput(inputs.Input):
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
    version: inputs.Version | None = None

    @property
    def points(self) -> dict[str, int]:
        """The number of every field."""
        return {name: getattr(self, name) for name in FIELDS}


@asks(lambda actor: policy.RegionPolicy(actor).change)
def change_region(session: Session, actor: Actor, given: RegionInput) -> None:
    """Store how the region works. Raises Invalid when somebody else changed it since the form was
    opened.
    """
    kinds = {name: sorted({kind.value for kind in getattr(given, name)}) for name in KINDS}
    settings = reference_commands.lock_settings(
        session, policy.RegionPolicy(actor).seat.region_code
    )
    if reference_models.OrganisationKind.SAFETY_REGION in set(kinds["moderated_kinds"]) - set(
        settings.moderated_kinds
    ):
        raise core_errors.Invalid(
            {"moderated_kinds": _("The team does not wait for itself. Choose other kinds.")}
        )
    _check_providers(session, actor, settings, kinds["provider_kinds"])
    names = neighbour_queries.find_others(session, settings.region_code)
    open_to = sorted(set(given.open_to))
    if not names.keys() >= set(open_to):
        raise core_errors.Invalid({"open_to": _("Choose one of the options.")})
    values = typed(given) | kinds | {"open_to": open_to}
    before = {name: getattr(settings, name) for name in values}
    before |= {name: sorted(before[name]) for name in (*KINDS, "open_to")}
    changes = _changes(before, values, given.version, settings)
    if not changes:
        return
    changes = tuple(_named(change, names) for change in changes)
    for name, value in values.items():
        setattr(settings, name, value)
    settings.version += 1
    record(session, actor, events.RegionSettingsChanged(**_place(actor), changes=changes))


def _check_providers(
    session: Session,
    actor: Actor,
    settings: reference_models.RegionSettings,
    kinds: list[str],
) -> None:
    """Raises Invalid when it would keep out people who work there, or who asks for it."""
    new = {
        reference_models.OrganisationKind(kind)
        for kind in set(kinds) - set(settings.provider_kinds)
    }
    if not new:
        return
    names = required_queries.find_without_door(session, settings.region_code, new)
    if names:
        said = _("The people of %(names)s have no provider to sign in through. Add one first.")
        raise core_errors.Invalid({"provider_kinds": said % {"names": listed(names)}})
    if not required_queries.is_tied_for(session, actor, new):
        said = _("Your own account is not tied yet. Do that first in “My account”, under “Sign in "
                 "through”.")  # fmt: skip
        raise core_errors.Invalid({"provider_kinds": said})


def lift_providers(session: Session, region_code: str) -> bool:
    """By the operator, for a region whose provider lets nobody in: people come in again as they did
    before it was obligatory. Whether it was.
    """
    if session.get(reference_models.SafetyRegion, region_code) is None:
        raise core_errors.Refused(f"Er is geen veiligheidsregio {region_code}.")
    settings = reference_commands.lock_settings(session, region_code)
    if not settings.provider_kinds:
        return False
    change = events.Change("provider_kinds", sorted(settings.provider_kinds), [])
    settings.provider_kinds = []
    settings.version += 1
    home = member_queries.find_region_home(session, region_code)
    told = {} if home is None else address(home, organisation_id=home.id)
    record(session, SYSTEM, events.RegionSettingsChanged(**told, changes=(change,)))
    return True


@asks(lambda actor: policy.RegionPolicy(actor).change)
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
        raise core_errors.Invalid(errors)


@asks(lambda actor: policy.RegionPolicy(actor).change)
def change_weights(session: Session, actor: Actor, given: WeightsInput) -> None:
    """Store the weights and thresholds. Raises Invalid when somebody else changed them since the
    form was opened.
    """
    _check_weights(given)
    settings = reference_commands.lock_settings(
        session, policy.RegionPolicy(actor).seat.region_code
    )
    before = points_of(settings)
    changes = _changes(before, given.points, given.version, settings)
    if not changes:
        return
    # A stored number may be finer than the points of the form: who leaves it alone keeps it.
    kept = {name for name, points in given.points.items() if points == before[name]}
    weights = settings.weights or {}
    settings.weights = weights_of(given.points) | {n: weights[n] for n in kept & weights.keys()}
    for name in THRESHOLDS:
        if name not in kept or getattr(settings, name) is None:
            setattr(settings, name, share_of(given.points[name]))
    settings.version += 1
    record(session, actor, events.RegionWeightsChanged(**_place(actor), changes=changes))


@asks(lambda actor: policy.RegionPolicy(actor).change)
def reset_weights(session: Session, actor: Actor) -> None:
    """Back to the national choice."""
    settings = reference_commands.lock_settings(
        session, policy.RegionPolicy(actor).seat.region_code
    )
    if (
        settings.weights is None
        and settings.suggestion_threshold is None
        and settings.plan_threshold is None
    ):
        return
    changes = _changes(points_of(settings), national_points(), None, settings)
    settings.weights = settings.suggestion_threshold = settings.plan_threshold = None
    settings.version += 1
    record(session, actor, events.RegionWeightsReset(**_place(actor), changes=changes))


def _changes(
    before: Mapping[str, events.Setting],
    after: Mapping[str, events.Setting],
    version: int | None,
    settings: reference_models.RegionSettings,
) -> tuple[events.Change, ...]:
    """What would change; Invalid when the form was opened on an older version."""
    changes = tuple(
        events.Change(name, before[name], value)
        for name, value in after.items()
        if before[name] != value
    )
    if changes:
        edits.refuse_stale(
            settings,
            version,
            _(
                "The settings were changed while you were typing. Your numbers are still here. "
                "Compare them with the settings as they are now, then save again."
            ),
        )
    return changes


def _named(change: events.Change, names: Mapping[str, str]) -> events.Change:
    """What the trail says of regions: by what they are called, as a code says nothing."""
    if change.name != "open_to" or not isinstance(change.before, list):
        return change
    assert isinstance(change.after, list)
    before, after = ([names.get(code, code) for code in e] for e in (change.before, change.after))
    return events.Change(change.name, before, after)


def _place(actor: Actor) -> dict[str, Any]:
    seat = policy.RegionPolicy(actor).seat
    return address(seat, object_id=seat.organisation_id)
