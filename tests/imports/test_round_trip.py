"""What leaves as a file comes in again, and changes exactly what somebody changed in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, SQLModel, col, select

from app.core import clock, formulas, search
from app.identity.actor import Actor
from app.imports import columns, commands, forms, models
from app.imports.checked_rows import Checked, Outcome, Preview, lines
from app.imports.sheets import read_sheet
from app.needs.commands import NeedEnding, close_need
from app.needs.models import Need, NeedOutcome, NeedStatus
from app.offers.models import Offer
from tests.imports.files import SIZE, csv_file, xlsx_file
from tests.imports.test_pages import send
from tests.matches.pairs import Pairs
from tests.world import Visitors, World

Kind = models.ImportKind
LISTS = {
    Kind.NEEDS: "/behoeften/lijst",
    Kind.OFFERS: "/aanbod/lijst",
    Kind.SIZES: "/doelgroepen/omvang",
}
# Titles that a spreadsheet, a separator or an apostrophe could spoil.
TITLES = [
    "=1+1 ouderen zonder vervoer",
    "'=1+1 met een apostrof", "''s ochtends een tolk", "+31 plaatsen",
    "- liggen er nog maskers?", "Met; een puntkomma, en \"aanhaling\"", "@wijkteam zoekt hulp",
    "# 3 plaatsen in de opvang", "1-2-2027", "00123 pakketten", "Eén café, coördinatie", "1.250",
]  # fmt: skip


def opened(content: bytes) -> list[list[str]]:
    """A CSV as a spreadsheet holds it."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def saved(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def brought(
    world: World, who: str, kind: Kind, content: bytes, name: str = "lijst.csv", **choices: Any
) -> Preview:
    given = forms.RowChoices(**choices) if choices else None
    sheet = columns.map_columns(kind, read_sheet(name, content))
    seat = commands.seat_for(world[who], kind, None)
    done = commands.run_import(world.session, world[who], sheet, seat, given)
    world.session.flush()
    return done


def previewed(world: World, who: str, kind: Kind, content: bytes) -> list[Checked]:
    sheet = columns.map_columns(kind, read_sheet("lijst.csv", content))
    seat = commands.seat_for(world[who], kind, None)
    return commands.preview(world.session, world[who], sheet, seat).rows


def as_stored(session: Session, table: type[SQLModel]) -> dict[Any, dict[str, Any]]:
    """Every column of every row."""
    session.expire_all()
    return {
        row.id: {c.name: getattr(row, c.name) for c in table.__table__.columns}  # type: ignore[attr-defined]
        for row in session.exec(select(table))
    }


def fill(world: World) -> None:
    """Needs and offers of every shape that a form can make."""
    for title in TITLES:
        world.need(title=title, publish=True)
        world.offer(title=title, publish=True)
    world.need(quantity=9, people=80, unit="hours_per_week", urgency="acute", publish=True)
    world.need(quantity=9, people=80, needed_until=None)
    world.need("chantal", municipality=None, publish=True)
    world.offer(
        municipalities=["GM1979", "GM1895"], target_groups=["older_people", "lonely_people"],
        quantity=1250, available_until=None, publish=True,
    )  # fmt: skip
    world.offer(municipalities=[])
    world.session.commit()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize(("kind", "who"), [(Kind.NEEDS, "amina"), (Kind.OFFERS, "chantal")])
def test_a_file_that_comes_back_as_it_left_changes_nothing(
    visitors: Visitors, world: World, kind: Kind, who: str, locale: str, ending: str
) -> None:
    fill(world)
    visitors[who].post("/taal", data={"language": locale})
    answer = visitors[who].get(f"{LISTS[kind]}.{ending}")
    assert answer.status_code == 200
    before = (as_stored(world.session, Need), as_stored(world.session, Offer))
    done = brought(world, who, kind, answer.content, f"lijst.{ending}")
    assert list(lines(done.rows)) == []
    assert {row.outcome for row in done.rows} == {Outcome.EXISTS} and len(done.rows) >= len(TITLES)
    assert (as_stored(world.session, Need), as_stored(world.session, Offer)) == before
    assert done.unread == []


