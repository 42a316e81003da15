"""A form that is refused because the world changed meanwhile gives back what was typed."""

from __future__ import annotations

import pytest

from app.needs.commands import NeedEnding, close_need
from app.needs.models import Need, NeedOutcome
from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.world import GROCERIES, ORIGIN, Visitors, World, form

WORDS = "Bel eerst aan <bij> de achterdeur & wacht even."


def closed(world: World) -> Need:
    """A need that somebody closed meanwhile."""
    need = world.need(publish=True)
    close_need(world.session, world["amina"], need, NeedEnding(outcome=NeedOutcome.MET))
    world.session.commit()
    return need


def given_back(html: str) -> str | None:
    page = Page(html)
    return page["f_typed"].text.removeprefix("\n") if "f_typed" in page else None


def test_who_saves_a_need_that_was_closed_meanwhile_gets_the_text_back(
    visitors: Visitors, world: World
) -> None:
    need = closed(world)
    typed = form(GROCERIES | {"description": WORDS})
    answer = visitors["amina"].post(f"/behoeften/{need.id}", data=typed)
    assert answer.status_code == 409
    assert given_back(answer.text) == f"{GROCERIES['title']}\n\n{WORDS}"
    assert "readonly" in Page(answer.text)["f_typed"].attributes


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("sluiten", {"outcome": "met", "closing_note": WORDS}),
        ("intrekken", {"reason": "wrong", "closing_note": WORDS}),
    ],
)
def test_so_does_every_verb_with_words_of_its_own_and_only_they_come_back(
    visitors: Visitors, world: World, verb: str, sent: dict[str, str]
) -> None:
    need = closed(world)
    path = f"/behoeften/{need.id}/{verb}"
    for who, status in (("amina", 409), ("farid", 403)):
        answer = visitors[who].post(path, data=sent)
        assert (answer.status_code, given_back(answer.text)) == (status, WORDS)
        empty = visitors[who].post(path, data=sent | {"closing_note": " "})
        assert (empty.status_code, given_back(empty.text)) == (status, None)


def test_with_htmx_the_form_is_still_there_and_only_the_message_comes(
    visitors: Visitors, world: World
) -> None:
    need = closed(world)
    headers = {"hx-request": "true", "hx-target": "div#need_page"}
    sent = {"outcome": "met", "closing_note": WORDS}
    answer = visitors["amina"].post(f"/behoeften/{need.id}/sluiten", data=sent, headers=headers)
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#messages" and given_back(answer.text) is None


def test_with_htmx_the_message_leads_to_the_page_as_it_is_now(
    visitors: Visitors, world: World
) -> None:
    """The page still says what it was: of who was first one sees nothing there."""
    need = closed(world)
    page, sent = f"/behoeften/{need.id}", {"outcome": "met"}
    headers = {"hx-request": "true", "hx-target": "div#need_page", "referer": f"{ORIGIN}{page}"}
    answer = visitors["amina"].post(f"{page}/sluiten", data=sent, headers=headers)
    (link,) = Page(answer.text).every("a")
    assert (answer.status_code, link.attributes["href"]) == (409, page)
    refused = visitors["chantal"].post(f"{page}/sluiten", data=sent, headers=headers)
    assert refused.status_code == 403 and not list(Page(refused.text).every("a"))


# A form on a page of each kind that htmx renews, not filled in right.
RENEWED = [
    ("amina", "/behoeften/{need}/sluiten", "need_page"),
    ("amina", "/behoeften/{need}/intrekken", "need_page"),
    ("chantal", "/aanbod/{offer}/intrekken", "offer_page"),
    ("chantal", "/koppelingen/{match}/afwijzen", "match_page"),
    ("chantal", "/acties/{action}/stoppen", "action_page"),
    ("chantal", "/acties/{action}/stappen", "action_page"),
]


@pytest.mark.parametrize(("who", "path", "block"), RENEWED)
def test_a_form_that_comes_back_takes_what_went_well_before_it_off_the_page(
    visitors: Visitors, who: str, path: str, block: str
) -> None:
    pairs = Pairs(visitors.world)
    match = in_state(pairs, "approved")
    known = {
        "need": match.need_id,
        "offer": match.offer_id,
        "match": match.id,
        "action": Deeds(pairs).action().id,
    }
    pairs.session.commit()
    headers = {"hx-request": "true", "hx-target": f"div#{block}"}
    answer = visitors[who].post(path.format(**known), data={"reason": "?"}, headers=headers)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith(f'<div id="{block}"')
    _, _, messages = answer.text.partition('<hx-partial hx-target="#messages"')
    assert messages and "sb-notice" not in messages


def test_a_page_that_never_was_a_form_gives_nothing_back(visitors: Visitors, world: World) -> None:
    assert given_back(visitors["greet"].get("/behoeften/nieuw").text) is None
