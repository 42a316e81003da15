"""What organisations did with what they were asked before: how much they finished, how often they
said no, and when they were asked last.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.core import clock, statements
from app.matches import models as match_models
from app.matches.models import Match
from app.offers.models import Offer
from app.scoring import facts

NOES_COUNT_FOR = timedelta(days=180)


def records_of(rows: Sequence[Any]) -> facts.Columns:
    """The records in rows with the columns of `Records`, by the names of `scoring.facts.Facts`."""
    now = clock.now()

    def days_since(moments: list[datetime | None]) -> list[float | None]:
        return [None if m is None else max(0.0, (now - m) / timedelta(days=1)) for m in moments]

    return {
        "finished": [int(row.finished or 0) for row in rows],
        "finished_well": [int(row.finished_well or 0) for row in rows],
        # The last time, for which need, and the last time for any other.
        "asked_days_ago": days_since([row.asked_at for row in rows]),
        "asked_for": [row.asked_for for row in rows],
        "asked_else_days_ago": days_since([row.asked_else_at for row in rows]),
        # To offers of one kind, in the last half year.
        "declines": [row.noes or 0 for row in rows],
    }


class Records:
    """The records of organisations, to join to their offers. The moment is a parameter. `owners`:
    the column of a subquery with each of them, as often as it likes.
    """

    def __init__(self, owners: Any) -> None:
        # As an array, so that only their own matches are read, out of an index. As rows PostgreSQL
        # takes them for a handful, and compares each match of the country with each of them.
        wanted = sa.any_(sa.func.array(sa.select(owners.distinct()).scalar_subquery()))
        owner = col(Match.offer_organisation_id)
        completed = col(Match.status) == match_models.MatchStatus.COMPLETED
        # An organisation that proposed its own offer was not asked.
        asked = sa.func.max(col(Match.created_at)).filter(
            col(Match.proposed_by) != match_models.Side.OFFER
        )
        of_need = (
            sa.select(
                owner.label("owner"),
                col(Match.need_id),
                sa.func.count().filter(completed).label("finished"),
                sa.func.count().filter(match_models.went_well()).label("finished_well"),
                asked.label("asked_at"),
            )
            .where(owner == wanted)
            .group_by(owner, col(Match.need_id))
            .cte("work_of_need")
            .c
        )
        lately = of_need.asked_at.desc().nulls_last(), of_need.need_id
        moments = sa.func.array_agg(postgresql.aggregate_order_by(of_need.asked_at, *lately))
        needs = sa.func.array_agg(postgresql.aggregate_order_by(of_need.need_id, *lately))
        self._work: sa.CTE = (
            sa.select(
                of_need.owner,
                sa.func.sum(of_need.finished).label("finished"),
                sa.func.sum(of_need.finished_well).label("finished_well"),
                moments[1].label("asked_at"),
                sa.case((moments[1].is_not(None), needs[1])).label("asked_for"),
                moments[2].label("asked_else_at"),
            )
            .group_by(of_need.owner)
            .cte("work")
        )
        # A no because the need was solved already says nothing about the organisation.
        self._noes: sa.CTE = (
            sa.select(owner.label("owner"), col(Offer.support_type), sa.func.count().label("noes"))
            .join(Offer, col(Offer.id) == col(Match.offer_id))
            .where(
                owner == wanted,
                col(Match.status) == match_models.MatchStatus.DECLINED,
                col(Match.declined_by) == match_models.Side.OFFER,
                col(Match.decline_reason) != match_models.DeclineReason.ALREADY_SOLVED,
                col(Match.moved_at) >= statements.NOW - NOES_COUNT_FOR,
            )
            .group_by(owner, col(Offer.support_type))
            .cte("noes")
        )

    def add_to(self, query: Any, owner: Any, support_type: Any) -> Any:
        """The query of offers, of which these are owner and kind, with the columns that
        `records_of` reads.
        """
        work, noes = self._work.c, self._noes.c
        return (
            query.outerjoin(self._work, work.owner == owner)
            .outerjoin(
                self._noes,
                sa.and_(noes.owner == owner, noes.support_type == support_type),
            )
            .add_columns(
                work.finished,
                work.finished_well,
                work.asked_at,
                work.asked_for,
                work.asked_else_at,
                noes.noes,
            )
        )


def get_record(session: Session, offer: Offer) -> facts.Columns:
    """The record of an offer's organisation."""
    asked = {"id": offer.id, "owner": offer.organisation_id, **statements.moment()}
    return records_of(statements.rows_of(session, _of_offer(), asked))


@cache
def _of_offer() -> Any:
    owner = sa.select(sa.bindparam("owner", type_=sa.Uuid).label("id")).subquery()
    return (
        Records(owner.c.id)
        .add_to(sa.select(col(Offer.id)), col(Offer.organisation_id), col(Offer.support_type))
        .where(col(Offer.id) == sa.bindparam("id"))
    )
