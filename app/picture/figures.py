"""The figures of a view as they are kept with an interpretation, and the tables that show them.

They are what somebody sees who works in the region and for none of its organisations: of a group
below five who reads an interpretation sees the region and not the place (ADR 84). What is kept are
codes and numbers, so that a page says them in the language of its reader.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.core.i18n import gettext as _, listed, number
from app.dossier import group_labels, role_queries
from app.identity.actor import outsider_in
from app.interpretations.models import PicturePart
from app.picture import effect_queries, group_queries, periods
from app.picture.filters import PictureChoices, PictureFilters
from app.reference.models import OrganisationKind

Label = Callable[[str | None], str]
# What is kept, by its name in the tables.
Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FigureCell:
    """What a cell says; `more`: what it says besides to who cannot see it."""

    text: str
    style: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One table: its columns after the first, and its rows with what each is called. `is_now`: the
    second of them is of today.
    """

    name: str
    caption: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[FigureCell, ...]], ...]
    is_now: bool

    def is_about(self, part: PicturePart | None) -> bool:
        """Whether it belongs to this question; of the whole picture the two that say most do."""
        return self.name in _OF_PART[part]


_OF_PART: Mapping[PicturePart | None, tuple[str, ...]] = {
    PicturePart.EFFECTS: ("effects",),
    PicturePart.GROUPS: ("signals", "needs"),
    PicturePart.PARTNERS: ("partners",),
    None: ("effects", "signals"),
}


def take(
    session: Session, region_code: str, given: PictureFilters, choices: PictureChoices
) -> dict[str, Any]:
    """The figures of a view as they are now, in the few queries of the picture itself."""
    reader, span = outsider_in(region_code), given.read_span()
    signals = given.of_signals(span)
    themes = [theme.value for theme in choices.reference.themes]
    effects = effect_queries.find_effects(session, reader, signals, span, themes)
    found = group_queries.find_signal_map(session, reader, signals)
    needs = group_queries.find_need_map(session, reader, given.of_needs())
    about = role_queries.RoleFilters(municipality=given.municipality)
    roles = role_queries.find_roles(session, reader, about, needs.asking)
    return {
        "taken_at": clock.now().isoformat(),
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "places": [place.value for place in given.places_in(choices.reference)],
        "effects": [_of_effect(row) for row in effects.rows if row.has_signals],
        "signals": [
            {"group": group, "place": place, "negative": cell.negative, "themes": cell.themes}
            for (group, place), cell in found.cells.items()
        ],
        "needs": [_of_needs(group, cell) for group, cell in needs.of_groups.items()],
        "all_needs": _of_needs("", needs.everything),
        "missing": [
            {"group": row.group.slug, "kinds": [kind.value for kind in row.gaps]}
            for row in roles
            if row.gaps
        ],
    }


def _of_effect(row: effect_queries.Effect) -> dict[str, Any]:
    return {
        "theme": row.theme,
        "negative": row.negative.parts,
        "positive": row.positive.parts,
        "weight": round(row.weight),
    }


def _of_needs(group: str, cell: group_queries.NeedCell) -> dict[str, Any]:
    return {
        "group": group,
        "count": cell.count,
        "covered": cell.covered,
        "partly": cell.partly,
        "days": cell.days,
    }


def tables(then: Kept, now: Kept | None, label: Label) -> list[FigureTable]:
    """The figures of then as tables, where `now` is given with those of today beside them."""
    found = (
        _effects(then, now, label),
        _groups(then, now, label),
        _needs(then, now, label),
        _partners(then, now, label),
    )
    return [table for table in found if table.rows]


def _effects(then: Kept, now: Kept | None, label: Label) -> FigureTable:
    span = periods.Span(date.fromisoformat(then["first"]), date.fromisoformat(then["last"]))
    today = {row["theme"]: row for row in (now or {}).get("effects", ())}
    rows = []
    for row in then["effects"]:
        for way, word in (("negative", _("Negative")), ("positive", _("Positive"))):
            is_wrong = way == "negative"
            current = sum(today[row["theme"]][way]) if row["theme"] in today else 0
            cells = [_number(sum(row[way]), "sb-heat__sum"), *_now(now, current)]
            cells.append(FigureCell(number(row["weight"]) if is_wrong else ""))
            cells += [_number(each, shaded=is_wrong) for each in row[way]]
            rows.append((f"{label(row['theme'])}, {word.lower()}", tuple(cells)))
    columns = (_("Total"), _("Weight"), *(part.word for part in span.parts))
    caption = _("Signals of each theme, negative and positive")
    return _table("effects", caption, _("Theme"), columns, rows, now)


