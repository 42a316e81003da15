"""Clusters that a run of the tests left behind when it was killed. For root their data lie with the
service user, where nobody who clears a folder of tests comes.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from app.local import postmaster
from app.local.service_user import SERVICE_HOME
from app.local.whereabouts import MARK


def clear_left_clusters(home: Path = SERVICE_HOME) -> list[Path]:
    """Stops and removes every cluster of tests whose folder is gone, or has another one by now.
    Never one that is no test's, nor one that somebody makes at this moment.
    """
    return [mark.parent for mark in home.glob(f"*/{MARK}") if _clear(mark)]


def _clear(mark: Path) -> bool:
    try:
        whose: dict[str, Any] = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    folder, place = Path(whose["folder"]), mark.parent
    if not _is_of_tests(folder) or _lives(whose) or _names(folder, place):
        return False
    postmaster.clear_crash(place / "data")
    shutil.rmtree(place, ignore_errors=True)
    return True


def _is_of_tests(folder: Path) -> bool:
    """In a folder of pytest, or what the whole of a run shares."""
    inside = any(part.startswith("pytest-of-") for part in folder.parts)
    return inside or folder.name.startswith("test-postgres")


def _lives(whose: dict[str, Any]) -> bool:
    """Whether the process that made it goes on: its folder may not name it yet."""
    with suppress(psutil.NoSuchProcess):
        return bool(abs(psutil.Process(whose["pid"]).create_time() - whose["began"]) < 1)
    return False


def _names(folder: Path, place: Path) -> bool:
    with suppress(OSError, ValueError):
        note = json.loads((folder / "cluster.json").read_text(encoding="utf-8"))
        return bool(note["place"] == str(place))
    return False
