"""How evenly partners are asked: who can be, who was, and the rows behind the numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.dossier.partner_list_queries import PartnerFilters, find_partners
from app.matches.asks import LATELY
from app.matches.models import MatchStatus, Side
from app.picture import help_labels, spread_queries
from app.reference.models import OrganisationKind
from tests.picture.needs_drawn import matched
from tests.world import World

OWNERS = ("chantal", "daan", "amina", "farid")


def test_who_can_be_asked_and_who_was(world: World) -> None:
    offers = {who: world.offer(who, publish=True) for who in OWNERS}
    world.offer("chantal", publish=True, title="Nog een")
    need, other = world.need(publish=True), world.need(publish=True, title="Een andere")
    long_ago = clock.now() - LATELY - timedelta(minutes=1)
    matched(world, need, offers["chantal"], MatchStatus.DECLINED)
    matched(world, other, offers["chantal"], MatchStatus.PROPOSED, proposed_by=Side.TEAM)
    matched(world, need, offers["daan"], MatchStatus.PROPOSED, proposed_by=Side.OFFER)
    matched(world, need, offers["farid"], MatchStatus.PROPOSED, created_at=long_ago)
    found = spread_queries.find_spread(world.session, world["greet"], None)
    everybody = found.everybody
    assert sorted(everybody.counts) == [0, 0, 0, 2]
    assert (everybody.partners, everybody.asked, everybody.times) == (4, 1, 2)
    assert everybody.share == 0.25
    assert everybody.gini == pytest.approx(0.75)
    assert found.kinds[OrganisationKind.INITIATIVE].counts == (2,)
    assert sorted(found.kinds[OrganisationKind.MUNICIPALITY].counts) == [0, 0]
    assert sum(each.partners for each in found.kinds.values()) == 4


@pytest.mark.parametrize("who", ["greet", "amina", "daan", "chantal"])
@pytest.mark.parametrize("place", [None, "GM1979", "GM0014"])
def test_every_number_is_as_many_organisations(world: World, who: str, place: str | None) -> None:
    need = world.need(publish=True)
    for number, owner in enumerate(OWNERS):
        here = ["GM1979"] if number % 2 else ["GM0014"]
        offer = world.offer(owner, publish=True, municipalities=here)
        if number < 3:
            matched(world, need, offer, MatchStatus.PROPOSED)
    found = spread_queries.find_spread(world.session, world[who], place)
    assert found.everybody.partners == (4 if place is None else 2)
    for kind, each in [(None, found.everybody), *found.kinds.items()]:
        filters = spread_queries.filters_of(place).model_copy(update={"kind": kind})
        for more, number in ((False, each.partners), (True, each.asked)):
            asked: PartnerFilters = filters.model_copy(update={"asked": more})
            listed = find_partners(world.session, world[who], asked, size=1)
            assert listed.total == number, (kind, more)


def test_the_sentence_says_nobody_one_and_how_uneven(world: World) -> None:
    assert "Niemand heeft" in help_labels.say_spread(spread_queries.AskedPartners())
    assert help_labels.say_spread(spread_queries.AskedPartners((0, 0))).endswith("laatste 4 weken.")
    assert "even vaak" in help_labels.say_spread(spread_queries.AskedPartners((3, 3, 3)))
    uneven = help_labels.say_spread(spread_queries.AskedPartners((9, 1, 0, 0)))
    assert "Wie het vaakst is gevraagd, kreeg 90% van" in uneven
