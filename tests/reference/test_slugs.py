"""Keys of what a region adds: readable, short enough, of the region, and never given twice."""

from __future__ import annotations

import re

from hypothesis import example, given, settings, strategies as st

from app.reference.slugs import LONGEST, make_slug

REGIONS = st.from_regex(r"VR[0-9]{2}", fullmatch=True)


@settings(deadline=None)
@given(name=st.text(max_size=200), region=REGIONS, others=st.integers(0, 4))
@example("x" * 90, "VR01", 4)
def test_every_name_gets_a_key_of_its_own(name: str, region: str, others: int) -> None:
    taken: set[str] = set()
    for _same_name in range(others + 1):
        slug = make_slug(name, region, taken, nameless="crisis")
        assert slug not in taken
        assert len(slug) <= LONGEST
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", slug), slug
        assert slug.endswith(f"_{region.lower()}")
        taken.add(slug)


@settings(deadline=None)
@given(name=st.text(alphabet="abcxyz0189 -", min_size=1, max_size=80), region=REGIONS)
def test_capitals_and_accents_make_no_other_key(name: str, region: str) -> None:
    accented = name.replace("a", "á").replace("c", "ç").upper()
    assert make_slug(name, region, [], nameless="x") == make_slug(
        accented, region, [], nameless="x"
    )


def test_a_key_is_what_a_person_would_make_of_the_name() -> None:
    assert make_slug("Kou en gas!", "VR01", [], nameless="crisis") == "kou_en_gas_vr01"
    assert make_slug("Kou en gas", "VR01", ["kou_en_gas_vr01"], nameless="x") == "kou_en_gas_2_vr01"
    taken = ["kou_vr01", "kou_2_vr01", "kou_4_vr01"]
    assert make_slug("Kou", "VR01", taken, nameless="x") == "kou_3_vr01"
    assert make_slug("Kou", "VR03", taken, nameless="x") == "kou_vr03", "another region's own"
    assert make_slug("?!", "VR01", [], nameless="crisis") == "crisis_vr01"
    assert make_slug("x" * 90, "VR01", [], nameless="crisis") == "x" * 59 + "_vr01"
    cut = make_slug("x" * 58 + " y", "VR01", [], nameless="crisis")
    assert cut == "x" * 58 + "_vr01", "no line at the cut"
