"""What is said of a mail: what it is about, to whom it is, and what its server answered."""

from app.core import errors
from app.core.i18n import gettext as _, mark
from app.mail import kinds

_TROUBLES = {
    "closed": mark("The account is closed."),
    "address": mark("This is not an e-mail address."),
    "no STARTTLS": mark("Our mail server offers no encryption."),
}


def subject_of(kind: str, facts: dict[str, str]) -> str:
    """What stands above the letter. A kind that this version does not have says its name."""
    try:
        return kinds.on_page(kinds.get_kind(kind), facts).subject
    except errors.Refused:
        return kind


def trouble_of(trouble: str) -> str:
    """What went wrong the last time, as a sentence."""
    if not trouble:
        return ""
    if trouble in _TROUBLES:
        return _(_TROUBLES[trouble])
    if trouble.isdecimal():
        return _("The mail server answered %(code)s.", code=trouble)
    if trouble[:2] in ("4.", "5."):  # a status of RFC 3463, which `mail.bounces` lets through
        return _("It came back from the mail server of the addressee (%(code)s).", code=trouble)
    return _("The mail server was not reached (%(code)s).", code=trouble)


def masked(address: str) -> str:
    """An address for who may not read it: its first letter and where it is."""
    user, _at, domain = address.rpartition("@")
    return f"{user[:1]}…@{domain}"
