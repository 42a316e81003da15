"""Who must have a second factor sets one up before going in; who lost theirs begins anew."""

from __future__ import annotations

import pytest
from sqlmodel import Session, col, select

from app.identity.actor import Actor
from app.identity.models import LoginSession
from app.mail.models import Mail, MailState
from app.region.commands import RegionInput, change_region
from app.second_factors.models import PendingSignIn
from tests.refusals import trail
from tests.region.numbers import REGION
from tests.second_factors.conftest import (
    INDEX,
    STEP,
    code_of,
    credentials,
    give_password,
    key_on,
    set_up_app,
)
from tests.world import Visitors

RESET = "/beheer/tweede-stap"


@pytest.mark.parametrize("who", ["daan", "eva"])
def test_the_team_and_the_administrator_set_one_up_before_they_go_in(
    production: Visitors, session: Session, who: str
) -> None:
    stranger = production[None]
    assert give_password(stranger, who, next="/aanbod") == INDEX
    page = stranger.get(INDEX)
    assert "is een tweede stap verplicht" in page.text
    for address in ("/bord", "/mijn-werk", "/beheer", "/"):
        answer = stranger.get(address)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/inloggen")
    assert stranger.get("/inloggen").headers["location"] == INDEX
    # Nobody goes on without one.
    assert stranger.post(f"{INDEX}/verder").headers["location"] == INDEX
    assert stranger.get("/bord").status_code == 303

    stranger.post(f"{INDEX}/app")
    key = key_on(stranger.get(f"{INDEX}/app"))
    assert stranger.post(f"{INDEX}/app/code", data={"code": "000000"}).status_code == 422
    done = stranger.post(f"{INDEX}/app/code", data={"code": code_of(key)})
    assert "Bewaar je herstelcodes" in done.text
    assert stranger.get("/bord").status_code == 303
    assert stranger.get("/inloggen").headers["location"] == INDEX
    assert stranger.post(f"{INDEX}/verder").headers["location"] == "/aanbod"
    assert stranger.get("/bord").status_code == 200
    assert session.exec(select(PendingSignIn)).all() == []

    stranger.cookies.clear()
    assert give_password(stranger, who) == STEP


def require_of(session: Session, administrator: Actor, kinds: list[str]) -> None:
    """As the administrator does on the page "How the region works"."""
    given = RegionInput.model_validate(REGION | {"second_factor_kinds": kinds})
    change_region(session, administrator, given)
    session.commit()


@pytest.mark.parametrize("who", ["amina", "chantal", "greet"])
def test_the_others_go_in_at_once_unless_their_region_asks_it(
    production: Visitors, session: Session, who: str
) -> None:
    stranger = production[None]
    assert give_password(stranger, who) == "/"
    stranger.cookies.clear()
    kind = production.world[who].seats[0].kind
    require_of(session, production.world["eva"], [kind.value])
    assert give_password(stranger, who) == INDEX
    stranger.cookies.clear()
    require_of(session, production.world["eva"], [])
    assert give_password(stranger, who) == "/"


@pytest.mark.parametrize("who", ["daan", "eva"])
def test_in_a_demonstration_nobody_must(visitors: Visitors, who: str) -> None:
    assert give_password(visitors[None], who) == "/"


def test_who_must_have_one_keeps_the_last(production: Visitors) -> None:
    eva = production["eva"]
    set_up_app(eva)
    assert "/app/weghalen" not in eva.get(INDEX).text
    assert eva.post(f"{INDEX}/app/weghalen").status_code == 409
    amina = production["amina"]
    set_up_app(amina)
    assert amina.post(f"{INDEX}/app/weghalen").status_code == 303
    assert "0 van de 10" not in amina.get(INDEX).text
    assert give_password(production[None], "amina") == "/"


def lost(who: str) -> dict[str, str]:
    return {"email": credentials(who)["email"], "reason": "lost", "check": "called_back"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_administrator_takes_them_away_and_every_session_ends(
    production: Visitors, session: Session, language: str
) -> None:
    production.world.person("amina").language = language
    session.commit()
    set_up_app(production["amina"])
    assert production["amina"].get("/bord").status_code == 200
    said = production["eva"].get(RESET).text
    answer = production["eva"].post(RESET, data=lost("amina"))
    assert (answer.status_code, answer.headers["location"]) == (303, RESET)
    assert production["amina"].get("/bord").status_code == 303
    amina = production.world.person("amina").id
    logins = session.exec(select(LoginSession)).all()
    assert amina not in {login.person_id for login in logins}
    line = trail(session, "factor:reset")[0]
    assert (line.object_id, line.person_id) == (amina, production.world.person("eva").id)
    assert line.facts == {"reason": "lost", "check": "called_back"}
    # She hears of it in her own language.
    (mail,) = session.exec(select(Mail).where(col(Mail.kind) == "second_factors:reset"))
    assert (mail.person_id, mail.language, mail.state) == (amina, language, MailState.DUE)
    # Nobody asks amina for a new one, and the page promises no more than that.
    assert give_password(production[None], "amina") == "/"
    assert "alleen om een nieuwe tweede stap als de regio die verplicht" in said


def test_never_ones_own_and_nobody_of_another_region(production: Visitors) -> None:
    eva = production["eva"]
    set_up_app(eva)
    assert eva.post(RESET, data=lost("eva")).status_code == 403
    for email in (lost("hugo")["email"], "niemand@nergens.example"):
        answer = eva.post(RESET, data=lost("amina") | {"email": email})
        assert answer.status_code == 422
        assert "geen account met dit e-mailadres" in answer.text
