"""An action as everybody may read it, without an account. Nothing of the needs behind it comes
through.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import models, policy, queries
from app.actions.models import Action
from app.core.i18n import gettext as _
from app.identity.models import Organisation
from app.matches.models import Match, MatchOutcome
from app.needs.models import SMALL_GROUP, Need
from app.reference.models import OrganisationKind


@dataclass(frozen=True)
class PublicAction:
    """What the public page tells. With `is_small` it names no place: the action is for so few
    people in one municipality that the place would tell who they are.
    """

    id: UUID
    title: str
    description: str
    region_code: str
    status: models.ActionStatus
    lead: str
    partners: list[str]
    target_groups: list[str]
    municipalities: list[str]
    themes: list[str]
    starts_on: date | None
    ends_on: date | None
    steps: int
    steps_done: int
    # None: nobody counted, or so few that it is not told.
    people_reached: int | None
    outcome: MatchOutcome | None
    outcome_note: str
    lessons: str
    is_small: bool


def get_public(session: Session, action_id: UUID) -> PublicAction:
    """The public page of an action. Raises NotFound unless its lead made it public. Three
    queries.
    """
    action = queries.get_public_action(session, action_id)
    steps, done, serves_small = session.execute(_more(action)).one()
    small = serves_small or (
        action.people_reached is not None and 0 < action.people_reached < policy.SMALL_REACH
    )
    joined = [
        partner.organisation
        for partner in action.partners
        if partner.status is models.PartnerStatus.JOINED
    ]
    return PublicAction(
        id=action.id,
        title=action.title,
        description=action.description,
        region_code=action.region_code,
        status=action.status,
        lead=_named(action.organisation, is_small=small),
        partners=sorted({_named(organisation, is_small=small) for organisation in joined}),
        target_groups=action.target_groups,
        municipalities=[] if small else action.municipalities,
        themes=action.themes,
        starts_on=action.starts_on,
        ends_on=action.ends_on,
        steps=steps,
        steps_done=done,
        people_reached=None if small else action.people_reached,
        outcome=action.outcome,
        outcome_note=action.outcome_note,
        lessons=action.lessons,
        is_small=small,
    )


def _named(organisation: Organisation, *, is_small: bool) -> str:
    """The name of a municipality is a place."""
    if is_small and organisation.kind is OrganisationKind.MUNICIPALITY:
        return _("a municipality in the region")
    return organisation.name


def _more(action: Action) -> Any:
    steps = (
        sa.select(sa.func.count())
        .select_from(models.ActionStep)
        .where(col(models.ActionStep.action_id) == action.id)
    )
    return sa.select(
        steps.scalar_subquery(),
        steps.where(col(models.ActionStep.done_at).is_not(None)).scalar_subquery(),
        _small_of(action).exists(),
    )


def _needs_of(action: Action, *what: Any) -> Any:
    return (
        sa.select(*what)
        .select_from(models.ActionMatch)
        .join(Match, col(Match.id) == col(models.ActionMatch.match_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(col(models.ActionMatch.action_id) == action.id)
    )


def _small_of(action: Action) -> Any:
    return _needs_of(action, sa.literal(1)).where(
        col(Need.people) < SMALL_GROUP, col(Need.municipality_code).is_not(None)
    )


def served_by(session: Session, action: Action) -> Any:
    """Of the needs that a visible action serves: `.is_small`, whether one is of so few people that
    its place would tell who they are, and `.support_type`, of the first of them. One query.
    """
    first = _needs_of(action, col(Need.support_type)).order_by(col(Match.id)).limit(1)
    query = sa.select(
        _small_of(action).exists().label("is_small"),
        first.scalar_subquery().label("support_type"),
    )
    return session.execute(query).one()
