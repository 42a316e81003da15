"""What a killed run of the tests left with the service user goes with the next run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.settings import PROJECT
from app.local import postmaster
from app.local.embedded_postgres import Cluster
from app.local.whereabouts import MARK
from tests.clusters import clear_left_clusters

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root's clusters lie outside the folder of the test"
)
GONE = {"pid": 2**22 + 1, "began": 0.0}


def place_of(folder: Path) -> Path:
    return Path(json.loads((folder / "cluster.json").read_text())["place"])


def test_a_cluster_whose_folder_and_maker_are_gone_is_stopped_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    start = (
        "import pathlib, sys; from app.local.embedded_postgres import Cluster;"
        " Cluster(pathlib.Path(sys.argv[1]), fast=True).start()"
    )
    subprocess.run([sys.executable, "-c", start, str(folder)], cwd=PROJECT, check=True)
    place = place_of(folder)
    try:
        assert json.loads((place / MARK).read_text())["folder"] == str(folder)
        assert place not in clear_left_clusters(), "its folder says that it is in use"
        found = postmaster.find_postmaster(place / "data")
        assert found is not None

        shutil.rmtree(folder)
        assert place in clear_left_clusters()
        assert not place.exists()
        assert postmaster.is_gone(found[0], seconds=60)
    finally:
        postmaster.clear_crash(place / "data")
        shutil.rmtree(place, ignore_errors=True)


def test_one_that_is_just_being_made_stays(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres", fast=True)
    cluster.folder.mkdir()
    cluster._note.settle()
    place = place_of(cluster.folder)
    (cluster.folder / "cluster.json").rename(tmp_path / "not yet")
    try:
        assert place not in clear_left_clusters()
        assert place.exists()
    finally:
        shutil.rmtree(place)


@pytest.mark.parametrize(
    ("folder", "goes"),
    [
        ("/srv/schakelbord/var/postgres", False),
        ("/srv/schakelbord/var/test-postgres", True),
        ("/tmp/pytest-of-root/pytest-1/test_a0/var/postgres", True),  # noqa: S108
    ],
)
def test_only_what_is_of_tests_is_removed(tmp_path: Path, folder: str, goes: bool) -> None:
    place = tmp_path / "of-the-service-user"
    place.mkdir()
    (place / MARK).write_text(json.dumps(GONE | {"folder": folder}))
    assert clear_left_clusters(tmp_path) == ([place] if goes else [])
    assert place.exists() is not goes
