"""The pages on which an organisation goes up in another, and old addresses that lead on."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection
from sqlmodel import select

from app.core import clock
from app.drafts.commands import keep_draft
from app.drafts.models import FormDraft
from app.identity.models import OrganisationStatus
from app.organisations.models import OrganisationProfile
from tests.dossier.merging import GONE, STAYS, merge, named
from tests.matches.pairs import JAAP, Pairs
from tests.statements import counted
from tests.world import Visitors


def test_who_looks_alike_comes_first_and_what_moves_is_said_before(
    pairs: Pairs, visitors: Visitors
) -> None:
    session = pairs.session
    pairs.propose("chantal", pairs.world.need("chantal", publish=True), pairs.offer(JAAP))
    ids = {name: named(session, name).id for name in (GONE, STAYS)}
    session.get_one(OrganisationProfile, ids[GONE]).description = "Wij brengen boodschappen."
    named(session, "Buurtbus Loppersum").name = "Boodschappenhulp Appingedam"
    named(session, "Boodschappenhulp Appingedam").sort_name = "boodschappenhulp appingedam"
    session.commit()
    path = f"/netwerk/{ids[GONE]}"
    eva = visitors["eva"]
    assert f"{path}/samenvoegen" in eva.get(path).text
    assert f"{path}/samenvoegen" not in visitors["daan"].get(path).text
    page = eva.get(f"{path}/samenvoegen").text
    assert "Boodschappenhulp Appingedam" in page.split("Deze blijft")[0]
    found = eva.get(f"{path}/samenvoegen", params={"q": "superrit"}).text
    assert STAYS in found
    assert "Boodschappenhulp Appingedam" not in found
    chosen = eva.get(f"{path}/samenvoegen", params={"into": str(ids[STAYS])}).text
    assert "Wij brengen boodschappen." in chosen
    assert "1 koppeling tussen de twee stopt" in chosen
    wrong = eva.post(
        f"{path}/samenvoegen",
        data={"into": str(ids[STAYS]), "name": "Boodschappen", "description": "Samen sterk."},
    )
    assert wrong.status_code == 422
    assert "Dit is niet de naam" in wrong.text
    assert "Samen sterk." in wrong.text, "nothing that was typed is lost"
    done = eva.post(
        f"{path}/samenvoegen",
        data={"into": str(ids[STAYS]), "name": GONE.lower(), "description": "Samen sterk."},
    )
    assert (done.status_code, done.headers["location"].split("?")[0]) == (
        303,
        f"/netwerk/{ids[STAYS]}",
    )
    shown = eva.get(f"/netwerk/{ids[STAYS]}").text
    assert "Samen sterk." in shown
    assert GONE in shown, "the page says what it was called before"


@pytest.mark.parametrize("rest", ["", "/wijzigen", "/leden", "?als=x&q=1"])
def test_an_old_address_leads_on_for_who_may_see_the_other(
    pairs: Pairs, visitors: Visitors, rest: str
) -> None:
    old, new = (named(pairs.session, name).id for name in (GONE, STAYS))
    merge(pairs)
    pairs.session.commit()
    answer = visitors["chantal"].get(f"/netwerk/{old}{rest}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/netwerk/{new}{rest}")
    assert visitors["chantal"].get(answer.headers["location"]).status_code == 200
    for who in ("hugo", None):
        refused = visitors[who].get(f"/netwerk/{old}{rest}")
        assert str(new) not in refused.headers.get("location", "")


def test_a_form_that_was_open_says_so_and_its_draft_is_at_the_other(
    pairs: Pairs, visitors: Visitors
) -> None:
    old, new = (named(pairs.session, name).id for name in (GONE, STAYS))
    person = pairs.world.person("chantal")
    page = f"/netwerk/{old}/wijzigen"
    keep_draft(
        pairs.session, person.id, page, {"description": ["Wij helpen"]}, opened_at=clock.now()
    )
    kept = {"organisation": [str(old)], "title": ["Een bus"]}
    keep_draft(pairs.session, person.id, "/aanbod/nieuw", kept, opened_at=clock.now())
    merge(pairs)
    pairs.session.commit()
    answer = visitors["chantal"].post(f"/netwerk/{old}", data={"description": "Wij helpen"})
    assert answer.status_code == 409
    assert "samengevoegd" in answer.text
    drafts = {row.page: row.fields for row in pairs.session.exec(select(FormDraft)).all()}
    assert drafts[f"/netwerk/{new}/wijzigen"] == {"description": ["Wij helpen"]}
    assert drafts["/aanbod/nieuw"]["organisation"] == [str(new)]
    for who in ("hugo", None):
        refused = visitors[who].post(f"/netwerk/{old}", data={"description": "Wij helpen"})
        assert refused.status_code in (303, 404)


def test_a_draft_for_the_page_of_the_other_is_not_lost(pairs: Pairs) -> None:
    old, new = (named(pairs.session, name).id for name in (GONE, STAYS))
    person = pairs.world.person("chantal")
    for place, text in ((old, "oud"), (new, "nieuw")):
        page = f"/netwerk/{place}/wijzigen"
        keep_draft(pairs.session, person.id, page, {"description": [text]}, opened_at=clock.now())
    merge(pairs)
    drafts = {row.page: row.fields for row in pairs.session.exec(select(FormDraft)).all()}
    assert drafts[f"/netwerk/{new}/wijzigen"] == {"description": ["nieuw"]}
    assert drafts[f"/netwerk/{old}/wijzigen"] == {"description": ["oud"]}


def test_who_asks_to_speak_for_the_one_that_went_asks_the_other(
    pairs: Pairs, visitors: Visitors
) -> None:
    old, new = (named(pairs.session, name).id for name in (GONE, STAYS))
    merge(pairs)
    pairs.session.commit()
    door = "/aanmelden-organisatie/aanvraag"
    answer = visitors[None].get(f"{door}/{old}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{door}/{new}")
    named(pairs.session, STAYS).status = OrganisationStatus.SUSPENDED
    pairs.session.commit()
    assert visitors[None].get(f"{door}/{old}").status_code == 404


def test_pages_of_what_moved_stay_where_they_are(pairs: Pairs, visitors: Visitors) -> None:
    match = pairs.running()
    merge(pairs)
    pairs.session.commit()
    for path in (f"/aanbod/{match.offer_id}", f"/koppelingen/{match.id}"):
        page = visitors["chantal"].get(path)
        assert page.status_code == 200
        assert STAYS in page.text


def test_who_worked_for_the_one_that_went_works_for_the_other(
    pairs: Pairs, visitors: Visitors
) -> None:
    offer = pairs.offer()
    chantal = visitors["chantal"]
    assert chantal.get("/mijn-werk").status_code == 200
    merge(pairs)
    pairs.session.commit()
    assert STAYS in chantal.get("/mijn-werk").text
    assert chantal.get(f"/aanbod/{offer.id}/wijzigen").status_code == 200


def test_the_page_costs_the_same_for_one_and_for_many(
    pairs: Pairs, visitors: Visitors, connection: Connection
) -> None:
    old, new = (named(pairs.session, name).id for name in (GONE, STAYS))
    pairs.session.commit()
    eva, path = visitors["eva"], f"/netwerk/{old}/samenvoegen"
    eva.get(path)

    def costs() -> list[int]:
        found = []
        for params in ({}, {"into": str(new)}):
            with counted(connection) as sent:
                assert eva.get(path, params=params).status_code == 200
            found.append(len(sent))
        return found

    before = costs()
    for _each in range(3):
        pairs.running()
    pairs.session.commit()
    assert costs() == before
