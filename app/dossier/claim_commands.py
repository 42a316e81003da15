"""Asking to speak for an organisation that is there already, and the answer to it."""

from datetime import timedelta
from functools import partial
from typing import Annotated, ClassVar

import sqlalchemy as sa
from pydantic import StringConstraints
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, i18n, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Organisation, Role
from app.mail import commands as mail_commands
from app.mail.kinds import MailKind
from app.members import invitation_commands, policy as members_policy, queries as members_queries
from app.members.models import InvitationOrigin
from app.organisations import claim_policy, claim_queries, events, letters, policy
from app.organisations.models import ClaimStatus, OrganisationClaim
from app.signals import fields, form_keys, try_commands

# So long after its answer it is kept, for who asks what became of it; unanswered a year, and where
# no browser worked for it a month.
KEPT, LONGEST, LONGEST_UNPROVEN = timedelta(days=90), timedelta(days=365), timedelta(days=30)


class ClaimInput(inputs.Input):
    """Who asks, why, and how to reach them."""

    when_missing: ClassVar[dict[str, str]] = {
        "contact_name": mark("Fill in your name."),
        "why": mark("Tell in one or a few sentences what you do there."),
        "contact_email": mark("Fill in the e-mail address."),
    }

    contact_name: Annotated[
        str, StringConstraints(min_length=2, max_length=120), inputs.Readable, inputs.OneLine
    ]
    why: fields.Told
    contact_email: inputs.EmailAddress
    contact_phone: Annotated[str, StringConstraints(max_length=160), inputs.OneLine] = ""
    form_key: fields.FormKey = ""
    proof: fields.Proof = ""


class ClaimGrant(inputs.Input):
    """Which role somebody will have."""

    when_missing: ClassVar[dict[str, str]] = {"role": mark("Choose a role.")}

    role: Role


