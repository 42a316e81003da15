"""Why a partner is not among the suggestions: how many offers of this kind each gate stops."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import statements, words
from app.core.i18n import gettext as _, mark, ngettext
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.identity.queries import is_away
from app.matches import models as match_models
from app.matches.models import Match
from app.needs.models import Need
from app.offers import policy as offer_policy, queries as offer_queries
from app.offers.models import Offer, OfferStatus
from app.reference.relations import RELATED
from app.suggestions import gates, models, rejection_queries


class Gate(words.Worded):
    """What stops an offer from being suggested."""

    SAID_NO = "said_no", words.Word(mark("this pair was turned down before"))
    UNAVAILABLE = "unavailable", words.Word(mark("the organisation can help nobody for now"))
    PAUSED = "paused", words.Word(mark("the offer is paused"))
    EXPIRED = "expired", words.Word(mark("nobody has confirmed the offer lately"))
    FULL = "full", words.Word(mark("nothing of the offer is free any more"))
    OTHER_TIME = "other_time", words.Word(mark("the offer is there in another period"))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many offers one gate stops."""

    gate: Gate
    count: int

    @property
    def label(self) -> str:
        return _(
            "%(times)s: %(why)s",
            times=ngettext("%(num)s time", "%(num)s times", self.count),
            why=self.gate.word,
        )


@dataclass(frozen=True)
class Missing:
    """What is not among the suggestions of a need: how many per gate, and what the actor's own side
    left out.
    """

    gates: list[LeftOut]
    rejected: list[rejection_queries.RejectedRow]


def find_left_out(session: Session, actor: Actor, need: Need) -> Missing:
    """Offers of the same or a related kind of help that may not be suggested, each counted at its
    first gate.

    In one query: what the actor's own side left out has a row of its own, the last one first.
    """
    side = (
        match_models.Side.NEED
        if need.organisation_id in actor.organisation_ids
        else match_models.Side.TEAM
    )
    kinds = [need.support_type, *RELATED.get(need.support_type, ())]
    asked = {**actor.bound, **gates.values_of(need, actor), "side": side, "kinds": kinds}
    rows = statements.rows_of(session, _stopped(), asked)
    times: Counter[str] = Counter()
    for row in rows:
        times[row.gate] += row.times
    return Missing(
        gates=[LeftOut(gate, times[gate]) for gate in Gate if gate in times],
        rejected=[
            rejection_queries.RejectedRow(
                need.id, row.offer_id, row.title, row.organisation, row.reason
            )
            for row in rows
            if row.offer_id
        ],
    )


@cache
def _stopped() -> Any:
    """How many each gate stops; and what the own side left out, a row each. The many are counted
    out of an index, so titles and versions are asked of the few pairs of which somebody said no.
    """
    need: Any = gates.as_parameters(Need)
    kinds: Any = sa.bindparam("kinds", type_=ARRAY(sa.Text))
    own = _left_out_by_own_side(need).cte("own")
    offer = (
        # Everybody in the region sees what is published or on pause.
        col(Offer.region_code).in_(ANYBODY.regions),
        col(Offer.region_code) == need.region_code,
        col(Offer.status).in_((OfferStatus.PUBLISHED, OfferStatus.PAUSED)),
        gates.are_of_others(need, Offer),
        col(Offer.support_type) == sa.any_(kinds),
        col(Offer.id).not_in(sa.select(own.c.offer_id)),
    )
    stopped = sa.select(_gate_of(need).label("gate")).where(*offer).subquery()
    counted = (
        sa.select(
            stopped.c.gate,
            sa.func.count().label("times"),
            *(sa.null().label(column.name) for column in own.c),
        )
        .where(stopped.c.gate.is_not(None))
        .group_by(stopped.c.gate)
    )
    no, once = sa.literal(Gate.SAID_NO.value).label("gate"), sa.literal(1).label("times")
    left_out: Any = sa.select(no, once, own)
    found = sa.union_all(left_out, counted).subquery()
    return sa.select(found).order_by(found.c.at.desc())


def _left_out_by_own_side(need: Any) -> Any:
    said = aliased(models.PairRejection)
    side = sa.bindparam("side", type_=col(models.PairRejection.side).type)  # type: ignore[attr-defined]
    return (
        sa.select(
            col(said.reason).label("reason"),
            col(said.at).label("at"),
            col(Offer.id).label("offer_id"),
            col(Offer.title).label("title"),
            col(Organisation.name).label("organisation"),
        )
        .select_from(said)
        .join(Offer, rejection_queries.is_current(said, need, Offer))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(
            offer_policy.visible_to(ANYBODY),
            col(said.side) == side,
            col(Offer.region_code) == need.region_code,
            col(Offer.status).in_((OfferStatus.PUBLISHED, OfferStatus.PAUSED)),
            gates.are_of_others(need, Offer),
        )
    )


def _gate_of(need: Any) -> sa.ColumnElement[str | None]:
    """The first gate that stops an offer, in the order of `Gate`; null for one that may be
    suggested.
    """
    today = statements.TODAY
    declined = sa.select(col(Match.offer_id)).where(
        col(Match.need_id) == need.id, col(Match.status) == match_models.MatchStatus.DECLINED
    )
    said, rejected = aliased(models.PairRejection), aliased(Offer)
    left_out = (
        sa.select(col(said.offer_id))
        .join(rejected, rejection_queries.is_current(said, need, rejected))
        .correlate(None)
    )
    said_no = col(Offer.id).in_(sa.union_all(declined.correlate(None), left_out))
    away = sa.select(col(Organisation.id)).where(is_away(today)).correlate(None)
    return sa.case(
        (said_no, Gate.SAID_NO.value),
        (col(Offer.organisation_id).in_(away), Gate.UNAVAILABLE.value),
        (col(Offer.status) == OfferStatus.PAUSED, Gate.PAUSED.value),
        (offer_queries.is_expired(today), Gate.EXPIRED.value),
        (col(Offer.committed) >= col(Offer.quantity), Gate.FULL.value),
        (_is_of_another_time(need), Gate.OTHER_TIME.value),
    )


def _is_of_another_time(need: Any) -> Any:
    first = sa.func.greatest(need.needed_from, statements.TODAY)
    # Null, so not true, where the need has no last day.
    return (col(Offer.available_until) < first) | (col(Offer.available_from) > need.needed_until)
