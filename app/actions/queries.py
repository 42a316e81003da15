"""Reading actions, always from what the actor may see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from app.actions.models import (
    ENDED,
    LIVE,
    Action,
    ActionNote,
    ActionPartner,
    ActionStatus,
    ActionStep,
    PartnerStatus,
)
from app.actions.policy import SMALL_REACH, visible_to
from app.core.errors import NotFound
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input, Slug
from app.core.pages import TOTAL_LIMIT, Order, ResultPage, take_page
from app.core.search import matches
from app.core.words import Word, Worded
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches.models import MatchOutcome
from app.reference.crisis_queries import of_crisis, of_measure


class ActionSort(Worded):
    """How a list is ordered."""

    MOVED = "moved", Word(mark("Last moved first"))
    NEWEST = "newest", Word(mark("Newest first"))
    ENDING = "ending", Word(mark("Ending soonest first"))


class ActionStatusFilter(Worded):
    """Which actions a list shows."""

    CURRENT = "current", Word(mark("Planned and running"))
    PLANNED = ActionStatus.PLANNED
    RUNNING = ActionStatus.RUNNING
    DONE = ActionStatus.DONE
    STOPPED = ActionStatus.STOPPED
    ALL = "all", Word(mark("All"))


class ActionFilters(Input):
    """What the address of the list asks for."""

    q: str = ""
    status: ActionStatusFilter = ActionStatusFilter.CURRENT
    municipality: Slug | None = None
    target_group: Slug | None = None
    theme: Slug | None = None
    crisis: Slug | None = None
    measure: Slug | None = None
    # Led by my organisation, or my organisation takes part or is asked.
    mine: bool = False
    sort: ActionSort = ActionSort.MOVED
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in a list, as this actor may see it."""

    id: UUID
    title: str
    organisation_id: UUID
    organisation_name: str
    status: ActionStatus
    outcome: MatchOutcome | None
    target_groups: list[str]
    municipalities: list[str]
    themes: list[str]
    starts_on: date | None
    ends_on: date | None
    moved_at: datetime
    created_at: datetime
    # None when nobody counted, and for a very small number of an action of others.
    people_reached: int | None
    hides_reach: bool
    lessons: str
    is_public: bool
    partners: int
    steps: int
    steps_done: int
    is_own: bool


def _count(model: Any, *rules: sa.ColumnElement[bool]) -> Any:
    query = (
        sa.select(sa.func.count())
        .select_from(model)
        .where(col(model.action_id) == col(Action.id), *rules)
    )
    return query.correlate(Action).scalar_subquery()


def takes_part(actor: Actor) -> sa.ColumnElement[bool]:
    """Actions that an organisation of the actor leads or takes part in."""
    joined = sa.select(col(ActionPartner.action_id)).where(
        col(ActionPartner.organisation_id).in_(actor.organisation_ids),
        col(ActionPartner.status) == PartnerStatus.JOINED,
    )
    return sa.or_(
        col(Action.organisation_id).in_(actor.organisation_ids), col(Action.id).in_(joined)
    )


# Built once: taking SQLAlchemy's expressions together costs more than running them.
_ROWS: Any = sa.select(
    col(Action.id),
    col(Action.title),
    col(Action.organisation_id),
    col(Organisation.name).label("organisation_name"),
    col(Action.status),
    col(Action.outcome),
    col(Action.target_groups),
    col(Action.municipalities),
    col(Action.themes),
    col(Action.starts_on),
    col(Action.ends_on),
    col(Action.moved_at),
    col(Action.created_at),
    col(Action.people_reached),
    col(Action.lessons),
    col(Action.is_public),
    _count(ActionPartner, col(ActionPartner.status) == PartnerStatus.JOINED).label("partners"),
    _count(ActionStep).label("steps"),
    _count(ActionStep, col(ActionStep.done_at).is_not(None)).label("steps_done"),
).join(Organisation, col(Organisation.id) == col(Action.organisation_id))