class ClaimRefusal(inputs.Noted):
    """Why somebody is not let in."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Say why, so that they understand.")}
    asks_names: ClassVar[dict[str, str]] = {"reason": mark("the reason")}

    reason: inputs.Note


@asks(lambda actor, organisation: policy.anybody(actor))
def claim_organisation(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    sender: try_commands.PublicSender,
    given: ClaimInput,
) -> OrganisationClaim:
    """Ask to speak for it; or what was asked before with the same form. Whether it has people
    already makes no difference to who asks, nor whether somebody gave this address before: anybody
    can type an address, so a question is its own, with an answer of its own.
    """
    form = form_keys.PublicForm.CLAIM
    key = form_keys.row_of(sender.settings, form, given, str(organisation.id))
    try_commands.lock(session, key.bytes[8:])
    if (before := session.get(OrganisationClaim, key)) is not None:
        return before
    form_id = form_keys.get_id(sender.settings, form, given.form_key)
    sender = try_commands.prove(session, sender, given.proof, form_id)
    try_commands.count_message(session, sender, organisation.region_code)
    # What waits is counted by one at a time.
    try_commands.lock(session, organisation.id.bytes[8:])
    _refuse_when_full(session, organisation, sender)
    claim = OrganisationClaim(
        id=key,
        organisation_id=organisation.id,
        **given.model_dump(exclude=form_keys.ABOUT_THE_FORM),
        is_proven=sender.is_proven,
        language=i18n.current_locale(),
        created_at=clock.now(),
    )
    session.add(claim)
    session.flush()
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.OrganisationClaimed(**told, claim=claim.id))
    for decider in claim_queries.find_deciders(session, organisation):
        mail_commands.owe(
            session,
            letters.CLAIMED,
            object_id=organisation.id,
            window=clock.today().isoformat(),
            person_id=decider.id,
            language=decider.language,
            region_code=organisation.region_code,
            facts={"organisation": organisation.name},
        )
    return claim


@asks(lambda actor, claim: claim_policy.ClaimPolicy(actor, claim).decide)
def view_contact(session: Session, actor: Actor, claim: OrganisationClaim) -> None:
    """Note in the trail that who decides sees how to reach the organisation itself."""
    told = address(claim.organisation, organisation_id=claim.organisation_id)
    record(session, actor, events.ClaimedContactViewed(**told, claim=claim.id))


@asks(lambda actor, claim: claim_policy.ClaimPolicy(actor, claim).decide)
def grant_claim(
    session: Session, actor: Actor, claim: OrganisationClaim, given: ClaimGrant
) -> bool:
    """Who asked is invited, and comes in by the mailed link as everybody who is invited does. Who
    belongs to it already keeps the role they have, and hears that they do. Returns whether they
    were invited.
    """
    organisation = claim.organisation
    may = members_policy.MembersPolicy(actor, organisation)
    if not (members_policy.MembersPolicy(SYSTEM, organisation).give(given.role)):
        raise errors.Invalid({"role": _("Choose a role from the list.")})
    belongs = members_queries.is_member(session, organisation.id, claim.contact_email)
    if belongs:
        _tell(session, claim, letters.CLAIM_BELONGS)
    else:
        # Of an organisation without coordinators its municipality decides, and has no right there
        # itself: the invitation is then the system's, and the line of the claim says whose word it
        # was.
        inviter = actor if may.give(given.role) else SYSTEM
        invited = invitation_commands.InvitationInput(email=claim.contact_email, role=given.role)
        asked = InvitationOrigin.ASKED, claim.language
        try:
            invitation_commands.invite_member(session, inviter, organisation, invited, *asked)
        except errors.Invalid as problem:  # of an address, which nobody fills in here
            raise errors.Invalid({"": problem.message}) from problem
    _end(claim, ClaimStatus.GRANTED)
    # Whoever typed it: what was asked for this address is answered with the invitation to it.
    for other in claim_queries.find_same_address(session, claim, lock=True):
        _end(other, ClaimStatus.GRANTED)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.ClaimGranted(**told, claim=claim.id))
    return not belongs


@asks(lambda actor, claim: claim_policy.ClaimPolicy(actor, claim).decide)
def refuse_claim(
    session: Session, actor: Actor, claim: OrganisationClaim, given: ClaimRefusal
) -> None:
    """Who asked gets a mail that leads to the reason."""
    organisation = claim.organisation
    _end(claim, ClaimStatus.REFUSED, given.reason)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.ClaimRefused(**told, claim=claim.id))
    _tell(session, claim, letters.CLAIM_REFUSED)


def forget_claims(session: Session) -> int:
    """Delete those that were answered, or asked, long ago. Returns how many."""
    now = clock.now()
    gone = session.execute(
        sa.delete(OrganisationClaim)
        .where(
            sa.or_(
                col(OrganisationClaim.ended_at) < now - KEPT,
                col(OrganisationClaim.created_at) < now - LONGEST,
                sa.and_(
                    col(OrganisationClaim.status) == ClaimStatus.WAITING,
                    col(OrganisationClaim.is_proven).is_(False),
                    col(OrganisationClaim.created_at) < now - LONGEST_UNPROVEN,
                ),
            )
        )
        .returning(col(OrganisationClaim.id))
    ).all()
    return len(gone)


def _end(claim: OrganisationClaim, status: ClaimStatus, answer: str = "") -> None:
    claim.status, claim.answer, claim.ended_at = status, answer, clock.now()


def _tell(session: Session, claim: OrganisationClaim, letter: MailKind) -> None:
    """Who asked, at the address that they filled in."""
    mail_commands.owe(
        session,
        letter,
        object_id=claim.id,
        address=claim.contact_email,
        language=claim.language,
        region_code=claim.organisation.region_code,
        facts={"organisation": claim.organisation.name},
    )


def _refuse_when_full(
    session: Session, organisation: Organisation, sender: try_commands.PublicSender
) -> None:
    """Those for which no browser worked wait in a queue of their own: however many strangers send
    them, who belongs there comes in with one that is proven.
    """
    unproven = col(OrganisationClaim.is_proven).is_(False)
    of_region = col(Organisation.region_code) == organisation.region_code
    count = partial(claim_queries.count_waiting, session, unproven, of_region)
    try_commands.refuse_when_full(sender, count)
