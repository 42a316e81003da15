"""Organisations in the one box: by their name and by what they do, also among ten thousand."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from app.dossier import partner_commands, partner_file, partner_list_queries
from app.language import lookup
from app.organisations import queries as organisation_queries
from app.search import queries
from tests.statements import counted
from tests.world import Visitors, World

BUS = "Buurtbus Loppersum"
CAFE = "Café Één & Anders"


def there(world: World, name: str, does: str = "") -> None:
    given = partner_file.PartnerInput(name=name, kind="initiative", description=does)
    partner_commands.bring_in_partner(world.session, world["eva"], given)


def names(world: World, typed: str, who: str = "amina") -> list[str]:
    found = queries.find_all(world.session, world[who], queries.SearchFilters(q=typed))
    kind = queries.FoundKind.ORGANISATION
    return [row.title for row in found.hits[kind].rows] if kind in found.hits else []


@pytest.mark.parametrize("typed", ["cafe een", "Café Één", "CAFE anders", "café anderz", "cafe"])
def test_a_name_with_accents_is_found_however_it_is_typed(world: World, typed: str) -> None:
    there(world, CAFE)
    assert names(world, typed) == [CAFE]


@pytest.mark.parametrize("typed", ["quizlampion", "xq", "%", "_", "--"])
def test_words_that_match_nothing_find_nothing(world: World, typed: str) -> None:
    there(world, CAFE)
    assert names(world, typed) == []


def test_those_with_the_words_in_their_name_come_before_who_does_it(world: World) -> None:
    there(world, "Aa Dorpshuis", "Ons huis heeft een trampoline.")
    there(world, "Trampolineclub Zz")
    assert names(world, "trampoline") == ["Trampolineclub Zz", "Aa Dorpshuis"]
    assert names(world, "trampoline", "hugo") == []
    filters = partner_list_queries.PartnerFilters(q="trampoline")
    listed = partner_list_queries.find_partners(world.session, world["amina"], filters, size=20)
    assert [row.name for row in listed.rows] == ["Trampolineclub Zz", "Aa Dorpshuis"]


def test_what_it_does_is_shown_where_its_name_does_not_say_it(
    visitors: Visitors, world: World
) -> None:
    there(world, "Aa Dorpshuis", "Ons huis heeft een trampoline.")
    world.session.commit()
    page = visitors["amina"].get("/zoeken", params={"q": "trampoline"}).text
    assert '<mark class="sb-hit">trampoline</mark>' in page


@pytest.fixture
def crowded(world: World) -> World:
    """Ten thousand that are called alike."""
    session, words = world.session, lookup.found_by("Buurthuis Ons Dorp", "Koffie voor iedereen")
    made = sa.text(
        "WITH made AS (INSERT INTO organisation (id, name, sort_name, kind, region_code, "
        "municipality_code, status, created_at) SELECT gen_random_uuid(), 'Buurthuis Ons Dorp ' "
        "|| i, 'buurthuis ons dorp ' || i, 'initiative', 'VR01', 'GM0014', 'admitted', now() "
        "FROM generate_series(1, 10000) i RETURNING id, name) "
        "INSERT INTO organisation_profile (organisation_id, description, found_by, contact_name, "
        "contact_email, contact_phone) SELECT id, '', :words, '', '', '' FROM made"
    )
    session.execute(made, {"words": words})
    for index in ("ix_organisation_profile_search", "ix_organisation_sort_name"):
        session.execute(sa.text(f"SELECT gin_clean_pending_list('{index}')"))
    for table in ("organisation", "organisation_profile"):
        session.execute(sa.text(f"ANALYZE {table}"))
    return world


def test_among_ten_thousand_the_index_finds_and_no_name_is_read_by_the_page(
    crowded: World,
) -> None:
    there(crowded, BUS + " Zuid")
    session, connection = crowded.session, crowded.session.connection()
    amina = crowded["amina"]
    session.flush()
    asked: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        asked.append((statement, given))

    event.listen(connection, "before_cursor_execute", note)
    rows, total = organisation_queries.find_said(session, amina, "buurtbus", size=3)
    event.remove(connection, "before_cursor_execute", note)
    assert BUS + " Zuid" in [row.title for row in rows] and total == len(rows)
    ((statement, given),) = asked
    plan = connection.exec_driver_sql(f"EXPLAIN {statement}", given).scalars().all()
    assert "ix_organisation_profile_search" in " ".join(plan), plan
    many, total = organisation_queries.find_said(session, amina, "buurthuis", size=3)
    assert (len(many), total >= 10_000) == (3, True)


@pytest.mark.parametrize(
    ("typed", "least"), [("buurtbus", 5), ("buurthuis", 5), ("quizlampion", 6), ("de", 5)]
)
def test_so_many_questions_among_few_and_among_ten_thousand(
    world: World, request: pytest.FixtureRequest, typed: str, least: int
) -> None:
    def cost() -> int:
        with counted(world.session.connection()) as sent:
            names(world, typed)
        return len(sent)

    names(world, typed)  # reads who amina is
    before = cost()
    request.getfixturevalue("crowded")
    assert cost() == before >= least
