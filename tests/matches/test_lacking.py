"""Help that came only in part still counts for its need; whose need it is hears to ask anew."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.matches import turns
from app.matches.models import Arrived, Match
from tests.matches.pairs import Pairs
from tests.world import Visitors

LACKS = "Niet alle hulp is aangekomen."


@pytest.mark.parametrize(
    ("outcome", "arrived", "lacks"),
    [
        ("succeeded", None, False),
        ("partly", None, True),
        ("failed", None, True),
        ("partly", Arrived.YES, False),
        ("succeeded", Arrived.PARTLY, True),
        ("succeeded", Arrived.NO, True),
    ],
)
def test_who_needed_it_is_told_to_ask_for_what_is_left(
    pairs: Pairs, visitors: Visitors, outcome: str, arrived: Arrived | None, lacks: bool
) -> None:
    need = pairs.need()
    match = pairs.accept(
        pairs.approved(need=need, offer=pairs.offer(quantity=40), quantity=40), quantity=40
    )
    assert not turns.lacks(match)
    pairs.complete(pairs.start(match), outcome=outcome)
    match.need_arrived = arrived
    pairs.session.commit()
    assert turns.lacks(match) is lacks
    found = pairs.session.exec(select(Match).where(turns.is_lacking())).all()
    assert [each.id for each in found] == ([match.id] if lacks else [])
    assert need.left == 0, "it still counts"
    again = f"/behoeften/{need.id}/nog-eens"
    for page in ("/mijn-werk", f"/behoeften/{need.id}"):
        text = visitors["amina"].get(page).text
        assert (LACKS in text) is lacks, page
    assert (again in visitors["amina"].get("/mijn-werk").text) is lacks
    assert LACKS not in visitors["chantal"].get(f"/behoeften/{need.id}").text
