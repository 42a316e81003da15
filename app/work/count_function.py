"""Function of the database that counts what waits for a reader.

Every page asks the number. As a statement it was longer than what the driver keeps, and was planned
anew for every reader; a function is planned once in a connection. The rules stand in Python, once:
a migration holds their text, and a test says so when it is no longer theirs.
"""

import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import operators, visitors

from app.core import statements

NAME = "count_work"
# What it is given, by the names of the parameters of a statement for `ANYBODY`.
ARGUMENTS: dict[str, Any] = {
    "own": postgresql.ARRAY(sa.Uuid),
    "writing": postgresql.ARRAY(sa.Uuid),
    "deciding": postgresql.ARRAY(sa.Uuid),
    "team": postgresql.ARRAY(sa.Text),
    "regions": postgresql.ARRAY(sa.Text),
    "overseen": postgresql.ARRAY(sa.Text),
    "administered": postgresql.ARRAY(sa.Text),
    "today": sa.Date,
    "now": sa.DateTime(timezone=True),
}
# Planned once for whoever asks, as planning takes longer than counting; so PostgreSQL does not know
# that there are one or two organisations, of which an index finds all there is.
SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
WHOLE_WORDS: Any = {"break_long_words": False, "break_on_hyphens": False}


def for_each(found: Callable[[Any], sa.Select[Any]]) -> sa.Select[Any]:
    """What is found for each of the organisations that the reader writes for, one at a time: so
    PostgreSQL looks their rows up, however many there are of others.
    """
    writing = sa.bindparam("writing", type_=ARGUMENTS["writing"])
    mine = sa.func.unnest(writing).table_valued(sa.column("id", sa.Uuid), name="mine")
    mine = mine.render_derived()
    one_by_one = found(mine.c.id).offset(sa.literal_column("0")).lateral()
    return sa.select(sa.literal_column("1")).select_from(mine).join(one_by_one, sa.true())


@cache
def asked() -> Any:
    """The statement that asks it. The values are those of `Actor.bound`."""
    values = (sa.bindparam(name, type_=kind) for name, kind in ARGUMENTS.items())
    return statements.Written(sa.select(getattr(sa.func, NAME)(*values)))


def called(bound: Mapping[str, Any]) -> Any:
    """The function for whoever these values of `Actor.bound` are of."""
    return getattr(sa.func, NAME)(
        *(sa.bindparam(None, bound[name], type_=kind) for name, kind in ARGUMENTS.items())
    )


def written(count: sa.Select[Any]) -> str:
    """The function that answers this statement for `ANYBODY`, as a migration makes it."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    given = ", ".join(
        f"_{name} {dialect.type_compiler_instance.process(sa.types.to_instance(kind))}"
        for name, kind in ARGUMENTS.items()
    )
    body: Any = visitors.replacement_traverse(count, {}, _as_argument)
    text = str(body.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    settings = " ".join(f"SET {name} = {value}" for name, value in SETTINGS.items())
    head = f"CREATE OR REPLACE FUNCTION {NAME}({given}) RETURNS integer LANGUAGE plpgsql STABLE"
    lines = (head, settings, "AS $$ BEGIN RETURN (", text, "); END $$")
    return "\n".join(line for each in lines for line in textwrap.wrap(each, 96, **WHOLE_WORDS))


def _as_argument(element: Any, **_: Any) -> Any:
    """A parameter as an argument of the function, and `IN` of several values as `ANY` of an
    array.
    """
    if isinstance(element, sa.BinaryExpression) and element.operator in (
        operators.in_op,
        operators.not_in_op,
    ):
        if (argument := _argument(element.right)) is None:
            return None
        if element.operator is operators.in_op:
            return element.left == sa.any_(argument)
        return element.left != sa.all_(argument)
    return _argument(element)


def _argument(element: Any) -> Any:
    if not isinstance(element, sa.BindParameter):
        return None
    name = "own" if element.key == "own_array" else element.key
    return sa.literal_column(f"_{name}", ARGUMENTS[name]) if name in ARGUMENTS else None
