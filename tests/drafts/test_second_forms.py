"""A double click is one act, and a second form is a second form: whatever is different in it, also
where what was typed may not be kept.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core import clock
from app.drafts.commands import MOST_CHARACTERS, digest_of
from tests.drafts.test_forms_come_back import LONG_FORMS, is_long, opened, place
from tests.guards import test_saving_unchanged as filled
from tests.html import Element, Page
from tests.interpretations.interpretations import COLD
from tests.signals.entries import ENTRY
from tests.world import GROCERIES, Visitors, form

ONCE = "Gelukt. Je drukte twee keer"
# What is likely a name is asked about, and is not kept: to what is kept all such texts are equal.
HERE, THERE = "op verzoek van Jan de Vries", "op verzoek van Piet Bakker"
SURE = {"sure_no_names": "1"}
NEED = filled.NEED | {"title": f"Tolken {HERE}", "description": f"Graag {HERE}"} | SURE
OFFER = filled.OFFER | {"title": f"Busje {HERE}", "description": f"Graag {HERE}"} | SURE
ACTION = filled.ACTION | {"title": f"Samen {HERE}", "description": f"Graag {HERE}"} | SURE
LAST_MONTH = (clock.today() - timedelta(days=30)).isoformat()
SOURCE = {"source_link": "https://www.cbs.nl/nl-nl/nieuws", "seen_on": LAST_MONTH}
SIGNAL = ENTRY | SOURCE | {"description": f"Te zien {HERE}"} | SURE
INTERPRETATION = COLD | {"title": f"Kou {HERE}", "seen": f"Kou te zien {HERE}"} | SURE
CRISIS = filled.CRISIS | {"name": f"Droogte {HERE}"}
MEASURE = filled.MEASURE | {"title": f"Bezoek {HERE}", "description": f"Graag {HERE}"}
GROUP = {"label": "Schippers", "label_en": "Skippers", "synonyms": f"varenden {HERE}"}

# Every form of something new, with who sends what.
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "/behoeften/nieuw": ("daan", NEED),
    "/aanbod/nieuw": ("chantal", OFFER),
    "/acties/nieuw": ("chantal", ACTION),
    "/signalen/nieuw": ("daan", SIGNAL),
    "/duiding/nieuw": ("daan", INTERPRETATION),
    "/beheer/crises/nieuw": ("eva", CRISIS),
    "/beheer/maatregelen/nieuw": ("eva", MEASURE),
    "/doelgroepen/nieuw": ("eva", GROUP),
}


def test_every_form_of_something_new_is_tried() -> None:
    assert FORMS.keys() == {path for _who, path, _field in LONG_FORMS if path.endswith("/nieuw")}


def long_form(page: Page) -> tuple[str, dict[str, list[Element]]]:
    """Where the long form of a page is sent, and its fields with what each chooses from."""
    (long,) = [each for each in page.every("form") if is_long(each)]
    fields: dict[str, list[Element]] = {}
    for each in long.inside:
        name = each.attributes.get("name") or ""
        is_field = each.tag in ("input", "textarea", "select", "button")
        if is_field and name and not name.startswith("form_"):
            fields.setdefault(name, []).append(each)
    return str(long.attributes["action"]), fields


def other(value: Any, elements: list[Element]) -> Any:
    """Something else than `value` that a person may fill in or choose there."""
    last = value[-1] if isinstance(value, list) else str(value or "")
    choices = [
        choice.attributes.get("value") or ""
        for each in elements
        for choice in (each.inside if each.tag == "select" else [each])
        if each.tag in ("select", "button")
        or each.attributes.get("type") in ("checkbox", "radio", "hidden")
    ]
    if choices:
        wanted = next((c for c in choices if c not in (last, "")), "")
        return [wanted] if isinstance(value, list) else wanted
    if last.isdecimal():
        return str(int(last) + 1)
    if last[:4].isdecimal():
        return (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    if not last:
        return "25" if elements[0].attributes.get("inputmode") else THERE
    return last.replace(HERE, THERE) if HERE in last else f"{last}-nog"


# Of the search for partners, that is sent elsewhere; and what says that twins can be asked about.
ASIDE = {"partner_q", "find", "asks_alike"}
FIELDS = {
    "/behoeften/nieuw": [*filled.NEED, "measure", "publish"],
    "/aanbod/nieuw": [*filled.OFFER, "measure", "publish"],
    "/acties/nieuw": [*filled.ACTION, "measure", "partners", "save"],
    "/beheer/crises/nieuw": [*filled.CRISIS],
    "/beheer/maatregelen/nieuw": [*filled.MEASURE],
    "/doelgroepen/nieuw": [*GROUP],
    "/duiding/nieuw": [*COLD, "part", "publish"],
    "/signalen/nieuw": [*ENTRY, *SOURCE, "people", "crisis", "measure"],
}


def send(client: TestClient, path: str, change: str = "") -> tuple[dict[str, Any], Any]:
    """What is sent of a form that is opened now, with another value in the field `change`, and the
    answer.
    """
    page = opened(client, path)
    target, fields = long_form(page)
    assert fields.keys() - ASIDE == set(FIELDS[path]), "a field that is not tried"
    sent = {**FORMS[path][1], "form_draft": place(page)}
    first = client.post(target, data=form(sent))
    assert first.status_code == 303, Page(first.text).every("main")[0].text
    if change:
        sent[change] = other(sent.get(change, ""), fields[change])
    return sent, (target, first)


@pytest.mark.parametrize("path", FORMS)
def test_the_same_form_sent_twice_is_one_act(visitors: Visitors, path: str) -> None:
    client = visitors[FORMS[path][0]]
    sent, (target, first) = send(client, path)
    second = client.post(target, data=form(sent))
    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    assert ONCE in client.get(second.headers["location"]).text


@pytest.mark.parametrize(("path", "field"), [(path, n) for path in FORMS for n in FIELDS[path]])
def test_a_form_that_differs_in_one_field_is_another_form(
    visitors: Visitors, path: str, field: str
) -> None:
    client = visitors[FORMS[path][0]]
    changed, (target, first) = send(client, path, field)
    answer = client.post(target, data=form(changed))
    if answer.status_code == 422 and Page(answer.text).error("sure_alike"):  # it is asked about
        answer = client.post(target, data=form(changed | {"sure_alike": "1"}))
    if answer.status_code == 422:  # a name that is given already: it is said, and nothing swallowed
        assert path.startswith(("/doelgroepen", "/beheer/crises"))
        return
    assert answer.status_code == 303
    assert ONCE not in client.get(answer.headers["location"]).text
    if re.search("[0-9a-f]{12}$", first.headers["location"]):  # the page of the thing itself
        assert answer.headers["location"] != first.headers["location"]


def test_a_text_that_is_too_long_to_keep_is_one_act_too(visitors: Visitors) -> None:
    client = visitors["amina"]
    page = opened(client, "/behoeften/nieuw")
    sent = form(GROCERIES) | {"form_draft": place(page), "title": " " * MOST_CHARACTERS + "Soep"}
    sent["title"] += " voor veertig ouderen"
    first, second = (client.post("/behoeften", data=sent) for _press in range(2))
    assert first.headers["location"] == second.headers["location"]


def test_a_digest_says_nothing_without_its_key() -> None:
    typed = {"title": [HERE], "unit": ["people"]}
    assert digest_of(typed, "a") == digest_of(dict(reversed(typed.items())), "a")
    others = [{"title": [THERE], "unit": ["people"]}, {"title": [HERE, "people"], "unit": []}]
    assert len({digest_of(t, k) for t in (typed, *others) for k in ("a", "b")}) == 6
