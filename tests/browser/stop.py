"""One state of one page, and how a browser gets there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FILENAME = "bestand.csv"


@dataclass(frozen=True)
class Stop:
    """`path` and `sent` may name one of `Region.places`; with `sent` it is posted to, as a form
    does.
    """

    name: str
    path: str
    person: str | None = None
    status: int = 200
    sent: Mapping[str, str | list[str]] | None = field(default=None, hash=False)
    language: str = "nl"
    # The contents of a CSV file that goes along in the field "file".
    file: bytes | None = None
    # What has to be on the page before anybody looks at it.
    until: str | None = None

    def address(self, places: Mapping[str, str]) -> str:
        """Where it is."""
        return self.path.format(**places)

    def fields(self, places: Mapping[str, str]) -> list[tuple[str, str]]:
        """Names and values in the order of a form."""
        sent = self.sent or {}
        return [
            (k, v.format(**places))
            for k, value in sent.items()
            for v in ([value] if isinstance(value, str) else value)
        ]
