"""The kinds of mail: what each says, and which page it leads to. A slice adds its own with
`register`, where it also says `mail.owe`.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from app.core import tongue
from app.core.errors import Refused
from app.mail.topics import Topic


@dataclass(frozen=True)
class Summed:
    """One message that an overview sums up: its kind, its row, what it is about, its facts."""

    kind: str
    mail_id: str
    object_id: str
    facts: Mapping[str, str]

    @property
    def subject(self) -> str:
        """What it says, in the language of the moment."""
        return get_kind(self.kind).write(self.facts).subject


@dataclass(frozen=True)
class Letter:
    """What a mail says, in the language of the moment. `why`: why somebody gets it. `summed`: the
    messages that it says in a line each, with the page that each of them leads to.
    """

    subject: str
    paragraphs: tuple[str, ...]
    why: str
    button: str = ""
    summed: tuple[Summed, ...] = ()


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
# The fact that holds the messages that a letter sums up.
SUMMED = "summed"

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
    shown = _in_dutch(facts)
    if SUMMED in facts:
        shown[SUMMED] = as_fact(
            replace(each, facts=_in_dutch(each.facts)) for each in summed_in(facts)
        )
    return kind.write(shown)


def _in_dutch(facts: Mapping[str, str]) -> dict[str, str]:
    typed = {
        name: "\n".join(map(tongue.in_dutch, facts[name].split("\n")))
        for name in TYPED
        if facts.get(name)
    }
    return {**facts, **typed}


def as_fact(summed: Iterable[Summed]) -> str:
    """Messages as one fact of the letter that sums them up."""
    return json.dumps([asdict(each) for each in summed], ensure_ascii=False)


def summed_in(facts: Mapping[str, str]) -> tuple[Summed, ...]:
    """The messages that a letter with these facts sums up, of the kinds that there still are."""
    kept = [Summed(**each) for each in json.loads(facts.get(SUMMED) or "[]")]
    return tuple(each for each in kept if each.kind in _KINDS)


def told() -> list[str]:
    """The names of the kinds that stand in somebody's messages."""
    return [kind.name for kind in registered() if kind.topic is not None]


def registered() -> list[MailKind]:
    """Every kind of the slices that are loaded."""
    return list(_KINDS.values())


def summed(topics: Collection[Topic]) -> list[str]:
    """The names of the kinds about these that get no mail of their own."""
    return [k.name for k in registered() if not k.is_mailed and k.topic in topics]


def names_about(topic: Topic) -> list[str]:
    """The names of the kinds that are about a topic."""
    return [kind.name for kind in registered() if kind.topic is topic]


def forgetting() -> list[str]:
    """The names of the kinds whose address goes as soon as a mail ended."""
    return [kind.name for kind in registered() if kind.forgets_address]
