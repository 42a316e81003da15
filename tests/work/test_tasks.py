"""Mijn werk: what waits for whom, until when, and what somebody waits for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import select

from app.core import clock
from app.core.i18n import local_day, short_date
from app.identity.models import LoginSession
from app.matches.models import GRACE, Match
from app.needs.models import Urgency
from app.offers.commands import publish_offer
from app.work.queries import Work, get_work
from app.work.task_kinds import TaskKind
from app.work.tasks import Task
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.statements import counted
from tests.world import Visitors

EVERYBODY = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")


def work_of(pairs: Pairs, who: str) -> Work:
    pairs.session.flush()
    return get_work(pairs.session, pairs[who])


def tasks(pairs: Pairs, who: str, kind: TaskKind) -> list[Task]:
    work = work_of(pairs, who)
    return [
        task
        for task in (*work.late, *work.today, *work.week, *work.later, *work.waiting)
        if task.kind is kind
    ]


def who_has(pairs: Pairs, kind: TaskKind, thing: Any) -> set[str]:
    """For whom this kind of task about this match, need or offer appears."""
    return {
        who for who in EVERYBODY if any(task.id == thing.id for task in tasks(pairs, who, kind))
    }


@pytest.mark.parametrize(
    ("kind", "state", "people"),
    [
        (TaskKind.REVIEW, "proposed", {"daan"}),
        (TaskKind.WAIT, "proposed", {"amina", "bram", "chantal"}),
        (TaskKind.ANSWER, "approved", {"chantal"}),
        (TaskKind.WAIT, "approved", {"amina", "bram"}),
        (TaskKind.ANSWER, "asked", {"chantal"}),
        (TaskKind.ANSWER, "both", {"chantal"}),
        (TaskKind.ANSWER_HELP, "both", {"amina", "bram"}),
        (TaskKind.START, "accepted", {"chantal"}),
        (TaskKind.REVIEW, "approved", set()),
        (TaskKind.ANSWER, "proposed", set()),
        (TaskKind.ANSWER, "accepted", set()),
        (TaskKind.START, "running", set()),
        # For a minute the other side does not hear of the answer.
        (TaskKind.WAIT, "accepted", {"amina", "bram"}),
        (TaskKind.WAIT, "declined", {"amina", "bram"}),
    ],
)
def test_a_match_waits_for_whose_turn_it_is(
    pairs: Pairs, kind: TaskKind, state: str, people: set[str]
) -> None:
    assert who_has(pairs, kind, in_state(pairs, state)) == people


def test_who_asked_calls_who_said_yes_until_it_has_begun(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    assert who_has(pairs, TaskKind.CALL, match) == set(), "she hears of it in a minute"
    with clock.at(clock.now() + GRACE):
        assert who_has(pairs, TaskKind.CALL, match) == {"amina", "bram"}
        (task,) = tasks(pairs, "amina", TaskKind.CALL)
        assert task.what == f"Bel Boodschappenhulp Delfzijl over “{match.need.title}”"
        pairs.session.commit()
        page = Page(visitors["amina"].get("/mijn-werk").text)
        links = [str(a.attributes.get("href")) for a in page.every("a") if a.text.startswith("Bel")]
        assert f"/koppelingen/{match.id}#s_contact" in links
        assert "s_contact" in Page(visitors["amina"].get(f"/koppelingen/{match.id}").text)
        pairs.start(match)
        assert who_has(pairs, TaskKind.CALL, match) == set()


def test_nobody_calls_whose_contact_they_do_not_see(pairs: Pairs) -> None:
    match = pairs.approved()
    pairs.accept(match, "amina", on_behalf="1", channel="phone")
    assert who_has(pairs, TaskKind.CALL, match) == set()
    pairs.vouch(match, "chantal")
    assert who_has(pairs, TaskKind.CALL, match) == {"amina", "bram"}


def test_who_answers_reads_whose_help_it_is_and_who_proposed_it(pairs: Pairs) -> None:
    def told(who: str, match: Match) -> tuple[str, str]:
        mine = tasks(pairs, who, TaskKind.ANSWER) + tasks(pairs, who, TaskKind.ANSWER_HELP)
        (task,) = (task for task in mine if task.id == match.id)
        return task.what, task.why

    soup = pairs.need(title="Soep voor veertig mensen")
    invited = pairs.approved(need=soup)
    assert told("chantal", invited) == (
        "Zeg ja of nee tegen “Soep voor veertig mensen”",
        "Uitnodiging van Gemeente Eemsdelta.",
    )
    bread = pairs.need(title="Brood voor twintig mensen")
    offered = pairs.approve(pairs.propose("chantal", need=bread))
    assert told("amina", offered) == (
        "Zeg ja of nee tegen hulp van Boodschappenhulp Delfzijl",
        "Voor “Brood voor twintig mensen”.",
    )
    fruit = pairs.need(title="Fruit voor dertig mensen")
    by_team = pairs.propose("daan", need=fruit)
    assert told("chantal", by_team)[1] == "Voorstel van het team: hulp voor Gemeente Eemsdelta."
    assert told("amina", by_team) == (
        "Zeg ja of nee tegen hulp van Boodschappenhulp Delfzijl",
        "Voorstel van het team voor “Fruit voor dertig mensen”.",
    )


def test_who_waits_reads_for_whom(pairs: Pairs) -> None:
    def told(match: Match, who: str = "amina") -> str:
        (task,) = (each for each in tasks(pairs, who, TaskKind.WAIT) if each.id == match.id)
        return task.why

    match = pairs.propose(need=pairs.need(title="Soep voor veertig mensen"))
    first = "Het team van de regio kijkt eerst."
    assert told(match) == f"{first} Daarna krijgt Boodschappenhulp Delfzijl de vraag."
    assert told(match, "chantal") == (
        f"Gemeente Eemsdelta wil dit met jullie doen. {first} Daarna krijgen jullie de vraag."
    )
    pairs.approve(match)
    assert told(match) == "Wacht op Boodschappenhulp Delfzijl."


def test_what_has_run_for_two_weeks_asks_how_it_goes(pairs: Pairs) -> None:
    match = in_state(pairs, "running")
    match.moved_at = clock.now() - timedelta(days=13, hours=23)
    assert who_has(pairs, TaskKind.REPORT, match) == set()
    match.moved_at = clock.now() - timedelta(days=14, hours=1)
    assert who_has(pairs, TaskKind.REPORT, match) == {"chantal"}


@pytest.mark.parametrize(
    ("days", "people"),
    [(-31, set()), (-30, {"chantal"}), (0, {"chantal"}), (7, {"chantal"}), (8, set())],
)
def test_an_offer_that_ends_within_a_week_or_has_just_ended_asks_whether_it_still_holds(
    pairs: Pairs, days: int, people: set[str]
) -> None:
    offer = pairs.offer()
    offer.fresh_until = clock.today() + timedelta(days=days)
    assert who_has(pairs, TaskKind.CONFIRM, offer) == people


def test_an_offer_that_waits_for_the_team_waits_for_the_team(pairs: Pairs) -> None:
    keuken = "c-keuken-noord"  # a business, and the demo region moderates those
    offer = pairs.world.offer("chantal")
    offer.organisation_id = pairs[keuken].writing_seats[0].organisation_id
    pairs.session.flush()
    publish_offer(pairs.session, pairs[keuken], offer)
    assert who_has(pairs, TaskKind.MODERATE, offer) == {"daan"}


def test_a_draft_waits_for_who_can_publish_it(pairs: Pairs) -> None:
    assert who_has(pairs, TaskKind.PUBLISH, pairs.world.need("bram")) == {"amina"}
    assert who_has(pairs, TaskKind.PUBLISH, pairs.world.offer("chantal")) == {"chantal"}


def test_a_need_for_which_nobody_is_asked_asks_for_a_partner(pairs: Pairs) -> None:
    need = pairs.need()
    assert who_has(pairs, TaskKind.FIND_PARTNER, need) == {"amina", "bram"}
    match = pairs.approved(need=need, quantity=10)
    assert who_has(pairs, TaskKind.FIND_PARTNER, need) == set(), "somebody is asked"
    pairs.accept(match)
    assert who_has(pairs, TaskKind.FIND_PARTNER, need) == {"amina", "bram"}, "30 are still open"
    pairs.accepted(need=need, offer=pairs.offer(JAAP), quantity=30)
    assert who_has(pairs, TaskKind.FIND_PARTNER, need) == set(), "nothing is left"


def answer_on(days: int) -> Callable[[Pairs], Any]:
    def make(pairs: Pairs) -> Any:
        match = in_state(pairs, "approved")
        match.answer_by = clock.now() + timedelta(days=days)
        return match

    return make


@pytest.mark.parametrize(
    ("days", "group"), [(-1, "late"), (0, "today"), (1, "week"), (7, "week"), (8, "later")]
)
def test_tasks_stand_under_the_day_they_are_due(pairs: Pairs, days: int, group: str) -> None:
    noon = clock.now().astimezone(clock.AMSTERDAM).replace(hour=12)
    with clock.at(noon):
        match = answer_on(days)(pairs)
        work = work_of(pairs, "chantal")
    groups = {
        name: [t.id for t in tasks if t.kind is TaskKind.ANSWER]
        for name, tasks in vars(work).items()
        if isinstance(tasks, list)
    }
    assert groups.pop(group) == [match.id]
    assert not any(groups.values())


def test_what_has_no_date_stands_under_later_and_the_most_pressing_first(pairs: Pairs) -> None:
    draft = pairs.world.need()
    assert draft.id in {task.id for task in work_of(pairs, "amina").later}
    days = [answer_on(days)(pairs).id for days in (5, 2, 4)]
    shown = [task.id for task in work_of(pairs, "chantal").week if task.kind is TaskKind.ANSWER]
    assert shown == [days[1], days[2], days[0]]


def test_the_number_counts_what_waits_for_me_and_not_what_i_wait_for(pairs: Pairs) -> None:
    in_state(pairs, "approved")
    amina, chantal = work_of(pairs, "amina"), work_of(pairs, "chantal")
    assert (amina.count, len(amina.waiting)) == (0, 1)
    assert (chantal.count, len(chantal.waiting)) == (1, 0)


def test_the_start_page_leads_there(visitors: Visitors) -> None:
    for who in EVERYBODY:
        assert visitors[who].get("/").headers["location"] == "/mijn-werk"
        assert visitors[who].get("/mijn-werk").status_code == 200
    assert visitors[None].get("/").status_code == 200
    assert visitors[None].get("/mijn-werk").headers["location"] == "/inloggen?next=%2Fmijn-werk"


def test_each_row_leads_to_where_it_is_done(visitors: Visitors, pairs: Pairs) -> None:
    match, offer, draft = in_state(pairs, "approved"), pairs.offer(), pairs.world.offer("chantal")
    offer.fresh_until = clock.today() + timedelta(days=2)
    pairs.session.commit()
    page = Page(visitors["chantal"].get("/mijn-werk").text)
    rows = [
        li for ul in page.every("ul") if ul.attributes.get("class") == "sb-work" for li in ul.inside
    ]
    links = {str(row.attributes["href"]) for row in rows if row.tag == "a"}
    partners = {link for link in links if link.startswith("/netwerk/")}
    assert partners == {f"/netwerk/{match.need_organisation_id}"}
    assert links - partners == {
        f"/koppelingen/{match.id}",
        f"/aanbod/{offer.id}",
        f"/aanbod/{draft.id}",
    }
    # Yes and no are two buttons; a no asks why first.
    yes, no = (row for row in rows if row.tag == "form" and "/koppelingen/" in str(row.attributes))
    assert yes.attributes["action"] == f"/koppelingen/{match.id}/accepteren"
    assert (no.attributes["action"], no.attributes["method"]) == (
        f"/koppelingen/{match.id}#s_answer",
        "get",
    )
    assert no.text.strip().startswith("Zeg nee")
    waiting = Page(visitors["amina"].get("/mijn-werk").text)["group_waiting"]
    assert waiting.text.strip().endswith("1")


def test_the_main_button_leads_to_the_first_row(visitors: Visitors, pairs: Pairs) -> None:
    def leads_to(who: str) -> str:
        page = Page(visitors[who].get("/mijn-werk").text)
        (main,) = [
            a for a in page.every("a") if "nl-button--primary" in str(a.attributes.get("class"))
        ]
        return str(main.attributes["href"])

    assert leads_to("chantal") == "/aanbod/nieuw"
    draft = pairs.world.offer("chantal")
    pairs.session.commit()
    assert leads_to("chantal") == f"/aanbod/{draft.id}"
    match = answer_on(2)(pairs)
    pairs.session.commit()
    assert leads_to("chantal") == f"/koppelingen/{match.id}"
    in_state(pairs, "proposed")
    pairs.session.commit()
    assert leads_to("daan") == "/bord/beoordelen"
    urgent = pairs.need(urgency=Urgency.ACUTE)
    pairs.session.commit()
    assert leads_to("amina") == f"/behoeften/{urgent.id}#need_help"


@pytest.mark.parametrize("who", ["greet", "eva"])
def test_who_answers_for_nothing_reads_how_the_region_stands(
    visitors: Visitors, pairs: Pairs, who: str
) -> None:
    """Every number is the length of the list behind it, what is new is named, and lists can be
    taken along.
    """
    # The last need asks for help again, and the no to it still stands on the board.
    for state in ("proposed", "approved", "running", "declined"):
        in_state(pairs, state)
    pairs.world.need("amina", title="Nog niet geplaatst")
    fresh = pairs.need(title="Pas geplaatst voor dertig mensen")
    person = pairs.world.person(who).id
    client = visitors[who]
    for login in pairs.session.exec(select(LoginSession).where(LoginSession.person_id == person)):
        login.seen_before_at = clock.now() - timedelta(hours=1)
    pairs.session.commit()
    assert work_of(pairs, who).count == (who == "eva"), "no worker lives here"
    page = Page(client.get("/mijn-werk").text)
    (shown,) = [ul for ul in page.every("ul") if ul.attributes.get("class") == "sb-figures"]
    said = [" ".join(li.text.split()) for li in shown.inside if li.tag == "li"]
    # Five needs, of which two are asked for and one runs; four offers, one of them full.
    numbers = [int(words.split()[0]) for words in said]
    assert numbers == [5, 2, 3, 1, 0]
    lists = [a for a in shown.inside if a.tag == "a"]
    for number, link in zip(numbers, lists, strict=True):
        behind = Page(client.get(str(link.attributes["href"])).text)
        (total,) = [p for p in behind.every("p") if "data-spoken" in p.attributes]
        assert int(total.text.split()[0]) == number, link.text
    assert fresh.title in page["since_list"].text
    files = {str(a.attributes["href"]) for a in page.every("a") if "/lijst" in str(a.attributes)}
    assert {"/behoeften/lijst.csv", "/aanbod/lijst.xlsx"} <= files
    assert not {a for a in files if client.get(a).status_code != 200}
    assert ("group_managing" in page) == (who == "eva")


@pytest.mark.parametrize("many", [1, 8])
@pytest.mark.parametrize("who", ["amina", "chantal", "daan"])
def test_the_page_costs_the_same_few_queries_however_much_there_is_to_do(
    visitors: Visitors, pairs: Pairs, connection: Connection, who: str, many: int
) -> None:
    client = visitors[who]
    for _ in range(many):
        for state in ("proposed", "approved", "accepted"):
            in_state(pairs, state)
        pairs.world.need()
        pairs.world.offer()
    pairs.session.commit()
    with counted(connection) as sent:
        assert client.get("/mijn-werk").status_code == 200
    # The actor, matches, offers, needs, actions, organisations, signals for who decides on those,
    # what was just answered, first steps, what is theirs among it, what runs, how the organisation
    # stands, and what is nobody's; BEGIN and COMMIT come on top. Of who asks, how much came of what
    # was agreed as well.
    assert len(sent) == {"amina": 14, "chantal": 12, "daan": 13}[who], "\n".join(sent)


@pytest.mark.parametrize(
    ("urgency", "group"),
    [("acute", "today"), ("high", "week"), ("normal", "later"), ("low", "later")],
)
def test_a_need_without_help_presses_as_its_urgency_says(
    pairs: Pairs, urgency: str, group: str
) -> None:
    need = pairs.need(urgency=urgency)
    assert [task.id for task in getattr(work_of(pairs, "amina"), group)] == [need.id]


def test_of_one_day_the_most_urgent_and_then_the_oldest_comes_first(pairs: Pairs) -> None:
    made = [
        pairs.need(title=title, urgency=urgency)
        for title, urgency in (
            ("Zeven tolken", "normal"), ("Acht ritten", "low"), ("Zes bedden", "normal"),
        )
    ]  # fmt: skip
    shown = [task.id for task in work_of(pairs, "amina").later]
    assert shown == [made[0].id, made[2].id, made[1].id]


def test_a_review_is_due_when_its_round_says_so(visitors: Visitors, pairs: Pairs) -> None:
    match = pairs.propose()
    (task,) = tasks(pairs, "daan", TaskKind.REVIEW)
    assert task.due == local_day(match.created_at + timedelta(days=3))
    assert task in work_of(pairs, "daan").week
    later = match.created_at + timedelta(days=6)
    with clock.at(later):
        (late,) = work_of(pairs, "daan").late
        days = (local_day(later) - task.due).days
        assert days >= 3
        told = f"{days} dagen te laat ({short_date(task.due)})"
        assert late.due == task.due
        assert told in visitors["daan"].get("/mijn-werk").text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_no_is_told_with_its_reason_until_somebody_is_asked(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need()
    for who, owner in (("chantal", "chantal"), (JAAP, JAAP)):
        pairs.decline(pairs.approved(need=need, offer=pairs.offer(who), quantity=10), owner)
    pairs.session.commit()
    assert tasks(pairs, "amina", TaskKind.FIND_PARTNER) == [], "the last can still be undone"
    with clock.at(clock.now() + GRACE):
        (task,) = tasks(pairs, "amina", TaskKind.FIND_PARTNER)
        assert "zei nee: " in visitors["amina"].get("/mijn-werk").text
    assert task.why.startswith("2 keer nee tot nu toe.") and "zei nee: " in task.why
    pairs.approved(need=need, offer=pairs.offer("chantal", title="Nog een aanbod"), quantity=10)
    assert tasks(pairs, "amina", TaskKind.FIND_PARTNER) == []


def test_a_row_says_how_much_it_is_about_but_not_of_a_small_group(pairs: Pairs) -> None:
    pairs.approved(quantity=12)
    few = pairs.approved(need=pairs.need(quantity=3, people=3), quantity=3)
    shown = {task.id == few.id: task.amount for task in tasks(pairs, "chantal", TaskKind.ANSWER)}
    assert shown == {False: "12 mensen", True: ""}
    need = pairs.need(title="Nog iets")
    pairs.accepted(need=need, quantity=15)
    amounts = {t.id: t.amount for t in tasks(pairs, "amina", TaskKind.FIND_PARTNER)}
    assert amounts[need.id] == "nog 25 van 40 mensen"


def test_two_offers_of_one_partner_are_told_apart(pairs: Pairs) -> None:
    need = pairs.need()
    for title in ("Op de fiets", "Met de bus"):
        pairs.propose(need=need, offer=pairs.offer(title=title), quantity=10)
    offers = {task.offer for task in tasks(pairs, "daan", TaskKind.REVIEW)}
    assert offers == {"Op de fiets", "Met de bus"}
