"""Our own style sheets: each thing is said once, in one place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from app.core.settings import PROJECT


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Every rule of a style sheet: the blocks it stands in, such as "@media print", and its
    selectors.
    """
    blocks: list[str] = []
    said = ""
    for letter in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL):
        if letter == "{":
            said = " ".join(said.split())
            if not said.startswith("@"):
                yield " ".join(blocks), said
            blocks.append(said)
        elif letter == "}":
            blocks.pop()
        said = "" if letter in "{};" else said + letter


def style_sheets() -> dict[str, list[tuple[str, str]]]:
    """The rules of our own style sheets by name."""
    paths = sorted((PROJECT / "static" / "css").glob("*.css"))
    return {path.name: list(rules(path.read_text(encoding="utf-8"))) for path in paths}


def test_a_class_gets_its_looks_in_one_style_sheet() -> None:
    """Two parts of the product that took the same name would dress each other, also where one of
    them does so on small screens only. Paper has a style sheet of its own for all of them.
    """
    found: dict[str, set[str]] = {}
    for name, its_rules in style_sheets().items():
        for _block, said in its_rules if name != "print.css" else ():
            for selector in re.split(r",(?![^(]*\))", said):
                if re.fullmatch(r"\.[\w-]+", selector.strip()):
                    found.setdefault(selector.strip(), set()).add(name)
    assert len(found) > 150
    assert {name: sheets for name, sheets in found.items() if len(sheets) > 1} == {}


def test_a_style_sheet_says_a_thing_once() -> None:
    """Of two rules for the same the second wins where they differ, and nobody reads both."""
    twice = {
        f"{name}: {block} {said}"
        for name, its_rules in style_sheets().items()
        for block, said in its_rules
        if its_rules.count((block, said)) > 1
    }
    assert twice == set()


def said_of_classes(sheet: str) -> Iterator[tuple[int, str, str, set[str]]]:
    """Of every class that is a selector by itself, also in a list of them: at which rule of the
    sheet, in which blocks, its name, and the properties that the rule says.
    """
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    bodies = re.findall(r"[^{}]*\{([^{}]*)\}", bare)  # a nested block is no body of a rule
    innermost = [(block, said) for block, said in rules(sheet)]
    assert len(bodies) == len(innermost), "a rule in a rule: teach this test to read those"
    for place, ((block, said), body) in enumerate(zip(innermost, bodies, strict=True)):
        properties = {part.partition(":")[0].strip() for part in body.split(";") if part.strip()}
        for selector in re.split(r",(?![^(]*\))", said):
            if re.fullmatch(r"\.[\w-]+", selector.strip()):
                yield place, block, selector.strip(), properties


def says(one: str, other: str) -> bool:
    """Whether what the first property says is the second one too, as that of "margin-block" is of
    "margin-block-start". The corners are of "border-radius", and not of "border".
    """
    is_corner = one == "border" and other.endswith("-radius")
    return one == other or (other.startswith(f"{one}-") and not is_corner)


def twice_for_a_class(sheet: str) -> set[str]:
    """The classes that get a property in two rules, or rules in two places of the sheet."""
    found: dict[tuple[str, str], list[tuple[int, set[str]]]] = {}
    for place, block, name, properties in said_of_classes(sheet):
        found.setdefault((block, name), []).append((place, properties))
    every = list(rules(sheet))
    wrong = set()
    for (block, name), several in found.items():
        for (one, its), (other, others) in itertools.combinations(several, 2):
            same = {b for a in its for b in others if says(a, b) or says(b, a)}
            # What stands between is about what the first one is about.
            about = set(re.findall(r"\.[\w-]+", every[one][1]))
            between = (set(re.findall(r"\.[\w-]+", said)) for _b, said in every[one + 1 : other])
            if same or not all(about & names for names in between):
                wrong.add(f"{block} {name}: {', '.join(sorted(same)) or 'in two places'}".strip())
    return wrong


@pytest.mark.parametrize(
    ("sheet", "wrong"),
    [
        (".sb-why { display: grid } .sb-a { gap: 0 } .sb-why { display: flex }", True),
        (".sb-a, .sb-why { margin-block: 0 } .sb-why { margin-block-start: 1px }", True),
        (".sb-a, .sb-why { color: red } .sb-b { gap: 0 } .sb-why { gap: 1px }", True),
        (".sb-why { gap: 0 } .sb-b, .sb-why { gap: 1px }", True),
        ("@media print { .sb-why { gap: 0 } .sb-why, .sb-b { gap: 1px } }", True),
        (".sb-a, .sb-why { color: red } .sb-a { gap: 0 } .sb-why { gap: 1px }", False),
        (".sb-why { gap: 0 } @media print { .sb-why { gap: 1px } }", False),
        (".sb-why { gap: 0 } .sb-why > li, .sb-why:hover { gap: 1px }", False),
    ],
)
def test_two_rules_for_one_class_are_found(sheet: str, wrong: bool) -> None:
    assert bool(twice_for_a_class(sheet)) is wrong


def test_no_class_gets_a_property_twice_or_its_looks_in_two_places() -> None:
    """As the two columns of reasons were ruined once: one name, two rules, each in a list of its
    own or by itself. Whoever changes one does not see the other.
    """
    paths = sorted((PROJECT / "static" / "css").glob("*.css"))
    wrong = {path.name: twice_for_a_class(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: classes for name, classes in wrong.items() if classes} == {}
