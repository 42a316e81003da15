"""Whether a need is one that is there already, told by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.scoring.collection import Collection, read_collection
from app.scoring.facts import Batch, Facts
from app.scoring.likeness import ASKED_FROM, SHOWN_FROM, Alike, find_alike
from tests.scoring.facts import NEED, OFFER, reading

DATA = Path(__file__).parents[1] / "data"
TOLD = [
    line.split(" | ")
    for line in (DATA / "twins.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
TWINS = [line for line in TOLD if line[0] != "-"]
OTHERS = [line for line in TOLD if line[0] == "-"]


@cache
def board() -> tuple[Batch, Collection]:
    """The needs of both collections, as those of one region."""
    matching = DATA / "matching"
    read = [
        read_collection(matching / "offers.jsonl", matching / name)
        for name in ("needs.jsonl", "second-needs.jsonl")
    ]
    return Batch([need for each in read for need in each.needs], are_needs=True), read[0]


def typed(kind: str, group: str, place: str, title: str) -> Facts:
    one = replace(NEED, support_type=kind, groups=(group,), municipalities=(place,))
    return reading(one, title)


def found(kind: str, group: str, place: str, title: str) -> list[Alike]:
    many, collection = board()
    return find_alike(typed(kind, group, place, title), many, collection.rarity, most=3)


@pytest.mark.parametrize("line", TWINS, ids=[line[-1] for line in TWINS])
def test_it_is_found_however_it_is_told(line: list[str]) -> None:
    want, kind, group, place, title = line
    best = found(kind, group, place, title)
    assert best, "nothing is like it"
    assert board()[0].items[best[0].place].id == want
    assert best[0].likeness >= SHOWN_FROM


def test_the_form_asks_for_nearly_all_of_these() -> None:
    asked = [found(*line[1:])[0].likeness >= ASKED_FROM for line in TWINS]
    assert sum(asked) >= 0.95 * len(TWINS)


@pytest.mark.parametrize("line", OTHERS, ids=[line[-1] for line in OTHERS])
def test_it_does_not_ask_for_another_need_of_the_same_people(line: list[str]) -> None:
    assert all(alike.likeness < ASKED_FROM for alike in found(*line[1:]))


def test_elsewhere_it_is_another_one() -> None:
    _want, kind, group, _place, title = TWINS[0]
    assert all(alike.likeness < ASKED_FROM for alike in found(kind, group, "GM1966", title))


def test_it_says_in_what_it_is_the_same() -> None:
    one = replace(NEED, start=date(2026, 12, 1))
    others = [
        one,
        replace(one, municipalities=("GM0037",)),
        replace(one, groups=("homeless",)),
    ]
    texts = ["Warme maaltijd voor ouderen"] * 3
    many = Batch([reading(o, t) for o, t in zip(others, texts, strict=True)], are_needs=True)
    told = find_alike(reading(one, texts[0]), many, board()[1].rarity, most=3)
    same = {alike.place: (alike.same_kind, alike.same_group, alike.same_area) for alike in told}
    assert same == {0: (True, True, True), 1: (True, True, False), 2: (True, False, True)}


def test_a_group_that_nobody_chose_yet_says_nothing_against_it() -> None:
    want, kind, _group, place, title = TWINS[0]
    many, collection = board()
    one = replace(typed(kind, "", place, title), groups=())
    best = find_alike(one, many, collection.rarity, most=1)[0]
    assert many.items[best.place].id == want
    assert best.likeness >= ASKED_FROM
    assert not best.same_group


def test_what_is_not_there_is_asked_for_by_both() -> None:
    """ "Geen internet" is no offer that does not do it."""
    text = "Gezinnen zonder internet en zonder laptop"
    many = Batch([reading(NEED, text)], are_needs=True)
    assert find_alike(reading(NEED, text), many, board()[1].rarity, most=1)[0].likeness > 0.95


def test_offers_too() -> None:
    text = "Boodschappen aan huis in Delfzijl"
    many = Batch([reading(OFFER, text)], are_needs=False)
    assert find_alike(reading(OFFER, text), many, board()[1].rarity, most=1)[0].likeness > 0.95
