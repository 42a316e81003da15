"""A file with sizes of groups: for whom, in which words, never twice, all of it or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Forbidden, Invalid
from app.imports.checked_rows import Outcome, Preview, lines
from app.imports.columns import map_columns
from app.imports.commands import import_as_system, preview, run_import, seat_for
from app.imports.models import ImportDraft, ImportKind
from app.imports.sheets import read_sheet
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from app.target_groups.models import TargetGroupEstimate, TargetGroupWords
from tests.html import Page
from tests.imports.files import SIZE, csv_file, sizes, xlsx_file
from tests.imports.test_pages import confirm_address, send
from tests.world import Visitors, World


def previewed(world: World, who: str, *rows: dict[str, Any]) -> Preview:
    return preview(
        world.session, world[who], sizes(*rows), seat_for(world[who], ImportKind.SIZES, None)
    )


def imported(world: World, who: str, *rows: dict[str, Any]) -> Preview:
    return run_import(
        world.session, world[who], sizes(*rows), seat_for(world[who], ImportKind.SIZES, None)
    )


def stored(session: Session) -> list[TargetGroupEstimate]:
    return list(session.exec(select(TargetGroupEstimate).order_by(col(TargetGroupEstimate.id))))


def test_the_team_brings_in_sizes_of_every_municipality_in_words_of_its_own(world: World) -> None:
    world.session.add(
        TargetGroupWords(region_code="VR01", target_group="older_people", words=["grijze golf"])
    )
    world.session.flush()
    done = imported(
        world,
        "daan",
        SIZE,
        SIZE
        | {"doelgroep": "mantelzorg", "gemeente": "gm0014", "aantal mensen": "0", "peildatum": ""},
        SIZE
        | {
            "doelgroep": "Grijze Golf",
            "gemeente": "Gemeente Westerwolde",
            "peildatum": "2025-04-02",
        },
    )
    assert (done.stored, done.wrong) == (3, 0)
    found = [
        (s.target_group, s.municipality_code, s.people, s.source, s.as_of)
        for s in stored(world.session)
    ]
    assert found == [
        ("older_people", "GM1979", 1250, "CBS, 2025", date(2025, 3, 1)),
        ("informal_carers", "GM0014", 0, "CBS, 2025", clock.today()),
        ("older_people", "GM1950", 1250, "CBS, 2025", date(2025, 4, 2)),
    ]
    assert {s.organisation_id for s in stored(world.session)} == {world["daan"].organisation_ids[0]}
    trail = select(AuditEntry).where(col(AuditEntry.person_id) == world["daan"].person_id)
    told = [entry.facts for entry in world.session.exec(trail) if entry.event == "import:done"]
    assert told == [{"kind": "sizes", "stored": 3, "linked": 0}]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"doelgroep": "marsmannen"},
            "Rij 2, kolom “doelgroep”: “marsmannen” staat niet in de lijst.",
        ),
        ({"doelgroep": ""}, "Rij 2, kolom “doelgroep”: "),
        (
            {"gemeente": "Nergenshuizen"},
            "Rij 2, kolom “gemeente”: “Nergenshuizen” staat niet in de lijst.",
        ),
        ({"gemeente": ""}, "Rij 2, kolom “gemeente”: "),
        ({"gemeente": "Assen"}, "Rij 2, kolom “gemeente”: Kies een gemeente in je eigen regio."),
        (
            {"gemeente": "Oldambt"},
            "Rij 2, kolom “gemeente”: Een gemeente vult alleen in hoe groot de groepen in de eigen",
        ),
        ({"aantal mensen": "<5"}, "Rij 2, kolom “aantal mensen”: “<5” verbergt een kleine groep"),
        ({"aantal mensen": "-1"}, "Rij 2, kolom “aantal mensen”: "),
        ({"bron": ""}, "Rij 2, kolom “bron”: "),
        (
            {"bron": "Bel 06-12345678"},
            "Rij 2, kolom “bron”: Dit lijkt op een telefoonnummer: “06-12345678”.",
        ),
        ({"peildatum": "31-2-2025"}, "Rij 2, kolom “peildatum”: "),
        ({"peildatum": "1-1-2099"}, "Rij 2, kolom “peildatum”: "),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    done = imported(world, "amina", SIZE | changes, SIZE | {"peildatum": "2-3-2025"})
    (told,) = lines(done.rows)
    assert told.startswith(sentence)
    assert [row.outcome for row in done.rows] == [Outcome.WRONG, Outcome.NEW]
    assert stored(world.session) == []


def test_every_wrong_row_is_named_with_its_number(world: World) -> None:
    wrong = {"gemeente": "Oldambt", "bron": "", "aantal mensen": "veel"}
    done = imported(world, "amina", SIZE, SIZE | wrong, SIZE | {"doelgroep": "reuzen"})
    assert [(row.number, {fault.column for fault in row.faults}) for row in done.rows] == [
        (2, set()),
        (3, {"bron", "aantal mensen"}),
        (4, {"doelgroep"}),
    ]
    assert [row.title for row in done.rows] == [
        "Ouderen · Eemsdelta",
        "Ouderen · Oldambt",
        "reuzen · Eemsdelta",
    ]


def test_the_same_file_twice_is_stored_once_and_another_number_is_a_newer_size(
    world: World,
) -> None:
    rows = (SIZE, SIZE | {"doelgroep": "Mantelzorgers", "peildatum": ""})
    first = imported(world, "daan", *rows)
    assert previewed(world, "amina", SIZE).linked == 1, "whoever wrote it down"
    again = imported(world, "daan", *rows, SIZE | {"bron": "cbs,  2025"})
    assert [row.outcome for row in again.rows] == [Outcome.EXISTS] * 3
    assert [row.item_id for row in again.rows][:2] == [row.item_id for row in first.rows]
    assert len(stored(world.session)) == 2
    other = [
        SIZE | change
        for change in ({"aantal mensen": "1300"}, {"bron": "GGD"}, {"peildatum": "2-3-2025"})
    ]
    assert imported(world, "daan", *other, SIZE | {"aantal mensen": "1300"}).stored == 3
    assert (
        imported(world, "daan", SIZE | {"bron": "Nieuw"}, SIZE | {"bron": "Nieuw"}).rows[1].same_as
        == 2
    )


def test_a_file_does_not_tell_how_few_people_another_organisation_counted(world: World) -> None:
    few = {
        "target_group": "older_people",
        "municipality": "GM1979",
        "people": 4,
        "source": "CBS, 2025",
    }
    add_estimate(
        world.session, world["amina"], EstimateInput.model_validate(few | {"as_of": "2025-03-01"})
    )
    guesses = [SIZE | {"aantal mensen": str(people)} for people in (3, 4)]
    assert [row.outcome for row in previewed(world, "daan", *guesses).rows] == [
        Outcome.NEW,
        Outcome.NEW,
    ]
    assert [row.outcome for row in previewed(world, "amina", *guesses).rows] == [
        Outcome.NEW,
        Outcome.EXISTS,
    ]


def test_others_hear_why_they_may_not(world: World, visitors: Visitors) -> None:
    reason = "Alleen het team van de regio en gemeenten vullen in hoe groot een doelgroep is."
    with pytest.raises(Forbidden, match=reason):
        seat_for(world["chantal"], ImportKind.SIZES, None)
    for who in ("bram", "eva", "greet"):
        with pytest.raises(Forbidden, match="Alleen een coördinator"):
            seat_for(world[who], ImportKind.SIZES, None)
    refused = send(visitors["chantal"], csv_file(SIZE), kind="sizes", name="omvang.csv")
    assert refused.status_code == 403 and reason in refused.text
    assert "omvang.csv" not in visitors["chantal"].get("/importeren").text
    assert visitors["chantal"].get("/importeren/voorbeeld/omvang.csv").status_code == 403
    somebody_else = str(world.organisation("Gemeente Westerwolde").id)
    not_theirs = send(visitors["amina"], csv_file(SIZE), kind="sizes", organisation=somebody_else)
    assert not_theirs.status_code == 422


def test_the_page_shows_every_row_and_one_button_stores_them(
    visitors: Visitors, world: World
) -> None:
    amina = visitors["amina"]
    page = Page(amina.get("/importeren", params={"kind": "sizes"}).text)
    assert page.typed("kind") == ["sizes"]
    shown = send(amina, csv_file(SIZE), kind="sizes", name="omvang.csv")
    assert (
        shown.status_code == 200
        and "Groep en gemeente" in shown.text
        and "Ouderen · Eemsdelta" in shown.text
    )
    assert stored(world.session) == []
    done = amina.post(confirm_address(shown))
    assert done.status_code == 303
    assert "De nieuwste omvang van elke groep telt." in amina.get(done.headers["location"]).text
    assert [s.people for s in stored(world.session)] == [1250]
    again = send(amina, csv_file(SIZE), kind="sizes", name="omvang.csv")
    assert (
        again.status_code == 200
        and "1 bestaat al" in again.text
        and "/bevestigen" not in again.text
    )


def test_wrong_rows_are_shown_on_the_page_and_the_others_can_be_stored(
    visitors: Visitors, world: World
) -> None:
    rows = csv_file(SIZE, SIZE | {"gemeente": "Oldambt"}, SIZE | {"aantal mensen": "veel"})
    answer = send(visitors["amina"], rows, kind="sizes", name="omvang.csv")
    assert answer.status_code == 422 and "1 rij opslaan" in answer.text
    texts = [row.text for row in Page(answer.text).every("tr")]
    assert (
        "3" in texts[2]
        and "gemeente (B3): Een gemeente vult alleen in hoe groot de groepen in de eigen"
        in texts[2]
    )
    assert "4" in texts[3] and "aantal mensen (C4): Vul een heel getal in" in texts[3]
    (kept,) = world.session.exec(select(ImportDraft)).all()
    assert stored(world.session) == [] and len(kept.rows["rows"]) == 1


def test_a_spreadsheet_with_real_numbers_and_days_is_read(visitors: Visitors, world: World) -> None:
    content = xlsx_file(
        ["Doelgroep", "Gemeentecode", "Aantal", "Bron", "Peildatum", "Opmerking"],
        ["ouderen", "GM1979", 1250, "CBS", date(2025, 3, 1), "niet lezen"],
    )
    shown = send(visitors["amina"], content, kind="sizes", name="omvang.xlsx")
    assert shown.status_code == 200 and "Opmerking" in shown.text
    visitors["amina"].post(confirm_address(shown))
    assert [(s.people, s.as_of) for s in stored(world.session)] == [(1250, date(2025, 3, 1))]


def test_what_was_taken_along_comes_in_again(visitors: Visitors, world: World) -> None:
    imported(world, "daan", SIZE)
    world.session.commit()
    for ending in ("csv", "xlsx"):
        content = visitors["daan"].get(f"/doelgroepen/omvang.{ending}").content
        shown = send(visitors["daan"], content, kind="sizes", name=f"omvang.{ending}")
        assert shown.status_code == 200 and "1 bestaat al" in shown.text


def test_a_file_without_the_group_says_which_column_is_missing() -> None:
    rows = csv_file({key: value for key, value in SIZE.items() if key != "doelgroep"})
    with pytest.raises(Invalid, match="geen kolom “doelgroep”"):
        map_columns(ImportKind.SIZES, read_sheet("omvang.csv", rows))


def test_the_command_line_writes_down_for_each_municipality_itself(
    session: Session, world: World
) -> None:
    done = import_as_system(session, "VR01", sizes(SIZE, SIZE | {"gemeente": "Westerwolde"}))
    owners = [world.organisation(f"Gemeente {name}").id for name in ("Eemsdelta", "Westerwolde")]
    assert [s.organisation_id for s in stored(session)] == owners
    assert import_as_system(session, "VR01", sizes(SIZE)).linked == 1
    assert done.stored == 2
    moved = import_as_system(session, "VR01", sizes(SIZE), as_of=date(2025, 3, 1))
    assert session.get_one(TargetGroupEstimate, moved.rows[0].item_id).as_of == clock.today()
