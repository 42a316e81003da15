"""What the page of one proposal shows beyond both sides: how they did before, who else is asked,
what a yes changes.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, i18n
from app.identity.actor import Actor
from app.matches import (
    models as match_models,
    policy as match_policy,
    queries as match_queries,
    small_groups,
    terms,
)
from app.matches.models import Match
from app.needs.arrivals import NeedArrival
from app.needs.models import Need
from app.needs.policy import hides_number, hides_owner, is_masked
from app.offers.models import Offer
from app.offers.queries import get_offer
from app.reference.queries import get_settings
from app.review import comparison
from app.scoring.reasons import Label
from app.suggestions import policy as suggestion_policy, queries as suggestion_queries
from app.suggestions.forms import Start


@dataclass(frozen=True)
class Case:
    """One proposal before the team, or one suggestion: then there is no match yet."""

    pair: comparison.ComparedPair
    match: Match | None
    why: suggestion_queries.Suggestion
    record: comparison.SharedRecord
    # Live matches of the need with others, and what is asked in all.
    others: list[match_queries.PartnerRow]
    asked: int
    # What of the help that the need had did not come.
    arrival: NeedArrival
    # What the proposal of a suggestion begins with.
    start: Start
    # What of need and offer is shown: see `terms.versions`.
    seen: str
    # Until when the partner answers after a yes now.
    answer_before: date
    # For whom the reader proposes a suggestion: that side is not asked. Of a match it is known.
    side: match_models.Side | None

    @property
    def need(self) -> Need:
        return self.pair.need

    @property
    def offer(self) -> Offer:
        return self.pair.offer

    @property
    def hides_number(self) -> bool:
        return hides_number(
            is_masked=self.pair.is_masked, unit=self.need.unit, quantity=self.need.quantity
        )

    @property
    def covered_after(self) -> int:
        """What is agreed when the partner says yes to all of it, without what did not come, in the
        need's unit.
        """
        agreed = min(self.need.quantity, self.need.committed + (self.pair.quantity or 0))
        return agreed - self.arrival.missing

    @property
    def asks_need(self) -> bool:
        """Whether the organisation with the need is asked too, or alone."""
        if self.match is None:
            return self.side is not match_models.Side.NEED
        return self.match.awaits_need

    @property
    def asks_offer(self) -> bool:
        if self.match is None:
            return self.side is not match_models.Side.OFFER
        return self.match.awaits_offer

    @property
    def asks_both(self) -> bool:
        """Whether a yes invites two organisations: then the button says so."""
        return self.asks_need and self.asks_offer


def get_case(session: Session, actor: Actor, match: Match, label: Label) -> Case:
    """A proposal with everything around it. `label`: the reader's word for a slug or a code."""
    why = suggestion_queries.explain_pair(session, actor, match.need, match.offer, label=label)
    return _case(session, actor, (match.need, match.offer), why, match)


def find_suggestion(session: Session, actor: Actor, need: Need, label: Label) -> Case | None:
    """The best suggestion for a need, with everything around it. None when nobody fits well
    enough.
    """
    found = suggestion_queries.suggest_offers(session, actor, need, limit=1, label=label).rows
    return _suggested(session, actor, need, found[0]) if found else None


def get_suggestion(
    session: Session, actor: Actor, need: Need, offer_id: UUID, label: Label
) -> Case:
    """The suggestion that somebody has on the screen, whether or not it is still the best."""
    why = suggestion_queries.explain_pair(
        session, actor, need, get_offer(session, actor, offer_id), label=label
    )
    return _suggested(session, actor, need, why)


def _suggested(
    session: Session, actor: Actor, need: Need, why: suggestion_queries.Suggestion
) -> Case:
    return _case(session, actor, (need, get_offer(session, actor, why.offer_id)), why, None)


def _case(
    session: Session,
    actor: Actor,
    sides: tuple[Need, Offer],
    why: suggestion_queries.Suggestion,
    match: Match | None,
) -> Case:
    need, offer = sides
    partners = match_queries.find_matches_of_need(session, actor, need)
    is_hidden = hides_number(
        is_masked=is_masked(actor, need), unit=need.unit, quantity=need.quantity
    )
    start = Start(
        need.support_type,
        need.unit,
        offer.unit,
        None if is_hidden else need.left,
        offer.left,
        partners.asked,
    )
    begin = start.estimate if match is None else match
    masked = is_masked(actor, need)
    takes = begin.offer_quantity
    if match is not None:
        takes = small_groups.told(need, offer, match, masked=masked)
    return Case(
        pair=comparison.ComparedPair(need, offer, begin.quantity, takes, masked),
        match=match,
        why=why,
        record=_record(session, actor, need, offer),
        others=[
            row
            for row in partners.rows
            if row.status in match_models.LIVE and (match is None or row.id != match.id)
        ],
        asked=partners.asked,
        arrival=partners.arrival,
        start=start,
        seen="" if match is None else terms.versions(match),
        answer_before=_answer_before(session, need.region_code),
        side=suggestion_policy.PairPolicy(actor, need, offer).side,
    )


def _answer_before(session: Session, region_code: str) -> date:
    days = timedelta(days=get_settings(session, region_code).answer_days)
    return i18n.local_day(clock.now() + match_models.GRACE + days)


def _record(session: Session, actor: Actor, need: Need, offer: Offer) -> comparison.SharedRecord:
    if is_masked(actor, need):
        return comparison.SharedRecord(0, 0, is_masked=True)
    went_well = sa.func.count().filter(match_models.went_well())
    completed, succeeded = session.execute(
        sa.select(sa.func.count(), went_well).where(
            match_policy.visible_to(actor),
            col(Match.need_organisation_id) == need.organisation_id,
            col(Match.offer_organisation_id) == offer.organisation_id,
            col(Match.status) == match_models.MatchStatus.COMPLETED,
            # What they did for a small group would tell that it is theirs.
            ~sa.exists().where(col(Need.id) == col(Match.need_id), hides_owner(actor)),
        )
    ).one()
    return comparison.SharedRecord(completed, succeeded)