def test_sizes_come_back_too(visitors: Visitors, world: World) -> None:
    brought(world, "daan", Kind.SIZES, csv_file(SIZE, SIZE | {"gemeente": "Oldambt"}))
    world.session.commit()
    for ending in ("csv", "xlsx"):
        answer = visitors["daan"].get(f"{LISTS[Kind.SIZES]}.{ending}")
        done = brought(world, "daan", Kind.SIZES, answer.content, f"omvang.{ending}")
        assert [row.outcome for row in done.rows] == [Outcome.EXISTS] * 2


SOON, LATER = (clock.today() + timedelta(days=days) for days in (4, 400))


def typed_day(day: date) -> str:
    """As a Dutch spreadsheet shows it."""
    return f"{day.day}-{day.month}-{day.year}"


EDITS: dict[Kind, dict[str, tuple[str, str, Any]]] = {
    Kind.NEEDS: {
        "Titel": ("Boodschappen en medicijnen halen", "title", "Boodschappen en medicijnen halen"),
        "Urgentie": ("spoed", "urgency", "acute"),
        "Doelgroep": ("Eenzame mensen", "target_group", "lonely_people"),
        "Soort hulp": ("Vervoer", "support_type", "transport"),
        "Aantal mensen": ("1.250", "people", 1250),
        "Nodig": ("75", "quantity", 75),
        "Eenheid": ("uur per week", "unit", "hours_per_week"),
        "Nodig vanaf": (typed_day(SOON), "needed_from", SOON),
        "Nodig tot en met": (typed_day(LATER), "needed_until", LATER),
    },
    Kind.OFFERS: {
        "Titel": ("Wij halen boodschappen", "title", "Wij halen boodschappen"),
        "Soort hulp": ("Vervoer", "support_type", "transport"),
        "Gemeenten": ("Oldambt; Delfzijl", "municipalities", ["GM1895", "GM1979"]),
        "Doelgroepen": ("mantelzorgers", "target_groups", ["informal_carers"]),
        "Aangeboden": ("31", "quantity", 31),
        "Eenheid": ("plekken", "unit", "places"),
        "Beschikbaar vanaf": (typed_day(SOON), "available_from", SOON),
        "Beschikbaar tot en met": (typed_day(LATER), "available_until", LATER),
    },
}
# What follows from the others, and from the moment.
FOLLOWS = {
    "version",
    "urgency_order",
    "confirmed_at",
    "edited_at",
    "search",
    "titled",
    *search.DERIVED,
}


def edited(ending: str, content: bytes, title: str, header: str, typed: str, value: Any) -> bytes:
    """The file with one cell of the row of that title typed anew, as its program keeps it."""
    if ending == "csv":
        head, *rows = opened(content)
        row = next(row for row in rows if row[head.index("Titel")] == title)
        row[head.index(header)] = typed
        return saved([head, *rows])
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    place = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == title)
    sheet.cell(place, names.index(header) + 1).value = (
        value if isinstance(value, (int, date)) else typed
    )
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("kind", "header"), [(kind, header) for kind, edits in EDITS.items() for header in edits]
)
def test_one_cell_changes_one_column_of_one_row(
    visitors: Visitors, world: World, kind: Kind, header: str, ending: str
) -> None:
    who, table = ("amina", Need) if kind is Kind.NEEDS else ("chantal", Offer)
    for title in ("De eerste van drie", "De tweede van drie", "De derde van drie"):
        if kind is Kind.NEEDS:
            world.need(title=title, publish=True, quantity=9, people=80, description="Blijft staan")
        else:
            world.offer(title=title, publish=True, description="Blijft staan")
    world.session.commit()
    content = visitors[who].get(f"{LISTS[kind]}.{ending}").content
    typed, column, value = EDITS[kind][header]
    before = as_stored(world.session, table)
    mended = edited(ending, content, "De tweede van drie", header, typed, value)
    done = brought(world, who, kind, mended, f"lijst.{ending}")
    assert list(lines(done.rows)) == []
    after = as_stored(world.session, table)
    changed = {
        (before[key]["title"], name)
        for key, columns_of in after.items()
        for name, found in columns_of.items()
        if found != before[key][name] and name not in FOLLOWS
    }
    assert changed == {("De tweede van drie", column)}
    (told,) = [checked for checked in done.rows if checked.outcome is Outcome.CHANGED]
    assert [difference.column for difference in told.differences] == [header]
    thing = world.session.get_one(table, told.item_id)
    assert getattr(thing, column) == value


