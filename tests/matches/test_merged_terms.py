"""Two groups become one, or one gets another name: nobody agreed to anything else by that."""

from __future__ import annotations

from typing import Any

import pytest

from app.matches import terms
from app.matches.models import Match, Side
from app.needs.models import Need
from app.offers.models import Offer
from app.target_groups.commands import edit_group
from app.target_groups.queries import get_group
from tests.matches.pairs import Pairs
from tests.target_groups.test_keeping import SKIPPERS, added, given
from tests.target_groups.test_merging import merge
from tests.world import Visitors

NAMES: dict[str, dict[str, dict[str, Any]]] = {
    "main group": {"need": {"target_group": SKIPPERS}, "offer": {}},
    "group beside it": {"need": {"also_groups": [SKIPPERS, "homeless"]}, "offer": {}},
    "groups of the offer": {"need": {}, "offer": {"target_groups": [SKIPPERS, "older_people"]}},
}
STATES = ("proposed", "half", "accepted", "running", "completed", "swallowed")


def stood(pairs: Pairs, state: str, named: str) -> Match:
    """A match of a need and an offer that name the group, in a state."""
    need, offer = pairs.need(**NAMES[named]["need"]), pairs.offer(**NAMES[named]["offer"])
    if state in ("half", "swallowed"):
        match = pairs.propose("daan", need, offer, quantity=15)
        pairs.accept(match, "chantal")
        if state == "swallowed":  # with another match the need is full, so this one ended
            last = pairs.propose("daan", need, pairs.offer(title="Een bus", quantity=40), 40)
            pairs.accept(pairs.accept(last), "amina")
        return match
    match = pairs.propose("amina", need, offer, quantity=15)
    if state == "proposed":
        return match
    match = pairs.accept(pairs.approve(match))
    if state != "accepted":
        match = pairs.start(match)
    return pairs.complete(match) if state == "completed" else match


def snapshots(match: Match) -> list[Any]:
    return [match.agreed, match.asked_terms, (match.before_answer or {}).get("asked_terms")]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("named", NAMES)
def test_what_was_said_yes_to_goes_up_in_the_other_group_too(
    pairs: Pairs, visitors: Visitors, state: str, named: str
) -> None:
    group = added(pairs.world)
    match = stood(pairs, state, named)
    assert state == "proposed" or SKIPPERS in str(snapshots(match))
    merge(pairs.world, group, "older_people")

    pairs.session.refresh(match)
    assert SKIPPERS not in str(snapshots(match))
    match = pairs._locked(match, "amina")
    assert [terms.changes(match, side) for side in terms.OF] == [[], []]
    pairs.session.commit()
    page = visitors["chantal"].get(f"/koppelingen/{match.id}").text
    assert SKIPPERS not in page and "Gewijzigd na het ja" not in page


@pytest.mark.parametrize("named", NAMES)
@pytest.mark.parametrize("who", ["need", "offer"])
def test_another_word_in_the_explanation_asks_nobody_after_it(
    pairs: Pairs, named: str, who: str
) -> None:
    group = added(pairs.world)
    match = stood(pairs, "accepted", named)
    merge(pairs.world, group, "older_people")
    thing: Need | Offer = match.need if who == "need" else match.offer
    pairs.edit(thing, description="Elke week opnieuw.")
    assert (match.confirming, "match:terms_changed" in pairs.events(match)) == ([], False)


def test_a_yes_from_before_it_is_a_yes_to_the_same_after_it(pairs: Pairs) -> None:
    group = added(pairs.world)
    match = stood(pairs, "half", "main group")
    merge(pairs.world, group, "older_people")
    pairs.accept(match, "amina")
    assert match.confirming == []
    pairs.undo(match, "amina")
    pairs.accept(match, "amina")
    assert match.confirming == []


def test_who_was_asked_only_for_that_is_asked_no_more(pairs: Pairs) -> None:
    group = added(pairs.world)
    match = stood(pairs, "accepted", "main group")
    pairs.edit(match.need, target_group="older_people", sure_terms=True)
    assert match.confirming == [Side.OFFER]
    merge(pairs.world, group, "older_people")
    pairs.session.refresh(match)
    assert match.confirming == []


def test_who_was_asked_for_more_than_that_is_still_asked(pairs: Pairs) -> None:
    group = added(pairs.world)
    match = stood(pairs, "accepted", "main group")
    changed = {"target_group": "older_people", "support_type": "transport"}
    pairs.edit(match.need, **changed, sure_terms=True)
    merge(pairs.world, group, "older_people")
    pairs.session.refresh(match)
    assert match.confirming == [Side.OFFER]


def test_another_name_for_a_group_changes_nothing(pairs: Pairs, visitors: Visitors) -> None:
    group = added(pairs.world)
    match = stood(pairs, "accepted", "main group")
    group = get_group(pairs.session, pairs["daan"], group.slug)
    edit_group(pairs.session, pairs["daan"], group, given(label="Schippersgezinnen", synonyms=""))
    match = pairs._locked(match, "amina")
    assert [terms.changes(match, side) for side in terms.OF] == [[], []]
    pairs.edit(match.need, target_group="homeless", sure_terms=True)
    pairs.session.commit()
    page = visitors["chantal"].get(f"/koppelingen/{match.id}").text
    assert "Schippersgezinnen" in page and SKIPPERS not in page


def test_a_slug_of_a_merged_group_never_reaches_a_reader(pairs: Pairs, visitors: Visitors) -> None:
    group = added(pairs.world)
    match = stood(pairs, "accepted", "main group")
    merge(pairs.world, group, "older_people")
    kept = {side: dict(kept) for side, kept in (match.agreed or {}).items()}
    kept["need"]["groups"] = ["homeless", SKIPPERS]  # written before it was merged
    match.agreed = kept
    pairs.session.commit()
    page = visitors["chantal"].get(f"/koppelingen/{match.id}").text
    assert SKIPPERS not in page and "ouderen" in page.lower()
