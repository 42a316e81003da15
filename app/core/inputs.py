"""Input models and the field types they share: free text without persons, dates as people write them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from app.core import personal_data
from app.core.i18n import mark

log = logging.getLogger(__name__)


class Input(BaseModel):
    """Base of every input model. `when_missing` holds a sentence for a required field that was left empty."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    when_missing: ClassVar[Mapping[str, str]] = {}


def refuse_value(msgid: str, **context: object) -> PydanticCustomError:
    """An error whose message is translated when it is shown."""
    return PydanticCustomError("our_own", "{msgid}", {"msgid": msgid, **context})


def without_persons(text: str) -> str:
    """The text, or a refusal when it holds personal data."""
    finding = personal_data.refused_in(text)
    if finding is not None:
        log.info("refused free text that holds personal data: %s", finding.value)
        raise refuse_value(personal_data.REFUSALS[finding])
    return text


def is_free_text(known: FieldInfo) -> bool:
    """Whether a field of an input model is text in somebody's own words: a title, an explanation, a note."""
    return any(isinstance(rule, AfterValidator) and rule.func is without_persons for rule in known.metadata)


def _readable_date(value: Any) -> Any:
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*", value)):
        day, month, year = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return value


def _near(value: date) -> date:
    if not 2000 <= value.year <= 2100:
        raise refuse_value(mark("Fill in a year between 2000 and 2100."))
    return value


def _dutch_number(value: Any) -> Any:
    """`1.250` is twelve hundred and fifty here."""
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,3}(\.\d{3})+\s*", value):
        return value.replace(".", "").strip()
    return value


# The length comes first: a text of a million characters is not searched for phone numbers.
Title = Annotated[str, StringConstraints(min_length=5, max_length=120), AfterValidator(without_persons)]
Description = Annotated[str, StringConstraints(max_length=4000), AfterValidator(without_persons)]
Note = Annotated[str, StringConstraints(max_length=1000), AfterValidator(without_persons)]
Slug = Annotated[str, StringConstraints(max_length=64)]
Day = Annotated[date, AfterValidator(_near), BeforeValidator(_readable_date)]
Quantity = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_dutch_number)]
Count = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_dutch_number)]
