"""What waits for an actor in matches: answers, reviews, beginnings, reports and completions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.actions import match_queries as serving_queries, models as action_models
from app.core import clock, i18n
from app.core.i18n import gettext as _
from app.identity.actor import Actor, Reader
from app.identity.models import Organisation
from app.matches import arrivals, models as match_models, policy as match_policy, turns
from app.matches.models import Match
from app.needs import labels as need_labels, policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.reference import labels
from app.work import task_kinds, tasks

REPORT_AFTER = timedelta(days=14)
COMPLETE_WITHIN = timedelta(days=7)  # after the action that served it


def find_match_tasks(session: Session, actor: Actor) -> Iterable[tasks.Task]:
    """One query for all of it."""
    writing = actor.writing_ids
    serving = serving_queries.latest_serving()
    needing, offering = aliased(Organisation), aliased(Organisation)
    kind_column = _kind(actor, serving, clock.today(), clock.now())
    rows: Any = session.execute(
        sa.select(
            kind_column,
            Match,
            Need,
            col(needing.name),
            col(offering.name),
            serving.c.title,
            serving.c.ended_at,
            col(Offer.title),
            sa.func.concat(col(Need.version), ".", col(Offer.version)),
        )
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(needing, col(needing.id) == col(Match.need_organisation_id))
        .join(offering, col(offering.id) == col(Match.offer_organisation_id))
        .outerjoin(serving, sa.true())
        .where(
            match_policy.visible_to(actor), _concerns(actor, clock.now()), kind_column.is_not(None)
        )
        .order_by(col(Match.answer_by).nulls_last(), col(Match.moved_at))
        .limit(tasks.MOST_TASKS)
    )
    may_answer = set(actor.deciding_ids)
    for kind_value, match, need, need_name, offer_name, action, ended_at, *more in rows:
        offer_title, seen = more
        kind = task_kinds.TaskKind(kind_value)
        if match.offer_organisation_id in writing:
            masked = need_policy.is_masked(actor, need)
            partner = need_labels.owner_label(need_name, is_masked=masked)
            partner_id = None if masked else match.need_organisation_id
        else:
            partner, partner_id = offer_name, match.offer_organisation_id
        hidden = need_policy.hides_number_from(actor, need)
        yield tasks.Task(
            kind,
            "match",
            match.id,
            need.title,
            partner,
            _due(match, kind, ended_at),
            partner_id,
            action or "",
            urgency=need.urgency,
            amount="" if hidden else labels.amount(need.unit, match.quantity),
            offer=offer_title,
            seen=seen,
            news=_told(match, kind, partner, need.title, proposed=_proposer(match) in writing),
            can_answer=kind in (task_kinds.TaskKind.ANSWER, task_kinds.TaskKind.ANSWER_HELP)
            and any(
                owner in may_answer
                for owner, awaited in (
                    (match.need_organisation_id, match.awaits_need),
                    (match.offer_organisation_id, match.awaits_offer),
                )
                if awaited
            ),
        )


def match_tasks(actor: Reader, day: Any, now: Any) -> Any:
    """The kinds of all that `find_match_tasks` finds, for a count; null for what asks nothing."""
    serving = serving_queries.latest_serving()
    kind = _kind(actor, serving, day, now)
    return (
        sa.select(kind.label("kind"))
        .select_from(Match)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .outerjoin(serving, sa.true())
        .where(match_policy.visible_to(actor), _concerns(actor, now))
    )


def _concerns(actor: Reader, now: Any) -> sa.ColumnElement[bool]:
    """Matches that go on of the actor's organisations, and proposals that its team reviews."""
    writing = actor.writing_ids
    review = sa.and_(
        col(Match.region_code).in_(actor.team_regions),
        col(Match.status) == match_models.MatchStatus.PROPOSED,
        col(Match.needs_review),
    )
    own = sa.or_(
        col(Match.need_organisation_id).in_(writing), col(Match.offer_organisation_id).in_(writing)
    )
    live = sa.or_(
        col(Match.status).in_(match_models.LIVE), declined_just_now(now), _done_lately(now)
    )
    return sa.or_(review, sa.and_(own, live))


