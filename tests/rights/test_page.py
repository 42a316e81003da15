"""The page of rights says of every route who may: what the tests of the routes hold, in words."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from app.rights import lines, matrix, page_labels, state_labels, verb_labels
from app.rights.labels import NOUNS, Heard, RightsNoun, RightsRole, RightsSide, WhereFrom
from app.routers import ROUTERS
from tests.html import Page
from tests.world import Visitors

PAGE = "/beheer/rechten"
ROUTES = [r for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)]
NAMES = {(method, route.path): route.name for route in ROUTES for method in route.methods or ()}


def _lines(noun: RightsNoun | None = None) -> list[lines.RightsLine]:
    return [line for some in lines.find_lines(NAMES, noun).values() for line in some]


def _of(
    name: str, state: str, whose: WhereFrom, role: RightsRole | None, side: RightsSide | None = None
) -> Heard:
    [line] = [
        line
        for line in _lines()
        if line.name == name and state in line.states and line.side == side
    ]
    [place] = [
        place
        for place, column in enumerate(lines.COLUMNS)
        if (column.whose, column.role) == (whose, role)
    ]
    return line.answers[place]


def test_every_route_has_its_line_its_noun_and_its_words() -> None:
    assert {line.name for line in _lines()} == set(NAMES.values())
    words = {"GET": page_labels.PAGES, "POST": verb_labels.VERBS}
    for method, known in words.items():
        assert known.keys() == {name for (how, _path), name in NAMES.items() if how == method}
    assert {name.partition(":")[0] for name in NAMES.values()} == NOUNS.keys()
    assert {line.noun for line in _lines()} == set(RightsNoun)


def test_every_state_of_the_table_has_its_words() -> None:
    states = {row.state for row in matrix.expectations()} - state_labels.NOT_THERE
    assert state_labels.STATES.keys() == states


def test_everybody_of_the_table_stands_in_a_column() -> None:
    shown = {column.who for column in lines.COLUMNS if column.who}
    own = {who for sides in lines._SIDES.values() for _side, people in sides for who in people}
    assert shown | own == set(matrix.everybody())


@pytest.mark.parametrize(
    ("name", "state", "whose", "role", "answer"),
    [
        ("needs:publish", "draft", WhereFrom.OWN, RightsRole.COORDINATOR, Heard.MAY),
        ("needs:publish", "draft", WhereFrom.OWN, RightsRole.MEMBER, Heard.MAY_NOT),
        ("needs:publish", "draft", WhereFrom.OTHER, RightsRole.COORDINATOR, Heard.ABSENT),
        ("needs:publish", "open", WhereFrom.OWN, RightsRole.COORDINATOR, Heard.NOT_NOW),
        ("needs:show", "open", WhereFrom.FAR, RightsRole.COORDINATOR, Heard.ABSENT),
        ("needs:show", "open", WhereFrom.NEIGHBOUR, None, Heard.ABSENT),
        ("needs:show", "open", WhereFrom.NOBODY, RightsRole.STRANGER, Heard.SIGN_IN),
        ("needs:create", "for_other", WhereFrom.OWN, RightsRole.COORDINATOR, Heard.MAY_NOT),
        ("neighbours:need", "open", WhereFrom.NEIGHBOUR, None, Heard.MAY),
        ("neighbours:need", "open", WhereFrom.FAR, RightsRole.COORDINATOR, Heard.ABSENT),
        ("region:settings", "-", WhereFrom.FAR, RightsRole.ADMINISTRATOR, Heard.OWN_REGION),
        ("region:settings", "-", WhereFrom.REGION, RightsRole.ADMINISTRATOR, Heard.MAY),
        ("rights:index", "-", WhereFrom.REGION, RightsRole.OFFICER, Heard.MAY),
        ("rights:index", "-", WhereFrom.REGION, RightsRole.TEAM, Heard.MAY_NOT),
        ("needs:live", "open", WhereFrom.NOBODY, RightsRole.STRANGER, Heard.LEADS_ON),
        ("groups:show", "national", WhereFrom.FAR, RightsRole.TEAM, Heard.MAY),
        ("groups:edit", "national", WhereFrom.FAR, RightsRole.TEAM, Heard.OWN_REGION),
        ("groups:save_words", "national", WhereFrom.FAR, RightsRole.TEAM, Heard.OWN_REGION),
        ("crises:remove", "going", WhereFrom.REGION, RightsRole.TEAM, Heard.NOT_NOW),
        (
            "background:try_again",
            "failed",
            WhereFrom.FAR,
            RightsRole.ADMINISTRATOR,
            Heard.ABSENT,
        ),
        (
            "background:try_again",
            "for_all",
            WhereFrom.FAR,
            RightsRole.ADMINISTRATOR,
            Heard.MAY,
        ),
        ("account:end_one", "-", WhereFrom.OWN, RightsRole.MEMBER, Heard.OWN),
        ("invitations:show", "open", WhereFrom.FAR, RightsRole.COORDINATOR, Heard.LINK),
        ("passwords:set", "-", WhereFrom.NOBODY, RightsRole.STRANGER, Heard.LINK),
        ("actions:public", "public", WhereFrom.NOBODY, RightsRole.STRANGER, Heard.MAY),
    ],
)
def test_a_status_is_said_in_a_word(
    name: str, state: str, whose: WhereFrom, role: RightsRole | None, answer: Heard
) -> None:
    side = RightsSide.LEADS if name.startswith("actions:") else None
    assert _of(name, state, whose, role, side) is answer


def test_a_match_is_told_from_both_sides() -> None:
    own = (WhereFrom.OWN, RightsRole.COORDINATOR)
    assert _of("matches:accept", "approved", *own, RightsSide.HELPS) is Heard.MAY
    assert _of("matches:accept", "approved", *own, RightsSide.ASKS) is Heard.MAY_NOT


def test_the_page_shows_one_noun_and_one_role(visitors: Visitors) -> None:
    text = visitors["eva"].get(f"{PAGE}?noun=offers&role=team").text
    assert "Aanbod" in text and "POST /aanbod/{offer_id}/toelaten" in text
    assert "/behoeften/{need_id}" not in text
    assert text.count("<table") == 1
    assert text.count('class="sb-xs sb-rights__whose"') == 2  # own region, and the other one
    part = visitors["eva"].get(
        f"{PAGE}?role=team", headers={"hx-request": "true", "hx-target": "div#rights_results"}
    )
    assert part.text.lstrip().startswith('<div id="rights_results"')
    assert part.text.count("<table") == len(RightsNoun)


def test_a_filter_that_is_none_says_so_beside_it(visitors: Visitors) -> None:
    answer = visitors["eva"].get(f"{PAGE}?role=keizer")
    assert answer.status_code == 422
    assert Page(answer.text)["f_role"].attributes["aria-invalid"] == "true"


def test_the_management_of_a_region_leads_to_it(visitors: Visitors) -> None:
    assert f'href="{PAGE}?noun=needs"' in visitors["eva"].get("/beheer").text
    assert PAGE not in visitors["daan"].get("/beheer").text
