"""Whatever people read has a word: an enum brings its own, or says here why nobody reads it."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

import app
from app.core.i18n import LOCALES, speaking
from app.core.settings import PROJECT
from app.core.words import Worded

NEVER_READ = {
    "app.core.personal_data.Finding": "a refusal says it as a whole sentence",
    "app.core.readiness.Weight": "for who runs the product",
    "app.core.settings.Mode": "for who runs the product",
    "app.exports.files.Ending": "stands in an address",
    "app.core.shown.Kind": "what a cell of a file is",
    "app.identity.actor.Permission": "a refusal says it as a whole sentence",
    "app.imports.checked_rows.Outcome": "the preview counts them in sentences",
    "app.imports.routes.ExampleName": "stands in an address",
    "app.imports.cell_texts.Reason": "a sentence says it with the address of the cell",
    "app.offers.models.OfferStatus": "people see the OfferState that follows from it",
    "app.picture.charts.ChartName": "stands in an address",
    "app.releases.suppression.CellState": "a cell says it as a number, a sign or nothing",
    "app.planning.models.LineStatus": "the page says what can be done with a line",
    "app.planning.models.PlanStatus": "the page says how far a plan is in a sentence",
    "app.signals.form_keys.PublicForm": "what the key of a form is for",
    "app.web.cookies.Cookie": "a browser reads it",
    "app.planning.queries.PlanPart": "which half of a page is shown",
}


def enums(kind: type[StrEnum] = StrEnum) -> Iterator[type[StrEnum]]:
    """Every enum of the product that has members."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)
    waiting = kind.__subclasses__()
    while waiting:
        enum = waiting.pop()
        waiting += enum.__subclasses__()
        if enum.__module__.startswith("app.") and len(enum):
            yield enum


def test_every_enum_brings_its_words_or_is_never_read() -> None:
    silent = {
        f"{enum.__module__}.{enum.__qualname__}" for enum in enums() if not issubclass(enum, Worded)
    }
    assert silent == NEVER_READ.keys()


def test_a_member_without_a_word_is_refused() -> None:
    with pytest.raises(TypeError, match="has no word for 'red'"):

        class Colour(Worded):
            RED = "red"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_an_enum_differ(locale: str) -> None:
    with speaking(locale):
        for enum in enums(Worded):
            members = [member for member in enum if isinstance(member, Worded)]
            # What waits for others has nothing but its title.
            words = [member.word for member in members if member.word != "%(title)s"]
            assert len(set(words)) == len(words), enum


def test_every_drawing_of_a_word_exists() -> None:
    drawn = set(re.findall(r'id="([\w-]+)"', (PROJECT / "static/icons.svg").read_text("utf-8")))
    asked = {member.icon for enum in enums(Worded) for member in enum if isinstance(member, Worded)}
    assert asked - {""} <= drawn


def test_all_members_have_a_hint_or_none_has() -> None:
    for enum in enums(Worded):
        members = [member for member in enum if isinstance(member, Worded)]
        assert len({bool(member.hint) for member in members}) == 1, enum
