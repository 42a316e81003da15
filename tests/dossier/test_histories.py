"""What happened to a match, in words: on its own page, and on those of its need and its offer."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.matches.models import Match
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors

EVERYBODY = ("amina", "chantal", "daan", "farid", "greet")


def told(client: TestClient, address: str, words: str) -> bool:
    return words in Page(client.get(address).text)["content"].text


def pages(match: Match) -> tuple[str, str]:
    return f"/behoeften/{match.need_id}", f"/aanbod/{match.offer_id}"


def test_the_page_of_a_match_names_who_proposed_and_who_said_yes(
    visitors: Visitors, pairs: Pairs
) -> None:
    here = f"/koppelingen/{pairs.accepted(quantity=25).id}"
    for words in (
        "Voorgesteld door Gemeente Eemsdelta, voor 25",
        "Ja van Boodschappenhulp Delfzijl: 25 afgesproken",
    ):
        assert told(visitors["amina"], here, words), words
    for who in ("amina", "chantal", "daan", "greet"):
        assert not told(visitors[who], here, "de organisatie met"), who


@pytest.mark.parametrize(
    ("do", "of_need", "of_offer"),
    [
        (lambda pairs, match: None, "voorgesteld, voor 25", "voorgesteld, voor 25"),
        (
            lambda pairs, match: pairs.approve(match),
            "goedgekeurd door het team van de regio",
            "goedgekeurd door het team van de regio",
        ),
        (
            lambda pairs, match: pairs.decline(pairs.approve(match)),
            "Koppeling met Boodschappenhulp Delfzijl afgewezen",
            "Koppeling met Gemeente Eemsdelta afgewezen",
        ),
        (
            lambda pairs, match: pairs.accept(pairs.approve(match)),
            "Afgesproken met Boodschappenhulp Delfzijl, voor 25",
            "Afgesproken met Gemeente Eemsdelta, voor 25",
        ),
    ],
    ids=["proposed", "approved", "declined", "accepted"],
)
def test_need_and_offer_tell_what_happened_to_their_matches(
    visitors: Visitors, pairs: Pairs, do: Any, of_need: str, of_offer: str
) -> None:
    match = pairs.propose(quantity=25)
    do(pairs, match)
    need, offer = pages(match)
    for who in EVERYBODY:
        assert told(visitors[who], need, of_need), who
        assert told(visitors[who], offer, of_offer), who
    assert visitors["hugo"].get(need).status_code == 404


def test_others_do_not_read_who_said_no_and_why(visitors: Visitors, pairs: Pairs) -> None:
    match = pairs.decline(pairs.approved(), reason="too_far", note="We hebben geen auto")
    for who in EVERYBODY:
        for address in pages(match):
            text = visitors[who].get(address).text
            assert "Te ver weg" not in text and "geen auto" not in text, (who, address)


def test_a_small_group_has_no_owner_and_no_number_in_the_history(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(title="Hulp voor een paar mensen", quantity=3, people=3)
    match = pairs.approved(need=need, quantity=3)
    of_need, of_offer = pages(match)
    for who in ("farid", "greet", "daan"):
        assert told(visitors[who], of_need, "Koppeling met Boodschappenhulp Delfzijl voorgesteld")
        assert told(
            visitors[who], of_offer, "Koppeling met een organisatie in de regio voorgesteld"
        )
        for address in (of_need, of_offer, f"/koppelingen/{match.id}"):
            assert not told(visitors[who], address, "voorgesteld, voor 3"), (who, address)
            assert not told(visitors[who], address, "Voorgesteld door Gemeente Eemsdelta")


def test_names_of_people_stand_only_beside_what_their_own_organisation_did(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = pairs.approved()
    assert not told(visitors["amina"], pages(match)[0], "Daan")
