"""What an operator does from the command line: begin with a region, close and open accounts."""

from dataclasses import dataclass

from sqlmodel import Session

from app.audit import record
from app.core import errors, tokens
from app.core.settings import Settings
from app.identity import commands as identity_commands, queries as identity_queries
from app.identity.actor import SYSTEM
from app.identity.models import Organisation
from app.members import charge_commands, events, invitation_commands, letters, policy, queries
from app.members.models import InvitationOrigin
from app.organisations import admission_commands, commands as organisation_commands
from app.reference import commands as reference_commands
from app.reference.models import OrganisationKind, SafetyRegion


@dataclass(frozen=True)
class OpenedRegion:
    """What came of it. Without a `token` it says why there is no link."""

    name: str
    is_new: bool
    token: str | None = None
    why_no_link: str = ""


def open_region(
    session: Session, settings: Settings, code: str, email: str, *, again: bool = False
) -> OpenedRegion:
    """The region's organisation, its settings and an invitation as administrator. What is there
    already stays as it is; `again` sends the invitation once more, with another link.
    """
    region = session.get(SafetyRegion, code)
    if region is None:
        raise errors.Refused(
            f"Er is geen veiligheidsregio {code}. De codes zijn VR01 tot en met VR25."
        )
    reference_commands.lock_settings(session, code)  # of two at once the second waits
    home = queries.find_region_home(session, code)
    is_new = home is None
    if home is None:
        given = organisation_commands.NewOrganisation(
            name=f"Veiligheidsregio {region.name}",
            kind=OrganisationKind.SAFETY_REGION,
            region_code=code,
        )
        home = organisation_commands.register_organisation(session, SYSTEM, given)
        admission_commands.admit_organisation(session, SYSTEM, home)
    if queries.is_member(session, home.id, email):
        why = f"{email} hoort er al bij, en heeft geen link nodig."
        return OpenedRegion(home.name, is_new, why_no_link=why)
    known = queries.find_open_for(session, home, email)
    if known is not None and not again:
        day = known.expires_at.date().isoformat()
        why = f"{email} is al uitgenodigd, tot {day}. Een nieuwe link: met --again."
        return OpenedRegion(home.name, is_new, why_no_link=why)
    return OpenedRegion(home.name, is_new, token=_invite(session, settings, home, email))


def _invite(session: Session, settings: Settings, home: Organisation, email: str) -> str:
    given = invitation_commands.InvitationInput(email=email, role=policy.keeper_role(home))
    origin = InvitationOrigin.OPENED
    made = invitation_commands.invite_member(session, SYSTEM, home, given, origin)
    return tokens.make(settings, letters.INVITATION.purpose, made.id, made.version)


def switch_account(session: Session, email: str, *, is_open: bool) -> bool | None:
    """Close an account, which ends its sessions, or open it. Whether that changed anything; None
    where there is none.
    """
    person = identity_queries.get_person_by_email(session, email)
    if person is None:
        return None
    if person.is_active is is_open:
        return False
    person.is_active = is_open
    session.add(person)
    if is_open:
        record(session, SYSTEM, events.AccountOpened(object_id=person.id))
    else:
        identity_commands.end_all_sessions(session, person)
        charge_commands.let_go(session, person.id)
        record(session, SYSTEM, events.AccountClosed(object_id=person.id))
    session.flush()
    return True
