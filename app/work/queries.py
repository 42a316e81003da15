"""What waits for an actor, in four queries: matches, offers, needs and actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.actions import match_queries, models as action_models
from app.core import clock, i18n
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import labels as need_labels, models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models, policy as offer_policy
from app.offers.models import Offer
from app.work import action_queries
from app.work.tasks import MOST_TASKS, WAITING, Task, TaskKind

EXPIRES_WITHIN = timedelta(days=7)
REPORT_AFTER = timedelta(days=14)
COMPLETE_WITHIN = timedelta(days=7)  # after the action that served it


@dataclass(frozen=True)
class Work:
    """What waits for me in four groups, and what I wait for."""

    late: list[Task]
    today: list[Task]
    week: list[Task]
    later: list[Task]
    waiting: list[Task]

    @property
    def reviews(self) -> int:
        """Proposals that the actor's team can look at one after the other."""
        return self._number_of(TaskKind.REVIEW)

    @property
    def confirmations(self) -> int:
        """Offers that are about to expire, or just have: all can be confirmed at once."""
        return self._number_of(TaskKind.CONFIRM)

    @property
    def count(self) -> int:
        return len(self.late) + len(self.today) + len(self.week) + len(self.later)

    def _number_of(self, kind: TaskKind) -> int:
        mine = (*self.late, *self.today, *self.week, *self.later)
        return sum(task.kind is kind for task in mine)


def get_work(session: Session, actor: Actor) -> Work:
    """Everything that waits for an actor, the most pressing first."""
    tasks = [
        *_matches(session, actor),
        *_offers(session, actor),
        *_needs(session, actor),
        *action_queries.find_action_tasks(session, actor),
    ]
    mine = sorted(
        (t for t in tasks if t.kind not in WAITING), key=lambda t: (t.due or date.max, t.title)
    )
    day = clock.today()
    week = day + timedelta(days=7)
    return Work(
        late=[t for t in mine if t.due is not None and t.due < day],
        today=[t for t in mine if t.due == day],
        week=[t for t in mine if t.due is not None and day < t.due <= week],
        later=[t for t in mine if t.due is None or t.due > week],
        waiting=[t for t in tasks if t.kind in WAITING],
    )


