"""What a small group in places was found by before places counted as people, and after."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from tests.conftest import Databases
from tests.guards.test_migrations import config
from tests.needs.test_small_groups import SMALL
from tests.world import World

REVISION = "places_are_people"


def test_the_migration_takes_the_place_and_the_owner_out_of_what_it_is_found_by(
    databases: Databases, world: World
) -> None:
    as_now = world.need(**SMALL | {"unit": "places", "people": None})
    large = world.need(**SMALL | {"people": 40, "quantity": 40})
    url = databases.copy("world")
    settings = config(url)
    before = ScriptDirectory.from_config(settings).get_revision(REVISION).down_revision
    command.downgrade(settings, str(before))
    engine = create_engine(url)
    with engine.begin() as connection:
        named = text("SELECT id FROM organisation WHERE name = 'Gemeente Eemsdelta'")
        owner = connection.scalar(named)
        connection.execute(
            text(
                "INSERT INTO need (id, region_code, target_group, support_type, title, quantity,"
                " search_words, found_by, organisation_id, municipality_code, unit, urgency,"
                " description, status, committed, version, needed_from, closing_note, also_groups,"
                " known_to, matched_with, created_at, edited_at) VALUES (:id, 'VR01',"
                " 'older_people', 'groceries_meals', 'Hulp', 3, :search_words, :found_by, :owner,"
                " 'GM1979', 'places', 'high', '', 'draft', 0, 1, current_date, '', '{}', '{}',"
                " '{}', now(), now())"
            ),
            {
                "id": as_now.id,
                "search_words": large.search_words,
                "found_by": large.found_by,
                "owner": owner,
            },
        )
    command.upgrade(settings, REVISION)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM need WHERE id = :id"), {"id": as_now.id}).one()
    engine.dispose()
    assert row.people == 3
    assert row.search_words == as_now.search_words
    assert "eemsdelta" in large.found_by and "eemsdelta" not in row.found_by
    assert "senioren" in row.found_by
