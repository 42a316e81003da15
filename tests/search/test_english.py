"""What is found by the English label of its kind, group or theme, also what was stored before."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.actions import models as action_models, text_commands as action_text_commands
from app.language import lookup
from app.needs import models as need_models
from app.offers import models as offer_models
from app.search import queries
from app.suggestions import text_commands
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.search.test_search import PLAIN, SMALL, found
from tests.world import World

KIND = queries.FoundKind


def ids(world: World, typed: str, kind: KIND) -> list[object]:
    found_now = found(world.session, world, "amina", typed)
    assert not found_now.is_mended
    return [row.id for row in found_now.hits[kind].rows]


@pytest.mark.parametrize("typed", ["groceries", "older people", "Groceries and meals", "ouderen"])
def test_an_english_label_finds_needs_and_offers(world: World, typed: str) -> None:
    need, offer = world.need(publish=True), world.offer(publish=True)
    if typed == "ouderen":
        assert ids(world, typed, KIND.NEED)
        return
    assert ids(world, typed, KIND.NEED) == [need.id]
    assert ids(world, typed, KIND.OFFER) == [offer.id]


def test_an_english_label_finds_actions(world: World) -> None:
    action = Deeds(Pairs(world)).action()
    assert ids(world, "older people", KIND.ACTION) == [action.id]


def test_what_was_stored_before_is_found_by_it_once_the_worker_has_read_it_anew(
    world: World,
) -> None:
    session = world.session
    need, offer = world.need(publish=True), world.offer(publish=True)
    told = "Ze wonen in Eemsdelta en hebben een accordeon."
    small = world.need(**PLAIN | SMALL | {"description": told})
    action = Deeds(Pairs(world)).action()
    words = "Ouderen Boodschappen en maaltijden"
    for table, text in (
        (need_models.Need, need_models.NeedText),
        (offer_models.Offer, offer_models.OfferText),
        (action_models.Action, action_models.ActionText),
    ):
        before = {"search_words": words, "found_by": lookup.found_by(words, told)}
        session.execute(sa.update(table).values(before))
        session.execute(sa.update(text).values(version=1))
    session.expire_all()
    assert ids(world, "groceries", KIND.NEED) == []
    for kind in range(2):
        assert text_commands.reread_texts(session, kind, None)[0] > 0
    assert action_text_commands.reread_action_texts(session, None)[0] > 0
    session.expire_all()
    assert ids(world, "groceries", KIND.NEED) == [need.id]
    assert ids(world, "groceries", KIND.OFFER) == [offer.id]
    assert ids(world, "older people", KIND.ACTION) == [action.id]
    hidden = sa.select(col(need_models.Need.found_by)).where(col(need_models.Need.id) == small.id)
    (line,) = session.execute(hidden).one()
    assert "accordeon" in line and "eemsdelta" not in line