def find_actions(
    session: Session, actor: Actor, filters: ActionFilters, *, size: int
) -> ResultPage[ActionRow]:
    """One page of the list, in one query."""
    rules = [visible_to(actor), *_wanted(actor, filters)]
    total = sa.select(sa.func.count()).select_from(
        sa.select(sa.literal(1)).select_from(Action).where(*rules).limit(TOTAL_LIMIT).subquery()
    )
    return take_page(
        session,
        rows_for(actor).where(*rules),
        _order(filters.sort),
        cursor=filters.cursor,
        size=size,
        total=total.scalar_subquery(),
        build=lambda row: row_of(actor, row),
    )


def rows_for(actor: Actor) -> Any:
    """The select of a list, with whether the actor takes part in each."""
    return _ROWS.add_columns(takes_part(actor).label("takes_part"))


def row_of(actor: Actor, row: Any) -> ActionRow:
    """A result of `rows_for` as the actor may see it."""
    small = (
        row.people_reached is not None and row.people_reached < SMALL_REACH and not row.takes_part
    )
    return ActionRow(
        id=row.id,
        title=row.title,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        status=row.status,
        outcome=row.outcome,
        target_groups=row.target_groups,
        municipalities=row.municipalities,
        themes=row.themes,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        moved_at=row.moved_at,
        created_at=row.created_at,
        people_reached=None if small else row.people_reached,
        hides_reach=small,
        lessons=row.lessons,
        is_public=row.is_public,
        partners=row.partners,
        steps=row.steps,
        steps_done=row.steps_done,
        is_own=row.organisation_id in actor.organisation_ids,
    )


def _order(sort: ActionSort) -> Order:
    match sort:
        case ActionSort.MOVED:
            return Order((col(Action.moved_at), col(Action.id)), descending=True)
        case ActionSort.NEWEST:
            return Order((col(Action.created_at), col(Action.id)), descending=True)
        case ActionSort.ENDING:
            return Order(
                (sa.func.coalesce(col(Action.ends_on), date(9999, 12, 31)), col(Action.id))
            )


_STATUSES = {ActionStatusFilter.CURRENT: LIVE, ActionStatusFilter.ALL: (*LIVE, *ENDED)}


def _wanted(actor: Actor, filters: ActionFilters) -> list[sa.ColumnElement[bool]]:
    statuses = _STATUSES.get(filters.status) or (ActionStatus(filters.status.value),)
    rules: list[sa.ColumnElement[bool]] = [col(Action.status).in_(statuses)]
    if filters.mine:
        asked = sa.select(col(ActionPartner.action_id)).where(
            col(ActionPartner.organisation_id).in_(actor.organisation_ids),
            col(ActionPartner.status).in_((PartnerStatus.INVITED, PartnerStatus.JOINED)),
        )
        rules.append(
            sa.or_(
                col(Action.organisation_id).in_(actor.organisation_ids), col(Action.id).in_(asked)
            )
        )
    if filters.municipality is not None:
        here = sa.literal(filters.municipality, sa.Text) == sa.any_(col(Action.municipalities))
        rules.append(sa.or_(here, sa.func.cardinality(col(Action.municipalities)) == 0))
    if filters.target_group is not None:
        rules.append(
            col(Action.target_groups).bool_op("@>")(sa.cast([filters.target_group], ARRAY(sa.Text)))
        )
    if filters.theme is not None:
        rules.append(sa.literal(filters.theme, sa.Text) == sa.any_(col(Action.themes)))
    if filters.crisis is not None:
        rules.append(of_crisis(col(Action.crisis_id), filters.crisis))
    if filters.measure is not None:
        rules.append(of_measure(col(Action.measure_id), filters.measure))
    found = matches(col(Action.search), filters.q)
    return rules if found is None else [*rules, found]


