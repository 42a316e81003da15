"""The letter to who registered an organisation that is not admitted. Why stands on the page that it
leads to, not in the mail.
"""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds


def _refused(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("%(name)s cannot take part in Schakelbord", name=facts["organisation"]),
        paragraphs=(
            _(
                "You registered %(name)s on Schakelbord. The administrator of the region did not"
                " admit it.",
                name=facts["organisation"],
            ),
            _("Why stands behind the button."),
        ),
        button=_("Read why"),
        why=_("You get this mail once, because your address was filled in with the registration."),
    )


REFUSED = kinds.register(
    kinds.MailKind(
        "organisations:refused",
        _refused,
        page="/aanmelden-organisatie/stand/{token}",
        purpose="organisations:registration",
        forgets_address=True,
    )
)
