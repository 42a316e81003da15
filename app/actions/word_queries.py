"""The words of actions, to say what somebody meant whose own words stand nowhere."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import policy
from app.actions.models import Action
from app.identity.actor import Actor
from app.language import slips


def count_said(session: Session, actor: Actor, asked: Mapping[str, str]) -> dict[str, int]:
    """In how much of what this actor may see each of these words stands."""
    rows = sa.select(col(Action.found_by)).where(policy.visible_to(actor))
    return slips.count_said(session, rows, col(Action.search), asked)


def find_words_near(session: Session, actor: Actor, word: str) -> set[str]:
    """The words of what this actor may see with something like this word in it."""
    texts = (col(Action.title), col(Action.description), col(Action.search_words))
    return slips.find_near(session, col(Action.found_by), texts, word, policy.visible_to(actor))
