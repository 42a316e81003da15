"""What happens to an organisation."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.reference.models import OrganisationKind


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(Event):
    name: ClassVar[str] = "organisation:registered"
    kind: OrganisationKind


@dataclass(frozen=True, kw_only=True)
class OrganisationAdmitted(Event):
    name: ClassVar[str] = "organisation:admitted"


@dataclass(frozen=True, kw_only=True)
class OrganisationBroughtIn(Event):
    """An administrator brought it in with a file, and let it take part with that. Nobody is
    invited.
    """

    name: ClassVar[str] = "organisation:brought_in"
    kind: OrganisationKind


@dataclass(frozen=True, kw_only=True)
class OrganisationRefused(Event):
    name: ClassVar[str] = "organisation:refused"


@dataclass(frozen=True, kw_only=True)
class OrganisationSuspended(Event):
    """It does not take part for a while."""

    name: ClassVar[str] = "organisation:suspended"


@dataclass(frozen=True, kw_only=True)
class OrganisationReadmitted(Event):
    """It takes part again."""

    name: ClassVar[str] = "organisation:readmitted"


@dataclass(frozen=True, kw_only=True)
class OrganisationMerged(Event):
    """It was there twice, and went up in the other one with all that it had."""

    name: ClassVar[str] = "organisation:merged"
    into: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationTookOver(Event):
    """Another one went up in it."""

    name: ClassVar[str] = "organisation:took_over"
    taken: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationUnavailable(Event):
    """It can help nobody up to and including this day."""

    name: ClassVar[str] = "organisation:unavailable"
    until: date


@dataclass(frozen=True, kw_only=True)
class OrganisationAvailable(Event):
    """It takes back that it can help nobody."""

    name: ClassVar[str] = "organisation:available"


@dataclass(frozen=True, kw_only=True)
class ProfileEdited(Event):
    """It says something else of itself."""

    name: ClassVar[str] = "organisation:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProfileConfirmed(Event):
    """It says that its profile is right as it stands."""

    name: ClassVar[str] = "organisation:confirmed"


@dataclass(frozen=True, kw_only=True)
class OrganisationClaimed(Event):
    """Somebody outside says to belong to it."""

    name: ClassVar[str] = "organisation:claimed"
    claim: UUID


@dataclass(frozen=True, kw_only=True)
class ClaimedContactViewed(Event):
    """Who decides about a claim saw how to reach the organisation, to ask it."""

    name: ClassVar[str] = "organisation:contact_viewed"
    claim: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicantContactViewed(Event):
    """Who decides whether it may take part saw how to reach it."""

    name: ClassVar[str] = "organisation:applicant_viewed"


@dataclass(frozen=True, kw_only=True)
class ClaimGranted(Event):
    """They are invited."""

    name: ClassVar[str] = "organisation:claim_granted"
    claim: UUID


@dataclass(frozen=True, kw_only=True)
class ClaimRefused(Event):
    name: ClassVar[str] = "organisation:claim_refused"
    claim: UUID
