"""In, out and tied through the certified oidc-provider."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwk
from sqlmodel import select
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.core.i18n import gettext as dutch
from app.identity.models import LoginSession
from app.providers.client import setting_of
from app.providers.models import (
    ClientAuthentication,
    Provider,
    ProviderLogin,
    ProviderRound,
    ProviderTie,
)
from app.providers.troubles import Trouble
from tests.html import Page
from tests.providers import real_provider
from tests.providers.conftest import CLIENT, SECRET, SLUG, Providers
from tests.providers.real_provider import RealProvider
from tests.world import ORIGIN, Visitors

WAY = f"/inloggen/via/{SLUG}"
OWN = "/mijn-account/aanmelden-via"


@pytest.fixture
def browser(real: RealProvider) -> Iterator[httpx2.Client]:
    with real.browser() as found:
        yield found


def come_back(
    visitor: TestClient, real: RealProvider, browser: httpx2.Client, address: str, who: str
) -> httpx2.Response:
    back = real.answer(browser, address, who, ORIGIN + WAY)
    return visitor.get(back.removeprefix(ORIGIN))


def walk(
    visitor: TestClient, real: RealProvider, browser: httpx2.Client, who: str, query: str = ""
) -> httpx2.Response:
    """From the button to the answer on the way back."""
    leaves = visitor.get(WAY + query)
    assert leaves.status_code == 303
    return come_back(visitor, real, browser, leaves.headers["location"], who)


def link_in(answer: httpx2.Response, start: str) -> str:
    found = (e.attributes.get("href") or "" for e in Page(answer.text).every("a"))
    return next(href for href in found if href.startswith(start))


def test_who_is_tied_comes_in_where_they_wanted(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "amina", "amina-at-work")
    stranger = visitors[None]
    assert WAY in stranger.get("/inloggen?next=/bord").text
    came = walk(stranger, real, browser, "amina-at-work", "?next=/bord")
    assert (came.status_code, came.headers["location"]) == (303, "/bord")
    assert providers.world.person("amina").name in unescape(stranger.get("/mijn-werk").text)
    login = providers.session.exec(select(ProviderLogin)).one()
    assert login.subject == "amina-at-work"
    assert login.sid is None  # this client did not ask for it
    assert not providers.session.exec(select(ProviderRound)).all()


def test_nobody_is_led_to_another_site(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "amina", "amina-at-work")
    came = walk(visitors[None], real, browser, "amina-at-work", "?next=https://kwaad.example/")
    assert came.headers["location"] == "/"


def test_what_was_typed_when_the_session_ended_comes_back(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "amina", "amina-at-work")
    visitor = visitors["amina"]
    opened = Page(visitor.get("/behoeften/nieuw").text)
    for row in providers.session.exec(select(LoginSession)):
        providers.session.delete(row)
    providers.session.commit()
    typed = {"form_draft": opened.typed("form_draft")[0], "title": "40 ouderen zonder boodschappen"}
    page = Page(visitor.post("/behoeften", data=typed).text)
    carried = {name: page.typed(name)[-1] for name in ("next", "typed")}
    assert "40 ouderen" in carried["typed"]
    between = visitor.post(WAY, data=carried)
    assert between.status_code == 200
    address = link_in(between, real.issuer)
    came = come_back(visitor, real, browser, address, "amina-at-work")
    assert came.status_code == 303
    again = visitor.get(came.headers["location"])
    assert Page(again.text).typed("title") == ["40 ouderen zonder boodschappen"]


def test_a_signed_in_account_ties_itself_and_unties(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.add(real.issuer)
    visitor = visitors["amina"]
    assert f"{OWN}/{SLUG}" in visitor.get(OWN).text
    between = visitor.post(f"{OWN}/{SLUG}")
    address = link_in(between, real.issuer)
    assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]
    came = come_back(visitor, real, browser, address, "amina-at-work")
    assert came.headers["location"] == OWN
    tie = providers.session.exec(select(ProviderTie)).one()
    assert (tie.issuer, tie.subject) == (real.issuer, "amina-at-work")
    assert f"{OWN}/{tie.id}/loskoppelen" in visitor.get(OWN).text
    with real.browser() as other:
        assert walk(visitors[None], real, other, "amina-at-work").status_code == 303
    assert visitor.post(f"{OWN}/{tie.id}/loskoppelen").headers["location"] == OWN
    assert not providers.session.exec(select(ProviderTie)).all()
    told = providers.session.exec(select(AuditEntry.event)).all()
    assert {"provider:tied", "provider:untied"} <= set(told)


def test_only_who_began_to_tie_is_tied(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    """Whoever is signed in by then is somebody else, or nobody: nothing is tied."""
    providers.add(real.issuer)
    visitor = visitors["amina"]
    address = link_in(visitor.post(f"{OWN}/{SLUG}"), real.issuer)
    visitor.post("/uitloggen")
    came = come_back(visitor, real, browser, address, "amina-at-work")
    assert came.status_code == Trouble.OTHER_PERSON.status
    assert dutch(Trouble.OTHER_PERSON.word) in came.text
    assert not providers.session.exec(select(ProviderTie)).all()


def test_who_is_somebody_else_here_is_not_tied_again(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "bram", "bram-at-work")
    visitor = visitors["amina"]
    address = link_in(visitor.post(f"{OWN}/{SLUG}"), real.issuer)
    came = come_back(visitor, real, browser, address, "bram-at-work")
    assert dutch(Trouble.TAKEN.word) in came.text
    tie = providers.session.exec(select(ProviderTie)).one()
    assert tie.person_id == providers.world.person("bram").id


def test_the_last_way_in_stays(
    visitors: Visitors, providers: Providers, real: RealProvider
) -> None:
    providers.tie(providers.add(real.issuer), "amina", "amina-at-work")
    providers.world.person("amina").password_hash = None
    providers.session.commit()
    tie = providers.session.exec(select(ProviderTie)).one()
    assert "loskoppelen" not in visitors["amina"].get(OWN).text
    assert visitors["amina"].post(f"{OWN}/{tie.id}/loskoppelen").status_code == 409
    assert providers.session.exec(select(ProviderTie)).all()


def test_out_here_first_and_then_at_the_provider(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(providers.add(real.issuer), "amina", "amina-at-work")
    visitor = visitors[None]
    walk(visitor, real, browser, "amina-at-work")
    left = visitor.post("/uitloggen")
    assert left.status_code == 200
    assert visitor.get("/mijn-werk").status_code == 303
    assert not providers.session.exec(select(LoginSession)).all()
    address = link_in(left, real.issuer)
    query = parse_qs(urlsplit(address).query)
    assert query.keys() == {"client_id", "id_token_hint", "post_logout_redirect_uri"}
    assert real.leave(browser, address).headers["location"].startswith(f"{ORIGIN}/inloggen")


def test_a_dead_provider_keeps_nobody_in(
    visitors: Visitors, providers: Providers, real: RealProvider, browser: httpx2.Client
) -> None:
    providers.tie(provider := providers.add(real.issuer), "amina", "amina-at-work")
    visitor = visitors[None]
    walk(visitor, real, browser, "amina-at-work")
    provider.issuer = "http://127.0.0.1:1"
    providers.session.commit()
    assert visitor.post("/uitloggen").headers["location"] == "/inloggen"
    assert not providers.session.exec(select(LoginSession)).all()


@pytest.fixture
def heard() -> Iterator[tuple[str, Queue[dict[str, Any]]]]:
    """A door on loopback that the real provider can call, and what it says there."""
    said: Queue[dict[str, Any]] = Queue()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            said.put({"kind": self.headers["content-type"], "body": body})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", said
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_real_provider_signs_somebody_out_by_the_back_door(
    visitors: Visitors,
    providers: Providers,
    heard: tuple[str, Queue[dict[str, Any]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And we showed it who we are with a key of our own."""
    key = jwk.RSAKey.generate_key(2048, {"kid": "ours"})
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key.as_dict(private=True)))
    door, said = heard
    client = {name: value for name, value in CLIENT.items() if name != "client_secret"} | {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [key.as_dict(private=False)]},
        "backchannel_logout_uri": door,
        "backchannel_logout_session_required": True,
    }
    kind = ClientAuthentication.PRIVATE_KEY
    monkeypatch.setenv(setting_of(SLUG, kind), str(file))
    with real_provider.running([client]) as real, real.browser() as browser:
        provider = providers.add(real.issuer, authentication=kind)
        providers.tie(provider, "amina", "amina-at-work")
        visitor = visitors[None]
        assert walk(visitor, real, browser, "amina-at-work").status_code == 303
        assert providers.session.exec(select(ProviderLogin)).one().sid
        # Not by our button: at another site that the provider signs people in to.
        real.leave(browser, f"{real.issuer}/session/end?client_id=schakelbord")
        told = said.get(timeout=20)
        answer = visitors["bram"].post(
            f"/uitloggen/achterdeur/{SLUG}",
            content=told["body"],
            headers={"content-type": told["kind"]},
        )
    assert answer.status_code == 200
    assert visitor.get("/mijn-werk").status_code == 303
    assert visitors["bram"].get("/mijn-werk").status_code == 200


