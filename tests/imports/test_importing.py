"""Checking and storing: the form's own sentences, all or nothing, nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select as sa_select
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.models import Organisation, OrganisationStatus
from app.imports.checked_rows import Outcome, Preview, lines
from app.imports.commands import import_as_system, preview, run_import, seat_for
from app.needs.commands import NeedWithdrawing, withdraw_need
from app.needs.models import Need, NeedStatus, NeedWithdrawal
from app.offers.models import Offer, OfferStatus
from app.organisations.commands import NewOrganisation, register_organisation
from app.reference.models import OrganisationKind, Unit
from tests.days import noon_after
from tests.imports.files import NEED, OFFER, needs, offers
from tests.statements import counted
from tests.world import World


def count(session: Session, table: Any) -> int:
    found: int = session.execute(sa_select(func.count()).select_from(table)).scalar_one()
    return found


def previewed(world: World, who: str, sheet: Any) -> Preview:
    return preview(world.session, world[who], sheet, seat_for(world[who], sheet.kind, None))


def imported(world: World, who: str, sheet: Any) -> Preview:
    return run_import(world.session, world[who], sheet, seat_for(world[who], sheet.kind, None))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"titel": "kort"}, "Rij 2, kolom “titel”: Gebruik minstens 5 tekens."),
        ({"titel": ""}, "Rij 2, kolom “titel”: "),
        ({"aantal": "veel"}, "Rij 2, kolom “aantal”: Vul een heel getal in, zoals 40."),
        ({"aantal": "0"}, "Rij 2, kolom “aantal”: "),
        (
            {"eenheid": "dozijn"},
            "Rij 2, kolom “eenheid”: “dozijn” staat niet in de lijst. Kies uit: mensen, plekken, "
            "stuks, uur per week, ritten per week of pakketten per week.",
        ),
        (
            {"doelgroep": "marsmannen"},
            "Rij 2, kolom “doelgroep”: “marsmannen” staat niet in de lijst.",
        ),
        ({"soort hulp": ""}, "Rij 2, kolom “soort hulp”: "),
        (
            {"gemeente": "Nergenshuizen"},
            "Rij 2, kolom “gemeente”: “Nergenshuizen” staat niet in de lijst.",
        ),
        ({"gemeente": "Oldambt"}, "Rij 2, kolom “gemeente”: "),
        ({"nodig tot": "31-2-2027"}, "Rij 2, kolom “nodig tot”: "),
        ({"nodig tot": "1-1-2020"}, "Rij 2, kolom “nodig tot”: "),
        (
            {"urgentie": "heel erg"},
            "Rij 2, kolom “urgentie”: “heel erg” staat niet in de lijst. "
            "Kies uit: laag, gewoon, hoog of spoed.",
        ),
        (
            {"omschrijving": "Bel 06-12345678"},
            "Rij 2, kolom “omschrijving”: Dit lijkt op een telefoonnummer: “06-12345678”.",
        ),
        ({"omschrijving": "Vraag mevrouw Jansen"}, "Rij 2, kolom “geen namen”: "),
        (
            {"organisatie": "Superrit Delfzijl"},
            "Rij 2, kolom “organisatie”: Je kunt alleen voor je eigen organisatie",
        ),
    ],
)
def test_a_wrong_row_is_told_in_dutch_with_its_number_and_column(
    world: World, changes: dict[str, Any], sentence: str
) -> None:
    before = count(world.session, Need)
    done = previewed(world, "amina", needs(NEED | changes))
    assert len(list(lines(done.rows))) == 1
    assert next(iter(lines(done.rows))).startswith(sentence)
    assert (done.wrong, count(world.session, Need)) == (1, before)


def test_all_that_is_wrong_with_a_row_is_told_at_once(world: World) -> None:
    done = previewed(
        world,
        "chantal",
        offers(OFFER | {"titel": "x", "aantal": "-1", "doelgroepen": "Ouderen; reuzen"}),
    )
    assert [fault.column for fault in done.rows[0].faults] == ["doelgroepen", "titel", "aantal"]


def test_a_preview_stores_nothing(world: World) -> None:
    before = (count(world.session, Need), count(world.session, AuditEntry))
    done = previewed(world, "amina", needs(NEED, NEED | {"titel": "Iets anders dat nodig is"}))
    assert [row.outcome for row in done.rows] == [Outcome.NEW, Outcome.NEW]
    assert (count(world.session, Need), count(world.session, AuditEntry)) == before


def test_needs_are_stored_as_open_with_their_lines_in_the_trail(world: World) -> None:
    done = imported(
        world,
        "amina",
        needs(NEED | {"urgentie": "Spoed", "ook voor": "mantelzorg; eenzame mensen"}),
    )
    need = world.session.get_one(Need, done.rows[0].item_id)
    assert (need.status, need.municipality_code, need.quantity) == (NeedStatus.OPEN, "GM1979", 40)
    assert (need.urgency, need.also_groups) == ("acute", ["informal_carers", "lonely_people"])
    assert need.organisation_id == world["amina"].organisation_ids[0]
    trail = world.session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.person_id) == world["amina"].person_id)
        .order_by(col(AuditEntry.id))
    ).all()
    assert [entry.event for entry in trail if entry.object_id == need.id] == [
        "need:logged",
        "need:published",
    ]
    (told,) = [entry for entry in trail if entry.event == "import:done"]
    assert told.facts == {"kind": "needs", "stored": 1, "linked": 0}


def test_offers_are_published_or_wait_for_the_team_where_the_region_moderates(world: World) -> None:
    chantal = imported(world, "chantal", offers(OFFER))
    offer = world.session.get_one(Offer, chantal.rows[0].item_id)
    assert (offer.status, offer.unit) == (OfferStatus.PUBLISHED, Unit.HOURS_PER_WEEK)
    assert (offer.target_groups, offer.municipalities) == (
        ["older_people", "homeless"],
        ["GM1979", "GM1895"],
    )

    company = imported(
        world, "daan", offers(OFFER | {"organisatie": "bedrijfskantine  OOSTERHORN"})
    )
    assert world.session.get_one(Offer, company.rows[0].item_id).status is OfferStatus.SUBMITTED


def test_one_wrong_row_at_the_end_keeps_everything_out(world: World) -> None:
    before = (count(world.session, Need), count(world.session, AuditEntry))
    rows = [NEED | {"titel": f"Boodschappen voor groep {n}"} for n in range(20)]
    done = imported(world, "amina", needs(*rows, NEED | {"aantal": "x"}))
    assert (done.wrong, done.rows[-1].number) == (1, 22)
    assert (count(world.session, Need), count(world.session, AuditEntry)) == before


def test_what_is_there_already_is_linked_and_not_stored_again(world: World) -> None:
    first = imported(world, "amina", needs(NEED))
    before = count(world.session, Need)
    same = NEED | {"titel": "  40 OUDEREN  kunnen geen boodschappen doen"}
    again = imported(world, "amina", needs(same, NEED | {"nodig tot": ""}))
    assert [row.outcome for row in again.rows] == [Outcome.EXISTS, Outcome.NEW]
    assert again.rows[0].item_id == first.rows[0].item_id
    assert (again.stored, again.linked, count(world.session, Need)) == (1, 1, before + 1)


def test_a_row_that_leaves_its_first_day_open_is_known_again_tomorrow(world: World) -> None:
    imported(world, "amina", needs(NEED))
    with clock.at(noon_after(days=1)):
        assert previewed(world, "amina", needs(NEED)).linked == 1
        assert (
            previewed(
                world, "amina", needs(NEED | {"nodig vanaf": clock.today().isoformat()})
            ).linked
            == 0
        )


def test_twice_in_one_file_is_stored_once(world: World) -> None:
    done = imported(world, "chantal", offers(OFFER, OFFER | {"gemeenten": "Oldambt; Eemsdelta"}))
    assert [row.outcome for row in done.rows] == [Outcome.NEW, Outcome.TWICE]
    assert (done.rows[1].same_as, done.stored, done.linked) == (2, 1, 1)


def test_what_was_taken_back_may_be_brought_in_again(world: World) -> None:
    first = imported(world, "amina", needs(NEED))
    need = world.session.get_one(Need, first.rows[0].item_id)
    withdraw_need(world.session, world["amina"], need, NeedWithdrawing(reason=NeedWithdrawal.WRONG))
    world.session.flush()
    assert imported(world, "amina", needs(NEED)).stored == 1


def test_the_team_brings_in_for_every_organisation_that_takes_part_and_for_no_other(
    world: World,
) -> None:
    done = imported(world, "daan", needs(NEED, NEED | {"organisatie": "Superrit Delfzijl"}))
    owners = [world.session.get_one(Need, row.item_id).organisation_id for row in done.rows]
    assert owners == [
        world.organisation(name).id for name in ("Gemeente Eemsdelta", "Superrit Delfzijl")
    ]
    by_daan = select(AuditEntry.object_id).where(
        col(AuditEntry.event) == "need:logged", col(AuditEntry.person_id) == world["daan"].person_id
    )
    assert {row.item_id for row in done.rows} <= set(world.session.exec(by_daan))

    strangers = needs(NEED | {"organisatie": "Welzijn De Veenhoek"}, NEED | {"gemeente": "Assen"})
    assert [row.faults[0].column for row in previewed(world, "daan", strangers).rows] == [
        "organisatie",
        "gemeente",
    ]


def test_the_system_makes_organisations_once_and_admits_them(
    session: Session, world: World
) -> None:
    rows = [
        OFFER
        | {
            "organisatie": "Nieuwe Club",
            "soort organisatie": "Geloofsgemeenschap",
            "gemeenten": "Oldambt",
        }
    ] * 2
    rows[1] = rows[1] | {"titel": "Een tweede aanbod", "organisatie": "nieuwe  club"}
    done = import_as_system(session, "VR01", offers(*rows))
    assert done.stored == 2
    club = world.organisation("Nieuwe Club")
    assert (club.status, club.kind) == (OrganisationStatus.ADMITTED, OrganisationKind.FAITH)
    assert (club.region_code, club.municipality_code) == ("VR01", "GM1895")
    trail = session.exec(
        select(AuditEntry.event).where(col(AuditEntry.organisation_id) == club.id)
    ).all()
    assert sorted(set(trail)) == [
        "offer:posted", "offer:published", "organisation:admitted", "organisation:registered"
    ]  # fmt: skip
    told = session.exec(select(AuditEntry).where(col(AuditEntry.event) == "import:done")).one()
    assert (told.person_id, told.facts["stored"]) == (None, 2)


def test_a_need_in_another_region_goes_to_that_municipality_there(
    session: Session, world: World
) -> None:
    done = import_as_system(
        session, "VR01", needs(NEED | {"gemeente": "Hoogeveen"}, NEED | {"gemeente": "Assen"})
    )
    first, second = (session.get_one(Need, row.item_id) for row in done.rows)
    assert (first.region_code, first.organisation_id) == (
        "VR03",
        world.organisation("Gemeente Hoogeveen").id,
    )
    assert second.organisation_id == world.organisation("Gemeente Assen").id


def test_a_dry_run_and_a_failed_run_make_no_organisations(session: Session) -> None:
    row = OFFER | {"organisatie": "Nieuwe Club"}
    before = count(session, Organisation)
    assert import_as_system(session, "VR01", offers(row), dry_run=True).stored == 1
    assert import_as_system(session, "VR01", offers(row, row | {"aantal": ""})).wrong == 1
    assert count(session, Organisation) == before


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"organisatie": ""}, "organisatie"),
        ({"organisatie": "Bel 06-12345678"}, "organisatie"),
        ({"organisatie": "x"}, "organisatie"),
        ({"organisatie": "Nieuw", "soort organisatie": "Veiligheidsregio"}, "soort organisatie"),
        ({"organisatie": "Nieuw", "soort organisatie": "Gemeente", "gemeenten": ""}, "gemeenten"),
        ({"organisatie": "Wacht nog"}, "organisatie"),
    ],
)
def test_the_system_makes_no_organisation_that_cannot_be(
    session: Session, world: World, changes: dict[str, Any], column: str
) -> None:
    given = NewOrganisation(name="Wacht nog", kind=OrganisationKind.OTHER, region_code="VR01")
    register_organisation(session, world["eva"], given)
    done = import_as_system(session, "VR01", offers(OFFER | changes))
    assert [fault.column for fault in done.rows[0].faults] == [column]


def test_as_of_moves_every_day_and_lets_old_periods_in(session: Session) -> None:
    row = NEED | {"nodig vanaf": "2020-05-01", "nodig tot": "2020-05-14"}
    old = row | {"titel": "Wat al voorbij was", "nodig tot": "3-5-2020"}
    assert import_as_system(session, "VR01", needs(row, old)).wrong == 2
    as_of = clock.today().replace(year=2020, month=5, day=4)
    done = import_as_system(session, "VR01", needs(row, old), as_of=as_of)
    first, second = (session.get_one(Need, checked.item_id) for checked in done.rows)
    today = clock.today()
    assert (first.needed_from, first.needed_until) == (
        today - timedelta(days=3),
        today + timedelta(days=10),
    )
    assert second.needed_until == today - timedelta(days=1)
    assert import_as_system(session, "VR01", needs(row, old), as_of=as_of).linked == 2


def test_the_reference_data_are_asked_once_however_many_rows_there_are(world: World) -> None:
    def selects(size: int) -> int:
        rows = [NEED | {"titel": f"Boodschappen voor groep {n}"} for n in range(size)]
        with counted(world.session.connection()) as sent:
            previewed(world, "amina", needs(*rows))
        return len(sent)

    selects(1)
    assert selects(30) == selects(3)
