"""The function that counts for the menu has the rules of *Mijn werk*."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy import Connection

from app.work import count_function, queries
from tests.matches.pairs import Pairs, in_state
from tests.statements import counted


def test_the_database_has_the_rules_as_they_are(connection: Connection) -> None:
    now = count_function.written(queries.count_statement())
    stored = connection.execute(
        sa.text("SELECT prosrc FROM pg_proc WHERE proname = :name"), {"name": count_function.NAME}
    ).scalar_one()
    assert f"$${stored}$$" in now, "a rule changed: see scripts/count_function.py"


def test_it_is_asked_in_a_few_words_whoever_reads(pairs: Pairs, connection: Connection) -> None:
    asked = set()
    for actor in [pairs[who] for who in ("amina", "daan", "chantal")]:
        with counted(connection) as sent:
            queries.count_work(pairs.session, actor)
        asked.update(sent)
    assert len(asked) == 1 and len(asked.pop()) < 400


def test_it_counts_no_further_than_the_menu_says(pairs: Pairs) -> None:
    for number in range(queries.MOST_COUNTED + 2):
        pairs.world.need(title=f"Nog niet af, nummer {number}")
    in_state(pairs, "approved")
    assert queries.count_work(pairs.session, pairs["amina"]) == queries.MOST_COUNTED


def test_it_sees_what_this_request_changed(pairs: Pairs) -> None:
    before = queries.count_work(pairs.session, pairs["amina"])
    need = pairs.world.need()
    assert queries.count_work(pairs.session, pairs["amina"]) == before + 1
    need.title = "Nog steeds een concept"
    pairs.session.delete(need)
    assert queries.count_work(pairs.session, pairs["amina"]) == before


def test_it_looks_up_the_rows_of_who_asks(connection: Connection) -> None:
    """Not those that end soon, or are drafts, of everybody: there are more of those every week."""
    _head, _returns, rest = count_function.written(queries.count_statement()).partition("RETURN (")
    text = rest.rpartition("); END")[0]
    for number, (name, kind) in enumerate(count_function.ARGUMENTS.items(), start=1):
        of_kind = sa.types.to_instance(kind).compile(connection.dialect)
        text = re.sub(rf"\b_{name}\b", f"${number}::{of_kind}", text)
    for name, value in count_function.SETTINGS.items():
        connection.execute(sa.text(f"SET LOCAL {name} = {value}"))
    for table in ("need", "offer"):
        _as_if_full(connection, table)
    plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {text}").scalars())
    assert "ix_need_work" in plan and "ix_offer_work" in plan
    assert "ix_need_ending" not in plan and "ix_offer_ending" not in plan


def _as_if_full(connection: Connection, table: str) -> None:
    """The planner believes, until the end of this test, that a table is large, and knows nothing of
    what other tests left in it.
    """
    connection.execute(
        sa.text(
            "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', "
            "CAST(:table AS text), 'relpages', 1, 'reltuples', CAST(100000 AS real))"
        ),
        {"table": table},
    )
    connection.execute(
        sa.text(
            "SELECT pg_clear_attribute_stats(s.schemaname, s.tablename, s.attname, s.inherited) "
            "FROM pg_stats s WHERE s.schemaname = 'public' AND s.tablename = :table"
        ),
        {"table": table},
    )