def test_every_column_that_a_form_has_is_edited_here() -> None:
    """Who it is of and where a municipality asks stay what they are."""
    for kind, edits in EDITS.items():
        fields = {column.field for column in columns._FILES[kind] if column.field}
        known = columns._known(kind)
        edited = {known[header.lower()].field for header in edits}  # type: ignore[union-attr]
        assert fields - edited <= {"organisation", "municipality", "reference"}


@pytest.mark.parametrize("header", ["Gemeente", "Organisatie"])
@pytest.mark.parametrize("text", ["Oldambt", "hele regio", "Superrit Delfzijl"])
def test_what_a_file_does_not_change_is_refused_and_not_passed_by(
    visitors: Visitors, world: World, header: str, text: str
) -> None:
    world.need(publish=True)
    world.session.commit()
    head, row = opened(visitors["amina"].get("/behoeften/lijst.csv").content)
    row[head.index(header)] = text
    (checked,) = previewed(world, "amina", Kind.NEEDS, saved([head, row]))
    assert checked.outcome is Outcome.WRONG
    assert [fault.column for fault in checked.faults] == [header]


def reference_of(visitors: Visitors, who: str, title: str) -> tuple[list[str], list[str]]:
    head, *rows = opened(visitors[who].get("/behoeften/lijst.csv").content)
    return head, next(row for row in rows if row[0] == title)


def test_what_is_of_somebody_else_comes_back_unchanged_or_not_at_all(
    visitors: Visitors, world: World
) -> None:
    need = world.need(publish=True, title="Van een andere gemeente")
    need.organisation_id = world.organisation("Gemeente Westerwolde").id
    need.municipality_code = "GM1950"
    world.session.commit()
    head, row = reference_of(visitors, "amina", need.title)
    (same,) = previewed(world, "amina", Kind.NEEDS, saved([head, row]))
    assert same.outcome is Outcome.EXISTS
    for who in ("amina", "chantal", "daan"):
        changed = [*row]
        changed[head.index("Nodig")] = "7"
        (refused,) = previewed(world, who, Kind.NEEDS, saved([head, changed]))
        assert refused.outcome is Outcome.WRONG
        assert "Alleen de organisatie die deze behoefte" in refused.faults[0].sentence


def test_only_the_reference_and_what_changes_is_a_file(visitors: Visitors, world: World) -> None:
    """What is not in it stays; a row without a reference is new, and says what a new one lacks."""
    need = world.need(publish=True)
    world.session.commit()
    head, row = reference_of(visitors, "amina", need.title)
    reference = row[head.index("Kenmerk")]
    rows = [["Kenmerk", "Nodig"], [reference, "7"], ["", "9"]]
    changed, new = previewed(world, "amina", Kind.NEEDS, saved(rows))
    assert changed.outcome is Outcome.CHANGED
    # As on the form, the people follow a number of people that they were the same as.
    told = [difference.column for difference in changed.differences]
    assert told == ["aantal mensen", "Nodig"]
    assert new.outcome is Outcome.WRONG
    assert "titel" in {fault.column.lower() for fault in new.faults}


@pytest.mark.parametrize("reference", ["weg", "00000000-0000-0000-0000-000000000000", "draft"])
def test_a_reference_that_is_not_there_tells_nothing(
    visitors: Visitors, world: World, reference: str
) -> None:
    """A draft of somebody else is to the letter the same as what was never there."""
    mine, draft = world.need(publish=True), world.need("chantal")
    world.session.commit()
    head, row = reference_of(visitors, "amina", mine.title)
    row[head.index("Kenmerk")] = str(draft.id) if reference == "draft" else reference
    (checked,) = previewed(world, "amina", Kind.NEEDS, saved([head, row]))
    assert [(fault.column, fault.sentence[:34]) for fault in checked.faults] == [
        ("Kenmerk", "Er is niets met dit kenmerk dat je")
    ]
    assert checked.item_id is None


