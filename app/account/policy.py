"""What somebody may do with their own account. There is no other one here."""

import sqlalchemy as sa
from sqlmodel import col

from app.account.models import AddressChange
from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.identity.models import Person


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """A person's own."""
    return col(AddressChange.person_id) == actor.person_id


def may_change(actor: Actor, person: Person) -> Verdict:
    """Oneself, and nobody else."""
    if actor.person_id is None or actor.person_id != person.id:
        return Verdict(errors.Forbidden(_("This is the account of somebody else.")))
    return ALLOWED


def may_change_password(actor: Actor, person: Person) -> Verdict:
    """Who signs in another way has none to change."""
    if person.password_hash is None:
        return Verdict(errors.Conflict(_("You sign in without a password of Schakelbord.")))
    return may_change(actor, person)


def may_confirm(actor: Actor, change: AddressChange) -> Verdict:
    """Whose change it is; a query finds nobody else's."""
    if actor.person_id is None or actor.person_id != change.person_id:
        return Verdict(errors.Forbidden(_("This is the account of somebody else.")))
    return ALLOWED
