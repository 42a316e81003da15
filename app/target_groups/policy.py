"""Who keeps the target groups of a region, and who says how many people they are."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement

from app.core import errors, policy
from app.core.i18n import gettext as _
from app.identity.actor import Actor, Reader, Seat
from app.reference import models as reference_models, queries as reference_queries
from app.target_groups.models import TargetGroup

SIZING = (
    reference_models.OrganisationKind.SAFETY_REGION,
    reference_models.OrganisationKind.MUNICIPALITY,
)


def sizing_seats(actor: Actor) -> tuple[Seat, ...]:
    """Seats in which the actor writes sizes down: the team of a region for all of it, a
    municipality for itself.
    """
    return tuple(seat for seat in actor.writing_seats if seat.kind in SIZING)


def may_estimate(actor: Actor) -> policy.Verdict:
    """Whether the actor writes sizes down at all."""
    if sizing_seats(actor):
        return policy.ALLOWED
    return policy.Verdict(
        errors.Forbidden(
            _("Only the team of the region and municipalities fill in how large a group is.")
        )
    )


def may_estimate_in(seat: Seat, municipality_code: str) -> bool:
    """Whether this seat speaks for a municipality, which lies in its region."""
    return (
        seat.kind is reference_models.OrganisationKind.SAFETY_REGION
        or seat.municipality_code == municipality_code
    )


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """The national groups, and those of the actor's regions. `can_see` is the same rule on a loaded
    group.
    """
    return reference_queries.for_regions(TargetGroup, actor.regions)


def can_see(actor: Actor, group: "Regional") -> bool:
    """The rule of `visible_to` for one loaded group."""
    return group.region_code is None or group.region_code in actor.regions


def keeping_seats(actor: Actor) -> tuple[Seat, ...]:
    """Seats in which the actor keeps the groups of a region: those of its administrator and of its
    team.
    """
    team = tuple(
        seat
        for seat in actor.writing_seats
        if seat.kind is reference_models.OrganisationKind.SAFETY_REGION
    )
    return tuple(dict.fromkeys((*actor.administering_seats, *team)))


def may_keep(actor: Actor) -> policy.Verdict:
    """Whether the actor keeps the groups of a region at all."""
    if keeping_seats(actor):
        return policy.ALLOWED
    return policy.Verdict(
        errors.Forbidden(
            _("Only the team and the administrator of the region keep its target groups.")
        )
    )


class Regional(Protocol):
    """What tells whose group it is, on a row and on a loaded group alike."""

    @property
    def region_code(self) -> str | None: ...
    @property
    def merged_into(self) -> str | None: ...


@dataclass(frozen=True)
class GroupPolicy:
    """What an actor may do with one group, each with the reason why not."""

    actor: Actor
    group: Regional

    @property
    def seat(self) -> Seat | None:
        """The seat in which the actor keeps this group: of its region, or any for a national
        one.
        """
        seats = keeping_seats(self.actor)
        return next((s for s in seats if self.group.region_code in (None, s.region_code)), None)

    @property
    def edit(self) -> policy.Verdict:
        """Change what a regional group is called, or the words that the region itself has for a
        national one.
        """
        if self.seat is None:
            return may_keep(self.actor) and policy.Verdict(
                errors.Forbidden(_("This group belongs to another region."))
            )
        return self.lives

    @property
    def lives(self) -> policy.Verdict:
        """Whether it did not go up in another one."""
        if self.group.merged_into is None:
            return policy.ALLOWED
        return policy.Verdict(
            errors.Conflict(
                _("This group went up in another one. Go back: you come to the page of that one.")
            )
        )

    @property
    def rename(self) -> policy.Verdict:
        """Change the label and synonyms of a regional group."""
        if self.edit and self.group.region_code is None:
            return policy.Verdict(
                errors.Conflict(_("This group is called the same in the whole country."))
            )
        return self.edit

    @property
    def add_words(self) -> policy.Verdict:
        """Change the words that the region itself has for a national group."""
        if self.edit and self.group.region_code is not None:
            return policy.Verdict(
                errors.Conflict(_("This group is of the region itself: change its other words."))
            )
        return self.edit

    @property
    def merge(self) -> policy.Verdict:
        """Put it together with another one."""
        if self.edit and self.group.region_code is None:
            return policy.Verdict(
                errors.Conflict(
                    _("This group is the same in the whole country, so it cannot be merged.")
                )
            )
        return self.edit
