"""Who logs a signal, when it counts, who reads what of it, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.core import clock
from app.needs.models import Need
from app.signals import commands, filters, opposite_queries, policy, queries
from app.signals.models import (
    Signal,
    SignalDirection,
    SignalRejection,
    SignalSource,
    SignalStatus,
    SignalTrend,
)
from tests.actions.deeds import Deeds
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.matrix import PEOPLE
from tests.signals.doors import stored
from tests.signals.entries import ENTRY, logged_by
from tests.statements import counted
from tests.world import GROCERIES, Visitors, World

RIGHT = {"theme": "social_cohesion", "target_group": "older_people", "severity": "3"}


@pytest.mark.parametrize(
    ("who", "counts"), [("amina", True), ("daan", True), ("bram", False), ("chantal", False)]
)
def test_the_team_and_who_decides_for_a_municipality_are_believed_at_once(
    visitors: Visitors, session: Session, who: str, counts: bool
) -> None:
    answer = visitors[who].post("/signalen", data=ENTRY)
    (signal,) = session.exec(select(Signal)).all()
    assert answer.headers["location"] == f"/signalen/{signal.id}"
    assert signal.counts is counts
    assert (signal.theme, signal.severity, signal.direction) == (
        "work_income",
        4,
        SignalDirection.NEGATIVE,
    )
    assert (signal.trend, signal.source_kind) == (SignalTrend.RISING, SignalSource.OWN)
    assert signal.seen_on == clock.today() and signal.municipality_code == "GM1979"
    # Everybody in the region reads what counts; what waits only who decides about it and its own.
    seen = 200 if counts else 404
    assert visitors["greet"].get(f"/signalen/{signal.id}").status_code == seen
    assert visitors["farid"].get(f"/signalen/{signal.id}").status_code == seen
    assert visitors["amina"].get(f"/signalen/{signal.id}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": "kort"}, "description"),
        ({"description": "Bel 06-12345678 voor meer, het gaat slecht."}, "description"),
        ({"theme": ""}, "theme"),
        ({"theme": "weet-niet"}, "theme"),
        ({"target_group": "weet-niet"}, "target_group"),
        ({"municipality": "GM9999"}, "municipality"),
        ({"municipality": "GM0106"}, "municipality"),
        ({"municipality": ""}, "municipality"),
        ({"severity": "6"}, "severity"),
        ({"severity": ""}, "severity"),
        ({"direction": ""}, "direction"),
        ({"seen_on": (clock.today() + timedelta(days=1)).isoformat()}, "seen_on"),
        ({"source_link": "javascript:alert(1)"}, "source_link"),
        ({"people": "0"}, "people"),
        ({"description": "Mevrouw Jansen heeft het steeds kouder."}, "sure_no_names"),
    ],
)
def test_what_is_filled_in_wrong_is_said_beside_its_field(
    visitors: Visitors, session: Session, changes: dict[str, Any], field: str
) -> None:
    answer = visitors["daan"].post("/signalen", data=ENTRY | changes)
    assert answer.status_code == 422 and f"f_{field}_error" in Page(answer.text), answer.text[:200]
    assert not session.exec(select(Signal)).all()


def test_a_municipality_logs_what_it_sees_at_home(visitors: Visitors, session: Session) -> None:
    page = Page(visitors["amina"].get("/signalen/nieuw").text)
    assert "f_municipality" not in page
    assert (
        visitors["amina"].post("/signalen", data=ENTRY | {"municipality": "GM1950"}).status_code
        == 422
    )
    visitors["amina"].post("/signalen", data=ENTRY | {"municipality": ""})
    (signal,) = session.exec(select(Signal)).all()
    assert signal.municipality_code == "GM1979"


@pytest.mark.parametrize("status", list(SignalStatus))
def test_the_rule_in_sql_and_on_a_loaded_signal_of_an_organisation_are_one(
    world: World, status: SignalStatus
) -> None:
    signal = logged_by(world, "chantal", people="3")
    signal.status = status
    signal.ended_at = None if status is SignalStatus.RECEIVED else clock.now()
    if status is SignalStatus.REJECTED:
        signal.rejection = SignalRejection.KNOWN
    world.session.flush()
    for person in filter(None, PEOPLE):
        actor, is_it = world[person], col(Signal.id) == signal.id

        def holds(rule: Any, is_it: Any = is_it) -> bool:
            return world.session.exec(select(Signal.id).where(is_it, rule)).first() is not None

        assert holds(policy.visible_to(actor)) == policy.can_see(actor, signal), person
        assert holds(policy.knows_place(actor)) != policy.is_masked(actor, signal), person


def test_of_so_few_others_read_the_region_and_not_how_many(
    visitors: Visitors, world: World, session: Session
) -> None:
    signal = logged_by(world, "amina", people="3")
    session.commit()
    address = f"/signalen/{signal.id}"
    for who in ("amina", "daan"):
        assert "Eemsdelta" in visitors[who].get(address).text.split("<main")[1]
    for who in ("farid", "greet", "chantal"):
        shown = visitors[who].get(address).text.split("<main")[1]
        assert "minder dan 5" in shown and "Eemsdelta" not in shown
        listed = visitors[who].get("/signalen").text.split("sb-rows")[1]
        assert "hele regio" in listed and "Gemeente Eemsdelta" not in listed
        there = visitors[who].get("/signalen", params={"municipality": "GM1979"}).text
        assert str(signal.id) not in there
    filed = visitors["amina"].get("/signalen/lijst.csv").text
    assert "<5" in filed and "Eemsdelta" not in filed
    assert ENTRY["description"] in filed
    left = visitors["amina"].get("/signalen/lijst.csv", params={"municipality": "GM1979"}).text
    assert ENTRY["description"] not in left and "1 kleine groep" in left


def test_what_a_resident_wrote_is_read_by_who_answers_and_counts_for_all(
    visitors: Visitors, session: Session
) -> None:
    signal = stored(session)
    session.commit()
    told, address = signal.description, f"/signalen/{signal.id}"
    bare = visitors["amina"].post(f"{address}/oppakken", data={"answer": "We gaan kijken."})
    assert bare.status_code == 422
    for field in ("theme", "severity"):
        assert f"f_{field}_error" in Page(bare.text)
    unanswered = visitors["amina"].post(f"{address}/oppakken", data=RIGHT)
    assert unanswered.status_code == 422 and "f_answer_error" in Page(unanswered.text)
    taken = visitors["amina"].post(
        f"{address}/oppakken", data=RIGHT | {"answer": "We gaan kijken."}
    )
    assert taken.status_code == 303
    session.refresh(signal)
    assert signal.counts and (signal.theme, signal.severity) == ("social_cohesion", 3)
    for who in ("amina", "daan"):
        assert told in visitors[who].get(address).text
    for who in ("greet", "chantal", "bram", "farid"):
        page = visitors[who].get(address)
        assert page.status_code == 200 and told not in page.text
        assert told not in visitors[who].get("/signalen").text
    assert told not in visitors["daan"].get("/signalen/lijst.csv").text


def test_an_initiative_needs_no_answer_to_be_believed(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal = logged_by(world, "chantal")
    session.commit()
    assert ENTRY["description"] in visitors["amina"].get("/mijn-werk").text
    answer = visitors["amina"].post(f"/signalen/{signal.id}/oppakken", data=RIGHT)
    assert answer.status_code == 303
    session.refresh(signal)
    assert signal.counts and signal.severity == 3


def test_who_logged_it_withdraws_it_and_nobody_reads_it_again(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal = logged_by(world, "amina")
    session.commit()
    address = f"/signalen/{signal.id}"
    assert visitors["farid"].post(f"{address}/intrekken").status_code == 403
    assert visitors["amina"].post(f"{address}/intrekken").status_code == 303
    session.refresh(signal)
    assert signal.status is SignalStatus.TAKEN_BACK and not signal.description
    assert visitors["farid"].get(address).status_code == 404
    assert str(signal.id) not in visitors["amina"].get("/signalen").text
    assert visitors["amina"].post(f"{address}/intrekken").status_code in (303, 409)


def test_a_number_that_cannot_be_one_leads_to_no_signal_of_an_organisation(
    visitors: Visitors, session: Session, world: World
) -> None:
    logged_by(world, "amina")
    session.commit()
    assert visitors[None].get("/signaal-geven/bon/nonsens").status_code == 404


def test_the_list_is_filtered_by_everything_it_says(
    visitors: Visitors, session: Session, world: World
) -> None:
    day = clock.today()
    old = logged_by(world, "daan", severity="5", seen_on=(day - timedelta(days=40)).isoformat())
    good = logged_by(
        world, "daan", direction="positive", theme="social_cohesion", municipality="GM1950",
        source_kind="research",
    )  # fmt: skip
    waits = logged_by(world, "chantal", target_group="lonely_people")
    session.commit()
    known = {str(old.id): "old", str(good.id): "good", str(waits.id): "waits"}

    def listed(who: str = "daan", **chosen: str) -> list[str]:
        answer = visitors[who].get("/signalen", params=chosen)
        assert answer.status_code == 200
        rows = answer.text.split('class="sb-rows"')[-1]
        links = (each.attributes.get("href") or "" for each in Page(rows).every("a"))
        return [known[at[10:]] for at in links if at[10:] in known]

    assert listed() == ["good", "old"]
    assert listed(sort="severe") == ["old", "good"]
    assert listed(theme="social_cohesion") == ["good"]
    assert listed(direction="negative") == ["old"]
    assert listed(municipality="GM1950") == ["good"]
    assert listed(source_kind="research") == ["good"]
    assert listed(target_group="older_people", theme="work_income") == ["old"]
    assert listed(seen_from=(day - timedelta(days=28)).isoformat()) == ["good"]
    assert listed(seen_until=(day - timedelta(days=28)).isoformat()) == ["old"]
    assert listed(status="received") == ["waits"]
    assert listed("chantal", status="received") == listed("chantal", status="received", mine="1")
    assert listed("chantal", status="received") == ["waits"]
    assert listed("farid", status="received") == []
    assert visitors["daan"].get("/signalen", params={"seen_from": "x"}).status_code == 422


def test_what_contradicts_each_other_is_told_to_the_team(
    visitors: Visitors, session: Session, world: World
) -> None:
    worse = logged_by(world, "daan")
    days = clock.today() - opposite_queries.WITHIN
    logged_by(world, "daan", direction="positive", seen_on=days.isoformat())
    logged_by(world, "daan", direction="positive", municipality="GM1950")
    logged_by(world, "daan", direction="positive", target_group="lonely_people")
    logged_by(world, "chantal", direction="positive")  # waits
    assert opposite_queries.find_opposites(session, world["daan"]) == []
    other = logged_by(world, "daan", direction="positive", theme="social_cohesion")
    (pair,) = opposite_queries.find_opposites(session, world["daan"])
    assert (pair.negative_id, pair.positive_id) == (worse.id, other.id)
    assert not pair.is_of_one_theme
    nearer = logged_by(world, "daan", direction="positive")
    (pair,) = opposite_queries.find_opposites(session, world["daan"])
    assert pair.positive_id == nearer.id and pair.is_of_one_theme
    session.commit()
    page = visitors["daan"].get("/signalen").text
    assert 'id="s_opposites"' in page and f"/signalen/{nearer.id}" in page
    assert 'id="s_opposites"' not in visitors["amina"].get("/signalen").text
    assert opposite_queries.find_opposites(session, world["hugo"]) == []


def test_a_need_follows_from_a_signal_and_both_show_it(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal = logged_by(world, "daan", people="40")
    session.commit()
    place = f"/behoeften/nieuw?signal={signal.id}"
    assert place in visitors["amina"].get(f"/signalen/{signal.id}").text
    page = Page(visitors["amina"].get(place).text)
    assert page["f_title"].attributes["value"] == ENTRY["description"].rstrip(".")
    assert page["f_quantity"].attributes["value"] == "40"
    chosen = {
        each.attributes["value"] for each in page.every("option") if "selected" in each.attributes
    }
    assert "older_people" in chosen
    sent_to = f"/behoeften?signal={signal.id}"
    assert any(each.attributes.get("action") == sent_to for each in page.every("form"))
    wrong = visitors["amina"].post(sent_to, data=GROCERIES | {"title": ""})
    assert wrong.status_code == 422 and sent_to in wrong.text
    done = visitors["amina"].post(sent_to, data=GROCERIES | {"publish": "1"})
    (need,) = session.exec(select(Need)).all()
    assert done.headers["location"] == f"/behoeften/{need.id}"
    session.refresh(signal)
    assert signal.need_id == need.id
    assert f"/signalen/{signal.id}" in visitors["chantal"].get(f"/behoeften/{need.id}").text
    assert f"/behoeften/{need.id}" in visitors["chantal"].get(f"/signalen/{signal.id}").text
    unknown = "/behoeften/nieuw?signal=0195c0de-0000-7000-8000-000000000000"
    assert visitors["amina"].get(unknown).status_code == 404
    assert visitors["amina"].get("/behoeften/nieuw?signal=zomaar").status_code == 404


def test_an_action_that_is_there_follows_from_a_signal(
    visitors: Visitors, session: Session, world: World
) -> None:
    signal, action = logged_by(world, "daan"), Deeds(Pairs(world)).action()
    session.commit()
    address = f"/signalen/{signal.id}/actie"
    assert visitors["amina"].post(address, data={"action": ""}).status_code == 422
    assert visitors["amina"].post(address, data={"action": str(signal.id)}).status_code == 422
    assert visitors["amina"].post(address, data={"action": str(action.id)}).status_code == 303
    assert f"/acties/{action.id}" in visitors["greet"].get(f"/signalen/{signal.id}").text
    assert f"/signalen/{signal.id}" in visitors["greet"].get(f"/acties/{action.id}").text


def test_what_organisations_saw_stays_when_what_residents_told_goes(
    session: Session, world: World
) -> None:
    logged, told = logged_by(world, "daan"), stored(session)
    now = clock.now()
    assert commands.forget_signals(session, ended_before=now, sent_before=now) == 1
    assert [signal.id for signal in session.exec(select(Signal))] == [logged.id]
    assert told.id != logged.id
    assert commands.forget_logged(session, seen_before=clock.today() - timedelta(days=1)) == 0
    assert commands.forget_logged(session, seen_before=clock.today()) == 1


def test_ten_thousand_signals_that_count_cost_as_many_statements_as_one(
    session: Session, world: World, connection: Connection
) -> None:
    first = logged_by(world, "daan")
    asked = filters.SignalFilters(theme="work_income", seen_from=clock.today())

    def read() -> int:
        page = queries.find_signals(session, world["daan"], asked, size=50)
        queries.count_waiting(session, world["daan"])
        opposite_queries.find_opposites(session, world["daan"])
        return len(page.rows)

    read()
    with counted(connection) as one:
        assert read() == 1
    columns = [c for c in Signal.__table__.columns if c.name != "id"]  # type: ignore[attr-defined]
    many = sa.select(sa.func.gen_random_uuid(), *columns).join_from(
        Signal, sa.func.generate_series(1, 10_000).alias("n"), sa.true()
    )
    names = ["id", *(c.name for c in columns)]
    session.execute(sa.insert(Signal).from_select(names, many.where(col(Signal.id) == first.id)))
    with counted(connection) as all_of_them:
        assert read() == 50
    assert len(all_of_them) == len(one)


def test_a_need_follows_from_a_signal_of_where_its_writer_logs_for(
    visitors: Visitors, session: Session, world: World
) -> None:
    """A municipality would silently make a need of its own of what was seen in another one."""
    signal = logged_by(world, "amina", people="40")
    session.commit()
    own, form = f"/signalen/{signal.id}", f"/behoeften/nieuw?signal={signal.id}"
    for who, may in (("amina", True), ("bram", True), ("daan", True), ("chantal", True)):
        assert (form in visitors[who].get(own).text) is may, who
    assert form not in visitors["farid"].get(own).text
    assert visitors["farid"].get(form).status_code == 403
    refused = visitors["farid"].post(f"/behoeften?signal={signal.id}", data=GROCERIES)
    assert refused.status_code == 403
    assert not session.exec(select(Need)).all()


def test_of_a_few_people_the_button_does_not_tell_where_they_are(
    visitors: Visitors, session: Session, world: World
) -> None:
    """Who may not know the place has none, wherever it is."""
    for place in ("GM1979", "GM1950"):
        signal = logged_by(world, "daan", people="3", municipality=place)
        session.commit()
        form = f"/behoeften/nieuw?signal={signal.id}"
        assert form not in visitors["bram"].get(f"/signalen/{signal.id}").text
        assert visitors["bram"].get(form).status_code == 403
