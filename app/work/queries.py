"""What waits for an actor, in a query for each noun that its roles have to do with."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import clock, statements
from app.core.i18n import gettext as _
from app.identity.actor import ANYBODY, Actor, Reader
from app.identity.models import Organisation
from app.matches import arrival_queries, models as match_models, policy as match_policy, turns
from app.matches.models import Match
from app.needs import arrivals, models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.reference import labels
from app.signals.models import Signal
from app.work import (
    action_queries,
    charge_queries,
    count_function,
    management_queries,
    match_queries,
    moderation_queries,
    offer_queries,
    organisation_queries,
)
from app.work.management_queries import Management
from app.work.task_kinds import WAITING, TaskKind
from app.work.tasks import MOST_TASKS, JustAnswered, Task, refusal_words

# The menu says "99+" from here on.
MOST_COUNTED = 100


@dataclass(frozen=True)
class Work:
    """What waits for me in four groups, and what I wait for."""

    late: list[Task]
    today: list[Task]
    week: list[Task]
    later: list[Task]
    waiting: list[Task]
    # For who administers a region, what went wrong there.
    management: Management | None = None
    # More waits than stands here.
    is_cut: bool = False

    @property
    def first(self) -> Task | None:
        """The most pressing row; None when nothing waits."""
        return next(iter(self.tasks), None)

    @property
    def reviews(self) -> int:
        """Proposals that the actor's team can look at one after the other."""
        return self._number_of(TaskKind.REVIEW)

    @property
    def confirmations(self) -> int:
        """Offers that are about to expire, or just have: all can be confirmed at once."""
        return self._number_of(TaskKind.CONFIRM)

    @property
    def invitations(self) -> list[Task]:
        """What others ask of the actor and it can answer at once, the most pressing first."""
        return [task for task in self.tasks if task.can_answer]

    @property
    def count(self) -> int:
        """How many rows wait for the actor."""
        return len(self.tasks) + (self.management.count if self.management is not None else 0)

    @property
    def is_mostly_mine(self) -> bool:
        """Whether the actor looks after more of it than not: then only the others say so."""
        owned = [task for task in self.tasks if task.has_charge]
        return sum(task.is_mine for task in owned) * 2 > len(owned)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What waits for the actor, the most pressing first."""
        return (*self.late, *self.today, *self.week, *self.later)

    def _number_of(self, kind: TaskKind) -> int:
        return sum(task.kind is kind for task in self.tasks)


def get_work(session: Session, actor: Actor) -> Work:
    """Everything that waits for an actor, the most pressing first."""
    nouns = [
        list(match_queries.find_match_tasks(session, actor)),
        list(offer_queries.find_offer_tasks(session, actor)),
        list(_needs(session, actor)),
        list(action_queries.find_action_tasks(session, actor)),
        list(moderation_queries.find_signal_tasks(session, actor)),
        list(moderation_queries.find_request_tasks(session, actor)),
        list(organisation_queries.find_organisation_tasks(session, actor)),
    ]
    found = (task for tasks in nouns for task in tasks)
    tasks = charge_queries.with_mine(session, actor, found)
    day = clock.today()
    week = day + timedelta(days=7)
    tasks.sort(key=lambda task: task.order(day))
    mine = [(task, task.until(day)) for task in tasks if task.kind not in WAITING]
    late = [(until, task) for task, until in mine if until < day]
    return Work(
        # What is latest, whoever looks after it: the others keep their order.
        late=[task for _until, task in sorted(late, key=itemgetter(0))],
        today=[task for task, until in mine if until == day],
        week=[task for task, until in mine if day < until <= week],
        later=[task for task, until in mine if until > week],
        waiting=[task for task in tasks if task.kind in WAITING],
        management=management_queries.get_management(session, actor, clock.now()),
        is_cut=any(len(tasks) >= MOST_TASKS for tasks in nouns),
    )


def told_of(work: Work) -> dict[Hashable, str]:
    """What can be said of it when it is new: what there is to do."""
    tasks = (*work.tasks, *work.waiting)
    return {
        (task.kind, task.id): _("New in your work: %(what)s.", what=task.what) for task in tasks
    }


def find_just_answered(session: Session, actor: Actor) -> list[JustAnswered]:
    """What the actor can undo, the last answer first."""
    now = clock.now()
    found = sa.union_all(
        match_queries.just_answered(actor, now), action_queries.just_answered(actor, now)
    ).subquery()
    rows = session.execute(
        sa.select(found).order_by(found.c.undo_until.desc(), found.c.title, found.c.id)
    )
    return [JustAnswered(*row) for row in rows]


def count_work(session: Session, actor: Actor) -> int:
    """How much waits for an actor, as `Work.count` says it, in one query, and no further than
    `MOST_COUNTED`.
    """
    if not (actor.writing_seats or actor.administering_seats):
        return 0
    [row] = statements.rows_of(session, count_function.asked(), actor.bound)
    return int(row[0])


def count_elsewhere(session: Session, actor: Actor) -> dict[UUID, int]:
    """How much waits for the person in each of its other organisations, in one query for all."""
    writing = [seat for seat in actor.others if replace(actor, seats=(seat,)).writing_seats]
    if not writing:
        return {}
    asked = sa.select(
        *(count_function.called(replace(actor, seats=(seat,)).bound) for seat in writing)
    )
    counts = session.execute(asked).one()
    return {seat.organisation_id: int(n) for seat, n in zip(writing, counts, strict=True)}


def count_statement() -> Any:
    """What the function answers that `count_work` asks. What takes longest comes last: who has much
    to do has enough before.
    """
    actor, day, now = ANYBODY, statements.TODAY, statements.NOW
    waiting = [kind.value for kind in WAITING]
    kinds = [
        found.c.kind.not_in(waiting)
        for found in (
            action_queries.action_kinds(actor, day, now).subquery(),
            match_queries.match_tasks(actor, day, now).subquery(),
        )
    ]
    one: Any = sa.select(sa.literal_column("1"))
    administered = sa.bindparam("administered", type_=count_function.ARGUMENTS["administered"])
    is_administrator = sa.func.cardinality(administered) > 0
    parts = [
        one.select_from(Offer).where(offer_queries.offers_of(actor, day)),
        count_function.for_each(
            lambda mine: one.select_from(Need).where(
                col(Need.organisation_id) == mine, _needs_of(actor, day, now)
            )
        ),
        one.select_from(Signal).where(moderation_queries.signals_of(actor)),
        one.select_from(Organisation).where(moderation_queries.requests_of(actor)),
        *management_queries.rows_of(actor, is_administrator, now),
        *organisation_queries.counted(actor, now),
        *(one.where(is_mine) for is_mine in kinds),
    ]
    some = sa.union_all(*parts).limit(MOST_COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(some)


def _needs_of(actor: Reader, day: Any, now: Any) -> sa.ColumnElement[bool]:
    """Needs that wait for the actor."""
    writing = actor.writing_ids
    alone = sa.and_(
        col(Need.organisation_id).in_(writing),
        need_models.needs_help(day),
        ~turns.is_asked(day, match_queries.declined_just_now(now)),
    )
    over = sa.and_(col(Need.organisation_id).in_(writing), need_models.is_over(day))
    done = sa.and_(col(Need.organisation_id).in_(actor.deciding_ids), turns.is_done(day))
    drafts = sa.and_(
        col(Need.organisation_id).in_(actor.deciding_ids),
        col(Need.status) == need_models.NeedStatus.DRAFT,
    )
    return sa.and_(need_policy.visible_to(actor), sa.or_(alone, over, done, drafts))


def _needs(session: Session, actor: Actor) -> Iterable[Task]:
    refusal = _last_refusal(actor)
    rows = session.execute(
        sa.select(
            Need,
            col(Organisation.name),
            refusal.c.name,
            refusal.c.reason,
            refusal.c.many,
        )
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .outerjoin(refusal, sa.true())
        .where(_needs_of(actor, clock.today(), clock.now()))
        .order_by(col(Need.urgency_order), col(Need.created_at))
        .limit(MOST_TASKS)
    ).all()
    agreed = sorted(row.Need.id for row in rows if row.Need.committed)
    came = arrival_queries.find_arrivals(session, actor, agreed)
    kinds = {
        need_models.NeedState.DRAFT: TaskKind.PUBLISH,
        need_models.NeedState.OVER: TaskKind.CLOSE_NEED,
    }
    for need, name, refuser, reason, many in rows:
        arrival = came.get(need.id, arrivals.ALL_CAME)
        open_kind = TaskKind.FIND_PARTNER if need.left else TaskKind.CLOSE_DONE
        kind = kinds.get(need.state, open_kind)
        due = need.needed_until if kind is TaskKind.CLOSE_NEED else None
        is_refused = kind is TaskKind.FIND_PARTNER and reason is not None
        news = refusal_words(refuser, reason.word, many) if is_refused else ""
        if kind is TaskKind.FIND_PARTNER and not is_refused and not need.committed:
            news = _("Nobody is asked now.")
        if kind is TaskKind.CLOSE_DONE and arrival.lacks:
            news = _("Not all of the help came. Ask for what is left once more, or close it.")
        yield Task(
            kind,
            "need",
            need.id,
            need.title,
            name,
            due,
            urgency=need.urgency,
            amount=_still_open(need, arrival),
            news=news,
        )


def _last_refusal(actor: Actor) -> Any:
    """The no that was given last to a need, and how many there were."""
    offering = aliased(Organisation)
    return (
        sa.select(
            col(offering.name).label("name"),
            col(Match.decline_reason).label("reason"),
            sa.func.count().over().label("many"),
        )
        .join(offering, col(offering.id) == col(Match.offer_organisation_id))
        .where(
            match_policy.visible_to(actor),
            col(Match.need_id) == col(Need.id),
            col(Match.declined_by) == match_models.Side.OFFER,
        )
        .order_by(col(Match.moved_at).desc())
        .limit(1)
        .lateral("refusal")
    )


def _still_open(need: Need, arrival: arrivals.NeedArrival) -> str:
    """Of the actor's own need, so its number is no secret."""
    amount = labels.amount(need.unit, need.quantity)
    if arrival.lacks:
        return arrival.said(need.committed, amount)
    if not need.committed:
        return amount
    if not need.left:
        return _("%(all)s, fully covered", all=amount)
    return _("%(left)s of %(all)s still open", left=need.left, all=amount)
