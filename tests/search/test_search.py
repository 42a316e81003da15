"""One box for everything, from what this reader may see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlmodel import Session

from app.language import lookup
from app.needs import filters as need_filters, queries as need_queries
from app.search import queries
from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.resilience import examples
from tests.statements import counted
from tests.world import Visitors, World

PLAIN: dict[str, Any] = {
    "title": "Iets anders",
    "description": "",
    "support_type": "odd_jobs",
    "target_group": "low_literate",
    "publish": True,
}

SMALL: dict[str, Any] = {"title": "Hulp voor heel weinig mensen", "people": 3, "quantity": 3}


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
    # Some of these letters are a name; whoever types one says that it is none.
    title = f"Hulp {typed.strip() or 'x'}"
    need = world.need(**PLAIN | {"title": title, "sure_no_names": "1"})
    for word in need.title.split():
        filters = need_filters.NeedFilters(q=word, status=need_filters.StatusFilter.ALL)
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
    filters = need_filters.NeedFilters(q=typed)
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


def test_a_slip_that_ends_like_another_word_finds_what_was_meant(
    session: Session, world: World, visitors: Visitors
) -> None:
    """ "boodschapen" is no sheep."""
    sheep = world.need(**PLAIN | {"title": "Voer voor schapen"})
    meant = world.need(**PLAIN | {"title": "Boodschappen brengen"})
    mine = found(session, world, "amina", "boodschapen")
    assert (mine.words, mine.is_mended) == ("boodschappen", True)
    session.commit()
    for address in ("/zoeken", "/behoeften"):
        page = visitors["amina"].get(address, params={"q": "boodschapen"}).text
        assert f"/behoeften/{meant.id}" in page, address
        assert f"/behoeften/{sheep.id}" not in page, address


def test_a_word_of_which_only_the_end_is_known_still_finds_by_that(
    session: Session, world: World
) -> None:
    sheep = world.need(**PLAIN | {"title": "Voer voor schapen"})
    assert titles(session, world, "amina", "fjordschapen") == [sheep.title]
    written = world.need(**PLAIN | {"title": "Stal voor fjordschapen"})
    assert set(titles(session, world, "amina", "fjordschapen")) == {sheep.title, written.title}


def test_a_slip_in_the_singular_finds_the_plural(session: Session, world: World) -> None:
    need = world.need(**PLAIN | {"title": "Twintig voedselpakketten"})
    mine = found(session, world, "amina", "voedselpaket")
    assert (mine.words, mine.is_mended) == ("voedselpakket", True)
    assert [row.id for row in mine.hits[queries.FoundKind.NEED].rows] == [need.id]


@pytest.mark.parametrize(
    ("typed", "meant", "title"),
    [
        ("naaimasjine", "naaimachine", "Naaimachine voor een groep"),
        ("brantweer", "brandweer", "Brandweercontrole van een zaal"),
        ("legionela controle", "legionella controle", "Legionellacontrole van een zaal"),
    ],
)
def test_two_slips_in_a_long_word_and_one_in_a_part_find_what_was_meant(
    session: Session, world: World, typed: str, meant: str, title: str
) -> None:
    need = world.need(**PLAIN | {"title": title})
    mine = found(session, world, "amina", typed)
    assert (mine.words, mine.is_mended) == (meant, True)
    assert [row.id for row in mine.hits[queries.FoundKind.NEED].rows] == [need.id]


@pytest.mark.parametrize("who", ["farid", "amina", "daan"])
@pytest.mark.parametrize(
    "typed", ["Eemsdelta", "eemsdelta", "Delfzijl", "ten boer", "Eemsdeltahaven", "eemsdleta"]
)
def test_no_place_in_the_explanation_of_a_small_group_finds_it(
    session: Session, world: World, who: str, typed: str
) -> None:
    told = "In Eemsdelta (Delfzijl of Ten\u00a0Boer), bij de Eemsdeltahaven, met een accordeon."
    small = world.need(**PLAIN | SMALL | {"description": told})
    large = world.need(**PLAIN | {"people": 30, "quantity": 30, "description": told})
    assert small.title not in titles(session, world, who, typed)
    assert large.title in titles(session, world, who, typed)
    for word in ("accordeon", "akkordeon"):
        assert small.title in titles(session, world, who, word)
    assert "eemsdelta" not in small.found_by and "boer" not in small.found_by


@pytest.mark.parametrize("typed", ["emsdelat", "eemdelat", "eemsdel", "gemeente eemsdleta"])
def test_half_a_word_leads_to_no_place_of_a_masked_need(
    session: Session, world: World, typed: str
) -> None:
    small = world.need(**PLAIN | SMALL)
    assert small.title not in titles(session, world, "farid", typed)
    near = need_queries.find_words_near(session, world["farid"], typed)
    assert "eemsdelta" not in near


def test_a_group_with_the_words_in_its_name_comes_first(session: Session, world: World) -> None:
    rows = found(session, world, "amina", "ouderen").hits[queries.FoundKind.GROUP].rows
    assert [group.slug for group in rows] == ["older_people", "single_parent_families"]
    alone = found(session, world, "amina", "statushouders").hits[queries.FoundKind.GROUP].rows
    assert [group.slug for group in alone] == ["migrants_refugees"]


@pytest.mark.parametrize("typed", ["eetn", "vaan", "meet"])
def test_a_small_word_is_never_what_was_meant(session: Session, world: World, typed: str) -> None:
    world.need(**PLAIN | {"title": "Een maaltijd van de buren, met eten voor een week"})
    assert lookup.SMALL.isdisjoint(found(session, world, "amina", typed).words.split())


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
    assert counts == [6, 6], "one for each kind"


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


LONG = (
    "Elke dinsdag komt er iemand langs die de weg kent in het dorp en tijd heeft om te praten. "
    "Daarna gaan ze samen naar de dorpskamer, waar een accordeon staat en koffie klaar is voor "
    "iedereen die dat wil, ook voor wie nieuw is in de buurt of alleen komt, tot ver na het donker."
)


def test_a_hit_in_the_explanation_shows_what_stands_around_it(
    visitors: Visitors, world: World
) -> None:
    world.need(**PLAIN | {"title": "Gezelschap op dinsdag", "description": LONG})
    world.offer(publish=True, title="Muziek aan huis", description=LONG)
    page = visitors["amina"].get("/zoeken", params={"q": "accordeon"}).text
    assert page.count('<mark class="sb-hit">accordeon</mark>') == 2
    assert "tot ver na het donker" not in page
    # Where the title has all of the words it says enough.
    assert "accordeon" not in visitors["amina"].get("/zoeken", params={"q": "gezelschap"}).text


def test_nothing_of_a_small_groups_explanation_is_shown_to_others(
    visitors: Visitors, world: World
) -> None:
    told = "Ze wonen in Eemsdelta bij de haven en hebben een accordeon."
    world.need(**PLAIN | SMALL | {"description": told})
    for typed in ("accordeon", "haven"):
        other = visitors["farid"].get("/zoeken", params={"q": typed}).text
        assert SMALL["title"] in other
        assert "Ze wonen in" not in other
        assert "Ze wonen in" in visitors["amina"].get("/zoeken", params={"q": typed}).text


@given(st.text(max_size=400), st.text(max_size=20))
def test_a_snippet_is_a_part_of_the_text_with_a_hit(text: str, typed: str) -> None:
    found = lookup.snippet(text, typed)
    if not found:
        assert not any(is_hit for _piece, is_hit in lookup.pieces(text, typed))
        return
    plain = "".join(piece for piece, _is_hit in found)
    assert plain.removeprefix("… ").removesuffix(" …") in " ".join(text.split())


# The lists with their own search field, and what the box calls their things.
LISTS = {
    "need": ("/behoeften", {"status": "all"}),
    "offer": ("/aanbod", {"state": "all"}),
    "action": ("/acties", {"status": "all"}),
    "group": ("/doelgroepen", {}),
}
ASKED = (
    "boodschappen", "bodschappen", "bejaarden zonder eten", "ouderen", "oudern", "senioren",
    "Delfzijl", "delfzjil", "wifi", "Wi-Fi", "fiets vrijwilliger", "zuurstof", "zzzz", "de", "80",
    "gemeente eemsdelta", "maatje", "boodschapen ouderen", "accordeon", "akkordeon", "geen",
)  # fmt: skip


def addresses(page: str, path: str) -> set[str]:
    """The things of a kind that the content of a page leads to."""
    content = page.split("<main")[1].split("</main>")[0]
    return set(re.findall(rf'<h\d[^>]*><a[^>]* href="({path}/[^"/?]+)"', content))


@pytest.mark.parametrize("kind", LISTS)
def test_the_box_and_the_field_of_a_list_find_the_same(
    visitors: Visitors, world: World, kind: str
) -> None:
    deeds = Deeds(Pairs(world))
    world.need(publish=True)
    world.need(**PLAIN | {"title": "Snelle Wi-Fi in het buurthuis"})
    world.need(**PLAIN | SMALL | {"description": "Met een accordeon."})
    world.offer(publish=True)
    world.offer(publish=True, title="Muziek met een accordeon", description="Op de fiets.")
    deeds.action()
    world.session.commit()
    path, every = LISTS[kind]
    some = set()
    for typed in ASKED:
        for who in ("amina", "farid"):
            box = visitors[who].get("/zoeken", params={"q": typed, "kind": kind}).text
            listed = visitors[who].get(path, params={"q": typed} | every).text
            assert addresses(box, path) == addresses(listed, path), (typed, who)
            some |= addresses(box, path)
    assert some


def test_a_list_says_what_was_meant(visitors: Visitors, world: World) -> None:
    need = world.need(**PLAIN | {"title": "Zuurstofapparaten lenen"})
    page = visitors["amina"].get("/behoeften", params={"q": "zuurstofaparaten"}).text
    assert need.title in page
    assert "Bedoelde je" in page and "zuurstofaparaten" in page
    assert "q=zuurstofapparaten" in page  # its file holds what the page shows


def test_a_word_in_the_title_counts_before_one_in_the_text(
    world: World, visitors: Visitors
) -> None:
    """Needs are ordered by urgency, the others by time; who looks for words finds what is
    called so first.
    """
    said = {"description": "Met een bakfiets door de wijk."}
    deeds = Deeds(Pairs(world))
    named: dict[str, Any] = {
        "/behoeften": world.need(**PLAIN | {"title": "Bakfietsen gezocht", "urgency": "low"}),
        "/aanbod": world.offer(title="Bakfiets te leen", publish=True),
        "/acties": deeds.action(title="Bakfietsen repareren"),
        "/veerkracht": examples.write(world, title="Bakfietsen delen in de straat"),
    }
    world.need(**PLAIN | {"title": "Iets anders nodig", "urgency": "high"} | said)
    world.offer(title="Iets anders te leen", publish=True, **said)
    deeds.action(title="Iets anders repareren", **said)
    examples.write(world, title="Iets anders delen", **said)
    world.session.commit()
    for address, thing in named.items():
        listed = Page(visitors["amina"].get(address, params={"q": "bakfiets"}).text).titles
        assert listed[:2] == [thing.title, next(each for each in listed if "anders" in each)], (
            address
        )
    page = visitors["amina"].get("/zoeken", params={"q": "bakfiets"}).text
    for thing, other in zip(
        named.values(), ("nodig", "te leen", "repareren", "delen"), strict=True
    ):
        assert page.index(f"/{thing.id}") < page.index(f"Iets anders {other}")
    chosen = visitors["amina"].get("/behoeften", params={"q": "bakfiets", "sort": "newest"})
    assert Page(chosen.text).titles[0] == "Iets anders nodig", "who chose another order has that"
