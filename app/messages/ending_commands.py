"""Mail to who owns something that ends: an offer in a week and tomorrow, a need and an action whose
last day has passed, a step that is not done; and what both sides of a completed match are asked.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import models as action_models
from app.core import clock
from app.matches import arrivals, models as match_models
from app.messages import (
    absence_queries,
    ending_letters,
    letter_commands,
    letters,
    partner_queries,
    recipient_queries,
)
from app.needs import models as need_models
from app.offers import models as offer_models

A_WEEK, A_DAY = 7, 1  # how long before an offer ends its owner is warned, in days
# What ended longer ago, such as before there was mail, is not asked about any more.
LATEST = timedelta(days=14)


def warn_of_offers(session: Session) -> int:
    """Once a week before, and once a day before; of a day that was missed, later. Who confirmed it
    meanwhile is warned before the new end. Returns how many mails.
    """
    day = clock.today()
    ends: Any = sa.func.least(
        col(offer_models.Offer.available_until), col(offer_models.Offer.fresh_until)
    )
    step = sa.case((ends - day <= A_DAY, A_DAY), else_=A_WEEK)
    query = recipient_queries.to_speakers(
        ending_letters.OFFER_ENDS,
        about=offer_models.Offer,
        title=col(offer_models.Offer.title),
        window=sa.func.concat(sa.cast(ends, sa.Text), "/", step),
        day=ends,
        organisation_id=col(offer_models.Offer.organisation_id),
    ).where(
        col(offer_models.Offer.status) == offer_models.OfferStatus.PUBLISHED,
        ends.between(day, day + timedelta(days=A_WEEK)),
    )
    return letter_commands.owe_all(session, ending_letters.OFFER_ENDS, query)


def ask_about_needs(session: Session) -> int:
    """Once for each last day that an open need had."""
    day = clock.today()
    until = col(need_models.Need.needed_until)
    query = recipient_queries.to_speakers(
        ending_letters.NEED_PAST,
        about=need_models.Need,
        title=col(need_models.Need.title),
        window=sa.cast(until, sa.Text),
        day=until,
        organisation_id=col(need_models.Need.organisation_id),
    ).where(need_models.is_over(day), until >= _oldest(session))
    return letter_commands.owe_all(session, ending_letters.NEED_PAST, query)


def ask_about_actions(session: Session) -> int:
    """Once for each last day that an action had, of who leads it."""
    day = clock.today()
    until = col(action_models.Action.ends_on)
    query = recipient_queries.to_speakers(
        ending_letters.ACTION_PAST,
        about=action_models.Action,
        title=col(action_models.Action.title),
        window=sa.cast(until, sa.Text),
        day=until,
        organisation_id=col(action_models.Action.organisation_id),
    ).where(
        col(action_models.Action.status).in_(action_models.LIVE),
        until.between(_oldest(session), day - timedelta(days=1)),
    )
    return letter_commands.owe_all(session, ending_letters.ACTION_PAST, query)


def ask_about_steps(session: Session) -> int:
    """Once for each last day that a step of a live action had, of whose it is and of who looks
    after the action among them. Returns how many messages.
    """
    action, step = action_models.Action, action_models.ActionStep
    until = col(step.due_on)
    query = recipient_queries.to_speakers(
        ending_letters.STEP_PAST,
        about=action,
        title=col(action.title),
        window=sa.func.concat(sa.cast(col(step.id), sa.Text), "/", sa.cast(until, sa.Text)),
        day=until,
        organisation_id=col(step.organisation_id),
        also=col(action.in_charge_id),
        joined=(step, col(step.action_id) == col(action.id)),
    ).where(
        col(action.status).in_(action_models.LIVE),
        col(step.done_at).is_(None),
        until.between(_oldest(session), clock.today() - timedelta(days=1)),
    )
    return letter_commands.owe_all(session, ending_letters.STEP_PAST, query)


def ask_about_arrivals(session: Session) -> int:
    """Once of each side of a match that is completed, as long as it did not say whether the help
    arrived. It is read in the messages, and summed up in the overview of the day.
    """
    need, offer = match_models.SIDES
    match = match_models.Match
    sides = (
        (need, col(match.need_organisation_id), col(match.need_arrived)),
        (offer, col(match.offer_organisation_id), col(match.offer_arrived)),
    )
    owed = 0
    for side, owner, said in sides:
        query = recipient_queries.to_speakers(
            letters.ARRIVED,
            about=match_models.Match,
            title=col(need_models.Need.title),
            window=sa.literal(""),
            day=sa.cast(sa.null(), sa.Date),
            organisation_id=owner,
            named=partner_queries.named_to(side),
        ).join(need_models.Need, col(need_models.Need.id) == col(match_models.Match.need_id))
        done = query.where(
            col(match_models.Match.status) == match_models.MatchStatus.COMPLETED,
            col(match_models.Match.moved_at) > clock.now() - arrivals.ASKED_FOR,
            said.is_(None),
        )
        owed += letter_commands.owe_all(session, letters.ARRIVED, done)
    return owed


def _oldest(session: Session) -> date:
    """The first last day that is asked about."""
    since = absence_queries.get_since(session, LATEST)
    return since.astimezone(clock.AMSTERDAM).date()
