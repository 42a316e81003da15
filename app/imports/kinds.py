"""The kinds of row a file can hold: their input models, commands and what recognises them."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core.fields import fields_of
from app.core.inputs import Input
from app.identity.actor import Actor
from app.imports import columns, models
from app.needs import commands as need_commands, fields as need_fields, queries as need_queries
from app.offers import commands as offer_commands, fields as offer_fields, queries as offer_queries
from app.target_groups import estimate_commands, models as group_models, queries as group_queries

# What is stored already: by what it is recognised but for its day, that day, and its id.
Known = tuple[Hashable, date, UUID]


@dataclass(frozen=True)
class Recipe:
    """How the rows of one kind are read, checked, recognised and stored."""

    model: type[Input]
    # The columns that would be stored. Both take `may_be_over`: whether a period may have passed.
    check: Callable[..., dict[str, Any]]
    store: Callable[..., Any]
    # What the reader may know of what an organisation has stored, the oldest first.
    find_known: Callable[[Session, Actor, UUID], Iterable[Known]]
    # What a checked row is recognised by, but for its day.
    key: Callable[[dict[str, Any]], Hashable]
    # The day that a file may leave open: of a period the first.
    day: str
    # The columns that say which row it is.
    titled_by: tuple[str, ...] = ("title",)
    # What the form's button sends beside the fields.
    button: dict[str, list[str]] = field(default_factory=lambda: {"publish": ["1"]})

    @property
    def days(self) -> tuple[str, ...]:
        """Every day of a row; the command line can move them."""
        return tuple(field.name for field in fields_of(self.model) if field.is_day)


def _with_period(
    model: type[Input],
    check: Callable[..., dict[str, Any]],
    store: Callable[..., Any],
    find_windows: Callable[[Session, Actor, Any], list[Any]],
    *,
    start: str,
    end: str,
    places: str,
) -> Recipe:
    """Needs and offers: the same organisation, title, municipalities and period."""

    def find_known(session: Session, reader: Actor, owner: UUID) -> Iterable[Known]:
        for item in find_windows(session, reader, [owner]):
            yield (
                (columns.fold(item.title), _places_of(getattr(item, places)), item.end),
                item.start,
                item.id,
            )

    def key(values: dict[str, Any]) -> Hashable:
        return (columns.fold(values["title"]), _places_of(values[places]), values[end])

    return Recipe(model, check, store, find_known, key, day=start)


def _places_of(value: Any) -> frozenset[str]:
    """Municipalities of a need (one or none) or an offer."""
    return frozenset({value} if isinstance(value, str) else value or ())


def _check_size(
    session: Session, actor: Actor, given: estimate_commands.EstimateInput, *, may_be_over: bool
) -> dict[str, Any]:
    return estimate_commands.check_estimate(session, actor, given)


def _store_size(
    session: Session, actor: Actor, given: estimate_commands.EstimateInput, *, may_be_over: bool
) -> group_models.TargetGroupEstimate:
    return estimate_commands.add_estimate(session, actor, given)


def _find_known_sizes(session: Session, reader: Actor, owner: UUID) -> Iterable[Known]:
    """Whoever wrote them down. Few people of another organisation are not recognised: that would
    tell how many.
    """
    for size in group_queries.find_sizes(session, reader, with_history=True):
        if size.people is not None:
            yield (
                _size_key(size.target_group, size.municipality_code, size.people, size.source),
                size.as_of,
                size.id,
            )


def _size_key(target_group: str, municipality_code: str, people: int, source: str) -> Hashable:
    return (target_group, municipality_code, people, columns.fold(source))


RECIPES: Mapping[models.ImportKind, Recipe] = {
    models.ImportKind.NEEDS: _with_period(
        need_fields.NeedInput,
        need_commands.check_need,
        need_commands.log_need,
        need_queries.find_windows,
        start="needed_from",
        end="needed_until",
        places="municipality_code",
    ),
    models.ImportKind.OFFERS: _with_period(
        offer_fields.OfferInput,
        offer_commands.check_offer,
        offer_commands.post_offer,
        offer_queries.find_windows,
        start="available_from",
        end="available_until",
        places="municipalities",
    ),
    models.ImportKind.SIZES: Recipe(
        estimate_commands.EstimateInput,
        _check_size,
        _store_size,
        _find_known_sizes,
        lambda values: _size_key(
            *(values[n] for n in ("target_group", "municipality_code", "people", "source"))
        ),
        day="as_of",
        titled_by=("target_group", "municipality"),
        button={},
    ),
}


class Twins:
    """Recognises what is there already, or higher in the same file."""

    def __init__(self, session: Session, reader: Callable[[Actor], Actor], recipe: Recipe) -> None:
        self._session = session
        self._reader = reader
        self._recipe = recipe
        self._read: set[UUID] = set()
        self._stored: dict[tuple[UUID, Hashable], list[tuple[date, UUID]]] = {}
        self._seen: dict[tuple[UUID, Hashable, date], int] = {}

    def find(self, acting: Actor, values: dict[str, Any], *, has_day: bool) -> UUID | None:
        """The stored twin. A row that leaves its day open is the same whatever day the stored one
        has.
        """
        owner = acting.seats[0].organisation_id
        if owner not in self._read:
            self._read.add(owner)
            for key, day, item_id in self._recipe.find_known(
                self._session, self._reader(acting), owner
            ):
                self._stored.setdefault((owner, key), []).append((day, item_id))
        wanted = values[self._recipe.day]
        found = self._stored.get((owner, self._recipe.key(values)), ())
        return next((item_id for day, item_id in found if day == wanted or not has_day), None)

    def seen(self, acting: Actor, values: dict[str, Any], number: int) -> int | None:
        """The number of the row higher in the file that is the same, or None after remembering this
        one.
        """
        key = (acting.seats[0].organisation_id, self._recipe.key(values), values[self._recipe.day])
        first = self._seen.setdefault(key, number)
        return first if first != number else None
