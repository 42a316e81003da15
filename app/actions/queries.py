"""Reading actions, always from what the actor may see."""

from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.actions import fields, models, policy
from app.actions.models import Action
from app.core import errors, inputs, pages as core_pages, rows, statements, words
from app.core.i18n import gettext as _, mark
from app.identity.actor import ANYBODY, Actor, Reader
from app.identity.models import Organisation
from app.language import lookup
from app.members import charge
from app.reference import crisis_queries, queries as reference_queries
from app.target_groups import models as group_models


class ActionSort(words.Worded):
    """How a list is ordered."""

    MOVED = "moved", words.Word(mark("Last moved first"))
    NEWEST = "newest", words.Word(mark("Newest first"))
    ENDING = "ending", words.Word(mark("Ending soonest first"))


class ActionStatusFilter(words.Worded):
    """Which actions a list shows."""

    CURRENT = "current", words.Word(mark("Planned and running"))
    PLANNED = models.ActionStatus.PLANNED
    RUNNING = models.ActionStatus.RUNNING
    DONE = models.ActionStatus.DONE
    STOPPED = models.ActionStatus.STOPPED
    ALL = "all", words.Word(mark("All"))


class ActionFilters(inputs.Input):
    """What the address of the list asks for."""

    q: str = ""
    status: ActionStatusFilter = ActionStatusFilter.CURRENT
    municipality: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    theme: inputs.Slug | None = None
    crisis: inputs.Slug | None = None
    measure: inputs.Slug | None = None
    # Led by my organisation, or my organisation takes part or is asked.
    mine: bool = False
    in_charge: charge.ChargeFilter | None = None
    sort: ActionSort = ActionSort.MOVED
    cursor: str | None = None


def _count(model: Any, *rules: sa.ColumnElement[bool]) -> Any:
    query = (
        sa.select(sa.func.count())
        .select_from(model)
        .where(col(model.action_id) == col(Action.id), *rules)
    )
    return query.correlate(Action).scalar_subquery()


def takes_part(actor: Reader) -> sa.ColumnElement[bool]:
    """Actions that an organisation of the actor leads or takes part in."""
    joined = sa.select(col(models.ActionPartner.action_id)).where(
        col(models.ActionPartner.organisation_id).in_(actor.organisation_ids),
        col(models.ActionPartner.status) == models.PartnerStatus.JOINED,
    )
    return sa.or_(
        col(Action.organisation_id).in_(actor.organisation_ids), col(Action.id).in_(joined)
    )


# Built once: taking SQLAlchemy's expressions together costs more than running them.
_ROWS: Any = sa.select(
    *rows.columns_of(fields.ActionRow, Action),
    col(Organisation.name).label("organisation_name"),
    _count(
        models.ActionPartner, col(models.ActionPartner.status) == models.PartnerStatus.JOINED
    ).label("partners"),
    _count(models.ActionStep).label("steps"),
    _count(models.ActionStep, col(models.ActionStep.done_at).is_not(None)).label("steps_done"),
).join(Organisation, col(Organisation.id) == col(Action.organisation_id))


def find_actions(
    session: Session, actor: Actor, filters: ActionFilters, *, size: int
) -> core_pages.ResultPage[fields.ActionRow]:
    """One page of the list, in one query."""
    words = lookup.query_of(filters.q)
    return _listed(statements.kind_of(filters, words), size).take(
        session,
        actor.bound | {"words": words},
        cursor=filters.cursor,
        build=lambda row: row_of(actor, row),
    )


@lru_cache(statements.KINDS)
def _listed(filters: ActionFilters, size: int) -> core_pages.Paged:
    """The list, with parameters for the words and who reads."""
    rules = [policy.visible_to(ANYBODY), *wanted(filters)]
    total = core_pages.count_rows(Action, rules)
    return core_pages.Paged(rows_for(ANYBODY).where(*rules), _order(filters), size, total)


def rows_for(actor: Reader) -> Any:
    """The select of a list, with whether the actor takes part in each."""
    return _ROWS.add_columns(takes_part(actor).label("takes_part"))


def row_of(actor: Actor, row: Any) -> fields.ActionRow:
    """A result of `rows_for` as the actor may see it."""
    small = (
        row.people_reached is not None
        and row.people_reached < policy.SMALL_REACH
        and not row.takes_part
    )
    return rows.as_row(
        fields.ActionRow,
        row,
        people_reached=None if small else row.people_reached,
        hides_reach=small,
        is_own=row.organisation_id in actor.organisation_ids,
    )


def _order(filters: ActionFilters) -> core_pages.Order:
    """Who looks for words finds what has them in its title first, and of those what goes on."""
    match filters.sort:
        case ActionSort.MOVED if filters.q:
            goes_on = sa.case((col(Action.status).in_(models.LIVE), 1), else_=0)
            keys = (goes_on, col(Action.moved_at), col(Action.id))
            return core_pages.Order(
                (lookup.titled_last(col(Action.titled)), *keys), descending=True
            )
        case ActionSort.MOVED:
            return core_pages.Order((col(Action.moved_at), col(Action.id)), descending=True)
        case ActionSort.NEWEST:
            return core_pages.Order((col(Action.created_at), col(Action.id)), descending=True)
        case ActionSort.ENDING:
            return core_pages.Order(
                (sa.func.coalesce(col(Action.ends_on), date(9999, 12, 31)), col(Action.id))
            )


_STATUSES = {
    ActionStatusFilter.CURRENT: models.LIVE,
    ActionStatusFilter.ALL: (*models.LIVE, *models.ENDED),
}


