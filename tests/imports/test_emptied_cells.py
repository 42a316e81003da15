"""A cell that somebody emptied: the preview says what is stored then, and never anything else."""

from __future__ import annotations

import pytest

from app.imports.checked_rows import Outcome
from app.needs.models import Need
from app.offers.models import Offer
from tests.imports.test_round_trip import (
    EDITS,
    FOLLOWS,
    LISTS,
    Kind,
    as_stored,
    brought,
    opened,
    previewed,
    saved,
)
from tests.world import Visitors, World

HEADERS = [(kind, header) for kind, edits in EDITS.items() for header in edits]
PLACES = [(Kind.NEEDS, "Gemeente")]


@pytest.mark.parametrize("owner", ["municipality", "initiative", "region"])
@pytest.mark.parametrize(("kind", "header"), [*HEADERS, *PLACES])
def test_what_an_emptied_cell_changes_is_said_as_it_is_stored(
    visitors: Visitors, world: World, kind: Kind, header: str, owner: str
) -> None:
    who = {"municipality": "amina", "initiative": "chantal", "region": "daan"}[owner]
    table = Need if kind is Kind.NEEDS else Offer
    if kind is Kind.NEEDS:
        world.need(who, publish=True, quantity=9, people=80, urgency="acute")
    else:
        world.offer(who, publish=True)
    world.session.commit()
    head, row = opened(visitors[who].get(f"{LISTS[kind]}.csv").content)
    place = head.index(header)
    was, row[place] = row[place], ""
    before = as_stored(world.session, table)
    (shown,) = previewed(world, who, kind, saved([head, row]))
    if shown.outcome is Outcome.WRONG:
        return
    done = brought(world, who, kind, saved([head, row]))
    world.session.commit()
    after = as_stored(world.session, table)
    changed = {
        name
        for key, stored in after.items()
        for name, value in stored.items()
        if value != before[key][name] and name not in FOLLOWS
    }
    (told,) = done.rows
    assert (told.outcome is Outcome.CHANGED) == bool(changed), (told.differences, changed)
    assert len(told.differences) == len(changed)
    _head, now = opened(visitors[who].get(f"{LISTS[kind]}.csv").content)
    for difference in told.differences:
        assert difference.column == header and difference.stored == (was or difference.stored)
        assert now[place] in (difference.said, ""), "the preview says what is stored"
    (again,) = previewed(world, who, kind, saved([head, row]))
    assert again.outcome is Outcome.EXISTS, "the same file says nothing new any more"
