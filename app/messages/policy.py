"""Who reads what somebody was told, and opens it: that person only."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.mail import kinds
from app.mail.models import Mail


def told_to(actor: Actor) -> sa.ColumnElement[bool]:
    """What the actor was told, whether it was mailed or not; nothing of what opens an account."""
    return sa.and_(col(Mail.person_id) == actor.person_id, col(Mail.kind).in_(kinds.told()))


def may_read(actor: Actor, _nothing: Any = None) -> Verdict:
    if actor.person_id is None:
        return Verdict(errors.Forbidden(_("Only a person has messages.")))
    return ALLOWED


def may_open(actor: Actor, message: Mail) -> Verdict:
    """Whoever it was told to."""
    if actor.person_id is None or message.person_id != actor.person_id:
        return Verdict(errors.Forbidden(_("This message is for somebody else.")))
    return ALLOWED
