"""The function that counts for the menu has the rules of *Mijn werk*."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session

from app.work import count_function, queries
from tests.conftest import Databases
from tests.matches.pairs import Pairs, in_state
from tests.statements import counted
from tests.world import World


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


def test_it_looks_up_the_rows_of_who_asks(databases: Databases) -> None:
    """Not those that end soon, or are drafts, of everybody: there are more of those every week. In
    a base of its own, which is as large as it says.
    """
    _head, _returns, rest = count_function.written(queries.count_statement()).partition("RETURN (")
    text = rest.rpartition("); END")[0]
    engine = sa.create_engine(databases.copy("world"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _fill(connection)
        for number, (name, kind) in enumerate(count_function.ARGUMENTS.items(), start=1):
            of_kind = sa.types.to_instance(kind).compile(connection.dialect)
            text = re.sub(rf"\b_{name}\b", f"${number}::{of_kind}", text)
        for name, value in count_function.SETTINGS.items():
            connection.execute(sa.text(f"SET {name} = {value}"))
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {text}").scalars())
    engine.dispose()
    assert "ix_need_work" in plan and "ix_offer_work" in plan
    assert "ix_need_ending" not in plan and "ix_offer_ending" not in plan


def _fill(connection: Connection) -> None:
    """6,000 needs and offers of all organisations, of which many ended and many end soon."""
    with Session(connection, expire_on_commit=False) as session:
        world = World(session)
        world.need("amina", publish=True)
        world.offer("chantal", publish=True)
        session.commit()
    connection.execute(sa.text("SET session_replication_role = replica"))  # no triggers
    for table, first, last in (
        ("need", "needed_from", "needed_until"),
        ("offer", "available_from", "available_until"),
    ):
        columns = connection.execute(
            sa.text(
                "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
                "WHERE table_name = :table AND is_generated = 'NEVER'"
            ),
            {"table": table},
        ).scalar_one()
        other = (
            "jsonb_build_object('id', gen_random_uuid(), 'organisation_id', o.id, 'region_code', "
            f"o.region_code, 'title', 'Nummer ' || number, '{first}', current_date - 400, "
            f"'{last}', CASE WHEN mod(number, 3) > 0 THEN current_date + number - 100 END)"
        )
        copies = "generate_series(1, 6000 / (SELECT count(*)::int FROM organisation)) number"
        source = f"(SELECT (jsonb_populate_record(k, {other})).* FROM {table} k, organisation o, "  # noqa: S608
        query = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}{copies}) made"  # noqa: S608
        connection.exec_driver_sql(query)
        connection.exec_driver_sql(f"ANALYZE {table}")
