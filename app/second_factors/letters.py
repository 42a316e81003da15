"""Letters about second factors, for the mail that somebody is owed."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds


def _reset(facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Your second step was taken away"),
        paragraphs=(
            _(
                "An administrator of %(region)s took away the second step of your account, because"
                " somebody said that you lost it. You are signed out everywhere.",
                region=facts["region"],
            ),
            _("Was it you? Then sign in and set up a new second step."),
            _("Was it not you? Then call your administrator at once."),
        ),
        button=_("Sign in"),
        why=_("You get this mail because you have an account."),
    )


RESET = kinds.register(kinds.MailKind("second_factors:reset", _reset, page="/inloggen"))
