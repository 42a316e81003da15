"""The signals of the demo region, in a world that has its people and organisations already."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.core import clock
from app.core.personal_data import refused_in
from app.demo.cast import read
from app.demo.region import DemoRegion
from app.demo.signals import seed_signals
from app.identity.models import Organisation, Person
from app.reference.models import Measure, Theme
from app.signals.models import Signal, SignalDirection, SignalSource
from app.signals.opposite_queries import find_opposites
from tests.world import World


def test_twelve_weeks_of_signals_with_what_contradicts_and_what_waits(
    session: Session, world: World
) -> None:
    region = DemoRegion(session)
    by_name = {each.name: each for each in session.exec(select(Organisation))}
    region.organisations = {each["key"]: by_name[each["name"]] for each in read("organisations")}
    by_mail = {person.email: person.id for person in session.exec(select(Person))}
    region.people = {each["key"]: by_mail[each["email"]] for each in read("people")}
    slugs = {each.title: each.slug for each in session.exec(select(Measure))}
    region.measures = {each["key"]: slugs[each["title"]] for each in read("measures")}

    seed_signals(session, region)
    signals = session.exec(select(Signal)).all()
    seen = sorted(signal.seen_on for signal in signals)
    assert len(signals) >= 60 and 76 <= (clock.today() - seen[0]).days <= 84
    counted = [signal for signal in signals if signal.counts]
    assert {signal.theme for signal in counted} == set(session.exec(select(col(Theme.slug))))
    assert {signal.direction for signal in counted} == set(SignalDirection)
    assert {signal.source_kind for signal in counted} == set(SignalSource)
    assert len({signal.municipality_code for signal in counted}) == 10
    assert 3 <= len(signals) - len(counted) <= 8, "some wait"
    assert all(signal.people is None for signal in signals), "no small groups are told"
    assert not [each.description for each in signals if refused_in(each.description)]
    pairs = find_opposites(session, world["daan"])
    assert sum(pair.is_of_one_theme for pair in pairs) >= 3
