"""Dutch first, English second. Message ids are English, `app/locale/nl` holds the Dutch, dates come
from CLDR.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Final, NamedTuple

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import Translations

from app.core import clock, tongue

LOCALES: Final = ("nl", "en")
FOLDER = Path(__file__).resolve().parents[1] / "locale"

_locale: ContextVar[str] = ContextVar("locale", default="nl")


def current_locale() -> str:
    """The language of this request: "nl" or "en"."""
    return _locale.get()


def use_locale(locale: str) -> None:
    """Set the language for the rest of this context (a request, a job)."""
    _locale.set(locale if locale in LOCALES else LOCALES[0])


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Use a language for the block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


@lru_cache
def _translations(locale: str) -> NullTranslations:
    if locale == "en":  # the source language
        return NullTranslations()
    found = Translations.load(str(FOLDER), [locale])
    if not isinstance(found, Translations):
        raise RuntimeError(f"The {locale} catalogue is not compiled. `make setup` does that.")
    return found


def gettext(message: str, /, **values: object) -> str:
    """The message in the reader's language, with `%(name)s` filled in."""
    text = _translations(_locale.get()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The message that fits the number; `%(num)s` is the number as the reader writes it."""
    text = _translations(_locale.get()).ngettext(singular, plural, n)
    return text % ({"num": number(n)} | values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Like gettext, for a word that is translated differently in another place."""
    text = _translations(_locale.get()).pgettext(context, message)
    return text % values if values else text


def mark(message: str) -> str:
    """Mark a message for the catalogue where it cannot be translated yet (module level)."""
    return message


class InContext(NamedTuple):
    """A marked message that is translated differently in another place."""

    context: str
    message: str


def pmark(context: str, message: str) -> InContext:
    """Like mark, for what `pgettext` will translate."""
    return InContext(context, message)


# Babel reads its patterns anew for every number and date, and a page holds hundreds of the same
# few.
_format_decimal = lru_cache(4096)(format_decimal)
_format_date = lru_cache(4096)(format_date)


def number(value: int | float) -> str:
    """1250.5 is written `1.250,5` in Dutch."""
    return _format_decimal(value, locale=_locale.get())


def long_date(value: date) -> str:
    """`22 november 2026`"""
    return _format_date(value, "d MMMM y", locale=_locale.get())


def short_date(value: date) -> str:
    """`zo 22 november`; the year is added when it is not this year's."""
    pattern = "EEE d MMMM" if value.year == clock.today().year else "EEE d MMMM y"
    return _format_date(value, pattern, locale=_locale.get())


def day_of(value: date) -> str:
    """`22 nov`: where there is little room."""
    return _format_date(value, "d MMM", locale=_locale.get())


def month_of(value: date) -> str:
    """`nov 2026`"""
    return _format_date(value, "MMM y", locale=_locale.get())


def local_day(value: datetime) -> date:
    """The Dutch calendar day of a stored moment."""
    return value.astimezone(clock.AMSTERDAM).date()


def _clock_time(value: datetime) -> str:
    """`8.15` in Dutch, `8:15` in English."""
    pattern = "H.mm" if _locale.get() == "nl" else "H:mm"
    return format_time(value.astimezone(clock.AMSTERDAM), pattern, locale=_locale.get())


def moment(value: datetime) -> str:
    """`vandaag 8.15 uur`, `gisteren 16.10 uur`, `zo 22 november`"""
    day = local_day(value)
    age = (clock.today() - day).days
    if age in (0, 1):
        time = _clock_time(value)
        return (gettext("today %(time)s", time=time), gettext("yesterday %(time)s", time=time))[age]
    return short_date(day)


def exact_moment(value: datetime) -> str:
    """`22 november 2026 8.15`, for titles and exports."""
    return f"{long_date(local_day(value))} {_clock_time(value)}"


def age(value: datetime) -> str:
    """`vandaag`, `gisteren`, `12 dagen geleden`: beside a word that says what it is the age of."""
    days = (clock.today() - local_day(value)).days
    if days < 2:
        return (gettext("today"), gettext("yesterday"))[max(days, 0)]
    return ngettext("%(num)s day ago", "%(num)s days ago", days)


def added(value: datetime) -> str:
    """`toegevoegd vandaag`: of what nobody else sees yet."""
    return gettext("added %(when)s", when=age(value))


def posted(value: datetime) -> str:
    """`geplaatst gisteren`, `geplaatst 12 dagen geleden`"""
    return gettext("posted %(when)s", when=age(value))


def standing(value: datetime) -> str:
    """`sinds gisteren`, `al 12 dagen`: how long something stands as it does."""
    days = (clock.today() - local_day(value)).days
    if days < 2:
        return gettext("since %(when)s", when=age(value))
    return ngettext("for %(num)s day", "for %(num)s days", days)


def days_open(value: datetime) -> str:
    """`geplaatst vandaag`, `12 dagen open`: of a need that waits for help."""
    days = (clock.today() - local_day(value)).days
    return posted(value) if days < 2 else ngettext("%(num)s day open", "%(num)s days open", days)


def before(due: date) -> str:
    """`vandaag`, `uiterlijk morgen`, `vóór wo 2 december`: when something is to be done; the one
    sentence of every deadline that is still to come.
    """
    days = (due - clock.today()).days
    if days in (0, 1):
        return (gettext("today"), gettext("tomorrow at the latest"))[days]
    return gettext("before %(day)s", day=short_date(due))


def late(due: date) -> str:
    """`15 dagen te laat (do 12 november)`; the day never breaks over two lines."""
    return ngettext(
        "%(num)s day too late (%(day)s)",
        "%(num)s days too late (%(day)s)",
        (clock.today() - due).days,
        day=short_date(due).replace(" ", "\N{NO-BREAK SPACE}"),
    )


def period(start: date, end: date | None) -> str:
    """`9 november 2026 tot en met 1 maart 2027`, `vanaf 9 november 2026`"""
    if end is None:
        return gettext("from %(start)s", start=long_date(start))
    return gettext(
        "%(start)s up to and including %(end)s", start=long_date(start), end=long_date(end)
    )


def listed(words: Iterable[str]) -> str:
    """`Eemsdelta, Oldambt en Pekela`: how a sentence sums up."""
    *first, last = list(words) or [""]
    return gettext("%(first)s and %(rest)s", first=", ".join(first), rest=last) if first else last


def listed_labels(labels: Iterable[str], *, within: bool = False) -> str:
    """`Medisch kwetsbaren en ouderen`: the same of labels, which begin with a capital as a list
    does, unless it stands `within` a sentence. Names keep theirs: of those `listed` sums up.
    Where a label holds that word itself, commas say where it ends.
    """
    said = _summed_up(list(labels) or [""], within)
    word = gettext("%(first)s and %(rest)s", first="", rest="")
    return ", ".join(said) if any(word in label for label in said) else listed(said)


def short_labels(labels: Iterable[str], *, within: bool = False, most: int = 3) -> str:
    """`Ouderen, medisch kwetsbaren, mantelzorgers en 4 andere`: what `short_list` is to names."""
    every = list(labels)
    if len(every) <= most:
        return listed_labels(every, within=within)
    return short_list(_summed_up(every, within), most)


def _summed_up(labels: list[str], within: bool) -> list[str]:
    first, *rest = labels
    return [_inside(first) if within else first, *(_inside(label) for label in rest)]


def _inside(label: str) -> str:
    """A label within a sentence; an abbreviation stays as it is."""
    if label.startswith(tongue.OPEN):
        return tongue.OPEN + _inside(label[1:])
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def short_list(words: list[str], most: int = 3) -> str:
    """`Eemsdelta, Oldambt, Pekela en 4 andere`"""
    if len(words) <= most:
        return listed(words)
    rest = ngettext("%(num)s other", "%(num)s others", len(words) - most)
    return gettext("%(first)s and %(rest)s", first=", ".join(words[:most]), rest=rest)
