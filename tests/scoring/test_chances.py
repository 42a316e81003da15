"""The chance that a coordinator would invite: what it is made of, and what it decides."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from app.scoring import chances, pair_terms
from app.scoring.chances import Fit
from app.scoring.facts import Batch
from app.scoring.terms import Weights, rarity_of, score
from benchmarks import matching_chance
from tests.scoring.facts import NEED, OFFER, reading

RARE = rarity_of({}, 100)
SHARE = st.floats(0, 1, width=32)
THING = st.sampled_from(
    [
        np.nan,
        pair_terms.OTHER_THING,
        pair_terms.ANY_THING,
        pair_terms.SAME_LANGUAGE,
        pair_terms.VERY_THING,
    ]
)
TERMS = chances.VALUES[3:]


def chance_of(total: float, terms: dict[str, float], thing: float) -> float:
    columns = {name: np.array([value], np.float32) for name, value in terms.items()}
    found = chances.chances_of(
        np.array([total], np.float32), columns, np.array([thing], np.float32)
    )
    return float(found[0])


@given(SHARE, st.fixed_dictionaries(dict.fromkeys(TERMS, SHARE)), THING, st.sampled_from(TERMS))
def test_what_speaks_for_a_pair_never_lowers_its_chance(
    total: float, terms: dict[str, float], thing: float, better: str
) -> None:
    chance = chance_of(total, terms, thing)
    assert 0 <= chance <= 1
    assert chance_of(total, terms | {better: 1.0}, thing) >= chance
    assert chance_of(1.0, terms, thing) >= chance
    assert chance_of(total, terms, pair_terms.VERY_THING) >= chance
    assert chance_of(total, terms, pair_terms.OTHER_THING) <= chance


def test_what_is_kept_is_what_the_judged_pairs_give() -> None:
    judged = matching_chance.judged_pairs()
    found = matching_chance.fit(judged.values, judged.invited)
    assert found == pytest.approx(np.array(chances.coefficients(), np.float64), abs=0.002)
    stored = json.loads(matching_chance.FILE.read_text(encoding="utf-8"))
    assert stored["pairs"] == len(judged.need) and stored["invited"] == judged.invited.sum()


def test_of_needs_it_was_not_fitted_on_it_shows_little_filler_and_rarely_says_nobody() -> None:
    judged = matching_chance.judged_pairs()
    out = matching_chance.left_out(judged)
    found = matching_chance.shown(judged, out, chances.SHOWN_FROM)
    assert found.filler <= 0.2 * found.pairs
    assert found.nobody_wrongly <= 2 and found.nobody_rightly >= 6
    assert found.good >= 0.79 * judged.invited.sum()


def test_of_needs_it_was_not_fitted_on_it_means_what_it_says() -> None:
    judged = matching_chance.judged_pairs()
    out = matching_chance.left_out(judged)
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 1.0)):
        mine = (out >= low) & (out < high)
        assert judged.invited[mine].mean() == pytest.approx(out[mine].mean(), abs=0.08)


def test_the_plan_covers_as_much_with_good_pairs() -> None:
    first, second = matching_chance.plan_shares(chances.PLANNED_FROM)
    assert first[1] >= 12 and second[1] >= 29.3
    assert first[1] * first[2] + second[1] * second[2] >= 0.93 * (first[1] + second[1])


def test_words_are_in_the_order_of_the_chance() -> None:
    assert [Fit.of(chance) for chance in (0.9, 0.6, 0.3)] == [Fit.VERY_WELL, Fit.WELL, Fit.MAYBE]
    assert 0 < chances.SHOWN_FROM < chances.PLANNED_FROM < chances.WELL_FROM
    assert chances.WELL_FROM < chances.VERY_WELL_FROM < 1


def test_a_chance_is_the_same_from_either_side() -> None:
    need = reading(NEED, "Boodschappen voor ouderen die slecht ter been zijn")
    offer = reading(OFFER, "Wij doen boodschappen voor ouderen")
    from_need = score(need, Batch([offer], are_needs=False), Weights(), RARE).chances[0]
    from_offer = score(offer, Batch([need], are_needs=True), Weights(), RARE).chances[0]
    assert from_need == pytest.approx(from_offer, abs=1e-3) and from_need > chances.WELL_FROM


def test_another_sort_of_help_is_no_good_offer_however_near_and_free() -> None:
    need = reading(NEED, "Boodschappen voor ouderen die slecht ter been zijn")
    near = reading(
        replace(OFFER, support_type="legal_advice"),
        "Juridisch advies voor ouderen die slecht ter been zijn, over uw huur",
    )
    doing = reading(OFFER, "Wij doen boodschappen voor ouderen")
    found = score(need, Batch([near, doing], are_needs=False), Weights(), RARE)
    assert list(found.is_good(chances.SHOWN_FROM)) == [False, True]
    assert list(found.is_good(0.0)) == [True, True]
    assert list(found.is_good(1.01)) == [False, False]
    jobs = replace(NEED, support_type="odd_jobs"), replace(OFFER, support_type="odd_jobs")
    garden, moving = (
        reading(jobs[0], "Tuinonderhoud"),
        reading(replace(jobs[1], municipalities=("GM1966",)), "Verhuizing"),
    )
    found = score(garden, Batch([moving], are_needs=False), Weights(), RARE)
    assert not found.is_good(chances.SHOWN_FROM)[0]
