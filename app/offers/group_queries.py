"""Reading the offers to a target group, for its page."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.offers import fields, models, queries
from app.offers.models import Offer


def find_published_for(
    session: Session, actor: Actor, groups: Collection[str], *, limit: int
) -> dict[str, list[fields.OfferRow]]:
    """What is offered now to each of these groups by name, the newest first: a page of a group
    shows what is for all residents apart. One query.
    """
    day = clock.today()
    asked = {"groups": list(groups), "regions": actor.regions, "day": day, "most": limit}
    found: dict[str, list[fields.OfferRow]] = {group: [] for group in groups}
    for row in session.execute(_PUBLISHED_FOR, asked):
        found[row.for_group].append(queries._row(actor, day, row))
    return found


def _published_for() -> Any:
    groups: Any = sa.bindparam("groups", type_=postgresql.ARRAY(sa.Text))
    day: Any = sa.bindparam("day", type_=sa.Date)
    asked = sa.func.unnest(groups).table_valued("for_group", name="asked").render_derived()
    published: Any = sa.bindparam(None, models.OfferStatus.PUBLISHED, literal_execute=True)
    newest = (
        sa.select(col(Offer.id), col(Offer.published_at))
        .where(
            # Everybody in the region sees what is published; nobody else does.
            col(Offer.region_code).in_(sa.bindparam("regions", expanding=True)),
            asked.c.for_group == sa.any_(col(Offer.target_groups)),
            # Written out, so that the index of these rows alone can be used.
            col(Offer.status) == published,
            sa.not_(sa.func.coalesce(queries.is_expired(day), False)),
        )
        .order_by(col(Offer.published_at).desc(), col(Offer.id))
        .limit(sa.bindparam("most", type_=sa.Integer))
        .correlate(asked)
        .lateral()
    )
    found = sa.select(asked, newest).join(newest, sa.true()).subquery()
    return (
        queries._rows(day)
        .add_columns(found.c.for_group)
        .join(found, found.c.id == col(Offer.id))
        .order_by(found.c.published_at.desc(), found.c.id)
    )


_PUBLISHED_FOR = _published_for()  # built once: that costs more than running it
