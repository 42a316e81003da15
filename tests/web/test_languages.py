"""A text that somebody wrote is in Dutch, also where the interface is in English: it says so, so
that it is read aloud as Dutch. Every page in every state is looked at, with a word in every such
text.

Names of people and organisations are the same in every language, and a title of a window cannot be
in two.
"""

from __future__ import annotations

import io
import os
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from app.core import inputs, tongue
from app.core.settings import Mode, Settings
from app.main import create_app
from app.providers.client import setting_of
from app.providers.models import ClientAuthentication
from app.web.cookies import PREFIX
from tests.browser import doors
from tests.browser.region import Region
from tests.browser.stops import STOPS
from tests.conftest import Databases
from tests.html import VOID, Page
from tests.imports.files import NEED as FILE_NEED
from tests.imports.test_pages import send
from tests.providers.conftest import SECRET
from tests.world import ORIGIN, Visitors, World, portal

WORD = "qxnl"
# In every label of a list to which a region may add.
LABEL = "qxlb"
LISTS = ("target_group", "support_type", "theme")
# Every column that holds what somebody wrote.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "crisis": ("name",),
    "measure": ("title", "description"),
    "need": ("title", "description", "closing_note"),
    "offer": ("title", "description", "closing_note", "team_note"),
    "match": (
        "reason",
        "ending_note",
        "need_answer_note",
        "offer_answer_note",
        "need_reply",
        "offer_reply",
        "need_arrived_note",
        "offer_arrived_note",
    ),
    "match_note": ("text",),
    "action": ("title", "description", "outcome_note", "lessons"),
    "action_note": ("text",),
    "action_partner": ("asked_for", "reply", "answer_note"),
    "action_step": ("title",),
    "resilience_example": (
        "title",
        "description",
        "people_needed",
        "money_needed",
        "place_needed",
        "partners_needed",
    ),
    "example_adoption": ("note",),
    "interpretation_version": ("title", "seen", "meaning", "advice"),
    "interpretation_remark": ("text",),
    "interpretation_proposal": ("text",),
    "organisation_profile": ("description",),
    "signal": ("description", "answer"),
    "target_group_estimate": ("source",),
}
# Free text of a form that is stored under another name, or in both languages.
ELSEWHERE = {
    "said": "of a caller; kept nowhere, and marked where the call desk shows what was read of it",
    "note": "match.ending_note",
    "why": "organisation_claim.why",
    "label": "target_group.label_nl",
    "label_en": "target_group.label_en",
    "synonyms": "target_group_words.words",
}
READ = ("aria-label", "alt", "placeholder", "title", "value")


class Unsaid(HTMLParser):
    """Where the word stands without an element around it that says it is Dutch. `read`: in which
    attributes it is looked for.
    """

    def __init__(self, html: str, word: str = WORD, read: Collection[str] = READ) -> None:
        super().__init__(convert_charrefs=True)
        self._word, self._read = word, read
        self.found: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def language(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        language = known.get("lang", self.language)
        if language != "nl" and known.get("type") != "hidden":
            read = (name for name in self._read if self._word in known.get(name, ""))
            self.found += [f"<{tag} {name}>" for name in read]
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if self._word in data and self.language != "nl" and tags[-1] != "title":
            self.found.append(f"{'>'.join(tags[-3:])}: {' '.join(data.split())[:100]}")


def test_the_check_itself_sees_what_is_unsaid() -> None:
    page = f'<html lang="en"><p>{WORD}</p><p lang="nl">{WORD}</p><input value="{WORD}"><p>{WORD}'
    assert len(Unsaid(page).found) == 3


def test_every_free_text_is_marked() -> None:
    marked = {column for columns in WRITTEN.values() for column in columns}
    known: list[type[inputs.Input]] = [inputs.Input]
    for model in known:
        known += model.__subclasses__()
    typed = {
        name
        for model in known
        for name, field in model.model_fields.items()
        if inputs.is_free_text(field)
    }
    assert typed - marked - ELSEWHERE.keys() == set()
    tables = SQLModel.metadata.tables
    assert all(
        column in tables[table].columns for table, some in WRITTEN.items() for column in some
    )


@pytest.fixture(scope="module")
def region(databases: Databases) -> Iterator[Region]:
    """A demo region in which every text that somebody wrote has the word in it; and which added
    every target group, kind of help and theme itself, in Dutch only.
    """
    region = Region(ORIGIN, databases.copy("demo"))
    assert region.places
    with region.session() as session:
        for name, columns in WRITTEN.items():
            table = SQLModel.metadata.tables[name]
            for column in (table.c[column] for column in columns):
                marked = {column.name: column + f" {WORD}"}
                session.execute(table.update().where(column != "").values(marked))
        for name in LISTS:
            table = SQLModel.metadata.tables[name]
            label = table.c.label_nl + f" {LABEL}"
            own = {"label_nl": label, "label_en": label, "region_code": "VR01"}
            session.execute(table.update().values(own))
    yield region
    region.close()


@pytest.fixture(scope="module")
def client(region: Region) -> Iterator[TestClient]:
    # The region has a provider that some come in through; without its secret nobody is asked to.
    setting = setting_of(doors.SLUG, ClientAuthentication.SECRET)
    os.environ[setting] = SECRET
    app = create_app(Settings(mode=Mode.DEMO, database_url="postgresql://unused"))
    app.state.engine = region.engine
    client = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=True)
    client.portal = portal()
    yield client
    client.close()
    del os.environ[setting]


