"""Letters about passwords, for the mail that somebody is owed."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds

PURPOSE = "password"


def _forgotten(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Choose a new password"),
        paragraphs=(
            _("Somebody asked for a new password for your account. The link works for one hour."),
            _("Was it not you? Then do nothing: your password stays as it is."),
        ),
        button=_("Choose a new password"),
        why=_("You get this mail because somebody filled in your e-mail address."),
    )


def _has_none(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Your account has no password"),
        paragraphs=(
            _(
                "Somebody asked for a new password for your account. Your account has none: you"
                " sign in with the account of your work."
            ),
            _("Was it not you? Then do nothing."),
        ),
        button=_("Sign in"),
        why=_("You get this mail because somebody filled in your e-mail address."),
    )


def _elsewhere(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("You sign in with the account of your work"),
        paragraphs=(
            _(
                "Somebody asked for a new password for your account. Your organisation signs in"
                " with the account of your work, so a password opens nothing here."
            ),
            _("Was it not you? Then do nothing."),
        ),
        button=_("Sign in"),
        why=_("You get this mail because somebody filled in your e-mail address."),
    )


def _changed(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Your password is changed"),
        paragraphs=(
            _("The password of your account is changed. You are signed out on other devices."),
            _("Was it you? Then there is nothing to do."),
            _("Was it not you? Then call the administrator of your region at once."),
        ),
        button=_("Sign in"),
        why=_("You get this mail because you have an account."),
    )


FORGOTTEN = kinds.register(
    kinds.MailKind("passwords:forgotten", _forgotten, page="/wachtwoord/{token}", purpose=PURPOSE)
)
HAS_NONE = kinds.register(kinds.MailKind("passwords:has_none", _has_none, page="/inloggen"))
ELSEWHERE = kinds.register(kinds.MailKind("passwords:elsewhere", _elsewhere, page="/inloggen"))
CHANGED = kinds.register(kinds.MailKind("passwords:changed", _changed, page="/inloggen"))
