"""The period that a picture is about, and the columns that it is cut into."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core import i18n, words
from app.core.i18n import mark

WEEK = timedelta(days=7)
MOST_WEEKS = 13  # what is longer is cut into months
LONGEST = timedelta(days=2 * 366)


class Period(words.Worded):
    """The periods that are one choice away, beside the usual one of twelve weeks."""

    WEEKS_4 = "weeks_4", words.Word(mark("Last 4 weeks"))
    YEAR = "year", words.Word(mark("This year"))

    def up_to(self, last: date) -> "Span":
        """The period that ends on this day."""
        return Span(date(last.year, 1, 1), last) if self is Period.YEAR else _weeks(4, last)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One column of a period; both days are in it."""

    first: date
    last: date
    is_month: bool = False

    @property
    def word(self) -> str:
        """What stands above it: the last day of a week, or the month."""
        return i18n.month_of(self.first) if self.is_month else i18n.day_of(self.last)


@dataclass(frozen=True)
class Span:
    """A period; both days are in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_in_weeks(self) -> bool:
        """Whether its columns are weeks, and not months."""
        return self.days <= MOST_WEEKS * WEEK.days

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """Its columns, which together are all of it: weeks of seven days that end on the weekday of
        the last day, so that no running week looks quiet, or months. Only the first can be shorter,
        and of months the last.
        """
        return tuple(self._weeks() if self.is_in_weeks else self._months())

    @property
    def middle(self) -> date:
        """The first day of its second half, which is as long as the first or a day longer."""
        return self.first + timedelta(days=self.days // 2)

    def _weeks(self) -> list[Stretch]:
        found, last = [], self.last
        while last >= self.first:
            found.append(Stretch(max(self.first, last - WEEK + timedelta(days=1)), last))
            last -= WEEK
        return found[::-1]

    def _months(self) -> list[Stretch]:
        found, first = [], self.first
        while first <= self.last:
            after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            found.append(Stretch(first, min(self.last, after - timedelta(days=1)), is_month=True))
            first = after
        return found


def usual(last: date) -> Span:
    """The period when nobody chose another."""
    return _weeks(12, last)


def _weeks(number: int, last: date) -> Span:
    return Span(last - number * WEEK + timedelta(days=1), last)
