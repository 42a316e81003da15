"""Choosing who looks after something, and letting go of it."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.audit import record
from app.core import errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.members import charge, charge_policy, charge_queries, events
from app.members.charge import InCharge


class ChargeInput(inputs.Input):
    """Who looks after it. Empty: nobody."""

    person: UUID | None = None


@asks(charge_policy.may_choose)
def put_in_charge(session: Session, actor: Actor, thing: InCharge, given: ChargeInput) -> None:
    """Choose a member of the owning organisation, or nobody."""
    person_id = given.person
    if person_id == thing.in_charge_id:
        return
    if person_id is not None and not charge_queries.hold_member(
        session, thing.organisation_id, person_id
    ):
        raise errors.Invalid(
            {"person": _("This person does not belong to the organisation. Choose somebody else.")}
        )
    thing.in_charge_id = person_id
    session.flush()
    record(session, actor, events.ChargeGiven(**address(thing), person=person_id))


def let_go(session: Session, person_id: UUID, organisation_id: UUID | None = None) -> None:
    """Somebody looks after nothing any more, of one organisation or of all. The key to the
    membership does the same for who leaves; this takes the rows in the order in which every
    command locks them: actions, needs, offers, each by its number.
    """
    for table in charge.tables():
        is_theirs = table.c.in_charge_id == person_id
        if organisation_id is not None:
            is_theirs = sa.and_(is_theirs, table.c.organisation_id == organisation_id)
        locked = sa.select(table.c.id).where(is_theirs).order_by(table.c.id).with_for_update()
        ids = list(session.execute(locked).scalars())
        if ids:
            session.execute(sa.update(table).where(table.c.id.in_(ids)).values(in_charge_id=None))
