"""The pages of actions over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, select

from app.actions.match_queries import find_served
from app.actions.models import Action, ActionPartner, ActionStep
from app.matches.models import MatchStatus
from tests.actions.deeds import PLAN, Deeds, statuses
from tests.html import Page
from tests.matches.pairs import JAAP
from tests.statements import counted
from tests.world import Visitors, form, id_in

HTMX = {"hx-request": "true", "hx-target": "div#action_page"}


def address(action: Action) -> str:
    return f"/acties/{action.id}"


def shown(visitors: Visitors, action: Action, who: str = "chantal") -> str:
    visitors.world.session.commit()
    answer = visitors[who].get(address(action))
    assert answer.status_code == 200
    return answer.text


def hrefs(text: str) -> list[str | None]:
    return [a.attributes.get("href") for a in Page(text).every("a")]


def test_what_is_done_with_a_step_is_said(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action()
    here, chantal = address(action), visitors["chantal"]
    step = f"{here}/stappen/{deeds.step(action).id}"
    deeds.session.commit()
    for path, sent, said in (
        (f"{here}/stappen", {"title": "Bus lenen"}, "Stap toegevoegd."),
        (step, {"title": "Busje lenen"}, "Stap gewijzigd."),
        (f"{step}/klaar", {}, "Stap afgevinkt."),
        (f"{step}/open", {}, "De stap staat weer open."),
        (f"{step}/weg", {}, "Stap weggehaald."),
    ):
        assert chantal.post(path, data=sent).status_code == 303
        assert said in chantal.get(here).text, path


def test_one_step_is_no_steps(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action(target_groups=["older_people", "medically_vulnerable"])
    deeds.step(action)
    deeds.session.commit()
    for page in (shown(visitors, action), visitors["chantal"].get("/acties").text):
        text = " ".join(Page(page)["content"].text.split())
        assert "0 van 1 stap klaar" in text
        assert "Ouderen en medisch kwetsbaren" in text, "a label within a line"


def test_when_it_is_done_nothing_of_it_is_still_asked(visitors: Visitors, deeds: Deeds) -> None:
    matches = deeds.accepted(2)
    action = deeds.action(
        match=[match.id for match in matches], partners=[deeds.organisation("farid")]
    )
    matches[0].status = MatchStatus.APPROVED  # its yes was undone
    deeds.finish(deeds.start(action))
    text = Page(shown(visitors, action))["content"].text
    assert "Gevraagd" not in text and "Heeft niet geantwoord" in text


def test_the_form_says_once_that_no_choice_is_the_whole_region(visitors: Visitors) -> None:
    for path in ("/acties/nieuw", "/aanbod/nieuw"):
        page = visitors["chantal"].get(path).text
        assert page.count("hele regio") == 1, path


def test_from_two_matches_to_a_lesson_that_others_find(
    visitors: Visitors, deeds: Deeds, session: Session
) -> None:
    matches = deeds.accepted(2)
    session.commit()
    chantal, amina = visitors["chantal"], visitors["amina"]
    start = Page(
        chantal.get("/acties/nieuw", params={"match": [str(match.id) for match in matches]}).text
    )
    assert set(start.typed("match")) == {str(match.id) for match in matches}
    assert start.typed("target_groups") == ["older_people"]
    assert start.typed("municipalities") == ["GM1979"]
    assert start.typed("themes") and start.typed("title") == [""]
    assert start.typed("partners") == [str(deeds.organisation("amina"))]

    sent = {
        n: start.typed(n)
        for n in ("match", "target_groups", "municipalities", "themes", "partners", "crisis")
    }
    made = chantal.post("/acties", data=sent | {"title": "Samen naar de winkel", "save": "1"})
    here = made.headers["location"]
    action_id = id_in(here)
    assert "Jij bent aan zet" in amina.get(here).text
    yes = f"{here}/partners/{deeds.organisation('amina')}/antwoord"
    assert amina.post(yes, data={"answer": "yes", "reply": "Wij rijden."}).status_code == 303
    assert "Wij rijden." in chantal.get(here).text
    assert "Wij rijden." not in visitors["greet"].get(here).text

    amina.post(f"{here}/stappen", data={"title": "Busje lenen", "due_on": "1-1-2020"})
    step = session.exec(select(ActionStep).where(ActionStep.action_id == action_id)).one()
    assert step.organisation_id == deeds.organisation("amina")
    assert "dagen te laat" in visitors["greet"].get(here).text
    chantal.post(f"{here}/stappen/{step.id}/klaar")
    assert "dagen te laat" not in visitors["greet"].get(here).text
    chantal.post(f"{here}/starten")
    assert statuses(session, matches) == ["running", "running"]

    refused = chantal.post(
        f"{here}/afronden", data={"outcome": "succeeded", "outcome_note": "Het was druk."}
    )
    assert refused.status_code == 422
    assert Page(refused.text).error("lessons") and "Het was druk." in refused.text
    ending = {
        "outcome": "succeeded",
        "lessons": "Een buur meevragen helpt eenzame mensen.",
        "people_reached": "21",
    }
    chantal.post(f"{here}/afronden", data=ending)
    page = chantal.get(here).text
    assert (
        "Rond ook de koppelingen af" in page
        and "11 mensen bereikt" in page
        and "10 mensen bereikt" in page
    )
    assert statuses(session, matches) == ["running", "running"]
    chantal.post(f"{here}/koppelingen/afronden")
    assert statuses(session, matches) == ["completed", "completed"]
    assert "Rond ook de koppelingen af" not in chantal.get(here).text
    found = Page(
        visitors["greet"].get("/acties", params={"q": "eenzame mensen", "status": "all"}).text
    )
    assert found.titles == ["Samen naar de winkel"]


def test_one_match_gives_its_title_and_one_of_the_whole_region_no_place(
    visitors: Visitors, deeds: Deeds
) -> None:
    here = deeds.accepted(1, title="Boodschappen voor de Wilhelminaflat")[0]
    need = deeds.world.need(
        "chantal", publish=True, municipality=None, title="Boodschappen in de hele regio"
    )
    everywhere = deeds.pairs.accepted(
        who="chantal", need=need, offer=deeds.pairs.offer(JAAP), quantity=10
    )
    deeds.session.commit()

    def start(*matches: UUID) -> Page:
        return Page(
            visitors["chantal"]
            .get("/acties/nieuw", params={"match": [str(m) for m in matches]})
            .text
        )

    assert start(here.id).typed("title") == ["Boodschappen voor de Wilhelminaflat"]
    assert start(here.id, everywhere.id).typed("municipalities") == []
    assert start(UUID(int=1)).typed("match") == []
    assert Page(visitors["chantal"].get("/acties/nieuw?match=onzin").text).typed("match") == []


def test_an_action_for_a_small_group_starts_without_what_tells_where_it_is(
    visitors: Visitors, deeds: Deeds
) -> None:
    match = deeds.small()
    deeds.session.commit()
    page = Page(visitors["chantal"].get("/acties/nieuw", params={"match": str(match.id)}).text)
    assert page.typed("match") == [str(match.id)]
    assert page.typed("title") == ["Boodschappen en maaltijden voor ouderen"]
    assert page.typed("municipalities") == []
    assert page.typed("partners") == []


@pytest.mark.parametrize("who", ["farid", "greet", "daan"])
def test_nothing_of_a_small_group_stands_on_the_pages_of_others(
    visitors: Visitors, deeds: Deeds, who: str
) -> None:
    match = deeds.small()
    secrets = (
        "Drie gezinnen zonder verwarming",
        str(match.id),
        str(match.need_id),
        "Eemsdelta",
        "Koppeling",
    )
    action = deeds.action(
        municipalities=[], description="", title="Warmte in huis", match=[match.id]
    )
    deeds.start(action)
    deeds.finish(action, people_reached=3)
    assert secrets[0] in shown(visitors, action) and "Koppeling toegevoegd" in shown(
        visitors, action
    )
    client = visitors[who]
    results = HTMX | {"hx-target": "div#action_results"}
    pages = [
        shown(visitors, action, who),
        client.get("/acties?status=all&q=warmte", headers=results).text,
    ]
    if who != "greet":
        asked = f"/acties/nieuw?match={match.id}"
        # The form says where it was opened, which is what was asked.
        pages.append(client.get(asked).text.replace(asked, ""))
    for page in pages:
        content = page.partition("<main")[2] or page
        # The form offers every municipality and organisation of the region.
        for secret in secrets[:3] if 'name="partners"' in content else secrets:
            assert secret not in content, secret
    assert "minder dan 5" in pages[0] and "minder dan 5 mensen bereikt" in pages[1]
    assert "minder dan 5" not in shown(visitors, action)


def test_the_team_cannot_link_a_match_that_it_may_not_place(
    visitors: Visitors, deeds: Deeds
) -> None:
    match = deeds.small()
    deeds.session.commit()
    data = form(PLAN) | {"match": str(match.id), "save": "1"}
    answer = visitors["daan"].post("/acties", data=data)
    assert answer.status_code == 422
    assert str(match.id) not in answer.text


def test_the_form_keeps_what_was_typed_while_partners_are_looked_for(
    visitors: Visitors, deeds: Deeds
) -> None:
    jaap = deeds.pairs[JAAP].seats[0].organisation_id
    typed = form(PLAN) | {
        "partners": str(deeds.organisation("amina")),
        "partner_q": "superrit",
        "find": "1",
    }
    answer = visitors["chantal"].post("/acties", data=typed)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.typed("title") == [PLAN["title"]]
    assert page.typed("partners") == [str(deeds.organisation("amina"))], (
        "who is ticked stays on the list"
    )
    offered = [
        e.attributes["value"] for e in page.elements if e.attributes.get("name") == "partners"
    ]
    assert offered == [str(deeds.organisation("amina")), str(jaap)]
    # Enter in the search field presses the nameless first button: it looks as well, and makes
    # nothing.
    again = visitors["chantal"].post(
        "/acties", data={k: v for k, v in typed.items() if k != "find"}
    )
    assert again.status_code == 200
    nobody = visitors["chantal"].post(
        "/acties", data=form(PLAN) | {"partner_q": "zzzz", "find": "1"}
    )
    assert "Geen organisatie heet zo" in nobody.text
    assert deeds.session.exec(select(Action)).all() == []
    assert (
        visitors["chantal"].post("/acties", data=typed | {"find": "", "save": "1"}).status_code
        == 303
    )


def test_looking_for_partners_on_the_page_asks_nobody(
    visitors: Visitors, deeds: Deeds, session: Session
) -> None:
    action = deeds.action()
    session.commit()
    look = {"partner_q": "ggd", "find": "1", "asked_for": "Denk mee over hygiëne."}
    answer = visitors["chantal"].post(address(action) + "/uitnodigen", data=look, headers=HTMX)
    assert answer.text.lstrip().startswith('<div id="action_page"')
    assert "GGD Groningen" in answer.text and "Denk mee over hygiëne." in answer.text
    assert session.exec(select(ActionPartner)).all() == []


def test_a_refused_invitation_keeps_the_partners_that_were_found(
    visitors: Visitors, deeds: Deeds, session: Session
) -> None:
    action = deeds.action()
    session.commit()
    sent = {"partner_q": "ggd", "save": "1", "asked_for": "Bel 06-12345678"}
    refused = visitors["chantal"].post(address(action) + "/uitnodigen", data=sent, headers=HTMX)
    assert refused.status_code == 422
    boxes = [e for e in Page(refused.text).every("input") if e.attributes.get("name") == "partners"]
    ggd = visitors.world.organisation("GGD Groningen")
    assert [box.attributes["value"] for box in boxes] == [str(ggd.id)]


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("afronden", {"outcome": "succeeded", "lessons": "Bel 06-12345678"}, "lessons"),
    ("stoppen", {"outcome_note": "Te weinig mensen."}, "reason"),
    ("openbaar", {"value": "misschien"}, "value"),
    ("uitnodigen", {"save": "1"}, "partners"),
    ("stappen", {"title": "", "due_on": "gisteren"}, "title"),
    ("voortgang", {"people_reached": "-3"}, "text"),
    ("koppelingen", {}, "match"),
]


@pytest.mark.parametrize(("verb", "sent", "field"), WRONG, ids=str)
def test_what_is_wrong_comes_back_in_its_form(
    visitors: Visitors, deeds: Deeds, session: Session, verb: str, sent: dict[str, str], field: str
) -> None:
    action = deeds.start(deeds.action())
    deeds.accepted(1)
    before = deeds.events(action)
    session.commit()
    answer = visitors["chantal"].post(f"{address(action)}/{verb}", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    told = [a.attributes.get("href") for a in page["f_errors"].inside]
    assert f"#f_{field}" in told or (verb == "openbaar" and page["f_errors"].text.strip())
    if field != "value":
        assert f"f_{field}" in page, "the summary leads somewhere"
        assert page.error(field)
    for typed in sent.values():
        assert typed == "1" or field == "value" or typed in answer.text or not typed
    assert deeds.events(action) == before


def test_an_answer_written_down_without_how_it_came_stays_at_its_partner(
    visitors: Visitors, deeds: Deeds
) -> None:
    action = deeds.action(
        partners=[deeds.organisation("amina"), deeds.pairs[JAAP].seats[0].organisation_id]
    )
    deeds.session.commit()
    verb = f"{address(action)}/partners/{deeds.organisation('amina')}/antwoord"
    answer = visitors["chantal"].post(
        verb, data={"answer": "yes", "on_behalf": "1", "reply": "Belde net."}
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error("channel")
    assert page.typed("reply").count("Belde net.") == 1
    assert (
        visitors["chantal"]
        .post(verb, data={"answer": "yes", "on_behalf": "1", "channel": "phone"})
        .status_code
        == 303
    )
    assert "Iemand noteerde" in shown(visitors, action, "amina")


def test_a_step_that_was_changed_wrong_stays_open(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action()
    steps = [deeds.step(action, title=f"Stap nummer {number}") for number in range(2)]
    deeds.session.commit()
    answer = visitors["chantal"].post(
        f"{address(action)}/stappen/{steps[1].id}", data={"title": "x"}, headers=HTMX
    )
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page["f_title"].attributes["value"] == "x" and page.error("title")
    assert "Stap nummer 0" in answer.text


def test_a_verb_answers_htmx_with_the_page_as_it_is_now(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action()
    deeds.session.commit()
    answer = visitors["chantal"].post(address(action) + "/starten", headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="action_page"')
    assert "In uitvoering" in answer.text and "Succes!" in answer.text
    twice = visitors["chantal"].post(address(action) + "/starten", headers=HTMX)
    assert twice.status_code == 200 and "Je drukte twee keer" in twice.text
    visitors["chantal"].post(address(action) + "/stappen", data={"title": "Busje regelen"})
    late = visitors["chantal"].post(address(action) + "/starten", headers=HTMX)
    assert late.status_code == 409


def test_what_others_changed_meanwhile_is_not_overwritten(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action()
    deeds.session.commit()
    here, chantal = address(action), visitors["chantal"]
    typed = form(PLAN) | {"title": "Elke woensdag boodschappen doen", "version": "1"}
    assert chantal.post(here, data=typed).status_code == 303
    late = chantal.post(here, data=typed | {"title": "Elke vrijdag boodschappen doen"})
    assert late.status_code == 422 and "Elke vrijdag boodschappen doen" in late.text


def test_a_match_of_others_is_named_with_who_completes_it(visitors: Visitors, deeds: Deeds) -> None:
    match = deeds.accepted(1)[0]
    action = deeds.action("daan", match=[match.id])
    deeds.start(action, "daan")
    deeds.finish(action, "daan")
    page = shown(visitors, action, "daan")
    assert "Gemeente Eemsdelta of Boodschappenhulp Delfzijl rondt deze koppeling af" in page
    assert f"/koppelingen/{match.id}" in hrefs(page)
    assert "koppelingen/afronden" not in page
    # Not even what is wrong with the form: the right comes first.
    refused = visitors["daan"].post(address(action) + f"/koppelingen/{match.id}/afronden")
    assert refused.status_code == 403


def test_the_team_reads_progress_and_others_do_not(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.start(deeds.action(partners=[deeds.organisation("amina")]))
    deeds.session.commit()
    told = {"text": "De eerste rit is gereden.", "people_reached": "3"}
    assert visitors["chantal"].post(address(action) + "/voortgang", data=told).status_code == 303
    assert "3 mensen bereikt" in shown(visitors, action)
    for who, reads in (
        ("daan", True),
        ("eva", True),
        ("amina", True),
        ("farid", False),
        ("greet", False),
    ):
        page = shown(visitors, action, who)
        assert ("De eerste rit is gereden." in page) is reads, who
        assert ("is gevraagd" in page) is reads, who
        assert "3 mensen bereikt" not in page, who


def test_who_did_it_is_for_the_lead_alone(visitors: Visitors, deeds: Deeds) -> None:
    action = deeds.action(partners=[deeds.organisation("amina")])
    deeds.session.commit()
    assert visitors["chantal"].post(address(action) + "/starten").status_code == 303
    assert "door Chantal" in shown(visitors, action)
    for who in ("amina", "daan", "greet"):
        assert "door Chantal" not in shown(visitors, action, who)


COSTS = {"/acties?status=all": 5, "/acties/nieuw": 6}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", COSTS)
def test_a_list_and_a_form_cost_the_same_however_much_there_is(
    visitors: Visitors, connection: Connection, deeds: Deeds, path: str, rows: int
) -> None:
    chantal = visitors["chantal"]
    for _number in range(rows):
        action = deeds.action(partners=[deeds.organisation("amina")])
        deeds.step(action)
        deeds.accepted(1)
    deeds.session.commit()
    with counted(connection) as sent:
        answer = chantal.get(path)
    assert answer.status_code == 200
    assert len(sent) == COSTS[path], "\n".join(sent)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_of_an_action_costs_the_same_however_much_it_holds(
    visitors: Visitors, connection: Connection, deeds: Deeds, many: int
) -> None:
    chantal = visitors["chantal"]
    askable: list[Any] = ["amina", "farid", "greet"][:many]
    action = deeds.action(
        partners=[deeds.organisation(who) for who in askable],
        match=[match.id for match in deeds.accepted(many)],
    )
    deeds.accepted(many)
    for _number in range(many):
        deeds.step(action)
    deeds.session.commit()
    for number in range(many):
        chantal.post(address(action) + "/voortgang", data={"text": f"Keer {number} ging goed."})
    assert len(find_served(deeds.session, deeds["chantal"], action)) == many
    deeds.session.commit()
    with counted(connection) as sent:
        answer = chantal.get(address(action))
    assert answer.status_code == 200 and answer.text.count("ging goed.") == many
    # Three of them: who of the organisation can look after it, and the signals and the
    # interpretations that led to it.
    assert len(sent) == 14, "\n".join(sent)


def test_running_matches_can_be_linked_and_taken_off(
    visitors: Visitors, deeds: Deeds, session: Session
) -> None:
    action, match = deeds.start(deeds.action()), deeds.accepted(1)[0]
    session.commit()
    chantal = visitors["chantal"]
    assert (
        chantal.post(address(action) + "/koppelingen", data={"match": str(match.id)}).status_code
        == 303
    )
    session.refresh(match)
    assert match.status is MatchStatus.RUNNING
    assert f"/koppelingen/{match.id}" in hrefs(shown(visitors, action, "greet"))
    assert chantal.post(f"{address(action)}/koppelingen/{match.id}/los").status_code == 303
    assert f"/koppelingen/{match.id}" not in hrefs(shown(visitors, action))


# What is asked in each form of the page, with a text in which a name is likely only.
NAMED = "Met mevrouw Jansen erbij."
ENDED = {"outcome": "succeeded", "lessons": "Op tijd beginnen."}
UNSURE: dict[str, tuple[str, dict[str, str], str]] = {
    "closing, what was learned": ("afronden", ENDED | {"lessons": NAMED}, "lessons"),
    "closing, what happened": ("afronden", ENDED | {"outcome_note": NAMED}, "outcome_note"),
    "stopping, why": ("stoppen", {"reason": "other", "outcome_note": NAMED}, "outcome_note"),
    "stopping, learned": ("stoppen", {"reason": "other", "lessons": NAMED}, "lessons"),
    "a step": ("stappen", {"title": NAMED}, "title"),
    "a changed step": ("stappen/{step}", {"title": NAMED}, "title"),
    "progress": ("voortgang", {"text": NAMED}, "text"),
}


@pytest.mark.parametrize(("path", "typed", "name"), UNSURE.values(), ids=UNSURE)
def test_what_is_likely_a_name_is_stored_once_it_is_said_to_be_none(
    path: str, typed: dict[str, str], name: str, visitors: Visitors, deeds: Deeds
) -> None:
    action = deeds.start(deeds.action())
    step, chantal = deeds.step(action), visitors["chantal"]
    deeds.session.commit()
    to = f"{address(action)}/{path.format(step=step.id)}"
    asked = chantal.post(to, data=form(typed))
    assert asked.status_code == 422
    page = Page(asked.text)
    assert page["f_sure_no_names"].attributes["type"] == "checkbox"
    assert "mevrouw Jansen" in page["f_sure_no_names_error"].text
    assert asked.text.count('id="f_sure_no_names"') == 1 and NAMED in page.typed(name)
    assert chantal.post(to, data=form(typed | {"sure_no_names": "1"})).status_code == 303
    after = shown(visitors, action)
    assert NAMED in after and "f_sure_no_names" not in after
    # What is certain has no such way out.
    certain = typed | {name: "Bel jan@example.org maar.", "sure_no_names": "1"}
    again = deeds.start(deeds.action())
    other = deeds.step(again)
    deeds.session.commit()
    to = f"{address(again)}/{path.format(step=other.id)}"
    assert chantal.post(to, data=form(certain)).status_code == 422
