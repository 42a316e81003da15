"""A new e-mail address: asked for, and confirmed by who reads the mail that goes there."""

from collections.abc import Callable
from typing import ClassVar

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.account import events, letters, models, policy, queries
from app.audit import record
from app.core import clock, inputs
from app.core.i18n import mark
from app.core.policy import asks
from app.core.settings import Settings
from app.identity import password_commands, queries as identity_queries, try_commands
from app.identity.actor import Actor
from app.identity.models import Person
from app.mail import commands as mail_commands
from app.passwords import commands as link_commands


class AddressInput(inputs.Input):
    """The new address, and the password where somebody has one."""

    when_missing: ClassVar[dict[str, str]] = {"email": mark("Fill in your new e-mail address.")}

    email: inputs.EmailAddress
    password: password_commands.KnownPassword = Field(default="", repr=False)


def count_mail(
    session: Session,
    settings: Settings,
    actor: Actor,
    keep: Callable[[Session], None] = Session.flush,
) -> None:
    """A mail to an address that somebody typed. Raises TooMany: nobody writes to a whole list."""
    own = try_commands.key(settings, "address_change", str(actor.person_id))
    mails = {own: settings.sign_in_attempts}
    try_commands.count_try(session, settings, mails, keep)


@asks(policy.may_change)
def ask_address(session: Session, actor: Actor, person: Person, given: AddressInput) -> None:
    """Mail the new address. What is answered, and how long that takes, is the same for an address
    that has an account already: only who reads its mail knows.
    """
    change = models.AddressChange(person_id=person.id, email=given.email, asked_at=clock.now())
    is_taken = identity_queries.get_person_by_email(session, given.email) is not None
    session.execute(sa.delete(models.AddressChange).where(policy.visible_to(actor)))
    session.add(change)
    session.flush()
    mail_commands.owe(
        session,
        letters.ADDRESS_IN_USE if is_taken else letters.CONFIRM_ADDRESS,
        object_id=change.id,
        address=given.email,
        language=person.language or models.PageLanguage.DUTCH,
    )
    record(session, actor, events.AddressAsked(object_id=person.id))


@asks(policy.may_confirm)
def confirm_address(session: Session, actor: Actor, change: models.AddressChange) -> None:
    """The new address holds from now on, and the old one is told. Of two people who confirm the
    same address at once one has it; for the other the link is dead.
    """
    person = queries.get_own(session, actor, lock=True)
    old, new = person.email, change.email
    session.delete(change)
    session.flush()
    try:
        with session.begin_nested():
            session.execute(sa.update(Person).where(col(Person.id) == person.id).values(email=new))
    except IntegrityError:
        raise queries.dead_link() from None
    link_commands.end_link(session, person)
    mail_commands.owe(
        session,
        letters.ADDRESS_CHANGED,
        object_id=change.id,
        address=old,
        language=person.language or models.PageLanguage.DUTCH,
        region_code=next(iter(actor.regions), None),
    )
    record(session, actor, events.AddressChanged(object_id=person.id))


def forget_changes(session: Session) -> int:
    """Delete what nobody confirmed in time. Returns how many rows went."""
    gone = session.execute(
        sa.delete(models.AddressChange)
        .where(col(models.AddressChange.asked_at) <= clock.now() - models.CONFIRM_WITHIN)
        .returning(col(models.AddressChange.id))
    ).all()
    return len(gone)
