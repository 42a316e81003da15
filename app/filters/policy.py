"""Who may save filters, and whose they are: everybody with an account, and that person only."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.filters.models import SavedFilter
from app.identity.actor import Actor


def owned_by(person: Any) -> sa.ColumnElement[bool]:
    """A person's own, by their id or by a parameter that stands for it."""
    is_theirs: sa.ColumnElement[bool] = col(SavedFilter.person_id) == person
    return is_theirs


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    return owned_by(actor.person_id)


def may_save(actor: Actor) -> Verdict:
    if actor.person_id is None:
        return Verdict(errors.Forbidden(_("Only a person can save filters.")))
    return ALLOWED


def may_drop(actor: Actor, saved: SavedFilter) -> Verdict:
    if saved.person_id != actor.person_id:
        return Verdict(errors.Forbidden(_("Only a person can save filters.")))
    return ALLOWED
