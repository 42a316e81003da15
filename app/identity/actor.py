"""The Actor: who asks, and for which organisations. A plain value, read once a request; every
policy starts here.
"""

import dataclasses
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.core import statements
from app.core.kept import kept
from app.identity.models import Role
from app.reference import models as reference_models


class Permission(StrEnum):
    """What a role may do within one organisation."""

    CONTENT_WRITE = "content:write"  # draft, edit, propose, report progress
    CONTENT_DECIDE = "content:decide"  # publish, accept, decline, close, withdraw, import
    ADMISSION = "admission"  # admit organisations, keep lists and settings, read the trail


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset(),
    Role.MEMBER: frozenset({Permission.CONTENT_WRITE}),
    Role.COORDINATOR: frozenset({Permission.CONTENT_WRITE, Permission.CONTENT_DECIDE}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMISSION}),
}


@dataclasses.dataclass(frozen=True)
class CrisisNow:
    """An active crisis of the actor's region, for the top of every page."""

    name: str
    phase: reference_models.CrisisPhase


@dataclasses.dataclass(frozen=True)
class Seat:
    """One membership of the actor in an admitted organisation."""

    organisation_id: UUID
    organisation_name: str
    kind: reference_models.OrganisationKind
    region_code: str
    region_name: str
    municipality_code: str | None
    role: Role


@dataclasses.dataclass(frozen=True)
class Actor:
    """A person in the seat it works in now, or the system itself without a person. Who belongs to
    several organisations acts for one of them at a time (ADR 59).
    """

    person_id: UUID | None
    name: str
    seats: tuple[Seat, ...] = ()
    crises: tuple[CrisisNow, ...] = ()
    # When the person was here last before this visit; empty where nobody signed in.
    last_visit: datetime | None = None
    # Of the lists to choose from; empty where a request changes something.
    lists_version: UUID | None = None
    # Of all admitted organisations the person belongs to, who came in first stands first.
    memberships: tuple[Seat, ...] = ()
    # Of organisations that are suspended: nobody acts in these.
    suspended: tuple[Seat, ...] = ()
    # Whether pages may renew themselves under this person's eyes.
    is_live: bool = True
    # How much they were told and have not opened yet; on a request only.
    unread: int = 0

    @property
    def others(self) -> tuple[Seat, ...]:
        """Where the person could act instead."""
        return tuple(seat for seat in self.memberships if seat not in self.seats)

    @kept
    def everywhere(self) -> "Actor":
        """The same person in all its seats at once: for what is asked of somebody whichever
        organisation they work for now, such as a second step at sign-in.
        """
        return dataclasses.replace(self, seats=self.memberships or self.seats)

    @kept
    def acts_for(self) -> str:
        """What the forms of a page say of whom it was shown to: "" of who has no choice."""
        if len(self.memberships) + len(self.suspended) < 2:
            return ""
        return str(self.seats[0].organisation_id) if self.seats else "-"

    def is_meant(self, said: str) -> bool:
        """Whether a form that says so was shown to the person as it acts now. One that says nothing
        was shown when there was one organisation only: the one they came in first.
        """
        if said:
            return said == self.acts_for
        return not self.acts_for or self.seats == self.memberships[:1]

    def without_kept_lists(self) -> "Actor":
        """The same actor, who reads the lists to choose from as they are now."""
        return dataclasses.replace(self, lists_version=None)

    def may(self, permission: Permission, organisation_id: UUID) -> bool:
        """Whether the role of a seat in that organisation has the permission."""
        return any(
            seat.organisation_id == organisation_id and permission in PERMISSIONS[seat.role]
            for seat in self.seats
        )

    def seat_in(self, organisation_id: UUID) -> Seat | None:
        """The actor's seat in an organisation."""
        return next((seat for seat in self.seats if seat.organisation_id == organisation_id), None)

    @kept
    def regions(self) -> tuple[str, ...]:
        """The regions whose shared items the actor may read."""
        return tuple(dict.fromkeys(seat.region_code for seat in self.seats))

    @kept
    def writing_seats(self) -> tuple[Seat, ...]:
        """Seats in which the actor may write needs and offers."""
        return tuple(
            seat for seat in self.seats if Permission.CONTENT_WRITE in PERMISSIONS[seat.role]
        )

    @kept
    def deciding_seats(self) -> tuple[Seat, ...]:
        """Seats in which the actor may publish, answer, close and import."""
        return tuple(
            seat for seat in self.seats if Permission.CONTENT_DECIDE in PERMISSIONS[seat.role]
        )

    @kept
    def organisation_ids(self) -> tuple[UUID, ...]:
        """All organisations the actor has a seat in."""
        return tuple(seat.organisation_id for seat in self.seats)

    @kept
    def writing_ids(self) -> tuple[UUID, ...]:
        """The organisations the actor may write for."""
        return tuple(seat.organisation_id for seat in self.writing_seats)

    @kept
    def deciding_ids(self) -> tuple[UUID, ...]:
        """The organisations the actor may answer and publish for."""
        return tuple(seat.organisation_id for seat in self.deciding_seats)

    @kept
    def own_array(self) -> Any:
        """All organisations of the actor, to compare with a column that holds several."""
        return sa.cast(list(self.organisation_ids), ARRAY(sa.Uuid))

    @property
    def bound(self) -> dict[str, Any]:
        """The values of a statement for `ANYBODY` when this actor reads, with the day and the
        moment.
        """
        return {
            "person": self.person_id,
            "own": self.organisation_ids,
            "own_array": list(self.organisation_ids),
            "writing": self.writing_ids,
            "deciding": self.deciding_ids,
            "team": self.team_regions,
            "regions": self.regions,
            "overseen": self.overseen_regions,
            "administered": self.administered_regions,
            **statements.moment(),
        }

    @kept
    def team_regions(self) -> tuple[str, ...]:
        """Regions where the actor is team Maatschappelijke Impact: writes for the safety region's
        organisation.
        """
        return tuple(
            {
                s.region_code
                for s in self.writing_seats
                if s.kind is reference_models.OrganisationKind.SAFETY_REGION
            }
        )

    @kept
    def administering_seats(self) -> tuple[Seat, ...]:
        """Seats in which the actor keeps a region's lists and settings."""
        return tuple(seat for seat in self.seats if Permission.ADMISSION in PERMISSIONS[seat.role])

    @kept
    def administered_regions(self) -> tuple[str, ...]:
        """Regions of which the actor keeps the lists and settings."""
        return tuple(dict.fromkeys(seat.region_code for seat in self.administering_seats))

    @kept
    def overseen_regions(self) -> tuple[str, ...]:
        """Regions in which the actor is team or administrator."""
        return tuple({*self.administered_regions, *self.team_regions})

    # What the top of the page says.

    @property
    def organisation_name(self) -> str:
        return self.seats[0].organisation_name if self.seats else ""

    @property
    def newest_name(self) -> str:
        """Of the organisation that the person came in with last."""
        return self.memberships[-1].organisation_name if self.memberships else ""

    @property
    def region_name(self) -> str:
        return self.seats[0].region_name if self.seats else ""