def _matches(session: Session, actor: Actor) -> Iterable[Task]:
    writing = [seat.organisation_id for seat in actor.writing_seats]
    of_need, of_offer = (
        col(Match.need_organisation_id).in_(writing),
        col(Match.offer_organisation_id).in_(writing),
    )
    review = sa.and_(
        col(Match.region_code).in_(actor.team_regions),
        col(Match.status) == match_models.MatchStatus.PROPOSED,
        col(Match.needs_review),
    )
    live = sa.and_(
        sa.or_(of_need, of_offer),
        sa.or_(col(Match.status).in_(match_models.LIVE), _declined_just_now()),
    )
    needing, offering, serving = (
        aliased(Organisation),
        aliased(Organisation),
        match_queries.latest_serving(),
    )
    rows: Any = session.execute(
        sa.select(
            Match,
            Need,
            col(needing.name),
            col(offering.name),
            serving.c.title,
            serving.c.status,
            serving.c.ended_at,
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(needing, col(needing.id) == col(Match.need_organisation_id))
        .join(offering, col(offering.id) == col(Match.offer_organisation_id))
        .outerjoin(serving, sa.true())
        .where(match_policy.visible_to(actor), sa.or_(review, live))
        .order_by(col(Match.answer_by).nulls_last(), col(Match.moved_at))
        .limit(MOST_TASKS)
    )
    for match, need, need_name, offer_name, action, action_status, ended_at in rows:
        kind = _kind(actor, match, writing)
        if need.state is need_models.NeedState.OVER and match.status in match_models.ASKED:
            kind = None  # nobody can say yes; who asks for it is asked to extend or close it
        due = _due(match, kind)
        if (
            match.status is match_models.MatchStatus.RUNNING
            and action_status is action_models.ActionStatus.DONE
        ):
            kind, due = TaskKind.COMPLETE, i18n.local_day(ended_at + COMPLETE_WITHIN)
        if kind is not None:
            if match.offer_organisation_id in writing:
                masked = need_policy.is_masked(actor, need)
                partner = need_labels.owner_label(need_name, is_masked=masked)
                partner_id = None if masked else match.need_organisation_id
            else:
                partner, partner_id = offer_name, match.offer_organisation_id
            yield Task(kind, "match", match.id, need.title, partner, due, partner_id, action or "")


def _declined_just_now() -> sa.ColumnElement[bool]:
    """Declined by the team less than a minute ago. The organisations are not told yet, so they
    still see that they wait.
    """
    return sa.and_(
        col(Match.status) == match_models.MatchStatus.DECLINED, col(Match.tell_at) > clock.now()
    )


def _kind(actor: Actor, match: Match, writing: list[UUID]) -> TaskKind | None:
    if match.status is match_models.MatchStatus.PROPOSED and match.needs_review:
        return TaskKind.REVIEW if match.region_code in actor.team_regions else TaskKind.WAIT
    if match.is_untold:  # only the team knows of what it proposed itself
        return None if match.proposed_by is match_models.Side.TEAM else TaskKind.WAIT
    awaited = {
        match_models.Side.NEED: match.awaits_need,
        match_models.Side.OFFER: match.awaits_offer,
    }
    owners = {
        match_models.Side.NEED: match.need_organisation_id,
        match_models.Side.OFFER: match.offer_organisation_id,
    }
    if match.status in (match_models.MatchStatus.PROPOSED, match_models.MatchStatus.APPROVED):
        mine = any(awaited[side] and owners[side] in writing for side in awaited)
        return TaskKind.ANSWER if mine else TaskKind.WAIT
    if any(owners[side] in writing for side in match.confirming):
        return TaskKind.CONFIRM_TERMS
    if match.confirming and match.offer_organisation_id not in writing:
        return TaskKind.WAIT_TERMS
    if (
        match.offer_organisation_id not in writing
        or match.status is match_models.MatchStatus.DECLINED
    ):
        return None
    if match.status is match_models.MatchStatus.ACCEPTED:
        return TaskKind.START
    return TaskKind.REPORT if match.moved_at + REPORT_AFTER < clock.now() else None


def _due(match: Match, kind: TaskKind | None) -> date | None:
    if kind is TaskKind.REPORT:
        return i18n.local_day(match.moved_at + REPORT_AFTER)
    return i18n.local_day(match.answer_by) if match.answer_by is not None else None


def _offers(session: Session, actor: Actor) -> Iterable[Task]:
    writing = [seat.organisation_id for seat in actor.writing_seats]
    end = sa.func.least(col(Offer.available_until), col(Offer.fresh_until))
    day = clock.today()
    ending = sa.and_(
        col(Offer.organisation_id).in_(writing),
        col(Offer.status) == offer_models.OfferStatus.PUBLISHED,
        end.between(day - timedelta(days=30), day + EXPIRES_WITHIN),
    )
    moderated = sa.and_(
        col(Offer.region_code).in_(actor.team_regions),
        col(Offer.status) == offer_models.OfferStatus.SUBMITTED,
    )
    drafts = sa.and_(
        col(Offer.organisation_id).in_(_deciding(actor)),
        col(Offer.status) == offer_models.OfferStatus.DRAFT,
    )
    rows = session.execute(
        sa.select(Offer, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(offer_policy.visible_to(actor), sa.or_(ending, moderated, drafts))
        .order_by(end.nulls_last(), col(Offer.created_at))
        .limit(MOST_TASKS)
    )
    kinds = {
        offer_models.OfferStatus.SUBMITTED: TaskKind.MODERATE,
        offer_models.OfferStatus.DRAFT: TaskKind.PUBLISH,
    }
    for offer, name in rows:
        kind = kinds.get(offer.status, TaskKind.CONFIRM)
        due = (
            offer_models.last_day(offer.available_until, offer.fresh_until)
            if kind is TaskKind.CONFIRM
            else None
        )
        yield Task(kind, "offer", offer.id, offer.title, name, due, offer.organisation_id)


def _needs(session: Session, actor: Actor) -> Iterable[Task]:
    writing = [seat.organisation_id for seat in actor.writing_seats]
    is_asked = (
        sa.select(sa.literal(1))
        .where(
            col(Match.need_id) == col(Need.id),
            sa.or_(
                col(Match.status).in_(
                    (match_models.MatchStatus.PROPOSED, match_models.MatchStatus.APPROVED)
                ),
                _declined_just_now(),
            ),
        )
        .exists()
    )
    day = clock.today()
    alone = sa.and_(
        col(Need.organisation_id).in_(writing),
        need_models.is_open(day),
        col(Need.committed) < col(Need.quantity),
        ~is_asked,
    )
    over = sa.and_(col(Need.organisation_id).in_(writing), need_models.is_over(day))
    drafts = sa.and_(
        col(Need.organisation_id).in_(_deciding(actor)),
        col(Need.status) == need_models.NeedStatus.DRAFT,
    )
    rows: Any = session.execute(
        sa.select(Need, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .where(need_policy.visible_to(actor), sa.or_(alone, over, drafts))
        .order_by(col(Need.urgency_order), col(Need.created_at))
        .limit(MOST_TASKS)
    )
    kinds = {
        need_models.NeedState.DRAFT: TaskKind.PUBLISH,
        need_models.NeedState.OVER: TaskKind.CLOSE_NEED,
    }
    for need, name in rows:
        kind = kinds.get(need.state, TaskKind.FIND_PARTNER)
        due = need.needed_until if kind is TaskKind.CLOSE_NEED else None
        yield Task(kind, "need", need.id, need.title, name, due)


def _deciding(actor: Actor) -> list[UUID]:
    return [seat.organisation_id for seat in actor.deciding_seats]
