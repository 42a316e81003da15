"""The steps of a need, from placed to helped: how far it came, and when.

A need is at the furthest step that one of its matches came to, so whoever came far counts at every
step before it. What was withdrawn has no step. The list of needs filters by these rules, and the
picture counts by them.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import words
from app.core.i18n import mark, pmark
from app.matches import models as match_models
from app.matches.models import Match, MatchStatus
from app.needs import policy as need_policy
from app.needs.models import Need
from app.suggestions.models import FirstShown


class NeedStep(words.Worded):
    """How far a need came, in the order in which it goes."""

    PLACED = (
        "placed",
        words.Word(pmark("step", "Placed"), hint=mark("Everybody can read the need.")),
    )
    SHOWN = (
        "shown",
        words.Word(
            pmark("step", "Suggestion seen"),
            hint=mark(
                "Somebody saw on a page that an offer fits it. Needs for which somebody was asked "
                "without that count too."
            ),
        ),
    )
    ASKED = (
        "asked",
        words.Word(
            pmark("step", "Asked"),
            hint=mark("A match was proposed, whoever did it and whoever looks at it first."),
        ),
    )
    ACCEPTED = (
        "accepted",
        words.Word(pmark("step", "Agreed"), hint=mark("Both sides said yes.")),
    )
    RUNNING = (
        "running",
        words.Word(pmark("step", "Running"), hint=mark("The help began, or is over already.")),
    )
    HELPED = (
        "helped",
        words.Word(
            pmark("step", "Helped"),
            hint=mark("A match was completed and the help arrived, at least in part."),
        ),
    )

    @property
    def number(self) -> int:
        """Which one it is, from 0."""
        return _STEPS.index(self)

    @property
    def next(self) -> "NeedStep | None":
        """The one after it; None after the last."""
        after = _STEPS[self.number + 1 :]
        return after[0] if after else None


_STEPS = tuple(NeedStep)


class ReachedFilter(words.Worded):
    """How far needs came, or further."""

    PLACED = "placed", words.Word(mark("Placed, and not withdrawn"))
    SHOWN = "shown", words.Word(mark("A suggestion was seen, or more"))
    ASKED = "asked", words.Word(mark("Asked, or more"))
    ACCEPTED = "accepted", words.Word(mark("Agreed, or more"))
    RUNNING = "running", words.Word(mark("Running, or more"))
    HELPED = "helped", words.Word(mark("Helped"))


class StoppedFilter(words.Worded):
    """How far needs came, and no further."""

    PLACED = "placed", words.Word(mark("No suggestion was seen"))
    SHOWN = "shown", words.Word(mark("A suggestion was seen, nobody was asked"))
    ASKED = "asked", words.Word(mark("Asked, nothing was agreed"))
    ACCEPTED = "accepted", words.Word(mark("Agreed, not begun"))
    RUNNING = "running", words.Word(mark("Begun, not helped"))


def of_match() -> sa.ColumnElement[int]:
    """The number of the step that a match brought its need to."""
    began = sa.or_(
        col(Match.status).in_((MatchStatus.RUNNING, MatchStatus.COMPLETED)),
        col(Match.started_at).is_not(None),
    )
    agreed = sa.or_(
        col(Match.status).in_(match_models.COMMITTED), col(Match.accepted_at).is_not(None)
    )
    return sa.case(
        (match_models.went_well(), NeedStep.HELPED.number),
        (began, NeedStep.RUNNING.number),
        (agreed, NeedStep.ACCEPTED.number),
        else_=NeedStep.ASKED.number,
    )


def matches() -> list[sa.ColumnElement[bool]]:
    """The matches that count for a need: all that somebody outside the team heard of."""
    return [col(Match.need_id) == col(Need.id), match_models.was_told()]


def furthest(most: Any, shown_at: Any) -> sa.ColumnElement[int]:
    """The number of the furthest step, given what its matches came to at most and when a suggestion
    was first shown; both null where there was none.
    """
    shown = sa.case((shown_at.is_not(None), NeedStep.SHOWN.number), else_=NeedStep.PLACED.number)
    return sa.func.greatest(shown, most)  # which leaves out what is null


def has_steps() -> sa.ColumnElement[bool]:
    """Needs that have a step: they stand for everybody to read, or did."""
    return sa.and_(col(Need.status).in_(need_policy.SHARED), col(Need.published_at).is_not(None))


def came_to(asked: ReachedFilter) -> list[sa.ColumnElement[bool]]:
    """Needs that came to a step, or further."""
    step = NeedStep(asked.value)
    return [has_steps(), _furthest() >= step.number] if step.number else [has_steps()]


def stopped_at(asked: StoppedFilter) -> list[sa.ColumnElement[bool]]:
    """Needs that came to a step, and no further until now."""
    return [has_steps(), _furthest() == NeedStep(asked.value).number]


def _furthest() -> sa.ColumnElement[int]:
    most = sa.select(sa.func.max(of_match())).where(*matches()).correlate(Need).scalar_subquery()
    shown = (
        sa.select(col(FirstShown.at))
        .where(col(FirstShown.need_id) == col(Need.id))
        .correlate(Need)
        .scalar_subquery()
    )
    return furthest(most, shown)
