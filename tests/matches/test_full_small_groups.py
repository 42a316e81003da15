"""When a small group is full tells nobody how few people it has: for the same acts, whoever may not
know their number reads the same, of one person as of four.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import col, select

from app.core import clock
from app.core.errors import AppError
from app.matches.models import Match
from app.needs.models import Need
from app.needs.policy import needs_help, still_asks
from tests.html import without_dates
from tests.matches.pairs import JAAP, KARIN, MARIJKE, Pairs
from tests.neighbours.boards import open_board
from tests.world import Visitors

TITLE = "Hulp voor een paar mensen"
BY_PHONE = {"on_behalf": "1", "channel": "phone"}
PAGES = [
    "/bord",
    "/bord?without_help=1",
    "/bord?municipality=GM1979",
    "/bord/beoordelen",
    "/bord/beoordelen/suggesties",
    "/bord/beoordelen/suggesties/{need}",
    "/bord/plan",
    "/behoeften?status=needed",
    "/behoeften?status=all",
    "/behoeften?without_help=1",
    "/behoeften?sort=ending",
    "/behoeften/{need}",
    "/aanbod",
    "/aanbod?free=1",
    "/aanbod/{other_offer}",
    "/koppelingen/nieuw?need={need}",
    "/koppelingen/nieuw?offer={other_offer}",
    "/zoeken?q=paar+mensen",
    "/netwerk",
    "/doelgroepen",
    "/doelgroepen?municipality=GM1979",
    "/doelgroepen/older_people",
    "/mijn-werk",
    "/behoeften/lijst.csv?status=all",
    "/behoeften/lijst.csv?status=needed",
    "/bord/lijst.csv",
    "/aanbod/lijst.csv",
    "/doelgroepen/lijst.csv",
]
ABROAD = ["/regio/VR01/bord", "/regio/VR01/bord/aanbod", "/regio/VR01/behoeften/{need}"]
OUTSIDE = ("farid", "greet", "daan", "eva", "chantal", "hugo")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Acts:
    """What is done in public, one act after another, and what each was answered."""

    def __init__(self, pairs: Pairs, people: int, unit: str, capacity: int) -> None:
        self.pairs, self.people = pairs, people
        self.need = pairs.need(
            title=TITLE, description="", quantity=people, people=people, unit=unit
        )
        self.offers = [
            pairs.offer(who, unit=unit, quantity=capacity, title=f"Hulp van {who}")
            for who in (JAAP, KARIN, MARIJKE)
        ]
        self.other = pairs.offer(unit=unit, quantity=50, title="Hulp van ons")
        self.matches: list[Match] = []

    def ask(self, *places: int, who: str = "amina") -> None:
        for place in places:
            match = self.pairs.propose(who, need=self.need, offer=self.offers[place], quantity=1)
            self.matches.append(match)

    def agree(self, place: int) -> None:
        self.pairs.accept(self.matches[place], quantity=1)


def owner_asks_three(acts: Acts) -> Iterator[None]:
    """For a part each, and they say yes one after another."""
    acts.ask(0, 1, 2)
    yield
    for place in range(3):
        acts.agree(place)
        yield


def team_asks_two(acts: Acts) -> Iterator[None]:
    acts.ask(0, 1, who="daan")
    yield
    acts.pairs.accept(acts.matches[0], "amina", quantity=1)
    acts.agree(0)
    yield


def one_goes_back(acts: Acts) -> Iterator[None]:
    acts.ask(0, 1)
    acts.agree(0)
    yield
    acts.pairs.undo(acts.matches[0])
    yield
    acts.agree(1)
    yield
    acts.pairs.withdraw(acts.matches[1])
    yield


def one_says_no_first(acts: Acts) -> Iterator[None]:
    acts.ask(0, 1)
    acts.pairs.decline(acts.matches[1])
    acts.agree(0)
    yield
    acts.pairs.undo(acts.matches[1])
    yield


def done_and_closed(acts: Acts) -> Iterator[None]:
    acts.ask(0)
    acts.agree(0)
    acts.pairs.complete(acts.pairs.start(acts.matches[0]))
    yield


WAYS: list[Callable[[Acts], Iterator[None]]] = [
    owner_asks_three,
    team_asks_two,
    one_goes_back,
    one_says_no_first,
    done_and_closed,
]


@contextmanager
def thrown_away(pairs: Pairs, connection: Connection) -> Iterator[None]:
    """What happens inside leaves nothing behind for the next number."""
    pairs.session.commit()
    trial = connection.begin_nested()
    try:
        yield
    finally:
        pairs.session.rollback()
        trial.rollback()
        pairs.session.expunge_all()


def anonymous(text: str) -> str:
    """Without what differs from one need to the next: ids in the order in which they come."""
    seen: dict[str, str] = {}
    text = re.sub(r"(?:[?]|&amp;)shown=[0-9a-f]+", "", text)  # a number made of the page itself
    return UUID.sub(lambda id_: seen.setdefault(id_[0], f"id{len(seen)}"), without_dates(text))


def _differing(one: str, more: str) -> list[str]:
    """The lines that tell, of both."""
    lines = difflib.unified_diff(one.splitlines(), more.splitlines(), "one", "more", n=0)
    return [line.strip()[:160] for line in lines][2:12]


def _read(visitors: Visitors, acts: Acts, who: str) -> dict[str, str]:
    known: dict[str, Any] = {"need": acts.need.id, "other_offer": acts.other.id}
    of_their_own = {"hugo": ABROAD, "chantal": PAGES, "daan": PAGES}.get(who, PAGES[:1])
    pages = [page.format(**known) for page in of_their_own]
    if who in ("chantal", "greet"):
        pages += [f"/aanbod/{offer.id}" for offer in acts.offers]
        pages += [f"/koppelingen/{match.id}" for match in acts.matches]
    told = {}
    for number, page in enumerate(pages):
        answer = visitors[who].get(page)
        name = f"{number} {UUID.sub('…', page)}"
        told[name] = f"{answer.status_code} {anonymous(answer.text)}"
    return told


# Who knows their number might tell the two ends apart in any way, and those between in the first.
@pytest.mark.parametrize(
    ("way", "capacity", "numbers"),
    [
        (owner_asks_three, 1, (1, 2, 3, 4)),
        *((way, 1, (1, 4)) for way in WAYS[1:]),
        (owner_asks_three, 2, (1, 4)),
        (done_and_closed, 50, (1, 4)),
    ],
)
def test_for_the_same_acts_everybody_outside_reads_the_same(
    visitors: Visitors,
    pairs: Pairs,
    connection: Connection,
    way: Callable[[Acts], Iterator[None]],
    capacity: int,
    numbers: tuple[int, ...],
) -> None:
    pairs.review("none")
    open_board(pairs.session, pairs["hugo"])
    for who in OUTSIDE:
        visitors[who]
    told = {}
    with clock.at(clock.now()):
        for people in numbers:
            with thrown_away(pairs, connection):
                told[people] = _steps(visitors, Acts(pairs, people, "people", capacity), way)
    for people in numbers[1:]:
        assert len(told[1]) == len(told[people])
        for one, more in zip(told[1], told[people], strict=True):
            assert {
                key: _differing(one[key], more[key]) for key in one if one[key] != more[key]
            } == {}


def _steps(
    visitors: Visitors, acts: Acts, way: Callable[[Acts], Iterator[None]]
) -> list[dict[str, str]]:
    """What is read after each act, until one is refused."""
    steps: list[dict[str, str]] = []
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
        read: dict[str, str] = {"refused": refused}
        for who in OUTSIDE:
            read |= {f"{who} {page}": said for page, said in _read(visitors, acts, who).items()}
        steps.append(read)
        if refused:
            return steps


@pytest.mark.parametrize("people", [1, 4, 8])
def test_what_a_page_and_a_list_say_of_a_need_is_one_rule(pairs: Pairs, people: int) -> None:
    """The owner and who works on it know what is left; everybody else hears of the first yes."""
    pairs.review("none")
    acts = Acts(pairs, people, "people", 1)
    acts.ask(0)
    said = {}
    for agreed in (False, True):
        if agreed:
            acts.agree(0)
        for who in ("amina", JAAP, "chantal", "daan"):
            actor = pairs[who]
            asks = needs_help(actor, clock.today())
            query = select(Need.id).where(col(Need.id) == acts.need.id, asks)
            said[who, agreed] = pairs.session.exec(query).first() is not None
            assert said[who, agreed] == still_asks(actor, acts.need), (who, agreed)
    assert all(said[who, False] for who in ("amina", JAAP, "chantal", "daan"))
    assert [said["amina", True], said[JAAP, True]] == [people > 1] * 2
    assert [said["chantal", True], said["daan", True]] == [people > 4] * 2
