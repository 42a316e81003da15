"""Our own style sheets: each thing is said once, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
