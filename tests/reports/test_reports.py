"""Reports: who composes and reads them, what they say, and that one is made whatever dies."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, select

from app.core import clock, errors
from app.identity.actor import Actor
from app.interpretations import commands as interpretation_commands
from app.privacy import erasure_commands
from app.reports import commands, making_commands, policy, queries
from app.reports.fields import ReportFilters
from app.reports.models import Report, ReportSection, ReportStatus
from tests.interpretations.interpretations import COLD, hold, propose, write
from tests.picture.test_picture import drawn, seen
from tests.reports.reports import EVERY, compose, gathered, make
from tests.statements import counted
from tests.world import Visitors, World

HTMX = {"hx-request": "true", "hx-target": "div#report_page"}


def test_from_the_picture_to_a_report_without_javascript(
    visitors: Visitors, world: World, session: Session
) -> None:
    seen(world, municipality="GM1979")
    told = write(world, municipality="GM1979")
    propose(world, told)
    session.commit()
    daan, amina = visitors["daan"], visitors["amina"]
    assert "/rapporten/nieuw?municipality=GM1979" in daan.get("/beeld?municipality=GM1979").text
    assert "/rapporten/nieuw" not in amina.get("/beeld").text
    assert amina.get("/rapporten/nieuw").status_code == 403
    opened = daan.get("/rapporten/nieuw?municipality=GM1979").text
    assert 'name="municipality" value="GM1979"' in opened and COLD["title"] in opened

    sent = {"sections": ["effects", "spread"], "municipality": "GM1979"}
    made = daan.post("/rapporten", data=sent | {"interpretations": [str(told.id)]})
    assert made.status_code == 303
    here = made.headers["location"]
    waiting = daan.get(here).text
    assert "wacht op zijn beurt" in waiting
    assert daan.get(f"{here}/rapport.pdf").status_code == 404
    assert amina.get(here).status_code == 404, "it is being made"

    report = session.exec(select(Report)).one()
    assert making_commands.gather_next(session, report.id) is None
    session.commit()
    part = daan.get(here, headers=HTMX).text
    assert "26% van het rapport is klaar" in part and "<html" not in part
    make(world, report)
    session.commit()
    shown = amina.get(here).text
    assert COLD["meaning"] in shown and "Een warme kamer in elk dorp" in shown
    assert "Welke gevolgen treden op" in shown and "Wordt iedereen gevraagd" in shown
    assert "Komt er hulp" not in shown, "a part that nobody chose"
    file = amina.get(f"{here}/rapport.pdf")
    assert file.headers["content-type"] == "application/pdf" and file.content[:5] == b"%PDF-"
    assert "attachment" in file.headers["content-disposition"]
    assert report.title in amina.get("/rapporten").text
    assert visitors["hugo"].get(here).status_code == 404


def test_what_is_typed_wrong_is_said_beside_the_field(visitors: Visitors, world: World) -> None:
    daan = visitors["daan"]
    none = daan.post("/rapporten", data={"municipality": "GM1979"})
    assert none.status_code == 422 and "Kies minstens één deel" in none.text
    assert 'value="GM1979"' in none.text, "the view stays"
    for wrong in (
        {"municipality": "GM9999"},
        {"period": "nonsense"},
        {"seen_from": "2026-02-01", "seen_until": "2026-01-01"},
        {"interpretations": "01a22f3e-d633-7554-910e-9b9e808bbdd1"},
        {"interpretations": "x"},
        {"sections": "everything"},
    ):
        assert daan.post("/rapporten", data={"sections": "effects"} | wrong).status_code == 422


def test_a_draft_does_not_leave_the_house(world: World) -> None:
    draft = write(world, publish="0")
    with pytest.raises(errors.Invalid) as refused:
        compose(world, interpretations=[str(draft.id)])
    assert "interpretations" in refused.value.errors


def test_one_withdrawn_meanwhile_is_not_told(world: World) -> None:
    told = write(world)
    report = compose(world, interpretations=[str(told.id)])
    held = hold(world, told, "daan")
    interpretation_commands.withdraw_interpretation(world.session, world["daan"], held)
    world.session.flush()
    assert gathered(world, report)["interpretations"] == []


@pytest.mark.parametrize("who", ["daan", "amina", "chantal", "greet", "eva", "farid", "hugo"])
@pytest.mark.parametrize("status", list(ReportStatus))
def test_who_sees_a_report_in_sql_and_in_python(
    world: World, session: Session, who: str, status: ReportStatus
) -> None:
    report = compose(world, sections=["spread"])
    if status is ReportStatus.READY:
        make(world, report)
    elif status is ReportStatus.FAILED:
        making_commands.fail_report(session, report.id)
    session.flush()
    actor: Actor = world[who]
    listed = queries.find_reports(session, actor, ReportFilters(), size=10).rows
    sees = policy.can_see(actor, report)
    assert [row.id for row in listed] == ([report.id] if sees else [])
    assert sees == (who == "daan" or (status is ReportStatus.READY and who != "hugo"))
    if not sees:
        with pytest.raises(errors.NotFound):
            queries.get_report(session, actor, report.id)


@pytest.mark.parametrize("who", ["amina", "chantal", "greet", "eva", "hugo"])
def test_only_the_team_composes(world: World, who: str) -> None:
    with pytest.raises(errors.Forbidden):
        compose(world, who)


def test_a_report_says_what_an_outsider_sees(world: World, session: Session) -> None:
    """Of a small group the municipality is told nobody, also when the team may know it."""
    for people, place in ((3, "GM1979"), (40, "GM0765")):
        seen(world, municipality=place, people=people, target_group="people_in_debt")
        world.need("daan", publish=True, people=people, quantity=people, municipality=place)
    session.flush()
    said = gathered(world, compose(world))
    (signals,) = (part for part in said["sections"] if part["name"].startswith("Welke doelgroepen"))
    (table,) = signals["tables"]
    own = table["columns"].index("Eemsdelta"), table["columns"].index("Regio")
    (row,) = table["rows"]
    assert [row["cells"][place] for place in own] == ["–", "1"]


@pytest.mark.parametrize("seed", range(3))
def test_every_part_of_a_drawn_region_is_told(world: World, session: Session, seed: int) -> None:
    drawn(world, seed)
    session.flush()
    said = gathered(world, compose(world))
    assert len(said["sections"]) == len(EVERY)
    assert all(part["tables"] for part in said["sections"])
    for part in said["sections"]:
        assert part["definition"] and part["sentence"]
        for table in part["tables"]:
            assert {len(row["cells"]) for row in table["rows"]} == {len(table["columns"])}


def test_the_days_stay_those_of_the_day_it_was_asked(world: World, session: Session) -> None:
    seen(world)
    report = compose(world, sections=["effects"])
    with clock.at(clock.now() + timedelta(days=9)):
        said = gathered(world, report)
        days = queries.get_report(session, world["daan"], report.id)
    assert said["subtitle"] and days.last_day == report.last_day == clock.today()
    assert said["sections"][0]["tables"], "the signal of then counts"


def test_a_worker_that_is_killed_anywhere_leaves_a_report_that_is_made(world: World) -> None:
    """After every part another worker goes on; the file is that of one that nobody killed."""
    session = world.session
    seen(world)
    report = compose(world)
    for part in range(len(EVERY) + 1):
        making_commands.gather_next(session, report.id)
        session.flush()
        session.expire_all()  # the next worker reads it anew
        assert len(report.content["sections"]) == part  # type: ignore[index]
    kept = report.content
    # The job of who is killed stays as it was.
    session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert making_commands.ask_again(session) == 0, "somebody may be at it"
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert making_commands.ask_again(session) == 1
        make(world, report)
        assert making_commands.ask_again(session) == 0
    assert report.content == kept and report.status is ReportStatus.READY
    first = queries.get_file(session, report)
    making_commands.finish_report(session, report.id, b"another one")
    making_commands.fail_report(session, report.id)
    session.expire_all()
    assert queries.get_file(session, report) == first, "what is ready stays"


def test_what_went_wrong_can_be_tried_again(
    visitors: Visitors, world: World, session: Session
) -> None:
    report = compose(world, sections=["spread"])
    making_commands.gather_next(session, report.id)
    making_commands.fail_report(session, report.id)
    session.commit()
    daan = visitors["daan"]
    here = f"/rapporten/{report.id}"
    assert f'action="{here}/opnieuw"' in daan.get(here).text
    assert daan.post(f"{here}/opnieuw").status_code == 303
    assert daan.post(f"{here}/opnieuw").status_code in (303, 409), "pressed twice"
    make(world, report)
    session.commit()
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert daan.post(f"{here}/opnieuw").status_code == 409
        assert visitors["amina"].post(f"{here}/opnieuw").status_code == 403


def test_an_erased_account_leaves_a_report_without_a_name(world: World, session: Session) -> None:
    told = write(world)
    report = make(world, compose(world, sections=["spread"], interpretations=[str(told.id)]))
    name = world.person("daan").name
    assert name not in str(report.content)
    erasure_commands.erase_people(session, [world.person("daan").id])
    session.expire_all()
    assert session.get_one(Report, report.id).person_id is None


def test_the_list_and_a_report_ask_as_much_whatever_there_is(
    visitors: Visitors, world: World, session: Session, connection: Connection
) -> None:
    session.execute(
        text(
            "INSERT INTO report (id, region_code, title, first_day, last_day, view, sections, "
            "interpretations, status, progress, content, file, asked_at, heard_at, made_at) "
            "SELECT gen_random_uuid(), 'VR01', 'Beeld ' || n, current_date, current_date, '{}', "
            "'{}', '{}', 'ready', 100, :content, 'x', "
            "now() - n * interval '1 hour', now(), now() FROM generate_series(1, 300) n"
        ),
        {"content": json.dumps({"about": [], "interpretations": [], "sections": []})},
    )
    session.commit()
    amina = visitors["amina"]
    amina.get("/rapporten")
    with counted(connection) as sent:
        first = amina.get("/rapporten").text
    assert len(sent) <= COSTS["list"], sent
    assert "Beeld 1<" in first and "Beeld 290<" not in first and "300 rapporten" in first
    one = session.execute(text("SELECT id FROM report LIMIT 1")).scalar_one()
    with counted(connection) as sent:
        amina.get(f"/rapporten/{one}")
    assert len(sent) <= COSTS["report"], sent
    assert not any("report.file" in each for each in sent), "the file is for who downloads it"


COSTS = {"list": 4, "report": 5}


def test_every_part_has_a_word_and_a_place() -> None:
    assert [each.value for each in ReportSection] == EVERY
    assert commands.MAKE == "reports:make"