def test_a_small_group_never_comes_in(visitors: Visitors, world: World) -> None:
    need = world.need(publish=True, quantity=3, people=3, title="Voor een paar mensen")
    world.session.commit()
    head, row = reference_of(visitors, "amina", need.title)
    assert row[head.index("Nodig")] == "<5"
    for cells in (row, ["30" if cell == "<5" else cell for cell in row]):
        for who in ("amina", "chantal", "daan"):
            (checked,) = previewed(world, who, Kind.NEEDS, saved([head, cells]))
            assert checked.outcome is Outcome.WRONG
    shown = previewed(world, "chantal", Kind.NEEDS, saved([head, row]))[0]
    answer = send(visitors["chantal"], saved([["Kenmerk", "Titel"], [row[-1], row[0]]]))
    assert shown.organisation_name == row[head.index("Organisatie")], "what the file says itself"
    assert "Eemsdelta" not in answer.text, "nor does the page tell whose it is"
    without = [name for name in head if name != "Kenmerk"]
    (checked,) = previewed(world, "amina", Kind.NEEDS, saved([without, row[: len(without)]]))
    assert "verbergt een kleine groep" in checked.faults[0].sentence


def test_what_has_ended_or_is_agreed_is_not_changed_by_a_file(
    visitors: Visitors, pairs: Pairs
) -> None:
    world = pairs.world
    ended = world.need(publish=True, title="Al geholpen")
    close_need(world.session, world["amina"], ended, NeedEnding(outcome=NeedOutcome.MET))
    match = pairs.running()
    agreed = world.session.get_one(Need, match.need_id)
    world.session.commit()
    for need, said in ((ended, "afgelopen"), (agreed, "afgesproken")):
        head, *rows = opened(
            visitors["amina"].get("/behoeften/lijst.csv", params={"status": "all"}).content
        )
        row = next(row for row in rows if row[head.index("Kenmerk")] == str(need.id))
        row[head.index("Doelgroep")] = "Eenzame mensen"
        (checked,) = previewed(world, "amina", Kind.NEEDS, saved([head, row]))
        assert checked.outcome is Outcome.WRONG, said


def test_a_draft_that_is_changed_stays_a_draft(visitors: Visitors, world: World) -> None:
    draft = world.need(title="Nog niet af")
    world.session.commit()
    head, *rows = opened(
        visitors["amina"].get("/behoeften/lijst.csv", params={"status": "draft"}).content
    )
    rows[0][head.index("Nodig")] = "12"
    assert brought(world, "amina", Kind.NEEDS, saved([head, rows[0]])).changed == 1
    world.session.refresh(draft)
    assert (draft.quantity, draft.status) == (12, NeedStatus.DRAFT)


def test_columns_that_are_only_read_are_named(visitors: Visitors, world: World) -> None:
    world.need(publish=True)
    world.session.commit()
    head, row = opened(visitors["amina"].get("/behoeften/lijst.csv").content)
    row[head.index("Gedekt")] = "40"
    content = saved([[*head, "Iets anders"], [*row, "x"]])
    done = brought(world, "amina", Kind.NEEDS, content)
    assert done.only_read == [
        "Stand", "Gedekt", "Niet aangekomen", "Nog open", "Toegevoegd op", "Geplaatst op",
    ]  # fmt: skip
    assert done.unread == ["Iets anders"] and done.linked == 1


@pytest.mark.parametrize("text", [*TITLES, "'", "''", "' =x", "\t=1", "＝1", "'-"])
def test_a_text_survives_the_way_out_and_in(text: str) -> None:
    assert formulas.from_text(formulas.as_text(text)) == text


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_the_last_sentence_of_a_file_is_no_row(
    visitors: Visitors, world: World, make: Callable[..., bytes]
) -> None:
    world.need(publish=True)
    world.need(publish=True, quantity=3, people=3)
    world.session.commit()
    answer = visitors["amina"].get("/behoeften/lijst.csv", params={"municipality": "GM1979"})
    assert "# 1 kleine groep (minder dan 5 mensen) in de regio is weggelaten" in answer.text
    done = brought(world, "amina", Kind.NEEDS, answer.content)
    assert [row.outcome for row in done.rows] == [Outcome.EXISTS]


def test_what_goes_in_is_stored_by_who_brought_it(visitors: Visitors, world: World) -> None:
    """The trail has the edit, by the person."""
    from app.audit.models import AuditEntry

    need = world.need(publish=True)
    world.session.commit()
    head, row = reference_of(visitors, "amina", need.title)
    row[head.index("Nodig")] = "12"
    brought(world, "amina", Kind.NEEDS, saved([head, row]))
    actor: Actor = world["amina"]
    told = world.session.exec(
        select(AuditEntry).where(
            col(AuditEntry.person_id) == actor.person_id, col(AuditEntry.event) == "need:edited"
        )
    ).one()
    assert told.facts == {"changed": ["quantity"]}
