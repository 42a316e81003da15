"""The filters of the picture: what its address asks, and the addresses of the rows behind it."""

from datetime import date
from typing import ClassVar

from app.core import clock, errors, inputs
from app.core.i18n import gettext as _
from app.dossier import need_list_queries
from app.needs import filters as need_filters
from app.picture import periods
from app.reference import choice_queries
from app.signals import filters as signal_filters, signal_fields
from app.target_groups import choices


class PictureFilters(inputs.Input):
    """What the address of the picture asks for. Own days stand in the place of a period."""

    days_in_order: ClassVar[tuple[str, str] | None] = ("seen_from", "seen_until")

    period: periods.Period | None = None
    municipality: inputs.Slug | None = None
    crisis: inputs.Slug | None = None
    seen_from: inputs.Day | None = None
    seen_until: inputs.Day | None = None

    @property
    def has_days(self) -> bool:
        """Whether it asks for days of its own."""
        return self.seen_from is not None or self.seen_until is not None

    def refuse_unknown(self, lists: choice_queries.Choices) -> None:
        """Raises Invalid for a place or a crisis that the region does not have: nothing found there
        would read as if nothing went on.
        """
        wrong = {}
        if self.municipality not in (None, *(each.value for each in lists.municipalities)):
            wrong["municipality"] = _("Choose a municipality from the list.")
        if self.crisis not in (None, *(each.value for each in lists.crises)):
            wrong["crisis"] = _("Choose a crisis from the list.")
        if wrong:
            raise errors.Invalid(wrong)

    def places_in(self, lists: choice_queries.Choices) -> list[choice_queries.ListedChoice]:
        """The municipalities that are columns: all of the region, or the one that is chosen."""
        return [place for place in lists.municipalities if self.municipality in (None, place.value)]

    def read_span(self) -> periods.Span:
        """The period that is asked for. Raises Invalid when none can be."""
        today = clock.today()
        if not self.has_days:
            return self.period.up_to(today) if self.period else periods.usual(today)
        if self.period is not None:
            raise errors.Invalid({"period": _("Choose a period or days of your own, not both.")})
        return _between(self.seen_from, min(self.seen_until or today, today))

    def of_signals(self, span: periods.Span) -> signal_filters.SignalFilters:
        """The same of the list of signals."""
        return signal_filters.SignalFilters(
            municipality=self.municipality,
            crisis=self.crisis,
            seen_from=span.first,
            seen_until=span.last,
        )

    def of_needs(self) -> need_filters.NeedFilters:
        """The same of the list of needs: those that are open now, where they say so themselves."""
        return need_filters.NeedFilters(
            status=need_filters.StatusFilter.OPEN,
            municipality=self.municipality,
            crisis=self.crisis,
            named=True,
        )

    def of_steps(self, span: periods.Span) -> need_list_queries.NeedListFilters:
        """The same of the list of needs: those that were placed in the period, open or closed."""
        return need_list_queries.NeedListFilters(
            status=need_filters.StatusFilter.ALL,
            municipality=self.municipality,
            crisis=self.crisis,
            named=True,
            placed_from=span.first,
            placed_until=span.last,
        )


def _between(first: date | None, last: date) -> periods.Span:
    if first is None:
        return periods.usual(last)
    if first > last:
        raise errors.Invalid({"seen_from": _("This day is still to come. Choose an earlier one.")})
    if last - first > periods.LONGEST:
        raise errors.Invalid({"seen_from": _("Choose at most two years.")})
    return periods.Span(first, last)


class PictureChoices(choices.RegionChoices):
    """The lists of the page, and what its filters are called."""

    def filter_label(self, name: str, value: str) -> str:
        if name in ("seen_from", "seen_until"):
            return signal_fields.day_label(name, value)
        return super().filter_label(name, value)
