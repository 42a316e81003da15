"""Every term by itself, what they add up to, and that one side or the other asking makes no
difference.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from app.reference.models import Unit
from app.reference.relations import RELATED
from app.scoring.facts import Batch, Facts, days_since_asked
from app.scoring.pair_terms import (
    ANY_THING,
    OTHER_THING,
    area_term,
    category_term,
    group_term,
    thing_term,
)
from app.scoring.terms import HALF_A_YEAR, RESTED_DAYS, TERMS, Scores, Weights, rarity_of, score
from tests.scoring.facts import NEED, OFFER, reading

RARE = rarity_of({}, 100)


def scores_of(need: Facts, *offers: Facts, weights: Weights | None = None) -> Scores:
    return score(need, Batch(offers, are_needs=False), weights or Weights(), RARE)


def term_of(name: str, need: Facts, offer: Facts) -> float:
    return float(scores_of(need, offer).terms[name][0])


def total_of(need: Facts, offer: Facts) -> float:
    return float(scores_of(need, offer).total[0])


def test_the_same_category_beats_a_related_one_and_that_another() -> None:
    others = ("groceries_meals", "food_parcels", "legal_advice")
    same, related, other = (
        category_term(NEED, replace(OFFER, support_type=slug)) for slug in others
    )
    assert 1 == same > related > other == 0


def test_relatives_are_mutual_and_nobody_is_its_own() -> None:
    for slug, others in RELATED.items():
        assert slug not in others
        assert all(slug in RELATED[other] for other in others)


def test_a_named_group_beats_everybody_and_everybody_another_group() -> None:
    named = group_term(NEED, OFFER)
    also = group_term(replace(NEED, groups=("homeless", "older_people")), OFFER)
    everybody = group_term(NEED, replace(OFFER, groups=("all_residents",)))
    other = group_term(NEED, replace(OFFER, groups=("flex_workers",)))
    assert 1 == named > also > everybody > other > 0


def test_the_same_municipality_beats_a_neighbour_and_that_the_rest_of_the_region() -> None:
    here = area_term(NEED, OFFER)
    neighbour = area_term(NEED, replace(OFFER, municipalities=("GM1966",)))  # Het Hogeland
    far = area_term(NEED, replace(OFFER, municipalities=("GM1950",)))  # Westerwolde
    assert 1 == here > neighbour > far > 0
    assert area_term(NEED, replace(OFFER, municipalities=())) == 1  # the whole region


def test_a_place_that_may_not_be_known_says_neither_for_nor_against() -> None:
    assert area_term(replace(NEED, municipalities=()), OFFER) == 0.5


@pytest.mark.parametrize(("left", "expected"), [(80, 1), (40, 1), (30, 0.75), (0, 0)])
def test_the_share_is_of_what_is_still_needed(left: int, expected: float) -> None:
    assert term_of("share", NEED, replace(OFFER, left=left)) == expected


def test_units_that_differ_and_hidden_numbers_cannot_be_compared() -> None:
    assert term_of("share", NEED, replace(OFFER, unit=Unit.PLACES)) == 0.5
    assert term_of("share", replace(NEED, left=None), OFFER) == 0.5


def test_the_window_is_the_part_of_the_need_that_the_offer_covers() -> None:
    assert term_of("window", NEED, OFFER) == 1
    assert term_of("window", NEED, replace(OFFER, start=date(2027, 1, 15))) == pytest.approx(
        45 / 90
    )
    assert term_of("window", NEED, replace(OFFER, end=date(2026, 11, 30))) == 0
    assert term_of("window", replace(NEED, end=None), replace(OFFER, end=None)) == 1


def test_earlier_work_and_rest_count() -> None:
    fresh = replace(OFFER, finished=4, finished_well=4)
    poor = replace(OFFER, finished=4, finished_well=0)
    asked = replace(OFFER, asked_days_ago=1.0)
    found = scores_of(NEED, fresh, OFFER, poor, asked)
    assert found.total[0] > found.total[1] > found.total[2]
    assert found.terms["rest"][1] == 1 > found.terms["rest"][3]


def test_the_text_wins_over_the_wrong_category() -> None:
    need = reading(
        replace(NEED, support_type="digital_help"),
        "Laptops voor leerlingen die thuis geen computer hebben",
    )
    filed_wrong = reading(
        replace(OFFER, support_type="goods_materials"),
        "Chromebooks en tablets te leen voor scholieren zonder laptop",
    )
    filed_right = reading(
        replace(OFFER, support_type="digital_help"), "Wij helpen u met inloggen en formulieren"
    )
    assert total_of(need, filed_wrong) > total_of(need, filed_right)


def test_the_category_wins_over_a_chance_word() -> None:
    need = reading(NEED, "Boodschappen voor ouderen die slecht ter been zijn")
    right = reading(OFFER, "Wij halen elke week uw bestelling bij de supermarkt")
    chance = reading(
        replace(OFFER, support_type="activities"), "Ouderen met slechte knieën en benen dansen mee"
    )
    assert total_of(need, right) > total_of(need, chance)


def test_an_offer_that_says_not_to_do_it_comes_behind_one_that_does() -> None:
    need = reading(NEED, "Warme maaltijd aan huis")
    refusing = reading(OFFER, "Boodschappen aan huis, geen maaltijd")
    doing = reading(OFFER, "Boodschappen aan huis, en een maaltijd")
    assert total_of(need, doing) > total_of(need, refusing)


def test_a_no_to_such_help_counts_against_the_organisation() -> None:
    totals = scores_of(NEED, OFFER, replace(OFFER, declines=1), replace(OFFER, declines=3)).total
    assert totals[0] > totals[1] > totals[2]


def test_words_serve_when_a_meaning_is_missing() -> None:
    need = reading(NEED, "Boodschappen voor ouderen")
    near = replace(reading(OFFER, "Boodschappendienst"), meaning=None)
    other = replace(reading(OFFER, "Fietsen te leen"), meaning=None)
    found = scores_of(need, near, other)
    assert found.terms["text"][0] > found.terms["text"][1]


def test_a_rare_word_says_more_than_a_common_one_whatever_the_number_of_texts() -> None:
    for total in (10, 1000, 1_000_000):
        rarity = rarity_of({"often": total, "once": 1}, total)
        assert 5 > rarity("once") > rarity("often") >= 0
        assert rarity("once") > 3 * rarity("often")


def test_weights_that_a_region_stored_take_the_place_of_the_national_ones() -> None:
    weights = Weights.from_stored({"area": 50, "no_such_term": 3})
    assert weights == replace(Weights(), area=50)
    assert Weights.from_stored(None) == Weights()


SOME = st.builds(
    lambda kind, group, place, left, unit, start, days: replace(
        OFFER,
        support_type=kind,
        groups=(group,),
        municipalities=(place,),
        left=left,
        unit=unit,
        start=date(2026, 11, 1) + timedelta(days=start),
        end=date(2026, 11, 1) + timedelta(days=start + days),
    ),
    st.sampled_from(sorted(RELATED)),
    st.sampled_from(["older_people", "all_residents", "homeless"]),
    st.sampled_from(["GM1979", "GM1966", "GM1950", "GM0106"]),
    st.integers(1, 500),
    st.sampled_from(list(Unit)),
    st.integers(0, 90),
    st.integers(0, 200),
)


@given(st.lists(SOME, min_size=1, max_size=6), SOME)
def test_scores_lie_between_zero_and_one_and_are_those_of_each_pair(
    offers: list[Facts], need: Facts
) -> None:
    together = scores_of(need, *offers)
    assert all(
        0 <= value <= 1 for values in (together.total, *together.terms.values()) for value in values
    )
    for place, offer in enumerate(offers):
        assert together.total[place] == pytest.approx(total_of(need, offer), abs=1e-5)
    assert sorted(together.best(99)) == list(range(len(offers)))


@given(SOME, SOME)
def test_a_pair_scores_the_same_from_either_side(need: Facts, offer: Facts) -> None:
    from_need = score(need, Batch([offer], are_needs=False), Weights(), RARE)
    from_offer = score(offer, Batch([need], are_needs=True), Weights(), RARE)
    assert from_need.terms_of(0) == from_offer.terms_of(0)
    assert from_need.total[0] == pytest.approx(from_offer.total[0], abs=1e-6)


@pytest.mark.parametrize("term", TERMS)
def test_every_weight_is_of_a_term_and_raising_one_draws_the_total_to_it(term: str) -> None:
    assert {field.name for field in fields(Weights)} == set(TERMS)
    need, offer = (
        reading(NEED, "Boodschappen"),
        reading(replace(OFFER, groups=("flex_workers",)), "Soep en brood"),
    )
    values: Any = scores_of(need, offer)
    heavy = scores_of(need, offer, weights=replace(Weights(), **{term: 1000.0}))
    kept = float(values.total[0]) / float(
        sum(getattr(Weights(), t) * values.terms[t][0] for t in TERMS)
        / sum(getattr(Weights(), t) for t in TERMS)
    )
    assert float(heavy.total[0]) / kept == pytest.approx(float(values.terms[term][0]), abs=0.15)


GROUPS = ("older_people", "lonely_people", "homeless", "all_residents")
TOWNS = ("GM1979", "GM1966", "GM1950", "GM0014")
DAYS = st.dates(date(2026, 11, 1), date(2027, 6, 30))
ANY_FACTS = st.builds(
    Facts,
    id=st.integers(0, 3),
    organisation_id=st.integers(),
    support_type=st.sampled_from(
        ("groceries_meals", "food_parcels", "legal_advice", "of_a_region")
    ),
    groups=st.lists(st.sampled_from(GROUPS), max_size=3, unique=True).map(tuple),
    municipalities=st.lists(st.sampled_from(TOWNS), max_size=2, unique=True).map(tuple),
    left=st.none() | st.integers(0, 50),
    unit=st.sampled_from((Unit.PEOPLE, Unit.PIECES)),
    start=DAYS,
    end=st.none() | DAYS,
    words=st.frozensets(st.sampled_from(("boodschap", "hond", "#meal"))),
    excluded=st.frozensets(st.sampled_from(("fiets", "hond"))),
    finished=st.integers(0, 5),
    finished_well=st.integers(0, 5),
    asked_days_ago=st.none() | st.floats(0, 60),
    asked_for=st.none() | st.integers(0, 3),
    asked_else_days_ago=st.none() | st.floats(0, 60),
    declines=st.integers(0, 5),
)


def _share(need: Facts, offer: Facts) -> float:
    """Which part of what is still needed the offer can do. Only where both count the same."""
    if need.unit is not offer.unit or need.left is None or offer.left is None:
        return 0.5
    return min(1.0, offer.left / max(need.left, 1))


def _window(need: Facts, offer: Facts) -> float:
    """Which part of the need's time the offer is there; without an end it is taken as half a
    year.
    """
    last = need.end or need.start + timedelta(days=HALF_A_YEAR)
    if last < need.start:
        return 0.0
    start, end = max(need.start, offer.start), min(last, offer.end or last)
    return max(0.0, ((end - start).days + 1) / ((last - need.start).days + 1))


def _rest(need: Facts, offer: Facts) -> float:
    """How long ago its organisation was asked for something else, at most four weeks."""
    days = days_since_asked(need, offer)
    return 1.0 if days is None else min(1.0, days / RESTED_DAYS)


BY_PAIR = {
    "group": group_term,
    "area": area_term,
    "share": _share,
    "window": _window,
    "rest": _rest,
}


@given(one=ANY_FACTS, many=st.lists(ANY_FACTS, min_size=1, max_size=5))
def test_a_term_of_many_is_the_term_of_each_pair_from_both_sides(
    one: Facts, many: list[Facts]
) -> None:
    for are_needs in (False, True):
        scores = score(one, Batch(many, are_needs=are_needs), Weights(), RARE)
        for place, other in enumerate(many):
            need, offer = (other, one) if are_needs else (one, other)
            for name, term in BY_PAIR.items():
                assert scores.terms[name][place] == pytest.approx(term(need, offer), abs=1e-5), name
            alone = score(need, Batch([offer], are_needs=False), Weights(), RARE)
            assert scores.total[place] == pytest.approx(alone.total[0], abs=1e-5)
            for name in TERMS:
                assert scores.terms[name][place] == pytest.approx(alone.terms[name][0], abs=1e-5), (
                    name
                )


@given(one=ANY_FACTS, other=ANY_FACTS)
def test_the_category_of_many_is_that_of_each_pair(one: Facts, other: Facts) -> None:
    told = score(one, Batch([other], are_needs=False), Weights(), RARE).terms["support"][0]
    alike = 0.8 * (one.support_type == other.support_type)
    assert told == pytest.approx(0.2 * category_term(one, other) + alike, abs=1e-5)


@given(offer=ANY_FACTS, need=ANY_FACTS, days=st.none() | st.floats(0, 60))
def test_what_is_asked_for_a_need_never_counts_against_that_need(
    offer: Facts, need: Facts, days: float | None
) -> None:
    """Whether it was asked for this need at all, and when, makes no difference to it."""
    asked = replace(offer, asked_for=need.id, asked_days_ago=days)
    never = replace(offer, asked_for=None, asked_days_ago=offer.asked_else_days_ago)
    assert days_since_asked(need, asked) == days_since_asked(need, never)
    assert term_of("rest", need, asked) == term_of("rest", need, never)


THINGS = st.frozensets(
    st.sampled_from(
        [
            "=goods_materials.iron",
            "=goods_materials.sewing_machine",
            "=buddy_visits.walk",
            "=buddy_visits.visit",
            "=language.polish",
            "=language.turkish",
            "=language_interpreting.interpreter",
            "boodschap",
        ]
    ),
    max_size=4,
)


@given(
    need=THINGS,
    offer=THINGS,
    denied=THINGS,
    more=THINGS,
    filed=st.sampled_from([NEED.support_type, "goods_materials", "buddy_visits"]),
)
def test_the_thing_of_many_is_that_of_each_pair(
    need: frozenset[str],
    offer: frozenset[str],
    denied: frozenset[str],
    more: frozenset[str],
    filed: str,
) -> None:
    one = replace(NEED, words=need, excluded=denied - need, support_type=filed)
    others = [replace(OFFER, words=offer), replace(OFFER, id="more", words=more)]
    fresh = replace(one, words=frozenset(), excluded=frozenset())
    for each in others:
        pair = thing_term(one, each)
        kind = scores_of(fresh, each).terms["support"][0]
        expected = kind if pair is None else 0.7 * kind + 0.3 * pair * kind**0.5
        for found in (
            score(one, Batch(others, are_needs=False), Weights(), RARE).terms["support"],
            score(each, Batch([fresh, one], are_needs=True), Weights(), RARE).terms["support"][1:],
        ):
            place = others.index(each) if len(found) == 2 else 0
            assert found[place] == pytest.approx(expected, abs=1e-5)


def test_another_language_is_another_thing_whatever_they_share() -> None:
    need = reading(
        replace(NEED, support_type="language_interpreting"), "Tolk Portugees bij de huisarts"
    )
    same = reading(replace(OFFER, support_type="language_interpreting"), "Tolken in het Portugees")
    other = reading(replace(same), "Tolken Vietnamees, ook bij de huisarts")
    nothing = reading(replace(same), "Tolken aan de telefoon, bij de huisarts")
    assert [thing_term(need, each) for each in (same, other, nothing)] == [1.0, OTHER_THING, 1.0]
    assert total_of(need, same) > total_of(need, nothing) > total_of(need, other)


def test_what_is_no_offer_comes_behind_but_two_may_be_alike() -> None:
    need = reading(NEED, "Warme maaltijden voor ouderen")
    offer = reading(OFFER, "Warme maaltijden voor ouderen thuisgebracht")
    sold = reading(OFFER, "Warme maaltijden voor ouderen thuisgebracht, 12 euro per stuk excl. btw")
    called = reading(OFFER, "Warme maaltijden voor ouderen: bezorgers gezocht")
    for doubtful in (sold, called):
        assert total_of(need, doubtful) < 0.7 * total_of(need, offer)
        alike = score(sold, Batch([offer], are_needs=False), Weights(), RARE, are_alike=True)
        assert alike.total[0] > 0.8
        backwards = score(doubtful, Batch([need], are_needs=True), Weights(), RARE).total[0]
        assert backwards == pytest.approx(total_of(need, doubtful), abs=1e-4)


def test_what_is_mentioned_beside_the_own_kind_of_help_is_no_other_thing() -> None:
    jobs = replace(NEED, support_type="odd_jobs"), replace(OFFER, support_type="odd_jobs")
    need = reading(jobs[0], "Tuinonderhoud bij ouderen met een kachel")
    assert thing_term(need, reading(jobs[1], "Tuin en heg, ook met een ventilator erbij")) == 1.0
    other = reading(jobs[1], "Verhuizing van een hele inboedel")
    assert thing_term(need, other) == OTHER_THING
    filed_apart = replace(need, support_type="activities"), replace(other, support_type="pet_care")
    assert thing_term(*filed_apart) == ANY_THING
