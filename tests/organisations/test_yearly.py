"""Once a year an organisation is asked whether its profile is still right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Settings
from app.identity.models import OrganisationStatus
from app.mail import outbox
from app.mail.models import Mail
from app.organisations.models import OrganisationProfile
from app.organisations.yearly_commands import ask_again
from app.work import queries
from app.work.task_kinds import TaskKind
from tests.members.invitations import HOME
from tests.world import Visitors, World

A_YEAR = timedelta(days=365)


def set_back(world: World, confirmed: timedelta | None, registered: timedelta = 5 * A_YEAR) -> None:
    """So long ago the profile was confirmed, and the organisation of chantal registered."""
    home = world.organisation(HOME)
    profile = world.session.get_one(OrganisationProfile, home.id)
    profile.confirmed_at = None if confirmed is None else clock.now() - confirmed
    home.created_at = clock.now() - registered
    world.session.add_all([home, profile])
    world.session.commit()


def asked(world: World, who: str = "chantal") -> list[str]:
    work = queries.get_work(world.session, world[who])
    found = (*work.late, *work.today, *work.week, *work.later)
    return [task.what for task in found if task.kind is TaskKind.CONFIRM_PROFILE]


def mails(session: Session, world: World) -> list[Mail]:
    home = world.organisation(HOME).id
    about = (col(Mail.kind) == "organisations:still_right", col(Mail.object_id) == home)
    return list(session.exec(select(Mail).where(*about)))


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("confirmed", "registered", "is_asked"),
    [
        (A_YEAR - DAY, 5 * A_YEAR, False),
        (A_YEAR + DAY, 5 * A_YEAR, True),
        (None, A_YEAR - DAY, False),
        (None, A_YEAR + DAY, True),
    ],
)
def test_it_is_asked_a_year_after_it_was_confirmed_or_registered(
    world: World,
    session: Session,
    confirmed: timedelta | None,
    registered: timedelta,
    is_asked: bool,
) -> None:
    set_back(world, DAY)
    before = queries.count_work(session, world["chantal"])
    set_back(world, confirmed, registered)
    assert asked(world) == ([f"Klopt het profiel van {HOME} nog?"] if is_asked else [])
    assert queries.count_work(session, world["chantal"]) - before == int(is_asked)
    ask_again(session)
    assert len(mails(session, world)) == int(is_asked)


def test_only_who_speaks_for_it_is_asked(
    world: World, session: Session, settings: Settings
) -> None:
    set_back(world, A_YEAR + DAY)
    assert not any(HOME in what for who in ("amina", "bram", "daan") for what in asked(world, who))
    ask_again(session)
    (mail,) = mails(session, world)
    assert mail.person_id == world.person("chantal").id
    assert HOME in outbox.write(settings, mail).subject


def test_it_is_mailed_once_until_it_is_confirmed_and_a_missed_day_is_made_up(
    world: World, session: Session
) -> None:
    set_back(world, A_YEAR + 9 * DAY)
    ask_again(session)
    assert ask_again(session) == 0 and len(mails(session, world)) == 1
    set_back(world, DAY)
    with clock.at(clock.now() + A_YEAR):
        ask_again(session)
    assert len(mails(session, world)) == 2


def test_who_takes_no_part_is_not_asked(world: World, session: Session) -> None:
    set_back(world, A_YEAR + DAY)
    world.organisation(HOME).status = OrganisationStatus.SUSPENDED
    session.commit()
    ask_again(session)
    assert not mails(session, world)


def test_one_press_in_my_work_confirms_it_and_everybody_sees_when(
    visitors: Visitors, session: Session
) -> None:
    world = visitors.world
    set_back(world, A_YEAR + DAY)
    home = world.organisation(HOME).id
    action = f"/netwerk/{home}/bevestigen"
    assert f'action="{action}"' in visitors["chantal"].get("/mijn-werk").text
    assert visitors["chantal"].post(action).status_code == 303
    assert not asked(world)
    session.expire_all()
    confirmed = session.get_one(OrganisationProfile, home).confirmed_at
    assert confirmed is not None and clock.now() - confirmed < DAY
    assert "Laatst bevestigd" in visitors["amina"].get(f"/netwerk/{home}").text
