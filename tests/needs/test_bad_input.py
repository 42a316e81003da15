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
from app.needs.models import Need
from app.web.cookies import LANGUAGE
from tests.html import Page
from tests.world import GROCERIES, Visitors, World, form

HTML = '<img src=x onerror="alert(1)">'
YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()
LAST_WEEK = (clock.today() - timedelta(days=7)).isoformat()
# The field, and what is typed in it (or in several).
WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("title", "empty", {"title": ""}),
    ("title", "spaces", {"title": "     "}),
    ("title", "too short", {"title": "Kou"}),
    ("title", "too long", {"title": "x" * 121}),
    ("title", "BSN", {"title": "Hulp voor 111222333 gezocht"}),
    ("description", "too long", {"description": "x" * 4001}),
    ("description", "phone", {"description": "Bel 06-12345678 voor vragen"}),
    ("sure_no_names", "a name", {"description": "Het gaat om mevrouw Jansen"}),
    ("sure_no_names", "perhaps an address", {"title": "Soep op het Wilhelminaplein 3"}),
    ("sure_no_names", "an address", {"description": "Ophalen in de kerkstraat 12"}),
    ("title", "nothing to read", {"title": "......"}),
    ("support_type", "empty", {"support_type": ""}),
    ("support_type", "unknown", {"support_type": "flying"}),
    ("support_type", "HTML", {"support_type": HTML}),
    ("support_type", "too long", {"support_type": "x" * 65}),
    ("target_group", "empty", {"target_group": ""}),
    ("target_group", "unknown", {"target_group": "martians"}),
    ("target_group", "HTML", {"target_group": HTML}),
    ("also_groups", "unknown", {"also_groups": ["homeless", "martians"]}),
    ("also_groups", "too many", {"also_groups": ["homeless"] * 11}),
    ("also_groups", "HTML", {"also_groups": [HTML]}),
    ("municipality", "unknown", {"municipality": "GM9999"}),
    ("municipality", "another one than its own", {"municipality": "GM1950"}),
    ("municipality", "of another region", {"municipality": "GM0106"}),
    ("municipality", "HTML", {"municipality": HTML}),
    ("people", "negative", {"people": "-3"}),
    ("people", "zero", {"people": "0"}),
    ("people", "text", {"people": "een paar"}),
    ("people", "HTML", {"people": HTML}),
    ("quantity", "empty", {"quantity": "", "unit": "pieces"}),
    ("quantity", "negative", {"quantity": "-1"}),
    ("quantity", "zero", {"quantity": "0"}),
    ("quantity", "text", {"quantity": "veertig"}),
    ("quantity", "half", {"quantity": "1,5"}),
    ("quantity", "huge", {"quantity": "1000001"}),
    ("quantity", "beyond reading", {"quantity": "9" * 5000}),
    ("unit", "unknown", {"unit": "litres"}),
    ("urgency", "unknown", {"urgency": "<b>"}),
    ("needed_from", "no such day", {"needed_from": "31-02-2026"}),
    ("needed_from", "another century", {"needed_from": "01-01-1926"}),
    ("needed_until", "text", {"needed_until": "volgende week"}),
    ("needed_until", "no such day", {"needed_until": "2026-02-31"}),
    (
        "needed_until",
        "before the start",
        {"needed_from": "2030-05-02", "needed_until": "2030-05-01"},
    ),
    ("needed_until", "past", {"needed_from": LAST_WEEK, "needed_until": YESTERDAY}),
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
CHOSEN = {
    "support_type",
    "target_group",
    "also_groups",
    "municipality",
    "unit",
    "urgency",
    "crisis",
}


