"""What is wrong with a cell, as a sentence that fits a file: the first one about a column stays."""

import re
from collections.abc import Iterable, Mapping

from app.core import errors, inputs, shown
from app.core.i18n import gettext as _
from app.imports import cell_texts, checked_rows, columns, sheets, total_rows


def unread_in(sheet: columns.Mapped, row: sheets.Row) -> dict[str, str]:
    """By field: unread is not empty. What stood there is asked for, nothing is filled in for it."""
    faults: dict[str, str] = {}
    if row.has_surplus:
        faults[""] = _(
            "Cell %(cell)s stands in a column without a name. Give that column a name, or empty "
            "the cell. In a CSV, put a text that holds a separator between quotes.",
            cell=next(iter(row.surplus)),
        )
    for name, (reason, address) in sheet.unreadable(row).items():
        faults[name] = _unreadable(cell_texts.Reason(reason), address)
    return faults


def told(sheet: columns.Mapped, model: type[inputs.Input], row: sheets.Row,
         faults: Mapping[str, str]) -> tuple[checked_rows.Fault, ...]:  # fmt: skip
    """The faults of a row, each with its cell and what stands there."""
    typed = sheet.typed(row) if faults else {}
    return tuple(
        checked_rows.Fault(
            sheet.named(name) if name else "",
            sentence,
            _address(sheet, row, name),
            "; ".join(typed.get(name, ())),
            name in model.model_fields and inputs.is_free_text(model.model_fields[name]),
        )
        for name, sentence in faults.items()
    )


def _address(sheet: columns.Mapped, row: sheets.Row, name: str) -> str:
    """Nothing where the file has no such column, or no columns at all."""
    letter = sheet.letters.get(sheet.headers.get(name, ""))
    return f"{letter}{row.number}" if letter else ""


def refuse_few(typed: Mapping[str, list[str]], faults: dict[str, str]) -> None:
    """A row of a file of ours that hides how few people it is about cannot come in."""
    for name, texts in typed.items():
        if any(text.replace(" ", "") == shown.FEW for text in texts):
            faults[name] = _(
                "“%(few)s” hides a small group, so this row cannot be brought in. Change it on its "
                "own page.",
                few=shown.FEW,
            )


def refuse_counted_days(sheet: columns.Mapped, typed: Mapping[str, list[str]],
                        faults: dict[str, str]) -> None:  # fmt: skip
    """A number by which a spreadsheet counts its days is told from other wrong days."""
    for name, texts in typed.items():
        if sheet.asks_day(name) and any(_COUNTED.fullmatch(text) for text in texts):
            faults[name] = _(
                "“%(number)s” is how a spreadsheet counts its days. Choose a format with the day, "
                "the month and the year for this column, and check it.",
                number=texts[0],
            )


# From 2000 to 2100, also with a time behind the comma.
_COUNTED = re.compile(r"(3[6-9]|[4-6]\d|7[0-3])\d{3}([.,]\d+)?", re.ASCII)


def refuse_total(
    typed: Mapping[str, list[str]], names: Iterable[str], faults: dict[str, str]
) -> None:
    """What adds up other rows would be counted once more."""
    if any(total_rows.adds_up(title, typed, names) for title in typed.get("title", ())):
        faults["title"] = adds_up()


def adds_up() -> str:
    """Of a row that is a total."""
    return _("This row adds up other rows. Take it out, or give it a title that says more.")


def add(faults: dict[str, str], problem: errors.Invalid) -> None:
    """What a check of the form says."""
    for name, sentence in problem.errors.items():
        text = sentence
        if name == "sure_no_names":
            text = _(
                "The text seems to hold a name or an address of a person. Take it out, or fill in "
                "“ja” in a column “geen namen”."
            )
        elif name == "sure_terms":
            text = _("%(reason)s Change this on its own page.", reason=sentence)
        faults.setdefault(_COLUMN_OF.get(name, name), text)


_COLUMN_OF = {"version": "", "publish": "", "sure_terms": ""}


def _unreadable(reason: cell_texts.Reason, address: str) -> str:
    match reason:
        case cell_texts.Reason.FORMULA:
            return _(
                "Cell %(cell)s holds a formula without its result. Open the file in your "
                "spreadsheet and save it, or type the value.",
                cell=address,
            )
        case cell_texts.Reason.ERROR:
            return _("Cell %(cell)s holds an error of your spreadsheet.", cell=address)
        case cell_texts.Reason.MERGED:
            return _(
                "Cell %(cell)s is merged with a cell of another column. Split them, and fill in "
                "both.",
                cell=address,
            )
        case cell_texts.Reason.LETTERS:
            return _(
                "Cell %(cell)s holds letters that were lost when the file was saved (�). Type them "
                "again.",
                cell=address,
            )
        case cell_texts.Reason.SHOWN:
            return _(
                "Cell %(cell)s shows another number than it holds, for example in thousands. "
                "Choose a plain number format, and check the number.",
                cell=address,
            )
        case cell_texts.Reason.STRUCK:
            return _(
                "Cell %(cell)s is struck out, also if only in part. Empty it, or take the line "
                "away.",
                cell=address,
            )
        case cell_texts.Reason.DAY:
            return _(
                "Cell %(cell)s is a day or a time for your spreadsheet, perhaps because something "
                "like “1-2” was typed there. Choose text or a number as its format, and type it "
                "again.",
                cell=address,
            )
        case cell_texts.Reason.PARTLY:
            return _(
                "Cell %(cell)s does not show the whole day. Choose a format with the day, the "
                "month and the year, and check it.",
                cell=address,
            )
        case cell_texts.Reason.ROWS:
            return _(
                'Cell %(cell)s holds several rows of the file. Is there a quotation mark (") too '
                "many or too few?",
                cell=address,
            )
