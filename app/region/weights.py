"""Points on a form, from 0 to 100, and the weights and shares that the engine counts with."""

from collections.abc import Mapping
from dataclasses import asdict, fields

from app.reference.models import RegionSettings
from app.scoring import chances, terms

TERMS = tuple(field.name for field in fields(terms.Weights))
THRESHOLDS = ("suggestion_threshold", "plan_threshold")
FIELDS = (*TERMS, *THRESHOLDS)


def share_of(points: int) -> float:
    """A threshold as a chance, 0 to 1."""
    return points / 100


def weights_of(points: Mapping[str, int]) -> dict[str, float]:
    """What is stored of the terms. Only the proportions matter, so points are weights."""
    return {name: float(points[name]) for name in TERMS}


def national_points() -> dict[str, int]:
    """The national choice."""
    shares = {"suggestion_threshold": chances.SHOWN_FROM, "plan_threshold": chances.PLANNED_FROM}
    return {name: round(weight) for name, weight in asdict(terms.Weights()).items()} | {
        name: round(share * 100) for name, share in shares.items()
    }


def is_national(settings: RegionSettings) -> bool:
    """Whether a region has left everything to the national choice."""
    return (
        settings.weights is None
        and settings.suggestion_threshold is None
        and settings.plan_threshold is None
    )


def points_of(settings: RegionSettings) -> dict[str, int]:
    """What counts in a region now."""
    points = national_points()
    points |= {
        name: round(weight) for name, weight in (settings.weights or {}).items() if name in TERMS
    }
    for name, share in zip(
        THRESHOLDS, (settings.suggestion_threshold, settings.plan_threshold), strict=True
    ):
        if share is not None:
            points[name] = round(share * 100)
    return points
