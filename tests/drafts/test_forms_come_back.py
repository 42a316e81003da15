"""Nothing typed is lost: a long form comes back filled when it is opened again, and after a session
that ended.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core.i18n import gettext as dutch
from app.crises.commands import CrisisInput, add_crisis
from app.crises.measure_commands import MeasureInput, add_measure
from app.drafts.models import FormDraft
from app.identity.models import LoginSession
from app.needs.models import Need
from app.target_groups.commands import GroupInput, add_group
from app.web.drafts import Typed
from tests.actions.deeds import Deeds
from tests.crises.lists import CRISIS, MEASURE
from tests.html import Element, Page
from tests.interpretations import interpretations
from tests.matches.pairs import Pairs
from tests.world import GROCERIES, Visitors, World, form

KEEP, ANEW, NEW = "/formulieren/bewaren", "/formulieren/opnieuw", "/behoeften/nieuw"
STORY = "Ze wonen in drie dorpen.\n\nDe bus rijdt niet meer."
BEGIN_ANEW = dutch("Begin anew")
ALREADY = dutch("You have sent this already; whoever sends it again, sends it twice.")
NOT_KEPT = dutch("What looked like personal data was not kept.")

# Who opens which long form, and a field in it that somebody types in.
LONG_FORMS = [
    ("amina", NEW, "description"),
    ("amina", "need", "description"),
    ("chantal", "/aanbod/nieuw", "description"),
    ("chantal", "/aanbod/nieuw?support_type=transport", "description"),
    ("chantal", "offer", "description"),
    ("chantal", "/acties/nieuw", "description"),
    ("chantal", "action", "description"),
    ("daan", "/signalen/nieuw", "description"),
    ("daan", "/duiding/nieuw", "seen"),
    ("daan", "interpretation", "seen"),
    ("eva", "/beheer/crises/nieuw", "name"),
    ("eva", "crisis", "name"),
    ("eva", "/beheer/maatregelen/nieuw", "description"),
    ("eva", "measure", "description"),
    ("eva", "/doelgroepen/nieuw", "synonyms"),
    ("eva", "group", "synonyms"),
    ("eva", "/doelgroepen/homeless/wijzigen", "synonyms"),
    ("eva", "/beheer/regio", "answer_days"),
]


def page_in(world: World, wanted: str) -> str:
    """The address of a form, of a thing that is made for it where it changes one."""
    match wanted:
        case "need":
            path = f"/behoeften/{world.need(publish=True).id}/wijzigen"
        case "offer":
            path = f"/aanbod/{world.offer(publish=True).id}/wijzigen"
        case "action":
            path = f"/acties/{Deeds(Pairs(world)).action().id}/wijzigen"
        case "interpretation":
            path = f"/duiding/{interpretations.write(world).id}/nieuwe-versie"
        case "crisis":
            given = CrisisInput.model_validate(CRISIS)
            path = f"/beheer/crises/{add_crisis(world.session, world['daan'], given).id}/wijzigen"
        case "measure":
            made = add_measure(world.session, world["daan"], MeasureInput.model_validate(MEASURE))
            world.session.flush()
            path = f"/beheer/maatregelen/{made.id}/wijzigen"
        case "group":
            add_group(world.session, world["daan"], GroupInput(label="Schippers"))
            path = "/doelgroepen/schippers_vr01/wijzigen"
        case _:
            path = wanted
    world.session.commit()
    return path


def opened(client: TestClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200
    return Page(answer.text)


def place(page: Page) -> str:
    """What a form says of itself: whose it is, and where it was opened."""
    (place,) = set(page.typed("form_draft"))
    return place


def sent(page: Page, **changes: Any) -> dict[str, Any]:
    """What the browser sends of the long form of a page, with something changed in it."""
    names = {
        element.attributes["name"]
        for element in page.elements
        if element.tag in ("input", "textarea", "select")
        and element.attributes.get("name")
        and element.attributes.get("type") != "submit"
    }
    ours = names - {"q", "next", "form_draft"}
    values = {name: page.typed(name) for name in ours if name and page.typed(name)}
    return values | {"form_draft": place(page)} | form(changes)


def keep(client: TestClient, page: Page, **changes: Any) -> None:
    assert client.post(KEEP, data=sent(page, **changes)).status_code == 204


@pytest.mark.parametrize(("who", "wanted", "field"), LONG_FORMS)
def test_every_long_form_comes_back_with_what_was_typed(
    visitors: Visitors, world: World, who: str, wanted: str, field: str
) -> None:
    path, client = page_in(world, wanted), visitors[who]
    before = opened(client, path)
    assert BEGIN_ANEW not in client.get(path).text
    keep(client, before, **{field: "Wat ik nog niet af had"})

    again = opened(client, path)
    assert again.typed(field) == ["Wat ik nog niet af had"]
    others = {n for n in sent(again) if n not in (field, "form_draft")}
    assert {n: sent(again)[n] for n in others} == {n: sent(before)[n] for n in others}
    assert sent(again).keys() == sent(before).keys()
    assert BEGIN_ANEW in client.get(path).text
    for two in again.every("div"):
        if two.attributes.get("class") == "sb-two":
            assert len(two.children) == 2, (
                "what is kept stands above the form, the aside beside both"
            )

    assert client.post(ANEW, data={"form_draft": place(again)}).headers["location"] == path
    assert opened(client, path).typed(field) == before.typed(field)
    assert BEGIN_ANEW not in client.get(path).text


@pytest.mark.parametrize(("who", "wanted", "field"), LONG_FORMS)
def test_every_long_form_goes_along_to_the_other_language(
    visitors: Visitors, world: World, who: str, wanted: str, field: str
) -> None:
    """Without JavaScript, by the last button of the form itself."""
    path, client = page_in(world, wanted), visitors[who]
    page = opened(client, path)
    (long,) = [e for e in page.every("form") if is_long(e)]
    first, *_others = [b for b in long.inside if b.tag == "button"]
    last = next(e for e in long.inside if e.attributes.get("name") == "form_again_en")
    inside = list(long.inside)
    assert inside.index(first) < inside.index(last), "Enter in a field sends the form"
    before = visitors[who].get(path).text

    typed = sent(page, **{field: "Wat ik nog niet af had"}) | {"form_again_en": "English"}
    answer = client.post(str(long.attributes["action"]), data=typed)
    assert answer.status_code == 422 and '<html lang="en"' in answer.text
    assert Page(answer.text).typed(field) == ["Wat ik nog niet af had"]
    there = client.get(path)
    assert '<html lang="en"' in there.text, "and so is the next page"
    assert "Wat ik nog niet af had" not in before, "nothing was stored"


def is_long(form: Element) -> bool:
    return any("data-keep" in each.attributes for each in form.inside)


def test_boxes_that_were_emptied_stay_empty(visitors: Visitors, world: World) -> None:
    path, client = page_in(world, "offer"), visitors["chantal"]
    page = opened(client, path)
    assert page.typed("municipalities") == ["GM1979"]
    typed = sent(page)
    del typed["municipalities"]
    client.post(KEEP, data=typed)
    assert opened(client, path).typed("municipalities") == []


def test_what_the_check_refuses_is_not_kept_and_what_is_stored_stays_in_its_place(
    visitors: Visitors, world: World, session: Session
) -> None:
    path, client = page_in(world, "need"), visitors["amina"]
    keep(client, opened(client, path), title="Zestig ouderen", description="Bel 06-12345678")
    answer = client.get(path)
    assert Page(answer.text).typed("title") == ["Zestig ouderen"]
    assert Page(answer.text).typed("description") == [GROCERIES["description"]]
    assert NOT_KEPT in answer.text
    stored = session.execute(sa.text("SELECT fields::text FROM form_draft")).scalar_one()
    assert "12345678" not in stored


def test_nobody_else_sees_it_or_throws_it_away(visitors: Visitors, world: World) -> None:
    path = page_in(world, "need")
    page = opened(visitors["amina"], path)
    keep(visitors["amina"], page, description=STORY)
    assert opened(visitors["bram"], path).typed("description") == [GROCERIES["description"]]
    for wanted in (path, "/behoeften", "/mijn-werk", f"/zoeken?q={STORY[:14]}"):
        assert "drie dorpen" not in visitors["bram"].get(wanted).text
    assert "drie dorpen" not in visitors["amina"].get("/zoeken?q=dorpen").text

    # A window that bram's colleague left open.
    visitors["bram"].post(KEEP, data=sent(page, description="Van een ander"))
    visitors["bram"].post(ANEW, data={"form_draft": place(page)})
    assert opened(visitors["amina"], path).typed("description") == [STORY]
    assert opened(visitors["bram"], path).typed("description") == [GROCERIES["description"]]


def test_a_draft_of_before_somebody_elses_change_is_left_alone(
    visitors: Visitors, world: World
) -> None:
    path = page_in(world, "need")
    before = opened(visitors["amina"], path)
    keep(visitors["amina"], before, title="Zestig ouderen")
    changed = sent(opened(visitors["bram"], path), title="Zeventig ouderen")
    saved = visitors["bram"].post(path.removesuffix("/wijzigen"), data=changed)
    assert saved.status_code == 303
    assert opened(visitors["amina"], path).typed("title") == ["Zeventig ouderen"]


def test_what_is_sent_waits_no_longer_and_is_there_for_who_goes_back(
    visitors: Visitors, session: Session
) -> None:
    client = visitors["amina"]
    typed = sent(opened(client, NEW), **GROCERIES)
    client.post(KEEP, data=typed)
    assert client.post("/behoeften", data=typed).status_code == 303

    page = opened(client, NEW)
    assert page.typed("title") == [""]
    assert BEGIN_ANEW not in client.get(NEW).text
    (back,) = (e.attributes["data-back"] for e in page.elements if "data-back" in e.attributes)
    again = client.get(str(back))
    assert Page(again.text).typed("title") == [GROCERIES["title"]]
    assert place(Page(again.text)).split()[2] == NEW
    assert (
        dutch("You have sent this already; whoever sends it again, sends it twice.") in again.text
    )

    # What was on its way when the form was sent changes nothing.
    client.post(KEEP, data=typed)
    assert opened(client, NEW).typed("title") == [""]
    assert len(session.exec(select(Need)).all()) == 1


def test_a_form_that_was_refused_keeps_its_draft(visitors: Visitors) -> None:
    client = visitors["amina"]
    typed = sent(opened(client, NEW), description=STORY)
    client.post(KEEP, data=typed)
    refused = client.post("/behoeften", data=typed | {"publish": "1"})
    assert refused.status_code == 422
    assert place(Page(refused.text)) == typed["form_draft"]
    assert "data-typed" in refused.text
    # In another language it is the page of the form again, not the list behind its address.
    assert NEW in Page(refused.text).typed("next")
    assert opened(client, NEW).typed("description") == [STORY]


def test_a_form_without_the_field_is_taken_as_before(visitors: Visitors, session: Session) -> None:
    assert visitors["amina"].post("/behoeften", data=form(GROCERIES)).status_code == 303
    assert session.exec(select(FormDraft)).all() == []


@pytest.mark.parametrize(
    "field",
    ["", "x", "/behoeften/nieuw", "{person}", "{person} ", "{person} 1 /", "{person} x /behoeften",
     "{person} 1e99 /behoeften", "{person} nan /behoeften", "{person} 1 //kwaad.example",
     "{person} 1 https://kwaad.example", "{person} 1 /" + "a" * 400],
)  # fmt: skip
def test_what_cannot_be_kept_disturbs_nobody(
    visitors: Visitors, world: World, session: Session, field: str
) -> None:
    body = {"form_draft": field.format(person=world.person("amina").id), "title": "Iets"}
    assert visitors["amina"].post(KEEP, data=body).status_code == 204
    answer = visitors["amina"].post(ANEW, data=body)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert session.exec(select(FormDraft)).all() == []


# An ended session.


def end_sessions(session: Session) -> None:
    session.execute(sa.delete(LoginSession))
    session.commit()


def carried(answer_text: str) -> dict[str, str]:
    page = Page(answer_text)
    return {name: page.typed(name)[-1] for name in ("next", "typed") if page.typed(name)}


@pytest.mark.parametrize("wanted", [NEW, "need", "/aanbod/nieuw", "action"])
def test_who_signs_in_again_finds_what_was_typed(
    visitors: Visitors, world: World, session: Session, wanted: str
) -> None:
    who = "chantal" if wanted in ("/aanbod/nieuw", "action") else "amina"
    path, client = page_in(world, wanted), visitors[who]
    typed = sent(opened(client, path), description=STORY)
    end_sessions(session)
    target = path.removesuffix("/wijzigen").removesuffix("/nieuw")
    asked = client.post(target, data=typed)
    assert asked.status_code == 403
    assert dutch("What looked like personal data was not kept.") not in asked.text
    assert session.exec(select(FormDraft)).all() == []

    # A slip at the door loses nothing either.
    slip = client.post("/inloggen", data={"email": "", "password": "", **carried(asked.text)})
    assert carried(slip.text) == carried(asked.text)
    signed_in = client.post("/inloggen/demo", data={"person": who, **carried(slip.text)})
    assert signed_in.headers["location"] == path
    assert opened(client, path).typed("description") == [STORY]


def test_somebody_else_who_signs_in_there_does_not_find_it(
    visitors: Visitors, session: Session
) -> None:
    client = visitors["amina"]
    typed = sent(opened(client, NEW), description=STORY)
    end_sessions(session)
    asked = client.post("/behoeften", data=typed)
    client.post("/inloggen/demo", data={"person": "bram", **carried(asked.text)})
    assert "drie dorpen" not in client.get(NEW).text
    assert session.exec(select(FormDraft)).all() == []


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://kwaad.example"}, {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "none"}, {"origin": ""}],
)  # fmt: skip
def test_the_sign_in_page_carries_nothing_of_another_website(
    visitors: Visitors, world: World, headers: dict[str, str]
) -> None:
    stranger = visitors[None]
    body = {"form_draft": f"{world.person('amina').id} 1 {NEW}", "description": STORY}
    answer = stranger.post("/behoeften", data=body, headers=headers)
    assert answer.status_code in (303, 403)
    assert "drie dorpen" not in answer.text


def test_what_is_too_long_to_carry_is_left_behind(visitors: Visitors, world: World) -> None:
    body = {"form_draft": f"{world.person('amina').id} 1 {NEW}", "description": "a" * 10_000}
    answer = visitors[None].post("/behoeften", data=body)
    assert carried(answer.text) == {"next": NEW}
    assert dutch("You were signed out meanwhile. Sign in again and go on.") in answer.text


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '{"form_draft": "x"}', '{"form_draft": 7, "fields": 7}',
             json.dumps({"form_draft": "x", "fields": {"title": 7}})],
)  # fmt: skip
def test_nonsense_in_its_place_is_no_reason_not_to_sign_in(visitors: Visitors, text: str) -> None:
    assert Typed.unpacked(text) in (None, Typed(None, {"title": []}))
    answer = visitors[None].post("/inloggen/demo", data={"person": "amina", "typed": text})
    assert answer.status_code == 303
