"""What happens to an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.reference.models import OrganisationKind


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(Event):
    name: ClassVar[str] = "organisation:registered"
    kind: OrganisationKind


@dataclass(frozen=True, kw_only=True)
class OrganisationAdmitted(Event):
    name: ClassVar[str] = "organisation:admitted"
