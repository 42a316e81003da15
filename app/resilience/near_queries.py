"""Examples that stand beside a need like the one they solved: the same kind of help, or the same
group and life domain. Nothing here looks at places, so nothing tells where a small group is.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.reference.models import SupportType
from app.resilience import models, policy, queries
from app.resilience.models import ResilienceExample

MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class NearExample:
    """An example that is like a need, and what they share."""

    id: UUID
    title: str
    doers: int
    same_kind: bool
    same_group: bool
    # The title of the actor's own need that it may help with, on the list of examples.
    need: str = ""


def find_like_need(session: Session, actor: Actor, need: Need) -> list[NearExample]:
    """At most three examples on show, what shares most first. One query."""
    asked = actor.bound | {"kind": need.support_type, "groups": need.groups}
    return [
        NearExample(row.id, row.title, row.doers, row.same_kind, row.same_group)
        for row in statements.rows_of(session, _like_need(), asked)
    ]


@cache
def _like_need() -> Any:
    kind: Any = sa.bindparam("kind", type_=sa.Text)
    groups: Any = sa.bindparam("groups", type_=ARRAY(sa.Text))
    return _shared(kind, col(ResilienceExample.target_group) == sa.any_(groups))


def _shared(kind: Any, same_group: sa.ColumnElement[bool]) -> Any:
    same_kind = col(ResilienceExample.support_type) == kind
    themes = sa.select(sa.func.unnest(col(SupportType.themes))).where(col(SupportType.slug) == kind)
    doers = queries.doers().label("doers")
    order = (
        sa.case((sa.and_(same_kind, same_group), 0), (same_kind, 1), else_=2),
        doers.desc(),
        col(ResilienceExample.created_at).desc(),
        col(ResilienceExample.id),
    )
    return (
        sa.select(
            col(ResilienceExample.id),
            col(ResilienceExample.title),
            doers,
            same_kind.label("same_kind"),
            same_group.label("same_group"),
        )
        .where(
            policy.visible_to(ANYBODY),
            col(ResilienceExample.region_code).in_(ANYBODY.regions),
            col(ResilienceExample.status) == models.ExampleStatus.SHOWN,
            sa.or_(same_kind, sa.and_(same_group, col(ResilienceExample.theme).in_(themes))),
        )
        .order_by(*order)
        .limit(MOST_NEAR)
    )


def find_for_own_needs(session: Session, actor: Actor) -> list[NearExample]:
    """Examples of the same kind of help and group as something that the actor's organisation asks
    now, each once, the newest need first. One query.
    """
    found: dict[UUID, NearExample] = {}
    for row in statements.rows_of(session, _for_own(), actor.bound):
        found.setdefault(
            row.id,
            NearExample(row.id, row.title, row.doers, True, True, need=row.need_title),
        )
    return list(found.values())[:MOST_NEAR]


@cache
def _for_own() -> Any:
    own = (
        sa.select(Need)
        .where(
            need_policy.visible_to(ANYBODY),
            col(Need.organisation_id).in_(ANYBODY.organisation_ids),
            need_models.needs_help(statements.TODAY),
        )
        .order_by(col(Need.created_at).desc(), col(Need.id))
        .limit(20)
        .subquery("own")
    )
    best = (
        sa.select(
            col(ResilienceExample.id), col(ResilienceExample.title), queries.doers().label("doers")
        )
        .where(
            policy.visible_to(ANYBODY),
            col(ResilienceExample.region_code).in_(ANYBODY.regions),
            col(ResilienceExample.status) == models.ExampleStatus.SHOWN,
            col(ResilienceExample.support_type) == own.c.support_type,
            sa.or_(
                col(ResilienceExample.target_group) == own.c.target_group,
                col(ResilienceExample.target_group) == sa.any_(own.c.also_groups),
            ),
            # What it does already, it knows.
            col(ResilienceExample.organisation_id).not_in(ANYBODY.organisation_ids),
        )
        .order_by(col(ResilienceExample.created_at).desc(), col(ResilienceExample.id))
        .limit(MOST_NEAR)
        .lateral("best")
    )
    return (
        sa.select(best.c.id, best.c.title, best.c.doers, own.c.title.label("need_title"))
        .select_from(own.join(best, sa.true()))
        .order_by(own.c.created_at.desc(), own.c.id, best.c.id)
    )
