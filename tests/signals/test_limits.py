"""How much comes through the public doors: the same for all workers, and nobody's address kept."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.errors import TooMany
from app.core.settings import Mode, Settings
from app.signals import commands, queries, try_commands
from app.signals.models import Signal, SignalStatus, SignalTry
from tests.days import noon_after
from tests.signals.doors import SIGNAL, sent, stored
from tests.world import Visitors

SETTINGS = Settings(mode=Mode.DEMO)


def message(
    session: Session, network: str, *, is_proven: bool = False, region: str = "VR01"
) -> None:
    sender = try_commands.PublicSender(SETTINGS, network, is_proven)
    try_commands.count_message(session, sender, region)


def test_the_fourth_of_one_address_in_an_hour_waits_and_loses_nothing(
    visitors: Visitors, session: Session
) -> None:
    start = clock.now()  # it stands still, also on a machine that is slow
    with clock.at(start):
        for _time in range(3):
            assert sent(visitors).status_code == 303
        refused = sent(visitors)
    assert refused.status_code == 429 and refused.headers["retry-after"] == "3600"
    assert "Over 60 minuten kun je het weer proberen." in refused.text
    assert SIGNAL["description"] in refused.text
    assert len(session.exec(select(Signal)).all()) == 3
    # Both doors are one.
    with clock.at(start):
        assert sent(visitors, "/hulp-aanbieden").status_code == 429
    with clock.at(start + timedelta(minutes=48, seconds=1)):
        later = sent(visitors)
        assert later.headers["retry-after"] == "720"
        assert "Over 12 minuten kun je het weer proberen." in later.text
    with clock.at(start + timedelta(minutes=59, seconds=30)):
        assert "Over 1 minuut kun je het weer proberen." in sent(visitors).text
    with clock.at(start + timedelta(minutes=61)):
        assert sent(visitors).status_code == 303


def test_another_address_is_another_and_a_browser_that_worked_may_send_more(
    session: Session,
) -> None:
    for _time in range(try_commands.UNPROVEN_OF_ADDRESS):
        message(session, "192.0.2.1")
    with pytest.raises(TooMany):
        message(session, "192.0.2.1")
    message(session, "192.0.2.2")
    for _time in range(try_commands.OF_ADDRESS):
        message(session, "192.0.2.1", is_proven=True)
    with pytest.raises(TooMany):
        message(session, "192.0.2.1", is_proven=True)


def test_no_more_than_thirty_unproven_wait_in_a_region(
    visitors: Visitors, session: Session
) -> None:
    for _time in range(try_commands.UNPROVEN_WAITING):
        signal = stored(session, network=f"192.0.2.{_time}")
        signal.is_proven = False
    session.flush()

    def full(region: str = "VR01", *, is_proven: bool = False) -> bool:
        sender = try_commands.PublicSender(SETTINGS, "198.51.100.1", is_proven)
        count = partial(queries.count_unproven, session, region)
        try:
            try_commands.refuse_when_full(sender, count)
        except TooMany:
            return True
        return False

    assert full() and not full("VR03") and not full(is_proven=True)
    assert sent(visitors).status_code == 429
    commands.end(signal, SignalStatus.ACCEPTED)
    session.flush()
    assert not full()


def test_a_region_gets_no_more_than_it_can_read(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(try_commands, "OF_REGION", 4)
    for address in range(4):
        message(session, f"192.0.2.{address}", is_proven=True)
    with pytest.raises(TooMany):
        message(session, "192.0.2.9", is_proven=True)
    message(session, "192.0.2.9", is_proven=True, region="VR03")


def test_an_address_is_kept_as_a_hash_with_another_key_every_day(session: Session) -> None:
    message(session, "192.0.2.1")
    (today,) = session.exec(select(SignalTry.key_hash)).all()
    with clock.at(noon_after(1)):
        message(session, "192.0.2.1")
        both = set(session.exec(select(SignalTry.key_hash)).all())
        assert len(both) == 2 and today in both
        other = Settings(mode=Mode.DEMO, secret_key="x" * 40)
        sender = try_commands.PublicSender(other, "192.0.2.1")
        try_commands.count_message(session, sender, "VR01")
        assert len(set(session.exec(select(SignalTry.key_hash)).all())) == 3
        assert try_commands.forget_tries(session) == 1


def test_what_was_refused_or_sent_twice_counts_once(visitors: Visitors) -> None:
    for _time in range(5):
        assert sent(visitors, description="Kort").status_code == 422
    first = sent(visitors)
    assert first.status_code == 303
