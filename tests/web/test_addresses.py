"""Who sends, seen through proxies, and at which names we answer."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core.errors import Refused
from app.core.hosts import is_loopback
from app.core.settings import Mode, Settings, get_settings
from app.identity.models import SignInFailure
from app.identity.try_commands import key as _key
from app.main import create_app
from app.web.addresses import KnownHosts, TrustedProxies, network_of
from tests.world import ORIGIN

OURS = "10.0.0.0/8, 192.0.2.7, 2001:db8:1::/48"

SENDERS = [
    # peer, X-Forwarded-For, who it is
    ("203.0.113.5", None, "203.0.113.5"),
    ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # not a proxy of ours
    ("10.1.1.1", None, "10.1.1.1"),
    ("10.1.1.1", "198.51.100.1", "198.51.100.1"),
    ("192.0.2.7", "198.51.100.1", "198.51.100.1"),
    ("192.0.2.8", "198.51.100.1", "192.0.2.8"),
    # several of ours in a row; what stands before the sender, the sender wrote
    ("10.1.1.1", "198.51.100.1, 10.2.2.2", "198.51.100.1"),
    ("10.1.1.1", "1.1.1.1, 198.51.100.1, 192.0.2.7, 10.2.2.2", "198.51.100.1"),
    ("10.1.1.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
    ("10.1.1.1", "10.3.3.3, 10.2.2.2", "10.3.3.3"),
    ("10.1.1.1", "1.1.1.1, nonsense", "10.1.1.1"),
    ("10.1.1.1", "198.51.100.1, nonsense, 10.2.2.2", "10.2.2.2"),
    ("10.1.1.1", "", "10.1.1.1"),
    ("10.1.1.1", "198.51.100.1:4711", "198.51.100.1"),
    ("2001:db8:1::5", "[2001:db8:2::9]:4711", "2001:db8:2::9"),
    ("2001:db8:1::5", "2001:db8:2::9", "2001:db8:2::9"),
    ("::ffff:10.1.1.1", "::ffff:198.51.100.1", "198.51.100.1"),
    ("10.1.1.1", ", ".join(["1.1.1.1"] * 50_000), "1.1.1.1"),
    ("10.1.1.1", ", ".join(["10.1.1.1"] * 50_000), "10.1.1.1"),
]


def apart(work: Any) -> None:
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.mark.parametrize(("peer", "written", "who"), SENDERS)
def test_the_sender_is_whom_a_proxy_of_ours_says(peer: str, written: str | None, who: str) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [] if written is None else [(b"x-forwarded-for", written.encode())]
    scope = {"type": "http", "client": (peer, 5), "headers": headers, "scheme": "http"}
    networks = [part.strip() for part in OURS.split(",")]
    apart(TrustedProxies(app, networks)(scope, None, None))  # type: ignore[arg-type]
    assert seen == [who]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("198.51.100.1", "198.51.100.2", False),
        ("198.51.100.1", "::ffff:198.51.100.1", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@pytest.mark.parametrize(
    ("peer", "counts_as"), [("10.1.1.1", "198.51.100.1"), ("203.0.113.5", "203.0.113.5")]
)
def test_a_failed_sign_in_counts_for_the_sender_and_not_for_the_proxy(
    connection: Connection, session: Session, peer: str, counts_as: str
) -> None:
    app = create_app(
        Settings(mode=Mode.DEMO, database_url="postgresql://unused", trusted_proxies=OURS)
    )
    app.state.engine = connection
    client = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, client=(peer, 4711))
    client.headers["x-forwarded-for"] = "1.1.1.1, 198.51.100.1"
    answer = client.post("/inloggen", data={"email": "x@y.example", "password": "verkeerd"})
    assert answer.status_code == 422
    keys = {failure.key_hash for failure in session.exec(select(SignInFailure))}
    counted = (("email", "x@y.example"), ("address", counts_as))
    assert keys == {_key(app.state.settings, kind, value) for kind, value in counted}


@pytest.mark.parametrize(
    ("host", "is_known"),
    [
        ("bord.example.nl", True),
        ("BORD.example.nl.:8443", True),
        ("regio.bord.example.nl", False),
        ("regio.eigen.nl", True),
        ("a.b.eigen.nl", True),
        ("eigen.nl", False),
        ("noteigen.nl", False),
        ("bord.example.nl.kwaad.example", False),
        ("bord.example.nl@kwaad.example", False),
        ("kwaad.example@bord.example.nl", False),
        ("kwaad.example:80@bord.example.nl", False),
        ("bord.example.nl:80,kwaad.example", False),
        ("bord.example.nl,kwaad.example", False),
        ("bord.example.nl/kwaad", False),
        ("bord.example.nl?kwaad", False),
        ("bord.example.nl#kwaad", False),
        ("bord.example.nl:abc", False),
        ("bord.example.nl ", False),
        ("\tbord.example.nl", False),
        ("bord.example.nl\\kwaad", False),
        ("127.0.0.1", False),
        ("", False),
        ("[", False),
    ],
)
def test_a_name_is_one_of_the_settings_or_below_one(host: str, is_known: bool) -> None:
    reached: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append("app")

    async def refuse(_request: Any) -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            reached.append("refusal")

        return answer

    hosts = KnownHosts(app, ["bord.example.nl", "*.eigen.nl"], refuse)
    scope = {"type": "http", "path": "/", "headers": [(b"host", host.encode())]}
    apart(hosts(scope, None, None))  # type: ignore[arg-type]
    assert reached == ["app" if is_known else "refusal"]


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        *((host, True) for host in ("localhost", "LOCALHOST:8000", "a.localhost", "127.0.0.1:80")),
        *((host, True) for host in ("127.9.9.9", "[::1]", "[::1]:8000", "localhost.")),
        *((host, False) for host in ("localhost:80,kwaad.example", "kwaad.example@localhost")),
        *((host, False) for host in ("kwaad.example,.localhost", "localhost,kwaad.example")),
        *((host, False) for host in ("localhost.kwaad.example", "127.0.0.1.kwaad.example", "::1")),
        *((host, False) for host in ("[::1]kwaad", "[::2]", "192.0.2.1", "")),
    ],
)
def test_what_never_leaves_this_machine_is_read_strictly(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SCHAKELBORD_TRUSTED_PROXIES", "10.0.0.0/8, proxy", "IP-adressen"),
        ("SCHAKELBORD_OPEN_BODIES", "0", "te klein: 1 of meer"),
        ("SCHAKELBORD_HEADER_SECONDS", "3600", "te groot: 120 of minder"),
        ("SCHAKELBORD_LOCK_SECONDS", "0", "te klein: 0.1 of meer"),
        ("SCHAKELBORD_STATEMENT_SECONDS", "veel", "schrijf een getal"),
        ("SCHAKELBORD_IDLE_SECONDS", "601", "te groot: 600 of minder"),
        ("SCHAKELBORD_LOG_LEVEL", "hard", "kies 'DEBUG'"),
        ("SCHAKELBORD_MODE", "test", "kies 'demo' of 'production'"),
        ("PORT", "70000", "te groot: 65535 of minder"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    try:
        with pytest.raises(Refused) as caught:
            get_settings()
    finally:
        get_settings.cache_clear()
    sentence = str(caught.value)
    assert f"De instelling {name} " in sentence and says in sentence
    assert "\n" not in sentence and value not in sentence.replace("3600", "").split()
