"""A token opens what it was made for, and nothing that somebody altered opens anything."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, strategies as st

from app.core import tokens
from app.core.errors import Refused
from app.core.setting_rules import DEMO_KEY
from app.core.settings import Mode, Settings

DEMO = Settings(mode=Mode.DEMO)


@given(st.uuids(), st.integers(0, 65535))
def test_what_we_made_is_read_again(row_id: UUID, version: int) -> None:
    text = tokens.make(DEMO, "invitation", row_id, version)
    assert tokens.read(DEMO, "invitation", text) == (row_id, version)
    assert text.isascii() and not set(text) & set("+/= ")


@given(st.text(max_size=80))
def test_what_anybody_types_opens_nothing(text: str) -> None:
    assert tokens.read(DEMO, "invitation", text) is None


@pytest.mark.parametrize("place", range(46))
def test_one_letter_that_differs_opens_nothing(place: int) -> None:
    text = tokens.make(DEMO, "invitation", UUID(int=5))
    assert len(text) == 46
    for letter in "AaBb01-_":
        altered = text[:place] + letter + text[place + 1 :]
        assert (tokens.read(DEMO, "invitation", altered) is None) == (altered != text)


def test_another_purpose_version_row_or_key_is_another_token() -> None:
    one = uuid4()
    text = tokens.make(DEMO, "invitation", one)
    assert tokens.read(DEMO, "password", text) is None
    other = Settings.model_validate({"mode": Mode.DEMO, "secret_key": "x" * 40})
    assert tokens.read(other, "invitation", text) is None
    assert len({text, tokens.make(DEMO, "invitation", one, 2), tokens.make(other, "a", one)}) == 3
    for cut in ("", text[:-1], text + "A", text + "=", f" {text}", text * 2):
        assert tokens.read(DEMO, "invitation", cut) is None


@pytest.mark.parametrize("key", ["", DEMO_KEY])
def test_production_makes_none_with_the_key_of_a_demonstration(key: str) -> None:
    settings = Settings.model_validate({"mode": Mode.PRODUCTION, "secret_key": key})
    with pytest.raises(Refused, match="SCHAKELBORD_SECRET_KEY"):
        tokens.make(settings, "invitation", UUID(int=5))
