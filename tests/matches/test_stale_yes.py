"""A yes is a yes to what somebody saw. When need or offer was changed after the page was made, the
button of that page does nothing but say so.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.matches.models import Match, MatchStatus
from app.needs.models import Need
from app.offers.models import Offer
from tests.matches.pairs import Pairs
from tests.matches.test_terms import agreed
from tests.world import Visitors

CHANGED = "Waar dit over gaat, is gewijzigd nadat je de pagina opende"
EDITS: list[tuple[str, dict[str, Any]]] = [
    ("need", {"support_type": "transport"}),
    ("need", {"target_group": "homeless"}),
    ("need", {"title": "40 mensen zoeken advies"}),
    ("need", {"description": "Alleen op zondagavond."}),
    ("need", {"needed_until": clock.today() + timedelta(days=20)}),
    ("offer", {"support_type": "transport"}),
    ("offer", {"municipalities": ["GM0765"]}),
    ("offer", {"description": "Alleen op zondagavond."}),
]


def edited(pairs: Pairs, match: Match, side: str, changes: dict[str, Any]) -> None:
    thing = (
        pairs.session.get_one(Need, match.need_id)
        if side == "need"
        else pairs.session.get_one(Offer, match.offer_id)
    )
    pairs.edit(thing, **changes, sure_terms=True)
    pairs.session.commit()


def button(client: TestClient, page: str, address: str) -> dict[str, str]:
    """What the form with this address on a page sends."""
    text = client.get(page).text
    form = re.search(rf'<form[^>]*action="{re.escape(address)}".*?</form>', text, re.DOTALL)
    assert form is not None, address
    return dict(re.findall(r'name="(seen|quantity|offer_quantity)"[^>]*value="([^"]*)"', form[0]))


def pages(match: Match, verb: str) -> list[tuple[str, str]]:
    """Where the button stands, and where it leads."""
    address = f"/koppelingen/{match.id}/{verb}"
    found = [(f"/koppelingen/{match.id}", address)]
    if verb == "accepteren":
        found.append(("/mijn-werk", address))
    if verb == "goedkeuren":
        review = f"/bord/beoordelen/{match.id}"
        found.append((review, review + "/goedkeuren"))
    return found


def arranged(pairs: Pairs, verb: str) -> tuple[Match, str]:
    """A match that waits for this verb, and whose verb it is."""
    if verb == "bevestigen":
        match = agreed(pairs)
        edited(pairs, match, "need", {"target_group": "informal_carers"})
        return match, "chantal"
    match = pairs.propose()
    if verb == "accepteren":
        pairs.approve(match)
    pairs.session.commit()
    return match, "daan" if verb == "goedkeuren" else "chantal"


@pytest.mark.parametrize("verb", ["goedkeuren", "accepteren", "bevestigen"])
@pytest.mark.parametrize(("side", "changes"), EDITS, ids=str)
def test_a_yes_of_an_old_page_says_that_it_changed(
    pairs: Pairs, visitors: Visitors, verb: str, side: str, changes: dict[str, Any]
) -> None:
    match, who = arranged(pairs, verb)
    sent = [(address, button(visitors[who], page, address)) for page, address in pages(match, verb)]
    before = match.status
    edited(pairs, match, side, changes)
    for address, fields in sent:
        assert fields.get("seen"), address
        answer = visitors[who].post(address, data=fields)
        assert answer.status_code == 409 and CHANGED in answer.text, address
        pairs.session.refresh(match)
        assert match.status is before


@pytest.mark.parametrize("verb", ["goedkeuren", "accepteren", "bevestigen"])
def test_a_yes_of_a_new_page_counts(pairs: Pairs, visitors: Visitors, verb: str) -> None:
    for number in range(len(pages(arranged(pairs, verb)[0], verb))):
        match, who = arranged(pairs, verb)
        edited(pairs, match, "need", {"description": "Alleen op zondagavond."})
        page, address = pages(match, verb)[number]
        answer = visitors[who].post(address, data=button(visitors[who], page, address))
        assert answer.status_code == 303, answer.text
        pairs.session.refresh(match)
        assert match.status is (
            MatchStatus.APPROVED if verb == "goedkeuren" else MatchStatus.ACCEPTED
        )
