"""Every process that owes, sends, shows or refuses mail knows every kind of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.core.settings import PROJECT

LETTERS = [
    ".".join(path.relative_to(PROJECT).with_suffix("").parts)
    for path in sorted((PROJECT / "app").glob("*/letters.py"))
]


@pytest.mark.parametrize(
    "process", ["import app.main", "from app.worker import load_tasks as l; l()"]
)
def test_a_process_loads_the_letters_of_all_slices(process: str) -> None:
    told = "import sys; print('\\n'.join(sys.modules))"
    command = [sys.executable, "-c", f"{process}\n{told}"]
    loaded = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert len(LETTERS) >= 7
    assert set(LETTERS) <= set(loaded.stdout.split())
