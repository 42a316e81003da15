"""The letter with an invitation."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.identity.models import Role
from app.mail import kinds


def _invitation(facts: Mapping[str, str]) -> kinds.Letter:
    organisation = facts["organisation"]
    return kinds.Letter(
        subject=_("%(name)s invites you to Schakelbord", name=organisation),
        paragraphs=(
            _(
                "%(name)s invites you to join as %(role)s.",
                name=organisation,
                role=Role(facts["role"]).word,
            ),
            _(
                "On Schakelbord a region sees who needs what, and who can help. The link works for"
                " two weeks, and once."
            ),
            _("Were you not expecting this? Then you need not do anything."),
        ),
        button=_("Look at the invitation"),
        why=_("You get this mail because somebody of this organisation filled in your address."),
    )


INVITATION = kinds.register(
    kinds.MailKind(
        "members:invitation", _invitation, page="/uitnodiging/{token}", purpose="invitation"
    )
)
