"""A yes or a no in a file: it comes in as it goes out, of every field that asks for one."""

from __future__ import annotations

import pytest

from app.core.i18n import speaking
from app.imports.vocabulary import Vocabulary


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize(("value", "sent"), [(True, "1"), (False, "0")])
def test_what_a_file_of_ours_says_is_read_again(locale: str, value: bool, sent: str) -> None:
    words = Vocabulary([], [], [], [], [], [])
    with speaking(locale):
        told = words.say("sure_no_names", value)
        assert words.says("sure_no_names", [told.upper()], value)
        assert not words.says("sure_no_names", [told], not value)
    assert words.read("sure_no_names", told).codes == (sent,)
