"""Every column that names an organisation has its place in a merger; a forgotten one fails."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app.dossier import merger_tables

NAMED = merger_tables.columns_of_organisations()


def test_every_column_that_names_an_organisation_moves_or_says_why_not() -> None:
    assert NAMED.keys() == merger_tables.MOVES.keys() | merger_tables.STAYS.keys()
    assert not merger_tables.MOVES.keys() & merger_tables.STAYS.keys()


def test_the_database_knows_of_no_other_key(session: Session) -> None:
    keys = session.execute(
        sa.text(
            "SELECT r.conrelid::regclass || '.' || a.attname FROM pg_constraint r"
            " JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = r.conkey[1]"
            " WHERE r.contype = 'f' AND r.confrelid = 'organisation'::regclass"
        )
    ).scalars()
    assert {key.replace('"', "") for key in keys} <= NAMED.keys()


@pytest.mark.parametrize(
    "name", [name for name, move in merger_tables.MOVES.items() if NAMED[name].foreign_keys]
)
def test_nothing_is_written_for_one_that_went_up_in_another(session: Session, name: str) -> None:
    """By a trigger, as whoever writes it may have waited for the merger."""
    table, column = name.split(".")
    found = session.execute(
        sa.text(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
            " AND tgname = :name AND tgenabled = 'O'"
        ),
        {"table": f'"{table}"', "name": f"refuse_merged_{column}"},
    ).scalar_one()
    assert found == 1
