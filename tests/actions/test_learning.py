"""What ended actions taught is found by whoever asks in own words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from app.actions.lesson_queries import LessonFilters, Lessons, find_lessons
from app.actions.models import Action, ActionText
from app.actions.text_commands import reread_action_texts
from tests.actions.deeds import Deeds
from tests.statements import counted
from tests.world import Visitors


@pytest.fixture
def told(deeds: Deeds) -> dict[str, Action]:
    """Three actions that ended, and one that runs and says the same."""
    lonely = deeds.action(title="Samen eten in het buurthuis", description="Tegen eenzaamheid.")
    laptops = deeds.action(
        title="Chromebooks uitdelen",
        target_groups=["children_in_poverty"],
        municipalities=[],
        description="",
    )
    stopped = deeds.action(
        title="Bellen met bewoners", target_groups=[], municipalities=[], description=""
    )
    deeds.start(deeds.action(title="Nog een keer samen eten", description="Ook tegen eenzaamheid."))
    deeds.finish(deeds.start(lonely), lessons="Haal mensen thuis op, dan komen ze echt.")
    deeds.finish(deeds.start(laptops), lessons="Een uur uitleg erbij scheelt veel vragen.")
    deeds.stop(stopped, lessons="Zonder vaste belmomenten haken vrijwilligers af.")
    return {"lonely": lonely, "laptops": laptops, "stopped": stopped}


def ask(deeds: Deeds, who: str, q: str = "", **filters: Any) -> Lessons:
    return find_lessons(deeds.session, deeds[who], LessonFilters.model_validate({"q": q} | filters))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wat werkte voor eenzame ouderen?", "lonely"),
        ("vereenzaming bij bejaarden", "lonely"),
        ("senioren", "lonely"),
        ("Hoe helpen we scholieren aan een laptop?", "laptops"),
        ("vrijwilligers vasthouden", "stopped"),
    ],
)
def test_a_question_in_own_words_finds_the_lesson_first(
    deeds: Deeds, told: dict[str, Action], question: str, expected: str
) -> None:
    found = ask(deeds, "farid", question)
    assert not found.are_alike
    assert found.rows[0].action_id == told[expected].id
    assert found.rows[0].about


def test_without_a_question_the_newest_come_first_and_filters_hold(
    deeds: Deeds, told: dict[str, Action]
) -> None:
    assert {lesson.action_id for lesson in ask(deeds, "greet").rows} == {
        action.id for action in told.values()
    }
    assert [
        lesson.action_id for lesson in ask(deeds, "greet", target_group="children_in_poverty").rows
    ] == [told["laptops"].id]
    assert ask(deeds, "greet", theme="mental_health").rows == []
    assert ask(deeds, "hugo").rows == []
    assert ask(deeds, "hugo", "eenzame ouderen").rows == []


def test_what_nobody_wrote_about_gives_what_comes_near_or_nothing(
    deeds: Deeds, told: dict[str, Action]
) -> None:
    found = ask(deeds, "greet", "kwantumfysica")
    assert found.are_alike
    assert len(found.rows) < len(told)


def test_a_text_that_was_not_stored_is_read_anew(deeds: Deeds, told: dict[str, Action]) -> None:
    session = deeds.session
    session.delete(session.get_one(ActionText, told["lonely"].id))
    session.flush()
    assert told["lonely"].id not in [r.action_id for r in ask(deeds, "greet", "isolement").rows]
    assert reread_action_texts(session, None)[0] == 1
    assert told["lonely"].id in [r.action_id for r in ask(deeds, "greet", "isolement").rows]
    assert reread_action_texts(session, None) == (0, None)


def test_the_page_shows_lessons_in_two_questions_to_the_database(
    visitors: Visitors, deeds: Deeds, told: dict[str, Action], connection: Connection
) -> None:
    deeds.session.commit()
    asked = "/acties/lessen?q=wat+werkte+voor+eenzame+ouderen"
    answer = visitors["farid"].get(asked).text
    assert "Haal mensen thuis op" in answer
    assert "Een uur uitleg" not in answer
    assert "Haal mensen thuis op" not in visitors["hugo"].get("/acties/lessen").text
    for path in ("/acties/lessen", asked):
        with counted(connection) as statements:
            visitors["farid"].get(path)
        assert len(statements) == 4, statements
