"""The summary above a form that comes back: every mistake once, in the order of the page, and each
line leads to the field that it speaks of. Asked of every form that these pages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.html import Element, Page
from tests.matches.pairs import Pairs, in_state
from tests.world import GROCERIES, Visitors, form

# Too long for a text, and no number, no day and no choice of any list.
NONSENSE = "x" * 5001
TYPED = ("checkbox", "date", "email", "number", "radio", "tel", "text", None)

# Who opens which page. {need}, {offer} and {match} are of a match between amina and chantal.
PAGES = [
    ("amina", "/behoeften/nieuw", "asked"),
    ("amina", "/behoeften/{need}/wijzigen", "asked"),
    ("amina", "/behoeften/{need}", "asked"),
    ("chantal", "/aanbod/nieuw", "asked"),
    ("chantal", "/aanbod/{offer}/wijzigen", "asked"),
    ("chantal", "/aanbod/{offer}", "asked"),
    ("chantal", "/koppelingen/{match}", "asked"),
    ("chantal", "/koppelingen/{match}?opened=refusing", "asked"),
    ("daan", "/koppelingen/{match}", "proposed"),
    ("chantal", "/koppelingen/{match}", "running"),
    ("amina", "/koppelingen/nieuw?need={need}", "declined"),
    ("amina", "/acties/nieuw", "asked"),
    ("daan", "/doelgroepen/nieuw", "asked"),
    ("amina", "/doelgroepen/older_people", "asked"),
    ("eva", "/beheer/regio", "asked"),
    ("eva", "/beheer/koppelen", "asked"),
    ("eva", "/beheer/crises/nieuw", "asked"),
    ("eva", "/beheer/maatregelen/nieuw", "asked"),
]


def filled_with_nonsense(page: Page) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The address and the fields of every form that somebody types in, as its buttons send it. What
    is hidden stays.
    """
    for element in page.every("form"):
        hidden: dict[str, list[str]] = {}
        typed: dict[str, list[str]] = {}
        for field in element.inside:
            name, kind = field.attributes.get("name"), field.attributes.get("type")
            if name is None:
                continue
            is_send = field.tag == "button" and "formaction" not in field.attributes
            if kind == "hidden" or is_send:
                hidden.setdefault(name, []).append(field.attributes.get("value") or "")
            elif field.tag in ("select", "textarea") or (field.tag == "input" and kind in TYPED):
                typed[name] = [NONSENSE]
        if typed and element.attributes.get("method") == "post":
            yield element.attributes["action"] or "", hidden | typed


def check_summary(answer: str) -> None:
    page = Page(answer)
    wrong = [e for e in page.elements if (e.attributes.get("id") or "").endswith("_error")]
    fields = [(e.attributes["id"] or "").removesuffix("_error") for e in wrong]
    assert fields, "something is wrong beside its field"
    assert _links(page["f_errors"]) == fields
    assert all(field in page for field in fields)


def _links(summary: Element) -> list[str]:
    return [(a.attributes["href"] or "")[1:] for a in summary.inside if a.tag == "a"]


@pytest.mark.parametrize(("who", "address", "state"), PAGES)
def test_the_summary_stands_in_the_order_of_the_page(
    visitors: Visitors, pairs: Pairs, who: str, address: str, state: str
) -> None:
    match = in_state(pairs, state)
    pairs.session.commit()
    here = address.format(need=match.need_id, offer=match.offer_id, match=match.id)
    forms = list(filled_with_nonsense(Page(visitors[who].get(here).text)))
    assert forms, "the page has a form"
    for action, sent in forms:
        answer = visitors[who].post(action, data=sent)
        assert answer.status_code == 422, action
        check_summary(answer.text)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "", "needed_until": "x", "urgency": "", "people": "-1", "support_type": ""},
        {"quantity": "0", "target_group": "", "description": "x" * 4001},
        {"also_groups": ["nobody"], "title": "Kou", "unit": "boxes", "crisis": "none"},
    ],
)
def test_the_order_is_that_of_the_page_and_not_that_of_the_checks(
    visitors: Visitors, changes: dict[str, Any]
) -> None:
    check_summary(visitors["amina"].post("/behoeften", data=form(GROCERIES | changes)).text)


def test_what_no_field_shows_comes_first_and_leads_nowhere(visitors: Visitors) -> None:
    sent = form(GROCERIES | {"title": "", "unknown": "1"})
    page = Page(visitors["amina"].post("/behoeften", data=sent).text)
    lines = [e for e in page["f_errors"].inside if e.tag == "li"]
    assert [bool([a for a in line.inside if a.tag == "a"]) for line in lines] == [False, True]
    assert not re.search(r"data-(lines|of)=", str(page["f_errors"].attributes))
