"""The list of signals as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.core.i18n import mark
from app.exports import listing
from app.identity.actor import Actor
from app.needs.models import is_small_group
from app.signals import filters as signal_filters, forms, models, queries, signal_fields


def _rows(
    session: Session, actor: Actor, filters: signal_filters.SignalFilters
) -> Iterator[signal_fields.SignalRow]:
    rows = listing.every_row(
        lambda cursor: queries.find_signals(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=listing.PAGE_SIZE
        )
    )
    tells_place = filters.municipality is not None or filters.mine
    for row in map(_for_others, rows):
        # What does not count is read by few: where they would not know the place, nobody does.
        counts = row.status is models.SignalStatus.ACCEPTED and row.theme is not None
        if not row.is_masked or (counts and not tells_place):
            yield row


def _for_others(row: signal_fields.SignalRow) -> signal_fields.SignalRow:
    """The signal as an organisation sees it that has nothing to do with it: of a small group
    without its place, of a resident without the words.
    """
    if row.is_of_resident:
        row = replace(row, description="")
    if row.is_masked or not is_small_group(row.people, row.municipality_code):
        return row
    name = signal_fields.name_of(row.organisation_name, is_masked=True)
    return replace(
        row,
        organisation_id=None,
        organisation_name=name,
        municipality_code=None,
        people=None,
        is_masked=True,
    )


SIGNALS = listing.Listing(
    name="signals",
    title=mark("Signals"),
    filename="signalen",
    filters=signal_filters.SignalFilters,
    choices=forms.SignalChoices,
    rows=_rows,
    columns=signal_fields.FILE,
    left_out=queries.count_left_out,
)
