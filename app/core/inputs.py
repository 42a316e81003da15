"""Input models and the field types they share: free text without persons, dates as people write
them.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any, ClassVar, get_args
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from app.core import characters, link_words, personal_data, personal_sentences, typed_days
from app.core.i18n import mark

VANISHED = mark("Nothing of this can be read. Fill it in or choose again.")
_UNSAFE = re.compile(r"[\s<>\"'\\^`{|}\x00-\x1f\x7f]")  # what has no place in an address

log = logging.getLogger(__name__)


class _AsTyped:
    """Marks a field that is kept to the character: a password is no text that anybody reads."""


AS_TYPED = _AsTyped()


class _Chosen:
    """Marks a text that is one of a list, and no words of anybody."""


CHOSEN = _Chosen()


# A whole address, as far as a form can tell.
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class Input(BaseModel):
    """Base of every input model, where every text becomes what can be seen of it. `when_missing`
    holds a sentence for a required field that was left empty; `when_none` one for the first of
    several of which one is enough, so that who left more empty hears of all of it at once.
    `asks_names` holds what the texts are called of which the box `sure_no_names` speaks, and
    `days_in_order` the first and the last day of a period.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    when_missing: ClassVar[Mapping[str, str]] = {}
    when_none: ClassVar[Mapping[tuple[str, ...], str]] = {}
    asks_names: ClassVar[Mapping[str, str]] = {
        "title": mark("title"),
        "description": mark("explanation"),
    }
    days_in_order: ClassVar[tuple[str, str] | None] = None

    @model_validator(mode="before")
    @classmethod
    def _normal(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {name: cls.read(name, value) for name, value in given.items()}

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        """What was given for a field, with its texts as they are kept."""
        known = cls.model_fields.get(name)
        if known is not None and AS_TYPED in known.metadata:
            return value
        if isinstance(value, str) and not isinstance(value, Enum):
            return characters.normal(value)
        if isinstance(value, (list, tuple, set, frozenset)):
            return type(value)(cls.read(name, each) for each in value)
        if isinstance(value, Mapping):
            return {key: cls.read(name, each) for key, each in value.items()}
        return value

    @classmethod
    def vanishes(cls, name: str, sent: Iterable[str], read: Iterable[str]) -> bool:
        """Whether nothing is left of what was sent for a choice, a number or a day. Empty means
        something there, such as nobody, and is not what somebody sent.
        """
        known = cls.model_fields.get(name)
        if known is None or takes_text(known):
            return False
        pairs = zip(sent, read, strict=True)
        return any(before.strip() and not after.strip() for before, after in pairs)


def read_id(text: str) -> UUID | None:
    """The id that somebody sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


class Noted(Input):
    """An input with a text in somebody's own words, named in `asks_names`. The door of the verb
    (`core.policy`) looks whether it seems to hold a person; `sure_no_names` is the box on its form
    that says it does not.
    """

    asks_names: ClassVar[Mapping[str, str]] = {"note": mark("explanation")}

    sure_no_names: bool = False


def refuse_value(msgid: str, **context: object) -> PydanticCustomError:
    """An error whose message is translated when it is shown."""
    return PydanticCustomError("our_own", "{msgid}", {"msgid": msgid, **context})


def without_persons(text: str) -> str:
    """The text, or a refusal when it holds personal data."""
    return _refusing(text, personal_data.refused_in(text))


def without_contacts(text: str) -> str:
    """The same where the form asks about an address: it may be of a building open to all."""
    finding = personal_data.refused_in(text)
    return text if finding is personal_data.Finding.ADDRESS else _refusing(text, finding)


def checked_by_its_command(text: str) -> str:
    """The text: what it may not hold depends on who writes it, so the command looks."""
    return text


def _refusing(text: str, finding: personal_data.Finding | None) -> str:
    if finding is not None:
        log.info("refused free text that holds personal data: %s", finding.value)
        words = personal_data.certain_words(text)
        raise refuse_value(personal_sentences.REFUSALS[finding], words=words)
    return text


def _readable(text: str) -> str:
    """A name by which people find something back says something."""
    if text and not characters.has_words(text):
        raise refuse_value(mark("Use letters or numbers, so that others can read it."))
    return text


def is_free_text(known: FieldInfo) -> bool:
    """Whether a field of an input model is text in somebody's own words: a title, an explanation, a
    note.
    """
    checks = (without_persons, without_contacts, checked_by_its_command)
    return any(isinstance(rule, AfterValidator) and rule.func in checks for rule in known.metadata)


def takes_text(known: FieldInfo) -> bool:
    """Whether a field takes text that somebody reads. Every other one takes a choice, a number or
    a day, of which nothing is left out unseen.
    """
    if CHOSEN in known.metadata:
        return False
    waiting: list[Any] = [known.annotation]
    while waiting:
        each = waiting.pop()
        if each is str:
            return True
        if CHOSEN not in getattr(each, "__metadata__", ()):
            waiting += get_args(each)
    return False


def _near(value: date) -> date:
    if not 2000 <= value.year <= 2100:
        raise refuse_value(mark("Fill in a year between 2000 and 2100."))
    return value


_WHOLE = re.compile(r"(-?(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+))(?:,0{1,2})?", re.ASCII)


def _dutch_number(value: Any) -> Any:
    """`1.250`, `1 250` and `1.250,00` are twelve hundred and fifty here, and `1_250` is what only
    programmers write.
    """
    if isinstance(value, str) and "_" in value:
        return value.replace("_", "?")
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value.strip())):
        return re.sub("[. ]", "", found.group(1))
    return value


def _one_line(value: Any) -> Any:
    """A field of one line holds no line ends: a browser would drop them unseen."""
    if not isinstance(value, str):
        return value
    return " ".join(filter(None, map(str.strip, re.split(r"[\r\n]+", value))))


def _web_address(value: str) -> str:
    """Only https, and only a host with a name: nothing that runs, nothing on somebody's own machine
    or network.
    """
    if not value:
        return value
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", None
    is_named = re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", host)
    if (
        parts is None
        or parts.scheme != "https"
        or not is_named
        or "@" in parts.netloc
        or _UNSAFE.search(value)
    ):
        raise refuse_value(mark("Fill in a whole web address. It starts with https://"))
    # A long number is more often the number of an article than of a person; these are no such.
    told = link_words.decoded(value.partition(parts.netloc)[2])
    if link_words.holds_number_of_one(told) or personal_data.refused_in(told) in _IN_LINKS:
        raise refuse_value(
            mark(
                "This link holds an e-mail address, a phone number, a bank account or a BSN. Take "
                "the link of the page without it."
            )
        )
    return value


_IN_LINKS = (
    personal_data.Finding.EMAIL,
    personal_data.Finding.PHONE,
    personal_data.Finding.IBAN,
)
OneLine = BeforeValidator(_one_line)
Readable = AfterValidator(_readable)

# The length comes first: a text of a million characters is not searched for phone numbers.
_TitleText = Annotated[str, StringConstraints(min_length=5, max_length=120), Readable, OneLine]
Title = Annotated[_TitleText, AfterValidator(without_persons)]
Name = Annotated[
    str,
    StringConstraints(min_length=3, max_length=80),
    AfterValidator(without_persons),
    Readable,
    OneLine,
]
Description = Annotated[str, StringConstraints(max_length=4000), AfterValidator(without_persons)]
# With a box on the form to tick that what looks like a person is none.
AskedTitle = Annotated[_TitleText, AfterValidator(without_contacts)]
AskedDescription = Annotated[
    str, StringConstraints(max_length=4000), AfterValidator(without_contacts)
]


def _whole_address(typed: str) -> str:
    if not re.fullmatch(EMAIL, typed):
        raise refuse_value(mark("Fill in a whole e-mail address, such as info@example.nl."))
    return typed


# Of somebody who gets a mail there.
EmailAddress = Annotated[
    str, StringConstraints(to_lower=True, max_length=254), AfterValidator(_whole_address)
]
Note = Annotated[str, StringConstraints(max_length=1000), AfterValidator(without_persons)]
WebAddress = Annotated[str, StringConstraints(max_length=500), AfterValidator(_web_address)]
Slug = Annotated[str, StringConstraints(max_length=64), CHOSEN]
# What a page carries along unseen, as it was made.
Carried = Annotated[str, StringConstraints(max_length=10_000, strip_whitespace=False), AS_TYPED]
Day = Annotated[date, AfterValidator(_near), BeforeValidator(typed_days.read_day)]
# What a page showed when somebody pressed a button on it, so that a yes is a yes to that.
Seen = Annotated[str, StringConstraints(max_length=64)]
# More than there are people in a region.
MOST = 1_000_000
Quantity = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_dutch_number)]
# The version that was edited, so that somebody else's change is not overwritten unseen.
Version = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0, le=MOST), BeforeValidator(_dutch_number)]
