"""Which pairs may be suggested: every gate by itself, the same in all directions, and what each
source brings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from app.core import clock
from app.identity.models import Organisation, OrganisationStatus
from app.language.models import WordCount
from app.needs.commands import edit_need
from app.needs.fields import NeedInput
from app.needs.models import Need, NeedText
from app.offers.commands import edit_offer, pause_offer
from app.offers.fields import OfferInput
from app.offers.models import Offer, OfferText
from app.reference.commands import NewCrisis, start_crisis
from app.reference.models import CrisisPhase
from app.scoring.facts import Facts
from app.suggestions.candidate_queries import (
    MOST_FROM_SOURCE,
    facts_of_offer,
    find_need_candidates,
    find_offer_candidates,
)
from app.suggestions.evidence import Candidates
from app.suggestions.pair_queries import find_pairs_input
from app.suggestions.text_commands import count_words
from app.suggestions.word_queries import find_rarity
from tests.matches.pairs import JAAP, ROELOF, Pairs
from tests.statements import counted
from tests.world import GROCERIES, SHOPPING

Change = Callable[[Pairs, Need, Offer], Any]


def passes(pairs: Pairs, need: Need, offer: Offer) -> bool:
    """Whether the pair passes the gates, which all three directions must agree on."""
    session = pairs.session
    session.flush()
    to_offers = offer.id in {c.facts.id for c in offers_for(pairs, "daan", need)}
    to_needs = need.id in {c.facts.id for c in needs_for(pairs, "daan", offer)}
    everything = find_pairs_input(session, pairs["daan"], need.region_code)
    rows = [c.facts.id for c in everything.needs]
    columns = [c.facts.id for c in everything.offers]
    is_in = need.id in rows and offer.id in columns
    together = is_in and bool(everything.allowed[rows.index(need.id), columns.index(offer.id)])
    assert to_offers is to_needs is together, (to_offers, to_needs, together)
    return together


def owner_of(pairs: Pairs, item: Need | Offer) -> Organisation:
    return pairs.session.get_one(Organisation, item.organisation_id)


def offers_for(pairs: Pairs, who: str, need: Need, most: int = MOST_FROM_SOURCE) -> Candidates:
    pairs.session.flush()
    set_committed_value(need, "organisation", owner_of(pairs, need))
    return find_offer_candidates(pairs.session, pairs[who], need, most=most)


def needs_for(pairs: Pairs, who: str, offer: Offer, most: int = MOST_FROM_SOURCE) -> Candidates:
    pairs.session.flush()
    set_committed_value(offer, "organisation", owner_of(pairs, offer))
    return find_need_candidates(pairs.session, pairs[who], offer, most=most)


def facts_of(pairs: Pairs, who: str, offer: Offer) -> Facts:
    set_committed_value(offer, "organisation", owner_of(pairs, offer))
    return facts_of_offer(pairs.session, pairs[who], offer).facts


def in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def crisis(pairs: Pairs, slug: str) -> Any:
    given = NewCrisis(
        region_code="VR01",
        slug=slug,
        name=slug,
        phase=CrisisPhase.ACUTE,
        started_on=clock.today(),
        position=9,
    )
    found = start_crisis(pairs.session, given)
    pairs.session.flush()
    return found.id


def unavailable(pairs: Pairs, offer: Offer, days: int) -> Any:
    owner_of(pairs, offer).unavailable_until = in_days(days)


def suspended(pairs: Pairs, item: Need | Offer) -> Any:
    owner_of(pairs, item).status = OrganisationStatus.SUSPENDED


def set_on(thing: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(thing, name, value)


OPEN_GATES: dict[str, Change] = {
    "nothing special": lambda p, n, o: None,
    "the offer starts on the last day of the need": lambda p, n, o: (
        set_on(n, needed_until=in_days(9)),
        set_on(o, available_from=in_days(9)),
    ),
    "the offer ends on the first day of the need": lambda p, n, o: (
        set_on(n, needed_from=in_days(9)),
        set_on(o, available_until=in_days(9)),
    ),
    "both began long ago": lambda p, n, o: (
        set_on(n, needed_from=in_days(-90), needed_until=in_days(0)),
        set_on(o, available_from=in_days(-30), available_until=in_days(0)),
    ),
    "only the offer speaks of a crisis": lambda p, n, o: set_on(n, crisis_id=None),
    "only the need speaks of a crisis": lambda p, n, o: set_on(o, crisis_id=None),
    "neither speaks of a crisis": lambda p, n, o: (
        set_on(n, crisis_id=None),
        set_on(o, crisis_id=None),
    ),
    "the organisation is back since yesterday": lambda p, n, o: unavailable(p, o, -1),
    "one is left of each": lambda p, n, o: (
        set_on(n, committed=n.quantity - 1),
        set_on(o, committed=o.quantity - 1),
    ),
    "the pair is proposed already": lambda p, n, o: p.propose(need=n, offer=o),
}
CLOSED_GATES: dict[str, Change] = {
    "the offer is paused": lambda p, n, o: pause_offer(p.session, p["chantal"], o),
    "the offer is not fresh": lambda p, n, o: set_on(o, fresh_until=in_days(-1)),
    "the offer is over": lambda p, n, o: set_on(
        o, available_from=in_days(-9), available_until=in_days(-1)
    ),
    "the need is over": lambda p, n, o: set_on(
        n, needed_from=in_days(-9), needed_until=in_days(-1)
    ),
    "the offer comes too late": lambda p, n, o: (
        set_on(n, needed_until=in_days(8)),
        set_on(o, available_from=in_days(9)),
    ),
    "the offer ends too early": lambda p, n, o: (
        set_on(n, needed_from=in_days(9)),
        set_on(o, available_until=in_days(8)),
    ),
    "nothing is left of the offer": lambda p, n, o: set_on(o, committed=o.quantity),
    "nothing is left of the need": lambda p, n, o: set_on(n, committed=n.quantity),
    "another crisis": lambda p, n, o: set_on(o, crisis_id=crisis(p, "overstroming")),
    "the same organisation": lambda p, n, o: set_on(n, organisation_id=o.organisation_id),
    "the organisation can help nobody today": lambda p, n, o: unavailable(p, o, 0),
    "the organisation with the offer is suspended": lambda p, n, o: suspended(p, o),
    "the organisation with the need is suspended": lambda p, n, o: suspended(p, n),
    "the offering side said no": lambda p, n, o: p.decline(p.approved(need=n, offer=o)),
    "the needing side said no": lambda p, n, o: p.decline(
        p.approve(p.propose("chantal", need=n, offer=o)), "amina", reason="too_far"
    ),
    "the team said no": lambda p, n, o: p.decline(
        p.propose(need=n, offer=o), "daan", reason="other"
    ),
    "it was withdrawn as wrong": lambda p, n, o: p.withdraw(p.accepted(need=n, offer=o)),
}


@pytest.mark.parametrize("change", OPEN_GATES.values(), ids=OPEN_GATES.keys())
def test_a_pair_passes(pairs: Pairs, change: Change) -> None:
    need, offer = pairs.need(), pairs.offer()
    change(pairs, need, offer)
    assert passes(pairs, need, offer)


@pytest.mark.parametrize("change", CLOSED_GATES.values(), ids=CLOSED_GATES.keys())
def test_a_pair_does_not_pass(pairs: Pairs, change: Change) -> None:
    need, offer = pairs.need(), pairs.offer()
    assert passes(pairs, need, offer)
    change(pairs, need, offer)
    assert not passes(pairs, need, offer)


def test_a_need_or_offer_of_another_region_is_nobodys_candidate(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    far = pairs.world.need("hugo", publish=True)
    assert offer.id not in {c.facts.id for c in offers_for(pairs, "hugo", far)}
    assert far.id not in {c.facts.id for c in needs_for(pairs, "chantal", offer)}
    assert offers_for(pairs, "hugo", need) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda p, n, o: edit_need(
            p.session, p["amina"], n, NeedInput.model_validate(GROCERIES | {"title": "Nu met auto"})
        ),
        lambda p, n, o: edit_offer(
            p.session,
            p["chantal"],
            o,
            OfferInput.model_validate(SHOPPING | {"title": "Nu ook met de auto"}),
        ),
    ],
    ids=["need", "offer"],
)
def test_a_no_does_not_count_once_one_side_has_changed(pairs: Pairs, change: Change) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.decline(pairs.approved(need=need, offer=offer))
    assert not passes(pairs, need, offer)
    change(pairs, need, offer)
    assert passes(pairs, need, offer)


def test_a_no_does_not_count_once_room_came_free(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    other = pairs.need(title="Boodschappen voor twintig anderen", quantity=20)
    running = pairs.running(need=other, offer=offer, quantity=20)
    pairs.decline(pairs.approved(need=need, offer=offer, quantity=10))
    assert not passes(pairs, need, offer)
    pairs.complete(running, outcome="succeeded")
    assert passes(pairs, need, offer)


def only(found: Candidates) -> set[Any]:
    return {candidate.facts.id for candidate in found}


@pytest.fixture
def crowded(pairs: Pairs) -> Pairs:
    """A region where each source has more to choose from than it may bring."""
    for number in range(4):
        pairs.offer(
            JAAP,
            title=f"Boodschappen en maaltijden aan huis, ploeg {number}",
            municipalities=["GM1979"],
        )
    count_words(pairs.session)
    return pairs


def test_structure_brings_the_same_kind_of_help_near_by_first(crowded: Pairs) -> None:
    need = crowded.need(title="Veertig gezinnen", description="", support_type="pet_care")
    far = crowded.offer(
        title="Konijnen", description="", support_type="pet_care", municipalities=["GM1966"]
    )
    near = crowded.offer(
        title="Vogels", description="", support_type="pet_care", municipalities=["GM1979"]
    )
    without_words(crowded.session)
    assert near.id in only(offers_for(crowded, "amina", need, most=1))
    assert far.id not in only(offers_for(crowded, "amina", need, most=1))
    assert far.id in only(offers_for(crowded, "amina", need, most=2))


def without_words(session: Session) -> None:
    """As if nothing could be read: only structure is left."""
    session.flush()
    for table in (NeedText, OfferText):
        session.execute(update(table).values(words=["@VR01"], excluded=[], kinds=[], meaning=None))


def test_a_rare_word_brings_an_offer_of_another_kind(crowded: Pairs) -> None:
    need = crowded.need(title="Een trapliftmonteur voor de boodschappen", description="")
    offer = crowded.offer(title="Trapliftmonteur", description="", support_type="odd_jobs")
    crowded.session.execute(update(OfferText).values(meaning=None))
    count_words(crowded.session)
    assert offer.id in only(offers_for(crowded, "amina", need, most=1))
    # The same word from the other side, while needs of the offer's own kind come first in
    # structure.
    for number in range(2):
        crowded.need(title=f"Een klusser, nummer {number}", support_type="odd_jobs")
    crowded.session.execute(update(NeedText).values(meaning=None))
    assert need.id in only(needs_for(crowded, "chantal", offer, most=1))


def test_meaning_brings_an_offer_that_shares_neither_kind_nor_word(crowded: Pairs) -> None:
    need = crowded.need(
        title="Wie belt elke dag even op hoe het gaat?",
        description="",
        support_type="groceries_meals",
    )
    offer = crowded.offer(
        title="Telefooncirkel", description="Elke ochtend een belletje.", support_type="pet_care"
    )
    session = crowded.session
    session.execute(
        update(NeedText)
        .where(col(NeedText.need_id) == need.id)
        .values(words=["@VR01"], excluded=[])
    )
    found = only(offers_for(crowded, "amina", need, most=3))
    assert offer.id in found
    session.execute(
        update(OfferText).where(col(OfferText.offer_id) == offer.id).values(meaning=None)
    )
    assert offer.id not in only(offers_for(crowded, "amina", need, most=3))


def test_without_any_meaning_or_text_suggestions_go_by_words_and_structure(crowded: Pairs) -> None:
    need, offer = crowded.need(), crowded.offer()
    without_words(crowded.session)
    found = offers_for(crowded, "amina", need)
    assert offer.id in only(found)
    assert all(
        candidate.facts.meaning is None and candidate.facts.kinds is None for candidate in found
    )


def test_candidates_cost_the_same_statements_whatever_their_number(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    assert offers_for(pairs, "amina", need) and needs_for(pairs, "chantal", offer)
    numbers = []
    for _ in range(2):
        with counted(pairs.session.connection()) as statements:
            find_offer_candidates(pairs.session, pairs["amina"], need)
            find_need_candidates(pairs.session, pairs["chantal"], offer)
        numbers.append(len(statements))
        for _more in range(3):
            pairs.need()
            pairs.offer(JAAP)
    assert numbers[0] == numbers[1] == 3 + 4


def test_the_record_of_an_organisation_is_of_what_it_was_asked(pairs: Pairs) -> None:
    offer = pairs.offer(quantity=200)
    for outcome in ("succeeded", "partly", "failed"):
        need = pairs.need()
        pairs.complete(pairs.running(need=need, offer=offer, quantity=10), outcome=outcome)
    for reason in ("no_capacity", "already_solved"):
        pairs.decline(pairs.approved(need=pairs.need(), offer=offer, quantity=10), reason=reason)
    need = pairs.need()
    found = next(c for c in offers_for(pairs, "amina", need) if c.facts.id == offer.id)
    assert (found.facts.finished, found.facts.finished_well, found.facts.declines) == (3, 2, 1)
    assert found.facts.asked_days_ago is not None and found.facts.asked_days_ago < 0.1
    own = facts_of(pairs, "chantal", offer)
    assert (own.declines, own.finished) == (1, 3)
    other = pairs.offer(support_type="pet_care")
    assert facts_of(pairs, "chantal", other).declines == 0
    fresh = facts_of(pairs, JAAP, pairs.offer(JAAP))
    assert (fresh.finished, fresh.asked_days_ago) == (0, None)


def test_a_no_of_long_ago_is_forgotten_as_evidence(pairs: Pairs) -> None:
    offer = pairs.offer()
    with clock.at(clock.now() - timedelta(days=181)):
        pairs.decline(pairs.approved(need=pairs.need(), offer=offer))
    assert facts_of(pairs, "chantal", offer).declines == 0


def test_a_small_group_tells_neither_place_nor_number(pairs: Pairs) -> None:
    need = pairs.need(people=3, quantity=3)
    offer = pairs.offer(ROELOF, municipalities=["GM1966"])
    stranger = next(c for c in needs_for(pairs, ROELOF, offer) if c.facts.id == need.id)
    assert (
        stranger.is_masked and stranger.facts.municipalities == () and stranger.facts.left is None
    )
    assert "Eemsdelta" not in stranger.organisation
    own = next(c for c in needs_for(pairs, "amina", offer) if c.facts.id == need.id)
    assert (own.facts.municipalities, own.facts.left) == (("GM1979",), 3)


def test_where_a_small_group_lives_does_not_order_its_candidates(pairs: Pairs) -> None:
    offer = pairs.offer(ROELOF, municipalities=["GM1966"])
    small = pairs.need(people=3, quantity=3)  # next door
    everywhere = pairs.world.need("daan", publish=True)
    without_words(pairs.session)
    # Whoever may know the place sees the need of the whole region before the one next door; for a
    # stranger both may be anywhere, and the older one comes first.
    assert only(needs_for(pairs, "amina", offer, most=1)) == {everywhere.id}
    assert only(needs_for(pairs, ROELOF, offer, most=1)) == {small.id}


def test_rarity_comes_from_all_texts_and_before_the_first_count_from_these(pairs: Pairs) -> None:
    need = pairs.need(title="Zeldzaam")
    pairs.session.execute(WordCount.__table__.delete())  # type: ignore[attr-defined]
    facts = facts_of(pairs, "chantal", pairs.offer(title="Zeldzaam"))
    assert find_rarity(pairs.session, facts, [])("zeldzam") > 0
    count_words(pairs.session)
    rarity = find_rarity(pairs.session, facts, [])
    assert need.title == "Zeldzaam" and 0 < rarity("boodschap") <= 5


def test_an_organisation_row_is_what_the_gate_reads(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.session.execute(
        update(Organisation)
        .where(col(Organisation.id) == offer.organisation_id)
        .values(unavailable_until=in_days(3))
    )
    pairs.session.refresh(owner_of(pairs, offer))
    assert not passes(pairs, need, offer)
