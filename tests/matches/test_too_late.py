"""Whoever answers just after a colleague hears what was done, and not that they may not."""

from __future__ import annotations

import pytest

from tests.matches.pairs import Pairs
from tests.world import Visitors

NO, BACK = {"reason": "too_far"}, {"reason": "wrong"}
LAST = "Het laatste wat er gebeurde:"


def refusal(visitors: Visitors, who: str, address: str, typed: dict[str, str]) -> str:
    answer = visitors[who].post(address, data=typed)
    assert answer.status_code == 409
    return " ".join(answer.text.split())


@pytest.mark.parametrize("verb", ["afwijzen", "accepteren"])
def test_after_the_first_yes_of_a_colleague(pairs: Pairs, visitors: Visitors, verb: str) -> None:
    match = pairs.accept(pairs.propose("daan"), "chantal")
    pairs.session.commit()
    said = refusal(visitors, "chantal", f"/koppelingen/{match.id}/{verb}", NO)
    assert "Jullie organisatie heeft hier al ja op gezegd." in said
    person = pairs.world.person("chantal").name
    assert f"Ja van Boodschappenhulp Delfzijl door {person}" in said.split(LAST)[1]


def test_after_a_yes_that_somebody_else_writes_down(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.accept(pairs.propose("daan"), "chantal")
    pairs.session.commit()
    typed = NO | {"on_behalf": "1", "channel": "phone"}
    said = refusal(visitors, "amina", f"/koppelingen/{match.id}/afwijzen", typed)
    assert "Ja van Boodschappenhulp Delfzijl" in said.split(LAST)[1]
    assert pairs.world.person("chantal").name not in said, "of the other side no person is named"


def test_after_a_colleague_of_the_team_approved(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.approved()
    pairs.session.commit()
    said = refusal(visitors, "daan", f"/koppelingen/{match.id}/afwijzen", NO)
    assert "Het team van de regio heeft hier al ja op gezegd." in said


@pytest.mark.parametrize(
    ("verb", "typed", "who"),
    [
        ("afwijzen", NO, "chantal"),
        ("intrekken", BACK, "chantal"),
        ("intrekken", BACK, "daan"),
        ("intrekken", BACK, "bram"),
        ("terugdraaien", {}, "chantal"),
    ],
)
def test_after_a_no(
    pairs: Pairs, visitors: Visitors, verb: str, typed: dict[str, str], who: str
) -> None:
    match = pairs.decline(pairs.approved())
    match.undo_until = None
    pairs.session.commit()
    said = refusal(visitors, who, f"/koppelingen/{match.id}/{verb}", typed)
    assert "Nee van Boodschappenhulp Delfzijl" in said.split(LAST)[1]


@pytest.mark.parametrize(("verb", "typed"), [("intrekken", BACK), ("terugdraaien", {})])
def test_after_an_answer_that_a_colleague_took_back(
    pairs: Pairs, visitors: Visitors, verb: str, typed: dict[str, str]
) -> None:
    match = pairs.undo(pairs.accepted())
    pairs.session.commit()
    refusal(visitors, "chantal", f"/koppelingen/{match.id}/{verb}", typed)


def test_after_the_last_yes_a_member_hears_who_can_stop_it(
    pairs: Pairs, visitors: Visitors
) -> None:
    match = pairs.accepted()
    pairs.session.commit()
    said = refusal(visitors, "bram", f"/koppelingen/{match.id}/intrekken", BACK)
    assert "een coördinator kan het stoppen" in said


def test_after_a_colleague_closed_the_need(pairs: Pairs, visitors: Visitors) -> None:
    need = pairs.need()
    pairs.session.commit()
    closing, withdrawing = {"outcome": "unmet"}, {"reason": "no_longer_needed"}
    assert visitors["amina"].post(f"/behoeften/{need.id}/sluiten", data=closing).status_code == 303
    said = refusal(visitors, "amina", f"/behoeften/{need.id}/intrekken", withdrawing)
    assert pairs.world.person("amina").name in said.split(LAST)[1].split("</p>")[0]


def test_who_never_answers_for_this_match_hears_that(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.approved()
    pairs.session.commit()
    for who in ("amina", "bram", "farid", "greet"):
        answer = visitors[who].post(f"/koppelingen/{match.id}/afwijzen", data=NO)
        assert answer.status_code == 403, who
