"""The page of the members of an organisation: /netwerk/{id}/leden."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.i18n import gettext as _, mark
from app.core.policy import require
from app.core.words import Choice
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.models import Organisation
from app.identity.timeline import find_timeline
from app.members import charge_queries, commands, invitation_commands, labels, policy, queries
from app.members.models import Member
from app.organisations.queries import get_organisation
from app.web import Form, Page, Part, SessionDep, ViewDep, blank, notice, submitted

router = APIRouter(prefix="/netwerk/{organisation_id}/leden")

INVITED = notice(
    "member_invited", mark("The invitation is made. The link in it works for two weeks.")
)
RENEWED = notice(
    "member_invited_again", mark("The invitation is sent again. The link before it is dead.")
)
WITHDRAWN = notice("invitation_withdrawn", mark("The invitation is withdrawn. Its link is dead."))
CHANGED = notice("member_role_changed", mark("The role is changed."))


def _removed(shown: Mapping[str, Any]) -> str:
    """Who was taken away a moment ago, by whoever reads it."""
    name = shown["find_removed"]() if "find_removed" in shown else None
    if not name:
        return ""
    home = shown["organisation"].name
    return _("%(name)s does not belong to %(organisation)s any more.", name=name, organisation=home)


REMOVED = notice(
    "member_removed",
    mark("This person does not belong to the organisation any more."),
    from_page=_removed,
)
LEFT = notice("member_left", mark("You do not belong to this organisation any more."))

InvitationForm = Annotated[
    Form[invitation_commands.InvitationInput],
    Depends(submitted(invitation_commands.InvitationInput)),
]
RoleForm = Annotated[Form[commands.RoleInput], Depends(submitted(commands.RoleInput))]


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, organisation_id: UUID
) -> Page[Organisation]:
    """The members of the organisation of the path. A verb locks the organisation."""
    read = partial(get_organisation, session, actor, organisation_id)
    return Page(
        view,
        session,
        actor,
        read=read,
        lock=partial(read, lock=True),
        template="members/index.html",
        block="members_page",
        address=view.url("members:index", organisation_id=organisation_id),
        shown=partial(_shown, session, actor),
    )


MembersDep = Annotated[Page[Organisation], Depends(page_of)]


def invitation_of(session: SessionDep, invitation_id: UUID) -> Part:
    """The invitation of the path, of the organisation of the page."""
    return Part(lambda thing: queries.get_open(session, thing, invitation_id))


def member_of(session: SessionDep, person_id: UUID) -> Part:
    """The member of the path, of the organisation of the page."""
    return Part(lambda thing: queries.get_member(session, thing, person_id))


InvitationDep = Annotated[Part, Depends(invitation_of)]
MemberDep = Annotated[Part, Depends(member_of)]


@router.get("", name="members:index")
def index(page: MembersDep) -> Response:
    require(policy.MembersPolicy(page.actor, page.thing).see)
    return page.open()


@router.post("/uitnodigen", name="members:invite")
def invite(page: MembersDep, form: InvitationForm) -> Response:
    return page.do(invitation_commands.invite_member, form=form, name="inviting", said=INVITED)


@router.post("/uitnodigingen/{invitation_id}/opnieuw", name="members:renew")
def renew(page: MembersDep, invitation: InvitationDep) -> Response:
    return page.do(invitation_commands.renew_invitation, invitation, said=RENEWED)


@router.post("/uitnodigingen/{invitation_id}/intrekken", name="members:withdraw")
def withdraw(page: MembersDep, invitation: InvitationDep) -> Response:
    return page.do(invitation_commands.withdraw_invitation, invitation, said=WITHDRAWN)


@router.post("/vertrekken", name="members:leave")
def leave(page: MembersDep) -> Response:
    return page.do(commands.leave, said=LEFT, then=page.view.url("work:index"))


@router.post("/{person_id}/rol", name="members:change_role")
def change_role(page: MembersDep, member: MemberDep, person_id: UUID, form: RoleForm) -> Response:
    return page.do(
        commands.change_role, member, form=form, name="changing", of=person_id, said=CHANGED
    )


@router.post("/{person_id}/weghalen", name="members:remove")
def remove(page: MembersDep, member: MemberDep) -> Response:
    return page.do(commands.remove_member, member, said=REMOVED)


@dataclass(frozen=True)
class MemberLine:
    """A member as the page shows them: what the reader may change of them, and what that brings."""

    member: Member
    may_change: bool
    # Why they stay, of the last one who can let others in.
    why_stays: str
    # What nobody looks after once they are gone, in words.
    leaves: str
    form: Form[commands.RoleInput]


def _shown(session: Session, actor: Actor, organisation: Organisation) -> dict[str, Any]:
    """What the page shows; of a person who left a moment ago nothing."""
    may = policy.MembersPolicy(actor, organisation)
    require(may.see)
    members = queries.find_members(session, organisation)
    is_last = queries.count_keepers(session, organisation) <= 1
    why = policy.why_one_stays(organisation) if is_last else ""
    in_charge = charge_queries.count_in_charge(session, organisation.id)
    return {
        "organisation": organisation,
        "may": may,
        "lines": [
            MemberLine(
                each,
                bool(may.change(each)),
                why if policy.is_keeper(organisation, each) else "",
                labels.left_behind(in_charge.get(each.person_id, {})),
                blank(commands.RoleInput, role=each.role),
            )
            for each in members
        ],
        "invitations": queries.find_open(session, organisation) if may.keep else [],
        "roles": [Choice(each.value, each.word) for each in may.roles],
        "inviting": blank(invitation_commands.InvitationInput),
        "changing": None,
        "opened": False,
        "opened_of": None,
        "entries": find_timeline(session, organisation.id, labels.EVENT_WORDS, with_names=True),
        "me": actor.person_id,
        "find_removed": partial(queries.find_removed, session, actor, organisation),
    }
