"""The picture of the region: every number leads to as many rows, totals add up, and nobody learns
where a small group is.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from app.core import clock, errors
from app.dossier import need_list_queries, role_queries
from app.dossier.partner_list_queries import PartnerFilters, find_partners
from app.picture import effect_queries, group_queries, labels, periods
from app.picture.filters import PictureFilters
from app.reference.models import OrganisationKind
from app.signals import queries as signal_queries
from app.signals.filters import SignalFilters
from app.signals.models import Signal
from tests.html import Page
from tests.signals.entries import logged_by
from tests.statements import counted
from tests.world import Visitors, World

CELL = re.compile(r'<td[^>]*><a href="\s*([^"]+?)">\s*([\d.]+)')
GROUPS = ("older_people", "lonely_people", "homeless")
THEMES = ("work_income", "mental_health", "social_cohesion", "public_support")
PLACES = ("GM1979", "GM0014", "GM1950")


def seen(world: World, who: str = "daan", ago: int = 0, **changes: Any) -> Signal:
    return logged_by(world, who, seen_on=clock.today() - timedelta(days=ago), **changes)


def drawn(world: World, seed: int) -> None:
    """Signals and needs by chance: some of a few people, some of the whole region."""
    pick = random.Random(seed)
    for _each in range(30):
        seen(
            world,
            ago=pick.randrange(100),
            theme=pick.choice(THEMES),
            target_group=pick.choice(GROUPS),
            municipality=pick.choice(PLACES),
            direction=pick.choice(("negative", "negative", "positive")),
            people=pick.choice((None, 3, 40)),
            trend=pick.choice((None, "rising", "falling")),
            crisis=pick.choice((None, "energiearmoede")),
        )
    world.offer(publish=True, target_groups=list(GROUPS))
    for number in range(12):
        people = pick.choice((3, 40))
        world.need(
            "daan",
            publish=True,
            title=f"Behoefte {number}",
            target_group=pick.choice((*GROUPS, "all_residents")),
            also_groups=pick.sample(GROUPS, pick.randrange(2)),
            municipality=pick.choice((*PLACES, None)),
            people=people,
            quantity=people,
            crisis=pick.choice((None, "energiearmoede")),
        )
    world.session.commit()


def shown(visitors: Visitors, who: str, **asked: str) -> str:
    answer = visitors[who].get("/beeld", params=asked)
    assert answer.status_code == 200
    return answer.text


def rows_behind(world: World, who: str, address: str) -> int:
    """How many rows the list at this address has."""
    parts = urlsplit(address)
    given, session, actor = dict(parse_qsl(parts.query)), world.session, world[who]
    if parts.path == "/signalen":
        signals = SignalFilters.model_validate(given)
        return signal_queries.find_signals(session, actor, signals, size=1).total
    if parts.path == "/netwerk":
        return find_partners(session, actor, PartnerFilters.model_validate(given), size=1).total
    needs = need_list_queries.NeedListFilters.model_validate(given)
    return need_list_queries.find_needs(session, actor, needs, size=1).total


def cells_of(text: str) -> Iterator[tuple[str, int]]:
    for address, number in CELL.findall(text):
        yield unescape(address), int(number.replace(".", ""))


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("greet", {}),
        ("amina", {"period": "weeks_4"}),
        ("daan", {"municipality": "GM1979"}),
        ("farid", {"crisis": "energiearmoede", "period": "year"}),
    ],
)
def test_a_cell_says_how_many_rows_it_leads_to(
    visitors: Visitors, world: World, who: str, asked: dict[str, str]
) -> None:
    drawn(world, seed=len(who))
    found = dict(cells_of(shown(visitors, who, **asked)))
    assert len({urlsplit(address).path for address in found}) == 3
    assert len(found) > 20
    for address, number in found.items():
        assert rows_behind(world, who, address) == number, address


@pytest.mark.parametrize("who", ["greet", "daan"])
def test_totals_add_up(world: World, session: Session, who: str) -> None:
    drawn(world, seed=7)
    given, actor = PictureFilters(), world[who]
    span = given.read_span()
    signals = given.of_signals(span)
    effects = effect_queries.find_effects(session, actor, signals, span, [])
    every, found = effects.everything, group_queries.find_signal_map(session, actor, signals)
    of_themes = [row.negative for row in effects.rows]
    assert [sum(each) for each in zip(*(n.parts for n in of_themes), strict=True)] == (
        every.negative.parts
    )
    assert every.negative.total == found.everything == sum(map(found.total, (*GROUPS, None)))
    assert found.everything == sum(map(found.total_in, (*PLACES, group_queries.NOWHERE)))
    for row in (*effects.rows, every):
        for numbers in (row.negative, row.positive):
            assert numbers.first_half + numbers.second_half == numbers.total
    assert every.weight == sum(row.weight for row in effects.rows)
    needs = group_queries.find_need_map(session, actor, given.of_needs())
    # A need is in one place, and can be of several groups.
    assert needs.everything.count == sum(cell.count for cell in needs.of_places.values()) == 12
    for group, whole in needs.of_groups.items():
        parts = [cell for (each, _place), cell in needs.cells.items() if each == group]
        assert whole.count == sum(cell.count for cell in parts)
        assert whole.days == max(cell.days or 0 for cell in parts)


def test_what_weighs_most_stands_first(world: World, session: Session) -> None:
    for trend, severity in (("rising", "5"), ("falling", "2"), (None, "4")):
        seen(world, theme="mental_health", trend=trend, severity=severity)
    for _each in range(2):
        seen(world, theme="work_income", trend=None, severity="5", ago=80)
    seen(world, theme="work_income", direction="positive")
    given, span = PictureFilters(), PictureFilters().read_span()
    found = effect_queries.find_effects(
        session, world["greet"], given.of_signals(span), span, ["housing_safety"]
    )
    weights = {row.theme: row.weight for row in found.rows}
    assert weights == {"mental_health": 12.5, "work_income": 10, "housing_safety": 0}
    assert list(weights) == ["mental_health", "work_income", "housing_safety"]
    work = found.rows[1]
    assert (work.negative.first_half, work.negative.second_half) == (2, 0)
    assert (work.positive.first_half, work.positive.second_half) == (0, 1)
    assert [row.has_signals for row in found.rows] == [True, True, False]


def test_where_a_small_group_is_only_those_learn_who_may(world: World, session: Session) -> None:
    seen(world, "amina", people=3)
    world.need("amina", publish=True, people=3, quantity=3)
    given = PictureFilters()
    signals = given.of_signals(given.read_span())
    for who, place in (("amina", "GM1979"), ("greet", ""), ("farid", ""), ("chantal", "")):
        found = group_queries.find_signal_map(session, world[who], signals)
        assert [key for key, _cell in found.cells.items()] == [("older_people", place)], who
        needs = group_queries.find_need_map(session, world[who], given.of_needs())
        assert list(needs.cells) == [("older_people", place)], who
    # With its municipality chosen it is not there either.
    here = PictureFilters(municipality="GM1979")
    found = group_queries.find_signal_map(
        session, world["farid"], here.of_signals(here.read_span())
    )
    assert not found.cells
    assert not group_queries.find_need_map(session, world["farid"], here.of_needs()).cells


def test_the_list_of_needs_leaves_out_what_is_for_everybody_and_everywhere(
    visitors: Visitors, world: World
) -> None:
    meant = {
        world.need(publish=True, title="Soep in Delfzijl").title,
        world.need(
            publish=True,
            title="Bezoek in Delfzijl",
            target_group="homeless",
            also_groups=["older_people"],
        ).title,
    }
    world.need(publish=True, title="Voor iedereen hier", target_group="all_residents")
    world.need("daan", publish=True, title="In de hele regio", municipality=None)
    world.session.commit()
    asked = {"target_group": "older_people", "municipality": "GM1979"}
    greet = visitors["greet"]
    assert len(Page(greet.get("/behoeften", params=asked).text).titles) == 4
    page = Page(greet.get("/behoeften", params=asked | {"named": "1"}).text)
    assert set(page.titles) == meant
    assert "Alleen wat dit zelf noemt" in greet.get("/behoeften", params={"named": "1"}).text


def test_problems_stack_on_three_themes_in_one_municipality(
    visitors: Visitors, world: World
) -> None:
    for theme in THEMES[:2]:
        seen(world, theme=theme)
    seen(world, theme=THEMES[2], ago=60)
    seen(world, theme=THEMES[3], direction="positive")
    seen(world, theme=THEMES[3], municipality="GM0014")
    world.session.commit()
    assert "problemen stapelen zich op: 3 thema" in shown(visitors, "greet")
    for asked in ({"period": "weeks_4"}, {"municipality": "GM0014"}):
        text = shown(visitors, "greet", **asked)
        assert "Nergens stapelen de problemen" in text
        assert "sb-heat__stacked" not in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"period": "x"}, "f_period_error"),
        ({"period": "year", "seen_from": "2026-01-01"}, "niet allebei"),
        ({"seen_from": "2999-01-01"}, "2100"),
        ({"seen_from": "2099-01-01"}, "moet nog komen"),
        ({"seen_from": "2001-01-01"}, "ten hoogste twee jaar"),
        ({"seen_from": "2026-02-01", "seen_until": "2026-01-01"}, "einddatum"),
        ({"municipality": "GM9999"}, "f_municipality_error"),
        ({"municipality": "GM0106"}, "f_municipality_error"),  # of another region
        ({"crisis": "zzz"}, "f_crisis_error"),
    ],
)
def test_a_period_that_cannot_be_is_said_beside_its_field(
    visitors: Visitors, asked: dict[str, str], said: str
) -> None:
    answer = visitors["greet"].get("/beeld", params=asked)
    assert answer.status_code == 422
    assert said in answer.text and "utrecht-form-field-error-message" in answer.text


def test_a_period_is_cut_into_whole_weeks_or_months() -> None:
    last = date(2026, 11, 30)
    weeks = periods.usual(last).parts
    assert len(weeks) == 12
    assert {(part.last - part.first).days for part in weeks} == {6}
    year = periods.Period.YEAR.up_to(last)
    assert [part.first.month for part in year.parts] == list(range(1, 12))
    for span in (periods.usual(last), year, periods.Span(date(2026, 10, 28), last)):
        parts = span.parts
        assert (parts[0].first, parts[-1].last) == (span.first, span.last)
        after = timedelta(days=1)
        assert all(a.last + after == b.first for a, b in pairwise(parts))
    assert len(periods.Period.WEEKS_4.up_to(last).parts) == 4
    with pytest.raises(errors.Invalid):
        PictureFilters(seen_from=clock.today() + timedelta(days=1)).read_span()
    long_ago = PictureFilters(seen_until=date(2026, 3, 1)).read_span()
    assert (long_ago.last, long_ago.days) == (date(2026, 3, 1), 84)


def test_a_region_without_anything_says_so(visitors: Visitors) -> None:
    text = shown(visitors, "hugo")
    assert "In deze periode is niets gezien." in text
    assert "Geen signalen in deze periode." in text
    assert "Er staat geen behoefte open." in text
    assert visitors["greet"].get("/beeld", params={"municipality": "GM1979"}).status_code == 200


def test_the_third_question_says_for_whom_partners_are_missing_most() -> None:
    def row(slug: str, needs: int, *missing: OrganisationKind) -> role_queries.RoleRow:
        cells = (role_queries.RoleCell(k, 0, is_gap=k in missing) for k in role_queries.KINDS)
        return role_queries.RoleRow(cast(Any, SimpleNamespace(slug=slug)), tuple(cells), needs)

    care, education = OrganisationKind.CARE, OrganisationKind.EDUCATION
    rows = [row("Ouderen", 2, care, education), row("Jeugd", 5, education), row("Gezinnen", 9)]
    said = labels.say_partners(rows, str)
    assert "2 doelgroepen" in said
    assert said.endswith(
        "jeugd (5 behoeften, mist onderwijs) en ouderen (2 behoeften, mist zorg en onderwijs)."
    )
    many = row("Ouderen", 1, *role_queries.KINDS)
    assert f"mist {len(role_queries.KINDS)} soorten" in labels.say_partners([many], str)
    assert "mist" in labels.say_partners([row("Ouderen", 4)], str)


GAP = re.compile(r'sb-heat__gap"><a href="([^"]+)">')


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("greet", {}),
        ("chantal", {"crisis": "energiearmoede"}),
        ("daan", {"municipality": "GM1979"}),
        ("amina", {"municipality": "GM1950"}),
    ],
)
def test_a_gap_leads_to_the_needs_that_ask_for_a_partner(
    visitors: Visitors, world: World, who: str, asked: dict[str, str]
) -> None:
    drawn(world, seed=5)
    covered = world.need(publish=True, target_group="low_literate")
    covered.committed = covered.quantity
    world.session.commit()
    text = shown(visitors, who, **asked)
    numbers, gaps = dict(cells_of(text)), list(map(unescape, GAP.findall(text)))
    assert gaps
    for address in gaps:
        assert rows_behind(world, who, address) == numbers[address] > 0, address
        assert "low_literate" not in address
    # The groups for which most is asked stand first.
    most_first = [numbers[address] for address in gaps]
    assert most_first == sorted(most_first, reverse=True)


def test_each_table_can_be_skipped_and_each_part_is_named_at_the_top(
    visitors: Visitors, world: World
) -> None:
    drawn(world, seed=1)
    text = shown(visitors, "greet")
    tables = re.findall(r'role="region" aria-labelledby="(\w+)"', text)
    assert {"effects", "support", "group_signals", "group_needs", "roles", "funnel"} <= {*tables}
    ids = set(re.findall(r'\bid="([^"]+)"', text))
    skips = re.findall(r'visible-on-focus" href="#(\w+_how)"', text)
    # Before its own table, so in the same order.
    assert [f"{table}_how" for table in tables] == skips
    parts = re.findall(r'<a class="nl-link" href="#([\w-]+)"', text)
    assert parts == ["gevolgen", "doelgroepen", "partijen", "hulp", "verdeling"]
    assert ids.issuperset((*skips, *parts))


# One of them: what the team said last of this view.
COSTS = {"/beeld": 15, "/beeld?municipality=GM1979&crisis=energiearmoede": 15}


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize("address", COSTS)
def test_the_picture_costs_the_same_few_queries_however_much_there_is(
    visitors: Visitors, connection: Connection, world: World, address: str, number: int
) -> None:
    for n in range(number):
        for theme in THEMES[:n]:
            seen(world, ago=n, theme=theme, target_group=GROUPS[n % 3])
        world.need(publish=True, title=f"Behoefte {n}", target_group=GROUPS[n % 3])
    world.session.commit()
    amina = visitors["amina"]
    with counted(connection) as sent:
        answer = amina.get(address)
    assert answer.status_code == 200
    assert len(sent) == COSTS[address], "\n".join(sent)
