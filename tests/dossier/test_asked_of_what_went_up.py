"""An address that starts with what went up in another one starts with that other one."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getclosurevars, isfunction

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.routers import ROUTERS
from app.web import elsewhere
from tests.dossier import merging
from tests.dossier.test_need_mergers import merge
from tests.matches.pairs import Pairs
from tests.world import Visitors

# What else an address names by its id: no such thing goes up in another one.
STAYS = {
    "offer": "offers are not merged",
    "action": "actions are not merged",
    "match": "a match stays the match it is",
    "signal": "signals are not merged",
    "person": "people are not merged",
    "interpretations": "interpretations are not merged",
    "thing": "the trail tells what happened to this one",
}


def names_in_addresses() -> set[str]:
    """Every name behind a question mark that a page reads as an id."""
    found = set()
    for route in (each for router in ROUTERS for each in router.routes):
        if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
            continue
        for dependant in _all_of(route.dependant):
            if not isfunction(dependant.call):
                continue
            model = getclosurevars(dependant.call).nonlocals.get("model")
            fields = getattr(model, "model_fields", {})
            found |= {name for name, field in fields.items() if "UUID" in str(field.annotation)}
    return found


def _all_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _all_of(each)


def test_every_id_in_an_address_is_led_on_or_says_why_not() -> None:
    named = names_in_addresses()
    assert "need" in named  # they are found at all
    assert named - elsewhere.ASKED_NAMES == named & STAYS.keys()


@pytest.mark.parametrize(
    "address",
    [
        "/koppelingen/nieuw?need={gone}",
        "/koppelingen/nieuw?need={gone}&q=soep",
        "/veerkracht/nieuw?need={gone}",
        "/behoeften/belbalie?na={gone}",
        "/behoeften/{other}/samenvoegen?into={gone}",
    ],
)
@pytest.mark.parametrize("who", ["amina", "daan"])
def test_a_need_that_went_up_in_another_one(
    visitors: Visitors, pairs: Pairs, address: str, who: str
) -> None:
    gone, stays, other = (pairs.world.need(publish=True) for _ in range(3))
    merge(pairs, gone, stays)
    answer = visitors[who].get(address.format(gone=gone.id, other=other.id))
    assert (answer.status_code, answer.headers.get("location")) == (
        301,
        address.format(gone=stays.id, other=other.id),
    )


def test_an_organisation_that_went_up_in_another_one(visitors: Visitors, pairs: Pairs) -> None:
    gone = merging.named(pairs.session, merging.GONE).id
    stays = merging.merge(pairs)
    other = merging.named(pairs.session, "Keuken Noord").id
    address = f"/netwerk/{other}/samenvoegen?into="
    answer = visitors["eva"].get(f"{address}{gone}")
    assert (answer.status_code, answer.headers.get("location")) == (301, f"{address}{stays}")


def test_what_did_not_go_up_is_read_as_it_stands(visitors: Visitors, pairs: Pairs) -> None:
    need = pairs.world.need(publish=True)
    assert visitors["amina"].get(f"/koppelingen/nieuw?need={need.id}").status_code == 200
    # Of another region nothing is told.
    assert visitors["hugo"].get(f"/koppelingen/nieuw?need={need.id}").status_code == 404
