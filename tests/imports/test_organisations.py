"""A file with organisations: who may bring it in, what is the same, what is asked, who hears."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.core.errors import Forbidden
from app.identity.models import Membership, Organisation, OrganisationStatus, Role
from app.imports import commands
from app.imports.checked_rows import Outcome, Preview, lines
from app.imports.forms import RowChoices
from app.imports.models import Doing, ImportDraft, ImportKind
from app.mail.models import Mail
from app.members.models import MemberInvitation
from app.organisations.models import OrganisationProfile
from app.subscribers import connect
from tests.html import Page
from tests.imports.files import ORGANISATION, csv_file, organisations
from tests.imports.test_pages import confirm_address, send
from tests.world import Visitors, World

NAME = ORGANISATION["naam"]


def previewed(world: World, *rows: dict[str, Any]) -> Preview:
    seat = commands.seat_for(world["eva"], ImportKind.ORGANISATIONS, None)
    return commands.preview(world.session, world["eva"], organisations(*rows), seat)


def imported(world: World, *rows: dict[str, Any], **chosen: Any) -> Preview:
    seat = commands.seat_for(world["eva"], ImportKind.ORGANISATIONS, None)
    given = RowChoices.model_validate(chosen)
    return commands.run_import(world.session, world["eva"], organisations(*rows), seat, given)


def profile_of(world: World, name: str = NAME) -> tuple[Organisation, OrganisationProfile]:
    organisation = world.organisation(name)
    return organisation, world.session.get_one(OrganisationProfile, organisation.id)


def differences(preview: Preview) -> dict[str, tuple[str, str]]:
    (row,) = preview.rows
    return {each.column: (each.stored, each.said) for each in row.differences}


def test_the_administrator_brings_in_an_organisation_and_that_admits_it(world: World) -> None:
    connect()  # whoever listens to an admission
    before = world.session.execute(sa.select(sa.func.count()).select_from(Mail)).scalar_one()
    done = imported(world, ORGANISATION)
    assert [(row.outcome, row.title) for row in done.rows] == [(Outcome.NEW, NAME)]
    organisation, profile = profile_of(world)
    assert (organisation.status, organisation.kind.value) == ("admitted", "initiative")
    assert (organisation.region_code, organisation.municipality_code) == ("VR01", "GM1979")
    assert profile.description == ORGANISATION["wat doet ze"]
    assert profile.support_types == ["groceries_meals"]
    assert profile.target_groups == ["older_people", "informal_carers"]
    assert profile.municipalities == ["GM1979", "GM1966"]
    contact = (profile.contact_name, profile.contact_email, profile.contact_phone)
    assert contact == ("Wil Bos", "balie@example.nl", "0596 123456")
    assert profile.confirmed_at is None, "nobody of the organisation said that it is right"
    after = world.session.execute(sa.select(sa.func.count()).select_from(Mail)).scalar_one()
    assert after == before, "nobody gets a mail by it"
    assert (
        world.session.exec(
            select(MemberInvitation).where(col(MemberInvitation.organisation_id) == organisation.id)
        ).all()
        == []
    )
    assert (
        world.session.exec(
            select(Membership).where(col(Membership.organisation_id) == organisation.id)
        ).all()
        == []
    )
    trail = select(AuditEntry).where(col(AuditEntry.person_id) == world["eva"].person_id)
    told = {entry.event: entry.facts for entry in world.session.exec(trail)}
    assert told["organisation:brought_in"] == {"kind": "initiative"}
    assert told["import:done"] == {"kind": "organisations", "stored": 1, "linked": 0}


@pytest.mark.parametrize("who", ["amina", "bram", "chantal", "daan", "greet"])
def test_nobody_else_brings_in_organisations(world: World, visitors: Visitors, who: str) -> None:
    with pytest.raises(Forbidden, match="Alleen een beheerder van de regio"):
        commands.seat_for(world[who], ImportKind.ORGANISATIONS, None)
    refused = send(visitors[who], csv_file(ORGANISATION), kind="organisations")
    assert refused.status_code == 403
    assert world.session.exec(select(ImportDraft)).all() == []
    assert visitors[who].get("/importeren/voorbeeld/organisaties.csv").status_code == 403
    assert "kind=organisations" not in visitors[who].get("/netwerk").text


@pytest.mark.parametrize("kind", ["needs", "offers", "sizes"])
def test_the_administrator_brings_in_nothing_else(visitors: Visitors, kind: str) -> None:
    assert send(visitors["eva"], csv_file(ORGANISATION), kind=kind).status_code == 403
    page = visitors["eva"].get("/importeren")
    assert page.status_code == 200
    inputs = [each.attributes for each in Page(page.text).every("input")]
    assert [each["value"] for each in inputs if each.get("name") == "kind"] == ["organisations"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"naam": ""}, "Rij 2, kolom “naam”: Vul de naam van de organisatie in."),
        ({"naam": "bel 06-12345678"}, "Rij 2, kolom “naam”: Dit lijkt op een telefoonnummer"),
        ({"soort organisatie": ""}, "Rij 2, kolom “soort organisatie”: Kies wat voor"),
        ({"soort organisatie": "bedrijfje"}, "Rij 2, kolom “soort organisatie”: “bedrijfje”"),
        ({"soort organisatie": "veiligheidsregio"}, "Rij 2, kolom “soort organisatie”: Een veil"),
        ({"soort organisatie": "gemeente", "gemeente": ""}, "Rij 2, kolom “gemeente”: Kies welke"),
        ({"gemeente": "Assen"}, "Rij 2, kolom “gemeente”: Kies een gemeente in je eigen regio."),
        ({"gemeente": "Nergenshuizen"}, "Rij 2, kolom “gemeente”: “Nergenshuizen” staat niet"),
        ({"werkt in": "Assen"}, "Rij 2, kolom “werkt in”: Kies een gemeente in je eigen regio."),
        ({"werkt in": "hele regio"}, "Rij 2, kolom “werkt in”: “hele regio” staat niet in de"),
        ({"soorten hulp": "toveren"}, "Rij 2, kolom “soorten hulp”: “toveren” staat niet"),
        ({"doelgroepen": "reuzen"}, "Rij 2, kolom “doelgroepen”: “reuzen” staat niet"),
        ({"wat doet ze": "Bel 06-12345678"}, "Rij 2, kolom “wat doet ze”: Dit lijkt op een tel"),
        (
            {"wat doet ze": "Vraag naar mevrouw Jansen."},
            "Rij 2, kolom “geen namen”: In de tekst lijkt een naam",
        ),
        ({"e-mailadres": "balie"}, "Rij 2, kolom “e-mailadres”: Vul een heel e-mailadres in"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    done = imported(world, ORGANISATION | changes)
    assert next(iter(lines(done.rows))).startswith(sentence)
    assert not world.session.exec(select(Organisation).where(col(Organisation.name) == NAME)).all()


def test_it_is_there_already_only_when_all_is_equal(world: World) -> None:
    imported(world, ORGANISATION)
    again = previewed(
        world,
        ORGANISATION | {"naam": "dorpshuis  de Brink", "doelgroepen": "Mantelzorgers; ouderen"},
    )
    assert [row.outcome for row in again.rows] == [Outcome.EXISTS]
    other = previewed(world, ORGANISATION | {"wat doet ze": "Iets anders."})
    assert [row.outcome for row in other.rows] == [Outcome.DIFFERS]
    assert differences(other) == {"wat doet ze": (ORGANISATION["wat doet ze"], "Iets anders.")}
    assert other.rows[0].choices == (Doing.CHANGE, Doing.SKIP), "of one name there is one"


def test_who_chooses_to_change_changes_what_nobody_of_it_says_here_yet(world: World) -> None:
    imported(world, ORGANISATION)
    row = ORGANISATION | {"gemeente": "", "e-mailadres": "nieuw@example.nl", "werkt in": ""}
    assert imported(world, row).differing == 1, "nothing is chosen"
    assert imported(world, row, row=["2:change"]).changed == 1
    organisation, profile = profile_of(world)
    assert profile.contact_email == "nieuw@example.nl"
    assert organisation.municipality_code == "GM1979", "an empty cell of a new row says nothing"
    assert profile.confirmed_at is None and profile.version == 2
    facts = world.session.exec(
        select(AuditEntry.facts).where(col(AuditEntry.event) == "organisation:edited")
    ).all()
    assert facts[-1] == {"changed": ["contact_email"]}


def test_an_organisation_with_a_coordinator_says_itself_what_it_is(world: World) -> None:
    """Nor is the administrator told how to reach it: that is for its partners."""
    _theirs, profile = profile_of(world, "Boodschappenhulp Delfzijl")
    profile.contact_phone = "0596 999999"
    world.session.flush()
    row = {"naam": "Boodschappenhulp Delfzijl", "soort organisatie": "zorg",
           "telefoonnummer": "0596 111111"}  # fmt: skip
    seen = previewed(world, row)
    assert [each.outcome for each in seen.rows] == [Outcome.SKIPPED]
    assert set(differences(seen)) == {"soort organisatie"}
    assert "0596 999999" not in repr(seen) and "0596 111111" not in repr(differences(seen))
    remarks = " ".join(seen.rows[0].remarks)
    assert "telefoonnummer" in remarks and "heeft een coördinator" in remarks
    assert imported(world, row, row=["2:change"], rest="change").changed == 0
    assert profile_of(world, "Boodschappenhulp Delfzijl")[1].contact_phone == "0596 999999"


def test_a_coordinator_who_came_in_meanwhile_is_not_overruled(world: World) -> None:
    imported(world, ORGANISATION)
    organisation, _profile = profile_of(world)
    world.session.add(
        Membership(
            person_id=world.person("bram").id,
            organisation_id=organisation.id,
            role=Role.COORDINATOR,
        )
    )
    world.session.flush()
    row = ORGANISATION | {"wat doet ze": "Iets anders."}
    assert imported(world, row, rest="change").changed == 0
    assert profile_of(world)[1].description == ORGANISATION["wat doet ze"]


@pytest.mark.parametrize(
    "name",
    ["Stichting Dorpshuis De Brink", "Dorpshuis de Brinck", "dorps-huis Brink",
     "De Brink Dorpshuis Delfzijl", "Ver. Dorpshuis De Brink Appingedam"],
)  # fmt: skip
def test_a_name_that_is_nearly_there_is_asked_about(world: World, name: str) -> None:
    imported(world, ORGANISATION)
    seen = previewed(world, ORGANISATION | {"naam": name})
    if name.startswith("De Brink"):
        assert [row.outcome for row in seen.rows] == [Outcome.NEW], "another order is another name"
        return
    assert [row.outcome for row in seen.rows] == [Outcome.DIFFERS]
    assert differences(seen)["naam"] == (NAME, name)
    assert seen.rows[0].choices == (Doing.NEW, Doing.CHANGE, Doing.SKIP)
    assert imported(world, ORGANISATION | {"naam": name}, rest="new").stored == 1


@pytest.mark.parametrize(
    "name", ["Dorpshuis De Brink Winsum", "Dorpshuis De Meent", "Dorpshuis De Brink 2", "Brink"]
)
def test_another_name_is_not_asked_about(world: World, name: str) -> None:
    imported(world, ORGANISATION)
    assert [row.outcome for row in previewed(world, ORGANISATION | {"naam": name}).rows] == [
        Outcome.NEW
    ]


def test_who_chooses_to_change_a_near_name_renames_it(world: World) -> None:
    imported(world, ORGANISATION)
    stored = world.organisation(NAME).id
    row = ORGANISATION | {"naam": "Stichting Dorpshuis De Brink"}
    assert imported(world, row, row=["2:change"]).changed == 1
    renamed, profile = profile_of(world, row["naam"])
    assert renamed.id == stored and renamed.sort_name == "stichting dorpshuis de brink"
    assert profile.search_words == row["naam"]


def test_a_name_that_went_up_in_another_one_leads_to_that_one(world: World) -> None:
    imported(world, ORGANISATION, ORGANISATION | {"naam": "Soos Delfzijl"})
    gone, into = world.organisation("Soos Delfzijl"), world.organisation(NAME)
    gone.status, gone.merged_into_id = OrganisationStatus.MERGED, into.id
    world.session.flush()
    seen = previewed(world, ORGANISATION | {"naam": "Soos Delfzijl"})
    assert differences(seen) == {"naam": (NAME, "Soos Delfzijl")}
    assert seen.rows[0].item_id == into.id


@pytest.mark.parametrize("status", ["requested", "refused", "suspended"])
def test_who_does_not_take_part_is_not_let_in_by_a_file(world: World, status: str) -> None:
    imported(world, ORGANISATION)
    organisation, _profile = profile_of(world)
    organisation.status = OrganisationStatus(status)
    world.session.flush()
    row = ORGANISATION | {"wat doet ze": "Iets anders."}
    done = imported(world, row, rest="change")
    assert [each.outcome for each in done.rows] == [Outcome.SKIPPED]
    assert "doet nu niet mee" in done.rows[0].remarks[-1]
    assert profile_of(world)[0].status.value == status


def test_one_name_twice_in_a_file_with_something_else_is_wrong(world: World) -> None:
    other = ORGANISATION | {"naam": "Dorpshuis de brink", "gemeente": "Oldambt"}
    done = imported(world, ORGANISATION, ORGANISATION, other)
    assert [row.outcome for row in done.rows] == [Outcome.NEW, Outcome.TWICE, Outcome.WRONG]
    assert "Rij 2 heeft deze naam ook" in next(iter(lines(done.rows)))


def test_what_leaves_comes_back_and_a_changed_cell_changes_it(
    visitors: Visitors, world: World
) -> None:
    imported(world, ORGANISATION)
    world.session.commit()
    eva = visitors["eva"]
    for ending in ("csv", "xlsx"):
        content = eva.get(f"/netwerk/lijst.{ending}").content
        shown = send(eva, content, kind="organisations", name=f"lijst.{ending}")
        assert shown.status_code == 200 and "Alles in dit bestand staat er al" in shown.text
    text = eva.get("/netwerk/lijst.csv").content.decode("utf-8-sig")
    (line,) = [line for line in text.splitlines() if line.startswith(NAME)]
    changed = line.replace("Initiatief", "zorg")
    shown = send(eva, "\r\n".join([text.splitlines()[0], changed]).encode(), kind="organisations")
    assert shown.status_code == 200 and "1 gewijzigd" in shown.text
    done = eva.post(confirm_address(shown))
    assert (done.status_code, done.headers["location"]) == (303, "/netwerk")
    assert "kreeg hierdoor een account of een mail" in eva.get("/netwerk").text
    world.session.expire_all()
    organisation, profile = profile_of(world)
    assert organisation.kind.value == "care"
    assert profile.contact_phone == "0596 123456", "what is not in the file stays"


def test_a_changed_row_of_an_organisation_that_speaks_for_itself_is_wrong(
    visitors: Visitors,
) -> None:
    eva = visitors["eva"]
    lines = eva.get("/netwerk/lijst.csv").content.decode("utf-8-sig").splitlines()
    (line,) = [line for line in lines if line.startswith("Boodschappenhulp Delfzijl")]
    changed = line.replace("Boodschappenhulp", "Boodschappendienst")
    shown = send(eva, "\r\n".join([lines[0], changed]).encode(), kind="organisations")
    assert shown.status_code == 422 and "heeft een coördinator" in shown.text


def test_nobody_changes_an_organisation_of_another_region(world: World) -> None:
    imported(world, ORGANISATION)
    organisation, _profile = profile_of(world)
    theirs = replace(
        world["eva"],
        seats=tuple(replace(seat, region_code="VR03") for seat in world["eva"].seats),
    )
    row = ORGANISATION | {"kenmerk": str(organisation.id), "gemeente": "", "werkt in": ""}
    seat = commands.seat_for(theirs, ImportKind.ORGANISATIONS, None)
    seen = commands.preview(world.session, theirs, organisations(row), seat)
    assert [each.outcome for each in seen.rows] == [Outcome.WRONG]
    assert NAME not in repr(seen.rows[0].differences)


def test_the_page_shows_every_row_beside_what_is_stored(visitors: Visitors, world: World) -> None:
    eva = visitors["eva"]
    assert "/importeren?kind=organisations" in eva.get("/netwerk").text
    imported(world, ORGANISATION)
    world.session.commit()
    wrong = ORGANISATION | {"naam": "Fout", "gemeente": "Assen"}
    near = ORGANISATION | {"naam": "Stichting Dorpshuis De Brink"}
    shown = send(eva, csv_file(near, wrong), kind="organisations")
    assert shown.status_code == 422
    assert "foute rij" in shown.text
    page = Page(shown.text)
    assert f"/netwerk/{world.organisation(NAME).id}" in shown.text
    assert "Veiligheidsregio" not in [row.text for row in page.every("tr")][1]
    kept = world.session.exec(select(ImportDraft)).one()
    assert "Assen" not in str(kept.rows)
    done = eva.post(confirm_address(shown), data={"rest": "skip"})
    assert done.status_code == 303
    example = eva.get("/importeren/voorbeeld/organisaties.csv")
    assert example.status_code == 200
    assert send(eva, example.content, kind="organisations").status_code == 200


def test_a_row_that_can_only_be_skipped_asks_nothing(visitors: Visitors) -> None:
    row = {"naam": "Boodschappenhulp Delfzijl", "soort organisatie": "zorg"}
    shown = send(visitors["eva"], csv_file(row), kind="organisations")
    assert shown.status_code == 200 and "1 overgeslagen" in shown.text
    assert "Er valt niets op te slaan" in shown.text and "/bevestigen" not in shown.text
    with_more = send(visitors["eva"], csv_file(row, ORGANISATION), kind="organisations")
    assert "1 rij opslaan" in with_more.text and 'name="row"' not in with_more.text


def test_the_command_line_brings_them_in_for_the_region(world: World) -> None:
    done = commands.import_as_system(world.session, "VR01", organisations(ORGANISATION))
    assert done.stored == 1 and world.organisation(NAME).region_code == "VR01"
    assert commands.import_as_system(world.session, "VR01", organisations(ORGANISATION)).linked == 1
