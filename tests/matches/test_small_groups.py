"""Who may not know how few people a need is about and where they live reads the same page whatever
the answer is.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core import clock
from app.core.errors import Invalid
from app.matches.models import Match, MatchStatus
from app.suggestions.commands import Proposal, propose_match
from tests.exports.opened import taken
from tests.html import Page
from tests.matches.pairs import JAAP, ROELOF, Pairs
from tests.world import Visitors

SMALL: dict[str, Any] = {
    "title": "Hulp voor een paar mensen",
    "description": "",
    "quantity": 3,
    "people": 3,
}

PAGES = [
    "/bord",
    "/bord?municipality=GM1979",
    "/bord?q=Eemsdelta",
    "/behoeften",
    "/behoeften?municipality=GM1979",
    "/behoeften?q=Eemsdelta&status=all",
    "/behoeften?sort=newest",
    "/behoeften?sort=ending",
    "/behoeften/{need}",
    "/aanbod/{offer}",
    "/koppelingen/{match}",
    "/koppelingen/nieuw?need={need}",
    "/koppelingen/nieuw?offer={other_offer}",
    "/mijn-werk",
]
STRANGERS = ("farid", "greet", "daan", "eva")
PARTNER = "chantal"


def _proposed(pairs: Pairs, unit: str) -> Match:
    return pairs.propose(
        need=pairs.need(**SMALL, unit=unit), offer=pairs.offer(unit=unit), quantity=2
    )


def _asked(pairs: Pairs, unit: str) -> Match:
    return pairs.approve(_proposed(pairs, unit))


def _agreed(pairs: Pairs, unit: str) -> Match:
    return pairs.accept(_asked(pairs, unit))


def _in_rides(pairs: Pairs, unit: str) -> Match:
    """Asked in two units, both few."""
    offer = pairs.offer(unit="rides_per_week", quantity=12)
    return pairs.approve(
        pairs.propose(
            need=pairs.need(**SMALL, unit=unit), offer=offer, quantity=2, offer_quantity=2
        )
    )


STATES = {"proposed": _proposed, "asked": _asked, "agreed": _agreed, "in rides": _in_rides}


def _change(session: Session, match: Match) -> None:
    """One more person, elsewhere, of another organisation: all that could tell it, but for the sum
    on the offer.
    """
    session.execute(text("SET session_replication_role = replica"))  # the trail refuses changes
    for statement, key in (
        (
            "UPDATE need SET people = 4, quantity = 4, municipality_code = 'GM1950' WHERE id = "
            ":key",
            match.need_id,
        ),
        ("UPDATE need SET committed = 3 WHERE id = :key AND committed > 0", match.need_id),
        ("UPDATE match SET quantity = 3, offer_quantity = 3 WHERE id = :key", match.id),
        (
            "UPDATE audit_entry SET facts = facts || '{\"quantity\": 3}' WHERE object_id = :key "
            "AND facts ? 'quantity'",
            match.id,
        ),
        (
            "UPDATE organisation SET name = 'Gemeente Ergens' WHERE id = :key",
            match.need_organisation_id,
        ),
    ):
        session.execute(text(statement), {"key": key})
    session.execute(text("SET session_replication_role = origin"))
    session.commit()
    session.expire_all()


@pytest.mark.parametrize("unit", ["people", "places"])
@pytest.mark.parametrize("state", STATES)
def test_no_page_tells_others_how_few_they_are_or_where(
    visitors: Visitors, pairs: Pairs, state: str, unit: str
) -> None:
    match = STATES[state](pairs, unit)
    # Lists whose order the place would change.
    pairs.world.need(
        "farid",
        publish=True,
        urgency="acute",
        unit=unit,
        people=40,
        title="Boodschappen in Westerwolde",
    )
    for who, places in ((JAAP, ["GM1979"]), (ROELOF, ["GM1950"])):
        pairs.offer(who, municipalities=places, unit=unit)
    known = {
        "need": match.need_id,
        "offer": match.offer_id,
        "match": match.id,
        "other_offer": pairs.offer().id,
    }
    knowing = ["amina", *([PARTNER] if state == "agreed" else [])]
    masked = [*STRANGERS, *([] if state == "agreed" else [PARTNER])]

    def read(who: str) -> dict[str, str]:
        answers = {page: visitors[who].get(page.format(**known)) for page in PAGES}
        return {page: f"{answer.status_code} {answer.text}" for page, answer in answers.items()}

    with clock.at(clock.now()):
        pairs.session.commit()
        before = {who: read(who) for who in (*masked, *knowing)}
        _change(pairs.session, match)
        after = {who: read(who) for who in (*masked, *knowing)}
    told = {
        who: {page for page in PAGES if before[who][page] != after[who][page]} for who in before
    }
    assert {who: told[who] for who in masked} == {who: set() for who in masked}
    for who in knowing:
        assert told[who] >= {"/behoeften/{need}", "/koppelingen/{match}"}, (
            f"{who} knows it, so this test can fail"
        )
    assert before[PARTNER]["/koppelingen/nieuw?offer={other_offer}"].startswith("200")


def test_an_invited_partner_says_yes_to_all_that_is_asked_without_being_told_how_much(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = _asked(pairs, "people")
    pairs.session.commit()
    path, chantal = f"/koppelingen/{match.id}", visitors[PARTNER]
    page = Page(chantal.get(path).text)
    assert page.typed("quantity") == [""] * len(page.typed("quantity")) != []
    assert chantal.post(f"{path}/accepteren", data={"quantity": ""}).status_code == 303
    pairs.session.refresh(match)
    assert (match.status, match.quantity) == (MatchStatus.ACCEPTED, 2)
    shown = chantal.get(path).text
    assert "3 mensen" in shown and "Eemsdelta" in shown


@pytest.mark.parametrize(("typed", "agreed"), [(1, 1), (2, 2), (3, 3), (4, 3), (4000, 3)])
def test_a_number_typed_for_a_small_group_is_cut_and_never_refused(
    pairs: Pairs, typed: int, agreed: int
) -> None:
    assert pairs.accept(_asked(pairs, "people"), quantity=typed).quantity == agreed
    need, offer = pairs.need(**SMALL), pairs.offer()
    pairs.session.flush()
    proposal = Proposal(need=need.id, offer=offer.id, quantity=typed)
    proposed = propose_match(pairs.session, pairs[PARTNER], proposal)
    assert proposed.quantity == 3, "who may not know the number asks for all"


@pytest.mark.parametrize("state", ["accepted", "running"])
@pytest.mark.parametrize("unit", ["people", "pieces"])
@pytest.mark.parametrize("people", [1, 2, 3, 4])
@pytest.mark.parametrize("capacity", [4, 50])
def test_what_is_left_of_an_offer_does_not_tell_how_few_they_are(
    visitors: Visitors, pairs: Pairs, people: int, capacity: int, unit: str, state: str
) -> None:
    """A match for a small group takes as much as the largest of them would, for everybody."""
    need = pairs.need(**SMALL | {"people": people, "quantity": people, "unit": unit})
    offer = pairs.offer(quantity=capacity, unit=unit, title="Voor wie het nodig heeft")
    match = getattr(pairs, state)(need=need, offer=offer, quantity=people)
    pairs.session.commit()
    for who in (*STRANGERS, PARTNER, "amina"):
        (row,) = [
            row for row in taken(visitors[who], "/aanbod/lijst").rows if row["Titel"] == offer.title
        ]
        assert (row["Bezet"], row["Vrij"]) == (4, capacity - 4)
    page = " ".join(Page(visitors["greet"].get(f"/aanbod/{offer.id}").text)["content"].text.split())
    assert f"{capacity - 4} vrij van {capacity}" in page
    assert (match.quantity, need.committed) == (people, people)
    pairs.withdraw(match)
    assert (offer.committed, need.committed) == (0, 0)


def test_an_offer_gives_a_small_group_no_more_than_it_has(pairs: Pairs) -> None:
    offer = pairs.offer(quantity=3)
    pairs.accepted(need=pairs.need(**SMALL | {"people": 2, "quantity": 2}), offer=offer, quantity=2)
    assert offer.committed == 3


def test_who_knows_the_number_is_told_when_it_is_too_much(pairs: Pairs) -> None:
    need = pairs.need(**SMALL)
    with pytest.raises(Invalid):
        pairs.propose(need=need, quantity=4)


def test_a_small_group_is_always_reviewed_where_review_is_asked_across_municipalities(
    pairs: Pairs,
) -> None:
    pairs.review("across")
    assert pairs.propose(need=pairs.need(**SMALL), quantity=2).needs_review
    assert not pairs.propose(quantity=2).needs_review, "in one municipality"


def test_my_work_does_not_tell_the_invited_partner_which_municipality_asks(
    visitors: Visitors, pairs: Pairs
) -> None:
    _asked(pairs, "people")
    pairs.session.commit()
    shown = Page(visitors[PARTNER].get("/mijn-werk").text)["content"].text
    assert "een organisatie in de regio" in shown and "Eemsdelta" not in shown
