"""How a region works: who sets it, what goes wrong, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Forbidden, Invalid
from app.identity.policy import may_administer
from app.matches.models import MatchStatus
from app.offers.models import OfferStatus
from app.reference.models import ReviewMode
from app.reference.queries import get_settings
from app.region.commands import RegionInput, change_region
from app.review.queue_queries import get_queue
from app.suggestions.commands import Proposal, propose_match
from app.work.match_queries import find_match_tasks
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.region.numbers import REGION
from tests.world import Visitors, World, form

EVERYBODY_ELSE = ["amina", "bram", "chantal", "daan", "farid", "greet", "hugo"]


def given(**changes: Any) -> RegionInput:
    return RegionInput.model_validate(REGION | changes)


def lines_of(session: Session) -> list[AuditEntry]:
    query = select(AuditEntry).where(col(AuditEntry.event).like("region:%"))
    return list(session.exec(query.order_by(col(AuditEntry.at), col(AuditEntry.id))))


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_only_the_administrator_changes_it(session: Session, world: World, who: str) -> None:
    assert not may_administer(world[who])
    with pytest.raises(Forbidden):
        change_region(session, world[who], given())
    assert get_settings(session, "VR01").answer_days == 3


def test_what_is_saved_counts_from_now_on(session: Session, world: World) -> None:
    change_region(session, world["eva"], given(moderated_kinds=["initiative"], freshness_weeks="2"))
    session.flush()
    offer = world.offer(publish=True)
    assert offer.status is OfferStatus.SUBMITTED
    offer.status, offer.fresh_until = OfferStatus.PUBLISHED, clock.today()
    need = world.need(publish=True)
    match = propose_match(
        session, world["amina"], Proposal(need=need.id, offer=offer.id, quantity=3)
    )
    assert not match.needs_review
    assert match.status is MatchStatus.PROPOSED
    assert match.answer_by is not None
    assert match.answer_by - clock.now() > timedelta(days=4)
    fresh = world.offer("farid", publish=True, municipalities=["GM1950"])
    assert fresh.fresh_until == clock.today() + timedelta(weeks=2)


def test_what_waits_already_keeps_the_day_it_got(pairs: Pairs, visitors: Visitors) -> None:
    """For an answer, for the review, and for an offer: as the page of the settings says."""
    review = pairs.propose("amina", pairs.need(), pairs.offer("chantal"))
    offer = pairs.offer("chantal")
    asked = pairs.approved(need=pairs.need(), offer=offer)
    assert review.needs_review
    pairs.session.commit()
    daan = pairs.world["daan"]

    def days() -> tuple[Any, ...]:
        pairs.session.expire_all()
        (waiting,) = get_queue(pairs.session, daan).proposals.waiting
        tasks = {each.id: each.due for each in find_match_tasks(pairs.session, daan)}
        answer, fresh = asked.answer_by, offer.fresh_until
        return waiting.review_by, tasks.get(review.id), answer, fresh

    before = days()
    assert None not in before
    longer = REGION | {"review_mode": "all", "answer_days": "9", "freshness_weeks": "9"}
    assert visitors["eva"].post("/beheer/regio", data=form(longer)).status_code == 303
    assert days() == before


def test_another_region_keeps_its_own(session: Session, world: World) -> None:
    change_region(session, world["eva"], given())
    assert get_settings(session, "VR03").review_mode is ReviewMode.ACROSS
    assert get_settings(session, "VR01").review_mode is ReviewMode.NONE


def test_the_trail_says_what_changed_from_what_to_what(session: Session, world: World) -> None:
    eva = world["eva"]
    change_region(session, eva, given())
    change_region(session, eva, given())  # the same again is no change
    session.flush()
    (line,) = lines_of(session)
    assert (line.event, line.person_id, line.region_code) == (
        "region:settings_changed",
        eva.person_id,
        "VR01",
    )
    assert line.facts == {
        "changes": [
            {"name": "review_mode", "before": "all", "after": "none"},
            {"name": "answer_days", "before": 3, "after": 5},
            {"name": "freshness_weeks", "before": 8, "after": 6},
            {"name": "stacking_days", "before": 90, "after": 60},
            {"name": "moderated_kinds", "before": ["business"], "after": ["business", "faith"]},
            {"name": "open_to", "before": [], "after": ["Fryslân", "Drenthe"]},
            {"name": "second_factor_kinds", "before": [], "after": ["municipality"]},
        ]
    }
    assert get_settings(session, "VR01").version == 2


def test_who_was_second_is_told_so_and_can_save_after_that(session: Session, world: World) -> None:
    change_region(session, world["eva"], given(version=1))
    with pytest.raises(Invalid) as refused:
        change_region(session, world["eva"], given(version=1, answer_days="9"))
    assert refused.value.errors.keys() == {"version"}
    assert get_settings(session, "VR01").answer_days == 5
    change_region(session, world["eva"], given(version=1))  # says the same: nothing to lose
    change_region(session, world["eva"], given(version=2, answer_days="9"))
    assert get_settings(session, "VR01").answer_days == 9


WRONG = [
    ("review_mode", "", "Kies welke voorstellen"),
    ("review_mode", "sometimes", "Kies een van de mogelijkheden"),
    ("answer_days", "", "Vul een aantal dagen in"),
    ("answer_days", "0", "1 of meer"),
    ("answer_days", "31", "30 of minder"),
    ("answer_days", "veel", "heel getal"),
    ("freshness_weeks", "", "Vul een aantal weken in"),
    ("freshness_weeks", "53", "52 of minder"),
    ("freshness_weeks", "2,5", "heel getal"),
    ("moderated_kinds", "martians", "Kies een van de mogelijkheden"),
    ("moderated_kinds", "safety_region", "niet op zichzelf"),
    ("second_factor_kinds", "martians", "Kies een van de mogelijkheden"),
]


@pytest.mark.parametrize(("field", "typed", "said"), WRONG)
def test_a_wrong_value_comes_back_with_a_sentence_beside_it(
    visitors: Visitors, field: str, typed: str, said: str
) -> None:
    answer = visitors["eva"].post("/beheer/regio", data=form(REGION | {field: typed}))
    page = Page(answer.text)
    assert answer.status_code == 422
    assert said in page.error(field)
    assert page.typed("answer_days") == [typed if field == "answer_days" else "5"]
    assert lines_of(visitors.world.session) == []


def test_a_field_that_does_not_exist_is_refused(visitors: Visitors) -> None:
    answer = visitors["eva"].post("/beheer/regio", data=form(REGION | {"region_code": "VR03"}))
    assert answer.status_code == 422
    assert lines_of(visitors.world.session) == []


def test_the_page_shows_what_is_saved_and_who_changed_it(visitors: Visitors) -> None:
    eva = visitors["eva"]
    saved = eva.post("/beheer/regio", data=form(REGION))
    assert saved.headers["location"] == "/beheer/regio"
    html = eva.get("/beheer/regio").text
    page = Page(html)
    assert page.typed("review_mode") == ["none"]
    assert (page.typed("answer_days"), page.typed("freshness_weeks")) == (["5"], ["6"])
    assert set(page.typed("moderated_kinds")) == {"business", "faith"}
    assert "Dagen om te antwoorden: van 3 naar 5" in html
    assert "Beoordeling door het team: van alle voorstellen naar geen voorstellen" in html
    assert "Aanbod dat op het team wacht: van bedrijf naar bedrijf en geloofsgemeenschap" in html
    assert page.typed("second_factor_kinds") == ["municipality"]
    assert "Tweede stap verplicht voor: van niemand naar gemeente" in html
    assert "door Eva" in html
    assert "De instellingen zijn opgeslagen" in html


def test_none_of_the_kinds_is_a_choice(visitors: Visitors) -> None:
    eva = visitors["eva"]
    eva.post(
        "/beheer/regio", data=form({k: v for k, v in REGION.items() if k != "moderated_kinds"})
    )
    assert get_settings(visitors.world.session, "VR01").moderated_kinds == []
    assert "naar van niemand" in eva.get("/beheer/regio").text


def test_management_is_in_the_menu_of_the_administrator_and_the_team(visitors: Visitors) -> None:
    menus = {
        who: Page(visitors[who].get("/bord").text).every("a") for who in ("eva", "daan", "amina")
    }
    shown = {
        who
        for who, links in menus.items()
        if "/beheer" in {a.attributes.get("href") for a in links}
    }
    assert shown == {"eva", "daan"}
    page = Page(visitors["eva"].get("/beheer").text)
    links = {a.attributes.get("href") for a in page.every("a")}
    assert {"/beheer/regio", "/beheer/koppelen"} <= links
    # In the row, and under "Meer" where the row is too narrow.
    current = [a for a in page.every("a") if a.attributes.get("aria-current") == "page"]
    assert [a.attributes["href"] for a in current] == ["/beheer", "/beheer"]


def test_the_team_finds_the_lists_and_not_the_settings(visitors: Visitors) -> None:
    page = Page(visitors["daan"].get("/beheer").text)
    links = {a.attributes.get("href") for a in page.every("a")}
    assert {"/beheer/crises", "/beheer/maatregelen"} <= links
    assert links.isdisjoint({"/beheer/regio", "/beheer/koppelen"})
    assert visitors["daan"].get("/beheer/regio").status_code == 403


def test_refused_settings_come_back_as_they_were_sent(
    session: Session, world: World, visitors: Visitors
) -> None:
    change_region(session, world["eva"], given(moderated_kinds=["initiative"]))
    session.commit()
    version = get_settings(session, "VR01").version
    # Once by a field that cannot be read, once by what the command finds.
    for wrong in ({"answer_days": "99"}, {"provider_kinds": ["municipality"]}):
        sent = REGION | {"moderated_kinds": [], "second_factor_kinds": ["care", "welfare"]}
        sent |= {"version": version, **wrong}
        answer = visitors["eva"].post("/beheer/regio", data=form(sent))
        assert answer.status_code == 422
        page = Page(answer.text)
        assert page.typed("moderated_kinds") == []
        assert sorted(page.typed("second_factor_kinds")) == ["care", "welfare"]
    (line,) = [each for each in page["f_errors"].inside if each.tag == "a"]
    legend = next(each for each in page.every("legend") if "account van het werk" in each.text)
    assert line.text.startswith(legend.text.split(" (")[0]), "an error is called as its field is"
