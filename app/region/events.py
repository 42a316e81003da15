"""What happens to the settings of a region. Its own organisation is the object."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event

Setting = int | str | list[str]


@dataclass(frozen=True)
class Change:
    """One setting, from what to what. Weights and thresholds are in points, 0 to 100."""

    name: str
    before: Setting
    after: Setting


@dataclass(frozen=True, kw_only=True)
class RegionSettingsChanged(Event):
    name: ClassVar[str] = "region:settings_changed"
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class RegionWeightsChanged(Event):
    name: ClassVar[str] = "region:weights_changed"
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class RegionWeightsReset(Event):
    """Back to the national choice, also when that changes."""

    name: ClassVar[str] = "region:weights_reset"
    changes: tuple[Change, ...]
