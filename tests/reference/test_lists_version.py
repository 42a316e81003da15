"""The lists to choose from are read once, until somebody changes one of them."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlmodel import Session

from app.core.db import new_id
from app.identity.actor import Actor
from app.reference import choice_queries
from app.target_groups.choices import RegionChoices
from app.target_groups.queries import group_rows
from tests.statements import counted
from tests.world import Visitors, World

TABLES = (
    "support_type", "theme", "municipality", "crisis", "measure", "target_group",
    "target_group_words",
)  # fmt: skip


def version(session: Session) -> UUID:
    found: UUID = session.execute(sa.select(choice_queries.lists_version())).scalar_one()
    return found


def read(world: World, kept: UUID | None) -> RegionChoices:
    amina = world["amina"]
    return RegionChoices.for_reading(
        world.session, Actor(amina.person_id, amina.name, amina.seats, lists_version=kept)
    )


def test_every_table_of_the_lists_raises_the_version(session: Session) -> None:
    """Whatever `get_choices` reads: a new list in it belongs in the triggers."""
    asked = choice_queries._lists(True, group_rows)
    tables = {each.name for each in visitors.iterate(asked) if isinstance(each, sa.Table)}
    assert tables <= set(TABLES), "these are read, and nobody hears of a change of them"
    for table in TABLES:
        for verb in (
            f"DELETE FROM {table} WHERE false",  # noqa: S608
            f"INSERT INTO {table} SELECT * FROM {table} LIMIT 0",  # noqa: S608
        ):
            before = version(session)
            session.execute(sa.text(verb))
            assert version(session) != before, verb
        column = (
            session.execute(
                sa.text(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = :table"
                ),
                {"table": table},
            )
            .scalars()
            .first()
        )
        before = version(session)
        session.execute(sa.text(f"UPDATE {table} SET {column} = {column} WHERE false"))  # noqa: S608
        assert version(session) != before, f"UPDATE {table}"


def test_they_are_read_once_for_a_version(world: World, connection: sa.Connection) -> None:
    kept, _amina = version(world.session), world["amina"]
    with counted(connection) as sent:
        first, second = read(world, kept), read(world, kept)
    assert len(sent) == 1
    assert first.reference is second.reference
    with counted(connection) as sent:
        read(world, None)
        read(world, None)
    assert len(sent) == 2, "who changes something reads them as they are"


def test_what_was_rolled_back_is_never_shown(world: World) -> None:
    session = world.session

    def rename(label: str) -> str:
        session.execute(
            sa.text("UPDATE theme SET label_nl = :label WHERE slug = 'mental_health'"),
            {"label": label},
        )
        return read(world, version(session)).label("mental_health")

    with session.begin_nested() as savepoint:
        assert rename("Geprobeerd") == "Geprobeerd"
        savepoint.rollback()
    assert rename("Gebleven") == "Gebleven", "two changes have two versions, whatever became of one"


@pytest.mark.parametrize("who", ["amina", "chantal"])
def test_a_page_shows_a_list_as_it_is(visitors: Visitors, world: World, who: str) -> None:
    page = visitors[who].get("/behoeften").text
    assert "Nieuwe soort" not in page
    world.session.execute(
        sa.text(
            "INSERT INTO support_type (slug, label_nl, label_en, synonyms, themes, position) "
            "VALUES (:slug, 'Nieuwe soort', 'New kind', '{}', '{}', 999)"
        ),
        {"slug": f"new_{new_id().hex[:8]}"},
    )
    world.session.commit()
    assert "Nieuwe soort" in visitors[who].get("/behoeften").text


def test_who_changes_a_list_sees_the_change_in_the_answer(
    visitors: Visitors, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version that a request read before its own change is not used in it."""
    seen: list[UUID | None] = []
    reading = RegionChoices.for_writing.__func__  # type: ignore[attr-defined]

    def spy(
        cls: type[RegionChoices], session: Session, actor: Actor, owner: object = None
    ) -> object:
        seen.append(actor.lists_version)
        return reading(cls, session, actor, owner)

    monkeypatch.setattr(RegionChoices, "for_writing", classmethod(spy))
    assert visitors["amina"].get("/behoeften/nieuw").status_code == 200
    assert visitors["amina"].post("/behoeften", data={"title": ""}).status_code == 422
    assert seen[0] is not None and set(seen[1:]) == {None}
