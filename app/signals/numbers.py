"""The number by which a sender follows a signal: guessed by nobody, read aloud by anybody."""

import secrets

from app.core.i18n import gettext as _

# Without letters that look like digits (Crockford's base 32): 60 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # pragma: allowlist secret
LENGTH = 12
_LOOKS_LIKE = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None, ".": None})


def new_number() -> str:
    """A number that nobody has."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def read_number(typed: str) -> str | None:
    """The number that somebody means, with spaces and small letters or without; None when it cannot
    be one.
    """
    read = typed[:64].upper().translate(_LOOKS_LIKE)
    return read if len(read) == LENGTH and set(read) <= set(ALPHABET) else None


def grouped(number: str | None) -> str:
    """As it is shown: in three groups. What an organisation logged has none."""
    if number is None:
        return ""
    return " ".join(number[at : at + 4] for at in range(0, LENGTH, 4))


def wrong_number() -> str:
    """What somebody reads who typed something else."""
    return _("A number has %(num)s letters and digits. Look whether it is whole.", num=LENGTH)


def unknown() -> str:
    """What somebody reads whose number nobody was given."""
    return _("There is no message with this number. Look whether you typed all of it right.")
