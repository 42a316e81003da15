"""Reading the needs of a target group, for its page."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.needs import fields, models, queries
from app.needs.models import Need
from app.target_groups import models as group_models


def find_open_for(
    session: Session, actor: Actor, group: str, *, limit: int
) -> list[fields.NeedRow]:
    """The open needs of a group or of all residents, the most urgent first."""
    asked = {
        "regions": actor.regions,
        "groups": group_models.names_for([group]),
        "day": clock.today(),
        "most": limit,
    }
    return [queries._row(actor, row) for row in session.execute(_OPEN_FOR, asked)] if limit else []


def _open_for() -> Any:
    groups: Any = sa.bindparam("groups", type_=postgresql.ARRAY(sa.Text))
    named = sa.or_(
        col(Need.target_group) == sa.any_(groups), col(Need.also_groups).bool_op("&&")(groups)
    )
    return (
        queries._ROWS.where(
            # Everybody in the region sees what is open; nobody else does.
            col(Need.region_code).in_(sa.bindparam("regions", expanding=True)),
            # Written out as well, so that an index of these rows alone can be used.
            col(Need.status) == sa.literal_column(f"'{models.NeedStatus.OPEN}'"),
            models.is_open(sa.bindparam("day", type_=sa.Date)),  # type: ignore[arg-type]
            named,
        )
        .order_by(*queries._order(queries.NeedSort.URGENT).keys)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


_OPEN_FOR = _open_for()  # built once: that costs more than running it
