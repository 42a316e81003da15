"""When a crisis goes on and a measure is in force: the same in SQL and in Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core import clock
from app.reference.choice_queries import get_choices
from app.reference.crisis_queries import default_crisis, is_active, is_in_force
from app.reference.models import Crisis, CrisisPhase, Measure
from tests.reference.lists import DAY, crisis, measure

DAYS = [DAY + timedelta(days=n) for n in range(-3, 4)]
WINDOWS = [
    (start, end) for start, end in product(DAYS, [*DAYS, None]) if end is None or end >= start
]


def goes_on(start: date, end: date | None, day: date) -> bool:
    """The rule, in words of its own: the first and the last day count."""
    return start <= day if end is None else day in [
        start + timedelta(days=n) for n in range((end - start).days + 1)
    ]  # fmt: skip


def test_a_crisis_and_a_measure_go_on_by_one_rule_in_sql_and_in_python(session: Session) -> None:
    for n, (start, end) in enumerate(WINDOWS):
        crisis(session, f"c{n}", started_on=start, ended_on=end)
        measure(session, f"m{n}", starts_on=start, ends_on=end)
    crises = {
        c.slug: c for c in session.exec(select(Crisis).where(col(Crisis.region_code) == "VR05"))
    }
    assert len(crises) == len(WINDOWS)
    for day in [DAYS[0] - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1)]:
        expected = {n for n, (start, end) in enumerate(WINDOWS) if goes_on(start, end, day)}
        in_sql = select(Crisis.slug).where(
            is_active(Crisis, day), col(Crisis.region_code) == "VR05"
        )
        assert set(session.exec(in_sql)) == {f"c{n}" for n in expected}, day
        assert {s for s, c in crises.items() if c.is_active_on(day)} == {f"c{n}" for n in expected}
        in_force = select(Measure.slug).where(
            is_in_force(Measure, day), col(Measure.region_code) == "VR05"
        )
        assert set(session.exec(in_force)) == {f"m{n}" for n in expected}, day


@settings(deadline=None)
@given(
    start=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    length=st.none() | st.integers(0, 4000),
    off=st.integers(-5000, 5000),
)
def test_a_crisis_goes_on_from_its_first_to_its_last_day(
    start: date, length: int | None, off: int
) -> None:
    end = None if length is None else start + timedelta(days=length)
    one = Crisis(
        region_code="VR05", slug="x", name="x", phase=CrisisPhase.ACUTE, started_on=start,
        ended_on=end,
    )  # fmt: skip
    assert one.is_active_on(start + timedelta(days=off)) is (
        off >= 0 and (length is None or off <= length)
    )


@pytest.mark.parametrize(
    ("moment", "slugs"),
    [
        (datetime(2027, 3, 13, 22, 59, tzinfo=UTC), {"before"}),
        (datetime(2027, 3, 13, 23, 1, tzinfo=UTC), {"that_day"}),  # midnight in Amsterdam
        (datetime(2027, 3, 14, 22, 59, tzinfo=UTC), {"that_day"}),
        (datetime(2027, 3, 14, 23, 1, tzinfo=UTC), set()),
    ],
)
def test_today_is_the_day_in_the_netherlands(
    session: Session, moment: datetime, slugs: set[str]
) -> None:
    yesterday = DAY - timedelta(days=1)
    crisis(session, "that_day", ended_on=DAY)
    crisis(session, "before", started_on=yesterday, ended_on=yesterday)
    measure(session, "that_day", ends_on=DAY)
    measure(session, "before", starts_on=yesterday, ends_on=yesterday)
    of_region = {"VR05"}
    with clock.at(moment):
        active = select(Crisis.slug).where(
            is_active(Crisis), col(Crisis.region_code).in_(of_region)
        )
        holding = select(Measure.slug).where(
            is_in_force(Measure), col(Measure.region_code).in_(of_region)
        )
        assert set(session.exec(active)) == set(session.exec(holding)) == slugs
        choices = get_choices(session, ["VR05"])
        assert {c.value for c in choices.crises if c.is_current} == slugs
        assert {m.value for m in choices.measures if m.is_current} == slugs
        found = default_crisis(session, "VR05")
        assert (found.slug if found else None) == choices.default_crisis
        assert choices.default_crisis == (next(iter(slugs)) if slugs else None)


@pytest.mark.parametrize("make", [
    lambda session, end: crisis(session, "x", ended_on=end),
    lambda session, end: measure(session, "x", ends_on=end),
])  # fmt: skip
def test_nothing_ends_before_it_begins(session: Session, make: object) -> None:
    assert callable(make)
    make(session, DAY)
    session.rollback()
    with pytest.raises(IntegrityError):
        make(session, DAY - timedelta(days=1))


def test_a_form_starts_with_the_crisis_that_the_region_put_first(session: Session) -> None:
    with clock.at(datetime(2027, 3, 20, 12, tzinfo=UTC)):
        crisis(session, "second", position=2, started_on=DAY - timedelta(days=1))
        crisis(session, "younger", position=1, started_on=DAY + timedelta(days=1))
        crisis(session, "older", position=1)
        crisis(session, "over", position=0, ended_on=DAY)
        crisis(session, "to_come", position=0, started_on=DAY + timedelta(days=30))
        found = default_crisis(session, "VR05")
        assert found is not None and found.slug == "older"
        choices = get_choices(session, ["VR05"])
        assert choices.default_crisis == "older", "the form and the command choose the same"
        assert [c.value for c in choices.crises] == [
            "over", "to_come", "older", "younger", "second",
        ]  # fmt: skip
