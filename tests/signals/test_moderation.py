"""Who reads what came in through a public door, what they answer, and what is made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.core import clock
from app.core.i18n import gettext as dutch, ngettext
from app.mail import commands as mail_commands
from app.mail.models import Mail
from app.offers.models import Offer, OfferStatus
from app.organisations.models import OrganisationProfile
from app.reference.models import Unit
from app.signals import filters as signal_filters, forms, numbers, policy, queries
from app.signals.models import Signal, SignalRejection, SignalStatus
from tests.html import Page
from tests.matrix import PEOPLE
from tests.signals.doors import HELP, SIGNAL, multiply, stored
from tests.statements import counted
from tests.world import Visitors, World

COUNTS = {"theme": "social_cohesion", "target_group": "older_people", "severity": "3"}
ANSWER = "We bespreken het met het dorpsteam."
OFFER: dict[str, Any] = {
    "title": "Ritten naar het ziekenhuis",
    "support_type": "transport",
    "target_groups": ["older_people"],
    "quantity": "3",
    "unit": "rides_per_week",
    "answer": "Het vervoersteam van de gemeente plant je ritten.",
}


@pytest.mark.parametrize("place", ["GM1979", "GM1950", "GM0106"])
def test_the_rule_in_sql_and_on_a_loaded_signal_are_one(world: World, place: str) -> None:
    signal = stored(world.session, municipality=place)
    for person in filter(None, PEOPLE):
        actor = world[person]
        rule = select(Signal.id).where(col(Signal.id) == signal.id, policy.visible_to(actor))
        found = world.session.exec(rule).first() is not None
        assert found == policy.can_see(actor, signal), person
    seen = {p for p in filter(None, PEOPLE) if policy.can_see(world[p], signal)}
    expected = {
        "GM1979": {"amina", "daan"},
        "GM1950": {"farid", "daan"},
        "GM0106": {"hugo"},
    }
    assert seen == expected[place]


def test_an_answer_is_read_at_the_number_and_the_address_goes_with_the_mail(
    visitors: Visitors, session: Session
) -> None:
    signal = stored(session)
    session.commit()
    address = f"/signalen/{signal.id}"
    assert SIGNAL["description"] in visitors["amina"].get(address).text
    assert (
        visitors["amina"].post(f"{address}/oppakken", data=COUNTS | {"answer": ""}).status_code
        == 422
    )
    answer = visitors["amina"].post(f"{address}/oppakken", data=COUNTS | {"answer": ANSWER})
    assert answer.headers["location"] == address
    session.refresh(signal)
    assert (signal.status, signal.email) == (SignalStatus.ACCEPTED, None)
    receipt = visitors[None].get(f"/signaal-geven/bon/{signal.number}").text
    # Whether one was given is kept nowhere, so nothing is said to be deleted.
    assert ANSWER in receipt and "we bewaren er geen" in receipt
    (mail,) = session.exec(select(Mail)).all()
    assert (mail.address, mail.object_id) == ("buur@dorp.example", signal.id)
    assert mail.facts == {
        "name": "Gemeente Eemsdelta",
        "number": numbers.grouped(signal.number),
    }
    mail_commands.note_sent(session, mail.id)
    session.refresh(mail)
    assert mail.address == ""


@pytest.mark.parametrize(
    ("verb", "besides"),
    [
        ("oppakken", COUNTS),
        ("afwijzen", {"rejection": SignalRejection.UNCLEAR.value}),
        ("aanbod", OFFER),
    ],
)
def test_an_answer_that_strangers_read_is_asked_about_names(
    visitors: Visitors, session: Session, verb: str, besides: dict[str, Any]
) -> None:
    signal = stored(session, **(HELP if verb == "aanbod" else {}))
    session.commit()
    typed = besides | {"answer": "Mevrouw Jansen regelt het."}
    asked = visitors["amina"].post(f"/signalen/{signal.id}/{verb}", data=typed)
    assert asked.status_code == 422 and "Mevrouw Jansen" in asked.text
    assert Page(asked.text)["f_sure_no_names"].attributes["type"] == "checkbox"
    session.refresh(signal)
    assert signal.status is SignalStatus.RECEIVED
    sure = visitors["amina"].post(
        f"/signalen/{signal.id}/{verb}", data=typed | {"sure_no_names": "1"}
    )
    assert sure.status_code == 303


def test_what_is_refused_says_why_at_the_number(visitors: Visitors, session: Session) -> None:
    signal = stored(session, email="")
    session.commit()
    address = f"/signalen/{signal.id}/afwijzen"
    assert visitors["daan"].post(address, data={"rejection": ""}).status_code == 422
    given = {"rejection": "one_person", "answer": "Bel de gemeente."}
    assert visitors["daan"].post(address, data=given).status_code == 303
    page = visitors[None].get(f"/signaal-geven/bon/{signal.number}").text
    assert SignalRejection.ONE_PERSON.word in page and "Bel de gemeente." in page
    assert not session.exec(select(Mail)).all()


def test_help_becomes_a_draft_of_the_own_organisation_in_one_step(
    visitors: Visitors, session: Session
) -> None:
    signal = stored(session, moments=["day", "weekend"], email="buur@dorp.example")
    session.commit()
    page = Page(visitors["amina"].get(f"/signalen/{signal.id}").text)
    title = "Op woensdag drie mensen naar het ziekenhuis rijden"
    assert page["f_title"].attributes["value"] == title
    assert not page["f_quantity"].attributes.get("value")
    chosen = [each for each in page.every("option") if "selected" in each.attributes]
    assert not {each.attributes["value"] for each in chosen} & set(Unit)
    answer = visitors["amina"].post(f"/signalen/{signal.id}/aanbod", data=OFFER)
    (offer,) = session.exec(select(Offer)).all()
    assert answer.headers["location"] == f"/aanbod/{offer.id}"
    assert offer.status is OfferStatus.DRAFT
    assert (offer.municipalities, offer.quantity) == (["GM1979"], 3)
    assert offer.description.startswith(signal.description)
    assert "weekend" in offer.description
    session.refresh(signal)
    assert (signal.status, signal.offer_id, signal.email) == (
        SignalStatus.ACCEPTED,
        offer.id,
        None,
    )
    assert f"/aanbod/{offer.id}" in visitors["amina"].get(f"/signalen/{signal.id}").text
    assert OFFER["answer"] in visitors[None].get(f"/signaal-geven/bon/{signal.number}").text
    again = visitors["amina"].post(f"/signalen/{signal.id}/aanbod", data=OFFER | {"quantity": "4"})
    assert again.status_code == 409 and len(session.exec(select(Offer)).all()) == 1


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Ik kan 's avonds koken voor twee mensen. Bel maar.", "'s Avonds koken voor twee mensen"),
        ("Wij willen graag ook tuinen opknappen", "Tuinen opknappen"),
        ("Ik zou kunnen helpen met formulieren!", "Helpen met formulieren"),
        ("Boodschappen doen op zaterdag", "Boodschappen doen op zaterdag"),
        ("Ik heb een busje en mijn zaterdag is vrij.", ""),
        ("Wij kunnen onze zaal uitlenen", ""),
        ("ik kan rijden " + "naar het ziekenhuis " * 6, None),
    ],
)
def test_a_draft_has_no_title_in_the_first_person_and_no_number_that_nobody_gave(
    session: Session, told: str, title: str | None
) -> None:
    signal = stored(session, moments=["day"], description=told)
    start = forms.start_of(signal)
    assert not start.keys() & {"quantity", "unit"}
    if title is None:
        assert start["title"].startswith("Rijden naar") and len(start["title"]) <= 82
    else:
        assert start["title"] == title


def test_a_draft_that_is_filled_in_wrong_makes_nothing_and_loses_nothing(
    visitors: Visitors, session: Session
) -> None:
    signal = stored(session, moments=["day"])
    session.commit()
    typed = OFFER | {"quantity": "", "support_type": "bestaat-niet"}
    answer = visitors["amina"].post(f"/signalen/{signal.id}/aanbod", data=typed)
    assert answer.status_code == 422 and OFFER["answer"] in answer.text
    assert "f_quantity_error" in Page(answer.text)
    typed["quantity"] = "3"
    answer = visitors["amina"].post(f"/signalen/{signal.id}/aanbod", data=typed)
    assert answer.status_code == 422 and "f_support_type_error" in Page(answer.text)
    session.refresh(signal)
    assert signal.status is SignalStatus.RECEIVED
    assert not session.exec(select(Offer)).all()


def test_the_list_shows_what_waits_longest_first_and_filters(
    visitors: Visitors, session: Session, world: World
) -> None:
    signals = []
    for hours in (3, 2, 1):
        with clock.at(clock.now() - timedelta(hours=hours)):
            signals.append(stored(session, description=f"Signaal van {hours} uur geleden."))
    signals[2].is_proven = False
    signals[1].status, signals[1].ended_at = SignalStatus.ACCEPTED, clock.now()
    signals[1].email = None
    stored(session, moments=["day"])
    session.commit()

    def listed(**filters: str) -> list[str]:
        asked = {"status": "received"} | filters
        page = Page(visitors["daan"].get("/signalen", params=asked).text)
        links = (each.attributes.get("href") or "" for each in page.every("a"))
        known = {str(s.id): str(n) for n, s in enumerate(signals)}
        return [known[at[10:]] for at in links if at[10:] in known]

    assert listed() == ["0"]
    assert listed(kind="signal", municipality="GM1979") == ["0"]
    assert listed(kind="help") == []
    # No browser worked for it, so it waits in a queue of its own, and the list says so.
    assert listed(unproven="1") == ["2"]
    waiting = ngettext(
        "%(num)s message waits in the other queue", "%(num)s messages wait in the other queue", 1
    )
    waits = {"status": "received"}
    assert waiting in visitors["daan"].get("/signalen", params=waits).text
    other = visitors["daan"].get("/signalen", params=waits | {"unproven": "1"}).text
    assert waiting not in other
    assert waiting not in visitors["hugo"].get("/signalen", params=waits).text
    assert listed(status="accepted") == ["1"]
    assert visitors["daan"].get("/signalen", params={"status": "x"}).status_code == 422
    assert dutch("Signals") in visitors["amina"].get("/mijn-werk").text
    assert "/signalen" in visitors["chantal"].get("/mijn-werk").text


def test_ten_thousand_signals_cost_as_many_statements_as_one(
    world: World, session: Session, connection: Connection
) -> None:
    first = stored(session)
    filters = signal_filters.SignalFilters(status=signal_filters.SignalStatusFilter.RECEIVED)
    queries.find_signals(session, world["daan"], filters, size=50)
    with counted(connection) as one:
        queries.find_signals(session, world["daan"], filters, size=50)
        queries.count_other_queue(session, world["daan"], filters)
    multiply(session, first, 10_000)
    with counted(connection) as all_of_them:
        page = queries.find_signals(session, world["daan"], filters, size=50)
        assert queries.count_other_queue(session, world["daan"], filters) == 0
    assert len(all_of_them) == len(one) == 2
    assert len(page.rows) == 50 and page.next is not None
    cursor: str | None = page.next
    seen = {row.id for row in page.rows}
    for _page in range(3):
        page = queries.find_signals(
            session, world["daan"], filters.model_copy(update={"cursor": cursor}), size=50
        )
        assert seen.isdisjoint(row.id for row in page.rows)
        seen |= {row.id for row in page.rows}
        cursor = page.next


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Bel ons op 0596 63 92 22 of mail balie@eemsdelta.example.", 303),
        ("Bel +31 (0)596-639222.", 303),
        ("Bel 06-12345678.", 422),
        ("Mail amina@eemsdelta.example.", 422),
        ("Bel 0596 63 92 22 of 06-12345678.", 422),
    ],
)
@pytest.mark.parametrize("way", ["oppakken", "afwijzen", "aanbod"])
def test_an_answer_may_say_how_to_reach_who_answers_and_nobody_else(
    visitors: Visitors, session: Session, said: str, status: int, way: str
) -> None:
    """By the profile of the organisation that answers: that of another one is not its own."""
    for name, phone in (("Gemeente Eemsdelta", "0596-639222"), ("GGD Groningen", "06-12345678")):
        profile = session.get_one(OrganisationProfile, visitors.world.organisation(name).id)
        profile.contact_phone = phone
        profile.contact_email = "balie@eemsdelta.example" if phone == "0596-639222" else ""
    session.commit()
    signal = stored(session, moments=["day"])
    besides = {"oppakken": COUNTS, "afwijzen": {"rejection": "one_person"}, "aanbod": OFFER}[way]
    typed = besides | {"answer": said, "sure_no_names": "1"}
    answer = visitors["amina"].post(f"/signalen/{signal.id}/{way}", data=typed)
    assert answer.status_code == status
    if status == 422:
        assert "Dit lijkt op een" in answer.text and said.split()[-1][:6] in answer.text
    else:
        assert said in visitors[None].get(f"/signaal-geven/bon/{signal.number}").text
