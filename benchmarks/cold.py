"""Pages of the list that nobody read before: every other page is read by all users, and what was
made for one of them serves the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from string import ascii_lowercase

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.core.settings import Mode, Settings
from app.main import create_app
from app.web.cookies import SESSION
from benchmarks.people import User
from benchmarks.region_rows import REGION

_NEXT = re.compile(r'href="([^"]*cursor=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"')


def pages_behind_the_first(engine: Engine, url: str, user: User) -> list[str]:
    """Addresses of the list of needs, found by going from page to page in this process."""
    app = create_app(Settings(mode=Mode.PRODUCTION, database_url=url), engine)
    browser = TestClient(app, headers={"cookie": f"{SESSION}={user.token}"})
    return list(_walk(browser, "/behoeften"))


def _walk(browser: TestClient, path: str) -> Iterator[str]:
    while True:
        answer = browser.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        if (found := _NEXT.search(answer.text)) is None:
            return
        path = unescape(found[1] or found[2])
        yield path


def renew_titles(url: str, number: int) -> None:
    """Another letter in the title of every need of the list, so that its row has to be made anew.
    And a VACUUM, before every round alike.
    """
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(
            "UPDATE need SET title = left(regexp_replace(title, 'vraag [a-z]?', %s), 120) "
            "WHERE region_code = %s AND status IN ('open', 'draft')",
            [f"vraag {ascii_lowercase[number % 26]}", REGION],
        )
        connection.execute("VACUUM ANALYZE")
