"""A button stands where its verb succeeds: whoever presses what a page shows is not refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from tests.html import Element, Page
from tests.matches.pairs import Pairs, in_state
from tests.matches.test_past import date_of
from tests.world import Visitors

STATES = ("proposed", "approved", "both", "accepted", "changed", "running", "held", "noted")
DATES = [
    ("goes on", "goes on"),
    ("over", "goes on"),
    ("goes on", "over"),
    ("goes on", "stale"),
    ("goes on", "paused and over"),
]
OF_THINGS = ("/behoeften/", "/aanbod/", "/koppelingen/", "/beoordelen/")


def filled(form: Element) -> dict[str, list[str]]:
    """What somebody sends who chooses the first of every list and types what has to be typed."""
    sent: dict[str, list[str]] = {}
    for each in form.inside:
        name, kind = each.attributes.get("name"), each.attributes.get("type")
        if not name or each.tag not in ("input", "select", "textarea") or kind == "submit":
            continue
        value = each.attributes.get("value") or ""
        if each.tag == "textarea" and name == "text":  # a note, which is nothing without words
            value = "De vrijwilligers komen op dinsdag."
        if each.tag == "select":
            options = [o.attributes.get("value") or "" for o in each.inside if o.tag == "option"]
            value = next((option for option in options if option), "")
        if kind == "checkbox" or (kind == "radio" and name in sent):
            continue
        sent.setdefault(name, []).append(value)
    return sent


def verbs_on(page: str) -> list[tuple[str, dict[str, list[str]]]]:
    return [
        (str(form.attributes["action"]), filled(form))
        for form in Page(page).every("form")
        if form.attributes.get("method") == "post"
        and str(form.attributes.get("action")).startswith(OF_THINGS)
    ]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("of_need", "of_offer"), DATES)
def test_whoever_presses_what_a_page_shows_is_not_refused(
    pairs: Pairs,
    visitors: Visitors,
    connection: Connection,
    of_need: str,
    of_offer: str,
    state: str,
) -> None:
    match = in_state(pairs, state)
    match = pairs._locked(match, "amina")
    date_of(pairs, match.need, match.offer, of_need, of_offer)
    pairs.session.commit()
    pages = (
        "/mijn-werk",
        f"/koppelingen/{match.id}",
        f"/behoeften/{match.need_id}",
        f"/aanbod/{match.offer_id}",
        f"/beoordelen/{match.id}",
    )
    refused: list[Any] = []
    for who in ("amina", "bram", "chantal", "daan"):
        pressed = set()
        for path in pages if who == "daan" else pages[:-1]:
            for action, values in verbs_on(visitors[who].get(path).text):
                if (key := f"{action} {values}") in pressed:
                    continue
                pressed.add(key)
                before = connection.begin_nested()
                answer = visitors[who].post(action, data=values)
                before.rollback()
                pairs.session.expire_all()
                if answer.status_code >= 400:
                    why = [
                        each.text.strip()
                        for each in Page(answer.text).elements
                        if str(each.attributes.get("id")).endswith("_error")
                        or "sb-notice__text" in str(each.attributes.get("class"))
                    ]
                    refused.append((who, action, values, answer.status_code, why))
        assert pressed or who in ("bram", "chantal", "amina")
    assert not refused, "\n".join(map(str, refused))
