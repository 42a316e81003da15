"""Whom the link in an invitation lets in."""

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor
from app.members.models import InvitationState, Link


def _why_dead(state: InvitationState) -> str:
    return {
        InvitationState.ACCEPTED: _("This invitation is used already."),
        InvitationState.WITHDRAWN: _("This invitation is withdrawn."),
        InvitationState.EXPIRED: _("This invitation is too old."),
        InvitationState.RENEWED: _("You got a newer mail with another link. Use that one."),
        InvitationState.VOID: _("This invitation is not valid any more."),
    }[state]


def may_use(link: Link) -> Verdict:
    """Whether the link works still, for whomever."""
    if link.state is InvitationState.OPEN:
        return ALLOWED
    return Verdict(errors.Conflict(_why_dead(link.state)))


def may_sign_up(actor: Actor, link: Link) -> Verdict:
    """Make an account, for who is not signed in."""
    may = may_use(link)
    if may and actor.person_id is not None:
        return Verdict(errors.Conflict(_("You are signed in. Sign out first to make an account.")))
    return may


def may_prove(actor: Actor, link: Link) -> Verdict:
    """Show a provider who comes in. Who has an account signs in with it first: an equal address
    ties nothing to it.
    """
    if actor.person_id is not None:
        return may_join(actor, link)
    may = may_use(link)
    if may and link.account is not None:
        return Verdict(errors.Conflict(_("There is an account with this address: sign in first.")))
    return may


def may_join(actor: Actor, link: Link) -> Verdict:
    """Come in with the account that is signed in, which must be that of the address."""
    may = may_use(link)
    if may and (link.account is None or link.account.id != actor.person_id):
        return Verdict(
            errors.Conflict(
                _("This invitation is for another e-mail address than that of your account.")
            )
        )
    return may
