"""What is typed is held against the lists of a region, and the refusal stands beside its field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.reference import checks
from app.reference.checks import (
    Errors,
    check_crisis,
    check_measure,
    check_municipalities,
    check_support_type,
    check_themes,
    check_window,
)
from app.reference.models import SupportType, Theme
from tests.permissions import Untouched
from tests.reference.lists import DAY, crisis, measure
from tests.refusals import in_english, sentences_of

NOON = datetime(2027, 3, 14, 12, tzinfo=UTC)
Check = Callable[[Session, Errors], object]
KIND = "Choose a kind of help from the list."
TOWN = "Choose a municipality from the list."
CRISIS = "Choose a crisis from the list."
MEASURE = "Choose a measure from the list."
THEMES = "Choose themes from the list."
# The field, the sentence, and what is held against the lists of VR05.
REFUSED: list[tuple[str, str, Check]] = [
    ("support_type", KIND, lambda s, e: check_support_type(s, "nothing", "VR05", e)),
    ("support_type", KIND, lambda s, e: check_support_type(s, "boat", "VR05", e)),
    ("here", TOWN, lambda s, e: check_municipalities(s, ["GM1979", "GM9999"], e, "here")),
    ("crisis", CRISIS, lambda s, e: check_crisis(s, "nothing", "VR05", e)),
    ("crisis", CRISIS, lambda s, e: check_crisis(s, "kou", "VR01", e)),
    ("measure", MEASURE, lambda s, e: check_measure(s, "nothing", "VR05", e)),
    ("measure", MEASURE, lambda s, e: check_measure(s, "verbod", "VR01", e)),
    ("themes", THEMES, lambda s, e: check_themes(s, ["mental_health", "nothing"], "VR05", e)),
    ("themes", THEMES, lambda s, e: check_themes(s, ["sailing"], "VR05", e)),
    (
        "until",
        "The end date is before the start date.",
        lambda s, e: check_window(DAY, DAY - timedelta(days=1), e, "until"),
    ),
    (
        "until",
        "This date has passed. Fill in today or later.",
        lambda s, e: check_window(DAY - timedelta(days=9), DAY - timedelta(days=1), e, "until"),
    ),
]


@pytest.fixture
def lists(session: Session) -> Session:
    """VR05 has a crisis and a measure, VR01 a kind of help and a theme of its own."""
    crisis(session, "kou")
    measure(session, "verbod", ends_on=DAY)
    session.add(SupportType(slug="boat", label_nl="Boot", label_en="Boat", region_code="VR01"))
    session.add(Theme(slug="sailing", label_nl="Varen", label_en="Sailing", region_code="VR01"))
    session.flush()
    return session


@pytest.mark.parametrize(("field", "sentence", "check"), REFUSED)
def test_what_is_not_in_the_list_is_refused_beside_its_field(
    lists: Session, field: str, sentence: str, check: Check
) -> None:
    errors: Errors = {"other": "said before"}
    with in_english(), clock.at(NOON):
        check(lists, errors)
    assert errors == {"other": "said before", field: sentence}


def test_every_sentence_is_heard_here() -> None:
    heard, said = Counter(sentence for _f, sentence, _c in REFUSED), sentences_of("reference")
    assert heard.keys() == said.keys()
    assert heard >= said


def test_every_check_is_tried_here() -> None:
    known = {name for name in vars(checks) if name.startswith("check_")}
    names = [name for _f, _s, check in REFUSED for name in check.__code__.co_names]
    assert known == {name for name in names if name.startswith("check_")}


def test_what_is_in_the_list_comes_back_and_says_nothing(lists: Session) -> None:
    errors: Errors = {}
    kind = check_support_type(lists, "boat", "VR01", errors)
    assert kind is not None and kind.label_nl == "Boot"
    assert check_support_type(lists, "transport", "VR05", errors) is not None
    assert set(check_municipalities(lists, ["GM1979", "GM0106"], errors, "here")) == {
        "GM1979",
        "GM0106",
    }, "of whatever region: who asks decides about that"
    assert check_municipalities(lists, [], errors, "here") == {}
    found = check_crisis(lists, "kou", "VR05", errors)
    assert found is not None and found.slug == "kou"
    with clock.at(NOON + timedelta(days=90)):
        rule = check_measure(lists, "verbod", "VR05", errors)
    assert rule is not None and rule.slug == "verbod", "also one that is over"
    themes = check_themes(lists, ["social_cohesion", "sailing", "mental_health"], "VR01", errors)
    order = [(theme.position, theme.slug) for theme in themes]
    assert len(order) == 3 and order == sorted(order), "in the order of the list"
    assert check_themes(lists, [], "VR01", errors) == []
    assert errors == {}


def test_nothing_named_is_the_default_crisis_and_no_measure(lists: Session) -> None:
    errors: Errors = {}
    with clock.at(NOON):
        found = check_crisis(lists, None, "VR05", errors)
        assert found is not None and found.slug == "kou"
        found.ended_on = DAY
        lists.flush()
    with clock.at(NOON + timedelta(days=1)):
        assert check_crisis(lists, None, "VR05", errors) is None
    nobody = Untouched()
    assert check_measure(nobody, None, "VR05", errors) is None  # type: ignore[arg-type]
    assert errors == {}


@pytest.mark.parametrize(
    ("start", "end", "may_be_over", "is_right"),
    [
        (0, None, False, True),
        (-9, None, False, True),
        (0, 0, False, True),
        (-9, 0, False, True),
        (9, 9, False, True),
        (9, 8, False, False),
        (-9, -1, False, False),
        (-9, -1, True, True),  # it was stored like that
        (-1, -9, True, False),
    ],
)
def test_a_window_ends_after_its_start_and_not_in_the_past(
    start: int, end: int | None, may_be_over: bool, is_right: bool
) -> None:
    errors: Errors = {}
    until: date | None = None if end is None else DAY + timedelta(days=end)
    with clock.at(NOON):
        check_window(DAY + timedelta(days=start), until, errors, "until", may_be_over=may_be_over)
    assert (errors == {}) is is_right