def test_what_somebody_wrote_says_that_it_is_dutch(region: Region, client: TestClient) -> None:
    unsaid: dict[str, list[str]] = {}
    seen = labels = 0
    tokens: dict[str | None, dict[str, str]] = {}
    for stop in STOPS:
        if stop.sent is not None or stop.file is not None:
            continue
        if stop.person not in tokens:
            kept = region.cookies(stop.person, "en")
            tokens[stop.person] = {PREFIX + name: value for name, value in kept.items()}
        client.cookies.clear()
        client.cookies.update(tokens[stop.person])
        answer = client.get(stop.address(region.places))
        assert answer.status_code == stop.status, stop.name
        assert '<html lang="en"' in answer.text
        seen += answer.text.count(WORD)
        labels += answer.text.count(LABEL)
        assert tongue.OPEN not in answer.text and tongue.CLOSE not in answer.text, stop.name
        # A label may stand in a sentence of ours, which as an attribute has one language.
        found = Unsaid(answer.text).found + Unsaid(answer.text, LABEL, ("value",)).found
        if found:
            unsaid[stop.name] = found
    assert unsaid == {}
    assert seen > 1000 and labels > 1000


def test_a_text_that_is_read_from_the_right_keeps_its_own_order(
    visitors: Visitors, world: World
) -> None:
    title = "مساعدة للعائلات"
    need = world.need(publish=True, title=title)
    world.session.commit()
    for path in ("/behoeften", f"/behoeften/{need.id}"):
        assert f"<bdi>{title}</bdi>" in visitors["amina"].get(path).text, path
    form = Page(visitors["amina"].get(f"/behoeften/{need.id}/wijzigen").text)
    for name in ("f_title", "f_description"):
        assert form[name].attributes.get("dir") == "auto"


def test_what_stands_in_a_file_says_that_it_is_dutch(visitors: Visitors, world: World) -> None:
    """The names of its columns and sheet, its titles, and what it says otherwise."""
    need = world.need(publish=True, title=f"Boodschappen {WORD}", description=f"Eerst {WORD}")
    world.session.commit()
    amina = visitors["amina"]
    amina.post("/taal", data={"language": "en"})
    book = Workbook()
    sheet: Any = book.active
    sheet.title = f"Blad {WORD}"
    row = {**FILE_NEED, "titel": need.title, "omschrijving": f"Nu {WORD}", "gemeente": "Nergens"}
    sheet.append([*row, "status", f"kleur {WORD}", f"aantal mensen ({WORD})"])
    sheet.append([*row.values(), "open", "rood", "veel"])
    sheet.append([*(row | {"gemeente": "Eemsdelta"}).values(), "open", "rood", 40])
    content = io.BytesIO()
    book.save(content)
    answer = send(amina, content.getvalue(), name="list.xlsx")
    assert answer.status_code == 422 and '<html lang="en"' in answer.text
    assert answer.text.count(WORD) > 8
    assert Unsaid(answer.text).found == []
