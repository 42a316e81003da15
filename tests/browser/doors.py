"""A provider of sign-in in the region, an invitation, and browsers that are halfway in."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from app.core import clock, tokens
from app.core.settings import Mode, Settings
from app.identity.actor import Actor
from app.identity.models import Organisation, Person, Role
from app.identity.queries import token_hash
from app.mail import commands as mail_commands, outbox
from app.mail.topics import Topic
from app.members.invitation_commands import InvitationInput, invite_member, withdraw_invitation
from app.members.models import MemberInvitation
from app.messages import letters
from app.providers import commands, proof_commands, queries
from app.providers.models import ClientAuthentication, Provider, ProviderRound
from app.providers.tokens import Proven
from app.reference.models import OrganisationKind, RegionSettings
from app.second_factors.entry_commands import begin_last_step
from app.web.cookies import ROUND, STEP
from tests.members.invitations import address_of

# Visitors without a session: one gave a password and still has to come in through the provider,
# the other came back from it to the page of the invitation.
HALF_IN = "who is half in"
SHOWN = "who showed who they are"

SLUG = "stand_vr01"
NEW = "noor@nieuw.example"
# The browsers of the stops stay open for the whole run, longer than anybody may wait.
TOMORROW = timedelta(days=1)


def add_doors(session: Session, chantal: Actor, farid: Person) -> dict[str, str]:
    """The provider, obligatory for businesses, invitations by chantal's organisation, and what she
    was told.
    """
    session.add(
        Provider(
            slug=SLUG,
            name="Werkaccount Noord",
            region_code="VR01",
            issuer="https://werk.example",
            client_id="schakelbord",
            authentication=ClientAuthentication.SECRET,
        )
    )
    settings = session.get_one(RegionSettings, "VR01")
    settings.provider_kinds = [OrganisationKind.BUSINESS.value]
    organisation = session.get_one(Organisation, chantal.seats[0].organisation_id)

    def invite(email: str) -> MemberInvitation:
        given = InvitationInput(email=email, role=Role.MEMBER)
        made = invite_member(session, chantal, organisation, given)
        session.flush()
        return made

    withdrawn = invite("niet@meer.example")
    made = {"invitation": invite(NEW), "invitation_farid": invite(farid.email)}
    made["invitation_withdrawn"] = withdrawn
    withdraw_invitation(session, chantal, organisation, withdrawn)
    own = Settings(mode=Mode.DEMO, database_url="postgresql://unused")
    topic = Topic.QUESTIONS
    token = tokens.make(own, outbox.refusing_purpose(topic), farid.id)
    for kind in (letters.DIGEST, letters.NOTE):  # of the second the match is gone
        mail_commands.owe(
            session,
            kind,
            object_id=farid.id,
            person_id=chantal.person_id,
            language="nl",
            facts={"titles": "Soep op dinsdag", "title": "Soep", "name": "Wij", "waiting": "1"},
        )
    refusing = {"refusing": f"/mail/afmelden/{topic.value}/{token}"}
    return {name: address_of(own, each) for name, each in made.items()} | refusing


def cookies_of(session: Session, who: str, business: Person) -> dict[str, str]:
    """What the browser of HALF_IN or SHOWN keeps; `business` works for a business."""
    with clock.at(clock.now() + TOMORROW):
        if who == HALF_IN:
            return {STEP: begin_last_step(session, business, "/bord", "")}
        provider = session.exec(select(Provider).where(col(Provider.slug) == SLUG)).one()
        invited = col(MemberInvitation.email) == NEW
        invitation = session.exec(select(MemberInvitation).where(invited)).one()
        secret = commands.new_browser()
        begun = ProviderRound(
            state_hash=token_hash(SLUG),
            provider_id=provider.id,
            browser_hash=token_hash(secret),
            purpose_hash=token_hash(f"invitation:{invitation.id}"),
        )
        proven = Proven(provider.issuer, "noor-at-work")
        proof_commands.keep_proof(session, queries.known(provider), begun, proven)
        return {ROUND: secret}
