"""Asking to speak for an organisation in tests: the public form, filled in and sent."""

from __future__ import annotations

from typing import Any

import httpx2
import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.settings import Mode, Settings
from app.dossier.claim_commands import ClaimInput, claim_organisation
from app.identity.actor import SYSTEM
from app.identity.models import Membership, Organisation
from app.organisations.models import OrganisationClaim
from app.signals import form_keys
from app.signals.try_commands import PublicSender
from tests.members.invitations import HOME
from tests.signals.doors import key_on
from tests.world import Visitors, World

CLAIM: dict[str, Any] = {
    "contact_name": "Noor",
    "why": "Ik plan de vrijwilligers in en beantwoord de telefoon.",
    "contact_email": "noor@nieuw.example",
    "contact_phone": "0596-555 010",
}
# At home in the municipality of amina.
UNKEPT = "Voedselpunt Fivelgo"


def door(visitors: Visitors, name: str = HOME) -> str:
    """Where the form of this organisation is."""
    return f"/aanmelden-organisatie/aanvraag/{visitors.world.organisation(name).id}"


def opened(visitors: Visitors, name: str = HOME) -> str:
    """The key of the form as it is put on the screen of a browser that has opened none before."""
    visitors[None].cookies.clear()
    return key_on(visitors[None].get(door(visitors, name)).text)


def asked(
    visitors: Visitors, key: str | None = None, name: str = HOME, **changes: Any
) -> httpx2.Response:
    """What is answered to the form."""
    form_key = opened(visitors, name) if key is None else key
    given = CLAIM | changes | {"form_key": form_key}
    answer: httpx2.Response = visitors[None].post(door(visitors, name), data=given)
    return answer


def empty(world: World, name: str) -> None:
    """Nobody belongs to the organisation any more."""
    home = col(Membership.organisation_id) == world.organisation(name).id
    world.session.execute(sa.delete(Membership).where(home))
    world.session.commit()


def claimed(session: Session, organisation: Organisation, **changes: Any) -> OrganisationClaim:
    """One that waits, past the page."""
    settings = Settings(mode=Mode.DEMO)
    key = form_keys.new_key(settings, form_keys.PublicForm.CLAIM)
    given = ClaimInput.model_validate(CLAIM | changes | {"form_key": key})
    # From elsewhere each time: these tests are not about how many come from one address.
    sender = PublicSender(settings, given.contact_email, is_proven=True)
    return claim_organisation(session, SYSTEM, organisation, sender, given)


def claim_of(world: World, name: str = HOME) -> OrganisationClaim:
    """One that waits. Of `UNKEPT` there are no people."""
    if name == UNKEPT:
        empty(world, name)
    claim = claimed(world.session, world.organisation(name))
    world.session.commit()
    return claim
