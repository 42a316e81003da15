"""`python -m app.cli import`, on a database in which there is nothing at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sqlalchemy import create_engine, text

from app.core.settings import PROJECT
from tests.commands import command
from tests.conftest import Databases
from tests.imports.files import NEED, csv_file

MATCHING = PROJECT / "tests/data/matching"


def run(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return command("import", *arguments, DATABASE_URL=url)


def counts(url: str) -> tuple[int, int, int]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM need), (SELECT count(*) FROM offer), (SELECT "
                "count(*) FROM organisation)"
            )
        ).one()
    engine.dispose()
    return (row[0], row[1], row[2])


def test_both_files_go_in_with_one_command_each_and_only_once(databases: Databases) -> None:
    url = databases.copy("empty")
    for what, size in (("offers", 180), ("needs", 20)):
        file = str(MATCHING / f"{what}.jsonl")
        rehearsed = run(url, what, file, "--as-of", "2020-05-04", "--dry-run")
        assert rehearsed.returncode == 0 and "niets opgeslagen" in rehearsed.stdout
        done = run(url, what, file, "--as-of", "2020-05-04")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{size} rijen: {size} nieuw, 0 bestonden al, 0 fout." in done.stdout
    assert counts(url) == (20, 180, 188)
    again = run(url, "needs", str(MATCHING / "needs.jsonl"), "--as-of", "2020-05-04")
    assert "20 rijen: 0 nieuw, 20 bestonden al, 0 fout." in again.stdout
    assert again.stdout.count("bestaat al: /behoeften/") == 20
    assert counts(url)[0] == 20


def test_what_is_wrong_is_printed_whole_and_nothing_goes_in(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.copy("empty")
    file = tmp_path / "behoeften.csv"
    rows = [NEED, NEED | {"titel": "x"}, NEED | {"titel": "Van vroeger", "nodig tot": "1-6-2020"}]
    file.write_bytes(csv_file(*rows, encoding="cp1252"))
    done = run(url, "needs", str(file))
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "Rij 3, kolom “titel”",
        "Rij 4, kolom “nodig tot”",
    ]
    assert "Er is niets opgeslagen." in done.stdout
    assert counts(url) == (0, 0, 0)

    assert run(url, "needs", str(tmp_path / "weg.csv")).returncode == 1
    unknown = run(url, "needs", str(file), "--region", "VR99")
    assert unknown.returncode == 1 and "VR99" in unknown.stderr
