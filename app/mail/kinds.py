"""The kinds of mail: what each says, and which page it leads to. A slice adds its own with
`register`, where it also says `mail.owe`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.errors import Refused


@dataclass(frozen=True)
class Letter:
    """What a mail says, in the language of the moment. `why`: why somebody gets it."""

    subject: str
    paragraphs: tuple[str, ...]
    why: str
    button: str = ""


@dataclass(frozen=True)
class MailKind:
    """One kind. `write` makes the letter of the stored facts. `page`: the address that the button
    leads to, with `{token}` for the one of a one-time link; `purpose`: what that link is for, as
    `core.tokens` knows it. The version of the link stands in the fact `version`.
    """

    name: str
    write: Callable[[Mapping[str, str]], Letter]
    page: str = ""
    purpose: str = ""
    forgets_address: bool = False


_KINDS: dict[str, MailKind] = {}


def register(kind: MailKind) -> MailKind:
    """Make a kind known to whoever sends."""
    _KINDS[kind.name] = kind
    return kind


def get_kind(name: str) -> MailKind:
    """The kind of this name, of a slice that is loaded."""
    try:
        return _KINDS[name]
    except KeyError:
        raise Refused(f"Er is geen soort mail die {name} heet.") from None


def forgetting() -> list[str]:
    """The names of the kinds whose address goes as soon as a mail ended."""
    return [kind.name for kind in _KINDS.values() if kind.forgets_address]
