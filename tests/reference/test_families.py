"""Long lists under headings: every word of the country has one, and nothing is lost or doubled."""

from __future__ import annotations

import pytest

from app.core.words import Choice, by_family
from app.reference.families import Family, family_of
from app.target_groups.choices import RegionChoices
from tests.html import Page
from tests.world import GROCERIES, Visitors, World, form


def test_every_kind_and_every_group_of_the_country_stands_under_a_heading(world: World) -> None:
    choices = RegionChoices.for_reading(world.session, world["amina"])
    for options in (choices.reference.support_types, choices.target_groups):
        assert len(options) > 15
        assert Family.REGIONAL not in {option.family for option in options}
        shown = by_family(options)
        assert 4 <= len(shown) <= 8
        assert sorted(o.value for _h, part in shown for o in part) == sorted(
            o.value for o in options
        )
        headings = [heading for heading, _part in shown]
        assert len(set(headings)) == len(headings)


def test_a_word_that_a_region_adds_stands_apart_and_what_has_no_heading_last() -> None:
    assert family_of("support_types", "of_the_region") is Family.REGIONAL
    assert family_of("crises", "flood") is None
    options = [
        Choice("gone", "Weg"),
        Choice("own", "Eigen", family=Family.REGIONAL),
        Choice("all", "Iedereen", family=Family.EVERYBODY),
    ]
    assert [[o.value for o in part] for _h, part in by_family(options)] == [
        ["all"], ["own"], ["gone"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "address", "name"),
    [
        ("amina", "/behoeften/nieuw", "support_type"),
        ("amina", "/behoeften/nieuw", "target_group"),
        ("chantal", "/aanbod/nieuw", "support_type"),
        ("amina", "/behoeften", "target_group"),
        ("amina", "/bord", "support_type"),
    ],
)
def test_a_list_of_one_choice_has_its_headings(
    visitors: Visitors, who: str, address: str, name: str
) -> None:
    page = Page(visitors[who].get(address).text)
    (select,) = [e for e in page.every("select") if e.attributes.get("name") == name]
    assert sum(e.tag == "optgroup" for e in select.inside) >= 4


@pytest.mark.parametrize(
    ("who", "address", "name"),
    [
        ("chantal", "/aanbod/nieuw", "target_groups"),
        ("chantal", "/aanbod/nieuw", "municipalities"),
        ("amina", "/acties/nieuw", "target_groups"),
        ("amina", "/behoeften/nieuw", "also_groups"),
    ],
)
def test_a_list_of_several_is_folded_with_what_is_chosen_on_top(
    visitors: Visitors, who: str, address: str, name: str
) -> None:
    page = Page(visitors[who].get(address).text)
    (list_,) = [
        e for e in page.every("fieldset") if any(i.attributes.get("name") == name for i in e.inside)
    ]
    boxes = [e for e in list_.inside if e.attributes.get("name") == name]
    folds = [e for e in list_.inside if e.tag == "details"]
    folded = [id(b) for fold in folds for b in fold.inside if b.attributes.get("name") == name]
    chosen = [b for b in boxes if "checked" in b.attributes]
    assert len(folds) >= 1 and not any("open" in fold.attributes for fold in folds)
    assert {id(b) for b in boxes} - set(folded) == {id(b) for b in chosen}
    values = [b.attributes["value"] for b in boxes]
    assert len(set(values)) == len(values), "each once"
    ids = [b.attributes["id"] for b in boxes]
    assert len(set(ids)) == len(ids) and f"f_{name}" in ids
    assert f"Gekozen: {len(chosen)}" in list_.text


def test_a_wrong_choice_comes_back_with_a_heading_open(visitors: Visitors) -> None:
    sent = form(GROCERIES | {"also_groups": ["homeless", "martians"]})
    page = Page(visitors["amina"].post("/behoeften", data=sent).text)
    (list_,) = [
        e
        for e in page.every("fieldset")
        if any(i.attributes.get("name") == "also_groups" for i in e.inside)
    ]
    assert page.typed("also_groups") == ["homeless"]
    assert any("open" in e.attributes for e in list_.inside if e.tag == "details")