def get_action(session: Session, actor: Actor, action_id: UUID, *, lock: bool = False) -> Action:
    """One action with its lead, crisis, measure and partners. Raises NotFound when the actor may
    not see it.

    `lock` it until commit: whoever changes anything of an action locks the action first.
    """
    return _get(session, [col(Action.id) == action_id, visible_to(actor)], lock=lock)


def get_public_action(session: Session, action_id: UUID) -> Action:
    """An action whose lead made its page public, for everybody. Raises NotFound for any other."""
    return _get(session, [col(Action.id) == action_id, col(Action.is_public).is_(True)])


def _get(session: Session, rules: list[sa.ColumnElement[bool]], *, lock: bool = False) -> Action:
    query = (
        select(Action)
        .where(*rules)
        .options(
            joinedload(Action.organisation),  # type: ignore[arg-type]
            joinedload(Action.crisis),  # type: ignore[arg-type]
            joinedload(Action.measure),  # type: ignore[arg-type]
            selectinload(Action.partners).joinedload(ActionPartner.organisation),  # type: ignore[arg-type]
        )
    )
    if lock:
        query = query.with_for_update(of=Action).execution_options(populate_existing=True)
    action = session.exec(query).first()
    if action is None:
        raise NotFound(_("This action does not exist, or it is not meant for your organisation."))
    return action


def get_partner(action: Action, organisation_id: UUID) -> ActionPartner:
    """The invitation of an organisation to a loaded action."""
    for partner in action.partners:
        if partner.organisation_id == organisation_id:
            return partner
    raise NotFound(_("This organisation is not asked for this action."))


def get_step(session: Session, action: Action, step_id: UUID) -> ActionStep:
    """A step of an action that is locked."""
    step = session.exec(
        select(ActionStep).where(
            col(ActionStep.id) == step_id, col(ActionStep.action_id) == action.id
        )
    ).first()
    if step is None:
        raise NotFound(_("This step is not there any more."))
    return step


def find_steps(session: Session, action: Action) -> list[tuple[ActionStep, str]]:
    """The steps with the name of who does them: open ones by date, then those that are done, last
    ticked off first.
    """
    query: Any = (
        sa.select(ActionStep, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(ActionStep.organisation_id))
        .where(col(ActionStep.action_id) == action.id)
        .order_by(
            sa.case((col(ActionStep.done_at).is_(None), 0), else_=1),
            sa.case((col(ActionStep.done_at).is_(None), col(ActionStep.due_on))).nulls_last(),
            col(ActionStep.done_at).desc(),
            col(ActionStep.created_at),
        )
    )
    return [(step, name) for step, name in session.execute(query)]


def find_notes(
    session: Session, action: Action, *, limit: int = 50
) -> list[tuple[ActionNote, str]]:
    """What was told about the progress and by which organisation, newest first."""
    query: Any = (
        sa.select(ActionNote, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(ActionNote.organisation_id))
        .where(col(ActionNote.action_id) == action.id)
        .order_by(col(ActionNote.created_at).desc(), col(ActionNote.id).desc())
        .limit(limit)
    )
    return [(note, name) for note, name in session.execute(query)]


def find_actions_of(
    session: Session, actor: Actor, organisation_id: UUID, *, limit: int
) -> list[ActionRow]:
    """What an organisation leads or takes part in: planned and running first, then what moved
    last.
    """
    joined = sa.select(col(ActionPartner.action_id)).where(
        col(ActionPartner.organisation_id) == organisation_id,
        col(ActionPartner.status) == PartnerStatus.JOINED,
    )
    concerned = sa.or_(col(Action.organisation_id) == organisation_id, col(Action.id).in_(joined))
    order = (
        sa.case((col(Action.status).in_(LIVE), 0), else_=1),
        col(Action.moved_at).desc(),
        col(Action.id),
    )
    query = rows_for(actor).where(visible_to(actor), concerned).order_by(*order).limit(limit)
    return [row_of(actor, row) for row in session.execute(query)]
