"""A deadline in words: that it is today or tomorrow, before which day, and never "before" today."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.core import clock, i18n
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.world import Visitors

MONDAY = datetime(2026, 11, 30, 11, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("day", "dutch", "english"),
    [
        (date(2026, 11, 30), "vandaag", "today"),
        (date(2026, 12, 1), "uiterlijk morgen", "tomorrow at the latest"),
        (date(2026, 12, 2), "vóór wo 2 december", "before Wed 2 December"),
        (date(2027, 1, 4), "vóór ma 4 januari 2027", "before Mon 4 January 2027"),
        (date(2026, 11, 29), "vóór zo 29 november", "before Sun 29 November"),
    ],
)
def test_a_deadline_says_today_and_tomorrow(day: date, dutch: str, english: str) -> None:
    with clock.at(MONDAY):
        with i18n.speaking("nl"):
            assert i18n.before(day) == dutch
        with i18n.speaking("en"):
            assert i18n.before(day) == english


@pytest.mark.parametrize(
    ("days", "told"), [(0, "vandaag"), (1, "uiterlijk morgen"), (2, "vóór "), (-1, "dag te laat")]
)
def test_my_work_says_so_on_that_very_day(
    visitors: Visitors, pairs: Pairs, days: int, told: str
) -> None:
    deeds = Deeds(pairs)
    deeds.step(deeds.action(), due_on=clock.today() + timedelta(days=days))
    pairs.session.commit()
    text = visitors["chantal"].get("/mijn-werk").text
    dues = re.findall(r'<p class="sb-work__when">\s*<time[^>]*>(.*?)</time>', text, re.DOTALL)
    assert any(told in said for said in dues), dues
    assert days > 1 or not any("vóór" in said for said in dues)


def test_every_deadline_is_said_by_one_function() -> None:
    """A sentence that says "before" such a day itself would say it on that day too."""
    found = [
        path.name
        for folder, kind in (("app", "*.py"), ("templates", "*.html"))
        for path in sorted((ROOT / folder).rglob(kind))
        if re.search(r"[\"( ]before %\(day\)s", path.read_text(encoding="utf-8"))
    ]
    assert found == ["i18n.py"]
