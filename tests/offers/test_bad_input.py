"""What is filled in wrong: said in Dutch beside the field, nothing typed lost, nothing stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock
from app.offers.models import Offer
from app.web.cookies import LANGUAGE
from tests.html import Page
from tests.world import SHOPPING, Visitors, World, form

HTML = '<img src=x onerror="alert(1)">'
YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()
LAST_WEEK = (clock.today() - timedelta(days=7)).isoformat()
# The field, and what is typed in it (or in several).
WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("title", "empty", {"title": ""}),
    ("title", "too short", {"title": "Kou"}),
    ("title", "too long", {"title": "x" * 121}),
    ("title", "BSN", {"title": "Hulp voor 111222333 gezocht"}),
    ("description", "too long", {"description": "x" * 4001}),
    ("description", "e-mail", {"description": "Mail jan@voorbeeld.example"}),
    ("sure_no_names", "a name", {"description": "Vraag naar mevrouw Jansen"}),
    ("sure_no_names", "perhaps an address", {"title": "Soep op het Wilhelminaplein 3"}),
    ("sure_no_names", "an address", {"description": "Ophalen in de kerkstraat 12"}),
    ("title", "nothing to read", {"title": "......"}),
    ("support_type", "empty", {"support_type": ""}),
    ("support_type", "unknown", {"support_type": "flying"}),
    ("support_type", "HTML", {"support_type": HTML}),
    ("target_groups", "empty", {"target_groups": []}),
    ("target_groups", "unknown", {"target_groups": ["homeless", "martians"]}),
    ("target_groups", "HTML", {"target_groups": [HTML]}),
    ("target_groups", "too many", {"target_groups": ["homeless"] * 41}),
    ("municipalities", "unknown", {"municipalities": ["GM1979", "GM9999"]}),
    ("municipalities", "of another region", {"municipalities": ["GM1979", "GM0363"]}),
    ("municipalities", "HTML", {"municipalities": [HTML]}),
    ("municipalities", "too many", {"municipalities": ["GM1979"] * 61}),
    ("quantity", "empty", {"quantity": ""}),
    ("quantity", "negative", {"quantity": "-1"}),
    ("quantity", "zero", {"quantity": "0"}),
    ("quantity", "text", {"quantity": "veertig"}),
    ("quantity", "huge", {"quantity": "1000001"}),
    ("quantity", "beyond reading", {"quantity": "9" * 5000}),
    ("quantity", "HTML", {"quantity": HTML}),
    ("unit", "unknown", {"unit": "litres"}),
    ("available_from", "no such day", {"available_from": "31-02-2026"}),
    ("available_from", "another century", {"available_from": "01-01-1926"}),
    ("available_until", "text", {"available_until": "volgende week"}),
    (
        "available_until",
        "before the start",
        {"available_from": "2030-05-02", "available_until": "2030-05-01"},
    ),
    ("available_until", "past", {"available_from": LAST_WEEK, "available_until": YESTERDAY}),
    ("crisis", "unknown", {"crisis": "zombies"}),
]
# Fields that the form has no place for: the sentence stands above the form.
WRONG_AS_A_WHOLE: list[tuple[str, dict[str, Any]]] = [
    ("another organisation", {"organisation": str(uuid4())}),
    ("an organisation that is no id", {"organisation": HTML}),
    ("a field that does not exist", {"committed": "40"}),
    ("a status", {"status": "open"}),
    ("publish", {"publish": "yes"}),
    ("version", {"version": "zero"}),
]
CHOSEN = {"support_type", "target_groups", "municipalities", "unit", "crisis"}


def count(session: Session) -> tuple[int, int]:
    both = [
        session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (Offer, AuditEntry)
    ]
    return both[0], both[1]


def check_kept(page: Page, sent: dict[str, Any], *, but: str = "") -> None:
    """Every typed value is still in the form, apart from choices that do not exist."""
    for name, value in sent.items():
        if name in CHOSEN and name == but:
            continue
        expected = value if isinstance(value, list) else [value]
        assert page.typed(name) == expected, name


@pytest.mark.parametrize(("field", "what", "change"), WRONG, ids=[f"{f}: {w}" for f, w, _ in WRONG])
def test_a_new_offer_with_a_mistake(
    visitors: Visitors, session: Session, field: str, what: str, change: dict[str, Any]
) -> None:
    sent = form(SHOPPING | change)
    chantal = visitors["chantal"]
    before = count(session)
    answer = chantal.post("/aanbod", data=sent)
    assert answer.status_code == 422
    assert count(session) == before, "nothing is stored"
    page = Page(answer.text)
    assert page.error(field)
    assert "<img src=x" not in answer.text
    check_kept(page, sent, but=field)

    chantal.cookies.set(LANGUAGE, "en")
    english = Page(chantal.post("/aanbod", data=sent).text).error(field)
    chantal.cookies.delete(LANGUAGE)
    assert page.error(field) != english, "the sentence is translated"


@pytest.mark.parametrize(("field", "what", "change"), WRONG, ids=[f"{f}: {w}" for f, w, _ in WRONG])
def test_a_changed_offer_with_a_mistake(
    visitors: Visitors, session: Session, field: str, what: str, change: dict[str, Any]
) -> None:
    offer = visitors.world.offer(publish=True, available_until=clock.today() + timedelta(days=3))
    chantal = visitors["chantal"]
    session.commit()
    session.refresh(offer)
    stored, before = offer.model_dump(), count(session)
    sent = form(SHOPPING | change | {"version": "1"})
    answer = chantal.post(f"/aanbod/{offer.id}", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error(field)
    check_kept(page, sent, but=field)
    session.refresh(offer)
    assert offer.model_dump() == stored
    assert count(session) == before


@pytest.mark.parametrize(("what", "change"), WRONG_AS_A_WHOLE, ids=[w for w, _ in WRONG_AS_A_WHOLE])
def test_a_mistake_that_no_field_can_show_stands_above_the_form(
    visitors: Visitors, session: Session, what: str, change: dict[str, Any]
) -> None:
    chantal = visitors["chantal"]
    before = count(session)
    answer = chantal.post("/aanbod", data=form(SHOPPING | change))
    assert answer.status_code == 422
    assert count(session) == before
    page = Page(answer.text)
    assert page["f_errors"].text.strip()
    assert "<img src=x" not in answer.text
    for link in (a for a in page["f_errors"].inside if a.tag == "a"):
        assert (link.attributes["href"] or "").removeprefix("#") in page, (
            "a link in the summary leads somewhere"
        )
    check_kept(page, form(SHOPPING))


def test_an_organisation_of_somebody_else_is_refused(
    visitors: Visitors, session: Session, world: World
) -> None:
    other = world.organisation("Gemeente Westerwolde").id
    chantal = visitors["chantal"]
    before = count(session)
    assert chantal.post("/aanbod", data=form(SHOPPING | {"organisation": other})).status_code == 422
    assert count(session) == before


def test_html_in_the_texts_is_stored_as_text_and_shown_as_text(
    visitors: Visitors, session: Session
) -> None:
    chantal = visitors["chantal"]
    sent = form(
        SHOPPING
        | {"title": f"Kou {HTML}", "description": f"<script>x</script>{HTML}", "publish": "1"}
    )
    address = chantal.post("/aanbod", data=sent).headers["location"]
    stored = session.exec(select(Offer).where(col(Offer.title) == sent["title"])).scalar_one()  # type: ignore[call-overload]
    assert stored.description == sent["description"]
    for who, place in (
        ("farid", address),
        ("farid", "/aanbod"),
        ("chantal", f"{address}/wijzigen"),
    ):
        html = visitors[who].get(place).text
        assert "<img src=x" not in html
        assert "<script>x" not in html
    assert Page(chantal.get(f"{address}/wijzigen").text).typed("title") == [sent["title"]]


def test_ten_thousand_typed_characters_come_back_entirely(visitors: Visitors) -> None:
    text = ("Eén “zin” met <haken> & meer.\n" * 400)[:10_000]
    sent = form(SHOPPING | {"description": text, "title": "é" * 10_000})
    answer = visitors["chantal"].post("/aanbod", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.typed("description") == [text]
    assert page.typed("title") == ["é" * 10_000]


def test_every_mistake_is_said_at_once(visitors: Visitors) -> None:
    answer = visitors["chantal"].post("/aanbod", data={"quantity": "-1", "available_until": "x"})
    page = Page(answer.text)
    wrong = {"title", "support_type", "target_groups", "quantity", "available_until"}
    assert {name for name in SHOPPING.keys() | wrong if page.error(name)} == wrong
    links = [a.attributes["href"] for a in page["f_errors"].inside if a.tag == "a"]
    assert set(links) == {f"#f_{name}" for name in wrong}


@pytest.mark.parametrize("value", ["", "well", HTML])
def test_a_withdrawal_without_a_known_reason_keeps_the_note(
    visitors: Visitors, session: Session, value: str
) -> None:
    offer = visitors.world.offer(publish=True)
    session.commit()
    sent = {"reason": value, "closing_note": "Het busje is verkocht."}
    answer = visitors["chantal"].post(f"/aanbod/{offer.id}/intrekken", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error("reason")
    assert page.typed("closing_note") == [sent["closing_note"]]
    session.refresh(offer)
    assert offer.status == "published"
