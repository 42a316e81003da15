"""Whoever owns something that ends hears it in time, once for each end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.settings import Settings
from app.mail import outbox
from app.messages import ending_commands
from app.needs.models import Need
from app.offers.models import Offer
from tests.actions.deeds import Deeds
from tests.days import noon_after
from tests.matches.pairs import Pairs
from tests.messages.test_questions import mails
from tests.world import World

DAY = timedelta(days=1)


def days(world: World, thing: Any, *when: int) -> list[str]:
    """Which mails about an offer are owed, looking on these days from today."""
    for each in when:
        with clock.at(noon_after(each)):
            ending_commands.warn_of_offers(world.session)
    owed = mails(world.session, "offer_ends", thing.id)
    return [mail.window.rpartition("/")[2] for mail in sorted(owed, key=lambda mail: mail.id)]


@pytest.mark.parametrize(
    ("when", "warned"),
    [
        ((-8,), []),
        ((-7,), ["7"]),
        ((-7, -6, -5), ["7"]),
        ((-5,), ["7"]),  # the worker was away that day
        ((-7, -1), ["7", "1"]),
        ((-1,), ["1"]),
        ((0,), ["1"]),
        ((1, 2), []),
    ],
)
@pytest.mark.parametrize("by", ["fresh_until", "available_until"])
def test_an_offer_is_warned_a_week_and_a_day_before_it_ends(
    world: World, when: tuple[int, ...], warned: list[str], by: str
) -> None:
    offer: Offer = world.offer(publish=True)
    other = "available_until" if by == "fresh_until" else "fresh_until"
    end = clock.today() + 20 * DAY
    setattr(offer, by, end)
    setattr(offer, other, end + 90 * DAY)
    world.session.flush()
    assert days(world, offer, *(20 + each for each in when)) == warned


def test_who_confirms_it_is_warned_again_before_the_new_end(world: World) -> None:
    offer = world.offer(publish=True)
    offer.available_until, offer.fresh_until = None, clock.today() + 7 * DAY
    world.session.flush()
    days(world, offer, 0)
    offer.fresh_until = clock.today() + 56 * DAY
    world.session.flush()
    assert days(world, offer, 1, 48) == ["7"]
    assert days(world, offer, 49, 55) == ["7", "7", "1"]


def test_a_draft_or_paused_offer_warns_nobody(world: World) -> None:
    offer = world.offer()
    offer.fresh_until = clock.today() + 7 * DAY
    world.session.flush()
    assert days(world, offer, 0, 6) == []


def test_a_need_past_its_last_day_asks_once_whether_it_is_still_needed(
    world: World, settings: Settings
) -> None:
    need: Need = world.need(publish=True, needed_until=(clock.today() + DAY).isoformat())
    for later in (0, 1, 2, 3):
        with clock.at(noon_after(later)):
            ending_commands.ask_about_needs(world.session)
        assert len(mails(world.session, "need_past", need.id)) == int(later > 1)
    (mail,) = mails(world.session, "need_past", need.id)
    assert mail.person_id == world.person("amina").id
    assert f"/behoeften/{need.id}" in outbox.write(settings, mail).text


def test_an_action_past_its_last_day_is_asked_to_close(world: World, session: Session) -> None:
    action = Deeds(Pairs(world)).action()
    action.ends_on = clock.today()
    session.flush()
    for later in (0, 1, 2):
        with clock.at(noon_after(later)):
            ending_commands.ask_about_actions(session)
        assert len(mails(session, "action_past", action.id)) == int(later > 0)


def test_a_step_past_its_day_is_told_once_to_whose_it_is_and_who_looks_after_the_action(
    world: World, session: Session
) -> None:
    deeds = Deeds(Pairs(world))
    action = deeds.hold(deeds.action("amina"), "amina")
    first, second = deeds.step(action, "amina"), deeds.step(action, "amina")
    first.due_on, second.due_on = clock.today(), clock.today() + 2 * DAY
    action.in_charge_id = world.person("bram").id  # a member, who decides nothing
    session.flush()
    people = {world.person(who).id for who in ("amina", "bram")}
    for later, told in ((0, 0), (1, 1), (2, 1), (3, 2), (4, 2)):
        with clock.at(noon_after(later)):
            ending_commands.ask_about_steps(session)
        owed = mails(session, "step_past", action.id)
        assert {mail.person_id for mail in owed} == (people if told else set()), later
        assert len(owed) == told * len(people), "each of both days, to each of both"


@pytest.mark.parametrize("change", ["done", "stopped", "no day", "later"])
def test_a_step_that_waits_for_nobody_is_not_told(
    world: World, session: Session, change: str
) -> None:
    deeds = Deeds(Pairs(world))
    action = deeds.hold(deeds.action())
    step = deeds.step(action)
    step.due_on = clock.today()
    if change == "done":
        step.done_at = clock.now()
    elif change == "stopped":
        deeds.stop(action)
    else:
        step.due_on = None if change == "no day" else clock.today() + 5 * DAY
    session.flush()
    with clock.at(noon_after(1)):
        assert ending_commands.ask_about_steps(session) == 0


def test_a_date_in_a_letter_is_written_out(world: World, settings: Settings) -> None:
    offer = world.offer(publish=True)
    offer.available_until, offer.fresh_until = None, date(2027, 3, 9)
    world.session.flush()
    with clock.at(clock.now().replace(year=2027, month=3, day=2)):
        ending_commands.warn_of_offers(world.session)
    (mail,) = mails(world.session, "offer_ends", offer.id)
    assert "9 maart 2027" in outbox.write(settings, mail).text