def wanted(filters: ActionFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the words and who reads are parameters."""
    statuses = _STATUSES.get(filters.status) or (models.ActionStatus(filters.status.value),)
    rules: list[sa.ColumnElement[bool]] = [col(Action.status).in_(statuses)]
    if filters.mine:
        asked = sa.select(col(models.ActionPartner.action_id)).where(
            col(models.ActionPartner.organisation_id).in_(ANYBODY.organisation_ids),
            col(models.ActionPartner.status).in_(
                (models.PartnerStatus.INVITED, models.PartnerStatus.JOINED)
            ),
        )
        rules.append(
            sa.or_(
                col(Action.organisation_id).in_(ANYBODY.organisation_ids), col(Action.id).in_(asked)
            )
        )
    if filters.in_charge is not None:
        rules.append(charge.wanted(ANYBODY, Action, filters.in_charge))
    if filters.municipality is not None:
        rules.append(
            reference_queries.serves_place(col(Action.municipalities), filters.municipality)
        )
    if filters.target_group is not None:
        rules.append(group_models.are_for(col(Action.target_groups), [filters.target_group]))
    if filters.theme is not None:
        rules.append(sa.literal(filters.theme, sa.Text) == sa.any_(col(Action.themes)))
    if filters.crisis is not None:
        rules.append(crisis_queries.of_crisis(col(Action.crisis_id), filters.crisis))
    if filters.measure is not None:
        rules.append(crisis_queries.of_measure(col(Action.measure_id), filters.measure))
    return [*rules, lookup.finds(col(Action.search))] if filters.q else rules


def get_action(session: Session, actor: Actor, action_id: UUID, *, lock: bool = False) -> Action:
    """One action with its lead, crisis, measure and partners. Raises NotFound when the actor may
    not see it.

    `lock` it until commit: whoever changes anything of an action locks the action first.
    """
    return _get(session, [col(Action.id) == action_id, policy.visible_to(actor)], lock=lock)


def get_public_action(session: Session, action_id: UUID) -> Action:
    """An action whose lead made its page public, for everybody. Raises NotFound for any other."""
    return _get(session, [col(Action.id) == action_id, col(Action.is_public).is_(True)])


def _get(session: Session, rules: list[sa.ColumnElement[bool]], *, lock: bool = False) -> Action:
    query = (
        select(Action)
        .where(*rules)
        .options(
            orm.joinedload(Action.organisation),  # type: ignore[arg-type]
            orm.joinedload(Action.crisis),  # type: ignore[arg-type]
            orm.joinedload(Action.measure),  # type: ignore[arg-type]
            orm.selectinload(Action.partners).joinedload(models.ActionPartner.organisation),  # type: ignore[arg-type]
        )
    )
    if lock:
        query = query.with_for_update(of=Action).execution_options(populate_existing=True)
    action = session.exec(query).first()
    if action is None:
        raise errors.NotFound(
            _("This action does not exist, or it is not meant for your organisation.")
        )
    return action


def get_partner(action: Action, organisation_id: UUID) -> models.ActionPartner:
    """The invitation of an organisation to a loaded action."""
    for partner in action.partners:
        if partner.organisation_id == organisation_id:
            return partner
    raise errors.NotFound(_("This organisation is not asked for this action."))


def get_step(session: Session, action: Action, step_id: UUID) -> models.ActionStep:
    """A step of an action that is locked."""
    step = session.exec(
        select(models.ActionStep).where(
            col(models.ActionStep.id) == step_id, col(models.ActionStep.action_id) == action.id
        )
    ).first()
    if step is None:
        raise errors.NotFound(_("This step is not there any more."))
    return step


def find_steps(session: Session, action: Action) -> list[tuple[models.ActionStep, str]]:
    """The steps with the name of who does them: open ones by date, then those that are done, last
    ticked off first.
    """
    query: Any = (
        sa.select(models.ActionStep, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(models.ActionStep.organisation_id))
        .where(col(models.ActionStep.action_id) == action.id)
        .order_by(
            sa.case((col(models.ActionStep.done_at).is_(None), 0), else_=1),
            sa.case(
                (col(models.ActionStep.done_at).is_(None), col(models.ActionStep.due_on))
            ).nulls_last(),
            col(models.ActionStep.done_at).desc(),
            col(models.ActionStep.created_at),
        )
    )
    return [(step, name) for step, name in session.execute(query)]


def find_notes(
    session: Session, action: Action, *, limit: int = 50
) -> list[tuple[models.ActionNote, str]]:
    """What was told about the progress and by which organisation, newest first."""
    query: Any = (
        sa.select(models.ActionNote, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(models.ActionNote.organisation_id))
        .where(col(models.ActionNote.action_id) == action.id)
        .order_by(col(models.ActionNote.created_at).desc(), col(models.ActionNote.id).desc())
        .limit(limit)
    )
    return [(note, name) for note, name in session.execute(query)]


def find_actions_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[fields.ActionRow]:
    """What an organisation leads or takes part in: planned and running first, then what moved
    last.
    """
    joined = sa.select(col(models.ActionPartner.action_id)).where(
        col(models.ActionPartner.organisation_id) == organisation_id,
        col(models.ActionPartner.status) == models.PartnerStatus.JOINED,
    )
    concerned = sa.or_(col(Action.organisation_id) == organisation_id, col(Action.id).in_(joined))
    order = (
        sa.case((col(Action.status).in_(models.LIVE), 0), else_=1),
        col(Action.moved_at).desc(),
        col(Action.id),
    )
    query = rows_for(actor).where(policy.visible_to(actor), concerned).order_by(*order).limit(limit)
    return [row_of(actor, row) for row in session.execute(query)]
