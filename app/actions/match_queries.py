"""Matches and the actions that serve them, as one actor may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select as sa_select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.actions import models, policy
from app.actions.models import Action
from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.matches.models import ASKED, LIVE, Match, MatchStatus
from app.matches.policy import visible_to as match_visible_to
from app.needs import labels as need_labels
from app.needs.models import Need
from app.needs.policy import hides_number_from, is_masked, knows_place
from app.offers.models import Offer


@dataclass(frozen=True, slots=True)
class ServedMatch:
    """A match that an action serves or could serve, as this actor may see it."""

    id: UUID
    title: str
    match: Match
    need: Need
    offer: Offer
    need_organisation: str
    offer_organisation: str
    quantity: int
    status: MatchStatus
    # It is about so few people that the actor may not know their number or place.
    is_masked: bool
    hides_number: bool


@dataclass(frozen=True, slots=True)
class ServingAction:
    """The action that serves a match."""

    id: UUID
    title: str
    status: models.ActionStatus


def find_served(session: Session, actor: Actor, action: Action) -> list[ServedMatch]:
    """The matches of an action, oldest first. Not those of a small group that the actor may not
    place: the action would tell where it is.
    """
    query = _matches().join(models.ActionMatch, col(models.ActionMatch.match_id) == col(Match.id))
    query = query.where(match_visible_to(actor), col(models.ActionMatch.action_id) == action.id)
    if not action.is_live:  # what lost its yes before the end was no part of it
        query = query.where(col(Match.status).not_in(ASKED))
    rows = session.execute(query.order_by(col(Match.id)))
    return [match for row in rows if not (match := _served(actor, row)).is_masked]


def find_servable(
    session: Session, actor: Actor, organisation_ids: Collection[UUID]
) -> list[ServedMatch]:
    """Accepted matches that an action led by one of these organisations of the actor can serve,
    newest first.
    """
    regions = {
        seat.region_code for seat in actor.writing_seats if seat.organisation_id in organisation_ids
    }
    rule = servable_by(actor, organisation_ids, regions)
    query = _matches().where(rule).order_by(col(Match.accepted_at).desc(), col(Match.id)).limit(100)
    return [_served(actor, row) for row in session.execute(query)]


def find_serving(
    session: Session, actor: Actor, match_ids: Collection[UUID]
) -> dict[UUID, ServingAction]:
    """The latest action that is not stopped of each of these matches, by match. Not for matches of
    a small group that the actor may not place.
    """
    if not match_ids:
        return {}
    asked = actor.bound | {"matches": list(match_ids)}
    return {
        row.match_id: ServingAction(row.id, row.title, row.status)
        for row in statements.rows_of(session, _serving(), asked)
        if not is_masked(actor, row)
    }


@cache
def _serving() -> Any:
    matches: Any = sa.bindparam("matches", type_=ARRAY(sa.Uuid))
    return (
        sa_select(
            col(models.ActionMatch.match_id),
            col(Action.id),
            col(Action.title),
            col(Action.status),
            col(Need.people),
            col(Need.municipality_code),
            col(Need.organisation_id),
            col(Need.known_to),
        )
        .join(Action, col(Action.id) == col(models.ActionMatch.action_id))
        .join(Match, col(Match.id) == col(models.ActionMatch.match_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(
            col(models.ActionMatch.match_id) == sa.any_(matches),
            policy.visible_to(ANYBODY),
            col(Action.status) != models.ActionStatus.STOPPED,
        )
        .order_by(col(Action.created_at), col(Action.id))
    )


def latest_serving() -> Any:
    """The same action beside each match of a query, for a list that asks all in one. Whoever reads
    it hides the action of a match that is masked. An action is of the region of its matches, so who
    sees one sees the other.
    """
    return (
        sa_select(col(Action.id), col(Action.title), col(Action.status), col(Action.ended_at))
        .join(models.ActionMatch, col(models.ActionMatch.action_id) == col(Action.id))
        .where(
            col(models.ActionMatch.match_id) == col(Match.id),
            col(Action.status) != models.ActionStatus.STOPPED,
        )
        .order_by(col(Action.created_at).desc(), col(Action.id).desc())
        .limit(1)
        .lateral("serving")
    )


def can_serve(session: Session, actor: Actor, match: Match) -> bool:
    """Whether an action that the actor leads can serve this match now."""
    seats = actor.writing_seats
    regions = {seat.region_code for seat in seats}
    if match.status not in SERVABLE or match.region_code not in regions:
        return False
    rule = servable_by(actor, [seat.organisation_id for seat in seats], regions)
    return session.exec(select(Match.id).where(col(Match.id) == match.id, rule)).first() is not None


_NEEDING, _OFFERING = aliased(Organisation), aliased(Organisation)


def _matches() -> Any:
    return (
        sa_select(
            Match,
            Need,
            Offer,
            col(_NEEDING.name).label("needing"),
            col(_OFFERING.name).label("offering"),
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .join(_NEEDING, col(_NEEDING.id) == col(Match.need_organisation_id))
        .join(_OFFERING, col(_OFFERING.id) == col(Match.offer_organisation_id))
    )


def _served(actor: Actor, row: Any) -> ServedMatch:
    match, need, offer, needing, offering = row
    masked = is_masked(actor, need)
    return ServedMatch(
        id=match.id,
        title=need.title,
        match=match,
        need=need,
        offer=offer,
        need_organisation=need_labels.owner_label(needing, is_masked=masked),
        offer_organisation=offering,
        quantity=match.quantity,
        status=match.status,
        is_masked=masked,
        hides_number=hides_number_from(actor, need),
    )


SERVABLE = (MatchStatus.ACCEPTED, MatchStatus.RUNNING)


def is_served() -> sa.ColumnElement[bool]:
    """Matches that a live action serves already."""
    serving = (
        sa.select(sa.literal(1))
        .select_from(models.ActionMatch)
        .join(Action, col(Action.id) == col(models.ActionMatch.action_id))
        .where(
            col(models.ActionMatch.match_id) == col(Match.id), col(Action.status).in_(models.LIVE)
        )
    )
    return serving.exists()


def is_done() -> sa.ColumnElement[bool]:
    """Running actions without a last day of which everything that was planned is done: steps and
    matches, and there was any. One with a last day is asked about when that is past. `is_done_with`
    is the same of a loaded action; a test holds them together.
    """
    steps = _parts_of(models.ActionStep).where(col(models.ActionStep.action_id) == col(Action.id))
    served = (
        _parts_of(models.ActionMatch)
        .join(Match, col(Match.id) == col(models.ActionMatch.match_id))
        .where(col(models.ActionMatch.action_id) == col(Action.id))
    )
    return sa.and_(
        col(Action.status) == models.ActionStatus.RUNNING,
        col(Action.ends_on).is_(None),
        sa.or_(steps.exists(), served.exists()),
        ~steps.where(col(models.ActionStep.done_at).is_(None)).exists(),
        ~served.where(col(Match.status).in_(LIVE)).exists(),
    )


def is_done_with(
    action: Action, steps: Collection[models.ActionStep], matches: Collection[Match]
) -> bool:
    """The rule of `is_done`, given the steps and the matches of an action."""
    return (
        action.status is models.ActionStatus.RUNNING
        and action.ends_on is None
        and bool(steps or matches)
        and all(step.done_at is not None for step in steps)
        and all(match.status not in LIVE for match in matches)
    )


def _parts_of(model: Any) -> Any:
    return sa.select(sa.literal(1)).select_from(model).correlate(Action)


def servable_by(
    actor: Actor, organisation_ids: Collection[UUID], region_codes: Collection[str]
) -> sa.ColumnElement[bool]:
    """Accepted matches that no live action serves, of these organisations, and all of the regions
    for their team. Not those of a small group that the actor may not place: it would not see the
    link itself.
    """
    parties = sa.or_(
        col(Match.need_organisation_id).in_(organisation_ids),
        col(Match.offer_organisation_id).in_(organisation_ids),
        col(Match.region_code).in_(set(actor.team_regions) & set(region_codes)),
    )
    placed = (
        sa.select(sa.literal(1))
        .select_from(Need)
        .where(
            col(Need.id) == col(Match.need_id),
            sa.or_(knows_place(actor), col(Need.municipality_code).is_(None)),
        )
        .correlate(Match)
        .exists()
    )
    here = col(Match.region_code).in_(region_codes)
    return (
        match_visible_to(actor)
        & parties
        & here
        & col(Match.status).in_(SERVABLE)
        & placed
        & ~is_served()
    )
