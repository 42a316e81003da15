"""Which groups are hit, and who is there for them, as files: signals, needs and partners."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from app.core import shown
from app.core.i18n import gettext as _, mark, ngettext
from app.dossier import role_queries
from app.exports import picture
from app.identity.actor import Actor
from app.picture import definitions, group_queries, place_size_queries
from app.picture.filters import PictureChoices, PictureFilters


def _signals(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterator[picture.Row]:
    found = group_queries.find_signal_map(session, actor, given.of_signals(given.read_span()))
    if not found.everything:
        return
    places = _codes(given, choices)
    for group in (*found.groups, None):
        if group or found.total(group):
            cells = [found.cell(group, place).negative for place in places]
            stacked = [place for place in places if found.is_stacked(group, place)]
            told = [_stacking(choices.label(p), found.cell(group, p).themes) for p in stacked]
            name = choices.label(group) if group else _("No group said")
            yield [name, *cells, found.total(group), ", ".join(told) or None]
    yield [_("All groups"), *map(found.total_in, places), found.everything, None]


def _stacking(place: str, themes: int) -> str:
    return ngettext("%(place)s (%(num)s theme)", "%(place)s (%(num)s themes)", themes, place=place)


def _needs(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterator[picture.Row]:
    found = group_queries.find_need_map(session, actor, given.of_needs())
    if not found.everything.count:
        return
    places, none = _codes(given, choices), group_queries.NeedCell()
    within = [place for place in places if place != group_queries.NOWHERE]
    for group in found.groups:
        of_places = [found.cell(group, place) for place in within]
        told = [_told(cell) for cell in of_places]
        yield [
            choices.label(group),
            *(found.cell(group, place).count for place in places),
            *_whole(found.of_groups[group]),
            *(number for pair in told for number in pair),
        ]
    cells = [found.of_places.get(place, none).count for place in places]
    yield [_("All groups"), *cells, *_whole(found.everything), *([None, None] * len(within))]


def _whole(cell: group_queries.NeedCell) -> list[shown.Value]:
    return [cell.count, cell.covered, cell.days]


def _told(cell: group_queries.NeedCell) -> tuple[shown.Value, shown.Value]:
    """What a cell of the page says below its number."""
    return (cell.covered, cell.days) if cell.count else (None, None)


def _codes(given: PictureFilters, choices: PictureChoices) -> list[str]:
    """The columns of places; that of the region last, where no place is chosen."""
    codes = [place.value for place in given.places_in(choices.reference)]
    return codes if given.municipality else [*codes, group_queries.NOWHERE]


def _by_place(given: PictureFilters, choices: PictureChoices) -> list[tuple[str, int]]:
    headers = [place.label for place in given.places_in(choices.reference)]
    headers += [] if given.municipality else [mark("Region")]
    return [(mark("Target group"), 36), *((header, 14) for header in headers), (mark("Total"), 10)]


def _signal_columns(given: PictureFilters, choices: PictureChoices) -> picture.Columns:
    columns = picture.in_order(*_by_place(given, choices))
    stacked = mark("Problems stack in")
    return (*columns, picture.column(stacked, len(columns), 36, shown.Kind.TEXT))


def _need_columns(given: PictureFilters, choices: PictureChoices) -> picture.Columns:
    told = []
    for place in given.places_in(choices.reference):
        told.append((_("%(place)s: covered", place=place.label), 14))
        told.append((_("%(place)s: days that the oldest waits", place=place.label), 16))
    whole = ((mark("Covered"), 10), (mark("Days that the oldest need waits"), 16))
    return picture.in_order(*_by_place(given, choices), *whole, *told)


def _roles(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterable[picture.Row]:
    asking = group_queries.find_need_map(session, actor, given.of_needs()).asking
    about = role_queries.RoleFilters(municipality=given.municipality)
    rows = role_queries.find_roles(session, actor, about, asking)
    for row in role_queries.missing_first(rows):
        cells = [_("gap") if cell.is_gap else cell.partners for cell in row.cells]
        yield [row.group.label, row.needs, *cells]


def _role_columns(given: PictureFilters, choices: PictureChoices) -> picture.Columns:
    kinds = ((kind.word, 16) for kind in role_queries.KINDS)
    return picture.in_order(
        (mark("Target group"), 36), (mark("Needs that ask for help"), 14), *kinds
    )


def _sizes(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterator[picture.Row]:
    found = place_size_queries.find_place_sizes(session, actor, given.of_needs())
    for place in found.rows:
        name = place.name or _("Whole region")
        yield [name, place.needed, place.covered, place.open, round(place.share * 100)]


def _size_columns(given: PictureFilters, choices: PictureChoices) -> picture.Columns:
    return picture.in_order(
        (mark("Municipality"), 24),
        (mark("Needed"), 10),
        (mark("Covered"), 10),
        (mark("Open"), 10),
        (mark("Open, in percent"), 14),
    )


SIGNALS = picture.picture_listing(
    "group_signals",
    mark("Negative signals of each target group and municipality"),
    "beeld-signalen",
    _signals,
    _signal_columns,
    definitions.of_signals,
)

NEEDS = picture.picture_listing(
    "group_needs",
    mark("Open needs of each target group and municipality, as they are today"),
    "beeld-behoeften",
    _needs,
    _need_columns,
    definitions.of_needs,
    has_period=False,
)

ROLES = picture.picture_listing(
    "roles",
    mark("Number of partners, by target group and kind of partner"),
    "beeld-partijen",
    _roles,
    _role_columns,
    definitions.of_partners,
    has_period=False,
)

SIZES = picture.picture_listing(
    "place_sizes",
    mark("People in open needs, by municipality"),
    "beeld-omvang",
    _sizes,
    _size_columns,
    definitions.of_place_sizes,
    has_period=False,
)
