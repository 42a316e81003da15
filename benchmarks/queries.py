"""How many statements one request sends, counted in this process, with the begin and the end of the
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from app.core.settings import Mode, Settings
from app.main import create_app
from app.web.cookies import SESSION
from benchmarks.requests import Scenario


def count_statements(engine: Engine, url: str, wanted: list[Scenario]) -> dict[str, int]:
    """By name of the scenario, for those of the product. The second request counts: the first opens
    the connection.
    """
    app = create_app(Settings(mode=Mode.PRODUCTION, database_url=url), engine)
    counts: dict[str, int] = {}
    browser = TestClient(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    for scenario in wanted:
        if scenario.server != "product":
            continue
        path, _, body = scenario.example.partition(" ")
        browser.cookies.set(SESSION, scenario.reader.token)
        browser.get("/behoeften")
        with _counting(engine) as sent:
            answer = browser.post(path, content=body, headers=FORM) if body else browser.get(path)
        if answer.status_code != scenario.status:
            raise RuntimeError(f"{scenario.name} answers {answer.status_code}")
        counts[scenario.name] = len(sent)
    return counts


FORM = {"content-type": "application/x-www-form-urlencoded"}


@contextmanager
def _counting(engine: Engine) -> Iterator[list[str]]:
    sent: list[str] = []

    def statement(
        conn: Any, cursor: Any, text: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        sent.append(text)

    def word(name: str) -> Any:
        return lambda conn: sent.append(name)

    listeners = {
        "before_cursor_execute": statement,
        "begin": word("BEGIN"),
        "commit": word("COMMIT"),
        "rollback": word("ROLLBACK"),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield sent
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
