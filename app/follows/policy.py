"""Whose follows they are, and who may follow: everybody with an account, readers too."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.follows.models import Follow
from app.identity.actor import Actor


def owned_by(person: Any) -> sa.ColumnElement[bool]:
    """A person's own, by their id, or by a column or a parameter that stands for it."""
    is_theirs: sa.ColumnElement[bool] = col(Follow.person_id) == person
    return is_theirs


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    return owned_by(actor.person_id)


def may_follow(actor: Actor, _nothing: Any = None) -> Verdict:
    if actor.person_id is None:
        return Verdict(errors.Forbidden(_("Only a person can follow something.")))
    return ALLOWED


def may_stop(actor: Actor, follow: Follow) -> Verdict:
    """Whoever follows it."""
    if actor.person_id is None or follow.person_id != actor.person_id:
        return Verdict(errors.Forbidden(_("Only a person can follow something.")))
    return ALLOWED