def _kind(actor: Reader, serving: Any, day: Any, now: Any) -> sa.ColumnElement[str]:
    """What a match that concerns the actor asks of it, the first that holds; null for nothing.

    An invitation can be answered from the moment the team has approved it, as the page of the
    match says: the minute in which the team can undo that is not a minute of waiting.
    """
    writing = actor.writing_ids
    needs, offers = (
        col(Match.need_organisation_id).in_(writing),
        col(Match.offer_organisation_id).in_(writing),
    )
    is_in = col(Match.status).in_
    status, kinds = match_models.MatchStatus, task_kinds.TaskKind
    reviewed = sa.and_(is_in([status.PROPOSED]), col(Match.needs_review))
    confirming = sa.or_(col(Match.need_confirms), col(Match.offer_confirms))
    mine_to_confirm = sa.or_(
        sa.and_(col(Match.need_confirms), needs), sa.and_(col(Match.offer_confirms), offers)
    )
    served = sa.and_(is_in([status.RUNNING]), serving.c.status == action_models.ActionStatus.DONE)
    unasked = col(Match.proposed_by) == match_models.Side.TEAM  # only the team knew of it
    untold_yes = sa.and_(
        is_in([status.ACCEPTED]), Match.held(now), sa.not_(answered_by(writing, now))
    )
    long_ago = col(Match.moved_at) < now - REPORT_AFTER
    # Of a yes that only the need's own side wrote down it does not see whom to call.
    is_sure = col(Match.offer_answer_by).is_distinct_from(match_models.Side.NEED)
    unsaid = sa.or_(
        sa.and_(needs, col(Match.need_arrived).is_(None)),
        sa.and_(offers, col(Match.offer_arrived).is_(None)),
    )
    rules: list[tuple[sa.ColumnElement[bool], task_kinds.TaskKind | None]] = [
        # Nobody can say yes; whose last day is past is asked to extend it, or to end it.
        (sa.and_(is_in(match_models.ASKED), turns.is_past(day)), None),
        (sa.and_(reviewed, col(Match.region_code).in_(actor.team_regions)), kinds.REVIEW),
        (reviewed, kinds.WAIT),
        (sa.and_(is_in([status.DECLINED]), sa.or_(unasked, answered_by(writing, now))), None),
        (is_in([status.DECLINED]), kinds.WAIT),
        (sa.and_(is_in(match_models.ASKED), col(Match.awaits_offer), offers), kinds.ANSWER),
        (sa.and_(is_in(match_models.ASKED), col(Match.awaits_need), needs), kinds.ANSWER_HELP),
        (is_in(match_models.ASKED), kinds.WAIT),
        (sa.and_(is_in([status.COMPLETED]), unsaid), kinds.ARRIVED),
        (is_in([status.COMPLETED]), None),
        (served, kinds.COMPLETE),
        (mine_to_confirm, kinds.CONFIRM_TERMS),
        (sa.and_(confirming, sa.not_(offers)), kinds.WAIT_TERMS),
        (untold_yes, kinds.WAIT),
        (sa.and_(is_in([status.ACCEPTED]), sa.not_(offers), is_sure), kinds.CALL),
        (sa.not_(offers), None),
        (is_in([status.ACCEPTED]), kinds.START),
        (long_ago, kinds.REPORT),
    ]
    return sa.case(
        *((rule, sa.null() if kind is None else sa.literal(kind.value)) for rule, kind in rules),
        else_=sa.null(),
    )


def _done_lately(now: Any) -> sa.ColumnElement[bool]:
    """Both sides are asked whether the help arrived."""
    return sa.and_(
        col(Match.status) == match_models.MatchStatus.COMPLETED,
        col(Match.moved_at) > now - arrivals.ASKED_FOR,
    )


