"""What a match takes of an offer that counts in another unit tells nobody how few people it is for:
before the yes, after it, and when the one or the other is edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from app.core import clock
from app.core.errors import AppError
from app.matches import small_groups
from app.matches.estimates import HOURS_PER_PERSON, PER_PERSON, estimate
from app.matches.models import Match
from app.needs.models import Need
from app.offers.models import Offer
from app.planning.question_queries import find_stock
from app.reference.models import Unit
from tests.exports.opened import taken
from tests.matches.pairs import JAAP, Pairs, sums
from tests.matches.test_full_small_groups import anonymous, thrown_away
from tests.world import Visitors

TITLE = "Bezoek voor een paar mensen"
OUTSIDE = ("farid", "daan")
PARTNER = "chantal"
PAGES = [
    "/behoeften/{need}",
    "/aanbod/{offer}",
    "/koppelingen/{match}",
    "/mijn-werk",
    "/bord/beoordelen/{match}",
]
LISTS = ["/aanbod/lijst"]
EVERY = (1, 2, 3, 4)  # of what is counted; of what is read the two ends


@dataclass(frozen=True)
class Rate:
    """How a need and an offer count, and what somebody types for so many: None, and they leave what
    the form begins with.
    """

    kind: str
    of_need: Unit
    of_offer: Unit
    typed: Callable[[int], int] | None = None


HOURS = Rate("buddy_visits", Unit.PEOPLE, Unit.HOURS_PER_WEEK)
BY_HAND = Rate("childcare", Unit.PEOPLE, Unit.HOURS_PER_WEEK, lambda many: 7 * many)
ROUNDED = Rate("pet_care", Unit.HOURS_PER_WEEK, Unit.PEOPLE)
PARCELS = Rate("groceries_meals", Unit.PARCELS_PER_WEEK, Unit.RIDES_PER_WEEK, lambda many: 2 * many)
EVERY_KIND = [Rate(kind, Unit.PEOPLE, Unit.HOURS_PER_WEEK) for kind in HOURS_PER_PERSON]
EVERY_UNIT = [Rate("buddy_visits", Unit.PEOPLE, unit) for unit in PER_PERSON]
TURNED = [Rate(each.kind, each.of_offer, each.of_need) for each in (*EVERY_KIND, *EVERY_UNIT)]


class Acts:
    """One need of so many people, and what is done with it."""

    def __init__(self, pairs: Pairs, people: int, rate: Rate, capacity: int) -> None:
        self.pairs, self.people, self.rate = pairs, people, rate
        self.need: Need = pairs.need(
            title=TITLE,
            description="",
            support_type=rate.kind,
            quantity=people,
            people=people,
            unit=rate.of_need.value,
        )
        self.offer: Offer = pairs.offer(
            PARTNER,
            title="Hulp van ons",
            support_type=rate.kind,
            unit=rate.of_offer.value,
            quantity=capacity,
        )
        self.match: Match | None = None

    def propose(self, who: str = "amina") -> Match:
        """As the form begins: for who may not know how many there are, with four."""
        wanted = self.need.left if who == "amina" else 4
        rate, free = self.rate, self.offer.left
        start = estimate(rate.kind, rate.of_need, rate.of_offer, wanted, free)
        quantity, takes = start.quantity or wanted, start.offer_quantity
        if self.rate.typed is not None:
            takes = self.rate.typed(quantity)
        self.match = self.pairs.propose(
            who, need=self.need, offer=self.offer, quantity=quantity, offer_quantity=takes
        )
        return self.match


def owner_asks(acts: Acts) -> Iterator[None]:
    match = acts.propose()
    yield
    acts.pairs.approve(match)
    yield
    acts.pairs.accept(match)
    yield
    acts.pairs.undo(match)
    yield
    acts.pairs.accept(match)
    acts.pairs.start(match)
    yield
    acts.pairs.complete(match)
    yield


def noted_and_taken_back(acts: Acts) -> Iterator[None]:
    """The team writes a yes down, and types what it would be for the largest group."""
    match = acts.pairs.approve(acts.propose())
    acts.pairs.accept(match, "daan", on_behalf="1", channel="phone", offer_quantity=10)
    yield
    acts.pairs.undo(match)
    yield
    acts.pairs.accept(match, quantity=1)
    yield
    acts.pairs.withdraw(match)
    yield


def team_asks(acts: Acts) -> Iterator[None]:
    match = acts.propose("daan")
    yield
    acts.pairs.accept(match)
    yield
    acts.pairs.accept(match, "amina")
    yield


def partner_offers(acts: Acts) -> Iterator[None]:
    match = acts.pairs.approve(acts.propose(PARTNER))
    yield
    acts.pairs.accept(match, "amina")
    yield
    acts.pairs.withdraw(match, PARTNER, reason="cannot_anymore")
    yield


def edited_while_asked(acts: Acts) -> Iterator[None]:
    match = acts.pairs.approve(acts.propose())
    other = acts.people % 4 + 1
    acts.pairs.edit(acts.need, quantity=other, people=other)
    yield
    acts.pairs.accept(match)
    yield


def edited_when_agreed(acts: Acts) -> Iterator[None]:
    """It is no small group any more, and is one again; the offer has more."""
    match = acts.pairs.approve(acts.propose())
    acts.pairs.accept(match)
    acts.pairs.edit(acts.offer, quantity=acts.offer.quantity + 10, sure_terms=True)
    yield
    acts.pairs.edit(acts.need, quantity=9, people=9, sure_terms=True)
    acts.pairs.edit(acts.need, quantity=acts.people, people=acts.people, sure_terms=True)
    yield
    acts.pairs.edit(acts.need, quantity=4, people=4, sure_terms=True)
    yield
    acts.pairs.withdraw(match)
    yield


WAYS = [
    owner_asks,
    noted_and_taken_back,
    team_asks,
    partner_offers,
    edited_while_asked,
    edited_when_agreed,
]


def _steps(acts: Acts, way: Callable[[Acts], Iterator[None]], read: Callable[[], Any]) -> list[Any]:
    """What is read after every act, until one is refused."""
    steps: list[Any] = []
    going = way(acts)
    while True:
        try:
            next(going)
            refused = ""
        except StopIteration:
            return steps
        except AppError as problem:
            refused = repr(problem)
        acts.pairs.session.commit()
        steps.append((refused, read()))
        if refused:
            return steps


def _of_each(
    pairs: Pairs,
    connection: Connection,
    rate: Rate,
    capacity: int,
    way: Callable[[Acts], Iterator[None]],
    read: Callable[[Acts], Any],
    numbers: tuple[int, ...] = (1, 4),
) -> dict[int, list[Any]]:
    told = {}
    with clock.at(clock.now()):
        for people in numbers:
            with thrown_away(pairs, connection):
                acts = Acts(pairs, people, rate, capacity)
                told[people] = _steps(acts, way, partial(read, acts))
    return told


@pytest.mark.parametrize("rate", [HOURS, BY_HAND, ROUNDED, PARCELS])
@pytest.mark.parametrize(
    ("way", "capacity"),
    # Its owner, who knows the number, is refused what does not fit.
    [
        *((way, 50) for way in WAYS),
        *((way, 5) for way in WAYS if way not in (team_asks, partner_offers)),
    ],
)
def test_what_is_taken_is_one_number_for_every_small_group(
    pairs: Pairs,
    connection: Connection,
    way: Callable[[Acts], Iterator[None]],
    capacity: int,
    rate: Rate,
) -> None:
    def read(acts: Acts) -> tuple[int, int]:
        assert acts.offer.committed == sums(pairs.session, acts.offer) <= acts.offer.quantity
        assert acts.need.committed == sums(pairs.session, acts.need)
        return acts.offer.committed, acts.offer.left

    pairs.review("all")
    told = _of_each(pairs, connection, rate, capacity, way, read, EVERY)
    if rate.typed is None or capacity == 50:
        assert [told[people] for people in EVERY] == [told[1]] * 4
    assert capacity == 5 or all(any(takes for _, (takes, _) in steps) for steps in told.values())


@pytest.mark.parametrize("rate", [*EVERY_KIND, *EVERY_UNIT, *TURNED], ids=str)
def test_it_is_one_number_of_every_kind_and_unit(
    pairs: Pairs, connection: Connection, rate: Rate
) -> None:
    """And it is what the largest of them takes, so that there is enough for it."""
    if rate.of_need is rate.of_offer:
        pytest.skip("no two units")
    pairs.review("all")
    told = _of_each(
        pairs, connection, rate, 50, edited_while_asked, lambda acts: acts.offer.committed
    )
    assert told[4] == told[1]
    largest = estimate(rate.kind, rate.of_need, rate.of_offer, 4, 50).offer_quantity
    assert largest is not None and told[1][-1][1] == max(largest, 4)


@pytest.mark.parametrize(
    ("way", "rate", "readers"),
    [
        (owner_asks, HOURS, (*OUTSIDE, PARTNER)),
        (owner_asks, BY_HAND, OUTSIDE),
        (noted_and_taken_back, HOURS, OUTSIDE),
        (team_asks, HOURS, (*OUTSIDE, PARTNER)),
    ],
)
def test_nobody_outside_reads_how_few_they_are(
    visitors: Visitors,
    pairs: Pairs,
    connection: Connection,
    way: Callable[[Acts], Iterator[None]],
    rate: Rate,
    readers: tuple[str, ...],
) -> None:
    """Pages and files; the partner that is asked, until it has said yes."""
    pairs.review("all")
    for who in (*readers, PARTNER):
        visitors[who]

    def read(acts: Acts) -> dict[str, str]:
        assert acts.match is not None
        known = {"need": acts.need.id, "offer": acts.offer.id, "match": acts.match.id}
        told = {}
        for who in readers:
            if who == PARTNER and _partner_knows(acts):
                continue
            for page in PAGES:
                answer = visitors[who].get(page.format(**known))
                told[f"{who} {page}"] = f"{answer.status_code} {anonymous(answer.text)}"
            for page in LISTS:
                told[f"{who} {page}"] = str(
                    [anonymous(str(row)) for row in taken(visitors[who], page).rows]
                )
        return told

    told = _of_each(pairs, connection, rate, 50, way, read)
    for one, more in zip(told[1], told[4], strict=True):
        assert one[0] == more[0]
        differing = {page: _first(one[1][page], more[1][page]) for page in one[1]}
        assert {page: lines for page, lines in differing.items() if lines} == {}


def _partner_knows(acts: Acts) -> bool:
    return acts.offer.organisation_id in acts.need.known_to


def _first(one: str, more: str) -> list[tuple[str, str]]:
    """The first line that tells, of both."""
    lines = zip(one.splitlines(), more.splitlines(), strict=False)
    return [(a.strip(), b.strip()) for a, b in lines if a != b][:1] or (
        [] if one == more else [("", "another number of lines")]
    )


def test_the_partner_is_told_what_it_takes_at_most(visitors: Visitors, pairs: Pairs) -> None:
    """As much as the largest small group: it can say yes to that without knowing how few."""
    acts = Acts(pairs, 3, HOURS, 50)
    match = pairs.approve(acts.propose())
    pairs.session.commit()
    page = visitors[PARTNER].get(f"/koppelingen/{match.id}").text
    assert "8 uur per week" in page and "6 uur per week" not in page
    answer = visitors[PARTNER].post(
        f"/koppelingen/{match.id}/accepteren", data={"quantity": "", "offer_quantity": "8"}
    )
    assert answer.status_code == 303
    pairs.session.expire_all()
    assert (match.quantity, match.offer_quantity, acts.offer.committed) == (3, 8, 8)


def test_what_one_knows_is_taken_again_when_they_are_no_small_group(pairs: Pairs) -> None:
    acts = Acts(pairs, 3, HOURS, 50)
    match = pairs.accept(pairs.approve(acts.propose()))
    assert acts.offer.committed == 8
    pairs.edit(acts.need, quantity=9, people=9, sure_terms=True)
    assert (match.offer_quantity, acts.offer.committed) == (6, 6)
    pairs.edit(acts.need, quantity=3, people=3, sure_terms=True)
    assert (match.offer_quantity, acts.offer.committed) == (8, 8)


@pytest.mark.parametrize("rate", [HOURS, BY_HAND, ROUNDED])
def test_a_plan_counts_what_waits_for_an_answer_as_the_yes_will(
    pairs: Pairs, connection: Connection, rate: Rate
) -> None:
    """The rule of a loaded match and that of a statement are one."""

    def asked(acts: Acts) -> Iterator[None]:
        acts.pairs.approve(acts.propose())
        yield

    def read(acts: Acts) -> int:
        _needs, left = find_stock(pairs.session, acts.offer.region_code)
        assert acts.match is not None
        assert left[acts.offer.id] == 50 - small_groups.of_largest(acts.need, acts.match)
        return left[acts.offer.id]

    told = _of_each(pairs, connection, rate, 50, asked, read, EVERY)
    assert [told[people] for people in EVERY] == [told[1]] * 4


def test_a_small_group_never_takes_more_than_there_is(pairs: Pairs) -> None:
    acts = Acts(pairs, 3, HOURS, 7)
    pairs.accept(pairs.approve(acts.propose()))
    assert (acts.offer.committed, acts.offer.left) == (7, 0)


def test_people_of_a_need_in_hours_are_not_counted_in_an_offer_for_people(pairs: Pairs) -> None:
    """Six hours is told; that an offer for people takes three of it would tell who they are."""
    need = pairs.need(
        title=TITLE, description="", support_type="buddy_visits", quantity=6, people=3,
        unit="hours_per_week",
    )  # fmt: skip
    offer = pairs.offer(JAAP, support_type="buddy_visits", unit="people", quantity=50)
    pairs.accepted(need=need, offer=offer, quantity=6, offer_quantity=3)
    assert offer.committed == 4
