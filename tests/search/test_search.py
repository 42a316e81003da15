"""One box for everything, from what this reader may see."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlmodel import Session

from app.needs import queries as need_queries
from app.search import queries
from tests.statements import counted
from tests.world import Visitors, World

PLAIN: dict[str, Any] = {
    "title": "Iets anders",
    "description": "",
    "support_type": "odd_jobs",
    "target_group": "low_literate",
    "publish": True,
}

SMALL = {"title": "Hulp voor heel weinig mensen", "people": 3, "quantity": 3}


def found(session: Session, world: World, who: str, typed: str) -> queries.Found:
    return queries.find_all(session, world[who], queries.SearchFilters(q=typed))


def titles(session: Session, world: World, who: str, typed: str) -> list[str]:
    return [
        row.title for row in found(session, world, who, typed).hits[queries.FoundKind.NEED].rows
    ]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("covid-19", "Vragen over covid-19 aan de balie"),
        ("groep 3-4", "Voorlezen in groep 3-4"),
        ("peuters/kleuters", "Opvang voor peuters/kleuters"),
        ("wifi", "Snelle Wi-Fi in het buurthuis"),
        ("foto", "Foto's van vroeger bekijken"),
        ("huis", "Schilders voor twintig huizen"),
        ("lid", "Nieuwe leden voor de club"),
        ("cafe", "Repair-cafe\u0301 in de wijk"),
    ],
)
def test_a_text_is_found_by_its_own_words(
    session: Session, world: World, typed: str, title: str
) -> None:
    world.need(**PLAIN)
    need = world.need(**PLAIN | {"title": title})
    assert titles(session, world, "amina", typed) == [need.title]


@given(st.text(alphabet="aeiou éü-'/.3stn\u0301ßЖع語", min_size=5, max_size=30))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_postgresql_finds_a_visible_title_by_any_of_its_words(
    session: Session, world: World, typed: str
) -> None:
    need = world.need(**PLAIN | {"title": f"Hulp {typed.strip() or 'x'}"})
    for word in need.title.split():
        filters = need_queries.NeedFilters(q=word, status=need_queries.StatusFilter.ALL)
        rows = need_queries.find_needs(session, world["amina"], filters, size=500).rows
        assert need.id in [row.id for row in rows], word


def test_it_is_found_by_the_name_of_its_organisation(session: Session, world: World) -> None:
    offer = world.offer(publish=True)
    hits = found(session, world, "amina", "boodschappenhulp delfzijl").hits
    assert offer.id in [row.id for row in hits[queries.FoundKind.OFFER].rows]
    assert hits[queries.FoundKind.ORGANISATION].total == 1


@pytest.mark.parametrize("typed", ["Eemsdelta", "Gemeente Eemsdelta"])
def test_a_masked_need_is_not_found_by_its_place_or_owner(
    session: Session, world: World, typed: str
) -> None:
    small = world.need(**PLAIN | SMALL)
    large = world.need(**PLAIN | {"title": "Hulp voor veel mensen", "people": 30, "quantity": 30})
    filters = need_queries.NeedFilters(q=typed)
    listed = [
        row.id for row in need_queries.find_needs(session, world["farid"], filters, size=50).rows
    ]
    assert large.id in listed
    assert small.id not in listed
    assert small.title not in titles(session, world, "farid", typed)


def test_a_mended_word_comes_from_what_this_reader_may_see(session: Session, world: World) -> None:
    need = world.need(**PLAIN | {"title": "Zuurstofapparaten lenen", "publish": False})
    mine = found(session, world, "amina", "zuurstofaparaten")
    assert (mine.words, mine.is_mended) == ("zuurstofapparaten", True)
    assert [row.id for row in mine.hits[queries.FoundKind.NEED].rows] == [need.id]
    for who in ("farid", "hugo", "greet"):
        theirs = found(session, world, who, "zuurstofaparaten")
        assert (theirs.words, theirs.total) == ("zuurstofaparaten", 0), who


def test_a_mended_place_is_not_that_of_a_masked_need(session: Session, world: World) -> None:
    world.need(**PLAIN | SMALL)
    seen = need_queries.find_words_near(session, world["farid"], "eemsdleta")
    assert "eemsdelta" not in seen


def test_a_group_is_found_by_another_word_for_it(session: Session, world: World) -> None:
    rows = found(session, world, "amina", "senioren").hits[queries.FoundKind.GROUP].rows
    assert "older_people" in [group.slug for group in rows]


def test_so_many_questions_whatever_is_found(session: Session, world: World) -> None:
    counts = []
    world.need(**PLAIN)
    for number in range(2):
        for each in range(3 * number):
            world.need(**PLAIN | {"title": f"Iets met nummer {each}"})
        with counted(session.connection()) as sent:
            found(session, world, "amina", "iets")
        counts.append(len(sent))
    assert counts == [5, 5]


def test_the_page_says_what_was_meant_and_has_one_box_on_every_page(
    visitors: Visitors, world: World
) -> None:
    world.need(**PLAIN | {"title": "Boodschappen voor de hele straat"})
    page = visitors["amina"].get("/zoeken", params={"q": "bodschappen"}).text
    assert "Bedoelde je" in page
    assert "bodschappen" in page
    assert '<mark class="sb-hit">Boodschappen</mark>' in page
    assert 'action="/zoeken"' in visitors["amina"].get("/mijn-werk").text
    assert 'action="/zoeken"' not in visitors["amina"].get("/privacy").text.split("<main")[1]
