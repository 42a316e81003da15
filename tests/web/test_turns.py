"""Whose turn it is at the doors, when more ask than there are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count

from hypothesis import given, strategies as st

from app.web.turns import Sender, Turns
from tests.web.test_slow_senders import apart

numbers = count()
GREEDY = [Sender("10.0.0.1", "greedy") for _ in range(20)]
ONE_ADDRESS = [Sender("10.0.0.1", f"made up {next(numbers)}") for _ in range(20)]
ONE_SESSION = [Sender(f"10.0.0.{n}", "greedy") for n in range(20)]


async def _in_turn(senders: Sequence[Sender], doors: int) -> list[int]:
    """The places of these senders in the order in which they were let in; all came at once."""
    turns, order = Turns(doors), list[int]()

    async def ask(place: int) -> None:
        async with turns.taken(senders[place]):
            order.append(place)
            for _ in range(3):
                await asyncio.sleep(0)

    await asyncio.gather(*(ask(place) for place in range(len(senders))))
    assert turns == Turns(doors), "nothing is held, nobody counted any more"
    return order


def in_turn(senders: Sequence[Sender], doors: int = 2) -> list[int]:
    return apart(_in_turn(senders, doors))


def test_who_asks_much_at_once_goes_after_whoever_asks_a_little() -> None:
    for crowd in (GREEDY, ONE_ADDRESS, ONE_SESSION):
        # The last of all to come: the doors are taken, so it is the first to be let in after that.
        assert in_turn([*crowd, Sender("10.9.9.9", "somebody")])[2] == len(crowd)


def test_behind_one_address_sessions_take_turns() -> None:
    office = [Sender("10.0.0.1", "greedy")] * 9 + [Sender("10.0.0.1", "colleague")]
    assert in_turn(office)[2] == 9
    nameless = [Sender("", "greedy")] * 9 + [Sender("", "colleague")]
    assert in_turn(nameless)[2] == 9, "as over a local socket"


def test_an_office_is_not_kept_out_by_one_session_from_many_addresses() -> None:
    office = [Sender("10.9.9.9", f"colleague {n}") for n in range(4)]
    order = in_turn([*ONE_SESSION, *office], doors=4)
    assert set(order[:12]) >= {20, 21, 22, 23}


def test_among_equals_who_came_first_goes_first() -> None:
    several = [Sender(f"10.0.0.{n}", f"person {n}") for n in range(9)]
    assert in_turn(several) == list(range(9))
    assert in_turn(GREEDY) == list(range(20))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=20),
    st.sets(st.integers(0, 19)),
    st.integers(0, 8),
)
def test_who_goes_away_while_waiting_leaves_no_door_shut(
    asked: list[tuple[int, int]], gone: set[int], soon: int
) -> None:
    async def run() -> None:
        turns, inside = Turns(2), list[int]()

        async def ask(address: int, session: int) -> None:
            async with turns.taken(Sender(f"a{address}", f"s{session}")):
                inside.append(1)
                assert len(inside) <= 2
                try:
                    await asyncio.sleep(0)
                finally:
                    inside.pop()

        tasks = [asyncio.create_task(ask(*each)) for each in asked]
        for _ in range(soon):
            await asyncio.sleep(0)
        for place in gone & set(range(len(tasks))):
            tasks[place].cancel()
        done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
        assert [each for each in done if isinstance(each, Exception)] == []
        assert turns == Turns(2)

    apart(run())
