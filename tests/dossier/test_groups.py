"""The list and the page of target groups: what is counted, for whom, and at which cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from app.core import clock
from app.dossier.group_list_queries import GroupFilters, GroupRow, find_rows
from app.dossier.group_queries import EXPECTED_KINDS, Fares, OpenNeeds, find_partners, get_fares
from app.reference.models import OrganisationKind
from app.target_groups.commands import GroupInput, add_group
from app.target_groups.estimate_commands import add_estimate
from app.target_groups.fields import EstimateInput
from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.statements import counted
from tests.world import Visitors, World

OLDER = "/doelgroepen/older_people"


def rows(world: World, who: str = "farid", **filters: Any) -> dict[str, GroupRow]:
    found = find_rows(world.session, world[who], GroupFilters.model_validate(filters))
    return {row.group.slug: row for row in found}


def fares(world: World, who: str = "farid", group: str = "older_people") -> Fares:
    return get_fares(world.session, world[who], group)


def size(world: World, people: int, who: str = "daan", **changes: Any) -> None:
    plain = {
        "target_group": "older_people",
        "municipality": "GM1979",
        "people": people,
        "source": "CBS, 2025",
    }
    add_estimate(world.session, world[who], EstimateInput.model_validate(plain | changes))


def cover(need: Any, committed: int) -> None:
    need.committed = committed


def test_needs_are_counted_by_how_far_they_are_covered_and_how_long_they_wait(world: World) -> None:
    now = clock.now()
    for days, committed in ((50, 40), (31, 0), (20, 10), (2, 0)):
        with clock.at(now - timedelta(days=days)):
            cover(world.need(publish=True), committed)
    world.need()  # a draft is nobody's number, not its owner's either
    world.session.flush()
    whole = fares(world)
    found = whole.needs
    assert (found.count, found.covered, found.partly, found.uncovered) == (4, 1, 1, 2)
    assert found.longest is not None and whole.median is not None
    today = clock.today()
    assert ((today - found.longest).days, (today - whole.median).days) == (31, 20)
    assert fares(world, "hugo").needs == OpenNeeds()


def test_a_need_counts_for_every_group_that_it_hits(world: World) -> None:
    world.need(publish=True, also_groups=["lonely_people"])
    found = rows(world)
    assert [found[slug].needs.count for slug in ("older_people", "lonely_people", "homeless")] == [
        1,
        1,
        0,
    ]


def test_filters_narrow_the_numbers_and_the_list(world: World) -> None:
    world.need(publish=True)
    world.need(
        "farid",
        publish=True,
        target_group="homeless",
        support_type="homework_education",
        crisis="hoogwater",
    )
    assert rows(world).keys() >= {"older_people", "homeless", "children_in_poverty"}
    assert set(rows(world, municipality="GM1979")) == {"older_people"}
    assert set(rows(world, theme="education_upbringing")) == {"homeless"}
    assert set(rows(world, crisis="hoogwater")) == {"homeless"}
    assert set(rows(world, q="Seniôren")) == {"older_people"}
    assert rows(world, q="zzzz") == {} == rows(world, stacking=True)
    size(world, 120, municipality="GM0014", target_group="children_in_poverty")
    assert set(rows(world, municipality="GM0014")) == {"children_in_poverty"}


def test_the_orders(world: World) -> None:
    with clock.at(clock.now() - timedelta(days=9)):
        world.need(publish=True, target_group="homeless")
    for _ in range(2):
        world.need(publish=True)
    size(world, 70, target_group="low_literate")
    assert list(rows(world))[:2] == ["older_people", "homeless"]
    assert list(rows(world, sort="waiting"))[:2] == ["homeless", "older_people"]
    assert next(iter(rows(world, sort="people"))) == "low_literate"
    names = [row.group.label for row in rows(world, sort="name").values()]
    assert names == sorted(names, key=str.casefold)


def test_a_small_group_is_counted_nowhere_in_a_municipality_but_for_its_own(world: World) -> None:
    world.need(publish=True, people=3, quantity=3)
    assert fares(world).needs.count == 1
    assert rows(world, municipality="GM1979") == {}
    assert set(rows(world, "bram", municipality="GM1979")) == {"older_people"}


def test_partners_have_a_role_by_an_offer_or_an_agreed_match_and_the_rest_is_missing(
    pairs: Pairs,
) -> None:
    world = pairs.world

    def seen(who: str = "farid", group: str = "older_people") -> dict[str, tuple[bool, bool]]:
        return {
            p.name: (p.has_offer, p.has_match)
            for p in find_partners(world.session, world[who], group)
        }

    world.offer()  # a draft
    world.offer(publish=True, target_groups=["all_residents"])
    assert seen() == {}
    match = pairs.approved()
    helping, asking = "Boodschappenhulp Delfzijl", "Gemeente Eemsdelta"
    assert seen() == {helping: (True, False)}
    pairs.accept(match)
    assert seen() == {helping: (True, True), asking: (False, True)}
    assert rows(world)["older_people"].partners == 2
    assert rows(world, municipality="GM1979")["older_people"].partners == 2
    assert seen("hugo") == {} == seen(group="homeless")


def test_who_asks_for_a_small_group_is_no_partner_in_the_eyes_of_others(pairs: Pairs) -> None:
    need = pairs.need(people=3, quantity=3)
    pairs.accepted(need=need, quantity=3)
    names = {
        who: {p.name for p in find_partners(pairs.session, pairs[who], "older_people")}
        for who in ("farid", "bram")
    }
    assert names["bram"] - names["farid"] == {"Gemeente Eemsdelta"}


def test_the_page_answers_how_the_group_fares(visitors: Visitors, world: World) -> None:
    deeds = Deeds(Pairs(world))
    with clock.at(clock.now() - timedelta(days=12)):
        need = world.need(publish=True)
    cover(need, 10)
    masked = world.need(publish=True, title="Hulp voor een paar mensen", people=3, quantity=3)
    offer = world.offer(publish=True)
    for_all = world.offer(
        publish=True, title="Voor iedereen in de buurt", target_groups=["all_residents"]
    )
    action = deeds.action()
    size(world, 1100)
    size(world, 1200)
    size(world, 4, municipality="GM0014")
    world.session.commit()
    text = visitors["farid"].get(OLDER).text
    page = Page(text)
    said = next(p.text for p in page.every("p") if "sb-fares" in (p.attributes.get("class") or ""))
    assert "ten minste 1.200 mensen" in said and "2 open behoeften" in said and "12 dagen" in said
    for word in (
        need.title,
        masked.title,
        offer.title,
        for_all.title,
        action.title,
        "senioren",
        "&lt;5",
        "1.100",
    ):
        assert word in text, word
    assert "Lichamelijke gezondheid en zorg" in text
    missing = next(p.text for p in page.every("p") if "Ontbreekt nog" in p.text)
    assert "Initiatief" not in missing and "Onderwijs" in missing
    assert len(EXPECTED_KINDS) == 7 and OrganisationKind.SAFETY_REGION not in EXPECTED_KINDS
    assert "Omvang noteren" in text and "Omvang noteren" not in visitors["chantal"].get(OLDER).text
    rest = [li.text for li in page.every("li") if masked.title in li.text]
    assert rest and all("Eemsdelta" not in li and "minder dan 5" in li for li in rest)


def test_the_page_shows_where_problems_stack_and_why(visitors: Visitors, world: World) -> None:
    for kind in ("groceries_meals", "transport", "buddy_visits"):
        world.need(publish=True, title=f"Behoefte {kind}", support_type=kind)
    world.session.commit()
    farid = visitors["farid"]
    text = farid.get(OLDER).text
    assert "Hier stapelen de problemen zich op: Ouderen in Eemsdelta." in text
    assert "Vervoer" in text and "Behoefte transport" in text
    listed = farid.get("/doelgroepen", params={"stacking": "1"}).text
    assert (
        Page(listed).titles == ["Ouderen"] and "Problemen stapelen zich op in Eemsdelta" in listed
    )


def test_a_size_is_written_down_on_the_page_and_a_wrong_one_says_where(
    visitors: Visitors, world: World
) -> None:
    amina = visitors["amina"]
    good = {"municipality": "GM1979", "people": "1.250", "source": "Wijkteam"}
    assert amina.post(f"{OLDER}/omvang", data=good).headers["location"] == OLDER
    assert "1.250" in amina.get(OLDER).text
    wrong = amina.post(f"{OLDER}/omvang", data=good | {"people": "veel", "source": ""})
    assert wrong.status_code == 422
    page = Page(wrong.text)
    assert page.error("people") and page.error("source")
    assert page.typed("people") == ["veel"]


def test_daan_adds_a_group_with_a_synonym_and_amina_finds_a_need_by_it(
    visitors: Visitors, world: World
) -> None:
    daan, amina = visitors["daan"], visitors["amina"]
    taken = daan.post("/doelgroepen", data={"label": "Schippers", "synonyms": "bejaarden"})
    assert taken.status_code == 422 and "Ouderen" in str(Page(taken.text).error("synonyms"))
    made = daan.post(
        "/doelgroepen", data={"label": "Schippers", "synonyms": "binnenvaart"}
    ).headers["location"]
    assert made == "/doelgroepen/schippers_vr01"
    need = world.need(
        "amina", publish=True, title="Brandhout in de haven", target_group="schippers_vr01"
    )
    world.session.commit()
    for query in ({"q": "binnenvaart"}, {"target_group": "binnenvaart"}):
        assert Page(amina.get("/behoeften", params=query).text).titles == [need.title]
    daan.post(f"{made}/samenvoegen", data={"into": "older_people"})
    assert Page(amina.get("/behoeften", params={"target_group": "binnenvaart"}).text).titles == [
        need.title
    ]
    assert "Een andere doelgroep is hierin opgegaan" in daan.get(OLDER).text


# Of the group: one of them for what did not come of help that was agreed.
COSTS = {"/doelgroepen": 6, OLDER: 15}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_the_same_few_queries_however_much_there_is(
    visitors: Visitors, connection: Connection, pairs: Pairs, address: str, number: int
) -> None:
    world = pairs.world
    for n in range(number):
        add_group(world.session, world["daan"], GroupInput(label=f"Schippers van haven {n}"))
        size(world, 100 + n)
        size(world, 200 + n, municipality="GM0014")
        for kind in ("groceries_meals", "transport", "buddy_visits"):
            world.need(publish=True, support_type=kind, also_groups=["lonely_people"])
        world.offer(publish=True, target_groups=["older_people", "all_residents"])
        Deeds(pairs).action()
        pairs.accepted(quantity=5)
    world.session.commit()
    amina = visitors["amina"]
    with counted(connection) as sent:
        answer = amina.get(address)
    assert answer.status_code == 200
    assert len(sent) == COSTS[address], "\n".join(sent)
