"""The words of examples, to say what somebody meant whose own words stand nowhere."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity.actor import Actor
from app.language import slips
from app.resilience import policy
from app.resilience.models import ResilienceExample


def count_said(session: Session, actor: Actor, asked: Mapping[str, str]) -> dict[str, int]:
    """In how much of what this actor may see each of these words stands."""
    rows = sa.select(col(ResilienceExample.found_by)).where(policy.visible_to(actor))
    return slips.count_said(session, rows, col(ResilienceExample.search), asked)


def find_words_near(session: Session, actor: Actor, word: str) -> set[str]:
    """The words of what this actor may see with something like this word in it."""
    row = ResilienceExample
    texts = (col(row.title), col(row.description), col(row.search_words))
    return slips.find_near(session, col(row.found_by), texts, word, policy.visible_to(actor))
