"""A piece that is rendered once shows nothing but what it is given, the language and the day."""

from __future__ import annotations

from functools import cache

import pytest
from jinja2 import meta, nodes

from tests.guards.test_templates import NAMES, _set_in, environment, parsed

# What a piece may call without being given it. None of it knows who asks: the rest of the globals
# of templates is not here.
KNOWN = {
    "age", "age_added", "age_open", "age_posted", "age_standing", "late", "period", "short_list",
    "today",  # by the day, which is part of the key
    "language", "said", "said_in", "_", "gettext", "ngettext", "pgettext",  # by the language, too
    "static", "url",  # the same for everybody
}  # fmt: skip
# What a mould fills in, so that it may be of who asks.
FILLED_IN = {"form_of"}
KEEPS = ("piece", "pieces_of", "frame_piece", "around", "moulded")
PIECES = sorted(name for name in NAMES if name.endswith("/pieces.html"))


@cache
def _reached(name: str) -> frozenset[str]:
    """A template and all that it takes something from."""
    tree = parsed(name)
    found = {each for each in meta.find_referenced_templates(tree) if each is not None}
    return frozenset({name}).union(*(_reached(each) for each in found))


def _imported(tree: nodes.Template) -> dict[str, str]:
    """Where a name of a template comes from."""
    found = {}
    for each in tree.find_all(nodes.FromImport):
        assert isinstance(each.template, nodes.Const)
        for name in each.names:
            found[name if isinstance(name, str) else name[1]] = str(each.template.value)
    return found


@pytest.mark.parametrize("name", sorted(set().union(*map(_reached, PIECES))))
def test_a_piece_knows_nothing_of_who_asks(name: str) -> None:
    known = KNOWN | FILLED_IN | _set_in(parsed(name))
    unknown = meta.find_undeclared_variables(parsed(name)) - known
    assert not unknown, f"{name} reads {unknown}: give it to the piece, so that it is in the key"
    assert not list(parsed(name).find_all(nodes.Include)), "an included part sees everything"
    for each in parsed(name).find_all(nodes.FromImport):
        assert not each.with_context, f"{name} takes the page along"


def test_whatever_is_kept_stands_in_a_file_of_pieces() -> None:
    kept = []
    for name in NAMES:
        tree = parsed(name)
        for call in tree.find_all(nodes.Call):
            if not isinstance(call.node, nodes.Name) or call.node.name not in KEEPS:
                continue
            macro = call.args[0]
            assert isinstance(macro, nodes.Name), f"{name} keeps what is no macro"
            file = _imported(tree).get(macro.name, "")
            assert file in PIECES, f"{macro.name} in {name}"
            if call.node.name != "moulded":
                asked = {
                    each: meta.find_undeclared_variables(parsed(each)) for each in _reached(file)
                }
                assert not [each for each in asked if asked[each] & FILLED_IN], (
                    f"{macro.name}: mould"
                )
            kept.append(macro.name)
    assert len(kept) >= 14, "lists, board, frame, suggestions"


def test_the_guard_sees_a_piece_that_knows_who_asks() -> None:
    tree = environment().parse(
        "{% macro hello(need) %}{{ need.title }}{{ actor.name }}{% endmacro %}"
    )
    assert meta.find_undeclared_variables(tree) - KNOWN == {"actor"}
