"""What was made with a group that went up in another one since, or with a word for it, means the
group that stays: a filter, a file, an address, a draft, a form that is open.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.exports.routes import LISTINGS
from app.target_groups.choices import GROUP_FIELDS
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from tests.actions.deeds import Deeds
from tests.drafts.test_forms_come_back import KEEP, opened, place
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.signals.entries import logged_by
from tests.target_groups.test_keeping import SKIPPERS, added
from tests.target_groups.test_merging import merge
from tests.world import GROCERIES, SHOPPING, Visitors, World, form

OLDER = "older_people"
# By which file a list is taken along, of everything with a filter on a group.
FILES = {
    "needs": "/behoeften/lijst",
    "offers": "/aanbod/lijst",
    "actions": "/acties/lijst",
    "matches": "/bord/lijst",
    "sizes": "/doelgroepen/omvang",
    "signals": "/signalen/lijst",
    "organisations": "/netwerk/lijst",
}
NAMES = [SKIPPERS, "Schippers", "binnenvaart", "senioren", OLDER]


def one_of_each(world: World) -> None:
    """Of everything one for older people, and one for somebody else."""
    pairs = Pairs(world)
    deeds = Deeds(pairs)
    for group in (OLDER, "homeless"):
        pairs.propose(
            need=pairs.need(target_group=group, title=f"Iets voor {group}"),
            offer=pairs.offer(target_groups=[group], title=f"Hulp voor {group}"),
        )
        deeds.action(target_groups=[group], title=f"Samen voor {group}")
        logged_by(world, "amina", target_group=group)
        size = {"target_group": group, "municipality": "GM1979", "people": 120, "source": "CBS"}
        add_estimate(world.session, world["amina"], EstimateInput.model_validate(size))
    world.session.commit()


def lines(client: TestClient, path: str, **filters: str) -> list[list[str]]:
    answer = client.get(f"{path}.csv", params=filters)
    assert answer.status_code == 200, answer.text[-300:]
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))


def test_every_file_with_a_filter_on_a_group_is_tried() -> None:
    asking = {
        name for name, each in LISTINGS.items() if "target_group" in each.filters.model_fields
    }
    assert asking == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_a_file_understands_what_its_list_understands(
    visitors: Visitors, world: World, name: str
) -> None:
    group = added(world)
    one_of_each(world)
    merge(world, group, OLDER)
    world.session.commit()
    every = lines(visitors["amina"], FILES[name])
    wanted = lines(visitors["amina"], FILES[name], target_group=OLDER)
    assert 1 < len(wanted) < len(every)
    for word in NAMES:
        assert lines(visitors["amina"], FILES[name], target_group=word) == wanted, word


ACTION = {"title": "Samen naar de haven", "municipalities": ["GM1979"], "save": "1"}
BESIDE = {"target_group": "homeless", "also_groups": [SKIPPERS, "lonely_people"]}
# Forms of something new with a group that is merged later on: who opens which, and what is sent.
FORMS: list[tuple[str, str, dict[str, Any]]] = [
    ("amina", "/behoeften", GROCERIES | {"target_group": SKIPPERS}),
    ("amina", "/behoeften", GROCERIES | BESIDE),
    ("chantal", "/aanbod", SHOPPING | {"target_groups": ["homeless", SKIPPERS]}),
    ("chantal", "/acties", ACTION | {"target_groups": [SKIPPERS, OLDER]}),
]


def groups_in(page: Page) -> dict[str, list[str]]:
    return {name: page.typed(name) for name in GROUP_FIELDS if page.typed(name)}


def staying(typed: dict[str, Any]) -> dict[str, set[str]]:
    """The groups of a form, with the group that stays in the place of the other one."""
    chosen = {n: typed[n] if isinstance(typed[n], list) else [typed[n]] for n in typed}
    return {
        name: {OLDER if value == SKIPPERS else value for value in chosen[name]}
        for name in GROUP_FIELDS
        if name in chosen
    }


@pytest.mark.parametrize(("who", "path", "typed"), FORMS)
@pytest.mark.parametrize("how", ["draft", "open"])
def test_a_draft_and_an_open_form_go_on_with_the_group_that_stays(
    visitors: Visitors, world: World, who: str, path: str, typed: dict[str, Any], how: str
) -> None:
    client, group = visitors[who], added(world)
    world.session.commit()
    before = opened(client, f"{path}/nieuw")
    sent = form(typed) | {"form_draft": place(before)}
    if how == "draft":
        assert client.post(KEEP, data=sent).status_code == 204
    merge(world, group, OLDER)
    world.session.commit()
    if how == "draft":
        page = opened(client, f"{path}/nieuw")
    else:
        answer = client.post(path, data=sent)
        assert answer.status_code == 422
        page = Page(answer.text)
    assert {n: set(values) for n, values in groups_in(page).items()} == staying(typed)


def test_an_address_that_fills_in_a_form_goes_on_with_the_group_that_stays(
    visitors: Visitors, world: World
) -> None:
    merge(world, added(world), OLDER)
    world.session.commit()
    for word in (SKIPPERS, "binnenvaart", OLDER):
        page = opened(visitors["chantal"], f"/aanbod/nieuw?target_groups={word}")
        assert page.typed("target_groups") == [OLDER]


def test_a_need_and_an_offer_are_copied_with_the_group_that_stays(
    visitors: Visitors, world: World
) -> None:
    group = added(world)
    need = world.need(publish=True, target_group=SKIPPERS, also_groups=["homeless"])
    offer = world.offer(publish=True, target_groups=[SKIPPERS, "homeless"])
    merge(world, group, OLDER)
    world.session.commit()
    page = opened(visitors["amina"], f"/behoeften/{need.id}/nog-eens")
    assert groups_in(page) == {"target_group": [OLDER], "also_groups": ["homeless"]}
    page = opened(visitors["chantal"], f"/aanbod/{offer.id}/nog-eens")
    assert set(page.typed("target_groups")) == {OLDER, "homeless"}


@pytest.mark.parametrize("path", ["/behoeften", "/aanbod", "/acties", "/bord"])
def test_a_saved_filter_is_the_one_that_is_on_also_after_its_group_went_up_in_another(
    visitors: Visitors, world: World, path: str
) -> None:
    lists = {"/behoeften": "needs", "/aanbod": "offers", "/acties": "actions", "/bord": "board"}
    client, group = visitors["amina"], added(world)
    world.session.commit()
    saving = {"list": lists[path], "name": "Haven", "query": f"target_group={SKIPPERS}"}
    assert client.post("/filters", data=saving).status_code == 303
    merge(world, group, OLDER)
    world.session.commit()
    for asked in (SKIPPERS, OLDER):
        page = opened(client, f"{path}?target_group={asked}")
        assert page.typed("target_group") == [OLDER]
        (saved,) = [a for a in page.every("a") if a.text.strip() == "Haven"]
        assert saved.attributes.get("aria-current") == "true"
