"""Actions of the demo region, through the commands and at the moments the story tells."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.actions.commands import (
    ActionClosing,
    ActionStopping,
    NewAction,
    Opening,
    finish_action,
    open_action,
    plan_action,
    start_action,
    stop_action,
)
from app.actions.match_commands import Serving, serve_matches
from app.actions.models import Action
from app.actions.partner_commands import PartnerAnswer, answer_invitation
from app.actions.queries import get_action, get_partner
from app.actions.step_commands import ProgressInput, StepInput, add_step, note_progress, tick_step
from app.core import clock
from app.demo.cast import read
from app.demo.matches import Cast
from app.identity.models import Organisation
from app.matches.models import Match, MatchStatus

Moment = Callable[[float], datetime]
Thing = dict[str, Any]


def seed_actions(
    session: Session, cast: Cast, organisations: dict[str, Organisation], moment: Moment
) -> int:
    """Make the actions. Returns how many."""
    ids = {key: organisation.id for key, organisation in organisations.items()}
    for thing in read("actions"):
        _tell(session, cast, ids, thing, moment)
    return len(read("actions"))


def _tell(session: Session, cast: Cast, ids: dict[str, UUID], thing: Thing, moment: Moment) -> None:
    lead, today = cast.coordinators[ids[thing["lead"]]], clock.today()
    with clock.at(moment(thing["planned"])):
        action = plan_action(session, lead, _plan(thing, ids, today))
    action_id = action.id
    session.flush()
    for key in thing["joined"]:
        with clock.at(moment(thing["planned"] - 0.5)):
            locked = get_action(session, cast.coordinators[ids[key]], action_id, lock=True)
            said = PartnerAnswer(answer="yes")
            answer_invitation(
                session, cast.coordinators[ids[key]], locked, get_partner(locked, ids[key]), said
            )
    with clock.at(moment(thing["planned"] - 1)):
        action = get_action(session, lead, action_id, lock=True)
        steps = [
            (
                add_step(
                    session,
                    lead,
                    action,
                    StepInput(title=title, organisation=ids[who], due_on=_day(today, days)),
                ),
                days,
                is_done,
            )
            for title, who, days, is_done in thing["steps"]
        ]
    if "started" in thing:
        with clock.at(moment(thing["started"])):
            start_action(session, lead, action)
    for step, days, is_done in steps:
        if is_done:
            with clock.at(moment(days)):
                tick_step(session, lead, action, step)
    if "done" not in thing and "stopped" not in thing:
        if "reached" in thing:
            with clock.at(moment(1)):
                given = ProgressInput(
                    text="Het loopt goed, er komen elke week mensen bij.",
                    people_reached=thing["reached"],
                )
                note_progress(session, lead, action, given)
        if thing.get("serves"):
            _serve(session, action, cast)
    _end(session, cast, action, thing, moment)
    session.flush()


def _plan(thing: Thing, ids: dict[str, UUID], today: date) -> NewAction:
    return NewAction(
        title=thing["title"],
        description=thing["description"],
        target_groups=thing["groups"],
        municipalities=thing["places"],
        themes=thing["themes"],
        starts_on=_day(today, thing["starts"]),
        ends_on=_day(today, thing["ends"]),
        partners=[ids[key] for key in thing["asks"]],
    )


def _serve(session: Session, action: Action, cast: Cast) -> None:
    """The action serves what its lead has running already with others."""
    running = select(Match.id).where(
        or_(
            col(Match.need_organisation_id) == action.organisation_id,
            col(Match.offer_organisation_id) == action.organisation_id,
        ),
        col(Match.status) == MatchStatus.RUNNING,
    )
    found = session.exec(running.order_by(col(Match.created_at))).all()
    if not found:
        return
    given, lead = Serving(match=list(found)), cast.coordinators[action.organisation_id]
    with clock.at(clock.now() - timedelta(hours=1)):
        serve_matches(session, lead, action, given)


def _end(session: Session, cast: Cast, action: Action, thing: Thing, moment: Moment) -> None:
    lead = cast.coordinators[action.organisation_id]
    if "done" in thing:
        with clock.at(moment(thing["done"])):
            given = ActionClosing(
                outcome=thing["outcome"], lessons=thing["lessons"], people_reached=thing["reached"]
            )
            finish_action(session, lead, action, given)
            if thing.get("public"):
                open_action(session, lead, action, Opening())
    if "stopped" in thing:
        with clock.at(moment(thing["stopped"])):
            stop_action(
                session,
                lead,
                action,
                ActionStopping(reason=thing["reason"], lessons=thing["lessons"]),
            )


def _day(today: date, days_ago: int | None) -> date | None:
    return None if days_ago is None else today - timedelta(days=days_ago)
