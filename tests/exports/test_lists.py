"""The file of each list holds what its page shows to this person, with its filters, and nothing
else.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.exports.files import Ending
from app.exports.routes import LISTINGS
from app.identity.models import Person
from app.organisations.models import OrganisationProfile
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from tests.actions.deeds import Deeds
from tests.exports.opened import opened_csv, opened_xlsx, taken
from tests.exports.test_pictures import TABLES
from tests.html import Element, Page
from tests.matches.pairs import JAAP, KARIN, Pairs, in_state
from tests.signals.entries import logged_by
from tests.statements import counted
from tests.world import Visitors, World

PEOPLE = ["amina", "farid", "daan", "greet"]
TODAY = datetime.combine(clock.today(), datetime.min.time())
PATHS = {
    "needs": "/behoeften/lijst",
    "offers": "/aanbod/lijst",
    "actions": "/acties/lijst",
    "matches": "/bord/lijst",
    "groups": "/doelgroepen/lijst",
    "sizes": "/doelgroepen/omvang",
    "signals": "/signalen/lijst",
    "organisations": "/netwerk/lijst",
}
# Whatever its state. Of organisations those that take part.
EVERY = {path: {"status": "all", "state": "all"} for path in PATHS.values()}
EVERY["/netwerk/lijst"] = EVERY["/signalen/lijst"] = {}
# Only those who keep the lists of a region take these along.
KEPT = {"crises": "/beheer/crises/lijst", "measures": "/beheer/maatregelen/lijst"}


def needs(world: World) -> None:
    """Needs in several states, of two municipalities and a region-wide one."""
    world.need(title="Een concept van Eemsdelta", urgency="low")
    world.need(
        publish=True,
        quantity=40,
        people=60,
        needed_until=(clock.today() + timedelta(days=40)).isoformat(),
    )
    world.need(
        "farid",
        publish=True,
        title="Taalles in Bellingwolde",
        urgency="acute",
        unit="hours_per_week",
    )
    world.need("farid", title="Een concept van Westerwolde")
    world.need(
        "chantal",
        publish=True,
        title="Fietsen voor vrijwilligers",
        unit="pieces",
        target_group="all_residents",
    )
    world.session.commit()


def shown(page: Page, tag: str = "li", css: str = "sb-row-item") -> list[Element]:
    return [e for e in page.every(tag) if css in (e.attributes.get("class") or "").split()]


def title_of(item: Element) -> str:
    return next(e.text for e in item.inside if e.tag in ("h2", "h3"))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"sort": "newest"},
        {"status": "all", "urgency": "acute"},
        {"q": "taalles"},
        {"municipality": "GM1979"},
        {"mine": "1"},
    ],
    ids=str,
)
def test_the_file_of_needs_is_their_page(
    visitors: Visitors, world: World, who: str, filters: dict[str, str]
) -> None:
    needs(world)
    items = shown(Page(visitors[who].get("/behoeften", params=filters).text))
    rows = taken(visitors[who], "/behoeften/lijst", **filters).rows
    assert [title_of(item) for item in items] == [row["Titel"] for row in rows]
    for item, row in zip(items, rows, strict=True):
        for header in (
            "Stand",
            "Urgentie",
            "Gemeente",
            "Doelgroep",
            "Soort hulp",
            "Organisatie",
            "Eenheid",
            "Nodig",
        ):
            assert str(row[header]) in item.text, header
        assert row["Nog open"] == row["Nodig"] - row["Gedekt"]
        assert row["Toegevoegd op"] == TODAY


def test_drafts_are_there_for_who_writes_them_and_say_so(visitors: Visitors, world: World) -> None:
    needs(world)
    states = {
        who: taken(visitors[who], "/behoeften/lijst").column("Stand")
        for who in ("amina", "bram", "greet")
    }
    assert [state.count("Concept") for state in states.values()] == [1, 1, 0]
    amina = taken(visitors["amina"], "/behoeften/lijst", status="draft")
    assert [(row["Titel"], row["Geplaatst op"]) for row in amina.rows] == [
        ("Een concept van Eemsdelta", None)
    ]


@pytest.mark.parametrize("who", [*PEOPLE, "chantal"])
@pytest.mark.parametrize(
    "filters",
    [{}, {"state": "all"}, {"municipality": "GM1979"}, {"sort": "ending"}, {"mine": "1"}],
    ids=str,
)
def test_the_file_of_offers_is_their_page(
    visitors: Visitors, world: World, who: str, filters: dict[str, str]
) -> None:
    world.offer(publish=True)
    world.offer(title="Nog een concept")
    world.offer(
        "farid",
        publish=True,
        title="Busje met chauffeur",
        municipalities=[],
        target_groups=["all_residents"],
    )
    world.session.commit()
    items = shown(Page(visitors[who].get("/aanbod", params=filters).text))
    rows = taken(visitors[who], "/aanbod/lijst", **filters).rows
    assert [title_of(item) for item in items] == [row["Titel"] for row in rows]
    for item, row in zip(items, rows, strict=True):
        for header in ("Stand", "Gemeenten", "Doelgroepen", "Soort hulp", "Organisatie", "Vrij"):
            assert str(row[header]) in item.text, header
    assert {row["Gemeenten"] for row in rows} <= {"Eemsdelta", "hele regio"}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "filters", [{}, {"q": "tolk"}, {"column": "running"}, {"mine": "1"}], ids=str
)
def test_the_file_of_the_board_is_its_matches(
    visitors: Visitors, pairs: Pairs, who: str, filters: dict[str, str]
) -> None:
    for state in ("proposed", "running", "completed", "declined"):
        in_state(pairs, state)
    need = pairs.world.need("farid", publish=True, title="Een tolk in Ter Apel")
    pairs.running(who="farid", offer=pairs.offer(JAAP), need=need)
    pairs.session.commit()
    page = Page(visitors[who].get("/bord", params=filters).text)
    matches = [
        e
        for e in shown(page, "article", "sb-card")
        if any("/koppelingen/" in _href(a) for a in e.inside)
    ]
    rows = taken(visitors[who], "/bord/lijst", **filters).rows
    assert [title_of(card) for card in matches] == [row["Behoefte"] for row in rows]
    assert len(rows) == {"{}": 5, "{'q': 'tolk'}": 1, "{'column': 'running'}": 2}.get(
        str(filters), len(rows)
    )
    for card, row in zip(matches, rows, strict=True):
        assert row["Organisatie met het aanbod"] in card.text
        assert f"{row['Gedekt']} van {row['Nodig in totaal']}" in card.text
        assert row["Gemeente"] in card.text
        # The page says “Jij” where it is the reader's turn; what ended waits for nobody.
        assert row["Wacht op"] is None or row["Wacht op"] in card.text or "Jij" in card.text
    if not filters:
        assert [row["Wacht op"] is None for row in rows] == [False, False, False, True, True]


@pytest.mark.parametrize("who", [*PEOPLE, "chantal"])
@pytest.mark.parametrize(
    "filters", [{}, {"status": "all"}, {"status": "done"}, {"mine": "1"}], ids=str
)
def test_the_file_of_actions_is_their_page(
    visitors: Visitors, pairs: Pairs, who: str, filters: dict[str, str]
) -> None:
    deeds = Deeds(pairs)
    deeds.step(deeds.action())
    done = deeds.start(
        deeds.action("farid", title="Taalles aan huis", municipalities=["GM1950"]), "farid"
    )
    deeds.finish(done, "farid", people_reached=3)
    pairs.session.commit()
    items = shown(Page(visitors[who].get("/acties", params=filters).text))
    rows = taken(visitors[who], "/acties/lijst", **filters).rows
    assert [title_of(item) for item in items] == [row["Titel"] for row in rows]
    for item, row in zip(items, rows, strict=True):
        for header in ("Stand", "Gemeenten", "Doelgroepen", "Actiehouder"):
            assert str(row[header]) in item.text, header
        assert row["Mensen bereikt"] == ("<5" if row["Stand"] == "Afgerond" else None)
        assert (row["Wat er is geleerd"] is None) is (row["Stand"] == "Gepland")


def _href(element: Element) -> str:
    return element.attributes.get("href") or ""


@pytest.mark.parametrize("path", ["/behoeften", "/aanbod", "/acties", "/bord"])
def test_the_links_below_a_list_keep_its_filters(
    visitors: Visitors, pairs: Pairs, path: str
) -> None:
    in_state(pairs, "proposed")
    Deeds(pairs).action()
    pairs.session.commit()
    page = Page(
        visitors["amina"]
        .get(path, params={"q": "boodschappen", "municipality": "GM1979", "cursor": "x"})
        .text
    )
    links = [_href(a) for a in page.every("a") if "/lijst." in _href(a)]
    assert links == [
        f"{path}/lijst.{ending}?q=boodschappen&municipality=GM1979" for ending in ("csv", "xlsx")
    ]
    assert all(visitors["amina"].get(link).status_code == 200 for link in links)


def test_the_column_of_open_needs_holds_no_matches(visitors: Visitors, pairs: Pairs) -> None:
    pairs.need()
    pairs.session.commit()
    page = visitors["amina"].get("/bord", params={"column": "open"})
    assert page.status_code == 200 and "/bord/lijst" not in page.text
    refused = visitors["amina"].get("/bord/lijst.csv", params={"column": "open"})
    assert refused.status_code == 422 and "Neem de lijst met behoeften" in refused.text


@pytest.mark.parametrize("path", PATHS.values())
def test_hugo_takes_along_nothing_of_groningen(visitors: Visitors, pairs: Pairs, path: str) -> None:
    in_state(pairs, "running")
    Deeds(pairs).action()
    add_estimate(pairs.session, pairs["daan"], size("GM0014", 3000))
    logged_by(pairs.world, "daan")
    pairs.session.commit()
    assert taken(visitors["daan"], path, **EVERY[path]).rows != []
    rows = taken(visitors["hugo"], path, **EVERY[path]).rows
    if path == PATHS["organisations"]:  # those of Drenthe are hugo's own region
        theirs = {row["Naam"] for row in taken(visitors["daan"], path).rows}
        assert rows and theirs.isdisjoint(row["Naam"] for row in rows)
    elif path == PATHS["groups"]:  # the national groups are everybody's; nothing is counted in them
        numbers = (
            "Aantal mensen",
            "Problemen stapelen zich op in",
            "Dagen dat de oudste behoefte wacht",
        )
        assert {row[header] for row in rows for header in numbers} == {None}
        assert {row[header] for row in rows for header in ("Open behoeften", "Partners")} == {0}
    else:
        assert rows == []


def size(municipality: str, people: int, **changes: str) -> EstimateInput:
    given = {
        "target_group": "older_people",
        "municipality": municipality,
        "people": people,
        "source": "CBS, 2025",
    }
    return EstimateInput.model_validate(given | changes)


@pytest.mark.parametrize(
    "filters", [{}, {"q": "senioren"}, {"municipality": "GM1979"}, {"sort": "name"}], ids=str
)
@pytest.mark.parametrize("who", PEOPLE)
def test_the_file_of_groups_is_their_page(
    visitors: Visitors, pairs: Pairs, who: str, filters: dict[str, str]
) -> None:
    in_state(pairs, "running")
    add_estimate(pairs.session, pairs["daan"], size("GM1979", 3000))
    pairs.session.commit()
    items = shown(Page(visitors[who].get("/doelgroepen", params=filters).text))
    rows = taken(visitors[who], "/doelgroepen/lijst", **filters).rows
    assert [title_of(item) for item in items] == [row["Doelgroep"] for row in rows]
    older = next(row for row in rows if row["Doelgroep"] == "Ouderen")
    assert (older["Aantal mensen"], older["Open behoeften"], older["Partners"]) == (3000, 1, 2)
    assert "senioren" in older["Andere woorden"]


def test_no_number_of_a_group_holds_the_few_of_ones_own(visitors: Visitors, pairs: Pairs) -> None:
    add_estimate(pairs.session, pairs["amina"], size("GM1979", 4))
    pairs.session.commit()
    found = {
        who: taken(visitors[who], "/doelgroepen/lijst", q="ouderen").rows
        for who in ("amina", "daan", "greet")
    }
    assert found["amina"] == found["daan"] == found["greet"]
    older = next(row for row in found["amina"] if row["Doelgroep"] == "Ouderen")
    assert older["Aantal mensen"] == 0
    assert older["Alle aantallen tellen mee"] == "nee"


@pytest.mark.parametrize("who", ["daan", "eva"])
def test_the_lists_of_a_region_leave_with_those_who_keep_them(
    visitors: Visitors, world: World, who: str
) -> None:
    crises = taken(visitors[who], KEPT["crises"]).rows
    page = Page(visitors[who].get("/beheer/crises").text)
    assert [row["Crisis"] for row in crises] == [title_of(item) for item in shown(page)]
    assert [row["Eerste"] for row in crises].count("ja") == 1
    measures = taken(visitors[who], KEPT["measures"], state="all").rows
    page = Page(visitors[who].get("/beheer/maatregelen", params={"state": "all"}).text)
    assert [row["Maatregel"] for row in measures] == [title_of(item) for item in shown(page)]
    assert measures


def test_the_newest_sizes_are_there_with_source_day_and_writer_and_few_people_for_nobody(
    visitors: Visitors, world: World
) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    add_estimate(world.session, world["daan"], size("GM1979", 900, as_of=yesterday))
    add_estimate(world.session, world["amina"], size("GM1979", 4))
    add_estimate(world.session, world["daan"], size("GM0014", 3000))
    world.session.commit()
    for who in ("amina", *PEOPLE):
        found = taken(visitors[who], "/doelgroepen/omvang", target_group="older_people")
        assert [[*row.values()] for row in found.rows if row["Gemeente"] == "Eemsdelta"] == [
            ["Ouderen", "Eemsdelta", "<5", "CBS, 2025", TODAY, "Gemeente Eemsdelta"]
        ]
        assert "<5" in found.about["Kleine groepen"]
    assert taken(visitors["amina"], "/doelgroepen/omvang", municipality="GM0014").column(
        "Aantal mensen"
    ) == [3000]
    assert taken(visitors["amina"], "/doelgroepen/omvang", target_group="children").rows == []


def test_the_second_sheet_says_which_list_it_is(visitors: Visitors, world: World) -> None:
    needs(world)
    filters = {"municipality": "GM1979", "mine": "1", "q": "boodschappen"}
    about = taken(visitors["amina"], "/behoeften/lijst", **filters).about
    assert about["Lijst"] == "Behoeften"
    assert about["Regio"] == "Groningen"
    assert about["Dag"] == TODAY
    assert about["Filters"] == "“boodschappen”, Concept en open, Eemsdelta, Van mijn organisatie"
    assert about["Aantal rijen"] == 2
    assert "<5" in about["Kleine groepen"] and "Personen" in about
    phone = taken(visitors["amina"], "/behoeften/lijst", q="06-12345678").about
    assert phone["Filters"] == "zoekwoorden, Concept en open"


@pytest.mark.parametrize("ending", Ending)
def test_a_file_has_a_name_a_kind_and_is_kept_by_no_cache(
    visitors: Visitors, ending: Ending
) -> None:
    answer = visitors["greet"].get(f"/behoeften/lijst.{ending.value}")
    day = clock.today().isoformat()
    assert (
        answer.headers["content-disposition"]
        == f'attachment; filename="behoeften-{day}.{ending.value}"'
    )
    assert answer.headers["content-type"] == ending.media_type
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
        "no-store",
        "nosniff",
    )


@pytest.mark.parametrize(("name", "path"), PATHS.items())
@pytest.mark.parametrize("ending", Ending)
def test_every_file_leaves_a_line_in_the_trail_without_words(
    visitors: Visitors, pairs: Pairs, name: str, path: str, ending: Ending
) -> None:
    in_state(pairs, "proposed")
    pairs.session.commit()
    answer = visitors["greet"].get(f"{path}.{ending.value}", params={"q": "boodschappen"})
    rows = opened_csv(answer.content) if ending is Ending.CSV else opened_xlsx(answer.content).rows
    told = pairs.session.exec(
        select(AuditEntry).where(col(AuditEntry.event) == "export:taken")
    ).one()
    assert (told.person_id, told.region_code) == (pairs.world.person("greet").id, "VR01")
    assert told.organisation_id == pairs["greet"].seats[0].organisation_id
    assert told.facts == {"listing": name, "ending": ending.value, "rows": len(rows)}


def test_what_is_refused_leaves_no_line(visitors: Visitors, session: Session) -> None:
    refused = visitors["greet"].get("/behoeften/lijst.csv", params={"urgency": "heel erg"})
    assert (
        refused.status_code
        == visitors["greet"].get("/behoeften", params={"urgency": "heel erg"}).status_code
        == 422
    )
    assert "Kies een van de mogelijkheden." in refused.text
    assert (
        session.exec(select(AuditEntry).where(col(AuditEntry.event) == "export:taken")).all() == []
    )


@pytest.mark.parametrize("path", [*PATHS.values(), *TABLES.values()])
def test_no_file_holds_how_to_reach_a_person(visitors: Visitors, pairs: Pairs, path: str) -> None:
    session = pairs.session
    for state in ("accepted", "running", "completed"):
        in_state(pairs, state)
    Deeds(pairs).action(partners=[pairs["amina"].seats[0].organisation_id])
    add_estimate(session, pairs["amina"], size("GM1979", 3000))
    logged_by(pairs.world, "amina")
    people = {who: visitors[who] for who in ("amina", "chantal", "daan", "eva")}
    for profile in session.exec(select(OrganisationProfile)):
        profile.contact_name, profile.contact_phone = "Zwaantje Bereikbaar", "0596-998877"
        profile.contact_email = "zwaantje@bereikbaar.example"
    for n, person in enumerate(session.exec(select(Person))):
        person.name, person.email = f"Wiebrigje Aanwezig {n}", f"wiebrigje{n}@aanwezig.example"
    session.commit()
    traces = ("zwaantje", "bereikbaar.", "998877", "wiebrigje", "aanwezig", "@")
    for client in people.values():
        found = taken(client, path, **EVERY.get(path, {}))
        assert found.rows != []
        cells = [
            str(value).lower()
            for row in [*found.rows, found.about]
            for value in (*row, *row.values())
        ]
        assert [cell for cell in cells if any(trace in cell for trace in traces)] == []


def test_every_listing_is_looked_at_here() -> None:
    pictures = {name for name in LISTINGS if name.startswith("picture_")}  # in test_pictures.py
    assert LISTINGS.keys() == PATHS.keys() | KEPT.keys() | pictures
    assert {listing.name for listing in LISTINGS.values()} == LISTINGS.keys()


@pytest.mark.parametrize(
    ("path", "pages"),
    [("/behoeften/lijst", 3), ("/aanbod/lijst", 2), ("/acties/lijst", 2), ("/bord/lijst", 4)],
)
def test_each_page_that_is_walked_costs_one_query(
    visitors: Visitors,
    pairs: Pairs,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    pages: int,
) -> None:
    """Three needs and two offers, of which the board has one match: with one row on a page, so many
    pages.
    """
    in_state(pairs, "proposed")
    pairs.need(title="Nog iets dat nodig is")
    pairs.need(title="En een derde ding")
    pairs.offer(KARIN, title="Een busje met chauffeur")
    for _twice in range(2):
        Deeds(pairs).action()
    pairs.session.commit()
    visitors["greet"].get(f"{path}.csv")

    def cost(size: int) -> tuple[int, int]:
        monkeypatch.setattr("app.exports.listing.PAGE_SIZE", size)
        with counted(connection) as sent:
            answer = visitors["greet"].get(f"{path}.csv")
        return len(sent), len(opened_csv(answer.content))

    (whole, rows), (walked, same) = cost(500), cost(1)
    assert (rows, same) == (rows, rows) and rows > 0
    assert walked - whole == pages - (4 if path == "/bord/lijst" else 1)
