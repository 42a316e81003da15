"""A field stands once, and is forgotten nowhere: what a need, an offer or an action says is in its
form, its history, its list, its file and on its page, or this file says why not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import pytest
from sqlmodel import SQLModel

from app.actions import fields as actions
from app.actions.models import Action
from app.core.fields import Field, fields_of
from app.core.inputs import Input
from app.imports.columns import COLUMNS
from app.imports.models import ImportKind
from app.needs import fields as needs
from app.needs.models import Need
from app.offers import fields as offers
from app.offers.models import Offer
from app.web.templates import TEMPLATES


@dataclass(frozen=True)
class Thing:
    """What is known of a table with a form. A column that is named in none of these is forgotten
    somewhere.
    """

    table: type[SQLModel]
    model: type[Input]
    # Its `FILE`, `LIST` and `PAGE`.
    shown: ModuleType
    templates: str
    # Columns that no form has: a command, a match or the database fills them.
    untyped: str
    # Too long for a list, or told on the page only.
    not_in_file: str
    not_in_list: str
    brought_in: ImportKind | None = None
    # In the file for who reads it, and changed on the page only.
    only_read: str = ""

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)

    @property
    def fields(self) -> list[Field]:
        """The fields of its form that its row keeps."""
        return [f for f in fields_of(self.model) if f.column and f.name != "version"]

    def read_in(self, template: str) -> set[str]:
        """The attributes of the thing that a page reads, with the parts that it takes in."""
        source = "".join(_sources(f"{self.templates}/{template}", set()))
        return set(re.findall(rf"\b{self.name}\.(\w+)", source))


def _sources(name: str, seen: set[str]) -> Iterator[str]:
    """A template, and those it imports from or includes."""
    if name not in seen:
        seen.add(name)
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        yield source
        for other in re.findall(r'{%-? (?:from|include|import) "([^"]+)"', source):
            yield from _sources(other, seen)


THINGS = (
    Thing(
        Need,
        needs.NeedInput,
        needs,
        "needs",
        untyped="id organisation_id in_charge_id "
        "region_code committed known_to matched_with urgency_order "
        "status outcome "
        "withdrawal closing_note merged_into_id created_at published_at ended_at edited_at "
        "search_words found_by "
        "search titled",
        not_in_file="description also_groups crisis measure",
        not_in_list="description also_groups people crisis measure needed_from needed_until",
        brought_in=ImportKind.NEEDS,
    ),
    Thing(
        Offer,
        offers.OfferInput,
        offers,
        "offers",
        untyped="id organisation_id in_charge_id "
        "region_code committed matched_with status withdrawal "
        "closing_note team_note "
        "created_at published_at confirmed_at fresh_until ended_at edited_at search_words found_by "
        "search titled",
        not_in_file="description crisis measure",
        # Up to when it counts is the last day, not the end of its period.
        not_in_list="description crisis measure available_from",
        brought_in=ImportKind.OFFERS,
    ),
    Thing(
        Action,
        actions.ActionChange,
        actions,
        "actions",
        untyped="id organisation_id in_charge_id "
        "region_code status outcome outcome_note lessons stop_reason "
        "people_reached is_public created_at moved_at ended_at search_words found_by search titled",
        not_in_file="description crisis measure",
        not_in_list="description themes crisis measure starts_on",
    ),
)


def read_by(facts: Iterable[Any]) -> set[str]:
    """The attributes that the functions of facts or columns read, also through those beside them:
    what a list and a page say alike is said once.
    """
    found: set[str] = set()
    waiting = [fact.value for fact in facts]
    while waiting:
        function = waiting.pop()
        names = set(function.__code__.co_names) - found
        beside = (function.__globals__.get(name) for name in names)
        waiting += [
            each
            for each in beside
            if isinstance(each, FunctionType) and each.__module__ == function.__module__
        ]
        found |= names
    return found


def forgotten(fields: Iterable[Field], read: set[str], on_purpose: str = "") -> set[str]:
    """The fields that nothing reads and nobody left out on purpose."""
    missing = {f.name for f in fields if not read & {f.name, f.column}}
    left_out = set(on_purpose.split())
    assert left_out <= missing, f"no longer left out: {left_out - missing}"
    return missing - left_out


@pytest.fixture(params=THINGS, ids=[thing.name for thing in THINGS])
def thing(request: pytest.FixtureRequest) -> Thing:
    found: Thing = request.param
    return found


def test_every_column_is_in_the_form_or_filled_by_something_else(thing: Thing) -> None:
    columns = set(SQLModel.metadata.tables[thing.name].columns.keys())
    in_form = {field.column for field in fields_of(thing.model) if field.column}
    assert in_form | set(thing.untyped.split()) == columns
    assert in_form & set(thing.untyped.split()) == set()


def test_the_history_has_a_word_for_every_field(thing: Thing) -> None:
    assert {field.name for field in thing.fields if not field.called.changed} == set()


def test_a_file_can_bring_in_every_field(thing: Thing) -> None:
    if thing.brought_in is not None:
        columns = {column.field for column in COLUMNS[thing.brought_in]}
        assert forgotten(thing.fields, columns) == set()


def test_the_file_holds_every_field(thing: Thing) -> None:
    assert forgotten(thing.fields, read_by(thing.shown.FILE), thing.not_in_file) == set()


def test_a_file_that_comes_back_changes_every_field_it_holds(thing: Thing) -> None:
    """What the file shows of a field and does not name as one is read and never brought in."""
    if thing.brought_in is None:
        return
    held = {f.name for f in thing.fields} - forgotten(thing.fields, read_by(thing.shown.FILE))
    named = {column.field for column in thing.shown.FILE if column.field}
    assert held - named - set(thing.only_read.split()) == set()


def test_the_list_tells_every_field(thing: Thing) -> None:
    read = read_by(thing.shown.LIST) | thing.read_in("index.html")
    assert forgotten(thing.fields, read, thing.not_in_list) == set()


def test_the_page_tells_every_field(thing: Thing) -> None:
    read = read_by(thing.shown.PAGE) | thing.read_in("show.html")
    assert forgotten(thing.fields, read) == set()
