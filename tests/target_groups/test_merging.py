"""One group goes up in another: what points at it, what it is called, and what old links find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import Session, create_engine

from app.core.errors import Conflict, Forbidden, Invalid
from app.needs.filters import NeedFilters
from app.needs.queries import find_needs
from app.offers.queries import OfferFilters, find_offers
from app.target_groups.choices import RegionChoices
from app.target_groups.commands import GroupMerging, add_group, merge_group
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from app.target_groups.queries import Group, find_groups, get_group, get_groups
from app.target_groups.size_queries import find_sizes
from tests.actions.deeds import Deeds
from tests.conftest import Databases
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.target_groups.test_keeping import (
    SKIPPERS,
    added,
    events_of,
    found_needs,
    found_offers,
    given,
)
from tests.world import Visitors, World


def merge(
    world: World, group: Group, into: str, who: str = "daan", version: int | None = None
) -> None:
    merge_group(world.session, world[who], group, GroupMerging(into=into, version=version))
    world.session.flush()


def test_needs_offers_actions_and_sizes_move_along_without_doubles(world: World) -> None:
    group = added(world)
    deeds = Deeds(Pairs(world))
    main = world.need(
        publish=True, target_group=SKIPPERS, also_groups=["lonely_people", "older_people"]
    )
    beside = world.need(target_group="lonely_people", also_groups=[SKIPPERS, "homeless"])
    twice = world.offer(publish=True, target_groups=["older_people", SKIPPERS])
    once = world.offer(target_groups=[SKIPPERS, "homeless"])
    action = deeds.action(target_groups=[SKIPPERS, "older_people"])
    others = world.need(title="Voor een andere doelgroep", target_group="homeless")
    size = EstimateInput(
        target_group=SKIPPERS, municipality="GM1979", people=120, source="Havenbedrijf"
    )
    add_estimate(world.session, world["amina"], size)
    versions = {id(one): one.version for one in (main, beside, twice, once, action, others)}

    merge(world, group, "older_people", "eva", version=1)

    assert main.groups == ["older_people", "lonely_people"]
    assert beside.groups == ["lonely_people", "older_people", "homeless"]
    assert twice.target_groups == ["older_people"]
    assert once.target_groups == ["older_people", "homeless"]
    assert action.target_groups == ["older_people"]
    for moved in (main, beside, twice, once, action):
        assert moved.version == versions[id(moved)] + 1, "a form that is open hears of it"
    assert others.version == versions[id(others)]
    assert [s.target_group for s in find_sizes(world.session, world["daan"])] == ["older_people"]
    events = [name for name, _facts in events_of(world.session)]
    assert events[-2:] == ["target_group:merged", "target_group:took_over"]


def test_its_words_find_everything_of_the_group_that_stays(world: World) -> None:
    group = added(world)
    moved = world.need(publish=True, title="Brandhout voor in de haven", target_group=SKIPPERS)
    stayed = world.need(publish=True, title="Boodschappen in het dorp")
    offered = world.offer(publish=True)
    assert found_needs(world, "binnenvaart") == [moved.title]
    merge(world, group, "older_people")
    for typed in ("schippers", "binnenvaart", "senioren"):
        assert set(found_needs(world, typed)) == {moved.title, stayed.title}
        assert found_offers(world, typed) == [offered.title]


@pytest.mark.parametrize("into", ["older_people", "vissers_vr01"])
def test_it_stands_in_no_list_and_old_filters_and_links_lead_to_the_other(
    world: World, visitors: Visitors, into: str
) -> None:
    group = added(world)
    added(world, label="Vissers", synonyms="")
    need = world.need(publish=True, target_group=into)
    merge(world, group, into)
    world.session.commit()

    assert SKIPPERS not in [g.slug for g in find_groups(world.session, ["VR01"])]
    assert get_groups(world.session, [SKIPPERS], "VR01") == {}
    with pytest.raises(Invalid):
        world.need(target_group=SKIPPERS)
    choices = RegionChoices.for_reading(world.session, world["amina"])
    assert SKIPPERS not in [choice.value for choice in choices.target_groups]
    for typed in (SKIPPERS, "Schippers", "binnenvaart"):
        assert choices.find_group(typed) == into

    farid = visitors["farid"]
    assert farid.get(f"/doelgroepen/{SKIPPERS}").headers["location"] == f"/doelgroepen/{into}"
    for path in ("/behoeften", "/aanbod", "/bord"):
        page = Page(farid.get(path, params={"target_group": SKIPPERS}).text)
        assert page.typed("target_group") == [into], path
    assert (
        need.title
        in Page(farid.get("/behoeften", params={"target_group": "binnenvaart"}).text).titles
    )
    assert "Schippers" not in Page(farid.get("/doelgroepen").text).titles


def test_a_filter_by_a_synonym_finds_the_same_on_every_list(
    world: World, visitors: Visitors
) -> None:
    need, offer = world.need(publish=True), world.offer(publish=True)
    other = world.need(
        publish=True, title="Iets voor daklozen", target_group="homeless", municipality="GM1979"
    )
    world.session.commit()
    farid = visitors["farid"]
    for path, title in (
        ("/behoeften", need.title),
        ("/aanbod", offer.title),
        ("/bord", need.title),
    ):
        text = farid.get(path, params={"target_group": "senioren"}).text
        assert title in text, path
        assert other.title not in text, path
        chips = [a for a in Page(text).every("a") if a.attributes.get("class") == "sb-chip"]
        assert ["Ouderen" in chip.text for chip in chips] == [True], path
    assert (
        other.title
        not in Page(farid.get("/behoeften", params={"target_group": "niemand"}).text).titles
    )


def test_groups_that_went_up_in_it_earlier_come_along(world: World) -> None:
    first, second = added(world), added(world, label="Vissers", synonyms="kottervolk")
    merge(world, first, second.slug)
    merge(world, get_group(world.session, world["daan"], second.slug), "older_people")
    choices = RegionChoices.for_reading(world.session, world["amina"])
    for typed in (SKIPPERS, second.slug, "binnenvaart", "kottervolk"):
        assert choices.find_group(typed) == "older_people"
    assert get_group(world.session, world["daan"], SKIPPERS).merged_into == "older_people"


def test_only_a_live_group_of_the_region_goes_up_in_another_live_one(world: World) -> None:
    group, other = added(world), added(world, label="Vissers", synonyms="")
    for into in (SKIPPERS, "bestaat_niet"):
        with pytest.raises(Invalid) as caught:
            merge(world, group, into)
        assert set(caught.value.errors) == {"into"}
    with pytest.raises(Invalid) as caught:
        merge(world, group, "older_people", version=7)
    assert set(caught.value.errors) == {"version"}
    with pytest.raises(Conflict):
        merge(world, get_group(world.session, world["daan"], "older_people"), SKIPPERS)
    with pytest.raises(Forbidden):
        merge(world, group, "older_people", "amina")
    merge(world, group, "older_people")
    with pytest.raises(Conflict):
        merge(world, get_group(world.session, world["daan"], SKIPPERS), other.slug)
    with pytest.raises(Invalid):
        merge(world, other, SKIPPERS)
    with pytest.raises(Invalid):  # it was read before the first merge
        merge(world, group, other.slug)


def test_what_is_chosen_while_a_group_goes_up_in_another_is_not_left_behind(
    databases: Databases,
) -> None:
    """While daan merges, amina is told that the group is not there; nobody waits for the other for
    ever.
    """
    engine = create_engine(databases.copy("world"))
    with Session(engine, expire_on_commit=False) as session, session.begin():
        add_group(session, World(session)["daan"], given())
    with (
        Session(engine, expire_on_commit=False) as merging,
        Session(engine, expire_on_commit=False) as writing,
    ):
        world = World(merging)
        merge(world, get_group(merging, world["daan"], SKIPPERS), "older_people")
        attempt: Callable[[], object] = lambda: World(writing).need(target_group=SKIPPERS)  # noqa: E731
        with pytest.raises(Invalid):
            attempt()
        World(writing).need(
            target_group="older_people"
        )  # the group that stays can be chosen meanwhile
        writing.commit()
        merging.commit()
    engine.dispose()


def test_the_lists_in_sql_find_nothing_for_a_group_that_is_gone(world: World) -> None:
    group = added(world)
    world.need(publish=True, target_group=SKIPPERS)
    world.offer(publish=True, target_groups=[SKIPPERS])
    merge(world, group, "older_people")
    needs = find_needs(
        world.session, world["daan"], NeedFilters(target_group="older_people"), size=9
    )
    offers = find_offers(
        world.session, world["daan"], OfferFilters(target_group="older_people"), size=9
    )
    assert (needs.total, offers.total) == (1, 1)


def test_a_size_for_a_group_that_went_up_in_another_is_not_that_of_the_other(
    world: World, visitors: Visitors
) -> None:
    """The page stood open meanwhile: whoever fills it in looks at the other one first."""
    merge(world, added(world), "older_people")
    world.session.commit()
    size = {"municipality": "GM1979", "people": "120", "source": "Havenbedrijf"}
    answer = visitors["amina"].post(f"/doelgroepen/{SKIPPERS}/omvang", data=size)
    assert answer.status_code == 409
    assert "Deze doelgroep is opgegaan in een andere" in answer.text
