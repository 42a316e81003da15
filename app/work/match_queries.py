"""What waits for an actor in matches: answers, reviews, beginnings, reports and completions."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.actions import match_queries as serving_queries, models as action_models
from app.core import clock, i18n
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import labels as need_labels, models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.reference import labels
from app.reference.models import RegionSettings
from app.work import tasks

REPORT_AFTER = timedelta(days=14)
COMPLETE_WITHIN = timedelta(days=7)  # after the action that served it
DEFAULT_ANSWER_DAYS = RegionSettings(region_code="").answer_days


def find_match_tasks(session: Session, actor: Actor) -> Iterable[tasks.Task]:
    """One query for all of it."""
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
        sa.or_(col(Match.status).in_(match_models.LIVE), declined_just_now()),
    )
    needing, offering, serving = (
        aliased(Organisation),
        aliased(Organisation),
        serving_queries.latest_serving(),
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
            col(Offer.title),
            sa.func.coalesce(col(RegionSettings.answer_days), DEFAULT_ANSWER_DAYS),
        )
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .outerjoin(RegionSettings, col(RegionSettings.region_code) == col(Match.region_code))
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(needing, col(needing.id) == col(Match.need_organisation_id))
        .join(offering, col(offering.id) == col(Match.offer_organisation_id))
        .outerjoin(serving, sa.true())
        .where(match_policy.visible_to(actor), sa.or_(review, live))
        .order_by(col(Match.answer_by).nulls_last(), col(Match.moved_at))
        .limit(tasks.MOST_TASKS)
    )
    for match, need, need_name, offer_name, action, action_status, ended_at, *more in rows:
        offer_title, answer_days = more
        kind = _kind(actor, match, writing)
        if need.state is need_models.NeedState.OVER and match.status in match_models.ASKED:
            kind = None  # nobody can say yes; who asks for it is asked to extend or close it
        due = _due(match, kind, answer_days)
        if (
            match.status is match_models.MatchStatus.RUNNING
            and action_status is action_models.ActionStatus.DONE
        ):
            kind, due = tasks.TaskKind.COMPLETE, i18n.local_day(ended_at + COMPLETE_WITHIN)
        if kind is not None:
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
                due,
                partner_id,
                action or "",
                urgency=need.urgency,
                amount="" if hidden else labels.amount(need.unit, match.quantity),
                offer=offer_title,
                news=_told(match, kind, partner, need.title),
            )


def declined_just_now() -> sa.ColumnElement[bool]:
    """Declined by the team less than a minute ago. The organisations are not told yet, so they
    still see that they wait.
    """
    return sa.and_(
        col(Match.status) == match_models.MatchStatus.DECLINED, col(Match.tell_at) > clock.now()
    )


def _kind(actor: Actor, match: Match, writing: list[UUID]) -> tasks.TaskKind | None:
    if match.status is match_models.MatchStatus.PROPOSED and match.needs_review:
        return (
            tasks.TaskKind.REVIEW
            if match.region_code in actor.team_regions
            else tasks.TaskKind.WAIT
        )
    if match.is_untold:  # only the team knows of what it proposed itself
        return None if match.proposed_by is match_models.Side.TEAM else tasks.TaskKind.WAIT
    owners = {
        match_models.Side.NEED: match.need_organisation_id,
        match_models.Side.OFFER: match.offer_organisation_id,
    }
    if match.status in (match_models.MatchStatus.PROPOSED, match_models.MatchStatus.APPROVED):
        if match.awaits_offer and match.offer_organisation_id in writing:
            return tasks.TaskKind.ANSWER
        mine = match.awaits_need and match.need_organisation_id in writing
        return tasks.TaskKind.ANSWER_HELP if mine else tasks.TaskKind.WAIT
    if any(owners[side] in writing for side in match.confirming):
        return tasks.TaskKind.CONFIRM_TERMS
    if match.confirming and match.offer_organisation_id not in writing:
        return tasks.TaskKind.WAIT_TERMS
    if (
        match.offer_organisation_id not in writing
        or match.status is match_models.MatchStatus.DECLINED
    ):
        return None
    if match.status is match_models.MatchStatus.ACCEPTED:
        return tasks.TaskKind.START
    return tasks.TaskKind.REPORT if match.moved_at + REPORT_AFTER < clock.now() else None


def _told(match: Match, kind: tasks.TaskKind, partner: str, title: str) -> str:
    """What the team proposed is no invitation of the other organisation."""
    if match.proposed_by is not match_models.Side.TEAM:
        return ""
    if kind is tasks.TaskKind.ANSWER:
        return _("Proposal of the team: help for %(name)s.", name=partner)
    if kind is tasks.TaskKind.ANSWER_HELP:
        return _("Proposal of the team for “%(title)s”.", title=title)
    return ""


def _due(match: Match, kind: tasks.TaskKind | None, answer_days: int) -> date | None:
    if kind is tasks.TaskKind.REVIEW:  # as the round of the review says
        return i18n.local_day(match.created_at + timedelta(days=answer_days))
    if kind is tasks.TaskKind.REPORT:
        return i18n.local_day(match.moved_at + REPORT_AFTER)
    return i18n.local_day(match.answer_by) if match.answer_by is not None else None
