"""Nobody loses anything between two organisations of theirs: what was typed, or where it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from app.core.settings import PROJECT, Settings
from app.identity.models import Role
from app.site.elsewhere_queries import OPEN, SIGHTS, find_seeing
from tests.html import Page
from tests.identity.test_switch import OTHER, SWITCH, join, switch
from tests.members.invitations import address_of, invite
from tests.statements import counted
from tests.world import GROCERIES, Visitors, World, form

FIRST = "Boodschappenhulp Delfzijl"
WAY = f"Werk voor {FIRST}"
# What a part of an address names that nobody sees for one organisation.
OF_NOBODY = {
    "follow_id", "topic", "ending", "region_code", "token", "number", "name", "path",
    "digest", "public_region", "public_week",
}  # fmt: skip


@pytest.fixture
def second(session: Session, world: World) -> UUID:
    """Chantal, of an initiative, also coordinates a municipality."""
    return join(session, world, "chantal", OTHER, Role.COORDINATOR)


@pytest.fixture
def first(world: World) -> UUID:
    return world["chantal"].memberships[0].organisation_id


def carried(answer: Any) -> list[dict[str, str]]:
    """What each switch on a page sends, that leads on to somewhere."""
    found = []
    for each in Page(answer.text).every("form"):
        fields = {
            str(e.attributes["name"]): str(e.attributes["value"])
            for e in each.inside
            if e.attributes.get("name") and e.attributes.get("value")
        }
        if each.attributes.get("action") == SWITCH and fields.keys() > {"organisation"}:
            found.append(fields)
    return found


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_long_form_for_one_stands_there_whole_and_comes_back_with_it(
    visitors: Visitors, first: UUID, second: UUID, is_htmx: bool
) -> None:
    chantal, new = visitors["chantal"], "/behoeften/nieuw"
    [owner] = set(Page(chantal.get(new).text).typed("form_draft"))
    typed = GROCERIES | {"needed_until": "2027-03-02", "municipality": "GM1979"}
    switch(visitors, "chantal", second)
    answer = chantal.post(
        f"/behoeften?als={first}",
        data=form(typed | {"form_draft": owner}),
        headers={"hx-request": "true"} if is_htmx else {},
    )
    assert answer.status_code == 409
    if not is_htmx:
        shown = Page(answer.text)["f_typed"].text
        for words in ("40 ouderen", "Eén keer per week", "Ouderen", "Eemsdelta", "Hoeveelheid: 40",
                      "Hoog", "2 maart 2027", "Boodschappen en maaltijden"):  # fmt: skip
            assert words in shown, (words, shown)
    [way] = carried(answer)
    assert way["next"] == new
    then = chantal.post(SWITCH, data=way).headers["location"]
    page = chantal.get(then).text
    assert f"Je werkt nu voor {FIRST}." in page
    for name, value in typed.items():
        assert Page(page).typed(name) == [str(value)], name


def test_a_short_form_for_one_is_sent_after_all_when_its_person_went_back_to_it(
    visitors: Visitors, session: Session, world: World, first: UUID, second: UUID
) -> None:
    offer = world.offer("chantal", publish=True)
    session.commit()
    chantal, reason = visitors["chantal"], "De fietsen zijn stuk"
    to = f"/aanbod/{offer.id}/intrekken"
    owner = str(world.person("chantal").id)
    switch(visitors, "chantal", second)
    answer = chantal.post(f"{to}?als={first}", data={
        "reason": "no_capacity", "closing_note": reason, "form_of": owner
    })  # fmt: skip
    shown = Page(answer.text)["f_typed"].text
    assert reason in shown
    assert "Geen capaciteit meer" in shown or "Geen plek meer" in shown, shown
    [way] = carried(answer)
    page = chantal.post(SWITCH, data=way)
    assert page.status_code == 200
    assert FIRST in page.text
    assert reason in page.text
    assert f'action="{to}?als={first}"' in page.text


def test_what_was_meant_for_an_organisation_one_left_is_kept_and_leads_nowhere_else(
    visitors: Visitors, second: UUID
) -> None:
    chantal, new = visitors["chantal"], "/behoeften/nieuw"
    [owner] = set(Page(chantal.get(new).text).typed("form_draft"))
    typed = form(GROCERIES | {"form_draft": owner})
    answer = chantal.post(f"/behoeften?als={uuid4()}", data=typed)
    assert answer.status_code == 409
    assert carried(answer) == []
    assert Page(chantal.get(new).text).typed("title") == [GROCERIES["title"]]


def test_what_only_another_organisation_of_ones_own_sees_says_so_and_leads_there(
    visitors: Visitors, session: Session, world: World, first: UUID, second: UUID
) -> None:
    draft, theirs = world.offer("chantal"), world.need("farid")
    session.commit()
    chantal, address = visitors["chantal"], f"/aanbod/{draft.id}"
    switch(visitors, "chantal", second)
    for path in (address, f"{address}/wijzigen"):
        answer = chantal.get(path)
        assert answer.status_code == 404
        assert f"Je werkt nu voor {OTHER}, en die ziet dit niet." in answer.text
        [way] = carried(answer)
        assert way == {"organisation": str(first), "next": path}
    chantal.post(SWITCH, data=way)
    assert chantal.get(address).status_code == 200
    nowhere = (f"/aanbod/{uuid4()}", "/aanbod/onzin", "/nergens")
    for who, path in (
        ("bram", f"/behoeften/{theirs.id}"),
        *(("chantal", path) for path in nowhere),
    ):
        missing = visitors[who].get(path)
        assert missing.status_code == 404
        assert carried(missing) == []
        assert "een andere organisatie van jou" not in missing.text


def test_where_something_is_seen_is_one_statement_and_nobody_else_pays_for_it(
    visitors: Visitors, session: Session, connection: Connection, world: World, second: UUID
) -> None:
    draft = world.offer("chantal")
    session.commit()
    address = f"/aanbod/{draft.id}"
    chantal, amina = visitors["chantal"], visitors["amina"]
    switch(visitors, "chantal", second)
    with counted(connection) as alone:
        assert amina.get(address).status_code == 404
    with counted(connection) as two:
        chantal.get(address)
    join(session, world, "chantal", "Gemeente Assen", Role.READER)
    join(session, world, "chantal", "Veiligheidsregio Drenthe", Role.MEMBER)
    with counted(connection) as four:
        chantal.get(address)
    assert len(two) == len(four) == len(alone) + 1


@pytest.mark.parametrize("name", SIGHTS)
def test_the_rule_of_every_noun_can_be_asked(
    session: Session, world: World, second: UUID, name: str
) -> None:
    wanted = "niets" if name == "slug" else uuid4()
    assert find_seeing(session, world["chantal"], "", {name: wanted}) == ()


def test_whatever_an_address_names_has_a_rule_or_is_of_nobody() -> None:
    lines = (PROJECT / "tests/guards/routes.txt").read_text("utf-8").splitlines()
    named = {
        part.split("}")[0].split(":")[0]
        for line in lines
        if line.startswith("GET")
        for part in line.split("{")[1:]
    }
    assert named == SIGHTS.keys() | OF_NOBODY
    for page in OPEN:
        assert any(f" {page}" in line for line in lines), page


def test_who_comes_in_at_a_second_organisation_can_work_for_it_at_once(
    visitors: Visitors, session: Session, settings: Settings, world: World
) -> None:
    invitation = invite(world, email=world.person("amina").email)
    session.commit()
    address = address_of(settings, invitation)
    amina = visitors["amina"]
    there = amina.post(f"{address}/meedoen").headers["location"]
    page = amina.get(there)
    assert f"Welkom. Je hoort nu bij {FIRST}." in page.text
    assert WAY in page.text
