"""A large file is stored by the worker: once, however often it is asked, and all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core import jobs
from app.core.settings import Settings
from app.identity.commands import start_session
from app.identity.queries import get_person_by_email
from app.imports import examiner, jobs as import_jobs, large_commands
from app.imports.models import ImportDraft
from app.main import create_app
from app.needs.models import Need
from app.suggestions import jobs as text_jobs
from app.web.cookies import SESSION
from tests.conftest import Databases
from tests.html import Page
from tests.imports.files import NEED, csv_file
from tests.imports.test_meanwhile import chosen_on
from tests.imports.test_pages import NEWEST, confirm_address, send
from tests.world import ORIGIN, portal

ROWS = [NEED | {"titel": f"Vraag {number} om boodschappen"} for number in range(4)]


class Region:
    """A database where everything is committed, with a browser for each of the cast."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.engine = create_engine(url)
        self._settings = settings

    def __getitem__(self, email: str) -> TestClient:
        with Session(self.engine) as session, session.begin():
            person = get_person_by_email(session, email)
            assert person is not None
            token = start_session(session, person)
        client = TestClient(
            create_app(self._settings, self.engine),
            base_url=ORIGIN,
            headers={"origin": ORIGIN},
            follow_redirects=False,
        )
        client.portal = portal()
        client.cookies.set(SESSION, token)
        return client

    def titles(self) -> list[str]:
        with Session(self.engine) as session:
            return sorted(session.exec(select(Need.title)).all())

    def draft(self, draft_id: str) -> ImportDraft:
        with Session(self.engine) as session:
            found = session.get(ImportDraft, UUID(draft_id))
            assert found is not None
            return found


@pytest.fixture(scope="module")
def engine_of_file(databases: Databases, settings: Settings) -> Iterator[Region]:
    region = Region(databases.copy("world"), settings)
    yield region
    region.engine.dispose()


@pytest.fixture
def region(engine_of_file: Region, monkeypatch: pytest.MonkeyPatch) -> Iterator[Region]:
    monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    before: Engine | None = jobs._engine
    jobs.use_engine(engine_of_file.engine)
    yield engine_of_file
    jobs._engine = before
    with engine_of_file.engine.begin() as connection:
        connection.execute(text("TRUNCATE need, import_draft, procrastinate_jobs CASCADE"))


@pytest.fixture
def amina(region: Region) -> TestClient:
    return region["amina@eemsdelta.example"]


def asked(client: TestClient, *rows: dict[str, object]) -> str:
    """Choose a file and press the button: the id of what the worker is to store."""
    shown = send(client, csv_file(*rows))
    answer = client.post(confirm_address(shown), data=chosen_on(shown))
    assert answer.status_code == 303
    return answer.headers["location"].removeprefix("/importeren/")


def test_the_page_waits_for_the_worker_and_then_leads_to_the_list(
    region: Region, amina: TestClient
) -> None:
    draft_id = asked(amina, *ROWS)
    waiting = amina.get(f"/importeren/{draft_id}")
    assert "wordt opgeslagen" in waiting.text and "wacht op zijn beurt" in waiting.text
    assert region.titles() == [], "nothing before the worker has all of it"
    with jobs.job_session() as session:
        large_commands.note_progress(session, UUID(draft_id), 0.4)
    part = amina.get(
        f"/importeren/{draft_id}", headers={"hx-request": "true", "hx-target": "import_page"}
    )
    assert "40% van de rijen is klaar" in part.text and "<html" not in part.text
    import_jobs.store(draft_id)
    assert region.titles() == [row["titel"] for row in ROWS]
    done = amina.get(f"/importeren/{draft_id}")
    assert (done.status_code, done.headers["location"]) == (303, NEWEST)
    moved = amina.get(f"/importeren/{draft_id}", headers={"hx-request": "true"})
    assert moved.headers["hx-redirect"] == NEWEST
    said = amina.get("/behoeften")
    assert "4 nieuw, 0 gewijzigd, 0 overgeslagen" in Page(said.text)["messages"].text
    assert region.draft(draft_id).rows == {"headers": [], "rows": []}, "nothing is kept of it"


def test_pressed_and_run_twice_it_is_stored_once(region: Region, amina: TestClient) -> None:
    draft_id = asked(amina, *ROWS)
    again = amina.post(f"/importeren/{draft_id}/bevestigen")
    assert again.headers["location"] == f"/importeren/{draft_id}"
    with region.engine.connect() as connection:
        count = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :name")
        assert connection.execute(count, {"name": large_commands.STORE}).scalar_one() == 1
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(import_jobs.store, [draft_id] * 4))
    assert region.titles() == [row["titel"] for row in ROWS]


