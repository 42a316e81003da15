"""Other regions, and which of them open their board to somebody."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from app.core import statements
from app.reference.models import RegionSettings, SafetyRegion


def find_others(session: Session, region_code: str) -> dict[str, str]:
    """Every region but this one: what its code stands for, in order."""
    query = (
        select(SafetyRegion)
        .where(col(SafetyRegion.code) != region_code)
        .order_by(col(SafetyRegion.sort_name), col(SafetyRegion.code))
    )
    return {region.code: region.name for region in session.exec(query)}


def find_open_to(session: Session, regions: Sequence[str]) -> list[SafetyRegion]:
    """The regions whose board is open to one of these regions now."""
    query = (
        select(SafetyRegion)
        .join(RegionSettings, col(RegionSettings.region_code) == col(SafetyRegion.code))
        .where(_is_open_to(sa.cast(list(regions), ARRAY(sa.Text))))
        .order_by(col(SafetyRegion.sort_name), col(SafetyRegion.code))
    )
    return list(session.exec(query))


def is_any_open_to(session: Session, regions: Sequence[str]) -> bool:
    """Whether there is one: the board asks it each time."""
    [row] = statements.rows_of(session, _any_open(), {"readers": list(regions)})
    return bool(row[0])


@cache
def _any_open() -> statements.Written:
    readers: Any = sa.bindparam("readers", type_=ARRAY(sa.Text))
    return statements.Written(sa.select(sa.exists().where(_is_open_to(readers))))


def _is_open_to(regions: Any) -> Any:
    """`regions`: an array."""
    return sa.and_(
        col(RegionSettings.open_to).bool_op("&&")(regions),
        col(RegionSettings.region_code) != sa.all_(regions),
    )
