"""Every pattern that reads what people typed takes time in proportion to its length: texts made
against each, twice as long, take at most two and a half times the processor.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import app
from app.core import characters, inputs, personal_data
from app.imports import sheets

# At this length a pattern that goes through a text once for each of its letters takes 8 million
# steps, ten times as long as this.
LENGTH = 4_000
MEASURABLE = 0.002
MOST = 2.5
TRIES = 6


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of the product, by where it stands."""
    found: dict[str, re.Pattern[str]] = {}
    for module in _modules():
        for name, value in vars(module).items():
            many = value if isinstance(value, (list, tuple)) else (value,)
            for place, each in enumerate(many):
                if isinstance(each, re.Pattern) and isinstance(each.pattern, str):
                    found[f"{module.__name__}.{name}.{place}"] = each
    return found


# These look from the start of a text only; from every place they would not be linear.
ANCHORED = {"app.core.formulas._FORMULA.0", "app.core.settings.OTHERS.0"}
# These read what our own templates wrote, where what people typed is escaped.
OURS = ("app.web.summary.",)


def _written_in_calls() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Patterns as they stand in a call, such as `re.sub("…", …)`; whether it looks from the start
    only.
    """
    for module in _modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=verb),
                    args=[ast.Constant(value=str() as written), *_rest],
                ) if verb != "compile":
                    name = f"{module.__name__}:{node.lineno}"
                    yield name, re.compile(written), verb in ("match", "fullmatch")


PATTERNS = {n: p for n, p in _patterns().items() if not n.startswith(OURS)}
for _name, _pattern, _is_anchored in _written_in_calls():
    PATTERNS[_name] = _pattern
    if _is_anchored:
        ANCHORED.add(_name)


def _example(tree: Any, pick: int) -> str:
    """A text that one part of a pattern takes; `pick` chooses among what it may be."""
    made = ""
    for kind, told in tree:
        if kind is _constants.LITERAL:
            made += chr(told)
        elif kind is _constants.IN:
            made += _member(told, pick)
        elif kind is _constants.BRANCH:
            branches = told[1]
            made += _example(branches[pick % len(branches)], pick)
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            least, _most, part = told
            made += _example(part, pick) * max(1, least)
        elif kind is _constants.SUBPATTERN:
            made += _example(told[-1], pick)
        elif kind in (_constants.ASSERT, _constants.ATOMIC_GROUP):
            made += _example(told[1] if kind is _constants.ASSERT else told, pick)
        elif kind is _constants.ANY:
            made += "a"
        elif kind is _constants.NOT_LITERAL:
            made += "a" if told != ord("a") else "b"
    return made


CATEGORIES = {
    _constants.CATEGORY_DIGIT: "1",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_WORD: "a",
    _constants.CATEGORY_NOT_DIGIT: "a",
    _constants.CATEGORY_NOT_SPACE: "a",
    _constants.CATEGORY_NOT_WORD: "-",
}


def _member(members: Any, pick: int) -> str:
    if members[0][0] is _constants.NEGATE:
        return next((c for c in "aA1 .-" if not _holds(members[1:], c)), "a")
    kind, told = members[pick % len(members)]
    if kind is _constants.LITERAL:
        return chr(told)
    if kind is _constants.RANGE:
        return chr(told[0])
    return CATEGORIES.get(told, "a")


def _holds(members: Any, char: str) -> bool:
    for kind, told in members:
        if kind is _constants.LITERAL and told == ord(char):
            return True
        if kind is _constants.RANGE and told[0] <= ord(char) <= told[1]:
            return True
        if kind is _constants.CATEGORY and CATEGORIES.get(told) == char:
            return True
    return False


def _parts(tree: Any) -> Iterator[Any]:
    """The parts of a pattern, and what is inside of them."""
    yield tree
    for kind, told in tree:
        if kind is _constants.BRANCH:
            for branch in told[1]:
                yield from _parts(branch)
        elif kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            yield from _parts(told[2])
        elif kind is _constants.SUBPATTERN:
            yield from _parts(told[-1])
        elif kind is _constants.ASSERT:
            yield from _parts(told[1])


def seeds(pattern: re.Pattern[str]) -> list[str]:
    """What is repeated against a pattern: what it takes and what its parts take, whole and cut
    short, and its own letters by one and by two.
    """
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    whole = [_example(tree, pick) for pick in range(3)]
    parts = [_example(part, pick) for part in itertools.islice(_parts(tree), 12) for pick in (0, 1)]
    letters = sorted({c for text in whole + parts for c in text})[:8]
    near = [text[:-1] for text in whole if len(text) > 1]
    found = dict.fromkeys([*whole, *near, *parts, *letters, "a", "A", "1", " ", "A.", "a ", "1 "])
    return [text for text in found if text]


def _seconds(act: Callable[[str], object], text: str) -> float:
    begin = time.process_time()
    act(text)
    return time.process_time() - begin


def _is_linear(act: Callable[[str], object], seed: str, times: tuple[int, ...] = (1, 2, 4)) -> bool:
    """What takes no time worth measuring is; of the rest the smallest of several tries, as others
    use the machine.
    """

    def made(length: int) -> str:
        return (seed * (length // len(seed) + 1))[:length] + "\x01"

    # Somebody else's work may make it look slow once; what is not linear is slow every time.
    if any(_seconds(act, made(LENGTH)) < MEASURABLE for _try in range(2)):
        return True
    return any(
        _is_in_proportion(act, made(each * LENGTH), made(2 * each * LENGTH)) for each in times
    )


def _is_in_proportion(act: Callable[[str], object], text: str, twice: str) -> bool:
    """The least of some tries of each, in turns, as others use the machine."""
    least = [_seconds(act, text), _seconds(act, twice)]
    for _try in range(TRIES):
        least[0] = min(least[0], _seconds(act, text))
        if least[1] <= MOST * least[0]:
            return True
        least[1] = min(least[1], _seconds(act, twice))
    return False


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_time_in_proportion(name: str) -> None:
    pattern = PATTERNS[name]

    def act(text: str) -> None:
        if name in ANCHORED:
            pattern.match(text)
            return
        for _found in pattern.finditer(text):
            pass

    slow = [seed for seed in seeds(pattern) if not _is_linear(act, seed)]
    assert slow == []


def test_the_patterns_that_are_looked_at_are_those_of_the_product() -> None:
    assert len(PATTERNS) > 50
    assert any("persons" in name for name in PATTERNS)


@pytest.mark.parametrize(
    ("written", "seed"),
    [(r"\s+$", " "), (r"a+b", "a"), (r"[^x]*x", "a"), (r".*?,", "1")],
)
def test_a_pattern_that_is_not_linear_would_be_found(written: str, seed: str) -> None:
    slow = re.compile(written)
    assert any(set(each) == set(seed) for each in seeds(slow))
    assert not _is_linear(lambda text: list(slow.finditer(text)), seed, times=(1,))


TEXTS = ["A.", "A. ", "a.b@", "1 ", "06-", "nul ", "Jan de ", "mevrouw ", "1234 AB ", "straat 1 ",
    "NL12ABCD", "a ", "A", "é", ".", "@", "(at)", "'", "-", "\n", " ", "a1", "Ab ", "de heer ",
]  # fmt: skip
# What reads a text whole, some of it before anybody looks how long it is.
CHECKS: list[Callable[[str], object]] = [
    personal_data.refused_in, personal_data.likely_in, characters.normal, characters.folded,
    inputs._one_line, sheets.fold_name,
]  # fmt: skip


@pytest.mark.parametrize("seed", TEXTS)
def test_the_check_of_free_text_takes_time_in_proportion(seed: str) -> None:
    for check in CHECKS:
        assert _is_linear(check, seed), check.__name__


def test_a_line_end_becomes_a_space_and_others_stay() -> None:
    for typed, kept in [
        (" a \r\n b ", "a b"),
        ("a\n \n\nb", "a b"),
        ("a  b", "a  b"),
        (None, None),
    ]:
        assert inputs._one_line(typed) == kept
