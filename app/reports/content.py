"""What a report says, as the JSON that its page and its file are made of.

It is in Dutch, the language in which a region writes to others, and says what everybody who works
in the region sees: a group below five counts for the region and not for its municipality (ADR
84).

    {"title", "subtitle", "author", "footer", "contents", "interpreted": text,
     "taken_at": ISO moment, "about": [text],
     "interpretations": [{"title", "who", "parts": [{"name", "text"}], "proposed", "proposals"}],
     "sections": [{"name", "sentence", "definition", "nothing",
                   "tables": [{"caption", "first", "columns": [text],
                               "rows": [{"name", "cells": [text]}]}]}]}
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core import clock, i18n, shown, tongue
from app.core.i18n import gettext as _
from app.core.kept import kept
from app.dossier import role_queries
from app.exports import listing, picture_effects, picture_help
from app.identity.actor import outsider_in
from app.picture import (
    definitions,
    effect_queries,
    figures,
    funnel_queries,
    group_queries,
    help_labels,
    labels,
    spread_queries,
    support_queries,
)
from app.picture.filters import PictureChoices, PictureFilters
from app.reports.models import ReportSection

LANGUAGE = "nl"
Content = dict[str, Any]


@dataclass(frozen=True)
class Gathering:
    """One view of a region for one report, read as somebody who works there for none of its
    organisations.
    """

    session: Session
    region_code: str
    given: PictureFilters
    choices: PictureChoices

    @kept
    def _kept(self) -> figures.Kept:
        return figures.take(self.session, self.region_code, self.given, self.choices)

    @kept
    def _reader(self) -> Any:
        return outsider_in(self.region_code)

    @kept
    def _needs(self) -> group_queries.NeedMap:
        return group_queries.find_need_map(self.session, self._reader, self.given.of_needs())

    def section(self, wanted: ReportSection) -> Content:
        """One part of the picture: its sentence, its tables, and what its numbers are."""
        sentence, tables, define = _SECTIONS[wanted]
        return {
            "name": wanted.word,
            "sentence": _plain(sentence(self)),
            "tables": list(tables(self)),
            "nothing": _("There is nothing to count here in this period."),
            "definition": _plain(define(self.given)),
        }

    def figure_table(self, name: str) -> Iterator[Content]:
        """A table of the figures that an interpretation keeps too."""
        for table in figures.tables(self._kept, None, self.choices.label):
            if table.name == name:
                yield _table(
                    table.caption,
                    [table.first, *table.columns],
                    [[row, *(_told(cell) for cell in cells)] for row, cells in table.rows],
                )

    def listed_table(self, of: listing.Listing[Any, Any, Any]) -> Iterator[Content]:
        """A table of the picture as its file has it."""
        table = listing.Table(self.session, self._reader, of, self.given)
        headers, rows = table.headers, [[_shown(value) for value in row] for row in table.rows]
        if table.columns[1].kind is shown.Kind.TEXT:  # which row it is of what the first cell names
            headers = [headers[0], *headers[2:]]
            rows = [[f"{name}, {which.lower()}", *cells] for name, which, *cells in rows]
        if rows:
            yield _table(table.title, headers, rows)

    def say_effects(self) -> str:
        span = self.given.read_span()
        themes = [theme.value for theme in self.choices.reference.themes]
        found = effect_queries.find_effects(
            self.session, self._reader, self.given.of_signals(span), span, themes
        )
        return labels.say_effects(found, self.choices.label)

    def say_support(self) -> str:
        span = self.given.read_span()
        signals = self.given.of_signals(span)
        return labels.say_support(
            support_queries.find_support(self.session, self._reader, signals, span)
        )

    def say_groups(self) -> str:
        signals = self.given.of_signals(self.given.read_span())
        found = group_queries.find_signal_map(self.session, self._reader, signals)
        return labels.say_groups(found, self.choices.label)

    def say_needs(self) -> str:
        return labels.say_needs(self._needs)

    def say_partners(self) -> str:
        about = role_queries.RoleFilters(municipality=self.given.municipality)
        rows = role_queries.find_roles(self.session, self._reader, about, self._needs.asking)
        return labels.say_partners(role_queries.missing_first(rows), self.choices.label)

    def say_funnel(self) -> str:
        steps = self.given.of_steps(self.given.read_span())
        return help_labels.say_funnel(funnel_queries.find_funnel(self.session, self._reader, steps))

    def say_spread(self) -> str:
        found = spread_queries.find_spread(self.session, self._reader, self.given.municipality)
        return help_labels.say_spread(found.everybody)


Told = tuple[
    Callable[[Gathering], str],
    Callable[[Gathering], Iterator[Content]],
    Callable[[PictureFilters], str],
]
_SECTIONS: Mapping[ReportSection, Told] = {
    ReportSection.EFFECTS: (
        Gathering.say_effects,
        lambda of: of.figure_table("effects"),
        lambda given: definitions.of_effects(given, has_crises=False),
    ),
    ReportSection.SUPPORT: (
        Gathering.say_support,
        lambda of: of.listed_table(picture_effects.SUPPORT),
        definitions.of_support,
    ),
    ReportSection.SIGNALS: (
        Gathering.say_groups,
        lambda of: of.figure_table("signals"),
        definitions.of_signals,
    ),
    ReportSection.NEEDS: (
        Gathering.say_needs,
        lambda of: of.figure_table("needs"),
        definitions.of_needs,
    ),
    ReportSection.PARTNERS: (
        Gathering.say_partners,
        lambda of: of.figure_table("partners"),
        definitions.of_partners,
    ),
    ReportSection.FUNNEL: (
        Gathering.say_funnel,
        lambda of: of.listed_table(picture_help.FUNNEL),
        definitions.of_funnel,
    ),
    ReportSection.SPREAD: (
        Gathering.say_spread,
        lambda of: of.listed_table(picture_help.SPREAD),
        definitions.of_spread,
    ),
}


def title_of(region_name: str, given: PictureFilters, choices: PictureChoices) -> str:
    """What a report is called: of which place, and in which week its days end."""
    week = given.read_span().last.isocalendar().week
    place = choices.label(given.municipality) if given.municipality else region_name
    return _plain(_("Social picture of %(place)s, week %(week)s", place=place, week=week))


def begin(title: str, region_name: str, given: PictureFilters, choices: PictureChoices) -> Content:
    """A report of which the parts still follow."""
    span, moment = given.read_span(), clock.now()
    about = [
        _("As it was at %(moment)s.", moment=i18n.exact_moment(moment)),
        _(
            "Where fewer than five people can be recognised, what is said of them counts for the "
            "region and not for their municipality. No person is named."
        ),
    ]
    if given.crisis:
        crisis = choices.filter_label("crisis", given.crisis)
        about.insert(0, _("Only what belongs to this crisis: %(crisis)s.", crisis=crisis))
    return {
        "title": title,
        "subtitle": i18n.period(span.first, span.last),
        "author": region_name,
        "footer": title,
        "contents": _("Contents"),
        "interpreted": _("What it means"),
        "taken_at": moment.isoformat(),
        "about": [_plain(sentence) for sentence in about],
        "interpretations": [],
        "sections": [],
    }


def _table(caption: str, headers: list[str], rows: list[list[str]]) -> Content:
    first, *columns = map(_plain, headers)
    return {
        "caption": _plain(caption),
        "first": first,
        "columns": columns,
        "rows": [{"name": row[0], "cells": row[1:]} for row in map(_plain_row, rows)],
    }


def _plain_row(texts: list[str]) -> list[str]:
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    return tongue.unmarked(text)


def _told(cell: figures.FigureCell) -> str:
    return f"{cell.text} ({cell.more})" if cell.more else cell.text


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return i18n.long_date(value)
    return i18n.number(value) if isinstance(value, int | float) else str(value)
