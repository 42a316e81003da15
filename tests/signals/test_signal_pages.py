"""What the pages of signals say: what waits, what says the opposite, what a good one leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.signals import opposite_queries
from tests.html import Page
from tests.signals.doors import stored
from tests.signals.entries import ENTRY, logged_by
from tests.world import Visitors, World


def test_what_waits_stands_among_what_the_writer_logged(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal = logged_by(world, "chantal")
    session.commit()
    listed = visitors["chantal"].get("/signalen").text
    assert "1 signaal van jouw organisatie wacht op een antwoord" in listed
    links = {each.attributes.get("href") or "" for each in Page(listed).every("a")}
    (own,) = {at for at in links if "mine=1" in at and "status=all" in at}
    assert f"/signalen/{signal.id}" in visitors["chantal"].get(own).text
    for who in ("farid", "amina", "daan"):
        assert "van jouw organisatie wacht" not in visitors[who].get("/signalen").text
    assert f"/signalen/{signal.id}" not in visitors["farid"].get("/signalen?status=all").text


def test_the_page_is_called_what_the_signal_says_to_who_may_read_it(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal, told = logged_by(world, "daan"), stored(session)
    session.commit()
    page = Page(visitors["farid"].get(f"/signalen/{signal.id}").text)
    (heading,) = page.every("h1")
    assert heading.text == ENTRY["description"].rstrip(".")
    assert "Wat is gezien" not in [each.text for each in page.every("h2")]
    (heading,) = Page(visitors["amina"].get(f"/signalen/{told.id}").text).every("h1")
    assert heading.text and heading.text in told.description


def test_a_good_signal_leads_to_an_example_first_and_a_bad_one_to_a_need(
    visitors: Visitors, session: Session, world: World
) -> None:
    bad = logged_by(world, "daan")
    good = logged_by(world, "daan", direction="positive", theme="social_cohesion")
    few = logged_by(world, "daan", direction="positive", people="3")
    session.commit()

    def primary(signal: object) -> list[str]:
        page = Page(visitors["amina"].get(f"/signalen/{signal}").text)
        found = [
            each for each in page.every("a") if "primary" in (each.attributes.get("class") or "")
        ]
        return [each.attributes["href"] or "" for each in found]

    assert primary(bad.id) == [f"/behoeften/nieuw?signal={bad.id}"]
    assert primary(good.id) == [f"/veerkracht/nieuw?signal={good.id}"]
    form = visitors["amina"].get(f"/veerkracht/nieuw?signal={good.id}").text
    assert ENTRY["description"] in form and 'value="social_cohesion" selected' in form
    assert 'value="GM1979" selected' in form
    form = visitors["amina"].get(f"/veerkracht/nieuw?signal={few.id}").text
    assert 'value="GM1979" selected' not in form
    assert (
        ENTRY["description"] not in visitors["hugo"].get(f"/veerkracht/nieuw?signal={good.id}").text
    )


def test_what_says_the_opposite_stands_on_both_pages_for_who_may_know_both(
    visitors: Visitors, session: Session, world: World
) -> None:
    worse = logged_by(world, "daan")
    better = logged_by(world, "amina", direction="positive", theme="social_cohesion")
    few = logged_by(world, "amina", direction="positive", people="3")
    waits = logged_by(world, "chantal", direction="positive")
    far = logged_by(world, "daan", direction="positive", municipality="GM1950")
    long_ago = clock.today() - opposite_queries.WITHIN - timedelta(days=1)
    logged_by(world, "daan", direction="positive", seen_on=long_ago.isoformat())
    session.commit()

    def opposites(who: str, signal: object) -> set[str]:
        told = visitors[who].get(f"/signalen/{signal}").text.partition('id="s_opposites"')[2]
        known = {str(each.id): each for each in (worse, better, few, waits, far)}
        return {key for key in known if key in told.partition("</section>")[0]}

    assert opposites("greet", worse.id) == {str(better.id)}
    assert opposites("greet", better.id) == {str(worse.id)}
    # Who may know where so few are, is told; nobody else learns it from here.
    assert opposites("daan", worse.id) == {str(better.id), str(few.id)}
    assert opposites("greet", few.id) == set() and opposites("daan", few.id) == {str(worse.id)}
    # Of what waits who decides about it, and not who gave it.
    assert opposites("daan", waits.id) == {str(worse.id)} == opposites("amina", waits.id)
    assert opposites("chantal", waits.id) == set() and opposites("greet", far.id) == set()


@pytest.mark.parametrize(
    "link",
    [
        "https://naam:geheim@example.nl/",
        "ftp://example.nl/cijfers",
        "https://127.0.0.1/cijfers",
        "https://example.nl/lijst?mail=jan.jansen%40gmail.com",
        "https://example.nl/bel/0612345678",
        "https://example.nl/geef?iban=NL91ABNA0417164300",
    ],
)
def test_a_link_holds_no_password_and_nobody(
    visitors: Visitors, session: Session, link: str
) -> None:
    answer = visitors["daan"].post("/signalen", data=ENTRY | {"source_link": link})
    assert answer.status_code == 422 and "f_source_link_error" in Page(answer.text)


def test_a_link_says_where_it_leads(visitors: Visitors, session: Session, world: World) -> None:
    link = "https://www.nos.nl/artikel/251234567-energie-2026"
    signal = logged_by(world, "daan", source_link=link)
    session.commit()
    page = Page(visitors["greet"].get(f"/signalen/{signal.id}").text)
    (found,) = [each for each in page.every("a") if each.attributes.get("href") == link]
    assert "nos.nl" in found.text
    assert {"noopener", "noreferrer"} <= {*(found.attributes["rel"] or "").split()}
