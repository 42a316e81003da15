"""Changing one's own name and language, one's password, and ending sessions."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlmodel import Session

from app.account import events, models, own_data_queries, own_vocabulary, policy, queries
from app.audit import record
from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity import commands as identity_commands, password_commands
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Person
from app.passwords import commands as link_commands
from app.providers import own_passwords
from app.second_factors import entry_commands


class OwnProfile(inputs.Input):
    """How somebody is called, and in which language they read."""

    when_missing: ClassVar[dict[str, str]] = {"name": mark("Fill in your name.")}

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    language: models.PageLanguage | None = None


class OrganisationChoice(inputs.Input):
    """For which of their organisations somebody goes on, and on which page."""

    when_missing: ClassVar[dict[str, str]] = {
        "organisation": mark("Choose for which organisation you go on.")
    }

    organisation: UUID
    next: Annotated[str, StringConstraints(max_length=2000)] = ""
    # What was typed in a short form for this organisation, while they worked for another.
    typed: inputs.Carried = ""


class PasswordInput(inputs.Input):
    """The password of now, and the one that comes after it."""

    when_missing: ClassVar[dict[str, str]] = {
        "old": mark("Fill in your password of now."),
        "new": mark("Fill in a new password."),
    }

    old: password_commands.KnownPassword = Field(repr=False)
    new: password_commands.NewPassword = Field(repr=False)


@asks(policy.may_change)
def save_profile(session: Session, actor: Actor, person: Person, given: OwnProfile) -> None:
    language = given.language.value if given.language is not None else ""
    if (person.name, person.language) == (given.name, language):
        return
    person.name, person.language = given.name, language
    session.add(person)
    record(session, actor, events.ProfileChanged(object_id=person.id))


@asks(policy.may_change)
def choose_organisation(
    session: Session, actor: Actor, person: Person, given: OrganisationChoice
) -> None:
    """From the next request on, in every browser: what is on its way is done as it was sent. No
    news for the trail, of which every line says for which organisation something was done.
    """
    if not any(seat.organisation_id == given.organisation for seat in actor.memberships):
        raise errors.Invalid({"organisation": _("You do not belong to this organisation.")})
    identity_commands.choose_membership(session, person, given.organisation)


@asks(policy.may_change_password)
def change_password(
    session: Session, actor: Actor, person: Person, here: str, given: PasswordInput
) -> None:
    """Who knows the old one has a new one, and is signed in here only. `here`: the secret of this
    browser. The route has looked at the old one already: a try counts whatever comes of it.
    """
    own_passwords.refuse_of(session, person.id, "new")
    password_commands.set_password(session, person, given.new, "new")
    link_commands.end_link(session, person)
    _end_others(session, actor, person, here)
    link_commands.tell_changed(session, person)
    record(session, actor, events.PasswordChanged(object_id=person.id))


@asks(policy.may_change)
def end_one(session: Session, actor: Actor, person: Person, one: queries.OpenSession) -> None:
    """Sign out in one browser: its next request comes from nobody."""
    identity_commands.end_sessions(session, [one.token_hash])


@asks(policy.may_change)
def end_others(session: Session, actor: Actor, person: Person, here: str) -> None:
    """Sign out everywhere but here. What is half signed in is not any more."""
    _end_others(session, actor, person, here)


@asks(policy.may_change)
def take_own_data(
    session: Session, actor: Actor, person: Person, said: own_vocabulary.OwnWords
) -> dict[str, Any]:
    """All that is stored of somebody, ready for JSON; that it was taken is a line in the trail."""
    return _taken(session, actor, person, said)


def hand_own_data(session: Session, person: Person, event: own_vocabulary.Event) -> dict[str, Any]:
    """The same for who asks an operator for it, also when the account is closed."""
    return _taken(session, SYSTEM, person, own_vocabulary.OwnWords(event, {}))


def _taken(
    session: Session, actor: Actor, person: Person, said: own_vocabulary.OwnWords
) -> dict[str, Any]:
    record(session, actor, events.OwnDataTaken(object_id=person.id))
    session.flush()
    return {"made_at": clock.now().isoformat(), **own_data_queries.find_all(session, person, said)}


def _end_others(session: Session, actor: Actor, person: Person, here: str) -> None:
    identity_commands.end_sessions(session, queries.find_other_hashes(session, actor, here))
    entry_commands.forget_entries_of(session, person.id)
