"""What a person decided today in the review, from the trail: what was undone is not in it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.review.queue import Decided
from app.suggestions.models import PairRejection

MOST_DECISIONS = 200
_UNDONE = (match_models.MatchStatus.PROPOSED, match_models.MatchStatus.WITHDRAWN)


def find_decided(session: Session, actor: Actor) -> list[Decided]:
    """The last decision first."""
    return sorted(
        (*_matches(session, actor), *_rejections(session, actor)),
        key=lambda one: one.at,
        reverse=True,
    )


def _today(actor: Actor) -> Any:
    return (col(AuditEntry.person_id) == actor.person_id) & (col(AuditEntry.at) >= clock.midnight())


def _matches(session: Session, actor: Actor) -> list[Decided]:
    """What the team proposed itself it decided as well. A plan has a step back of its own, for all
    that was taken over at once.
    """
    event, facts = col(AuditEntry.event), col(AuditEntry.facts)
    entry: Any = aliased(AuditEntry)
    of_plan = sa.select(entry.facts["match_id"].astext).where(
        entry.person_id == actor.person_id,
        entry.event == "plan:line_taken",
        entry.at >= clock.midnight(),
    )
    rows: Any = session.execute(
        sa.select(Match, Need, event, col(AuditEntry.at), col(Organisation.name))
        .join(Match, col(Match.id) == col(AuditEntry.object_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Organisation, col(Organisation.id) == col(Match.offer_organisation_id))
        .where(
            _today(actor),
            sa.or_(
                event == "match:approved",
                (event == "match:declined")
                & (facts.op("->>")("side") == match_models.Side.TEAM.value),
                (event == "match:proposed")
                & (facts.op("->>")("by") == match_models.Side.TEAM.value),
            ),
            match_policy.visible_to(actor),
            col(Match.region_code).in_(actor.team_regions),
            col(Match.status).not_in(_UNDONE),
            sa.cast(col(Match.id), sa.Text).not_in(of_plan),
        )
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(MOST_DECISIONS)
    )
    found: dict[UUID, Decided] = {}
    for match, need, name, at, partner in rows:
        one = Decided(
            id=match.id,
            need_id=need.id,
            offer_id=match.offer_id,
            is_match=True,
            title=need.title,
            partner=partner,
            municipality_code=_place(actor, need),
            is_yes=name != "match:declined",
            can_be_undone=match.is_untold,
            at=at,
            undo_until=match.tell_at or at,
        )
        found.setdefault(match.id, one)
    return list(found.values())


def _rejections(session: Session, actor: Actor) -> list[Decided]:
    """Suggestions that do not fit. No partner was asked, so undoing one is only for a person who
    pressed too soon.
    """
    rows: Any = session.execute(
        sa.select(PairRejection, Need, col(Organisation.name))
        .join(AuditEntry, col(AuditEntry.object_id) == col(PairRejection.id))
        .join(Need, col(Need.id) == col(PairRejection.need_id))
        .join(Offer, col(Offer.id) == col(PairRejection.offer_id))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(
            _today(actor),
            col(AuditEntry.event) == "pair:rejected",
            col(PairRejection.side) == match_models.Side.TEAM,
            need_policy.visible_to(actor),
            col(Need.region_code).in_(actor.team_regions),
        )
        .limit(MOST_DECISIONS)
    )
    found: dict[UUID, Decided] = {}
    for rejection, need, partner in rows:
        found[rejection.id] = Decided(
            id=rejection.id,
            need_id=need.id,
            offer_id=rejection.offer_id,
            is_match=False,
            title=need.title,
            partner=partner,
            municipality_code=_place(actor, need),
            is_yes=False,
            can_be_undone=clock.now() < rejection.at + match_models.GRACE,
            at=rejection.at,
            undo_until=rejection.at + match_models.GRACE,
        )
    return list(found.values())


def _place(actor: Actor, need: Need) -> str | None:
    return None if need_policy.is_masked(actor, need) else need.municipality_code