def test_two_people_with_the_same_rows_store_them_once(region: Region, amina: TestClient) -> None:
    daan = region["daan@vrgroningen.example"]
    rows = [row | {"organisatie": "Gemeente Eemsdelta"} for row in ROWS]
    both = [asked(client, *rows) for client in (amina, daan)]
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(import_jobs.store, both))
    assert region.titles() == [row["titel"] for row in ROWS]


def test_a_worker_that_is_killed_leaves_nothing_and_another_one_stores_it_once(
    region: Region, amina: TestClient
) -> None:
    draft_id = asked(amina, *ROWS)

    class Killed(BaseException):
        """As SIGKILL: nobody catches it, and PostgreSQL rolls back."""

    def killed_halfway(share: float) -> None:
        if share > 0.6:
            raise Killed

    with pytest.raises(Killed), jobs.job_session() as session:
        large_commands.store_asked(session, UUID(draft_id), killed_halfway)
    assert region.titles() == []
    with jobs.job_session() as session:
        assert large_commands.ask_again(session) == 0, "it may be at work still"
        session.execute(text("UPDATE import_draft SET asked_at = asked_at - interval '2 minutes'"))
        assert large_commands.ask_again(session) == 0, "its job is still in the queue"
        session.execute(text("DELETE FROM procrastinate_jobs"))
    assert import_jobs.ask_again() == 1
    import_jobs.store(draft_id)
    import_jobs.store(draft_id)
    assert region.titles() == [row["titel"] for row in ROWS]
    assert import_jobs.ask_again() == 0


def test_while_it_is_stored_its_sender_reads_on_and_brings_in_another_file(
    region: Region, amina: TestClient
) -> None:
    draft_id = asked(amina, *ROWS)
    answers: list[int] = []

    def read_meanwhile(share: float) -> None:
        if share > 0.6 and not answers:
            answers.append(amina.get("/behoeften").status_code)
            answers.append(amina.get(f"/importeren/{draft_id}").status_code)
            answers.append(send(amina, csv_file(ROWS[0])).status_code)

    with jobs.job_session() as session:
        large_commands.store_asked(session, UUID(draft_id), read_meanwhile)
    assert answers == [200, 200, 200]
    assert region.titles() == [row["titel"] for row in ROWS]


def test_what_stands_in_the_way_is_shown_again(region: Region, amina: TestClient) -> None:
    asked_first = asked(amina, *ROWS)
    import_jobs.store(asked_first)
    shown = send(amina, csv_file(*(row | {"aantal": "45"} for row in ROWS)))
    answer = amina.post(confirm_address(shown), data=chosen_on(shown) | {"rest": "change"})
    with Session(region.engine) as session, session.begin():
        for need in session.exec(select(Need).where(col(Need.title) == ROWS[0]["titel"])):
            need.quantity, need.version = 25, need.version + 1
    import_jobs.store(answer.headers["location"].removeprefix("/importeren/"))
    again = amina.get(answer.headers["location"])
    assert again.status_code == 200 and "Van dit bestand is nog niets opgeslagen" in again.text
    assert "4 verschillen" in again.text
    pressed = amina.post(confirm_address(again), data=chosen_on(again) | {"rest": "change"})
    import_jobs.store(pressed.headers["location"].removeprefix("/importeren/"))
    with Session(region.engine) as session:
        assert set(session.exec(select(Need.quantity))) == {45}


def test_the_rows_go_together_and_their_meaning_is_read_afterwards(
    region: Region, amina: TestClient
) -> None:
    draft_id, sent = asked(amina, *(NEED | {"titel": f"{n} gezinnen"} for n in range(40, 60))), []
    event.listen(region.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    import_jobs.store(draft_id)
    inserts = [said for said in sent if said.startswith(("INSERT INTO need ", "INSERT INTO audit"))]
    assert len(inserts) <= 4, "whatever the number of rows"
    lines = "SELECT count(*) FROM audit_entry a JOIN need n ON n.id = a.object_id"
    texts = "SELECT count(*), count(meaning), min(cardinality(words)) > 0 FROM need_text"
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'language:reread'"
    with region.engine.connect() as connection:
        assert connection.execute(text(lines)).scalar_one() == 40, "logged and published, each"
        assert tuple(connection.execute(text(texts)).one()) == (20, 0, True)
        assert connection.execute(text(waiting)).scalar_one() == 1
    text_jobs.reread()
    with region.engine.connect() as connection:
        assert tuple(connection.execute(text(texts)).one()) == (20, 20, True)


def test_a_right_that_went_meanwhile_stores_nothing(region: Region, amina: TestClient) -> None:
    draft_id = asked(amina, *ROWS)
    with region.engine.begin() as connection:
        connection.execute(
            text("UPDATE membership SET role = 'reader' WHERE person_id = :id"),
            {"id": region.draft(draft_id).person_id},
        )
    import_jobs.store(draft_id)
    assert region.titles() == []
    assert amina.get(f"/importeren/{draft_id}").status_code in (403, 404)
