"""Which pairs of a region may enter its plan."""

from __future__ import annotations

from uuid import UUID

from app.identity.actor import system_team
from app.matches.models import DeclineReason
from app.suggestions.pair_queries import find_pairs
from app.suggestions.pairs import Admitted
from app.suggestions.rejection_commands import Rejection, reject_pair
from tests.matches.pairs import JAAP, KARIN, MARIJKE, Pairs


def admitted(pairs: Pairs, threshold: float = 0.1, per_need: int = 30) -> Admitted:
    pairs.session.flush()
    return find_pairs(
        pairs.session, system_team("VR01"), "VR01", threshold=threshold, per_need=per_need
    )


def ids(found: Admitted) -> list[tuple[UUID, UUID]]:
    needs, offers = found.everything.needs, found.everything.offers
    return [(needs[pair.need].facts.id, offers[pair.offer].facts.id) for pair in found.pairs]


def test_only_equal_units_may_be_put_together(pairs: Pairs) -> None:
    people, rides = pairs.need(), pairs.need(support_type="transport", unit="rides_per_week")
    offers = [pairs.offer(), pairs.offer(JAAP, unit="rides_per_week")]
    assert ids(admitted(pairs)) == [(people.id, offers[0].id), (rides.id, offers[1].id)]


def test_the_best_come_first_and_no_more_than_was_asked(pairs: Pairs) -> None:
    pairs.need()
    for who, quantity in (("chantal", 40), (JAAP, 10), (KARIN, 20), (MARIJKE, 30)):
        pairs.offer(who, quantity=quantity)
    everything = admitted(pairs)
    scores = [pair.score for pair in everything.pairs]
    assert len(scores) == 4 and scores == sorted(scores, reverse=True)
    assert ids(admitted(pairs, per_need=2)) == ids(everything)[:2]


def test_only_what_is_good_enough_may(pairs: Pairs) -> None:
    pairs.need(), pairs.offer()
    (pair,) = admitted(pairs).pairs
    assert len(admitted(pairs, threshold=pair.score - 0.001).pairs) == 1
    assert admitted(pairs, threshold=pair.score + 0.001).pairs == []


def test_who_is_asked_or_said_no_or_owns_the_need_is_left_out(pairs: Pairs) -> None:
    need = pairs.need()
    asked, refused, free = pairs.offer(), pairs.offer(JAAP), pairs.offer(KARIN)
    pairs.world.offer("amina", publish=True)
    pairs.propose(need=need, offer=asked)
    match = pairs.approved(need=need, offer=refused)
    pairs.decline(match, reason=DeclineReason.NO_CAPACITY)
    assert ids(admitted(pairs)) == [(need.id, free.id)]


def test_a_pair_that_somebody_called_unfit_is_left_out_until_one_of_them_changes(
    pairs: Pairs,
) -> None:
    need, unfit, free = pairs.need(), pairs.offer(), pairs.offer(JAAP)
    given = Rejection(need=need.id, offer=unfit.id, reason=DeclineReason.WRONG_GROUP)
    reject_pair(pairs.session, pairs["amina"], given)
    assert ids(admitted(pairs)) == [(need.id, free.id)]
    need.version += 1
    assert {offer for _need, offer in ids(admitted(pairs))} == {unfit.id, free.id}


def test_the_words_of_a_pair_are_those_of_its_terms(pairs: Pairs) -> None:
    pairs.need(), pairs.offer()
    found = admitted(pairs)
    terms, why = found.explain(found.pairs[0], lambda code: {"GM1979": "Eemsdelta"}.get(code, code))
    assert terms.area == 1
    assert any("Eemsdelta" in reason for reason in why.reasons)
