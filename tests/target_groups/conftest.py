"""Needs, offers and actions listen to what happens to groups, as in every process that changes
something.
"""

from __future__ import annotations

import pytest

from app.subscribers import connect


@pytest.fixture(autouse=True)
def listening() -> None:
    connect()
