"""A label that is Dutch on a page in English says so where HTML lets it, and is plain in files."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from app.core import i18n, tongue
from app.reference.models import SupportType
from app.target_groups.models import TargetGroup
from app.web import answers
from tests.world import Visitors, World

NAME = "Schippers & co"
MARKED = tongue.in_dutch("Schippers &amp; co")
SAID = '<span lang="nl">Schippers &amp; co</span>'


@pytest.mark.parametrize(
    ("made", "sent"),
    [
        (f"<p>{MARKED}</p>", f"<p>{SAID}</p>"),
        (f"<p>for {MARKED}, {MARKED}</p>", f"<p>for {SAID}, {SAID}</p>"),
        (f'<p title="a > b {MARKED}">x</p>', '<p title="a > b Schippers &amp; co">x</p>'),
        (f"<title>{MARKED}</title>", "<title>Schippers &amp; co</title>"),
        (f"<script>1 < 2; '{MARKED}'</script>", "<script>1 < 2; 'Schippers &amp; co'</script>"),
        (f'<option value="x" selected>\n{MARKED}</option>',
         '<option lang="nl" value="x" selected>\nSchippers &amp; co</option>'),
        (f'<option value="x" lang="nl">{MARKED}</option>',
         '<option value="x" lang="nl">Schippers &amp; co</option>'),
        (f"<option>{MARKED} (3)</option>", "<option>Schippers &amp; co (3)</option>"),
        (f"<p>{tongue.OPEN}cut off</p>", "<p>cut off</p>"),
        (f"<p>cut off{tongue.CLOSE}</p>", "<p>cut off</p>"),
    ],
)  # fmt: skip
def test_a_label_says_its_tongue_where_html_lets_it(made: str, sent: str) -> None:
    assert answers.spoken(made) == sent


def test_a_label_keeps_its_marks_through_the_ways_we_write_lists() -> None:
    marked = tongue.in_dutch("Schippers")
    with i18n.speaking("en"):
        assert (
            i18n.listed_labels([marked, marked]) == f"{marked} and {tongue.in_dutch('schippers')}"
        )


def test_only_one_file_makes_answers_of_html() -> None:
    """Another one would send a page with marks in it."""
    files = [path for path in Path("app").rglob("*.py") if "HTMLResponse" in path.read_text()]
    assert files == [Path("app/web/answers.py")]


@pytest.fixture
def own(world: World) -> World:
    """The group and the kind of help of the usual need, as a region that added them named them."""
    for thing in (world.session.get(TargetGroup, "older_people"),
                  world.session.get(SupportType, "groceries_meals")):  # fmt: skip
        assert thing is not None
        thing.label_nl = thing.label_en = NAME
        thing.region_code = "VR01"
        world.session.add(thing)
    world.session.flush()
    return world


def test_a_file_and_a_question_know_nothing_of_the_marks(own: World, visitors: Visitors) -> None:
    need = own.need(publish=True)
    own.session.commit()
    amina = visitors["amina"]
    amina.post("/taal", data={"language": "en"})
    found = amina.get("/behoeften", params={"target_group": NAME.upper()})
    assert need.title in found.text and SAID in found.text
    content = amina.get("/behoeften/lijst.csv").content.decode("utf-8-sig")
    assert not re.search(f"[{tongue.OPEN}{tongue.CLOSE}]", content)
    assert NAME in list(csv.reader(io.StringIO(content), delimiter=";"))[1]
    amina.post("/taal", data={"language": "nl"})
    assert SAID not in amina.get("/behoeften").text
