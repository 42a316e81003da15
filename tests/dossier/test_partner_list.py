"""The list of organisations and the table of who does what for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from app.core import clock
from app.dossier.partner_list_queries import PartnerFilters, find_partners
from app.dossier.role_queries import RoleFilters, find_roles
from app.identity.models import Organisation, OrganisationStatus
from app.offers.commands import pause_offer
from app.organisations.models import OrganisationProfile
from app.reference.models import OrganisationKind
from app.target_groups.commands import GroupInput, GroupMerging, add_group, merge_group
from app.target_groups.queries import get_group
from tests.html import Page
from tests.statements import counted
from tests.world import Visitors, World

DELFZIJL = "Boodschappenhulp Delfzijl"


def listed(world: World, who: str = "amina", **filters: Any) -> list[str]:
    page = find_partners(
        world.session, world[who], PartnerFilters.model_validate(filters), size=500
    )
    assert page.total == len(page.rows)
    return [row.name for row in page.rows]


def profile(world: World, name: str = DELFZIJL, **said: Any) -> OrganisationProfile:
    """What an organisation says of itself."""
    row = world.session.get_one(OrganisationProfile, world.organisation(name).id)
    for key, value in said.items():
        setattr(row, key, value)
    world.session.flush()
    return row


def test_the_list_has_who_takes_part_and_the_others_are_for_the_team(world: World) -> None:
    everybody = listed(world)
    assert DELFZIJL in everybody and len(everybody) > 5
    assert "Gemeente Assen" not in everybody
    world.organisation(DELFZIJL).status = OrganisationStatus.REQUESTED
    world.session.flush()
    for who in ("amina", "daan", "eva"):
        assert DELFZIJL not in listed(world, who)
    assert listed(world, status="requested") == []
    assert listed(world, "daan", status="requested") == [DELFZIJL]


@pytest.mark.parametrize(
    "filters",
    [
        {"q": "vrijwilligers fiets"},
        {"q": "boodschappenhulp"},
        {"municipality": "GM1979", "kind": "initiative"},
        {"target_group": "homeless"},
        {"support_type": "transport"},
        {"target_group": "homeless", "support_type": "transport", "municipality": "GM1979"},
    ],
    ids=str,
)
def test_each_filter_finds_what_an_organisation_says_of_itself(
    world: World, filters: dict[str, str]
) -> None:
    profile(
        world,
        description="Vrijwilligers op de fiets.",
        target_groups=["homeless"],
        support_types=["transport"],
    )
    found = listed(world, **filters)
    assert DELFZIJL in found
    assert "Gemeente Westerwolde" not in found


def test_somebody_does_this_for_them_there_only_when_all_three_are_of_one_offer(
    world: World,
) -> None:
    world.offer(publish=True, target_groups=["homeless"], municipalities=["GM1979"])
    world.offer(
        publish=True, target_groups=["lonely_people"], municipalities=["GM1950"],
        support_type="transport",
    )  # fmt: skip
    assert listed(world, target_group="homeless", municipality="GM1979") == [DELFZIJL]
    assert listed(world, target_group="homeless", support_type="groceries_meals") == [DELFZIJL]
    assert listed(world, target_group="homeless", municipality="GM1950") == []
    assert listed(world, target_group="homeless", support_type="transport") == []


def test_who_says_no_place_works_where_it_is_at_home(world: World) -> None:
    profile(world, target_groups=["homeless"])
    assert listed(world, target_group="homeless", municipality="GM1979") == [DELFZIJL]
    assert listed(world, target_group="homeless", municipality="GM1950") == []
    profile(world, municipalities=["GM1950"])
    assert listed(world, target_group="homeless", municipality="GM1979") == []
    assert listed(world, target_group="homeless", municipality="GM1950") == [DELFZIJL]


def test_those_with_room_come_first_and_what_is_not_confirmed_for_a_year_is_found(
    world: World,
) -> None:
    offer = world.offer(publish=True)
    assert listed(world)[0] == DELFZIJL
    assert listed(world, free="1") == [DELFZIJL]
    assert listed(world, sort="name")[0] != DELFZIJL
    pause_offer(world.session, world["chantal"], offer)
    world.session.flush()
    assert listed(world, free="1") == []
    now = clock.now()
    profile(world, confirmed_at=now - timedelta(days=364))
    assert DELFZIJL not in listed(world, unconfirmed="1")
    profile(world, confirmed_at=now - timedelta(days=366))
    assert DELFZIJL in listed(world, unconfirmed="1")


def test_what_is_left_stands_in_the_list_by_unit(world: World) -> None:
    world.offer(publish=True, quantity=30)
    world.offer(publish=True, quantity=12)
    world.offer(publish=True, quantity=3, unit="rides_per_week")
    page = find_partners(world.session, world["amina"], PartnerFilters(free=True), size=5)
    assert [(unit.value, left) for unit, left in page.rows[0].room] == [
        ("people", 42),
        ("rides_per_week", 3),
    ]


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    world.offer(publish=True)
    seen: list[str] = []
    filters = PartnerFilters()
    for _ in range(40):
        page = find_partners(world.session, world["amina"], filters, size=3)
        seen += [row.name for row in page.rows]
        if page.next is None:
            break
        filters = PartnerFilters(cursor=page.next)
    assert seen == listed(world)


def test_one_organisation_and_many_cost_the_same(
    connection: Connection, visitors: Visitors
) -> None:
    def cost(path: str) -> int:
        with counted(connection) as sent:
            assert visitors["amina"].get(path).status_code == 200
        return len(sent)

    visitors.world.offer(publish=True)
    visitors.world.session.commit()
    for path in ("/netwerk?kind=education", "/netwerk/wie-doet-wat?municipality=GM1979"):
        cost(path)
    assert cost("/netwerk?kind=education") == cost("/netwerk")
    before = cost("/netwerk/wie-doet-wat")
    for group in ("homeless", "lonely_people"):
        visitors.world.offer(publish=True, target_groups=[group])
        visitors.world.need(publish=True, target_group=group)
    visitors.world.session.commit()
    assert cost("/netwerk/wie-doet-wat") == before


@pytest.mark.parametrize("place", [None, "GM1979", "GM1950"])
def test_each_number_of_the_table_is_the_number_of_its_list(
    world: World, place: str | None
) -> None:
    world.offer(publish=True, target_groups=["homeless", "older_people"])
    world.offer(publish=True, target_groups=["homeless"], municipalities=[])
    world.offer("farid", publish=True, target_groups=["homeless"], municipalities=[])
    profile(world, target_groups=["lonely_people"])
    where = {"municipality": place} if place else {}
    rows = find_roles(world.session, world["amina"], RoleFilters.model_validate(where))
    numbers = {(row.group.slug, cell.kind): cell.partners for row in rows for cell in row.cells}
    assert sum(numbers.values()) >= 2
    for (group, kind), number in numbers.items():
        found = listed(world, target_group=group, kind=kind.value, **where)
        assert len(found) == number, (group, kind)


def test_a_gap_is_a_kind_that_should_be_there_for_a_group_with_needs(world: World) -> None:
    def gaps(**where: str) -> set[OrganisationKind]:
        rows = find_roles(world.session, world["amina"], RoleFilters.model_validate(where))
        return {kind for row in rows if row.group.slug == "homeless" for kind in row.gaps}

    assert gaps() == set()
    world.need(publish=True, target_group="homeless")
    assert OrganisationKind.INITIATIVE in gaps()
    assert OrganisationKind.SAFETY_REGION not in gaps()
    profile(world, target_groups=["homeless"])
    assert OrganisationKind.INITIATIVE not in gaps()
    assert OrganisationKind.INITIATIVE not in gaps(municipality="GM1979")
    profile(world, municipalities=["GM1950"])
    assert OrganisationKind.INITIATIVE in gaps(municipality="GM1979")


def test_a_small_group_makes_no_gap_in_its_municipality_for_others(world: World) -> None:
    world.need(publish=True, target_group="homeless", people=3, quantity=3)
    at_home = RoleFilters(municipality="GM1979")
    slugs = {row.group.slug for row in find_roles(world.session, world["farid"], at_home)}
    assert "homeless" not in slugs
    slugs = {row.group.slug for row in find_roles(world.session, world["bram"], at_home)}
    assert "homeless" in slugs


def test_every_number_and_every_gap_leads_to_its_rows(visitors: Visitors) -> None:
    world = visitors.world
    world.offer(publish=True, target_groups=["homeless"])
    world.need(publish=True, target_group="homeless")
    world.session.commit()
    page = Page(visitors["amina"].get("/netwerk/wie-doet-wat?municipality=GM1979").text)
    links = [each.attributes.get("href") or "" for each in page.every("a")]
    links = [link for link in links if "target_group=" in link]
    assert "/netwerk?kind=initiative&municipality=GM1979&target_group=homeless" in links
    assert "/behoeften?municipality=GM1979&target_group=homeless&status=open" in links
    for link in links:
        assert visitors["amina"].get(link).status_code == 200


def test_whoever_named_a_group_that_went_up_in_another_names_that_one(
    session: Session, world: World
) -> None:
    given = {"label": "Varenden", "label_en": "Boatmen", "synonyms": ""}
    slug = add_group(session, world["eva"], GroupInput.model_validate(given)).slug
    session.flush()
    profile(world, target_groups=[slug])
    profile(world, "Gemeente Westerwolde", target_groups=["homeless", slug])
    merge_group(
        session,
        world["eva"],
        get_group(session, world["eva"], slug),
        GroupMerging(into="homeless", version=1),
    )
    for name in (DELFZIJL, "Gemeente Westerwolde"):
        session.refresh(profile(world, name))
        assert profile(world, name).target_groups == ["homeless"]


def test_the_page_names_what_an_organisation_does(visitors: Visitors) -> None:
    world = visitors.world
    profile(world, description="Wij fietsen. En nog veel meer.", target_groups=["homeless"])
    world.session.commit()
    page = visitors["farid"].get("/netwerk?q=fietsen").text
    assert "Wij fietsen" in page and "En nog veel meer" not in page
    assert visitors["farid"].get("/netwerk?kind=zzz").status_code == 422
    assert isinstance(world.organisation(DELFZIJL), Organisation)
