"""Two people at the same moment: both are counted, each once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session

from tests.conftest import Databases
from tests.resilience import examples
from tests.world import World


@pytest.fixture(scope="module")
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"), pool_size=4)
    yield engine
    engine.dispose()


def test_two_organisations_and_a_double_click_at_once(own_engine: Engine) -> None:
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        example = examples.write(World(session))

    def act(who: str) -> None:
        with Session(own_engine) as session, session.begin():
            world = World(session)
            examples.adopt(world, example, who, municipality="GM1979")
            examples.appreciate(world, example, who)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, ("amina", "amina", "farid", "daan")))
    with Session(own_engine) as session:
        (row,) = examples.found(World(session), "amina")
        assert (row.doers, row.appreciated) == (4, 3)
