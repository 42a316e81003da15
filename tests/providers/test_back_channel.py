"""The provider itself says that somebody left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core import clock
from app.core.settings import Settings
from app.identity.models import LoginSession
from app.identity.queries import token_hash
from app.providers.commands import forget_rounds
from app.providers.models import ProviderLogin, SpentLogout
from app.web.cookies import SESSION
from tests.providers.conftest import SLUG, Providers
from tests.providers.hostile import Hostile
from tests.world import Visitors

BACK_DOOR = f"/uitloggen/achterdeur/{SLUG}"


class Sessions:
    """Sessions that began at a provider, of whom and by which of its sessions."""

    def __init__(self, providers: Providers, visitors: Visitors, issuer: str) -> None:
        self.visitors = visitors
        self.providers = providers
        self.provider = providers.add(issuer)

    def begin(self, who: str, subject: str, sid: str | None) -> str:
        token = self.visitors.sign_in(who)
        self.providers.session.add(
            ProviderLogin(
                token_hash=token_hash(token),
                provider_id=self.provider.id,
                subject=subject,
                sid=sid,
            )
        )
        self.providers.session.commit()
        return token

    def lives(self, token: str) -> bool:
        browser = self.visitors[None]
        browser.cookies.set(SESSION, token)
        answer = browser.get("/mijn-werk")
        browser.cookies.delete(SESSION)
        return answer.status_code == 200


@pytest.fixture
def sessions(providers: Providers, visitors: Visitors, hostile: Hostile) -> Sessions:
    return Sessions(providers, visitors, hostile.issuer)


def tell(visitors: Visitors, token: str, **how: Any) -> httpx2.Response:
    """As a server does: no cookie, and another origin if it says one."""
    client: TestClient = visitors[None]
    return client.post(BACK_DOOR, data={"logout_token": token}, **how)


ENDS: dict[str, tuple[dict[str, Any], list[bool]]] = {
    # Whose sessions go on: amina's a, her second of a, her b, one without a number, bram's a.
    "by the session": ({"sid": "a"}, [False, False, True, True, False]),
    "by the person": ({"sub": "amina"}, [False, False, False, False, True]),
    "by both": ({"sub": "amina", "sid": "a"}, [False, False, True, False, True]),
    "of an unknown session": ({"sid": "weg"}, [True] * 5),
    "of an unknown person": ({"sub": "niemand"}, [True] * 5),
}


@pytest.mark.parametrize("name", ENDS)
def test_every_session_that_is_meant_ends_and_no_other(
    name: str, sessions: Sessions, visitors: Visitors, hostile: Hostile
) -> None:
    begun = [
        sessions.begin("amina", "amina", "a"),
        sessions.begin("amina", "amina", "a"),
        sessions.begin("amina", "amina", "b"),
        sessions.begin("amina", "amina", None),
        sessions.begin("bram", "bram", "a"),
        visitors.sign_in("amina"),  # with a password
    ]
    says, go_on = ENDS[name]
    answer = tell(visitors, hostile.logout_token(**says))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert [sessions.lives(token) for token in begun] == [*go_on, True]


def test_what_another_provider_says_ends_nothing(
    sessions: Sessions, visitors: Visitors, hostile: Hostile, providers: Providers
) -> None:
    token = sessions.begin("amina", "amina", "a")
    providers.add(hostile.issuer, slug="andere_vr01", name="Andere", client_id="andere")
    says = hostile.logout_token(sid="a", aud="andere")
    assert (
        visitors[None]
        .post("/uitloggen/achterdeur/andere_vr01", data={"logout_token": says})
        .is_success
    )
    assert sessions.lives(token)


def test_a_token_is_heard_once(sessions: Sessions, visitors: Visitors, hostile: Hostile) -> None:
    said = hostile.logout_token(sub="amina")
    assert tell(visitors, said).status_code == 200
    later = sessions.begin("amina", "amina", "a")
    assert tell(visitors, said).status_code == 400
    assert sessions.lives(later)


NOW = clock.now().timestamp()
EVENT = "http://schemas.openid.net/event/backchannel-logout"
WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://andere.example"},
    "another audience": {"aud": "iemand-anders"},
    "made long ago": {"iat": NOW - 3600},
    "made never": {"iat": None},
    "over": {"exp": NOW - 3600},
    "without an end": {"exp": None},
    "without events": {"events": None},
    "another event": {"events": {"http://andere.example": {}}},
    "an event that is no object": {"events": {EVENT: "ja"}},
    "a nonce": {"nonce": "een-nonce"},
    "nobody": {"sub": None},
    "without a number": {"jti": None},
    "a session that is no text": {"sid": ["a"]},
    "another type": {"header": {"typ": "at+jwt"}},
    "the type of an id token": {"header": {"typ": "JWT"}},
    "a key in its header": {"header": {"jwk": {"kty": "RSA"}}},
    "an unknown key": {"header": {"kid": "two"}},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_logout_token_ends_nothing(
    name: str, sessions: Sessions, visitors: Visitors, hostile: Hostile
) -> None:
    token = sessions.begin("amina", "amina", "a")
    answer = tell(visitors, hostile.logout_token(**({"sub": "amina"} | WRONG[name])))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert sessions.lives(token)


def test_an_id_token_is_no_logout_token(
    sessions: Sessions, visitors: Visitors, hostile: Hostile
) -> None:
    token = sessions.begin("amina", "amina-at-work", "a")
    assert tell(visitors, hostile.id_token("een-nonce", jti="1")).status_code == 400
    assert sessions.lives(token)


SENT: dict[str, Callable[[str], dict[str, Any]]] = {
    "as JSON": lambda token: {"json": {"logout_token": token}},
    "as a file": lambda token: {"files": {"logout_token": ("token", token)}},
    "as text": lambda token: {
        "content": f"logout_token={token}",
        "headers": {"content-type": "text/plain"},
    },
    "twice": lambda token: {"data": {"logout_token": [token, token]}},
    "in the address": lambda token: {"params": {"logout_token": token}},
}


@pytest.mark.parametrize("name", SENT)
def test_it_is_heard_as_a_form_only(
    name: str, sessions: Sessions, visitors: Visitors, hostile: Hostile
) -> None:
    token = sessions.begin("amina", "amina", "a")
    answer = visitors[None].post(BACK_DOOR, **SENT[name](hostile.logout_token(sub="amina")))
    assert answer.status_code == 400
    assert sessions.lives(token)


def test_a_server_is_heard_whatever_it_says_of_where_it_comes_from(
    sessions: Sessions, visitors: Visitors, hostile: Hostile
) -> None:
    token = sessions.begin("amina", "amina", "a")
    headers = {"origin": "https://inloggen.example", "sec-fetch-site": "cross-site"}
    assert tell(visitors, hostile.logout_token(sub="amina"), headers=headers).status_code == 200
    assert not sessions.lives(token)


def test_a_switched_off_provider_still_ends_sessions(
    sessions: Sessions, visitors: Visitors, hostile: Hostile, providers: Providers
) -> None:
    token = sessions.begin("amina", "amina", "a")
    sessions.provider.is_active = False
    providers.session.commit()
    assert tell(visitors, hostile.logout_token(sub="amina")).status_code == 200
    assert not sessions.lives(token)


def test_what_is_known_of_a_session_goes_with_it(
    sessions: Sessions, visitors: Visitors, hostile: Hostile, providers: Providers
) -> None:
    token = sessions.begin("amina", "amina", "a")
    row = providers.session.get_one(LoginSession, token_hash(token))
    providers.session.delete(row)
    providers.session.commit()
    providers.session.expire_all()
    assert not providers.session.exec(select(ProviderLogin)).all()


def test_tokens_that_are_too_old_are_forgotten(
    sessions: Sessions,
    visitors: Visitors,
    hostile: Hostile,
    providers: Providers,
    settings: Settings,
) -> None:
    tell(visitors, hostile.logout_token(sub="amina"))
    visitors[None].get(f"/inloggen/via/{SLUG}")
    assert forget_rounds(providers.session) == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert forget_rounds(providers.session) == 2
    assert not providers.session.exec(select(SpentLogout)).all()
