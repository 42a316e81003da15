"""A server that somebody starts by hand refuses what the command to serve pages refuses."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.core.setting_rules import DEMO_KEY
from app.core.settings import PROJECT


@pytest.mark.parametrize("key", ["", DEMO_KEY])
def test_without_a_key_of_its_own_it_does_not_start(key: str) -> None:
    """Before, it answered, and said 503 to who signed in."""
    mine = {name: value for name, value in os.environ.items() if "SCHAKELBORD" not in name}
    known = {
        "SCHAKELBORD_MODE": "production",
        "SCHAKELBORD_SECRET_KEY": key,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    code = "from app.main import create; create()"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=mine | known, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert (
        ended.stderr.strip()
        .splitlines()[-1]
        .startswith("schakelbord: Zet SCHAKELBORD_SECRET_KEY: schrijf")
    )
