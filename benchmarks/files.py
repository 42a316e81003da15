"""Files in and out: 5,000 rows read, shown and stored, and the list of 20,000 as a file.

`rows()` measures on a database of its own; `python -m benchmarks.files` prints what it gives.
"""

from __future__ import annotations

import csv
import io
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import create_engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core import clock, jobs
from app.core.db import make_engine
from app.core.migrations import migrate
from app.core.settings import PROJECT, Mode, Settings
from app.demo.seed import open_regions
from app.identity.commands import start_session
from app.identity.queries import get_person_by_email
from app.imports import columns, jobs as import_jobs, models, reader
from app.local.embedded_postgres import Cluster, running
from app.main import create_app
from app.reference.commands import seed_reference
from app.target_groups.commands import seed_target_groups
from app.web.cookies import SESSION

FOLDER = PROJECT / "var" / "bench-files-postgres"
DATABASE = "files"
ORIGIN = "https://testserver"
ROWS, FILES = 5_000, 4
WORDS = (
    *("boodschappen", "vervoer", "ziekenhuis", "dinsdag", "donderdag", "tolk", "Arabisch"),
    *("maaltijd", "warm", "bed", "nacht", "oppas", "kinderen", "school", "rolstoel"),
    *("hulpmiddel", "trap", "lift", "drinkwater", "flessen", "wijk"),
)


def needs_file(start: int, count: int = ROWS) -> bytes:
    """Rows as a municipality has them in a spreadsheet: each with a title, twenty words and the
    rest.
    """
    words = random.Random(start)  # noqa: S311 -- the same words each time
    end = clock.today() + timedelta(days=60)
    made = io.StringIO(newline="")
    write = csv.writer(made, delimiter=";").writerow
    write(
        (
            *("titel", "omschrijving", "soort hulp", "doelgroep", "gemeente", "aantal mensen"),
            *("aantal", "eenheid", "urgentie", "nodig tot"),
        )
    )
    for number in range(start, start + count):
        said = " ".join(words.choices(WORDS, k=20))
        title = f"Vraag {number}: {words.choice(WORDS)} en {words.choice(WORDS)}"
        write((title, said, "Vervoer", "Ouderen", "Eemsdelta", 40, 40, "mensen", "hoog", end))
    return made.getvalue().encode("utf-8-sig")


@contextmanager
def _coordinator() -> Iterator[TestClient]:
    server = Cluster(FOLDER)
    with running(server):
        admin = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        admin.dispose()
        server.ensure_database(DATABASE)
        settings = Settings(mode=Mode.DEMO, database_url=server.url(DATABASE))
        migrate(server.url(DATABASE))
        engine = make_engine(settings)
        with Session(engine) as session, session.begin():
            seed_reference(session)
            seed_target_groups(session)
            open_regions(session)
            person = get_person_by_email(session, "amina@eemsdelta.example")
            assert person is not None
            token = start_session(session, person)
        client = TestClient(
            create_app(settings, engine),
            base_url=ORIGIN,
            headers={"origin": ORIGIN},
            follow_redirects=False,
        )
        client.cookies.set(SESSION, token)
        jobs.use_engine(engine)
        with client:
            yield client
        engine.dispose()


def rows() -> Iterator[tuple[str, float]]:
    """Each figure with its name."""
    begin = time.perf_counter()
    content = needs_file(0)
    wanted = columns.first_names(models.ImportKind.NEEDS)
    begin = time.perf_counter()
    reader.read_apart("behoeften.csv", content, wanted)
    yield "import_5000.read_s", time.perf_counter() - begin
    with _coordinator() as client:
        for place in range(FILES):
            begin = time.perf_counter()
            shown = client.post(
                "/importeren",
                data={"kind": "needs"},
                files={"file": ("behoeften.csv", needs_file(place * ROWS), "text/csv")},
            )
            assert shown.status_code == 200, shown.text
            if place == 0:
                yield "import_5000.preview_s", time.perf_counter() - begin
            found = re.search(r'action="(/importeren/[^"]+/bevestigen)"', shown.text)
            seen = re.search(r'name="seen" value="(\w*)"', shown.text)
            assert found is not None and seen is not None
            begin = time.perf_counter()
            answer = client.post(found.group(1), data={"seen": seen.group(1)})
            assert answer.status_code == 303, answer.text
            if (draft_id := answer.headers["location"].rpartition("/")[2]) != "behoeften":
                import_jobs.store(draft_id)  # as the worker does it
            if place == 0:
                yield "import_5000.confirm_s", time.perf_counter() - begin
        for ending in ("csv", "xlsx"):
            begin = time.perf_counter()
            answer = client.get(f"/behoeften/lijst.{ending}")
            assert answer.status_code == 200
            name = "export_20000.s" if ending == "csv" else "export_20000.xlsx_s"
            yield name, time.perf_counter() - begin


if __name__ == "__main__":
    for name, value in rows():
        print(f"{name:28}{value:8.2f}", flush=True)
