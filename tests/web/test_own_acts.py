"""Who comes back to a page that has moved on hears what is true, also after an act of their own:
nothing says that somebody else was first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages import pofile

from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs, in_state
from tests.world import Visitors

CATALOGUE = Path("app/locale/nl/LC_MESSAGES/messages.po")
# Of somebody, in one sentence with what they did before the reader.
BLAMES = re.compile(r"\biemand\b[^.?]*\b(?:net voor|eerder|gewijzigd|veranderd)\b", re.IGNORECASE)


def test_no_sentence_says_that_somebody_else_was_first() -> None:
    with CATALOGUE.open("rb") as file:
        told = [
            text
            for message in pofile.read_po(file)
            for text in (
                [message.string] if isinstance(message.string, str) else message.string or ()
            )
        ]
    assert len(told) > 2000
    blaming = [text for text in told if BLAMES.search(text)]
    assert not blaming, "who reads it may have done it themselves, in another tab"


def post(visitors: Visitors, who: str, address: str, **given: Any) -> Any:
    return visitors[who].post(address, data=given)


def refused(answer: Any, status: int = 409) -> str:
    assert answer.status_code == status, answer.text[:500]
    assert not BLAMES.search(re.sub(r"<[^>]+>", " ", answer.text))
    return str(answer.text)


@pytest.mark.parametrize("before", ["own undo", "own repeat", "somebody else"])
def test_a_match_that_has_moved_on(visitors: Visitors, pairs: Pairs, before: str) -> None:
    """A button of a page that is still open in another tab."""
    match = in_state(pairs, "approved")
    pairs.session.commit()
    page = f"/koppelingen/{match.id}"
    if before == "own undo":
        assert post(visitors, "chantal", f"{page}/accepteren").status_code == 303
        assert post(visitors, "chantal", f"{page}/terugdraaien").status_code == 303
        visitors["chantal"].get(page)
        answer = post(visitors, "chantal", f"{page}/starten")
    elif before == "own repeat":
        for verb in ("accepteren", "starten"):
            assert post(visitors, "chantal", f"{page}/{verb}").status_code == 303
        answer = post(visitors, "chantal", f"{page}/accepteren")
    else:
        assert post(visitors, "amina", f"{page}/intrekken", reason="wrong").status_code == 303
        answer = post(visitors, "chantal", f"{page}/accepteren")
    refused(answer)


@pytest.mark.parametrize("whose", ["own", "of a colleague"])
def test_an_action_that_has_moved_on(visitors: Visitors, pairs: Pairs, whose: str) -> None:
    action = Deeds(pairs).action("amina")
    pairs.session.commit()
    first = "amina" if whose == "own" else "bram"
    page = f"/acties/{action.id}"
    assert post(visitors, first, f"{page}/starten").status_code == 303
    visitors["amina"].get(page)
    post(visitors, "amina", f"{page}/stappen", title="Busje regelen")
    assert "Deze actie is intussen al verder." in refused(
        post(visitors, "amina", f"{page}/starten")
    )
