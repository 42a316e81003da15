"""A word longer than a line stays in its card, on a phone and on a wide screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.actions.deeds import Deeds
from tests.browser.axe import Axe
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.stop import Stop
from tests.browser.visit import Visit
from tests.matches.pairs import Pairs
from tests.world import World

LONG = "Boodschappenhulpvrijwilligers"
# The longest title, the longest explanation of one word, and one in a script without spaces.
TITLE = LONG * 4
SAID = {"title": TITLE, "description": "www" + LONG * 40 + "\n" + "\u8c9d" * 300}


@pytest.fixture(scope="module")
def places(region: Region) -> Iterator[dict[str, str]]:
    with region.session() as session:
        pairs = Pairs(World(session))
        need, offer = pairs.need(**SAID), pairs.offer(**SAID)
        proposed = pairs.propose(need=need, offer=offer, quantity=5)
        action = Deeds(pairs).action(**SAID)
        found = {
            "need": f"/behoeften/{need.id}",
            "offer": f"/aanbod/{offer.id}",
            "match": f"/koppelingen/{proposed.id}",
            "review": f"/bord/beoordelen/{proposed.id}",
            "choose": f"/koppelingen/nieuw?need={need.id}",
            "action": f"/acties/{action.id}",
        }
    yield found
    with region.session() as session:
        pairs = Pairs(World(session))
        Deeds(pairs).stop(action)
        pairs.withdraw(proposed)


PAGES = [
    ("amina", "need"),
    ("amina", "offer"),
    ("chantal", "match"),
    ("daan", "review"),
    ("amina", "choose"),
    ("chantal", "action"),
    ("amina", f"/behoeften?q={TITLE}"),
    ("amina", f"/aanbod?q={TITLE}"),
    ("daan", f"/bord?q={TITLE}"),
    ("daan", "/mijn-werk"),
    ("chantal", f"/acties?q={TITLE}"),
]


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_long_word_never_leaves_its_card(
    open_page: OpenPage, region: Region, places: dict[str, str], who: str, page: str
) -> None:
    visit = Visit(open_page(who), region, Axe())
    visit.go(Stop(page, places.get(page, page), who))
    assert page == "/mijn-werk" or LONG in visit.page.inner_text("main")
    for width in (320, 1280):
        visit.resize(width)
        visit.unfold()
        assert visit.lost() == [], width