def test_a_provider_that_is_added_by_its_form_lets_people_in(
    visitors: Visitors,
    providers: Providers,
    real: RealProvider,
    browser: httpx2.Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The administrator fills it in, the operator sets its secret, somebody ties their account and
    comes in by the button.
    """
    eva, given = visitors["eva"], {"client_id": "schakelbord", "authentication": "secret"}
    pages = "/beheer/aanmelden-via"
    wrong = eva.post(pages, data=given | {"name": "Gemeente", "issuer": f"{real.issuer}/elders"})
    assert wrong.status_code == 422 and not providers.session.exec(select(Provider)).all()
    answer = eva.post(pages, data=given | {"name": "Gemeente", "issuer": real.issuer})
    assert answer.status_code == 303, answer.text
    provider = providers.session.exec(select(Provider)).one()
    assert (provider.slug, provider.is_active, provider.region_code) == (SLUG, True, "VR01")
    name = setting_of(SLUG, ClientAuthentication.SECRET)
    page = eva.get(answer.headers["location"]).text
    assert name in page and f"{ORIGIN}{WAY}/terug" in page
    assert WAY in visitors[None].get("/inloggen").text
    refused = visitors[None].get(WAY)
    assert refused.status_code == Trouble.NO_SECRET.status
    monkeypatch.setenv(name, SECRET)
    visitor = visitors["amina"]
    address = link_in(visitor.post(f"{OWN}/{SLUG}"), real.issuer)
    assert come_back(visitor, real, browser, address, "amina-at-work").headers["location"] == OWN
    with real.browser() as other:
        assert walk(visitors[None], real, other, "amina-at-work").status_code == 303
    assert providers.world.person("amina").name in unescape(visitors[None].get("/mijn-werk").text)
