"""Asking for a plan, and making matches of its proposals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import select as sa_select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, db, errors, inputs
from app.core.events import ActorLike
from app.core.i18n import gettext as _
from app.core.jobs import defer
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import locks as match_locks
from app.needs import policy as need_policy
from app.needs.models import Need, NeedState
from app.offers import models as offer_models
from app.offers.models import Offer
from app.planning import events, line_queries, models, policy, stage_commands
from app.suggestions import commands as suggestion_commands, review_commands

# Proposals that one press takes over. Their needs and offers are locked together, and a partner
# that answers for one of them waits.
MOST_AT_ONCE = 250


class PlanWish(inputs.Input):
    """For which region; not needed by who is team of one."""

    region: str | None = None


class Taking(inputs.Input):
    """Which proposals become matches: one, those that are ticked, or all that are open (the most
    urgent first).
    """

    only: UUID | None = None
    lines: list[UUID] = Field(default=[], max_length=MOST_AT_ONCE)
    everything: bool = False


@dataclass(frozen=True)
class Taken:
    """How many proposals became matches, and how many did not fit any more."""

    taken: int
    left: int


@asks(policy.may_plan)
def ask_plan(session: Session, actor: Actor, given: PlanWish) -> tuple[models.Plan, bool]:
    """Queue a plan. When a plan of the region is being made already, it returns that one, and
    False.
    """
    region_code = given.region or min(actor.team_regions)
    if region_code not in actor.team_regions:
        raise errors.Forbidden(_("Only the team of the region makes a plan for the region."))
    moment = clock.now()
    # Two people press the button at the same moment: the second waits here, and finds the first
    # one's plan.
    row = {
        "id": db.new_id(),
        "region_code": region_code,
        "status": models.PlanStatus.QUEUED,
        "created_at": moment,
        "moved_at": moment,
        "need_count": 0,
        "offer_count": 0,
        "pair_count": 0,
        "tries": 0,
        "engine": "",
    }
    is_new = (
        session.execute(
            insert(models.Plan).values(row).on_conflict_do_nothing().returning(col(models.Plan.id))
        ).first()
        is not None
    )
    live = select(models.Plan).where(
        col(models.Plan.region_code) == region_code, col(models.Plan.status).in_(models.LIVE)
    )
    plan = session.exec(live).first()
    if plan is None:
        raise errors.Conflict(_("Something has just changed. Try again."))
    if is_new:
        record(session, actor, events.PlanAsked(object_id=plan.id, region_code=region_code))
        defer(session, stage_commands.MAKE, region_code=region_code, plan_id=str(plan.id))
    return plan, is_new


@asks(lambda actor, plan: policy.PlanPolicy(actor, plan).take)
def take_lines(session: Session, actor: Actor, plan: models.Plan, given: Taking) -> Taken:
    """Make an approved match of every proposal that still fits; one that does not stays, with the
    reason.

    Proposals that somebody took a moment before are left out. Raises Invalid when nothing was
    chosen.
    """
    wanted = [given.only] if given.only is not None else given.lines
    if not wanted and not given.everything:
        raise errors.Invalid({"lines": _("Choose at least one proposal.")})
    lines = _lock(session, plan, None if given.everything and given.only is None else wanted)
    counts = dict.fromkeys(models.LineStatus, 0)
    for line in lines:
        counts[_take(session, actor, plan, line)] += 1
    session.flush()
    return Taken(counts[models.LineStatus.TAKEN], counts[models.LineStatus.LEFT])


def _lock(
    session: Session, plan: models.Plan, wanted: Collection[UUID] | None
) -> Sequence[models.PlanLine]:
    """Open proposals, locked until commit with all their needs and then all their offers.

    An answer to a match locks one need and then one offer, so the two never wait for each other.
    """
    chosen: Any = select(models.PlanLine).where(
        col(models.PlanLine.plan_id) == plan.id,
        col(models.PlanLine.status) == models.LineStatus.OPEN,
    )
    if wanted is None:
        first = (
            sa_select(col(models.PlanLine.id))
            .join(Need, col(Need.id) == col(models.PlanLine.need_id))
            .where(
                col(models.PlanLine.plan_id) == plan.id,
                col(models.PlanLine.status) == models.LineStatus.OPEN,
            )
            .order_by(col(Need.urgency_order), col(Need.created_at), col(models.PlanLine.id))
            .limit(MOST_AT_ONCE)
        )
        chosen = chosen.where(col(models.PlanLine.id).in_(first))
    else:
        chosen = chosen.where(col(models.PlanLine.id).in_(wanted))
    ordered = chosen.order_by(
        col(models.PlanLine.need_id), col(models.PlanLine.offer_id)
    ).with_for_update()
    lines: Sequence[models.PlanLine] = session.exec(
        ordered.execution_options(populate_existing=True)
    ).all()
    needs, offers = {line.need_id for line in lines}, {line.offer_id for line in lines}
    session.exec(
        select(Need.id).where(col(Need.id).in_(needs)).order_by(col(Need.id)).with_for_update()
    ).all()
    session.exec(
        select(Offer.id).where(col(Offer.id).in_(offers)).order_by(col(Offer.id)).with_for_update()
    ).all()
    return lines


def _take(
    session: Session, actor: Actor, plan: models.Plan, line: models.PlanLine
) -> models.LineStatus:
    try:
        with session.begin_nested():
            given = suggestion_commands.Proposal(
                need=line.need_id, offer=line.offer_id, quantity=_asked(session, line)
            )
            match = suggestion_commands.propose_match(session, actor, given, as_team=True)
    except errors.AppError:
        line.status, line.left_reason = models.LineStatus.LEFT, _why_not(session, line)
        return line.status
    line.status, line.match_id = models.LineStatus.TAKEN, match.id
    review_commands.tell_later(session, match)
    event = events.LineTaken(object_id=plan.id, region_code=plan.region_code, match_id=match.id)
    record(session, actor, event)
    return line.status


@asks(lambda actor, plan: policy.PlanPolicy(actor, plan).take)
def leave_just_taken(session: Session, actor: Actor, plan: models.Plan) -> int:
    """One step back, while nobody was told: what the actor has just taken over is a proposal again.
    Returns how many; an answer that was quicker stands.
    """
    found = line_queries.find_just_taken(session, actor, plan)
    if found is None:
        return 0
    undone = 0
    for match in match_locks.lock_matches(session, found.match_ids):
        if match.is_untold:
            review_commands.undo_review(session, actor, match)  # `on_review_undone` opens the line
            undone += 1
    session.flush()
    return undone


def open_line_of(session: Session, actor: ActorLike, match_id: UUID) -> None:
    """The match was taken back before anybody was told: its proposal can be taken over again."""
    line = session.exec(
        select(models.PlanLine).where(col(models.PlanLine.match_id) == match_id).with_for_update()
    ).first()
    if line is None:
        return
    line.status, line.match_id = models.LineStatus.OPEN, None
    region_code = session.get_one(models.Plan, line.plan_id).region_code
    event = events.LineLeft(object_id=line.plan_id, region_code=region_code, match_id=match_id)
    record(session, actor, event)


def _asked(session: Session, line: models.PlanLine) -> int:
    """For how many: a plan counts the largest small group where it may not know how many it is."""
    need = session.get_one(Need, line.need_id)
    return min(line.quantity, max(need.left, 1)) if need.is_small else line.quantity


def _why_not(session: Session, line: models.PlanLine) -> models.LeftReason:
    """Why `propose_match` refused a proposal."""
    need, offer = session.get_one(Need, line.need_id), session.get_one(Offer, line.offer_id)
    state = offer_models.state_on(
        clock.today(), offer.status, offer.available_until, offer.fresh_until
    )
    found = (
        (need.state is not NeedState.OPEN, models.LeftReason.NEED_ENDED),
        (state is not offer_models.OfferState.PUBLISHED, models.LeftReason.OFFER_ENDED),
        (
            need_policy.is_full(need) or _asked(session, line) > need.left,
            models.LeftReason.NEED_COVERED,
        ),
        (line.quantity > offer.left, models.LeftReason.OFFER_FULL),
        (match_locks.has_live_match(session, need, offer), models.LeftReason.ALREADY_ASKED),
    )
    return next((reason for is_so, reason in found if is_so), models.LeftReason.OTHER)