def _groups(then: Kept, now: Kept | None, label: Label) -> FigureTable:
    cells = {(each["group"], each["place"]): each for each in then["signals"]}
    current = _by_group(now)
    totals = _by_group(then)
    places = [*then["places"], *([""] if any(not place for _g, place in cells) else [])]
    rows = []
    for group in sorted(totals, key=lambda each: (each is None, -totals[each], each or "")):
        of_group = [_number(totals[group], "sb-heat__sum"), *_now(now, current.get(group, 0))]
        of_group += [_signals(cells.get((group, place)), group, place) for place in places]
        rows.append((label(group) or _("No group said"), tuple(of_group)))
    columns = (_("Total"), *(label(place) or _("Region") for place in places))
    caption = _("Negative signals of each target group and municipality")
    return _table("signals", caption, _("Target group"), columns, rows, now)


def _signals(cell: Kept | None, group: str | None, place: str) -> FigureCell:
    if cell is None:
        return _number(0)
    shown = _number(cell["negative"], shaded=True)
    if group and place and cell["themes"] >= group_queries.STACKED_FROM:
        style = f"{shown.style} sb-heat__stacked"
        return FigureCell(shown.text, style, more=_("problems stack"))
    return shown


def _needs(then: Kept, now: Kept | None, label: Label) -> FigureTable:
    current = {row["group"]: row["count"] for row in (now or {}).get("needs", ())}
    named = sorted(then["needs"], key=lambda row: (row["covered"] - row["count"], row["group"]))
    rows = [
        (label(row["group"]), _of_row(row, _now(now, current.get(row["group"], 0))))
        for row in named
    ]
    if rows:
        every = then["all_needs"]
        whole = (now or {}).get("all_needs", {}).get("count", 0)
        rows.append((_("All groups"), _of_row(every, _now(now, whole))))
    columns = (_("Open needs"), _("Covered"), _("In part"), _("Waits longest"))
    caption = _("Open needs of each target group")
    return _table("needs", caption, _("Target group"), columns, rows, now)


def _of_row(row: Kept, now: list[FigureCell]) -> tuple[FigureCell, ...]:
    waits = "–" if row["days"] is None else group_labels.days_words(row["days"])
    return (
        _number(row["count"], "sb-heat__sum"),
        *now,
        _number(row["covered"]),
        _number(row["partly"]),
        FigureCell(waits),
    )


def _partners(then: Kept, now: Kept | None, label: Label) -> FigureTable:
    current = {row["group"]: row["kinds"] for row in (now or {}).get("missing", ())}
    rows = [
        (
            label(row["group"]),
            (_kinds(row["kinds"]), *([] if now is None else [_kinds(current.get(row["group"]))])),
        )
        for row in then["missing"]
    ]
    caption = _("Kinds of partner that are missing for a group whose needs still ask for help")
    columns = (_("Missing kinds of partner"),)
    return _table("partners", caption, _("Target group"), columns, rows, now)


def _kinds(values: list[str] | None) -> FigureCell:
    kinds = (OrganisationKind(value).short.lower() for value in values or ())
    return FigureCell(listed(kinds) or "–", "sb-figures__words")


def _by_group(kept: Kept | None) -> dict[str | None, int]:
    totals: dict[str | None, int] = {}
    for each in (kept or {}).get("signals", ()):
        totals[each["group"]] = totals.get(each["group"], 0) + each["negative"]
    return totals


def _now(now: Kept | None, value: int) -> list[FigureCell]:
    return [] if now is None else [_number(value, "sb-figures__now")]


def _number(value: int, style: str = "", *, shaded: bool = False) -> FigureCell:
    if shaded and value:
        style = f"sb-heat__{group_queries.shade(value)}"
    return FigureCell(number(value) if value else "–", style if value else "sb-muted")


def _table(
    name: str,
    caption: str,
    first: str,
    columns: Iterable[str],
    rows: Iterable[tuple[str, tuple[FigureCell, ...]]],
    now: Kept | None,
) -> FigureTable:
    total, *others = columns
    named = (total, *([] if now is None else [_("Now")]), *others)
    return FigureTable(name, caption, first, named, tuple(rows), is_now=now is not None)