class Reader(Protocol):
    """What the rules of who may see what ask in SQL: an actor, or `ANYBODY`."""

    @property
    def person_id(self) -> Any: ...
    @property
    def organisation_ids(self) -> Any: ...
    @property
    def writing_ids(self) -> Any: ...
    @property
    def deciding_ids(self) -> Any: ...
    @property
    def team_regions(self) -> Any: ...
    @property
    def own_array(self) -> Any: ...
    @property
    def regions(self) -> Any: ...
    @property
    def overseen_regions(self) -> Any: ...
    @property
    def administered_regions(self) -> Any: ...


@dataclasses.dataclass(frozen=True)
class _Anybody:
    person_id: Any
    organisation_ids: Any
    writing_ids: Any
    deciding_ids: Any
    team_regions: Any
    own_array: Any
    regions: Any
    overseen_regions: Any
    administered_regions: Any


# Whoever reads, as parameters of a statement that is built once; `Actor.bound` has their values.
ANYBODY: Reader = _Anybody(
    person_id=sa.bindparam("person", type_=sa.Uuid),
    organisation_ids=sa.bindparam("own", expanding=True),
    writing_ids=sa.bindparam("writing", expanding=True),
    deciding_ids=sa.bindparam("deciding", expanding=True),
    team_regions=sa.bindparam("team", expanding=True),
    own_array=sa.bindparam("own_array", type_=ARRAY(sa.Uuid)),
    regions=sa.bindparam("regions", expanding=True),
    overseen_regions=sa.bindparam("overseen", expanding=True),
    administered_regions=sa.bindparam("administered", expanding=True),
)

SYSTEM = Actor(person_id=None, name="Schakelbord")


def system_team(region_code: str) -> Actor:
    """The system, reading what the team of a region may read: for work on a whole region that
    nobody waits for.
    """
    return _nobody_in(region_code, reference_models.OrganisationKind.SAFETY_REGION, Role.MEMBER)


def outsider_in(region_code: str) -> Actor:
    """Whoever reads in a region of others: only what everybody there shares."""
    return _nobody_in(region_code, reference_models.OrganisationKind.OTHER, Role.READER)


def _nobody_in(region_code: str, kind: reference_models.OrganisationKind, role: Role) -> Actor:
    seat = Seat(
        organisation_id=UUID(int=0),  # nobody's: small groups stay masked
        organisation_name="",
        kind=kind,
        region_code=region_code,
        region_name="",
        municipality_code=None,
        role=role,
    )
    return Actor(person_id=None, name=SYSTEM.name, seats=(seat,))
