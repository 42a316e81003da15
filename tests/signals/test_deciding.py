"""What who decides about a signal sees before and after, and what its sender is asked and told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.signals.models import SignalRejection
from tests.html import Page
from tests.signals.entries import ENTRY, logged_by
from tests.world import Visitors, World

# As the page sends it, which shows what is alike.
ASKING = ENTRY | {"asks_alike": "1"}


def section(text: str, name: str) -> str:
    """What stands in the section of this name."""
    found = re.search(rf'aria-labelledby="{name}".*?</section>', text, re.DOTALL)
    assert found is not None, name
    return found.group()


RIGHT = {"theme": "work_income", "target_group": "older_people", "severity": "3"}


def test_who_decides_reads_first_what_says_the_opposite_or_the_same(
    visitors: Visitors, session: Session, world: World
) -> None:
    """Not only when it has been taken up, and it counts."""
    better = logged_by(world, "daan", direction="positive", description="Het gaat daar goed nu.")
    same = logged_by(
        world, "daan", description="Meer gezinnen vragen om hulp met hun energierekening."
    )
    other = logged_by(world, "daan", description="Veel ouderen missen de bus naar het dorp.")
    waits = logged_by(world, "chantal")
    session.commit()
    text = visitors["amina"].get(f"/signalen/{waits.id}").text
    assert str(better.id) in section(text, "s_opposites")
    assert str(same.id) in section(text, "s_alike")
    assert str(other.id) not in section(text, "s_alike")
    # Who gave it decides nothing, and is not asked to compare.
    assert "s_alike" not in visitors["chantal"].get(f"/signalen/{waits.id}").text


def test_a_decision_leads_to_what_waits_longest_now(
    visitors: Visitors, session: Session, world: World
) -> None:
    first, second, third = (logged_by(world, "chantal", severity=n) for n in ("1", "2", "3"))
    for at, each in enumerate((first, second, third)):
        each.created_at = clock.now() - timedelta(hours=3 - at)
    session.commit()
    assert "Volgende wachtende" not in visitors["amina"].get(f"/signalen/{first.id}").text
    answer = visitors["amina"].post(f"/signalen/{first.id}/oppakken", data=RIGHT)
    text = visitors["amina"].get(answer.headers["location"]).text
    assert "Volgende wachtende (2)" in text and f'href="/signalen/{second.id}"' in text
    visitors["amina"].post(f"/signalen/{second.id}/afwijzen", data={"rejection": "known"})
    text = visitors["amina"].get(f"/signalen/{second.id}").text
    assert "Volgende wachtende (1)" in text and f'href="/signalen/{third.id}"' in text
    visitors["amina"].post(f"/signalen/{third.id}/oppakken", data=RIGHT)
    text = visitors["amina"].get(f"/signalen/{third.id}").text
    assert "Volgende wachtende" not in text
    assert "Volgende wachtende" not in visitors["chantal"].get(f"/signalen/{first.id}").text


def test_what_is_given_twice_is_asked_about_with_the_other_one(
    visitors: Visitors, session: Session, world: World
) -> None:
    there = logged_by(world, "daan")
    session.commit()
    assert Page(visitors["chantal"].get("/signalen/nieuw").text).typed("asks_alike") == ["1"]
    said = ASKING | {"description": "Meer gezinnen vragen om hulp met hun energierekening."}
    answer = visitors["chantal"].post("/signalen", data=said)
    assert answer.status_code == 422
    assert Page(answer.text).error("sure_alike").startswith("Dit signaal is al gegeven.")
    assert f'href="/signalen/{there.id}"' in answer.text
    assert visitors["chantal"].post("/signalen", data=said | {"sure_alike": "1"}).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"municipality": "GM1895"},
        {"target_group": "lonely_people"},
        {"theme": "social_cohesion"},
        {"direction": "positive"},
        {"description": "De bus naar het ziekenhuis rijdt niet meer op zondag."},
        {"seen_on": (clock.today() - timedelta(days=40)).isoformat()},
    ],
)
def test_another_signal_is_not_asked_about(
    visitors: Visitors, session: Session, world: World, changes: dict[str, Any]
) -> None:
    logged_by(world, "daan")
    session.commit()
    answer = visitors["chantal"].post("/signalen", data=ASKING | changes)
    assert answer.status_code == 303


def test_what_waits_of_somebody_else_or_of_a_small_group_is_told_to_nobody(
    visitors: Visitors, session: Session, world: World
) -> None:
    """That it is alike would tell that it is there, or where."""
    logged_by(world, "bram")
    logged_by(world, "daan", people=3)
    session.commit()
    assert visitors["chantal"].post("/signalen", data=ASKING).status_code == 303


def test_who_gave_it_reads_why_it_is_not_taken_up(
    visitors: Visitors, session: Session, world: World
) -> None:
    """Also where somebody wrote an explanation beside it."""
    signal = logged_by(world, "chantal")
    session.commit()
    given = {"rejection": "elsewhere", "answer": "Het dorpsteam is hier al mee bezig."}
    visitors["amina"].post(f"/signalen/{signal.id}/afwijzen", data=given)
    told = section(visitors["chantal"].get(f"/signalen/{signal.id}").text, "s_answer")
    assert SignalRejection.ELSEWHERE.word in told and "Het dorpsteam" in told
