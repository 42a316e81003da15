"""What the two public forms ask."""

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from app.core import inputs
from app.core.i18n import mark
from app.signals import models

_EMAIL = re.compile(inputs.EMAIL)
MOST = 1_000  # characters: it is one short form


def _address(value: str) -> str:
    if value and not _EMAIL.fullmatch(value):
        raise inputs.refuse_value(mark("Fill in a whole e-mail address, or leave it empty."))
    return value


Told = Annotated[
    str,
    StringConstraints(min_length=10, max_length=MOST),
    AfterValidator(inputs.without_contacts),
    inputs.Readable,
]
# To a resident. It may hold how to reach who answers: `moderation_commands` refuses all others.
Answer = Annotated[
    str, StringConstraints(max_length=1000), AfterValidator(inputs.checked_by_its_command)
]
ReplyAddress = Annotated[
    str, StringConstraints(max_length=254, to_lower=True), AfterValidator(_address)
]
FormKey = Annotated[str, StringConstraints(max_length=64), inputs.AS_TYPED]
Proof = Annotated[str, StringConstraints(max_length=4_000), inputs.AS_TYPED]


class SignalInput(inputs.Input):
    """The form of a signal."""

    when_missing: ClassVar[dict[str, str]] = {
        "description": mark("Tell in one or a few sentences what you see."),
        "municipality": mark("Choose a municipality."),
    }
    asks_names: ClassVar[dict[str, str]] = {"description": mark("your text")}

    description: Told
    direction: models.SignalDirection = models.SignalDirection.NEGATIVE
    municipality: inputs.Slug
    target_group: inputs.Slug | None = None
    email: ReplyAddress = ""
    sure_no_names: bool = False
    form_key: FormKey = ""
    proof: Proof = ""


class HelpInput(inputs.Input):
    """The form of a resident who wants to help."""

    when_missing: ClassVar[dict[str, str]] = {
        "description": mark("Tell in one or a few sentences what you can do."),
        "municipality": mark("Choose a municipality."),
    }
    asks_names: ClassVar[dict[str, str]] = {"description": mark("your text")}

    description: Told
    support_type: inputs.Slug | None = None
    municipality: inputs.Slug
    moments: Annotated[list[models.HelpMoment], Field(max_length=8)] = []
    rhythm: models.HelpRhythm | None = None
    email: ReplyAddress = ""
    sure_no_names: bool = False
    form_key: FormKey = ""
    proof: Proof = ""


class KeyInput(inputs.Input):
    """The key of a form on a screen, for which a browser is about to work."""

    form_key: FormKey = ""


class NumberInput(inputs.Input):
    """A number that somebody typed to see how it stands."""

    number: Annotated[str, StringConstraints(max_length=64)] = ""
