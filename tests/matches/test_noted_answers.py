"""A yes that the other side wrote down commits, and tells who wrote it down nothing: not how to
reach that side, and not how few a small group are or where, until that side or the team says that
it is right.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import Forbidden
from app.matches.models import Match, MatchStatus, Side
from app.matches.policy import MatchPolicy
from app.needs.models import Need
from app.needs.policy import is_masked
from tests.matches.pairs import Pairs
from tests.matches.test_contact import contacts
from tests.world import Visitors

SMALL: dict[str, Any] = {
    "title": "Hulp voor een paar mensen",
    "description": "",
    "quantity": 3,
    "people": 3,
}
BY_PHONE = {"on_behalf": "1", "channel": "phone"}
# Who proposes, who answers for the other side, and who of both organisations may learn what by it.
ANSWERS = [
    ("amina", None, True),
    ("amina", "amina", False),
    ("amina", "daan", True),
    ("chantal", None, True),
    ("chantal", "chantal", False),
    ("chantal", "daan", True),
]
OTHER = {"amina": "chantal", "chantal": "amina"}


def agreed(pairs: Pairs, proposer: str, writer: str | None) -> Match:
    match = pairs.propose(
        proposer, need=pairs.need(**SMALL), offer=pairs.offer(quantity=30), quantity=2
    )
    pairs.approve(match)
    given = BY_PHONE if writer else {}
    return pairs.accept(match, writer or OTHER[proposer], **given)


def seen(visitors: Visitors, pairs: Pairs, who: str, match: Match) -> bool:
    """Whether they read how to reach the other side."""
    own = {"amina": "Gemeente Eemsdelta", "bram": "Gemeente Eemsdelta"}.get(who)
    known = contacts(pairs)[:2] if own is None else contacts(pairs)[2:]
    page = visitors[who].get(f"/koppelingen/{match.id}").text
    found = {value in page for value in known}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(("proposer", "writer", "learns"), ANSWERS)
def test_who_wrote_a_yes_down_learns_nothing_by_it(
    visitors: Visitors, pairs: Pairs, proposer: str, writer: str | None, learns: bool
) -> None:
    match = agreed(pairs, proposer, writer)
    pairs.session.commit()
    assert match.status is MatchStatus.ACCEPTED
    assert seen(visitors, pairs, proposer, match) is learns
    # Its own yes was its own, so the side whose answer it was may call.
    assert seen(visitors, pairs, OTHER[proposer], match)
    if proposer == "amina":
        assert seen(visitors, pairs, "bram", match) is learns
    knows_place = proposer == "amina" or learns
    assert is_masked(pairs["chantal"], match.need) is not knows_place


@pytest.mark.parametrize("who", ["farid", "greet", "bram", "chantal"])
def test_only_the_side_itself_or_the_team_can_say_that_it_is_right(pairs: Pairs, who: str) -> None:
    match = agreed(pairs, "chantal", "chantal")
    with pytest.raises(Forbidden):
        pairs.vouch(match, who)


@pytest.mark.parametrize("proposer", ["amina", "chantal"])
@pytest.mark.parametrize("by_team", [False, True])
def test_then_the_other_side_learns_what_partners_learn(
    visitors: Visitors, pairs: Pairs, proposer: str, by_team: bool
) -> None:
    match = agreed(pairs, proposer, proposer)
    pairs.session.commit()
    button = f"/koppelingen/{match.id}/klopt"
    assert button not in visitors[proposer].get(f"/koppelingen/{match.id}").text
    who = "daan" if by_team else OTHER[proposer]
    assert button in visitors[who].get(f"/koppelingen/{match.id}").text
    said = visitors[who].post(button)
    assert said.status_code == 303
    pairs.session.expire_all()
    assert seen(visitors, pairs, proposer, match)
    assert not is_masked(pairs["chantal"], pairs.session.get_one(Need, match.need_id))
    assert visitors[who].post(button).status_code in (303, 409)


def test_a_proposal_of_the_team_is_no_way_round(pairs: Pairs) -> None:
    match = pairs.propose("daan", need=pairs.need(**SMALL), offer=pairs.offer(), quantity=2)
    pairs.accept(match, "chantal")
    pairs.accept(match, "chantal", **BY_PHONE)
    assert match.status is MatchStatus.ACCEPTED and match.unproven == [Side.NEED]
    assert is_masked(pairs["chantal"], match.need)
    assert not MatchPolicy(pairs["chantal"], match).contact
    assert MatchPolicy(pairs["daan"], match).contact


def test_who_begins_says_so_too(pairs: Pairs) -> None:
    match = agreed(pairs, "chantal", "chantal")
    pairs.start(match, "amina")
    assert match.unproven == [] and not is_masked(pairs["chantal"], match.need)


@pytest.mark.parametrize("who", ["bram", "chantal"])
def test_a_member_and_the_other_side_begin_without_saying_it(pairs: Pairs, who: str) -> None:
    match = agreed(pairs, "chantal", "chantal")
    pairs.start(match, who)
    assert match.unproven == [Side.NEED] and is_masked(pairs["chantal"], match.need)


def test_an_answer_that_is_undone_says_nothing(pairs: Pairs) -> None:
    match = agreed(pairs, "chantal", "chantal")
    pairs.undo(match, "amina")
    assert match.unproven == [] and match.need_answer_by is None
    pairs.accept(match, "amina")
    assert match.unproven == [] and not is_masked(pairs["chantal"], match.need)
