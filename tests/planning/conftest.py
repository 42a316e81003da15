"""Plans for tests, made by the job itself on the test's own connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.core import jobs
from tests.matches.pairs import Pairs
from tests.planning.plans import Plans


@pytest.fixture
def plans(pairs: Pairs, connection: Connection) -> Iterator[Plans]:
    before = jobs._engine
    jobs.use_engine(connection)  # type: ignore[arg-type]  # a session on a connection joins its transaction
    yield Plans(pairs)
    if before is not None:
        jobs.use_engine(before)
