"""Saving a filter under a name, and taking it away. None of it is in the trail: it is for one
person.
"""

import re
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session, col, select

from app.core import characters, db, errors, inputs, personal_sentences
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.filters import policy
from app.filters.models import MOST, FilteredList, SavedFilter
from app.follows import commands as follows
from app.identity.actor import Actor

_PLACES = frozenset({"cursor", "column"})  # where somebody was in the list
_NAME = re.compile(r"[a-z_]{1,32}")
LONGEST = 200  # characters of one filter
MOST_AT_ONCE = 16


class FilterInput(inputs.Input):
    """A name for the filters that are on, and those as they stand in the address."""

    list: FilteredList
    name: Annotated[
        str,
        StringConstraints(min_length=2, max_length=40),
        AfterValidator(inputs.without_persons),
        inputs.Readable,
        inputs.OneLine,
    ]
    query: inputs.Carried = ""


@asks(policy.may_save)
def save_filter(session: Session, actor: Actor, given: FilterInput) -> SavedFilter:
    """Keep it under its name; what had this name before is replaced."""
    wanted = _read(given.query)
    # Of two windows of one person the second one waits, so that there are never too many.
    session.execute(db.turn_of(f"saved_filter {actor.person_id}"))
    query = select(SavedFilter).where(policy.visible_to(actor), col(SavedFilter.list) == given.list)
    known = {saved.name: saved for saved in session.exec(query)}
    if (saved := known.get(given.name)) is None:
        if len(known) >= MOST:
            message = _("You can save %(num)s filters of a list. Take one away first.", num=MOST)
            raise errors.Invalid({"name": message})
        own: dict[str, Any] = {"person_id": actor.person_id, "list": given.list, "name": given.name}
        saved = SavedFilter(**own, query={})
    saved.query = wanted
    session.add(saved)
    return saved


@asks(policy.may_drop)
def drop_filter(session: Session, actor: Actor, saved: SavedFilter) -> FilteredList:
    """Returns the list that it was of."""
    where = saved.list
    follows.stop_with_filter(session, actor, saved.id)
    session.delete(saved)
    return where


def _read(query: str) -> dict[str, str]:
    """The filters of an address. Words that hold a person are refused, as everywhere."""
    found = {
        name: value
        for name, typed in parse_qsl(query)[:MOST_AT_ONCE]
        for value in [characters.normal(typed)]
        if _NAME.fullmatch(name) and name not in _PLACES and value.strip()
    }
    if not found:
        raise errors.Invalid({"query": _("Choose a filter first, then it can be saved.")})
    for value in found.values():
        if refusal := personal_sentences.refusal(value):
            raise errors.Invalid({"query": refusal})
        if len(value) > LONGEST:
            raise errors.Invalid({"query": _("These search words are too long to save.")})
    return found
