"""The words people use for a group in a file, also for one of its people."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from app.imports import queries, singular
from app.imports.vocabulary import Vocabulary
from app.target_groups.queries import Group, find_groups
from tests.world import World


@pytest.fixture
def words(session: Session, world: World) -> Vocabulary:
    return queries.get_words(session, world["amina"].seats[0].region_code)


@pytest.fixture
def groups(session: Session, world: World) -> list[Group]:
    return list(find_groups(session, [world["amina"].seats[0].region_code]))


@pytest.mark.parametrize(
    "typed", ["voedselpakket", "tolken", "maatjes", "laptops", "Een maatje", "boodschap"]
)
def test_one_of_a_kind_of_help_or_more_of_it_is_that_kind(words: Vocabulary, typed: str) -> None:
    read = words.read("support_type", typed)
    assert len(read.codes) == 1 and read.fault is None, read


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("oudere", "older_people"),
        ("een oudere", "older_people"),
        ("Senior", "older_people"),
        ("mantelzorger", "informal_carers"),
        ("dakloze", "homeless"),
        ("thuisloze", "homeless"),
        ("statushouder", "migrants_refugees"),
        ("migrant", "migrants_refugees"),
        ("vluchteling", "migrants_refugees"),
        ("eenoudergezin", "single_parent_families"),
        ("alleenstaande moeder", "single_parent_families"),
        ("alleenstaande ouder", "single_parent_families"),
        ("kwetsbare jongere", "vulnerable_youth"),
        ("kind", "children_in_poverty"),
        ("arm gezin", "children_in_poverty"),
        ("eenzaam mens", "lonely_people"),
        ("eenzame mens", "lonely_people"),
        ("mens met een beperking", "people_with_disability"),
        ("zzp'er", "flex_workers"),
        ("zzp’er", "flex_workers"),
        ("ondernemer", "middle_income_new_problems"),
        ("medisch kwetsbare", "medically_vulnerable"),
        ("informal carer", "informal_carers"),
        ("older person", "older_people"),
        # Not one of a group: parents are not older people.
        ("ouder", None),
        ("ouders", None),
        ("oud", None),
    ],
)
def test_one_of_a_group_is_that_group(words: Vocabulary, typed: str, slug: str | None) -> None:
    for field in ("target_group", "also_groups", "target_groups"):
        read = words.read(field, typed)
        assert read.codes == (() if slug is None else (slug,))
        assert (read.fault is None) == (slug is not None)


def test_every_word_of_a_group_is_never_that_of_another_in_silence(
    words: Vocabulary, groups: list[Group]
) -> None:
    for group in groups:
        for name in (group.slug, group.label_nl, group.label_en):
            assert words.read("target_group", name).codes == (group.slug,)
        for name in group.words:
            read = words.read("target_group", name)
            assert read.codes == (group.slug,) or group.label_nl in (read.fault or "")


def test_a_word_that_two_groups_have_is_asked() -> None:
    ones = [
        Group(slug, label, label, ("buren",), (), None, None, 1, 0)
        for slug, label in (("old", "Oude mensen"), ("young", "Jonge mensen"))
    ]
    words = Vocabulary([], ones, [], [], [], [])
    for typed in ("buren", "buur"):
        read = words.read("target_groups", typed)
        assert read.codes == ()
        assert "Oude mensen of Jonge mensen" in (read.fault or "")


def test_groups_between_commas_are_all_read(words: Vocabulary) -> None:
    read = words.read("target_groups", "Ouderen, dakloze, mantelzorgers")
    assert read.codes == ("older_people", "homeless", "informal_carers")
    assert words.read("target_group", "Ouderen, daklozen").codes == ()


@pytest.mark.parametrize(
    ("one", "more"),
    [
        ("gezin", "gezinnen"), ("mens", "mensen"), ("huis", "huizen"), ("brief", "brieven"),
        ("kamer", "kamers"), ("buur", "buren"), ("moeilijkheid", "moeilijkheden"),
        ("familie", "families"), ("family", "families"), ("foto", "foto's"),
    ],
)  # fmt: skip
def test_endings(one: str, more: str) -> None:
    assert more in singular.plurals(one)
    assert one not in singular.plurals(more)
