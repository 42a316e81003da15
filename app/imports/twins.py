"""Which stored thing a row of a file speaks of, when it does not name one.

A row is "there already" only when everything it says is stored so. What has its title but says
something else is shown beside it, and its sender chooses.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import edits, errors, search
from app.core.fields import Field, fields_of
from app.core.inputs import Input
from app.identity.actor import Actor
from app.imports import columns, kinds, sheets


@dataclass
class Understood:
    """A row as far as it was understood, and what was found to be the same."""

    row: sheets.Row
    title: str
    owner_name: str
    # The filled cells by field, as people typed them.
    typed: Mapping[str, list[str]]
    faults: dict[str, str]
    given: Any = None
    acting: Actor | None = None
    # The columns that would be stored; empty when something is wrong.
    values: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    # What it speaks of, and which fields of that it says otherwise.
    thing: Any = None
    differing: tuple[str, ...] = ()
    # The form of that thing, with what the row says in it; and by field what is stored of that.
    edited: Any = None
    becomes: Mapping[str, Any] = field(default_factory=dict)
    # The row names it itself.
    is_named: bool = False
    same_as: int | None = None

    @property
    def number(self) -> int:
        return self.row.number


def stored_fields(model: type[Input], names: Collection[str]) -> Iterator[Field]:
    """The fields among these that a row of the product keeps."""
    return (known for known in fields_of(model) if known.name in names and known.read)


def differing(
    model: type[Input],
    thing: Any,
    given: Any,
    names: Collection[str],
    untold: Collection[str],
    is_same: Callable[[Any, Any], bool],
) -> tuple[str, ...]:
    """Which of these fields do not say what is stored."""
    return tuple(
        known.name
        for known in stored_fields(model, names)
        if known.name not in untold and not is_same(known.of(thing), getattr(given, known.name))
    )


def is_equal(stored: Any, said: Any) -> bool:
    """Whether a field says what is stored; in a list the order says nothing."""
    if isinstance(stored, (list, tuple)) and isinstance(said, (list, tuple)):
        return set(stored) == set(said)
    return edits.is_same(stored, said)


def is_alike(stored: Any, said: Any) -> bool:
    """The same for a row that names nothing: capitals, accents and spaces are no news."""
    is_text = type(stored) is str and type(said) is str
    return is_equal(stored, said) or (is_text and columns.fold(stored) == columns.fold(said))


def _signature(values: Mapping[str, Any]) -> str:
    """What two rows that become the same have in common, whatever the order of their lists."""
    said = ((n, v) for n, v in sorted(values.items()) if n not in search.DERIVED)
    return repr([(n, sorted(v) if isinstance(v, list) else v) for n, v in said])


def is_twice(one: Understood, other: Understood) -> bool:
    """Whether two rows become the same."""
    return bool(one.values) and _signature(one.values) == _signature(other.values)


class Twins:
    """Recognises what is there already, or higher in the same file."""

    def __init__(
        self, session: Session, reader: Callable[[Actor], Actor], recipe: kinds.Recipe
    ) -> None:
        self._session = session
        self._reader = reader
        self._recipe = recipe

    def recognise(self, rows: Iterable[Understood], taken: Iterable[UUID]) -> None:
        """Find the twin of each row. `taken` are spoken of by rows that name them. What one row
        says to the letter is no twin of another: of three alike, each has its own.
        """
        waiting = self._each_once(rows)
        briefs = self._briefs(waiting)
        things = self._things(waiting, briefs)
        spoken_of = set(taken)
        for row in waiting:
            for brief in self._same_day(row, briefs[row.number]):
                thing = things.get(brief.id)
                if thing is None or (brief.id in spoken_of and brief.day is None):
                    continue
                if not self._differing(row, thing):
                    row.thing = thing
                    spoken_of.add(brief.id)
                    break
        for row in waiting:
            if row.thing is None:
                self._find_like(row, briefs[row.number], things, spoken_of)
        if self._recipe.find_near is not None:
            self._find_near([row for row in waiting if row.thing is None], spoken_of)

    def _each_once(self, rows: Iterable[Understood]) -> list[Understood]:
        """Without those of which the same stands higher in the file."""
        seen: dict[Any, int] = {}
        kept: list[Understood] = []
        for row in rows:
            assert row.acting is not None
            owner = row.acting.seats[0].organisation_id
            first = seen.setdefault((owner, _signature(row.values)), row.number)
            if first == row.number:
                kept.append(row)
            else:
                row.same_as = first
        return kept

    def _briefs(self, rows: Iterable[Understood]) -> dict[int, list[kinds.Brief]]:
        """By row: what its owner has stored under the same key."""
        stored: dict[UUID, dict[Any, list[kinds.Brief]]] = {}
        found: dict[int, list[kinds.Brief]] = {}
        for row in rows:
            assert row.acting is not None
            owner = row.acting.seats[0].organisation_id
            if owner not in stored:
                stored[owner] = {}
                reader = self._reader(row.acting)
                for brief in self._recipe.find_briefs(self._session, reader, owner):
                    stored[owner].setdefault(brief.key, []).append(brief)
            found[row.number] = stored[owner].get(self._recipe.brief(row.values).key, [])
        return found

    def _things(
        self, rows: Iterable[Understood], briefs: Mapping[int, list[kinds.Brief]]
    ) -> dict[UUID, Any]:
        wanted: dict[Actor, set[UUID]] = {}
        for row in rows:
            assert row.acting is not None
            ids = {brief.id for brief in briefs[row.number]}
            if ids:
                wanted.setdefault(self._reader(row.acting), set()).update(ids)
        found: dict[UUID, Any] = {}
        for reader, ids in wanted.items():
            found |= self._recipe.load(self._session, reader, ids, False)
        return found

    def _same_day(self, row: Understood, briefs: list[kinds.Brief]) -> list[kinds.Brief]:
        """Of what has a day, a row that says none speaks of the newest only: a number that comes
        back is news.
        """
        has_day = any(name in row.typed for name in self._recipe.days)
        is_dated = bool(briefs) and briefs[0].day is not None
        return briefs[:1] if is_dated and not has_day else briefs

    def _find_like(
        self,
        row: Understood,
        briefs: list[kinds.Brief],
        things: Mapping[UUID, Any],
        spoken_of: set[UUID],
    ) -> None:
        """What is most like the row, and can still be changed."""
        mine = self._recipe.brief(row.values)
        if mine.day is not None:
            newest = briefs[:1]
            briefs = [brief for brief in newest if brief.day is not None and mine.day >= brief.day]
        alike = sorted(
            (brief for brief in briefs if mine.place == brief.place or mine.period == brief.period),
            key=lambda brief: (mine.place != brief.place, mine.period != brief.period),
        )
        for brief in alike:
            thing = things.get(brief.id)
            if thing is None or brief.id in spoken_of or self._has_ended(row, thing):
                continue
            row.thing = thing
            row.differing = self._differing(row, thing)
            spoken_of.add(brief.id)
            return

    def _find_near(self, rows: list[Understood], spoken_of: set[UUID]) -> None:
        """What is called nearly as the row says: its sender says whether it is the same."""
        find, near = self._recipe.find_near, dict[int, list[UUID]]()
        readers: dict[Actor, dict[int, Any]] = {}
        for row in rows:
            assert row.acting is not None
            readers.setdefault(self._reader(row.acting), {})[row.number] = row.values
        things: dict[UUID, Any] = {}
        for reader, asked in readers.items():
            assert find is not None
            found = find(self._session, reader, asked)
            near |= found
            ids = {each for several in found.values() for each in several}
            things |= self._recipe.load(self._session, reader, ids, False)
        for row in rows:
            ids_of_row = near.get(row.number, ())
            free = (each for each in ids_of_row if each in things and each not in spoken_of)
            if (first := next(free, None)) is not None:
                row.thing = things[first]
                row.differing = self._differing(row, row.thing)
                spoken_of.add(first)

    def _differing(self, row: Understood, thing: Any) -> tuple[str, ...]:
        untold = self._recipe.untold(thing)
        return differing(self._recipe.model, thing, row.given, row.typed, untold, is_alike)

    def _has_ended(self, row: Understood, thing: Any) -> bool:
        assert row.acting is not None
        objection = self._recipe.may_edit(self._reader(row.acting), thing).objection
        return isinstance(objection, errors.Conflict)
