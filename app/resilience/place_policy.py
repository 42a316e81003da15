"""Where an example may be told to be done. What came from help for so few people that they can be
recognised there names no place, to nobody and for as long as they are so few: not of who wrote it,
nor of who works for that group and does it too.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col

from app.actions.models import ActionMatch
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need
from app.resilience.models import ExampleAdoption, ResilienceExample


def comes_from_few() -> sa.ColumnElement[bool]:
    """Whether the need it came from is of a small group now, or one that its action serves."""
    return _few_behind()


def told_place() -> Any:
    """The municipality of an example, as far as anybody may know it."""
    return sa.case((comes_from_few(), None), else_=col(ResilienceExample.municipality_code))


def told_place_of_adoption() -> Any:
    """Where an organisation does it too: its own, unless it is the one that works for the few. Of
    an adoption joined to its example.
    """
    hidden = works_for_few(col(ExampleAdoption.organisation_id))
    return sa.case((hidden, None), else_=col(ExampleAdoption.municipality_code))


def works_for_few(organisation: Any) -> sa.ColumnElement[bool]:
    """Whether an organisation has or works on the need of a small group that an example is from."""
    return _few_behind(need_policy.is_known_by(array([organisation])))


def _few_behind(*rules: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    small = sa.select(sa.literal(1)).where(need_policy.is_small_group(), *rules)
    served = (
        small.select_from(ActionMatch)
        .join(Match, col(Match.id) == col(ActionMatch.match_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(col(ActionMatch.action_id) == col(ResilienceExample.action_id))
    )
    own = small.select_from(Need).where(col(Need.id) == col(ResilienceExample.need_id))
    kept = (ResilienceExample, ExampleAdoption)
    return sa.or_(own.correlate(*kept).exists(), served.correlate(*kept).exists())
