"""One column that a file may have, and what those of one file mean."""

from dataclasses import dataclass, field

from app.core.i18n import gettext as _


@dataclass(frozen=True)
class ImportColumn:
    """One field. `names[0]` is its Dutch word, shown and used in the examples; `about` is a
    msgid.
    """

    field: str
    names: tuple[str, ...]
    about: str = ""
    is_required: bool = False
    takes_many: bool = False
    is_day: bool = False
    is_yes_no: bool = False


@dataclass(frozen=True)
class Matched:
    """What the columns of a file mean, before anybody looks at its rows."""

    columns: dict[str, ImportColumn] = field(default_factory=dict)  # by header
    headers: dict[str, str] = field(default_factory=dict)  # header by field
    unread: list[str] = field(default_factory=list)
    only_read: list[str] = field(default_factory=list)
    # By header: why it cannot mean what it means, in a sentence.
    clashes: dict[str, str] = field(default_factory=dict)

    def take(self, header: str, column: ImportColumn) -> None:
        """This column of the file, unless another one means the same."""
        if (other := self.headers.get(column.field)) is None:
            self.columns[header] = column
            self.headers[column.field] = header
        else:
            self.clashes[header] = _(
                "The columns “%(one)s” and “%(other)s” mean the same.",
                one=other[:60],
                other=header[:60],
            )
