"""Letters about one's own account, for the mail that somebody is owed."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.mail import kinds

CONFIRM_PURPOSE = "account:address"  # of the link that confirms a new address


def _confirm_address(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Confirm your new e-mail address"),
        paragraphs=(
            _("Somebody wants to use this address for their account. Is that you? Then open the"
              " page and press the button. It works for one day, once you are signed in."),
            _("Is it not you? Then there is nothing to do: this address is not used."),
        ),
        button=_("Confirm this address"),
        why=_("You get this mail because somebody filled in your address."),
    )  # fmt: skip


def _address_in_use(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Your e-mail address has an account already"),
        paragraphs=(
            _("Somebody wants to use this address for their account. There is an account with it"
              " already, so nothing changes."),
            _("Was it you? Then sign in with this address."),
            _("Is it not you? Then there is nothing to do."),
        ),
        button=_("Sign in"),
        why=_("You get this mail because you have an account."),
    )  # fmt: skip


def _address_changed(_facts: Mapping[str, str]) -> kinds.Letter:
    return kinds.Letter(
        subject=_("Your account has another e-mail address"),
        paragraphs=(
            _("Your account has another e-mail address since now. You sign in with that one, and"
              " mails go there."),
            _("Was it you? Then there is nothing to do."),
            _("Was it not you? Then call the administrator of your region at once."),
        ),
        why=_("You get this mail because this was the address of your account."),
    )  # fmt: skip


CONFIRM_ADDRESS = kinds.register(
    kinds.MailKind(
        "account:confirm_address",
        _confirm_address,
        page="/mijn-account/e-mail/{token}",
        purpose=CONFIRM_PURPOSE,
    )
)
ADDRESS_IN_USE = kinds.register(
    kinds.MailKind("account:address_in_use", _address_in_use, page="/inloggen")
)
ADDRESS_CHANGED = kinds.register(kinds.MailKind("account:address_changed", _address_changed))
