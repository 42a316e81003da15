"""What is found from the data is told once: the row that says so outlives the time in which it
could be told again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Settings
from app.identity.models import Organisation
from app.mail import commands as mail_commands
from app.mail.models import Mail
from app.matches import arrivals
from app.messages import absence_queries, ending_commands, question_commands, suspension_commands
from app.needs.models import Need
from app.organisations import yearly_commands
from app.organisations.models import OrganisationProfile
from tests.actions.deeds import Deeds
from tests.days import noon_after
from tests.matches.pairs import Pairs
from tests.members.invitations import HOME
from tests.world import World

DAY = timedelta(days=1)
# The shortest time that an installation can keep which mail was sent to whom.
SHORTEST = next(
    each.ge for each in Settings.model_fields["mail_days"].metadata if hasattr(each, "ge")
)
WINDOWS = {
    "what happened": absence_queries.RECENT,
    "a suspension": suspension_commands.LATEST,
    "a question without an answer": question_commands.LATEST,
    "a last day that passed": ending_commands.LATEST,
    "an offer that ends": timedelta(days=ending_commands.A_WEEK),
    "whether help arrived": arrivals.ASKED_FOR,
    "a profile of a year old": yearly_commands.ASKED_FOR,
}


@pytest.mark.parametrize("name", WINDOWS)
def test_a_row_is_kept_longer_than_it_could_be_told_again(name: str) -> None:
    assert WINDOWS[name] < timedelta(days=SHORTEST)


def _need(pairs: Pairs) -> UUID:
    need: Need = pairs.world.need(publish=True, needed_until=clock.today().isoformat())
    return need.id


def _action(pairs: Pairs) -> UUID:
    action = Deeds(pairs).action()
    action.ends_on = clock.today()
    return action.id


def _step(pairs: Pairs) -> UUID:
    deeds = Deeds(pairs)
    action = deeds.start(deeds.action())
    deeds.step(action).due_on = clock.today()
    return action.id


def _offer(pairs: Pairs) -> UUID:
    offer = pairs.world.offer("chantal", publish=True)
    offer.available_until, offer.fresh_until = None, clock.today() + DAY
    return offer.id


def _arrival(pairs: Pairs) -> UUID:
    return pairs.complete(pairs.start(pairs.accepted())).id


def _question(pairs: Pairs) -> UUID:
    """One that no day ends."""
    match = pairs.approved(need=pairs.need(needed_until=None))
    match.answer_by = None
    return match.id


def _profile(pairs: Pairs) -> UUID:
    home: Organisation = pairs.world.organisation(HOME)
    profile = pairs.session.get_one(OrganisationProfile, home.id)
    profile.confirmed_at = clock.now() - timedelta(days=365)
    return home.id


Command = Callable[[Session], int]
# What is told of, who tells it, of which kind, and how often a person hears it in a hundred days.
TOLD: list[tuple[Callable[[Pairs], UUID], Command, str, int]] = [
    (_need, ending_commands.ask_about_needs, "messages:need_past", 1),
    (_action, ending_commands.ask_about_actions, "messages:action_past", 1),
    (_step, ending_commands.ask_about_steps, "messages:step_past", 1),
    (_offer, ending_commands.warn_of_offers, "messages:offer_ends", 1),
    (_arrival, ending_commands.ask_about_arrivals, "messages:arrived", 1),
    (_question, question_commands.mail_questions, "messages:asked", 1),
    (_question, question_commands.remind, "messages:still_asked", 1),
    (_profile, yearly_commands.ask_again, "organisations:still_right", 1),
]


@pytest.mark.parametrize(("make", "command", "kind", "often"), TOLD, ids=[row[2] for row in TOLD])
def test_it_is_told_once_where_mail_is_forgotten_as_soon_as_may_be(
    world: World,
    settings: Settings,
    make: Callable[[Pairs], UUID],
    command: Command,
    kind: str,
    often: int,
) -> None:
    about, seen = make(Pairs(world)), dict[UUID, Any]()
    world.session.flush()
    shortest = settings.model_copy(update={"mail_days": SHORTEST})
    for day in range(0, 100, 2):
        with clock.at(noon_after(day)):
            command(world.session)
            rule = (col(Mail.kind) == kind, col(Mail.object_id) == about)
            rows = world.session.exec(select(Mail.id, Mail.person_id).where(*rule)).all()
            seen.update(dict(rows))
            mail_commands.forget_mail(world.session, shortest)
    people = list(seen.values())
    assert people and {people.count(each) for each in people} == {often}


def test_a_profile_is_asked_about_once_in_each_year(world: World, settings: Settings) -> None:
    about, seen = _profile(Pairs(world)), set[UUID]()
    world.session.flush()
    for day in range(0, 3 * 365, 5):
        with clock.at(noon_after(day)):
            yearly_commands.ask_again(world.session)
            rule = (col(Mail.object_id) == about, col(Mail.person_id) == world.person("chantal").id)
            seen.update(world.session.exec(select(Mail.id).where(*rule)).all())
            mail_commands.forget_mail(world.session, settings)
    assert len(seen) == 3
