"""What the team releases, and what everybody reads of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from app.core import clock, errors
from app.picture import release_commands
from app.releases import public_queries, queries
from app.releases.tables import ALL, Axis, PublicMeasure, total_of
from tests.picture.test_picture import drawn
from tests.releases import releases
from tests.statements import counted
from tests.world import Visitors, World

PAGE = "/openbaar/beeld"


def test_nothing_is_public_until_the_team_releases_it(visitors: Visitors, world: World) -> None:
    drawn(world, 1)
    assert "Er is nog niets vrijgegeven" in visitors[None].get(PAGE).text
    page = visitors["daan"].get("/beeld/vrijgeven").text
    stamp = re.search(r'name="stamp" value="(\w+)"', page)
    assert stamp
    answer = visitors["daan"].post("/beeld/vrijgeven", data={"stamp": stamp[1]})
    assert answer.status_code == 303
    text = visitors[None].get(PAGE).text
    assert "Vrijgegeven" not in text
    assert "vrijgegeven door de veiligheidsregio" in text
    assert "Bekijk het beeld van de regio" in visitors[None].get("/").text


def test_a_release_stays_as_it_was(visitors: Visitors, world: World) -> None:
    drawn(world, 2)
    made = releases.release(world)
    world.session.commit()
    before = visitors[None].get(PAGE).text
    for number in range(30):
        world.need("daan", publish=True, title=f"Nog een behoefte {number}")
    world.session.commit()
    assert visitors[None].get(PAGE).text == before
    kept = public_queries.get_public(world.session, made.id)
    assert kept is not None
    assert kept.covered.counts.values[total_of(PublicMeasure.NEEDS)] < 30


def test_who_saw_other_figures_does_not_release_them(visitors: Visitors, world: World) -> None:
    drawn(world, 3)
    found = release_commands.preview(world.session, "VR01")
    for number in range(30):
        world.need("daan", publish=True, title=f"Nog een behoefte {number}")
    world.session.commit()
    answer = visitors["daan"].post("/beeld/vrijgeven", data={"stamp": found.stamp})
    assert answer.status_code == 422
    assert "De cijfers veranderden" in answer.text
    assert not queries.find_last(world.session, "VR01")


def test_a_week_is_released_once_and_can_be_taken_back(visitors: Visitors, world: World) -> None:
    drawn(world, 4)
    made = releases.release(world)
    with pytest.raises(errors.Invalid):
        releases.release(world)
    world.session.commit()
    word = made.word
    address = f"{PAGE}?region=VR01&week={word}"
    assert visitors[None].get(address).status_code == 200
    answer = visitors["daan"].post(f"/beeld/vrijgeven/{made.id}/intrekken")
    assert answer.status_code == 303
    assert visitors[None].get(address).status_code == 404
    assert "Ingetrokken" in visitors["daan"].get("/beeld/vrijgeven").text
    releases.release(world)
    world.session.commit()
    assert visitors[None].get(address).status_code == 200


def test_a_withdrawn_release_still_counts_for_what_is_hidden(world: World) -> None:
    drawn(world, 5)
    made = releases.release(world)
    releases.withdraw(world, made)
    assert [each.id for each in queries.find_last(world.session, "VR01")] == [made.id]


def test_the_page_says_no_number_below_five(visitors: Visitors, world: World) -> None:
    drawn(world, 6)
    made = releases.release(world)
    world.session.commit()
    assert any(0 < value < 5 for value in made.covered.counts.values.values())
    for place in ("", "GM1979", "GM0014"):
        text = visitors[None].get(PAGE, params={"municipality": place} if place else {}).text
        cells = re.findall(r"<td[^>]*>(.*?)</td>", text, re.S)
        figures = re.findall(r"<dd>(.*?)</dd>", text, re.S)
        shown = [re.sub(r"<[^>]+>", " ", each).split()[0] for each in cells + figures]
        numbers = {int(each.replace(".", "")) for each in shown if each[0].isdigit()}
        assert numbers
        assert all(number % 5 == 0 and number >= 5 for number in numbers)
        assert {each for each in shown if not each[0].isdigit()} <= {"–", "&lt;5", "×"}


@pytest.mark.parametrize(
    "asked", ["region=VR99", "week=2020-w01", "municipality=GM0363", "crisis=energiearmoede", "x=1"]
)
def test_the_filters_are_a_closed_list(visitors: Visitors, world: World, asked: str) -> None:
    drawn(world, 7)
    releases.release(world)
    world.session.commit()
    assert visitors[None].get(f"{PAGE}?{asked}").status_code == 404


def test_a_group_below_five_has_no_place_in_public(world: World) -> None:
    for number in range(6):
        world.need("amina", publish=True, title=f"Drie ouderen {number}", people=3, quantity=3)
    world.session.flush()
    counts = release_commands.preview(world.session, "VR01").covered.counts.values
    assert counts[PublicMeasure.NEEDS.value, Axis.GROUP.value, "older_people", "unplaced"] == 6
    assert not any(key[3] not in (ALL, "unplaced") for key in counts if key[0] == "needs")


def test_strangers_get_a_kept_answer(
    visitors: Visitors, world: World, connection: Connection
) -> None:
    drawn(world, 8)
    releases.release(world)
    world.session.commit()
    first = visitors[None].get(PAGE)
    assert first.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in first.headers
    with counted(connection) as statements:
        again = visitors[None].get(PAGE)
    assert len(statements) <= 2
    assert again.content == first.content
    same = visitors[None].get(PAGE, headers={"if-none-match": first.headers["etag"]})
    assert same.status_code == 304
    assert not same.content
    assert visitors["daan"].get(PAGE).headers["cache-control"] == "no-store"


def test_a_page_costs_the_same_whatever_there_is(
    visitors: Visitors, world: World, connection: Connection
) -> None:
    costs, greet = [], visitors["greet"]
    for weeks in (3, 2, 1):
        with clock.at(clock.now() - timedelta(weeks=weeks)):
            world.need("daan", publish=True, title=f"Behoefte van week {weeks}")
            releases.release(world)
        world.session.commit()
        with counted(connection) as statements:
            assert greet.get(PAGE).status_code == 200
        costs.append(len(statements))
    assert len(set(costs)) == 1
