"""What ended actions taught, for whoever looks for what worked: "wat werkte voor eenzame
ouderen?".
"""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.actions import models, policy
from app.actions.models import Action
from app.core import inputs, rows as core_rows
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.language import lookup, meaning as language_meaning, words as language_words
from app.matches.models import MatchOutcome
from app.target_groups import models as group_models

log = logging.getLogger(__name__)

MOST_LESSONS = 30
MOST_WORDS = 12
# From which nearness of meaning (-1 to 1) a lesson without any of the words is worth a look, and
# how many of them.
ALIKE_FROM, MOST_ALIKE = 0.35, 5

# How somebody asks, not what about.
_QUESTION_WORDS = frozenset(
    (Path(__file__).parent / "data" / "asking.txt").read_text(encoding="utf-8").split(),
)


class LessonFilters(inputs.Input):
    """What somebody wants to learn about."""

    q: str = ""
    target_group: inputs.Slug | None = None
    theme: inputs.Slug | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one action taught, and which of the typed words it is about."""

    action_id: UUID
    title: str
    organisation_id: UUID
    organisation_name: str
    status: models.ActionStatus
    outcome: MatchOutcome | None
    lessons: str
    target_groups: list[str]
    municipalities: list[str]
    themes: list[str]
    ended_at: datetime
    about: tuple[str, ...]


@dataclass(frozen=True)
class Lessons:
    """What was found. `are_alike`: nothing holds the words, these come near in meaning."""

    rows: list[Lesson]
    are_alike: bool = False


def find_lessons(session: Session, actor: Actor, filters: LessonFilters) -> Lessons:
    """Lessons about most of what was typed first, the newest of those first; without words the
    newest.
    """
    words = _topics_of(filters.q)
    hits = [_speaks_of(word) for word in words]
    query = _LESSONS.where(*_rules(actor, filters))
    if not hits:
        rows = session.execute(
            query.order_by(col(Action.ended_at).desc(), col(Action.id)).limit(MOST_LESSONS)
        )
        return Lessons([_lesson(row, ()) for row in rows])
    numbers = [sa.cast(hit, sa.Integer) for hit in hits]
    total: Any = numbers[0]
    for number in numbers[1:]:
        total = total + number
    found = query.add_columns(*(hit.label(f"hit_{n}") for n, hit in enumerate(hits)))
    # Half of what was typed is enough to be worth a look.
    found = found.where(total >= (len(hits) + 1) // 2).order_by(
        total.desc(), col(Action.ended_at).desc(), col(Action.id)
    )
    lessons = [
        _lesson(row, tuple(word for n, word in enumerate(words) if getattr(row, f"hit_{n}")))
        for row in session.execute(found.limit(MOST_LESSONS))
    ]
    return Lessons(lessons) if lessons else _alike(session, query, filters.q)


_LESSONS: Any = (
    sa.select(
        *core_rows.columns_of(Lesson, Action),
        col(Action.id),
        col(Organisation.name).label("organisation_name"),
    )
    .join(Organisation, col(Organisation.id) == col(Action.organisation_id))
    .outerjoin(models.ActionText, col(models.ActionText.action_id) == col(Action.id))
)


def _rules(actor: Actor, filters: LessonFilters) -> list[sa.ColumnElement[bool]]:
    rules = [
        policy.visible_to(actor),
        col(Action.status).in_(models.ENDED),
        col(Action.lessons) != "",
    ]
    if filters.target_group is not None:
        rules.append(group_models.are_for(col(Action.target_groups), [filters.target_group]))
    if filters.theme is not None:
        rules.append(sa.literal(filters.theme, sa.Text) == sa.any_(col(Action.themes)))
    return rules


def _topics_of(typed: str) -> list[str]:
    """The typed words that say what about, each once."""
    words = dict.fromkeys(re.findall(r"[^\W\d_][\w'’-]*", typed.lower()))
    return [
        word
        for word in words
        if word not in _QUESTION_WORDS and language_words.read_words(word).all
    ][:MOST_WORDS]


def _speaks_of(word: str) -> sa.ColumnElement[bool]:
    """Actions that hold a word, by stem or beginning, or by what it stands for: "bejaarden" is
    "ouderen".
    """
    meant = sa.cast(sorted(language_words.meant_by(word)), ARRAY(sa.Text))
    said: sa.ColumnElement[bool] = sa.case(
        (col(models.ActionText.words).is_(None), False),
        else_=col(models.ActionText.words).bool_op("&&")(meant),
    )
    typed = lookup.matches(col(Action.search), word)
    return said if typed is None else sa.or_(said, typed)


def _alike(session: Session, query: Any, typed: str) -> Lessons:
    """What comes near in meaning. An encoder that fails finds nothing."""
    try:
        (meaning,) = language_meaning.encode([typed])
    except Exception as problem:  # whatever goes wrong in there, the page stays
        log.warning("no meaning for a question: %s", type(problem).__name__)
        return Lessons([])
    distance = col(models.ActionText.meaning).cosine_distance(meaning)  # type: ignore[attr-defined]
    rows = session.execute(
        query.where(distance < 1 - ALIKE_FROM).order_by(distance).limit(MOST_ALIKE)
    )
    return Lessons([_lesson(row, ()) for row in rows], are_alike=True)


def _lesson(row: Any, about: tuple[str, ...]) -> Lesson:
    return core_rows.as_row(Lesson, row, action_id=row.id, about=about)
