"""A round of the review over HTTP: the order, deciding, skipping, one step back, and the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from app.core import clock
from app.identity.actor import SYSTEM
from app.matches.locks import lock_match
from app.matches.models import GRACE, Match, MatchStatus
from app.suggestions.review_commands import tell_decision
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.statements import counted
from tests.world import ORIGIN, Visitors

START = "/bord/beoordelen"


def page_of(match: Match) -> str:
    return f"{START}/{match.id}"


def queue_of(page: Page) -> list[str]:
    """The addresses in the list beside the page."""
    [queue] = [e for e in page.every("ol") if e.attributes.get("class") == "sb-queue"]
    return [str(a.attributes["href"]) for a in queue.inside if a.tag == "a"]


def bar(page: Page, key: str) -> str:
    """Where a control of the bar leads: the action of its form, or its address."""
    for form in page.every("form"):
        if any(e.attributes.get("data-key") == key for e in form.inside):
            return str(form.attributes["action"])
    return next(
        str(e.attributes["href"]) for e in page.elements if e.attributes.get("data-key") == key
    )


def has_key(page: Page, key: str) -> bool:
    return any(e.attributes.get("data-key") == key for e in page.elements)


@pytest.fixture
def three(pairs: Pairs) -> list[Match]:
    """The oldest is normal, then one that is acute and one that is high: acute first, then high,
    then normal.
    """
    now, made = clock.now(), []
    for days, urgency in ((3, "normal"), (2, "acute"), (1, "high")):
        with clock.at(now - timedelta(days=days)):
            made.append(
                pairs.propose(need=pairs.need(urgency=urgency, title=f"Boodschappen, {urgency}"))
            )
    pairs.session.commit()
    return [made[1], made[2], made[0]]


def test_the_round_starts_with_what_is_acute_then_what_waits_longest(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    with clock.at(clock.now() - timedelta(days=5)):
        older = pairs.propose(need=pairs.need(urgency="normal"))
    pairs.session.commit()
    daan = visitors["daan"]
    assert daan.get(START).headers["location"] == page_of(three[0])
    page = Page(daan.get(page_of(three[0])).text)
    assert queue_of(page) == [page_of(m) for m in (three[0], three[1], older, three[2])]
    marked = [e for e in page.elements if e.attributes.get("aria-current") == "true"]
    assert [e.attributes["href"] for e in marked] == [page_of(three[0])]
    assert "1 van 4" in page["content"].text
    assert "2 dagen te laat" in Page(daan.get(page_of(older)).text)["content"].text


def test_a_yes_leads_to_the_next_and_the_last_one_to_the_end(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    daan = visitors["daan"]
    for match, following in zip(three, [*map(page_of, three[1:]), f"{START}/klaar"], strict=True):
        assert daan.post(f"{page_of(match)}/goedkeuren").headers["location"] == following
        pairs.session.refresh(match)
        assert match.status is MatchStatus.APPROVED and match.is_untold
    end = Page(daan.get(f"{START}/klaar").text)
    assert "3 goedgekeurd, 0 te gaan" in end["content"].text
    assert "Er wacht niets op een besluit" in end["content"].text
    assert bar(end, "v") == f"{page_of(three[-1])}/terugdraaien", (
        "also at the end there is a way back"
    )
    assert daan.get(START).status_code == 200


def test_skipping_goes_on_and_does_not_come_back_to_the_same_one(
    visitors: Visitors, three: list[Match]
) -> None:
    daan = visitors["daan"]
    seen, path = [], str(daan.get(START).headers["location"])
    while path != f"{START}/klaar":
        seen.append(path)
        path = bar(Page(daan.get(path).text), "s")
    assert seen == [page_of(m) for m in three]
    end = daan.get(path).text
    assert "3 voorstellen wachten nog op een besluit" in end
    assert f'href="{START}"' in end, "and the round can be started again"
    # After a skip a yes goes on from there.
    assert daan.post(f"{page_of(three[1])}/goedkeuren").headers["location"] == page_of(three[2])


def test_what_was_skipped_is_not_to_go_any_more(visitors: Visitors, three: list[Match]) -> None:
    daan = visitors["daan"]
    assert "0 goedgekeurd, 3 te gaan" in Page(daan.get(page_of(three[0])).text)["content"].text
    second = " ".join(Page(daan.get(page_of(three[1])).text)["content"].text.split())
    assert "2 van 3" in second and "0 goedgekeurd, 1 overgeslagen, 2 te gaan" in second
    daan.post(f"{page_of(three[0])}/goedkeuren")
    third = " ".join(Page(daan.get(page_of(three[2])).text)["content"].text.split())
    assert "1 goedgekeurd, 1 overgeslagen, 1 te gaan" in third


def test_the_previous_decision_is_told_once(visitors: Visitors, three: list[Match]) -> None:
    """A browser says from which page somebody comes: the decided one, or one that was skipped."""
    daan = visitors["daan"]
    daan.post(f"{page_of(three[0])}/goedkeuren")

    def is_told(at: Match, before: Match) -> bool:
        came = {"referer": f"{ORIGIN}{page_of(before)}"}
        page = Page(daan.get(page_of(at), headers=came).text)
        (line,) = [e for e in page.every("span") if e.text.strip().startswith("Vorige:")][-1:]
        return line.attributes.get("data-spoken") == "page"

    assert is_told(three[1], before=three[0])
    assert not is_told(three[2], before=three[1])


def test_from_the_reason_the_keyboard_goes_on_to_the_decision(
    visitors: Visitors, three: list[Match]
) -> None:
    page = visitors["daan"].get(page_of(three[0])).text
    after = page.partition('name="note"')[2].partition('data-key="w"')[0]
    assert after and "<a " not in after, "not through the queue"


def test_a_no_asks_for_a_reason_and_keeps_what_was_typed(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    daan, match = visitors["daan"], three[0]
    answer = daan.post(f"{page_of(match)}/afwijzen", data={"note": "Zoek iets dichterbij."})
    page = Page(answer.text)
    assert (answer.status_code, page.error("reason")) == (422, "Kies een reden.")
    assert page.typed("note") == ["Zoek iets dichterbij."]
    assert daan.post(f"{page_of(match)}/afwijzen", data={"reason": "iets"}).status_code == 422
    bad = daan.post(
        f"{page_of(match)}/afwijzen", data={"reason": "other", "note": "Bel 06-12345678"}
    )
    assert bad.status_code == 422 and Page(bad.text).error("note")
    pairs.session.refresh(match)
    assert match.status is MatchStatus.PROPOSED
    sent = {"reason": "too_far", "note": "Zoek iets dichterbij."}
    assert daan.post(f"{page_of(match)}/afwijzen", data=sent).headers["location"] == page_of(
        three[1]
    )
    pairs.session.refresh(match)
    assert (match.status, match.ending_note) == (MatchStatus.DECLINED, "Zoek iets dichterbij.")


@pytest.mark.parametrize("sent", [{"note": "Toch niet."}, {"reason": "other"}, {"reason": "x"}])
def test_a_yes_that_brings_fields_of_a_no_along_is_refused_with_them(
    visitors: Visitors, pairs: Pairs, three: list[Match], sent: dict[str, str]
) -> None:
    answer = visitors["daan"].post(f"{page_of(three[0])}/goedkeuren", data=sent)
    assert answer.status_code == 422
    [(name, typed)] = sent.items()
    if typed != "x":
        assert Page(answer.text).typed(name) == [typed]
    pairs.session.refresh(three[0])
    assert three[0].status is MatchStatus.PROPOSED


@pytest.mark.parametrize(
    ("verb", "sent"), [("goedkeuren", {}), ("afwijzen", {"reason": "too_far"})]
)
def test_one_step_back_leads_to_the_proposal_as_it_was(
    visitors: Visitors, pairs: Pairs, three: list[Match], verb: str, sent: dict[str, str]
) -> None:
    daan, match = visitors["daan"], three[0]
    page = Page(daan.get(page_of(match)).text)
    assert not has_key(page, "v"), "nothing was decided yet"
    following = daan.post(f"{page_of(match)}/{verb}", data=sent).headers["location"]
    page = Page(daan.get(following).text)
    [bar_end] = [form for form in page.every("form") if "data-until" in form.attributes]
    assert "Boodschappen, acute" in bar_end.text
    answer = daan.post(bar(page, "v"))
    assert answer.headers["location"] == page_of(match)
    page = Page(daan.get(page_of(match)).text)
    assert not has_key(page, "v"), "one step, not two"
    assert "1 van 3" in page["content"].text, "nothing counts as decided"


def test_after_the_minute_there_is_no_way_back_on_the_page_and_the_verb_says_why(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    daan, match = visitors["daan"], three[0]
    with clock.at(clock.now() - GRACE - timedelta(seconds=1)):
        daan.post(f"{page_of(match)}/goedkeuren")
    page = Page(daan.get(page_of(three[1])).text)
    assert not has_key(page, "v")
    assert "2 van 3" in page["content"].text
    answer = daan.post(f"{page_of(match)}/terugdraaien")
    assert answer.status_code == 409
    assert "het is aan de partners doorgegeven" in answer.text
    pairs.session.refresh(match)
    assert match.tell_at is not None
    assert tell_decision(pairs.session, SYSTEM, match.id, match.tell_at)


def test_the_partner_that_was_quicker_is_the_reason_that_it_cannot_be_undone(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    daan, match = visitors["daan"], three[0]
    daan.post(f"{page_of(match)}/goedkeuren")
    assert (
        visitors["chantal"]
        .post(f"/koppelingen/{match.id}/accepteren", data={"quantity": "5"})
        .status_code
        == 303
    )
    assert not has_key(Page(daan.get(page_of(three[1])).text), "v")
    answer = daan.post(f"{page_of(match)}/terugdraaien")
    assert answer.status_code == 409
    assert "Dit kan nu niet" in answer.text
    pairs.session.refresh(match)
    assert match.status is MatchStatus.ACCEPTED


def test_what_a_colleague_decided_meanwhile_leads_to_its_own_page(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    pairs.approve(lock_match(pairs.session, pairs["daan"], three[0].id))
    pairs.session.commit()
    answer = visitors["daan"].get(page_of(three[0]))
    assert answer.headers["location"] == f"/koppelingen/{three[0].id}"
    assert visitors["daan"].post(f"{page_of(three[0])}/goedkeuren").status_code == 409


def test_two_proposals_for_one_need_differ_in_the_queue(visitors: Visitors, pairs: Pairs) -> None:
    need = pairs.need()
    offers = [pairs.offer(JAAP), pairs.offer(), pairs.offer(title="Ook op zondag")]
    matches = [pairs.propose(need=need, offer=offer) for offer in offers]
    pairs.session.commit()
    page = Page(visitors["daan"].get(page_of(matches[0])).text)
    [queue] = [e for e in page.every("ol") if e.attributes.get("class") == "sb-queue"]
    first, second, third = (" ".join(a.text.split()) for a in queue.inside if a.tag == "a")
    assert "met Superrit Delfzijl ·" in first
    assert f"met Boodschappenhulp Delfzijl, “{offers[1].title}”" in second
    assert "met Boodschappenhulp Delfzijl, “Ook op zondag”" in third
    answer = visitors["daan"].post(f"{page_of(matches[0])}/goedkeuren")
    page = Page(visitors["daan"].get(answer.headers["location"]).text)
    [undoing] = [f for f in page.every("form") if "terugdraaien" in str(f.attributes.get("action"))]
    assert f"Vorige: “{need.title}” met Superrit Delfzijl goedgekeurd." in undoing.text


def test_who_opens_what_the_team_decided_can_undo_it_there(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    visitors["daan"].post(f"{page_of(three[0])}/goedkeuren")
    page = visitors["daan"].get(f"/koppelingen/{three[0].id}").text
    assert "Het team keurde dit goed. De partner krijgt over een minuut de vraag." in page
    assert f'action="{page_of(three[0])}/terugdraaien"' in page
    assert "terugdraaien" not in visitors["chantal"].get(f"/koppelingen/{three[0].id}").text


def test_the_page_shows_both_sides_what_a_yes_changes_and_who_else_is_asked(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need()
    done = pairs.accepted(need=need, offer=pairs.offer(JAAP), quantity=10)
    match = pairs.propose(need=need, quantity=20, reason="Zij kennen de buurt.")
    pairs.session.commit()
    text = visitors["daan"].get(page_of(match)).text
    page = Page(text)
    assert "10 van 40" in page["content"].text, "now"
    assert "30 van 40" in page["content"].text, "after a yes"
    assert "20 gevraagd" in page["content"].text
    assert f'href="/koppelingen/{done.id}"' in text
    assert "Zij kennen de buurt." in text
    rows = [tr.text for tr in page.every("tr")]
    assert any("Zelfde soort hulp" in row for row in rows)
    assert any("Zelfde gemeente" in row for row in rows)


def test_a_small_group_is_shown_without_its_number_place_and_owner(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(
        title="Drie mensen zonder vervoer", people=3, quantity=3, municipality="GM1979"
    )
    offer = pairs.offer(municipalities=["GM1979", "GM0014"], title="Meerijden")
    match = pairs.propose(need=need, offer=offer, quantity=3)
    pairs.session.commit()
    daan = visitors["daan"]
    page = Page(daan.get(page_of(match)).text)
    shown = page["content"].text.replace("Boodschappenhulp Delfzijl", "")
    assert "minder dan 5 mensen" in shown
    assert "Gemeente Eemsdelta" not in shown
    assert "3 van 3" not in shown and "3 mensen" not in shown
    [queue] = [e for e in page.every("ol") if e.attributes.get("class") == "sb-queue"]
    assert "hele regio" in queue.text and "Eemsdelta" not in queue.text


def test_only_the_team_of_the_region_is_shown_the_way_in(
    visitors: Visitors, pairs: Pairs, three: list[Match]
) -> None:
    assert f'href="{START}"' in visitors["daan"].get("/bord").text
    work = visitors["daan"].get("/mijn-werk").text
    assert f'href="{START}"' in work and "Beoordeel 3 voorstellen" in work
    for who in ("amina", "chantal", "eva", "greet"):
        assert START not in visitors[who].get("/bord").text
        assert START not in visitors[who].get("/mijn-werk").text


def test_without_a_proposal_the_way_in_is_not_shown(visitors: Visitors, pairs: Pairs) -> None:
    in_state(pairs, "approved")
    pairs.session.commit()
    assert f'href="{START}"' not in visitors["daan"].get("/bord").text
    assert f'href="{START}"' not in visitors["daan"].get("/mijn-werk").text


@pytest.mark.parametrize("many", [1, 8])
def test_the_page_costs_the_same_few_queries_however_long_the_queue_is(
    visitors: Visitors, pairs: Pairs, connection: Connection, many: int
) -> None:
    daan = visitors["daan"]
    need = pairs.need()
    match = pairs.propose(need=need)
    for _ in range(many):
        in_state(pairs, "proposed")
        in_state(pairs, "held")
        pairs.propose(need=need, offer=pairs.offer(JAAP), quantity=3)
    pairs.session.commit()
    with counted(connection) as sent:
        assert daan.get(page_of(match)).status_code == 200
    # The actor, the match, and what the page shows: always the same.
    assert len(sent) == 15, "\n".join(sent)


@pytest.mark.parametrize(
    ("before", "back"), [("/mijn-werk", "/mijn-werk"), ("/bord", "/bord"), ("", "/bord")]
)
def test_the_crumb_leads_to_where_the_round_began_to_its_end(
    visitors: Visitors, pairs: Pairs, three: list[Match], before: str, back: str
) -> None:
    """As a browser walks: every page tells the next one where it was asked from."""
    daan, came_from = visitors["daan"], before

    def walk(address: str, **sent: object) -> Page:
        nonlocal came_from
        headers = {"referer": ORIGIN + came_from} if came_from else {}
        answer = (
            daan.post(address, data=sent, headers=headers)
            if sent
            else daan.get(address, headers=headers)
        )
        while answer.status_code == 303:
            address = answer.headers["location"]
            answer = daan.get(address, headers=headers)
        came_from = address
        page = Page(answer.text)
        (nav,) = [e for e in page.every("nav") if e.attributes.get("class") == "sb-crumb"]
        assert [e.attributes["href"] for e in nav.inside if e.tag == "a"] == [back], address
        return page

    page = walk(START)
    page = walk(bar(page, "s"))
    assert "data-focus" in page["s_case"].attributes, "who skips reads on at the next one"
    page = walk(bar(page, "g"), seen=page.typed("seen")[0])
    page = walk(bar(page, "v"), undone="1")
    page = walk(str(page["objection"].attributes["action"]), reason="too_far")
    page = walk(bar(page, "s")) if has_key(page, "s") else page
    assert page.every("h1")[0].text.strip() == "Voorstellen beoordelen"
