"""Actions of the demo region, through the commands and at the moments the story tells."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.actions import (
    commands as action_commands,
    fields as action_fields,
    match_commands,
    partner_commands,
    queries as action_queries,
    step_commands,
)
from app.actions.models import Action
from app.core import clock
from app.demo import matches
from app.demo.cast import read
from app.identity.models import Organisation
from app.matches.models import Match, MatchStatus

Moment = Callable[[float], datetime]
Thing = dict[str, Any]


def seed_actions(
    session: Session, cast: matches.Cast, organisations: dict[str, Organisation], moment: Moment
) -> int:
    """Make the actions. Returns how many."""
    ids = {key: organisation.id for key, organisation in organisations.items()}
    for thing in read("actions"):
        _tell(session, cast, ids, thing, moment)
    return len(read("actions"))


def _tell(
    session: Session, cast: matches.Cast, ids: dict[str, UUID], thing: Thing, moment: Moment
) -> None:
    lead, today = cast.coordinators[ids[thing["lead"]]], clock.today()
    with clock.at(moment(thing["planned"])):
        action = action_commands.plan_action(session, lead, _plan(thing, ids, today))
    action_id = action.id
    session.flush()
    for key in thing["joined"]:
        with clock.at(moment(thing["planned"] - 0.5)):
            locked = action_queries.get_action(
                session, cast.coordinators[ids[key]], action_id, lock=True
            )
            said = partner_commands.PartnerAnswer(answer="yes")
            partner_commands.answer_invitation(
                session,
                cast.coordinators[ids[key]],
                locked,
                action_queries.get_partner(locked, ids[key]),
                said,
            )
    with clock.at(moment(thing["planned"] - 1)):
        action = action_queries.get_action(session, lead, action_id, lock=True)
        steps = [
            (
                step_commands.add_step(
                    session,
                    lead,
                    action,
                    step_commands.StepInput(
                        title=title, organisation=ids[who], due_on=_day(today, days)
                    ),
                ),
                days,
                is_done,
            )
            for title, who, days, is_done in thing["steps"]
        ]
    if "started" in thing:
        with clock.at(moment(thing["started"])):
            action_commands.start_action(session, lead, action)
    for step, days, is_done in steps:
        if is_done:
            with clock.at(moment(days)):
                step_commands.tick_step(session, lead, action, step)
    if "done" not in thing and "stopped" not in thing:
        if "reached" in thing:
            with clock.at(moment(1)):
                given = step_commands.ProgressInput(
                    text="Het loopt goed, er komen elke week mensen bij.",
                    people_reached=thing["reached"],
                )
                step_commands.note_progress(session, lead, action, given)
        if thing.get("serves"):
            _serve(session, action, cast)
    _end(session, cast, action, thing, moment)
    session.flush()


def _plan(thing: Thing, ids: dict[str, UUID], today: date) -> action_fields.NewAction:
    return action_fields.NewAction(
        title=thing["title"],
        description=thing["description"],
        target_groups=thing["groups"],
        municipalities=thing["places"],
        themes=thing["themes"],
        starts_on=_day(today, thing["starts"]),
        ends_on=_day(today, thing["ends"]),
        partners=[ids[key] for key in thing["asks"]],
    )


def _serve(session: Session, action: Action, cast: matches.Cast) -> None:
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
    given, lead = (
        match_commands.Serving(match=list(found)),
        cast.coordinators[action.organisation_id],
    )
    with clock.at(clock.now() - timedelta(hours=1)):
        match_commands.serve_matches(session, lead, action, given)


def _end(
    session: Session, cast: matches.Cast, action: Action, thing: Thing, moment: Moment
) -> None:
    lead = cast.coordinators[action.organisation_id]
    if "done" in thing:
        with clock.at(moment(thing["done"])):
            given = action_commands.ActionClosing(
                outcome=thing["outcome"], lessons=thing["lessons"], people_reached=thing["reached"]
            )
            action_commands.finish_action(session, lead, action, given)
            if thing.get("public"):
                action_commands.open_action(session, lead, action, action_commands.Opening())
    if "stopped" in thing:
        with clock.at(moment(thing["stopped"])):
            action_commands.stop_action(
                session,
                lead,
                action,
                action_commands.ActionStopping(reason=thing["reason"], lessons=thing["lessons"]),
            )


def _day(today: date, days_ago: int | None) -> date | None:
    return None if days_ago is None else today - timedelta(days=days_ago)
