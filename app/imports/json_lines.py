"""The lines of a JSONL file: one object of texts, numbers and lists on each."""

import json
from collections.abc import Iterator, Mapping

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.imports import cell_texts

Cells = Mapping[str, str | list[str]]


def read_objects(text: str) -> Iterator[tuple[int, Cells]]:
    """Every line that is not empty, with its number. Raises Invalid on "file"."""
    for place, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            thing = json.loads(line)
            if not isinstance(thing, dict):
                raise ValueError
            cells = {name: _cell(value) for name, value in thing.items()}
        except (ValueError, RecursionError):
            sentence = _(
                "Line %(row)s is not a JSON object with texts, numbers and lists.", row=place
            )
            raise Invalid({"file": sentence}) from None
        yield place, cells


def _cell(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError
    return cell_texts.text_of(value)
