"""A signal of somebody without an account: once for each form, followed by a number."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.i18n import gettext as dutch
from app.signals import commands, numbers
from app.signals.models import Signal, SignalStatus
from tests.html import Page
from tests.organisations.registrations import REGISTRATION
from tests.signals.doors import HELP, SIGNAL, key_on, opened, sent, stored
from tests.world import Visitors


def all_signals(session: Session) -> list[Signal]:
    return list(session.exec(select(Signal)))


def test_a_signal_is_stored_without_anybody_and_followed_by_its_number(
    visitors: Visitors, session: Session
) -> None:
    answer = sent(visitors)
    assert answer.status_code == 303 and "set-cookie" not in answer.headers
    (signal,) = all_signals(session)
    assert (signal.region_code, signal.municipality_code) == ("VR01", "GM1979")
    assert (signal.email, signal.language) == ("buur@dorp.example", "nl")
    (line,) = session.exec(select(AuditEntry).where(col(AuditEntry.object_id) == signal.id))
    assert (line.event, line.person_id, line.facts) == (
        "signal:received",
        None,
        {"kind": "signal"},
    )
    receipt = visitors[None].get(answer.headers["location"])
    assert receipt.status_code == 200 and receipt.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in receipt.headers
    assert numbers.grouped(signal.number) in receipt.text
    assert SIGNAL["description"] in receipt.text
    assert "buur@dorp.example" not in receipt.text


def test_who_is_signed_in_is_nobody_here(visitors: Visitors, session: Session) -> None:
    page = visitors["amina"].get("/signaal-geven")
    given = SIGNAL | {"form_key": key_on(page.text)}
    assert visitors["amina"].post("/signaal-geven", data=given).status_code == 303
    (signal,) = all_signals(session)
    (line,) = session.exec(select(AuditEntry).where(col(AuditEntry.object_id) == signal.id))
    assert (line.person_id, line.organisation_id) == (None, None)


def test_a_form_that_is_sent_twice_gives_the_same_receipt(
    visitors: Visitors, session: Session
) -> None:
    key = opened(visitors, "/signaal-geven")
    first, second = sent(visitors, key=key), sent(visitors, key=key)
    assert first.headers["location"] == second.headers["location"]
    other = sent(visitors)
    assert other.headers["location"] != first.headers["location"]
    assert len(all_signals(session)) == 2


@pytest.mark.parametrize(
    ("door", "given", "sent_to"),
    [
        ("/signaal-geven", SIGNAL, "/signaal-geven"),
        ("/hulp-aanbieden", HELP, "/hulp-aanbieden"),
        ("/aanmelden-organisatie/nieuw", REGISTRATION, "/aanmelden-organisatie"),
    ],
)
def test_who_goes_back_and_sends_the_same_hears_that_it_was_sent(
    visitors: Visitors, door: str, given: dict[str, Any], sent_to: str
) -> None:
    """A browser asks for the form again when somebody goes back: no page of ours is kept."""
    said = dutch("You have sent this already. It has arrived once.")
    browser, answers = visitors[None], []
    for _time in range(2):
        key = key_on(browser.get(door).text)
        answers.append(browser.post(sent_to, data=given | {"form_key": key}))
        receipt = browser.get(answers[-1].headers["location"])
        assert (said in receipt.text) == bool(_time)
    assert answers[0].headers["location"] == answers[1].headers["location"]
    key = key_on(browser.get(door).text)
    other = {"description": "Iets heel anders, voor wie ver van een winkel woont."}
    third = browser.post(sent_to, data=given | other | {"form_key": key})
    assert third.headers["location"] != answers[0].headers["location"]
    browser.cookies.clear()  # another browser, with the same words
    key = key_on(browser.get(door).text)
    fourth = browser.post(sent_to, data=given | {"form_key": key})
    assert fourth.headers["location"] != answers[0].headers["location"]


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "De bibliotheek is dicht en niemand kan een formulier printen."},
        {"municipality": "GM0037"},
        {"direction": "positive"},
        {"target_group": ""},
        {"email": "ander@dorp.example"},
    ],
)
def test_who_goes_back_and_writes_something_else_sends_another_message(
    visitors: Visitors, session: Session, changes: dict[str, str]
) -> None:
    key = opened(visitors, "/signaal-geven")
    first, other = sent(visitors, key=key), sent(visitors, key=key, **changes)
    assert (other.status_code, len(all_signals(session))) == (303, 2)
    assert other.headers["location"] != first.headers["location"]
    again = sent(visitors, key=key, **changes)
    assert again.headers["location"] == other.headers["location"]
    assert len(all_signals(session)) == 2


@pytest.mark.parametrize("key", ["", "x", "AAAA" * 11 + "AA", "é"])
def test_a_form_that_we_did_not_make_comes_back_filled_in_with_a_key(
    visitors: Visitors, session: Session, key: str
) -> None:
    answer = sent(visitors, key=key)
    assert answer.status_code == 422 and SIGNAL["description"] in answer.text
    assert not all_signals(session)
    assert sent(visitors, key=key_on(answer.text)).status_code == 303


def test_a_form_that_comes_back_keeps_its_key_and_all_that_was_typed(visitors: Visitors) -> None:
    key = opened(visitors, "/signaal-geven")
    answer = sent(visitors, key=key, municipality="", description="Ja")
    page = Page(answer.text)
    assert answer.status_code == 422 and key_on(answer.text) == key
    assert page["f_email"].attributes["value"] == "buur@dorp.example"
    assert "f_description_error" in page and "f_municipality_error" in page


WRONG = {
    "municipality": ("GM9999", "x"),
    "target_group": ("bestaat-niet",),
    "email": ("buur", "a b@c.nl"),
    "description": ("", "Kort", "x" * 1_001, "Bel mij maar op 06-12345678, dank je wel."),
    "direction": ("anders",),
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in WRONG.items() for v in vs])
def test_bad_input_gets_a_sentence_beside_its_field(
    visitors: Visitors, session: Session, name: str, value: str
) -> None:
    answer = sent(visitors, **{name: value})
    assert answer.status_code == 422
    assert f"f_{name}_error" in Page(answer.text)
    assert not all_signals(session)


def test_what_looks_like_a_name_is_asked_about(visitors: Visitors, session: Session) -> None:
    told = "Mevrouw Jansen en haar buren komen de deur niet meer uit."
    answer = sent(visitors, description=told)
    assert answer.status_code == 422 and "f_sure_no_names_error" in Page(answer.text)
    assert not all_signals(session)
    assert sent(visitors, description=told, sure_no_names="1").status_code == 303


def test_a_municipality_of_a_region_that_does_not_take_part_cannot_be_chosen(
    visitors: Visitors,
) -> None:
    assert sent(visitors, municipality="GM0363").status_code == 422
    assert 'value="GM0363"' not in visitors[None].get("/signaal-geven").text


def test_a_number_is_read_as_people_type_it(visitors: Visitors, session: Session) -> None:
    signal = stored(session)
    session.commit()
    typed = numbers.grouped(signal.number).lower().replace("0", "o").replace("1", "l")
    found = visitors[None].get("/signaal-geven/bon", params={"number": typed})
    assert found.headers["location"] == f"/signaal-geven/bon/{signal.number}"
    wrong = visitors[None].get("/signaal-geven/bon", params={"number": "123"})
    assert wrong.status_code == 422 and "f_number_error" in Page(wrong.text)
    assert visitors[None].get("/signaal-geven/bon").status_code == 200


def test_a_number_cannot_be_guessed() -> None:
    made = {numbers.new_number() for _time in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{12}", number) for number in made)
    assert len(numbers.ALPHABET) ** numbers.LENGTH >= 2**60


@pytest.mark.parametrize("number", ["0" * 12, "x", "%00", "0" * 300, "2H93 WWC2 VKAX"])
def test_a_number_that_nobody_has_asks_for_it_again_as_it_was_typed(
    visitors: Visitors, number: str
) -> None:
    answer = visitors[None].get(f"/signaal-geven/bon/{number}")
    assert answer.status_code == 404
    page = Page(answer.text)
    assert "f_number_error" in page
    typed = page["f_number"].attributes.get("value") or ""
    assert typed.strip("\ufffd") == unquote(number)[:64].strip("\0")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert visitors[None].post(f"/signaal-geven/bon/{number}/intrekken").status_code == 404


def test_who_has_the_number_takes_it_back_once(visitors: Visitors, session: Session) -> None:
    address = sent(visitors).headers["location"]
    assert visitors[None].post(f"{address}/intrekken").headers["location"] == address
    (signal,) = all_signals(session)
    session.refresh(signal)
    assert (signal.status, signal.description, signal.email) == (
        SignalStatus.TAKEN_BACK,
        "",
        None,
    )
    page = visitors[None].get(address).text
    assert SIGNAL["description"] not in page and "/intrekken" not in page
    again = visitors[None].post(f"{address}/intrekken")
    assert again.status_code == 303 and again.headers["location"] == address


def test_the_receipt_says_before_which_day_it_is_read() -> None:
    friday = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert commands.read_by(friday).isoformat() == "2026-12-02"
    assert commands.read_by(friday + timedelta(days=1)).isoformat() == "2026-12-02"


def test_an_address_that_nobody_answered_is_deleted(session: Session) -> None:
    signal = stored(session)
    with clock.at(clock.now() + timedelta(days=commands.EMAIL_DAYS - 1)):
        assert commands.forget_addresses(session) == 0
    with clock.at(clock.now() + timedelta(days=commands.EMAIL_DAYS + 1)):
        assert commands.forget_addresses(session) == 1
    session.refresh(signal)
    assert signal.email is None and signal.status is SignalStatus.RECEIVED


def test_without_a_script_the_form_comes_back_in_the_other_language(visitors: Visitors) -> None:
    answer = sent(visitors, form_again_en="English")
    assert answer.status_code == 422 and '<html lang="en"' in answer.text
    assert SIGNAL["description"] in answer.text
