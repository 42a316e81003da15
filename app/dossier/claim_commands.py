"""Asking to speak for an organisation that is there already, and the answer to it."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from pydantic import StringConstraints
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, i18n, inputs, personal_sentences
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Organisation, Role
from app.mail import commands as mail_commands
from app.members import invitation_commands, policy as members_policy
from app.organisations import claim_policy, claim_queries, events, letters, policy
from app.organisations.models import ClaimStatus, OrganisationClaim
from app.signals import commands as signal_commands, fields, try_commands

# Of one organisation. More of them are read first.
MOST_WAITING = 20
# So long after its answer it is kept, for who asks what became of it; unanswered a year.
KEPT, LONGEST = timedelta(days=90), timedelta(days=365)


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


class ClaimRefusal(inputs.Input):
    """Why somebody is not let in."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Say why, so that they understand.")}
    asks_names: ClassVar[dict[str, str]] = {"reason": mark("the reason")}

    reason: inputs.Note
    sure_no_names: bool = False


@asks(lambda actor, organisation: policy.anybody(actor))
def claim_organisation(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    sender: try_commands.PublicSender,
    given: ClaimInput,
) -> OrganisationClaim:
    """Ask to speak for it; or what was asked before with the same form. Whether it has people
    already makes no difference to who asks.
    """
    key = signal_commands.form_key_of(sender.settings, f"claim {organisation.id}", given)
    try_commands.lock(session, key.bytes[8:])
    if (before := session.get(OrganisationClaim, key)) is not None:
        return before
    try_commands.count_message(session, sender, organisation.region_code)
    _refuse_when_many(session, organisation, sender)
    claim = OrganisationClaim(
        id=key,
        organisation_id=organisation.id,
        **given.model_dump(exclude={"form_key", "proof"}),
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
            language=decider.language or i18n.LOCALES[0],
            region_code=organisation.region_code,
            facts={"organisation": organisation.name},
        )
    return claim


@asks(lambda actor, claim: claim_policy.ClaimPolicy(actor, claim).decide)
def grant_claim(
    session: Session, actor: Actor, claim: OrganisationClaim, given: ClaimGrant
) -> None:
    """Who asked is invited, and comes in by the mailed link as everybody who is invited does."""
    organisation = claim.organisation
    may = members_policy.MembersPolicy(actor, organisation)
    if not (members_policy.MembersPolicy(SYSTEM, organisation).give(given.role)):
        raise errors.Invalid({"role": _("Choose a role from the list.")})
    # Of an organisation without coordinators its municipality decides, and has no right there
    # itself: the invitation is then the system's, and the line of the claim says whose word it was.
    inviter = actor if may.give(given.role) else SYSTEM
    invited = invitation_commands.InvitationInput(email=claim.contact_email, role=given.role)
    try:
        invitation_commands.invite_member(session, inviter, organisation, invited)
    except errors.Invalid as problem:
        raise errors.Conflict(problem.message) from problem
    _end(claim, ClaimStatus.GRANTED)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.ClaimGranted(**told, claim=claim.id))


@asks(lambda actor, claim: claim_policy.ClaimPolicy(actor, claim).decide)
def refuse_claim(
    session: Session, actor: Actor, claim: OrganisationClaim, given: ClaimRefusal
) -> None:
    """Who asked gets a mail that leads to the reason."""
    personal_sentences.refuse_persons(given)
    organisation = claim.organisation
    _end(claim, ClaimStatus.REFUSED, given.reason)
    told = address(organisation, organisation_id=organisation.id)
    record(session, actor, events.ClaimRefused(**told, claim=claim.id))
    mail_commands.owe(
        session,
        letters.CLAIM_REFUSED,
        object_id=claim.id,
        address=claim.contact_email,
        language=claim.language,
        region_code=organisation.region_code,
        facts={"organisation": organisation.name},
    )


def forget_claims(session: Session) -> int:
    """Delete those that were answered, or asked, long ago. Returns how many."""
    now = clock.now()
    gone = session.execute(
        sa.delete(OrganisationClaim)
        .where(
            sa.or_(
                col(OrganisationClaim.ended_at) < now - KEPT,
                col(OrganisationClaim.created_at) < now - LONGEST,
            )
        )
        .returning(col(OrganisationClaim.id))
    ).all()
    return len(gone)


def _end(claim: OrganisationClaim, status: ClaimStatus, answer: str = "") -> None:
    claim.status, claim.answer, claim.ended_at = status, answer, clock.now()


def _refuse_when_many(
    session: Session, organisation: Organisation, sender: try_commands.PublicSender
) -> None:
    limits: list[tuple[int, Any]] = [(MOST_WAITING, col(Organisation.id) == organisation.id)]
    if not sender.is_proven:
        of_region = col(Organisation.region_code) == organisation.region_code
        limits.append((try_commands.UNPROVEN_WAITING, of_region))
    for most, rule in limits:
        if claim_queries.count_waiting(session, rule) >= most:
            raise errors.TooMany(
                _("Many questions wait to be read now."), try_commands.WINDOW.total_seconds()
            )
