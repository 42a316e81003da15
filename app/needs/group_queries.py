"""Reading the needs of a target group, for its page."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.needs import fields, filters, models, queries
from app.needs.models import Need
from app.target_groups import models as group_models


def find_open_for(
    session: Session, actor: Actor, group: str, *, limit: int
) -> list[fields.NeedRow]:
    """The open needs of a group or of all residents, the most urgent first."""
    if not limit:
        return []
    asked = actor.bound | {"groups": group_models.names_for([group]), "most": limit}
    return [queries.row_of(actor, row) for row in statements.rows_of(session, _OPEN_FOR, asked)]


def _open_for() -> Any:
    groups: Any = sa.bindparam("groups", type_=postgresql.ARRAY(sa.Text))
    named = sa.or_(
        col(Need.target_group) == sa.any_(groups), col(Need.also_groups).bool_op("&&")(groups)
    )
    return (
        queries.ROWS.where(
            # Everybody in the region sees what is open; nobody else does.
            col(Need.region_code).in_(ANYBODY.regions),
            # Written out as well, so that an index of these rows alone can be used.
            col(Need.status) == sa.literal_column(f"'{models.NeedStatus.OPEN}'"),
            models.is_open(statements.TODAY),
            named,
        )
        .order_by(*filters.order_of(filters.NeedSort.URGENT).keys)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


_OPEN_FOR = _open_for()  # built once: that costs more than running it
