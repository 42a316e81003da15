"""The call desk: one sentence fills the form of a need, and nothing of the sentence stays."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.identity.models import Organisation, OrganisationStatus
from app.needs.models import Need, NeedStatus
from app.signals.models import Signal, SignalStatus
from tests.html import Page
from tests.world import Visitors, World, fresh_word

DESK = "/behoeften/belbalie"
CALL = "mevrouw van de kerk in Appingedam, dertig ouderen krijgen geen warm eten meer, tot kerst"
# Whoever may log a need, and who may not.
MAY, MAY_NOT = ("amina", "bram", "chantal", "daan"), ("greet", "eva")


def filled(text: str) -> dict[str, Any]:
    """The form on the page, as a browser sends it."""
    form = next(e for e in Page(text).every("form") if e.attributes.get("id") == "call")
    sent: dict[str, Any] = {}
    for each in form.inside:
        name = each.attributes.get("name")
        if each.tag == "select" and name:
            chosen = [o for o in each.inside if "selected" in o.attributes]
            sent[name] = chosen[0].attributes.get("value") if chosen else ""
        elif each.tag in ("input", "textarea") and name:
            if each.attributes.get("type") in ("checkbox", "radio"):
                continue
            value = each.attributes.get("value") or ""
            sent[name] = [*sent.get(name, []), value] if name == "seen_alike" else value
    return sent


def test_a_sentence_fills_the_form_and_says_from_which_words(visitors: Visitors) -> None:
    answer = visitors["chantal"].post(DESK, data={"said": CALL})
    assert answer.status_code == 200
    sent = filled(answer.text)
    assert sent["title"] == "Warm eten voor 30 ouderen in Appingedam"
    assert (sent["quantity"], sent["unit"], sent["target_group"]) == (
        "30",
        "people",
        "older_people",
    )
    assert (sent["support_type"], sent["municipality"]) == ("groceries_meals", "GM1979")
    assert sent["needed_until"].endswith("-12-25")
    assert sent["urgency"] == "normal"
    for told in (
        "uit “dertig”", "uit “Appingedam”, hoort bij Eemsdelta",
        "niet in de zin gevonden, vul het in",
        "Niet gebruikt: “", "5 dingen gelezen", "1 niet gevonden",
    ):  # fmt: skip
        assert told in answer.text
    marks = re.findall(r'class="sb-mark" href="#f_(\w+)">([^<]+)<', answer.text)
    assert dict(marks) == {
        "municipality": "Appingedam", "quantity": "dertig", "target_group": "ouderen",
        "support_type": "warm eten", "needed_until": "tot kerst",
    }  # fmt: skip


def test_confirmed_it_is_a_need_and_the_field_is_ready_for_the_next(
    visitors: Visitors, session: Session
) -> None:
    sent = filled(visitors["amina"].post(DESK, data={"said": CALL}).text)
    answer = visitors["amina"].post(f"{DESK}/plaatsen", data=sent | {"publish": "1"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{DESK}?na=")
    need = session.exec(select(Need).where(col(Need.title) == sent["title"])).one()
    assert (need.status, need.quantity, need.municipality_code) == (NeedStatus.OPEN, 30, "GM1979")
    after = visitors["amina"].get(answer.headers["location"])
    assert "Geplaatst: " in after.text and f"/behoeften/{need.id}" in after.text
    assert 'id="call"' not in after.text


def test_who_may_not_publish_saves_a_draft(visitors: Visitors, session: Session) -> None:
    page = visitors["bram"].post(DESK, data={"said": CALL}).text
    assert 'name="publish"' not in page
    answer = visitors["bram"].post(f"{DESK}/plaatsen", data=filled(page))
    after = visitors["bram"].get(answer.headers["location"]).text
    assert "Opgeslagen als concept" in after


@pytest.mark.parametrize("who", [*MAY, *MAY_NOT])
def test_whoever_may_log_a_need_has_the_desk(visitors: Visitors, who: str) -> None:
    status = 200 if who in MAY else 403
    assert visitors[who].get(DESK).status_code == status
    assert visitors[who].post(DESK, data={"said": CALL}).status_code == status


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ouderen in Bedum zonder eten, bel 06-12345678", "telefoonnummer"),
        ("mail jan@example.org, dertig ouderen zonder eten", "e-mailadres"),
        ("bsn 111222333, tien ouderen zonder eten", "BSN"),
        ("dertig ouderen aan de Kerkstraat 12 in Bedum zonder eten", "adres"),
        ("", "Typ in één zin"),
        ("x" * 501, "500"),
    ],
)
def test_what_is_refused_elsewhere_is_refused(visitors: Visitors, said: str, told: str) -> None:
    answer = visitors["amina"].post(DESK, data={"said": said})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'id="call"' not in answer.text


def test_a_name_asks_for_the_tick(visitors: Visitors) -> None:
    said = "mevrouw Jansen uit Appingedam, dertig ouderen hebben geen warm eten"
    answer = visitors["amina"].post(DESK, data={"said": said})
    assert answer.status_code == 422
    assert "“mevrouw Jansen”" in answer.text and 'name="sure_no_names"' in answer.text
    answer = visitors["amina"].post(DESK, data={"said": said, "sure_no_names": "1"})
    assert answer.status_code == 200
    assert "Jansen" not in filled(answer.text)["title"]


def test_twins_and_suggestions_stand_beside_it(visitors: Visitors, world: World) -> None:
    title = "Warm eten voor 25 ouderen in Appingedam"
    need = world.need(publish=True, title=title, quantity=25, description="")
    meals = "Warme maaltijden voor ouderen in Appingedam"
    world.offer(publish=True, title=meals, description="Vrijwilligers koken en brengen warm eten.")
    world.session.commit()
    text = visitors["amina"].post(DESK, data={"said": CALL}).text
    assert title in text and "Wie kan helpen?" in text
    assert filled(text)["seen_alike"] == [str(need.id)]


def test_another_municipality_is_told_to_who_logs_for_their_own(visitors: Visitors) -> None:
    text = visitors["amina"].post(DESK, data={"said": "twintig ouderen in Bedum zonder eten"}).text
    assert "“Bedum” hoort bij Het Hogeland." in text
    assert "municipality" not in filled(text)


def test_the_sentence_is_neither_stored_nor_logged(
    visitors: Visitors, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    """Not when it is read, not when it is refused, not when the form is confirmed, changed into
    another language, left by a session that ended, or wrong.
    """
    caplog.set_level(logging.DEBUG)
    word = fresh_word("zonneschijn")
    said = f"{CALL}, {word}"
    page = visitors["amina"].post(DESK, data={"said": said})
    assert page.status_code == 200 and word in page.text
    assert word not in str(page.headers) and word not in str(page.url)
    for wrong in (f"{said} 06-12345678", f"{said} mevrouw Jansen", f"{said} {'x' * 500}"):
        assert visitors["amina"].post(DESK, data={"said": wrong}).status_code == 422
    assert visitors["greet"].post(DESK, data={"said": said}).status_code == 403
    visitors[None].post(DESK, data={"said": said})
    sent = filled(page.text)
    assert word not in str(sent)
    assert (
        visitors["amina"].post(f"{DESK}/plaatsen", data=sent | {"quantity": "x"}).status_code == 422
    )
    done = visitors["amina"].post(f"{DESK}/plaatsen", data=sent | {"publish": "1"})
    assert done.status_code == 303 and word not in done.headers["location"]
    assert tables_with(session, sent["title"]), "the form itself is found this way"
    assert tables_with(session, word) == []
    assert word not in caplog.text


def tables_with(session: Session, text: str) -> list[str]:
    """Every table, also those of the jobs, in which some column of some row holds this text."""
    names = sa.inspect(session.connection()).get_table_names()
    assert len(names) >= len(SQLModel.metadata.tables)
    holds = 'SELECT EXISTS (SELECT 1 FROM "{}" AS each WHERE each::text ILIKE :text)'
    return [
        name
        for name in names
        if session.execute(sa.text(holds.format(name)), {"text": f"%{text}%"}).scalar()
    ]


def test_a_caller_from_elsewhere_is_passed_on_to_who_logs_it_there(
    visitors: Visitors, world: World
) -> None:
    """A municipality logs for itself only: the desk says who does, and leads to its page."""
    said = {"said": "Tien ouderen in Vlagtwedde krijgen geen boodschappen meer"}
    text = " ".join(visitors["amina"].post(DESK, data=said).text.split())
    theirs = world["farid"].seats[0].organisation_id
    assert "Gemeente Westerwolde plaatst wat daar nodig is: verwijs de beller door." in text
    assert f'href="/netwerk/{theirs}"' in text
    here = {"said": "Tien ouderen in Appingedam krijgen geen boodschappen meer"}
    assert "verwijs de beller door" not in visitors["amina"].post(DESK, data=here).text
    assert "verwijs de beller door" not in visitors["daan"].post(DESK, data=said).text


BEDUM = {"said": "twintig ouderen in Bedum krijgen geen warm eten meer"}


@pytest.mark.parametrize("who", ["amina", "bram"])
def test_a_need_of_another_municipality_is_never_logged_by_the_first_press(
    visitors: Visitors, session: Session, who: str
) -> None:
    """Also where the page comes back with the question: it is there to be answered."""
    page = visitors[who].post(DESK, data=BEDUM).text
    assert "Dit is een behoefte van Het Hogeland. Wat doe je?" in page
    assert "Doorgeven aan Gemeente Het Hogeland" in page
    sent = filled(page) | {"publish": "1" if who == "amina" else "0"}
    for _press in range(2):
        answer = visitors[who].post(f"{DESK}/plaatsen", data=sent)
        assert answer.status_code == 422
        assert Page(answer.text).error("sure_elsewhere").startswith("Deze behoefte is van een")
        assert "Dit is een behoefte van Het Hogeland. Wat doe je?" in answer.text
        assert not session.exec(select(Need).where(col(Need.title) == sent["title"])).all()
        sent = filled(answer.text) | {"publish": sent["publish"]}
    answer = visitors[who].post(f"{DESK}/plaatsen", data=sent | {"sure_elsewhere": "1"})
    assert answer.status_code == 303
    need = session.exec(select(Need).where(col(Need.title) == sent["title"])).one()
    assert need.municipality_code == "GM1979"


@pytest.mark.parametrize(
    ("who", "said"), [("daan", BEDUM), ("chantal", BEDUM), ("amina", {"said": CALL})]
)
def test_who_may_log_for_it_is_not_asked(
    visitors: Visitors, who: str, said: dict[str, str]
) -> None:
    sent = filled(visitors[who].post(DESK, data=said).text)
    assert "elsewhere" not in sent
    answer = visitors[who].post(f"{DESK}/plaatsen", data=sent | {"publish": "1"})
    assert answer.status_code == 303


@pytest.mark.parametrize("code", ["GM9999", "GM1979", ""])
def test_a_municipality_that_is_no_other_is_not_asked_about(visitors: Visitors, code: str) -> None:
    sent = filled(visitors["amina"].post(DESK, data={"said": CALL}).text)
    answer = visitors["amina"].post(f"{DESK}/plaatsen", data=sent | {"elsewhere": code})
    assert answer.status_code == 303


def test_it_is_passed_on_in_one_step_and_both_sides_see_it(
    visitors: Visitors, session: Session, world: World
) -> None:
    """Nobody's contact is needed: it waits in the work of the municipality that it is of, and who
    passed it on reads at the same place what was done with it, and why not.
    """
    call = "mevrouw van de kerk, tien ouderen in Vlagtwedde krijgen geen eten meer, tot kerst"
    said = {"said": call}
    page = visitors["amina"].post(DESK, data=said).text
    assert f'formaction="{DESK}/doorgeven"' in page
    assert "Doorgeven aan Gemeente Westerwolde" in page
    answer = visitors["amina"].post(f"{DESK}/doorgeven", data=filled(page))
    (signal,) = session.exec(select(Signal)).all()
    assert answer.headers["location"] == f"{DESK}?na={signal.id}"
    own = world["amina"].seats[0].organisation_id
    assert (signal.organisation_id, signal.municipality_code) == (own, "GM1950")
    assert (signal.status, signal.target_group, signal.people) == (
        SignalStatus.RECEIVED,
        "older_people",
        10,
    )
    assert signal.theme is not None and signal.severity == 3
    assert "(Vlagtwedde, Westerwolde)." in signal.description
    assert "Tot en met " in signal.description
    assert "mevrouw" not in signal.description and "kerk" not in signal.description
    assert not session.exec(select(Need)).all()
    after = visitors["amina"].get(answer.headers["location"]).text
    assert "Doorgegeven." in after and f"/signalen/{signal.id}" in after
    assert f"/signalen/{signal.id}" in visitors["farid"].get("/mijn-werk").text
    assert f"/signalen/{signal.id}" not in visitors["chantal"].get("/mijn-werk").text
    for who in ("chantal", "greet", "hugo"):
        assert visitors[who].get(f"/signalen/{signal.id}").status_code == 404
    refused = {"rejection": "known", "answer": "De dorpsbus rijdt al langs."}
    decided = visitors["farid"].post(f"/signalen/{signal.id}/afwijzen", data=refused)
    assert decided.status_code == 303
    told = visitors["amina"].get(f"/signalen/{signal.id}").text
    assert "De dorpsbus rijdt al langs." in told and "We weten dit al" in told


def test_who_passed_it_on_takes_no_decision_about_it(visitors: Visitors, session: Session) -> None:
    page = visitors["amina"].post(DESK, data=BEDUM).text
    visitors["amina"].post(f"{DESK}/doorgeven", data=filled(page))
    (signal,) = session.exec(select(Signal)).all()
    refused = {"rejection": "known"}
    answer = visitors["amina"].post(f"/signalen/{signal.id}/afwijzen", data=refused)
    assert answer.status_code == 403
    taken_back = visitors["amina"].post(f"/signalen/{signal.id}/intrekken")
    assert taken_back.status_code == 303


@pytest.mark.parametrize("status", [OrganisationStatus.SUSPENDED, OrganisationStatus.REQUESTED])
def test_where_nobody_takes_part_the_team_gets_it(
    visitors: Visitors, session: Session, status: OrganisationStatus
) -> None:
    gone = session.exec(select(Organisation).where(col(Organisation.name) == "Gemeente Oldambt"))
    gone.one().status = status
    session.commit()
    said = {"said": "twintig ouderen in Winschoten krijgen geen warm eten meer"}
    page = visitors["amina"].post(DESK, data=said).text
    assert "Doorgeven aan het team" in page
    assert visitors["amina"].post(f"{DESK}/doorgeven", data=filled(page)).status_code == 303
    (signal,) = session.exec(select(Signal)).all()
    assert f"/signalen/{signal.id}" in visitors["daan"].get("/mijn-werk").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target_group": ""}, "target_group"),
        ({"support_type": ""}, "support_type"),
        ({"support_type": "weet-niet"}, "support_type"),
        ({"target_group": "weet-niet"}, "target_group"),
        ({"title": ""}, "title"),
        ({"description": "Bel mevrouw Jansen, 06-12345678."}, "description"),
        ({"description": "Het gaat om mevrouw Jansen."}, "sure_no_names"),
        ({"description": "x" * 999}, "description"),
    ],
)
def test_what_cannot_be_passed_on_is_said_beside_its_field(
    visitors: Visitors, session: Session, changes: dict[str, str], field: str
) -> None:
    sent = filled(visitors["amina"].post(DESK, data=BEDUM).text)
    answer = visitors["amina"].post(f"{DESK}/doorgeven", data=sent | changes)
    assert answer.status_code == 422
    assert Page(answer.text).error(field)
    assert not session.exec(select(Signal)).all()


def test_how_many_it_are_may_stay_open_for_who_decides(
    visitors: Visitors, session: Session
) -> None:
    sent = filled(visitors["amina"].post(DESK, data=BEDUM).text) | {"quantity": ""}
    assert visitors["amina"].post(f"{DESK}/doorgeven", data=sent).status_code == 303
    (signal,) = session.exec(select(Signal)).all()
    assert signal.people is None


def test_a_name_that_is_none_of_it_is_not_carried_along(
    visitors: Visitors, session: Session
) -> None:
    """What the page carries unseen is a name of that municipality, or it is left out."""
    sent = filled(visitors["amina"].post(DESK, data=BEDUM).text)
    assert sent["elsewhere_said"] == "Bedum"
    wrong = sent | {"elsewhere_said": "mevrouw Jansen uit Bedum"}
    visitors["amina"].post(f"{DESK}/doorgeven", data=wrong)
    (signal,) = session.exec(select(Signal)).all()
    assert "(Het Hogeland)." in signal.description and "Jansen" not in signal.description


def test_what_is_like_it_is_looked_for_where_the_caller_said_it_is(
    visitors: Visitors, world: World
) -> None:
    """And in the own municipality as soon as somebody says that it is for theirs: the title that is
    proposed names no other one then.
    """
    wanted: dict[str, Any] = {"publish": True, "quantity": 20, "description": ""}
    there = world.need(
        "farid", title="Warm eten voor 20 ouderen in Vlagtwedde", municipality="GM1950", **wanted
    )
    here = world.need(title="Warm eten voor 20 ouderen in Appingedam", **wanted)
    world.session.commit()
    said = {"said": "twintig ouderen in Vlagtwedde krijgen geen warm eten meer"}
    sent = filled(visitors["amina"].post(DESK, data=said).text)
    assert sent["title"] == "Warm eten voor 20 ouderen"
    assert sent["seen_alike"][0] == str(there.id)
    beside = visitors["amina"].post("/behoeften/lijkt-op", data=sent | {"sure_elsewhere": "1"})
    found = re.findall(r"/behoeften/([0-9a-f-]{36})", beside.text)
    assert found[0] == str(here.id)
    assert Page(beside.text)


FEW: dict[str, Any] = {
    "title": "Warm eten voor ouderen",
    "support_type": "groceries_meals",
    "target_group": "older_people",
    "elsewhere": "GM1950",
    "elsewhere_said": "Vlagtwedde",
}
TAKEN_UP = {"theme": "social_cohesion", "target_group": "older_people", "severity": "3"}


@pytest.mark.parametrize(
    ("counted", "is_told"),
    [
        ({"quantity": "3", "people": "3", "unit": "people"}, False),
        ({"quantity": "4", "unit": "people"}, False),
        ({"quantity": "4", "unit": "places"}, False),
        ({"quantity": "20", "people": "4", "unit": "parcels_per_week"}, False),
        ({"quantity": "5", "people": "5", "unit": "people"}, True),
    ],
)
def test_what_is_passed_on_of_a_few_people_names_no_place(
    visitors: Visitors, session: Session, counted: dict[str, str], is_told: bool
) -> None:
    """Others read it as soon as it is taken up: on its page, in the list and in the file."""
    assert visitors["amina"].post(f"{DESK}/doorgeven", data=FEW | counted).status_code == 303
    (signal,) = session.exec(select(Signal)).all()
    assert signal.municipality_code == "GM1950"
    taken_up = visitors["farid"].post(f"/signalen/{signal.id}/oppakken", data=TAKEN_UP)
    assert taken_up.status_code == 303
    for who in ("chantal", "greet"):
        page = visitors[who].get(f"/signalen/{signal.id}").text
        assert "Warm eten voor ouderen" in page
        assert ("(Vlagtwedde, Westerwolde)" in page) is is_told
        listed = visitors[who].get("/signalen").text
        assert f"/signalen/{signal.id}" in listed and ("Vlagtwedde" in listed) is is_told
        file = visitors[who].get("/signalen/lijst.csv").text
        assert ("Vlagtwedde" in file) is is_told


@pytest.mark.parametrize(
    ("who", "said", "title"),
    [
        ("amina", "3 ouderen in Delfzijl krijgen geen bezoek", "Bezoek voor ouderen"),
        ("chantal", "3 ouderen in Delfzijl krijgen geen bezoek", "Bezoek voor ouderen"),
        ("daan", "drie ouderen in Bedum hebben geen warm eten", "Warm eten voor ouderen"),
        ("amina", "4 mensen in Appingedam krijgen geen warm eten meer", "Warm eten"),
        ("amina", "vier ouderen in Spijk hebben geen warm eten", "Warm eten voor ouderen"),
        (
            "amina",
            "vijf ouderen uit Spijk zijn zonder warm eten",
            "Warm eten voor 5 ouderen in Eemsdelta",
        ),
    ],
)
def test_the_title_of_a_few_people_tells_neither_how_many_nor_where(
    visitors: Visitors, who: str, said: str, title: str
) -> None:
    """Everybody reads a title: it would undo what is hidden of a small group."""
    proposed = filled(visitors[who].post(DESK, data={"said": said}).text)["title"]
    assert proposed == title