def count(session: Session) -> tuple[int, int]:
    both = [
        session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (Need, AuditEntry)
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
def test_a_new_need_with_a_mistake(
    visitors: Visitors, session: Session, field: str, what: str, change: dict[str, Any]
) -> None:
    sent = form(GROCERIES | change)
    amina = visitors["amina"]
    before = count(session)
    answer = amina.post("/behoeften", data=sent)
    assert answer.status_code == 422
    assert count(session) == before, "nothing is stored"
    page = Page(answer.text)
    assert page.error(field)
    assert "<img src=x" not in answer.text
    check_kept(page, sent, but=field)

    amina.cookies.set(LANGUAGE, "en")
    english = Page(amina.post("/behoeften", data=sent).text).error(field)
    amina.cookies.delete(LANGUAGE)
    assert page.error(field) != english, "the sentence is translated"


def test_an_empty_form_hears_everything_at_once(visitors: Visitors) -> None:
    page = Page(visitors["amina"].post("/behoeften", data={"publish": "1"}).text)
    for name in ("title", "support_type", "target_group", "quantity"):
        assert page.error(name), name
    counted = Page(visitors["amina"].post("/behoeften", data={"people": "40"}).text)
    assert counted.error("title") and not counted.error("quantity"), "people answer for it"


@pytest.mark.parametrize(("field", "what", "change"), WRONG, ids=[f"{f}: {w}" for f, w, _ in WRONG])
def test_a_changed_need_with_a_mistake(
    visitors: Visitors, session: Session, field: str, what: str, change: dict[str, Any]
) -> None:
    need = visitors.world.need(publish=True, needed_until=clock.today() + timedelta(days=3))
    amina = visitors["amina"]
    session.commit()
    session.refresh(need)
    stored, before = need.model_dump(), count(session)
    sent = form(GROCERIES | change | {"version": "1"})
    answer = amina.post(f"/behoeften/{need.id}", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error(field)
    check_kept(page, sent, but=field)
    session.refresh(need)
    assert need.model_dump() == stored
    assert count(session) == before


@pytest.mark.parametrize(("what", "change"), WRONG_AS_A_WHOLE, ids=[w for w, _ in WRONG_AS_A_WHOLE])
def test_a_mistake_that_no_field_can_show_stands_above_the_form(
    visitors: Visitors, session: Session, what: str, change: dict[str, Any]
) -> None:
    amina = visitors["amina"]
    before = count(session)
    answer = amina.post("/behoeften", data=form(GROCERIES | change))
    assert answer.status_code == 422
    assert count(session) == before
    page = Page(answer.text)
    assert page["f_errors"].text.strip()
    assert "<img src=x" not in answer.text
    for link in (a for a in page["f_errors"].inside if a.tag == "a"):
        assert (link.attributes["href"] or "").removeprefix("#") in page, (
            "a link in the summary leads somewhere"
        )
    check_kept(page, form(GROCERIES))


def test_an_organisation_of_somebody_else_is_refused(
    visitors: Visitors, session: Session, world: World
) -> None:
    other = world.organisation("Gemeente Westerwolde").id
    amina = visitors["amina"]
    before = count(session)
    assert (
        amina.post("/behoeften", data=form(GROCERIES | {"organisation": other})).status_code == 422
    )
    assert count(session) == before


def test_an_initiative_chooses_only_municipalities_of_its_region(visitors: Visitors) -> None:
    answer = visitors["chantal"].post(
        "/behoeften", data=form(GROCERIES | {"municipality": "GM0106"})
    )
    assert answer.status_code == 422
    assert Page(answer.text).error("municipality")


def test_html_in_the_texts_is_stored_as_text_and_shown_as_text(
    visitors: Visitors, session: Session
) -> None:
    amina = visitors["amina"]
    sent = form(
        GROCERIES
        | {"title": f"Kou {HTML}", "description": f"<script>x</script>{HTML}", "publish": "1"}
    )
    address = amina.post("/behoeften", data=sent).headers["location"]
    stored = session.exec(select(Need).where(col(Need.title) == sent["title"])).scalar_one()  # type: ignore[call-overload]
    assert stored.description == sent["description"]
    for who, place in (
        ("farid", address),
        ("farid", "/behoeften"),
        ("amina", f"{address}/wijzigen"),
    ):
        html = visitors[who].get(place).text
        assert "<img src=x" not in html
        assert "<script>x" not in html
    assert Page(amina.get(f"{address}/wijzigen").text).typed("title") == [sent["title"]]


def test_ten_thousand_typed_characters_come_back_entirely(visitors: Visitors) -> None:
    text = ("Eén “zin” met <haken> & meer.\n" * 400)[:10_000]
    sent = form(GROCERIES | {"description": text, "title": "é" * 10_000})
    answer = visitors["amina"].post("/behoeften", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.typed("description") == [text]
    assert page.typed("title") == ["é" * 10_000]


def test_every_mistake_is_said_at_once(visitors: Visitors) -> None:
    answer = visitors["amina"].post("/behoeften", data={"people": "-1", "needed_until": "x"})
    page = Page(answer.text)
    wrong = {"title", "support_type", "target_group", "people", "needed_until"}
    assert {name for name in GROCERIES.keys() | wrong if page.error(name)} == wrong
    links = [a.attributes["href"] for a in page["f_errors"].inside if a.tag == "a"]
    assert set(links) == {f"#f_{name}" for name in wrong}


@pytest.mark.parametrize(("verb", "field"), [("sluiten", "outcome"), ("intrekken", "reason")])
@pytest.mark.parametrize("value", ["", "well", HTML])
def test_an_ending_without_a_known_reason_keeps_the_note(
    visitors: Visitors, session: Session, verb: str, field: str, value: str
) -> None:
    need = visitors.world.need(publish=True)
    session.commit()
    sent = {field: value, "closing_note": "Buren hebben het opgelost."}
    answer = visitors["amina"].post(f"/behoeften/{need.id}/{verb}", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error(field)
    assert sent["closing_note"] in page.typed("closing_note")
    session.refresh(need)
    assert need.status == "open"


def test_an_ending_note_holds_no_person(visitors: Visitors) -> None:
    need = visitors.world.need(publish=True)
    visitors.world.session.commit()
    sent = {"outcome": "met", "closing_note": "Met dank aan 06-12345678"}
    answer = visitors["amina"].post(f"/behoeften/{need.id}/sluiten", data=sent)
    assert answer.status_code == 422
    assert "telefoonnummer" in answer.text
