"""How the region stands, and what is new in it, for who has nothing to answer for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import models as action_models, policy as action_policy
from app.actions.models import Action
from app.core import clock
from app.core.i18n import mark, moment
from app.identity.actor import Actor
from app.matches import models as match_models, policy as match_policy, turns
from app.matches.models import Match
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import policy as offer_policy, queries as offer_queries
from app.offers.models import Offer

MOST_NEW = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what it counts (a msgid), and the list of which it is the length."""

    number: int
    label: str
    route: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Novelty:
    """A need or an offer that was put on the board since the last visit."""

    route: str
    query: Mapping[str, UUID]
    title: str
    label: str
    when: str
    when_label: str


def get_figures(session: Session, actor: Actor) -> list[Figure]:
    """What the region counts today, in one statement."""
    day = clock.today()
    needs = sa.and_(need_policy.visible_to(actor), need_policy.needs_help(actor, day))
    offers = sa.and_(offer_policy.visible_to(actor), *offer_queries.is_available(day))
    matches, actions = match_policy.visible_to(actor), action_policy.visible_to(actor)
    of_match, of_action = col(Match.status), col(Action.status)
    counted: list[tuple[str, str, Mapping[str, str], Any, Any]] = [
        (mark("needs still ask for help"), "needs:index", {"status": "needed"}, Need, needs),
        (
            mark("of them are without any help"),
            "board:index",
            {"without_help": "1"},
            Need,
            sa.and_(needs, turns.is_without_help(day)),
        ),
        (mark("offers have room"), "offers:index", {"free": "1"}, Offer, offers),
        (
            mark("matches are running"),
            "board:index",
            {"column": "running"},
            Match,
            sa.and_(matches, of_match == match_models.MatchStatus.RUNNING),
        ),
        (
            mark("actions are running"),
            "actions:index",
            {"status": "running"},
            Action,
            sa.and_(actions, of_action == action_models.ActionStatus.RUNNING),
        ),
    ]
    parts = [
        sa.select(sa.func.count()).select_from(model).where(rule).scalar_subquery()
        for *_, model, rule in counted
    ]
    numbers = session.execute(sa.select(*parts)).one()
    return [
        Figure(number, label, route, query)
        for number, (label, route, query, *_rest) in zip(numbers, counted, strict=True)
    ]


def find_new(session: Session, actor: Actor) -> list[Novelty]:
    """The newest first; nothing for who is here for the first time."""
    if actor.last_visit is None:
        return []
    day = clock.today()
    parts: list[Any] = [
        sa.select(
            sa.literal(kind).label("kind"),
            col(model.id).label("id"),
            col(model.title).label("title"),
            col(model.published_at).label("at"),
        ).where(rule, *rules, col(model.published_at) > actor.last_visit)
        for kind, model, rule, rules in (
            ("need", Need, need_policy.visible_to(actor), [need_models.is_open(day)]),
            ("offer", Offer, offer_policy.visible_to(actor), offer_queries.is_available(day)),
        )
    ]
    both = sa.union_all(*parts).subquery()
    rows: Any = session.execute(
        sa.select(both).order_by(both.c.at.desc(), both.c.id).limit(MOST_NEW)
    )
    return [_novelty(*row) for row in rows]


def _novelty(kind: str, thing_id: UUID, title: str, at: datetime) -> Novelty:
    is_need = kind == "need"
    return Novelty(
        "needs:show" if is_need else "offers:show",
        {"need_id" if is_need else "offer_id": thing_id},
        title,
        mark("New need") if is_need else mark("New offer"),
        at.isoformat(timespec="seconds"),
        moment(at),
    )
