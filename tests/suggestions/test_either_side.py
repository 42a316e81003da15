"""A short way to a proposal from wherever one stands: "we can help" on a need, "we can use this" on
an offer.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from app.offers.models import Offer
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs
from tests.world import SHOPPING, Visitors, form, id_in

SMALL: dict[str, Any] = {
    "title": "Hulp voor een paar mensen",
    "description": "",
    "quantity": 3,
    "people": 3,
}


def ways(client: TestClient, path: str) -> list[str]:
    """The words of the links that lead to a proposal."""
    links = Page(client.get(path).text).every("a")
    return [
        a.text.strip()
        for a in links
        if str(a.attributes.get("href")).startswith("/koppelingen/nieuw")
    ]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("amina", ["Zoek zelf"]),
        ("bram", ["Zoek zelf"]),
        ("daan", ["Zoek zelf"]),
        ("chantal", ["Wij kunnen helpen"]),
        ("farid", ["Wij kunnen helpen"]),
        ("eva", []),
        ("greet", []),
    ],
)
def test_an_open_need_shows_who_writes_a_way_to_help(
    visitors: Visitors, pairs: Pairs, who: str, words: list[str]
) -> None:
    path = f"/behoeften/{pairs.need().id}"
    pairs.session.commit()
    assert ways(visitors[who], path) == words


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("chantal", ["Zoek zelf"]),
        ("daan", ["Zoek zelf"]),
        ("amina", ["Dit kunnen we gebruiken"]),
        ("bram", ["Dit kunnen we gebruiken"]),
        ("farid", []),  # has no open need
        ("greet", []),
    ],
)
def test_an_offer_shows_who_has_an_open_need_a_way_to_ask(
    visitors: Visitors, pairs: Pairs, who: str, words: list[str]
) -> None:
    pairs.need()
    path = f"/aanbod/{pairs.offer().id}"
    pairs.session.commit()
    assert ways(visitors[who], path) == words


def test_what_has_ended_or_is_full_offers_no_way_and_says_why(
    visitors: Visitors, pairs: Pairs
) -> None:
    closed, offer = pairs.need(), pairs.offer(quantity=10)
    pairs.accepted(need=pairs.need(), offer=offer, quantity=10)
    close_need(pairs.session, pairs["amina"], closed, NeedEnding(outcome=NeedOutcome.MET))
    pairs.session.commit()
    for noun, thing, parameter in (("behoeften", closed, "need"), ("aanbod", offer, "offer")):
        for who in ("amina", "chantal"):
            assert ways(visitors[who], f"/{noun}/{thing.id}") == []
            answer = visitors[who].get("/koppelingen/nieuw", params={parameter: str(thing.id)})
            assert answer.status_code == 409 and 'class="sb-' in answer.text


@pytest.mark.parametrize("who", ["greet", "eva"])
def test_who_only_reads_is_told_so_and_gets_no_buttons_that_refuse(
    visitors: Visitors, pairs: Pairs, who: str
) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.session.commit()
    for parameter, thing in (("need", need), ("offer", offer)):
        answer = visitors[who].get("/koppelingen/nieuw", params={parameter: str(thing.id)})
        assert answer.status_code == 403
        assert "Met jouw rol kun je lezen" in answer.text


def test_who_helps_chooses_from_its_own_offers_and_who_uses_from_its_own_needs(
    visitors: Visitors, pairs: Pairs
) -> None:
    need, others = (
        pairs.need(title="Van ons"),
        pairs.world.need("farid", publish=True, title="Van een ander"),
    )
    own, of_jaap = (
        pairs.offer(title="Eigen aanbod"),
        pairs.offer(JAAP, title="Aanbod van een ander"),
    )
    pairs.session.commit()
    for who, query, titles in (
        ("chantal", {"need": need.id}, [own.title]),
        ("amina", {"offer": own.id}, [need.title]),
        ("amina", {"need": need.id}, {own.title, of_jaap.title}),
        ("daan", {"offer": own.id}, {need.title, others.title}),
    ):
        found = Page(
            visitors[who]
            .get("/koppelingen/nieuw", params={k: str(v) for k, v in query.items()})
            .text
        ).titles
        assert (found if isinstance(titles, list) else set(found)) == titles, (who, query)
    sent = {"need": str(need.id), "offer": str(own.id), "quantity": "10"}
    assert visitors["chantal"].post("/koppelingen", data=sent).status_code == 303


def test_without_an_offer_one_is_posted_that_fits_and_leads_back_to_the_proposal(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(also_groups=["informal_carers"])
    pairs.session.commit()
    chantal, path = visitors["chantal"], f"/koppelingen/nieuw?need={need.id}"
    link = next(
        str(a.attributes["href"])
        for a in Page(chantal.get(path).text).every("a")
        if str(a.attributes["href"]).startswith("/aanbod/nieuw")
    )
    page = Page(chantal.get(link).text)
    assert page.typed("support_type") == ["groceries_meals"]
    assert page.typed("target_groups") == ["older_people", "informal_carers"]
    assert page.typed("municipalities") == ["GM1979"]
    action = next(
        str(f.attributes["action"])
        for f in page.every("form")
        if "/aanbod" in str(f.attributes["action"])
    )
    refused = chantal.post(action, data=form(SHOPPING | {"title": "", "publish": "1"}))
    assert refused.status_code == 422
    again = [f.attributes["action"] for f in Page(refused.text).every("form")]
    assert action in again, "the way back is not lost with a mistake"
    assert chantal.post(action, data=form(SHOPPING)).headers["location"].startswith("/aanbod/"), (
        "a draft cannot help"
    )
    posted = chantal.post(
        action, data=form(SHOPPING | {"title": "Nieuw voor deze behoefte", "publish": "1"})
    )
    assert posted.headers["location"] == path
    assert Page(chantal.get(path).text).titles[0] == "Nieuw voor deze behoefte"


def test_the_way_to_a_new_offer_does_not_name_the_place_of_a_small_group(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(**SMALL)
    pairs.session.commit()
    links = Page(visitors["chantal"].get(f"/koppelingen/nieuw?need={need.id}").text).every("a")
    link = next(
        str(a.attributes["href"])
        for a in links
        if str(a.attributes["href"]).startswith("/aanbod/nieuw")
    )
    assert parse_qs(urlsplit(link).query).keys() == {
        "support_type",
        "target_groups",
        "unit",
        "after",
    }


@pytest.mark.parametrize(
    "after", ["https://kwaad.example/", "//kwaad.example", "javascript:alert(1)"]
)
def test_the_way_back_leads_nowhere_else(visitors: Visitors, pairs: Pairs, after: str) -> None:
    chantal = visitors["chantal"]
    page = chantal.get("/aanbod/nieuw", params={"after": after}).text
    assert "kwaad" not in page.split("<main")[1] and "javascript:" not in page.split("<main")[1]
    posted = chantal.post(
        "/aanbod", params={"after": after}, data=form(SHOPPING | {"publish": "1"})
    )
    assert posted.headers["location"] == "/"
    plain = chantal.post("/aanbod", data=form(SHOPPING | {"publish": "1"})).headers["location"]
    assert pairs.session.get(Offer, id_in(plain)) is not None


@pytest.mark.parametrize(("who", "words"), [("amina", "Stel voor"), ("daan", "Vraag beide")])
def test_a_button_that_asks_both_sides_says_so(
    visitors: Visitors, pairs: Pairs, who: str, words: str
) -> None:
    need, _offer = pairs.need(), pairs.offer()
    pairs.session.commit()
    page = Page(visitors[who].get(f"/koppelingen/nieuw?need={need.id}").text)
    (form,) = (e for e in page.every("form") if e.attributes.get("action") == "/koppelingen")
    buttons = [e for e in form.inside if e.tag == "button"]
    said = [e.text.split(":")[0].strip() for e in buttons if e.attributes.get("name") is None]
    unfolds = [e.text.strip() for e in page["candidates"].inside if e.tag == "summary"]
    assert (said, unfolds) == ([words], [words])
