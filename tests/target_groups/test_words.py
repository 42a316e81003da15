"""When two words are the same, how they are typed, and which key a label makes."""

from __future__ import annotations

import re

from hypothesis import example, given, settings, strategies as st

from app.reference.slugs import LONGEST
from app.target_groups.words import fold_word, replace_group, slug_of, split_words, without_doubles

TYPED = st.text(alphabet="aáAbBß ,;\n\t-'", max_size=60)
SLUGS = st.lists(st.sampled_from("abcdef"), max_size=8)
slow = settings(deadline=None)


@slow
@given(TYPED)
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold_word(fold_word(word)) == fold_word(word)
    assert fold_word(f"  {word}\t") == fold_word(word)


@slow
@given(TYPED)
def test_each_word_is_read_once_and_as_it_was_typed(typed: str) -> None:
    words = split_words(typed)
    folded = [fold_word(word) for word in words]
    assert len(set(folded)) == len(words)
    for word in words:
        assert word == " ".join(word.split()), "no spaces around or two in a row"
        assert word and not re.search(r"[\n,;]", word)
    parts = {fold_word(part) for part in re.split(r"[\n,;]", typed)}
    assert parts - {""} == set(folded), "nothing is lost"
    assert split_words("\n".join(words)) == words == without_doubles(words)


def test_the_first_way_of_writing_a_word_stays() -> None:
    assert split_words("Café's,  CAFE'S;café's") == ["Café's"]
    assert without_doubles(["opa", "oma", "Opa"]) == ["opa", "oma"]
    assert without_doubles(["a, b"]) == ["a", "b"]


@slow
@given(label=st.text(max_size=60), region=st.from_regex(r"VR[0-9]{2}", fullmatch=True),
       number=st.integers(1, 10**6))  # fmt: skip
@example("x" * 60, "VR01", 10**6)
def test_a_key_is_readable_fits_its_column_and_ends_in_its_region(
    label: str, region: str, number: int
) -> None:
    slug = slug_of(label, region, number)
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", slug), slug
    assert slug.endswith(f"_{region.lower()}")
    assert len(slug) <= LONGEST
    assert slug_of(f" {label.upper()} ", region, number) == slug_of(label.upper(), region, number)
    assert slug != slug_of(label, region, number + 1)


@slow
@given(slugs=SLUGS, old=st.sampled_from("abcdef"), new=st.sampled_from("abcdef"))
def test_a_group_that_takes_the_place_of_another_is_there_once(
    slugs: list[str], old: str, new: str
) -> None:
    after = replace_group(slugs, old, new)
    assert len(set(after)) == len(after)
    assert old == new or old not in after
    assert (new in after) is (new in slugs or old in slugs)
    assert [s for s in after if s != new] == [
        s for s in dict.fromkeys(slugs) if s not in (old, new)
    ]
