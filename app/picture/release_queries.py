"""The figures of a region as they would be released now.

They are counted as somebody sees them who works for none of its organisations, so that a group
below five has no place, and then hidden in part.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from json import dumps
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, i18n, statements
from app.identity.actor import ANYBODY, Actor, outsider_in
from app.matches import models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import filters as need_filters, policy as need_policy
from app.needs.models import Need
from app.picture import effect_queries, filters as picture_filters, periods, spread_queries
from app.releases import suppression, tables
from app.releases.suppression import Covered, Key
from app.releases.tables import Axis, PublicMeasure
from app.signals import filters as signal_filters, policy as signal_policy
from app.signals.models import Signal


@dataclass(frozen=True)
class PublicFigures:
    """What would be released, and what everything in it is called."""

    span: periods.Span
    covered: Covered
    names: dict[str, dict[str, str]]

    @property
    def stamp(self) -> str:
        """Another one as soon as anything that everybody would read is another."""
        said = sorted((*key, *said) for key, said in self.published.said.items())
        told = dumps([str(self.span), said, self.names], sort_keys=True)
        return sha256(told.encode()).hexdigest()[:32]

    @property
    def published(self) -> tables.Published:
        return tables.Published.of(self.covered)

    @property
    def kept(self) -> dict[str, Any]:
        """As a release keeps it."""
        return {"cells": tables.to_rows(self.covered), "names": self.names}


def count_public(session: Session, region_code: str, before: list[Covered]) -> PublicFigures:
    """Count what there is now and hide what must be. A few queries, whatever there is. Raises
    NothingSafeError when nothing can be shown safely.
    """
    reader, span = outsider_in(region_code), periods.usual(clock.today())
    cells = _signals(session, reader, span) | _needs(session, reader)
    offering = spread_queries.find_spread(session, reader, None).everybody.partners
    figures = {
        PublicMeasure.PARTNERS: offering,
        PublicMeasure.HELPED: _helped(session, reader, span),
    }
    covered = suppression.cover(tables.add_up(cells, figures), before)
    return PublicFigures(span, covered, _names(session, reader, covered))


def _signals(session: Session, reader: Actor, span: periods.Span) -> dict[Key, int]:
    given = picture_filters.PictureFilters().of_signals(span)
    found: dict[Key, int] = {}
    rows = statements.rows_of(session, _by_signal(given.kind_of_list), reader.bound | given.days)
    for direction, theme, group, place, count in rows:
        where = place or tables.UNPLACED
        by = [(Axis.THEME, theme)]
        if direction == PublicMeasure.NEGATIVE.value:
            by.append((Axis.GROUP, group))
        for axis, row in by:
            key = (str(direction.value), axis.value, row or tables.UNSAID, where)
            found[key] = found.get(key, 0) + count
    return found


@lru_cache(statements.KINDS)
def _by_signal(filters: signal_filters.SignalFilters) -> Any:
    place = sa.case((signal_policy.knows_place(ANYBODY), col(Signal.municipality_code)))
    by = (col(Signal.direction), col(Signal.theme), col(Signal.target_group))
    return (
        sa.select(*by, place.label("place"), sa.func.count())
        .where(*effect_queries.counted(filters))
        .group_by(*by, sa.text("place"))
    )


def _needs(session: Session, reader: Actor) -> dict[Key, int]:
    """Those that stood at this moment and are open still, each under its first group alone, so that
    the numbers add up.
    """
    given = picture_filters.PictureFilters().of_needs()
    asked = reader.bound | {"moment": clock.now()}
    return {
        (PublicMeasure.NEEDS.value, Axis.GROUP.value, group, place or tables.UNPLACED): count
        for group, place, count in statements.rows_of(session, _by_need(given), asked)
    }


@lru_cache(statements.KINDS)
def _by_need(filters: need_filters.NeedFilters) -> Any:
    place = sa.case((need_policy.knows_place(ANYBODY), col(Need.municipality_code)))
    moment: Any = sa.bindparam("moment", type_=sa.DateTime(timezone=True))
    return (
        sa.select(col(Need.target_group), place.label("place"), sa.func.count())
        .where(
            col(Need.region_code).in_(ANYBODY.regions),
            need_policy.visible_to(ANYBODY),
            *need_filters.wanted(ANYBODY, filters),
            col(Need.published_at) <= moment,
        )
        .group_by(col(Need.target_group), sa.text("place"))
    )


def _helped(session: Session, reader: Actor, span: periods.Span) -> int:
    """How many people the matches reached that went well in the period."""
    query = sa.select(sa.func.coalesce(sa.func.sum(col(Match.people_reached)), 0)).where(
        match_policy.visible_to(reader),
        match_models.went_well(),
        col(Match.moved_at) >= clock.start_of(span.first),
        col(Match.moved_at) <= clock.now(),
    )
    return int(session.execute(query).scalar_one())


def _names(session: Session, reader: Actor, covered: Covered) -> dict[str, dict[str, str]]:
    """In every language, so that a release reads as it did when a name is changed later. Of places
    all that the region has.
    """
    named: dict[str, dict[str, str]] = {}
    rows = {row for _measure, axis, row, _place in covered.states if axis} - {tables.ALL}
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            choices = picture_filters.PictureChoices.for_reading(session, reader)
            places = {each.value for each in choices.reference.municipalities}
            for code in (rows | places) - {tables.UNSAID}:
                named.setdefault(code, {})[locale] = choices.label(code)
    return named
