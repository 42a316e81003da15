"""The pages of interpretations, as people walk over them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.models import Person
from app.interpretations.models import Interpretation, InterpretationVersion
from app.needs.models import Need
from app.privacy import erasure_commands
from tests.interpretations.interpretations import COLD, WARM, invite, propose, rewrite, write
from tests.picture.test_picture import seen
from tests.statements import counted
from tests.world import GROCERIES, Visitors, World, form


def found_in(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found[0]


def test_from_the_picture_to_a_need(visitors: Visitors, world: World, session: Session) -> None:
    seen(world, municipality="GM1979")
    session.commit()
    daan, amina = visitors["daan"], visitors["amina"]
    assert "/duiding/nieuw?municipality=GM1979" in daan.get("/beeld?municipality=GM1979").text
    assert "/duiding/nieuw" not in amina.get("/beeld?municipality=GM1979").text
    opened = daan.get("/duiding/nieuw?municipality=GM1979").text
    assert "De cijfers" in opened and 'name="municipality" value="GM1979"' in opened
    place = found_in(r'name="form_draft" value="[^"]+', opened).rpartition('"')[2]
    sent = COLD | {"municipality": "GM1979", "publish": "1", "form_draft": unescape(place)}
    here = daan.post("/duiding", data=sent).headers["location"]
    twice = daan.post("/duiding", data=sent)
    assert twice.headers["location"] == here
    assert "Kou in huis raakt wie al schulden had" in amina.get("/beeld?municipality=GM1979").text
    assert "Kou in huis raakt wie al schulden had" not in amina.get("/beeld").text
    assert daan.post(f"{here}/voorstellen", data=WARM).status_code == 303
    proposed = found_in(r"/behoeften/nieuw\?proposal=[\w-]+", amina.get(here).text)
    filled = amina.get(proposed).text
    assert WARM["text"] in filled and "volgt uit een duiding" in filled
    to = proposed.replace("/nieuw", "")
    need = amina.post(to, data=form(GROCERIES) | {"publish": "1"})
    assert need.status_code == 303
    assert amina.post(to, data=form(GROCERIES) | {"publish": "1"}).status_code in (303, 409)
    assert len(session.exec(select(Need)).all()) == 1
    shown = amina.get(here).text
    assert need.headers["location"] in shown and proposed not in shown
    action = found_in(r"/acties/nieuw\?proposal=[\w-]+", shown)
    assert WARM["text"] in amina.get(action).text
    planned = amina.post(action.replace("/nieuw", ""), data={"title": WARM["text"], "save": "1"})
    assert planned.status_code == 303
    assert planned.headers["location"] in amina.get(here).text


def test_its_own_figures_stand_beside_those_of_now(
    visitors: Visitors, world: World, session: Session
) -> None:
    seen(world)
    made = write(world)
    session.commit()
    here = f"/duiding/{made.id}"
    with clock.at(clock.now() + timedelta(days=7)):
        for _each in range(4):
            seen(world)
        session.commit()
        shown = visitors["greet"].get(here).text
        now = re.findall(r'sb-figures__now">(\d+)<', shown)
        assert "De cijfers van toen" in shown and "5" in now
        assert re.search(r'sb-heat__sum">1<', shown), "as it was then"


def test_what_waits_is_for_who_writes_along(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world)
    invite(world, made, "greet")
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten.")
    session.commit()
    here = f"/duiding/{made.id}"
    for who in ("daan", "greet"):
        assert "Kinderen krijgen een week later" in visitors[who].get(here).text
    told = visitors["amina"].get(here).text
    assert "Kinderen krijgen een week later" not in told and "Wie schrijft mee" not in told
    assert visitors["greet"].post(f"{here}/opmerkingen", data={"text": "Dit zien wij ook."})
    assert "Dit zien wij ook." in visitors["daan"].get(here).text
    assert "Dit zien wij ook." not in visitors["amina"].get(here).text
    assert visitors["greet"].post(f"{here}/plaatsen").status_code == 403
    version = {"version": version_on(visitors["daan"].get(here).text, f"{here}/plaatsen")}
    assert visitors["daan"].post(f"{here}/plaatsen", data=version).status_code == 303
    told = visitors["amina"].get(here).text
    assert "Kinderen krijgen een week later" in told and COLD["meaning"] in told
    assert "Anders dan versie 1: wat het betekent." in told


def test_who_is_asked_reads_it_in_the_messages(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world, publish="0")
    session.commit()
    asked = {"email": world.person("greet").email}
    here = f"/duiding/{made.id}"
    assert visitors["greet"].get(here).status_code == 404
    assert visitors["daan"].post(f"{here}/meeschrijvers", data=asked).status_code == 303
    told = visitors["greet"].get("/berichten").text
    assert COLD["title"] in told
    assert visitors["greet"].get(here).status_code == 200
    wrong = visitors["daan"].post(f"{here}/meeschrijvers", data={"email": "niemand@example.nl"})
    assert wrong.status_code == 422 and "Niemand in deze regio" in wrong.text
    person = world.person("greet").id
    assert visitors["daan"].post(f"{here}/meeschrijvers/{person}/weg").status_code == 303
    assert visitors["greet"].get(here).status_code == 404
    assert COLD["title"] not in visitors["greet"].get("/berichten").text


def test_a_name_goes_with_its_account_and_the_text_stays(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world)
    invite(world, made, "greet")
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten.")
    session.commit()
    gone = world.person("greet")
    name, gone_id = gone.name, gone.id
    erasure_commands.erase_people(session, [gone_id])
    session.commit()
    versions = session.exec(select(InterpretationVersion)).all()
    assert {version.person_id for version in versions} == {world.person("daan").id, None}
    told = visitors["daan"].get(f"/duiding/{made.id}").text
    assert name not in told, re.findall(r".{80}Greet.{60}", told)
    assert "een voormalig gebruiker" in told
    assert session.get(Person, gone_id) is None


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/duiding/nieuw?period=bestaat-niet", "/beeld?period=bestaat-niet"),
        ("/duiding/nieuw?seen_from=2099-01-01", "/beeld?seen_from=2099-01-01"),
    ],
)
def test_a_view_that_is_none_leads_back_to_the_picture(
    visitors: Visitors, address: str, leads: str
) -> None:
    answer = visitors["daan"].get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, leads)
    assert visitors["amina"].get(address).status_code == 403


# The actor, the choices, then what each page itself reads: of one interpretation it and its crisis,
# versions, experts and proposals; what followed; four for the figures of now; the history.
COSTS = {"/duiding": 4, "/duiding/{id}": 14, "/duiding/nieuw": 9, "/duiding/{id}/nieuwe-versie": 8}


@pytest.mark.parametrize("times", [1, 4])
def test_a_page_costs_as_much_whatever_there_is(
    visitors: Visitors, world: World, session: Session, connection: Connection, times: int
) -> None:
    for number in range(times):
        made = write(world, title=f"Duiding {number} over de kou")
        for each in range(times):
            seen(world)
            propose(world, made, text=f"Voorstel {each} voor een warme kamer")
        rewrite(world, made, title=f"Duiding {number} nog eens over de kou")
    session.commit()
    visitors["daan"].get("/duiding")  # what is read once for all
    cost = {}
    for address in COSTS:
        with counted(connection) as statements:
            assert visitors["daan"].get(address.replace("{id}", str(made.id))).status_code == 200
        cost[address] = len(statements)
    assert cost == COSTS


def test_what_is_missing_in_its_figures_is_what_the_picture_misses(world: World) -> None:
    """Of a group whose open needs are covered nobody is missing any more."""
    asking = world.need(publish=True, target_group="homeless")
    covered = world.need(publish=True, target_group="low_literate")
    covered.committed = covered.quantity
    world.session.flush()
    missing = {row["group"] for row in write(world).figures["missing"]}
    assert asking.target_group in missing and covered.target_group not in missing


def test_the_list_goes_on_page_by_page(visitors: Visitors, world: World, session: Session) -> None:
    for number in range(60):
        write(world, title=f"Duiding nummer {number:02d}")
    session.commit()
    first = visitors["greet"].get("/duiding").text
    more = found_in(r'/duiding\?cursor=[^"]+', first)
    second = visitors["greet"].get(more.replace("&amp;", "&")).text
    titles = [set(re.findall(r"Duiding nummer \d\d", text)) for text in (first, second)]
    assert len(titles[0] | titles[1]) == 60 and not titles[0] & titles[1]
    assert session.exec(select(col(Interpretation.id))).first()


def test_what_was_typed_for_a_proposal_that_went_can_be_placed(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world)
    proposal = propose(world, made)
    session.commit()
    amina, to = visitors["amina"], f"/behoeften?proposal={proposal.id}"
    away = f"/duiding/{made.id}/voorstellen/{proposal.id}/weg"
    assert visitors["daan"].post(away).status_code == 303
    sent = form(GROCERIES) | {"publish": "1"}
    back = amina.post(to, data=sent)
    assert back.status_code == 422 and GROCERIES["title"] in back.text
    assert "Dit voorstel is er niet meer; je kunt de behoefte wel plaatsen" in back.text
    assert 'action="/behoeften"' in back.text and f'action="{to}"' not in back.text
    assert session.exec(select(Need)).all() == []
    assert amina.post("/behoeften", data=sent).status_code == 303


def version_on(text: str, to: str) -> str:
    """The counter that the form to this address carries."""
    pattern = rf'action="{to}"[^>]*>.*?name="version" value="(\d+)"'
    found = re.search(pattern, text, re.DOTALL)
    assert found, to
    return found[1]


def test_nothing_is_published_that_was_not_shown(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world)
    invite(world, made, "greet")
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten.")
    session.commit()
    here, daan = f"/duiding/{made.id}", visitors["daan"]
    opened = version_on(daan.get(here).text, f"{here}/plaatsen")
    rewrite(world, made, "greet", meaning="Ouderen krijgen een week later klachten.")
    session.commit()
    assert daan.post(f"{here}/plaatsen").status_code == 422
    late = daan.post(f"{here}/plaatsen", data={"version": opened})
    assert late.status_code == 422 and "Ouderen krijgen" in late.text
    assert "is veranderd nadat je de pagina opende" in late.text
    assert "klachten" not in visitors["amina"].get(here).text
    anew = version_on(late.text, f"{here}/plaatsen")
    assert daan.post(f"{here}/plaatsen", data={"version": anew}).status_code == 303
    assert "Ouderen krijgen" in visitors["amina"].get(here).text


def test_a_form_that_is_behind_comes_back_with_the_newest_text(
    visitors: Visitors, world: World, session: Session
) -> None:
    made = write(world)
    invite(world, made, "greet")
    rewrite(world, made, "greet", meaning="Kinderen krijgen een week later klachten.")
    session.commit()
    here, daan = f"/duiding/{made.id}", visitors["daan"]
    opened = version_on(daan.get(f"{here}/nieuwe-versie").text, here)
    rewrite(world, made, "greet", meaning="Ouderen krijgen een week later klachten.")
    session.commit()
    mine = COLD | {"meaning": "Mantelzorgers raken een week later overbelast."}
    for sent in (mine, mine | {"version": opened}):
        late = daan.post(here, data=sent)
        assert late.status_code == 422 and "Mantelzorgers raken" in late.text
        assert "Ouderen krijgen" in late.text
    anew = version_on(late.text, here)
    assert daan.post(here, data=mine | {"version": anew}).status_code == 303