def declined_just_now(now: Any) -> sa.ColumnElement[bool]:
    """Declined less than a minute ago, by the team or a partner. The others are not told yet, so
    they still see that they wait.
    """
    return sa.or_(
        declined_in_review(now),
        sa.and_(col(Match.status) == match_models.MatchStatus.DECLINED, Match.held(now)),
    )


def declined_in_review(now: Any) -> sa.ColumnElement[bool]:
    """The team can still undo its no. Never null."""
    return sa.and_(
        col(Match.status) == match_models.MatchStatus.DECLINED,
        sa.func.coalesce(col(Match.declined_by) == match_models.Side.TEAM, sa.false()),
        sa.func.coalesce(col(Match.tell_at) > now, sa.false()),
    )


def answered_by(owners: Any, now: Any) -> sa.ColumnElement[bool]:
    """One of these organisations answered less than a minute ago, and can undo it. Never null."""
    return sa.or_(
        sa.and_(
            col(Match.need_organisation_id).in_(owners), Match.held_by(now, match_models.Side.NEED)
        ),
        sa.and_(
            col(Match.offer_organisation_id).in_(owners),
            Match.held_by(now, match_models.Side.OFFER),
        ),
    )


def just_answered(actor: Actor, now: Any) -> Any:
    """What the actor said to matches and can undo: the columns of `tasks.JustAnswered`."""
    return (
        sa.select(
            sa.literal("match").label("noun"),
            col(Match.id).label("id"),
            sa.cast(sa.null(), sa.Uuid).label("asked"),
            col(Need.title).label("title"),
            (col(Match.status) != match_models.MatchStatus.DECLINED).label("is_yes"),
            col(Match.undo_until).label("undo_until"),
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(match_policy.visible_to(actor), answered_by(actor.deciding_ids, now))
    )


def _proposer(match: Match) -> UUID | None:
    """The organisation that proposed it; None where the team did."""
    return {
        match_models.Side.NEED: match.need_organisation_id,
        match_models.Side.OFFER: match.offer_organisation_id,
    }.get(match.proposed_by)


def _told(
    match: Match, kind: task_kinds.TaskKind, partner: str, title: str, *, proposed: bool
) -> str:
    """Who is waited for while the team looks at it, and who is asked after that. And what the team
    proposed is no invitation of the other organisation.
    """
    by_team = match.declined_by is match_models.Side.TEAM
    in_review = match.status is match_models.MatchStatus.PROPOSED and match.needs_review
    if kind is task_kinds.TaskKind.WAIT and (in_review or by_team):
        if proposed:
            return _("The team of the region looks first. Then %(name)s is asked.", name=partner)
        return _("%(name)s wants to work with you. The team looks first.", name=partner)
    if match.proposed_by is not match_models.Side.TEAM:
        return ""
    if kind is task_kinds.TaskKind.ANSWER:
        return _("Proposal of the team: help for %(name)s.", name=partner)
    if kind is task_kinds.TaskKind.ANSWER_HELP:
        return _("Proposal of the team for “%(title)s”.", title=title)
    return ""


def _due(match: Match, kind: task_kinds.TaskKind, ended_at: datetime | None) -> date | None:
    if kind is task_kinds.TaskKind.COMPLETE and ended_at is not None:
        return i18n.local_day(ended_at + COMPLETE_WITHIN)
    if kind is task_kinds.TaskKind.REVIEW and match.review_by is not None:
        return i18n.local_day(match.review_by)  # as the round of the review says
    if kind is task_kinds.TaskKind.ARRIVED:
        return i18n.local_day(match.moved_at + arrivals.ASKED_FOR)
    if kind is task_kinds.TaskKind.REPORT:
        return i18n.local_day(match.moved_at + REPORT_AFTER)
    return i18n.local_day(match.answer_by) if match.answer_by is not None else None
