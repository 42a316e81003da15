"""The kinds of mail: what each says, and which page it leads to. A slice adds its own with
`register`, where it also says `mail.owe`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from app.core import tongue
from app.core.errors import Refused
from app.mail.topics import Topic


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
    leads to, with `{id}` for what the mail is about, or `{token}` for the one of a one-time link;
    `purpose`: what that link is for, as `core.tokens` knows it. The version of the link stands in
    the fact `version`. `topic`: what somebody may say not to want mail about. `answer_page`: where
    the button of the mail leads instead, without signing in, with `{token}` of this one mail.
    """

    name: str
    write: Callable[[Mapping[str, str]], Letter]
    page: str = ""
    purpose: str = ""
    forgets_address: bool = False
    topic: Topic | None = None
    # Otherwise it is read in the messages, and summed up in the overview of the day.
    is_mailed: bool = True
    answer_page: str = ""

    @property
    def is_about_one(self) -> bool:
        """Whether it leads to one thing, which only some may see."""
        return "{id}" in self.page


# The facts that people typed, a line each.
TYPED = ("title", "titles", "offer")

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


def on_page(kind: MailKind, facts: Mapping[str, str]) -> Letter:
    """The letter as a page shows it, where what people typed says that it is Dutch."""
    typed = {
        name: "\n".join(map(tongue.in_dutch, facts[name].split("\n")))
        for name in TYPED
        if name in facts
    }
    return kind.write({**facts, **typed})


def told() -> list[str]:
    """The names of the kinds that stand in somebody's messages."""
    return [kind.name for kind in _KINDS.values() if kind.topic is not None]


def summed(topics: Collection[Topic]) -> list[str]:
    """The names of the kinds about these that get no mail of their own."""
    return [k.name for k in _KINDS.values() if not k.is_mailed and k.topic in topics]


def names_about(topic: Topic) -> list[str]:
    """The names of the kinds that are about a topic."""
    return [kind.name for kind in _KINDS.values() if kind.topic is topic]


def forgetting() -> list[str]:
    """The names of the kinds whose address goes as soon as a mail ended."""
    return [kind.name for kind in _KINDS.values() if kind.forgets_address]
