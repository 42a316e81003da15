"""A database is of a demonstration or of production, for ever; a command of the other mode refuses
it and changes nothing.
"""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from app.core.errors import Refused
from app.core.installation import claim, watch
from app.core.settings import Mode
from tests.conftest import Databases
from tests.local.conftest import Typed

COMMANDS = ("migrate", "seed reference", "seed demo", "seed scale --needs 1 --offers 1", "check")
TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"


def asked(url: str, statement: str) -> object:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found: object = connection.execute(sa.text(statement)).scalar()
    engine.dispose()
    return found


def marked(databases: Databases, mode: Mode | None, template: str = "world") -> str:
    url = databases.copy(template)
    if mode is not None:
        engine = sa.create_engine(url)
        claim(engine, mode)
        engine.dispose()
    return url


@pytest.mark.parametrize(
    ("first", "second"), list(itertools.product([None, Mode.DEMO, Mode.PRODUCTION], Mode))
)
def test_the_first_says_it_and_the_other_is_refused(
    databases: Databases, first: Mode | None, second: Mode
) -> None:
    engine = sa.create_engine(marked(databases, first))
    watching = watch(sa.create_engine(engine.url), second)
    if first in (None, second):
        claim(engine, second)
        with watching.connect() as connection:
            found = connection.execute(sa.text("SELECT mode FROM installation")).scalar()
        assert found == second.value
    else:
        with pytest.raises(Refused, match=f"SCHAKELBORD_MODE={first}"):
            claim(engine, second)
        with pytest.raises(Refused, match=f"SCHAKELBORD_MODE={first}"):
            watching.connect()
    watching.dispose()
    engine.dispose()


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("mode", [Mode.DEMO, None])
def test_what_is_typed_on_the_database_of_a_region_changes_nothing_of_a_demonstration(
    typed: Typed, databases: Databases, words: str, mode: Mode | None
) -> None:
    """With the mode forgotten, a command on a named database is one of production."""
    url = marked(databases, Mode.PRODUCTION)
    before = asked(url, "SELECT count(*) FROM person"), asked(url, "SELECT count(*) FROM need")
    settings = {"DATABASE_URL": url} | ({} if mode is None else {"SCHAKELBORD_MODE": mode.value})
    answer = typed(words, **settings)
    assert "Traceback" not in answer.stderr
    is_of_demo = mode is Mode.DEMO or words.startswith(("seed demo", "seed scale"))
    # A region that only has its tables lacks much still.
    assert (answer.returncode != 0) is (is_of_demo or words == "check"), answer.stderr
    if is_of_demo:
        assert answer.stderr.count("\n") == 1 and "productie" in answer.stderr
    assert before == (
        asked(url, "SELECT count(*) FROM person"),
        asked(url, "SELECT count(*) FROM need"),
    )
    assert asked(url, "SELECT mode FROM installation") == "production"


def test_a_demonstration_never_becomes_the_database_of_a_region(
    typed: Typed, databases: Databases
) -> None:
    url = marked(databases, Mode.DEMO)
    refused = typed("migrate", DATABASE_URL=url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "SCHAKELBORD_MODE=demo" in refused.stderr and refused.stderr.count("\n") == 1


@pytest.mark.parametrize("words", ["run", "migrate", "seed reference", "worker --once", "check"])
def test_production_without_a_database_of_its_own_is_refused(typed: Typed, words: str) -> None:
    refused = typed(words, SCHAKELBORD_MODE="production")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "DATABASE_URL" in refused.stderr and refused.stderr.count("\n") == 1


def test_the_web_of_production_does_not_begin_without_a_key_of_its_own(
    typed: Typed, databases: Databases
) -> None:
    url = marked(databases, Mode.PRODUCTION)
    refused = typed("web", DATABASE_URL=url, SCHAKELBORD_MODE="production")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "SCHAKELBORD_SECRET_KEY" in refused.stderr and refused.stderr.count("\n") == 1


def test_the_web_of_the_other_mode_does_not_begin(typed: Typed, databases: Databases) -> None:
    url = marked(databases, Mode.PRODUCTION)
    refused = typed("web", DATABASE_URL=url, SCHAKELBORD_MODE="demo")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "productie" in refused.stderr and refused.stderr.count("\n") == 1


def test_check_only_reads(typed: Typed, databases: Databases) -> None:
    url = databases.copy("empty")
    answer = typed("check", DATABASE_URL=url)
    assert answer.returncode == 1
    assert "python -m app.cli migrate" in answer.stdout
    assert "Niet gereed" in answer.stdout.splitlines()[-1]
    assert asked(url, TABLES) == 0


def test_seed_scale_refuses_a_filled_base_and_nonsense(typed: Typed, databases: Databases) -> None:
    url = marked(databases, Mode.DEMO, "demo")
    demo = {"DATABASE_URL": url, "SCHAKELBORD_MODE": "demo"}
    refused = typed("seed scale --needs 3 --offers 3", **demo)
    assert refused.returncode == 1 and "lege" in refused.stderr
    for number in ("-1", "veel", "1.5"):
        wrong = typed(f"seed scale --needs {number}", **demo)
        assert wrong.returncode == 2 and "0 of meer" in wrong.stderr
