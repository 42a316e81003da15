"""The letter with an invitation."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.identity.models import Role
from app.mail import kinds
from app.members.models import InvitationOrigin


def _invitation(facts: Mapping[str, str]) -> kinds.Letter:
    name, role = facts["organisation"], Role(facts["role"]).word
    said = {
        InvitationOrigin.INVITED: (
            _("%(name)s invites you to Schakelbord", name=name),
            _("%(name)s invites you to join as %(role)s.", name=name, role=role),
            _(
                "You get this mail because somebody of this organisation, or of the region, filled"
                " in your address."
            ),
        ),
        InvitationOrigin.REGISTERED: (
            _("%(name)s takes part in Schakelbord", name=name),
            _(
                "You registered %(name)s on Schakelbord, and the region admitted it. With the link"
                " you come in as %(role)s.",
                name=name,
                role=role,
            ),
            _("You get this mail because your address was filled in with the registration."),
        ),
        InvitationOrigin.ASKED: (
            _("You get access to %(name)s on Schakelbord", name=name),
            _(
                "With your address it was asked on Schakelbord to speak for %(name)s. That is"
                " granted: with the link you come in as %(role)s.",
                name=name,
                role=role,
            ),
            _("You get this mail because your address was filled in with the question."),
        ),
        InvitationOrigin.OPENED: (
            _("%(name)s begins with Schakelbord", name=name),
            _(
                "%(name)s begins with Schakelbord. With the link you come in as %(role)s.",
                name=name,
                role=role,
            ),
            _("You get this mail because whoever installs Schakelbord was given your address."),
        ),
    }
    subject, first, why = said[InvitationOrigin(facts.get("origin", InvitationOrigin.INVITED))]
    return kinds.Letter(
        subject=subject,
        paragraphs=(
            first,
            _(
                "On Schakelbord a region sees who needs what, and who can help. The link works for"
                " two weeks, and once."
            ),
            _("Were you not expecting this? Then you need not do anything."),
        ),
        button=_("Look at the invitation"),
        why=why,
    )


INVITATION = kinds.register(
    kinds.MailKind(
        "members:invitation", _invitation, page="/uitnodiging/{token}", purpose="invitation"
    )
)
