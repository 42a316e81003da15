"""Proven by a provider: coming in by an invitation as who it says somebody is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session

from app.core import clock, errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.members import acceptance_commands, link_policy
from app.members.models import Link
from app.providers import (
    client,
    commands as provider_commands,
    proof_commands,
    queries as provider_queries,
    tokens,
    troubles,
)


class ProvenSignUp(inputs.Input):
    """Who comes in without a password."""

    when_missing: ClassVar[dict[str, str]] = {"name": mark("Fill in your name.")}

    name: acceptance_commands.Name


@dataclass(frozen=True)
class ProvenEntrant:
    """Who came in, and what `identity.deps.enter` binds the session to. Without `bind` they have an
    account already that nothing was tied to: they sign in with it.
    """

    who: acceptance_commands.Entrant
    bind: Callable[[bytes], None] | None = None


def purpose_of(link: Link) -> str:
    """For what somebody shows a provider who they are."""
    return f"invitation:{link.invitation.id}"


def find_prover(session: Session, link: Link, browser: str) -> str | None:
    """The name of the provider that said who is in this browser, not long ago and for this link."""
    return provider_queries.find_prover(
        session, link.organisation, browser, purpose_of(link), clock.now() - proof_commands.LASTS
    )


@asks(link_policy.may_sign_up)
def sign_up(
    session: Session, actor: Actor, link: Link, browser: str, given: ProvenSignUp
) -> ProvenEntrant:
    """Make the account without a password, tie it to who the provider said is in this browser, and
    join. Raises Invalid when that was too long ago or is somebody else here; the invitation can be
    used still.
    """
    provider, proven = _take_proof(session, link, browser)
    entrant = acceptance_commands.make_account(session, link, given.name, None)
    owner = provider_queries.get_person(session, proven.issuer, proven.subject)
    if not entrant.is_new and (owner is None or owner.id != entrant.person_id):
        return ProvenEntrant(entrant)  # an equal address ties nothing
    _tie(session, Actor(person_id=entrant.person_id, name=given.name), provider, proven)
    return ProvenEntrant(entrant, provider_commands.bind_session(session, provider, proven))


@asks(link_policy.may_join)
def join(
    session: Session,
    actor: Actor,
    link: Link,
    browser: str,
    given: acceptance_commands.JoinInput,
) -> None:
    """Join with the account that is signed in, which is also tied."""
    provider, proven = _take_proof(session, link, browser)
    acceptance_commands.join(session, actor, link, given)
    _tie(session, actor, provider, proven)


def _take_proof(session: Session, link: Link, browser: str) -> tuple[client.Known, tokens.Proven]:
    found = proof_commands.take_proof(session, browser, purpose_of(link))
    doors = dict(provider_queries.find_doors_of(session, link.organisation))
    if found is None or found[0].slug not in doors:
        raise errors.Invalid({"": _("That took too long. Show once more who you are.")})
    return found


def _tie(session: Session, actor: Actor, provider: client.Known, proven: tokens.Proven) -> None:
    try:
        provider_commands.tie(session, actor, provider, proven)
    except troubles.Failed as problem:
        raise errors.Invalid({"": problem.trouble.word}) from None
