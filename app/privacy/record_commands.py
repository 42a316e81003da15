"""What was asked, offered, decided and done: deleted as whole files, years after the end."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.actions.models import Action, ActionMatch, ActionStatus
from app.interpretations.models import (
    Interpretation,
    InterpretationProposal,
    InterpretationRemark,
    InterpretationVersion,
)
from app.matches.models import Match, MatchStatus
from app.needs.models import Need, NeedStatus
from app.offers.models import Offer, OfferStatus
from app.planning.models import Plan, PlanLine, PlanNeed
from app.releases.models import PublicRelease
from app.reports.models import Report
from app.resilience.models import ExampleStatus, ResilienceExample
from app.suggestions.models import FirstShown, PairRejection

Take = Callable[[str], object]
ENDED = (
    MatchStatus.COMPLETED,
    MatchStatus.DECLINED,
    MatchStatus.WITHDRAWN,
    MatchStatus.LAPSED,
)
# Made from the texts beside them, for searching.
DERIVED = {"search", "titled", "search_words", "found_by", "file"}


def remove_records(session: Session, before: datetime, take: Take | None = None) -> int:
    """Delete what ended before, each line given to `take` first. A match goes with its need, when
    both and its offer ended; an offer when no match of it is left. Returns how many rows went.
    """
    gone = _remove(session, Plan, col(Plan.moved_at) < before, take)
    gone += _remove(
        session,
        Action,
        col(Action.status).in_((ActionStatus.DONE, ActionStatus.STOPPED))
        & (col(Action.ended_at) < before),
        take,
    )
    gone += _remove(
        session,
        ResilienceExample,
        (col(ResilienceExample.status) != ExampleStatus.SHOWN)
        & (
            sa.func.coalesce(col(ResilienceExample.withdrawn_at), col(ResilienceExample.created_at))
            < before
        ),
        take,
    )
    gone += _remove_interpretations(session, before, take)
    gone += _remove(session, Report, col(Report.asked_at) < before, take)
    gone += _remove(session, PublicRelease, col(PublicRelease.released_at) < before, take)
    needs = list(session.execute(_needs_that_go(before)).scalars())
    gone += _remove(session, Match, col(Match.need_id).in_(needs), take)
    gone += _remove(session, PairRejection, col(PairRejection.need_id).in_(needs), None)
    gone += _remove(session, FirstShown, col(FirstShown.need_id).in_(needs), None)
    gone += _remove(session, Need, col(Need.id).in_(needs), take)
    offers = list(session.execute(_offers_that_go(before)).scalars())
    gone += _remove(session, PairRejection, col(PairRejection.offer_id).in_(offers), None)
    gone += _remove(session, Offer, col(Offer.id).in_(offers), take)
    return gone


def _remove_interpretations(session: Session, before: datetime, take: Take | None) -> int:
    """With all that was written: their figures are of days of which the signals go too."""
    table = Interpretation
    ended = sa.func.coalesce(
        col(table.withdrawn_at), col(table.published_at), col(table.created_at)
    )
    old = list(session.execute(sa.select(col(table.id)).where(ended < before)).scalars())
    for part in (InterpretationVersion, InterpretationRemark, InterpretationProposal):
        _remove(session, part, col(part.interpretation_id).in_(old), take)
    return _remove(session, table, col(table.id).in_(old), take)


def _remove(session: Session, table: Any, where: sa.ColumnElement[bool], take: Take | None) -> int:
    if take is not None:
        for line in session.execute(sa.select(table).where(where)).scalars():
            take(line_of(table, line))
    key = sa.inspect(table).primary_key[0]
    return len(session.execute(sa.delete(table).where(where).returning(key)).all())


def line_of(table: Any, row: SQLModel) -> str:
    """One line of the file: the table, and what stood in it."""
    columns = [column.key for column in table.__table__.columns if column.name not in DERIVED]
    told = {"table": table.__tablename__, **{name: getattr(row, name) for name in columns}}
    return json.dumps(told, default=str, ensure_ascii=False)


def _offer_is_over(before: datetime) -> sa.ColumnElement[bool]:
    """Withdrawn, or nobody confirmed it, so long ago."""
    return sa.or_(
        (col(Offer.status) == OfferStatus.WITHDRAWN) & (col(Offer.ended_at) < before),
        (col(Offer.status) != OfferStatus.WITHDRAWN)
        & (
            sa.func.coalesce(col(Offer.fresh_until), sa.cast(col(Offer.created_at), sa.Date))
            < before.date()
        ),
    )


def _needs_that_go(before: datetime) -> sa.Select[UUID]:
    """Needs that ended, of which every match ended too, with an offer that is over, and that no
    action or plan speaks of any more.
    """
    own = col(Match.need_id) == col(Need.id)
    is_kept = ~col(Match.status).in_(ENDED) | (col(Match.moved_at) >= before)
    return sa.select(col(Need.id)).where(
        sa.or_(
            col(Need.status).in_((NeedStatus.CLOSED, NeedStatus.WITHDRAWN))
            & (col(Need.ended_at) < before),
            (col(Need.status) == NeedStatus.DRAFT) & (col(Need.created_at) < before),
        ),
        ~sa.exists()
        .where(own, col(Offer.id) == col(Match.offer_id))
        .where(sa.or_(is_kept, ~_offer_is_over(before))),
        ~sa.exists().where(own, col(ActionMatch.match_id) == col(Match.id)),
        *_unplanned(col(PlanNeed.need_id) == col(Need.id), col(PlanLine.need_id) == col(Need.id)),
    )


def _offers_that_go(before: datetime) -> sa.Select[UUID]:
    return sa.select(col(Offer.id)).where(
        _offer_is_over(before),
        ~sa.exists().where(col(Match.offer_id) == col(Offer.id)),
        *_unplanned(col(PlanLine.offer_id) == col(Offer.id)),
    )


def _unplanned(*speaking: sa.ColumnElement[bool]) -> Sequence[sa.ColumnElement[bool]]:
    return [~sa.exists().where(each) for each in speaking]
