"""What waits for an actor in actions: invitations, steps, and actions that should begin or end."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.actions import (
    match_queries as serving_queries,
    models as action_models,
    policy as action_policy,
)
from app.actions.models import Action, ActionPartner
from app.core import clock, i18n
from app.identity.actor import Actor, Reader
from app.identity.models import Organisation
from app.work import task_kinds, tasks

STEP_WITHIN = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=7)  # after the invitation, or sooner when the action starts sooner


def find_action_tasks(session: Session, actor: Actor) -> Iterable[tasks.Task]:
    """One query for all of it. Invitations come with the day they were sent, the others with their
    own day.
    """
    found = action_tasks(actor, clock.today(), clock.now()).subquery()
    for row in session.execute(
        sa.select(found).order_by(found.c.due.nulls_last(), found.c.invited_at, found.c.title)
    ):
        kind = task_kinds.TaskKind(row.kind)
        due = (
            row.due
            if row.invited_at is None
            else _answer_by(i18n.local_day(row.invited_at), row.due)
        )
        yield tasks.Task(
            kind,
            "action",
            row.id,
            row.title,
            row.partner,
            due,
            row.partner_id,
            row.action,
            asked=row.asked,
            can_answer=kind is task_kinds.TaskKind.JOIN,
        )


def just_answered(actor: Actor, now: Any) -> Any:
    """What the actor said to invitations and can undo: the columns of `tasks.JustAnswered`."""
    joined = col(ActionPartner.status) == action_models.PartnerStatus.JOINED
    return (
        sa.select(
            sa.literal("action").label("noun"),
            col(Action.id).label("id"),
            col(ActionPartner.organisation_id).label("asked"),
            col(Action.title).label("title"),
            joined.label("is_yes"),
            col(ActionPartner.undo_until).label("undo_until"),
        )
        .join(ActionPartner, col(ActionPartner.action_id) == col(Action.id))
        .where(
            action_policy.visible_to(actor),
            col(ActionPartner.organisation_id).in_(actor.deciding_ids),
            ActionPartner.held(now),
            col(Action.status).in_(action_models.LIVE),
        )
    )


def action_tasks(actor: Reader, day: Any, now: Any) -> Any:
    """All that `find_action_tasks` finds."""
    return sa.union_all(*(sa.select(part.subquery()) for part in _parts(actor, day, now)))


def action_kinds(actor: Reader, day: Any, now: Any) -> Any:
    """The kinds of all that, for a count: a short statement, as every page asks it."""
    kinds = (
        part.with_only_columns(part.selected_columns.kind).subquery()
        for part in _parts(actor, day, now)
    )
    return sa.union_all(*(sa.select(kind) for kind in kinds))


def _parts(actor: Reader, day: Any, now: Any) -> tuple[Any, ...]:
    deciding, writing = actor.deciding_ids, actor.writing_ids
    asked = col(ActionPartner.organisation_id)
    is_invited = col(ActionPartner.status) == action_models.PartnerStatus.INVITED
    # What a partner said in the last minute nobody else is told: the lead still waits for it.
    is_untold = sa.and_(ActionPartner.held(now), asked.not_in(deciding))
    return (
        _invitations(actor, task_kinds.TaskKind.JOIN, sa.and_(asked.in_(deciding), is_invited)),
        _invitations(
            actor,
            task_kinds.TaskKind.WAIT_PARTNER,
            sa.and_(col(Action.organisation_id).in_(writing), sa.or_(is_invited, is_untold)),
        ),
        _steps(actor, writing, day + STEP_WITHIN),
        _actions(
            actor,
            task_kinds.TaskKind.START_ACTION,
            writing,
            action_models.ActionStatus.PLANNED,
            col(Action.starts_on),
            col(Action.starts_on) <= day,
        ),
        _actions(
            actor,
            task_kinds.TaskKind.FINISH_ACTION,
            deciding,
            action_models.ActionStatus.RUNNING,
            col(Action.ends_on),
            col(Action.ends_on) < day,
        ),
        _actions(
            actor,
            task_kinds.TaskKind.FINISH_DONE,
            deciding,
            action_models.ActionStatus.RUNNING,
            col(Action.ends_on),
            serving_queries.is_done(),
        ),
    )


def _answer_by(invited: date, starts_on: date | None) -> date:
    """Within a week, and before it starts when that was still to come."""
    within = invited + ANSWER_WITHIN
    return min(within, starts_on) if starts_on is not None and starts_on > invited else within


def _row(
    actor: Reader,
    kind: task_kinds.TaskKind,
    title: Any,
    due: Any,
    *,
    action: Any = "",
    partner: Any = None,
    invited_at: Any = None,
    asked: Any = None,
) -> Any:
    """The columns that every part has, of actions that the actor sees."""
    return (
        sa.select(
            sa.literal(kind.value).label("kind"),
            col(Action.id).label("id"),
            title.label("title"),
            (sa.literal(action) if isinstance(action, str) else action).label("action"),
            (sa.literal("") if partner is None else col(partner.name)).label("partner"),
            (sa.cast(sa.null(), sa.Uuid) if partner is None else col(partner.id)).label(
                "partner_id"
            ),
            sa.cast(due, sa.Date).label("due"),
            (
                sa.cast(sa.null(), sa.DateTime(timezone=True)) if invited_at is None else invited_at
            ).label("invited_at"),
            (sa.cast(sa.null(), sa.Uuid) if asked is None else asked).label("asked"),
        )
        .select_from(Action)
        .where(action_policy.visible_to(actor))
    )


def _invitations(actor: Reader, kind: task_kinds.TaskKind, whose: sa.ColumnElement[bool]) -> Any:
    """Unanswered, with the other side: who leads it, or who is asked."""
    other = aliased(Organisation)
    asks = (
        col(Action.organisation_id)
        if kind is task_kinds.TaskKind.JOIN
        else col(ActionPartner.organisation_id)
    )
    return (
        _row(
            actor,
            kind,
            col(Action.title),
            col(Action.starts_on),
            partner=other,
            invited_at=col(ActionPartner.invited_at),
            asked=col(ActionPartner.organisation_id),
        )
        .join(
            ActionPartner,
            col(ActionPartner.action_id) == col(Action.id),
        )
        .join(other, col(other.id) == asks)
        .where(
            whose,
            col(Action.status).in_(action_models.LIVE),
        )
        .order_by(col(ActionPartner.invited_at))
        .limit(tasks.MOST_TASKS)
    )


def _steps(actor: Reader, writing: Any, until: Any) -> Any:
    return (
        _row(
            actor,
            task_kinds.TaskKind.DO_STEP,
            col(action_models.ActionStep.title),
            col(action_models.ActionStep.due_on),
            action=col(Action.title),
        )
        .join(action_models.ActionStep, col(action_models.ActionStep.action_id) == col(Action.id))
        .where(
            col(action_models.ActionStep.organisation_id).in_(writing),
            col(action_models.ActionStep.done_at).is_(None),
            col(action_models.ActionStep.due_on) <= until,
            col(Action.status).in_(action_models.LIVE),
        )
        .order_by(col(action_models.ActionStep.due_on))
        .limit(tasks.MOST_TASKS)
    )


def _actions(
    actor: Reader,
    kind: task_kinds.TaskKind,
    leading: Any,
    status: action_models.ActionStatus,
    due: Any,
    is_time: sa.ColumnElement[bool],
) -> Any:
    return (
        _row(actor, kind, col(Action.title), due)
        .where(col(Action.organisation_id).in_(leading), col(Action.status) == status, is_time)
        .order_by(due)
        .limit(tasks.MOST_TASKS)
    )
