"""What a provider, or whoever stands between, can send that is not right: nobody comes in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from joserfc import jwk, jwt
from sqlmodel import select
from starlette.testclient import TestClient

from app.core import clock
from app.core.i18n import gettext as dutch
from app.identity.models import LoginSession
from app.providers import connections, metadata
from app.providers.models import Provider, ProviderTie
from app.providers.troubles import Trouble
from app.web.cookies import ROUND
from tests.providers.conftest import SLUG, Providers
from tests.providers.hostile import ANYTHING, Hostile, encoded, reply
from tests.world import Visitors

WAY = f"/inloggen/via/{SLUG}"


@pytest.fixture
def stranger(visitors: Visitors, providers: Providers, hostile: Hostile) -> TestClient:
    """At a provider to which amina is tied."""
    providers.tie(providers.add(hostile.issuer), "amina", "amina-at-work")
    return visitors[None]


def come_back(who: TestClient, answer: dict[str, str], way: str = WAY) -> httpx2.Response:
    return who.get(f"{way}/terug?{urlencode(answer)}")


def round_trip(who: TestClient, hostile: Hostile, **changes: str | None) -> httpx2.Response:
    leaves = who.get(WAY)
    assert leaves.status_code == 303, leaves.text
    return come_back(who, hostile.back(leaves.headers["location"], **changes))


def is_in(who: TestClient) -> bool:
    return who.get("/mijn-werk").status_code == 200


def is_refused(answer: httpx2.Response, trouble: Trouble) -> bool:
    return answer.status_code == trouble.status and dutch(trouble.word) in answer.text


def test_the_issuer_of_these_tests_lets_people_in_when_it_does_not_lie(
    stranger: TestClient, hostile: Hostile
) -> None:
    assert round_trip(stranger, hostile).headers["location"] == "/"
    assert is_in(stranger)
    asked = hostile.token_requests[0]
    assert len(asked["code_verifier"]) >= 43


NOW = clock.now().timestamp()
CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://andere.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "iemand-anders"},
    "no audience": {"aud": None},
    "several audiences without who asked": {"aud": ["schakelbord", "iemand-anders"]},
    "several audiences, asked by another": {
        "aud": ["schakelbord", "iemand-anders"],
        "azp": "iemand-anders",
    },
    "asked by another": {"azp": "iemand-anders"},
    "over": {"exp": NOW - 3600},
    "without an end": {"exp": None},
    "an end that is no number": {"exp": "morgen"},
    "an end that is true": {"exp": True},
    "made long ago": {"iat": NOW - 3600},
    "made later": {"iat": NOW + 3600},
    "made never": {"iat": None},
    "another nonce": {"nonce": "een-andere"},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 7},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": ["amina-at-work"]},
    "a subject that is too long": {"sub": "a" * 256},
    "the hash of another token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "larger than a token is": {"much": "x" * 20_000},
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_wrong_claim_lets_nobody_in(name: str, stranger: TestClient, hostile: Hostile) -> None:
    hostile.claims = CLAIMS[name]
    assert is_refused(round_trip(stranger, hostile), Trouble.WRONG)
    assert not is_in(stranger)


def test_the_right_hash_of_the_other_token_is_right(stranger: TestClient, hostile: Hostile) -> None:
    half = hashlib.sha256(b"niets-waard").digest()[:16]
    hostile.claims = {"at_hash": base64.urlsafe_b64encode(half).decode().rstrip("=")}
    round_trip(stranger, hostile)
    assert is_in(stranger)


def test_without_verifier_the_issuer_gives_nothing(stranger: TestClient, hostile: Hostile) -> None:
    """The issuer of these tests compares: a code that somebody else began is of no use here."""
    leaves = stranger.get(WAY)
    answer = hostile.back(leaves.headers["location"])
    hostile._challenges[answer["code"]] = "een-andere"
    assert is_refused(come_back(stranger, answer), Trouble.WRONG)


def _unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{encoded(header | {'alg': 'none'})}.{encoded(claims)}."


def _with_public_key_as_secret(hostile: Hostile) -> Callable[..., str]:
    """By hand: a library that is well kept refuses to sign so."""
    secret = hostile.key.as_pem(private=False)

    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        signed = f"{encoded(header | {'alg': 'HS256'})}.{encoded(claims)}"
        digest = hmac.digest(secret, signed.encode(), "sha256")
        return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"

    return sign


def _with_other_key(hostile: Hostile) -> Callable[..., str]:
    other = jwk.RSAKey.generate_key(2048)
    return lambda header, claims: jwt.encode(header, claims, other, algorithms=["RS256"])


def _with_key_in_header(hostile: Hostile) -> Callable[..., str]:
    other = jwk.RSAKey.generate_key(2048)
    return lambda header, claims: jwt.encode(
        header | {"jwk": other.as_dict(private=False)},
        claims,
        other,
        registry=ANYTHING,
    )


def _own_key_in_header(hostile: Hostile) -> Callable[..., str]:
    return lambda header, claims: hostile.signed(
        header | {"jwk": hostile.key.as_dict(private=False)}, claims
    )


def _key_elsewhere(hostile: Hostile) -> Callable[..., str]:
    return lambda header, claims: hostile.signed(
        header | {"jku": f"{hostile.issuer}/elsewhere"}, claims
    )


def _changed_after_signing(hostile: Hostile) -> Callable[..., str]:
    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        first, _claims, last = hostile.signed(header, claims | {"sub": "iemand"}).split(".")
        return f"{first}.{encoded(claims)}.{last}"

    return sign


SIGNED: dict[str, Callable[[Hostile], Callable[..., str]]] = {
    "not at all": lambda _hostile: _unsigned,
    "with the public key as a secret": _with_public_key_as_secret,
    "with another key": _with_other_key,
    "with the key that stands in it": _with_key_in_header,
    "with a right key that stands in it too": _own_key_in_header,
    "with a key that it says where to find": _key_elsewhere,
    "and changed afterwards": _changed_after_signing,
    "as a logout token": lambda hostile: lambda h, c: hostile.signed(h | {"typ": "logout+jwt"}, c),
    "with an unknown key": lambda hostile: lambda h, c: hostile.signed(h | {"kid": "two"}, c),
    "as no token at all": lambda _hostile: lambda _h, _c: "geen.token",
    "as five parts": lambda _hostile: lambda _h, _c: "a.b.c.d.e",
    "with a header that is no object": lambda _hostile: lambda _h, _c: "W10.e30.AAAA",
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_token_that_is_signed_wrongly_lets_nobody_in(
    name: str, stranger: TestClient, hostile: Hostile
) -> None:
    hostile.sign = SIGNED[name](hostile)
    assert is_refused(round_trip(stranger, hostile), Trouble.WRONG)
    assert not is_in(stranger)
    assert "/elsewhere" not in hostile.asked


ANSWERS: dict[str, tuple[dict[str, Any], Trouble]] = {
    "of another provider": ({"iss": "https://andere.example"}, Trouble.WRONG),
    "of it does not say whom": ({"iss": None}, Trouble.WRONG),
    "without a code": ({"code": None}, Trouble.WRONG),
    "with a code that was never given": ({"code": "verzonnen"}, Trouble.WRONG),
    "with another state": ({"state": "verzonnen"}, Trouble.STALE),
    "without a state": ({"state": None}, Trouble.STALE),
    "that says no": ({"code": None, "error": "access_denied"}, Trouble.STOPPED),
    "that says something is wrong": ({"code": None, "error": "server_error"}, Trouble.WRONG),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_wrong_lets_nobody_in(
    name: str, stranger: TestClient, hostile: Hostile
) -> None:
    changes, trouble = ANSWERS[name]
    assert is_refused(round_trip(stranger, hostile, **changes), trouble)
    assert not is_in(stranger)


def test_an_answer_is_good_for_once(stranger: TestClient, hostile: Hostile) -> None:
    answer = hostile.back(stranger.get(WAY).headers["location"])
    assert come_back(stranger, answer).status_code == 303
    asked = len(hostile.token_requests)
    assert is_refused(come_back(stranger, answer), Trouble.STALE)
    assert len(hostile.token_requests) == asked


def test_an_answer_is_of_no_use_in_another_browser(
    stranger: TestClient, hostile: Hostile, visitors: Visitors
) -> None:
    """Who lets somebody else follow the answer would have them signed in as who they are not."""
    answer = hostile.back(stranger.get(WAY).headers["location"])
    other = visitors["bram"]
    assert is_refused(come_back(other, answer), Trouble.STALE)
    other.get("/uitloggen")
    assert not hostile.token_requests
    assert come_back(stranger, answer).status_code == 303  # who began it goes on


def test_another_round_of_another_browser_does_not_help(
    stranger: TestClient, hostile: Hostile, visitors: Visitors
) -> None:
    answer = hostile.back(stranger.get(WAY).headers["location"])
    mine = stranger.cookies.get(ROUND)
    stranger.cookies.delete(ROUND)
    stranger.get(WAY)  # begins a round of its own
    assert stranger.cookies.get(ROUND) != mine
    assert is_refused(come_back(stranger, answer), Trouble.STALE)


def test_two_providers_are_not_mixed_up(
    stranger: TestClient, hostile: Hostile, providers: Providers
) -> None:
    """An answer that belongs to one provider does not count at the address of another."""
    providers.add("https://andere.example", slug="andere_vr01", name="Andere")
    answer = hostile.back(stranger.get(WAY).headers["location"])
    assert is_refused(come_back(stranger, answer, "/inloggen/via/andere_vr01"), Trouble.STALE)
    assert not hostile.token_requests
    query = hostile.begin(stranger.get(WAY).headers["location"])
    assert query["redirect_uri"].endswith(f"{WAY}/terug")
    assert query["code_challenge_method"] == "S256"
    assert min(len(query[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_an_unknown_pair_opens_nothing_and_says_what_to_do(
    stranger: TestClient, hostile: Hostile, providers: Providers
) -> None:
    address = providers.world.person("bram").email
    hostile.claims = {"sub": "bram-at-work", "email": address, "email_verified": True}
    answer = round_trip(stranger, hostile)
    assert is_refused(answer, Trouble.UNKNOWN)
    assert "uitnodiging" in answer.text
    assert not is_in(stranger)
    assert len(providers.session.exec(select(ProviderTie)).all()) == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(
    stranger: TestClient, hostile: Hostile, providers: Providers
) -> None:
    tie = providers.session.exec(select(ProviderTie)).one()
    tie.issuer = "https://andere.example"
    providers.session.commit()
    assert is_refused(round_trip(stranger, hostile), Trouble.UNKNOWN)


def test_a_closed_account_does_not_come_in(
    stranger: TestClient, hostile: Hostile, providers: Providers
) -> None:
    providers.world.person("amina").is_active = False
    providers.session.commit()
    assert is_refused(round_trip(stranger, hostile), Trouble.CLOSED)
    assert not providers.session.exec(select(LoginSession)).all()


def test_who_left_the_organisation_of_a_provider_does_not_come_in(
    visitors: Visitors, hostile: Hostile, providers: Providers
) -> None:
    own = providers.world.organisation("Boodschappenhulp Delfzijl").id
    providers.tie(providers.add(hostile.issuer, organisation_id=own), "amina", "amina-at-work")
    assert is_refused(round_trip(visitors[None], hostile), Trouble.ELSEWHERE)


def test_a_provider_that_is_switched_off_lets_nobody_go_or_come_back(
    stranger: TestClient, hostile: Hostile, providers: Providers
) -> None:
    answer = hostile.back(stranger.get(WAY).headers["location"])
    providers.session.exec(select(Provider)).one().is_active = False
    providers.session.commit()
    assert is_refused(come_back(stranger, answer), Trouble.OFF)
    assert is_refused(stranger.get(WAY), Trouble.OFF)
    assert WAY not in stranger.get("/inloggen").text
    assert not hostile.token_requests


METADATA: dict[str, dict[str, Any]] = {
    "of another issuer": {"issuer": "https://andere.example"},
    "with an address that runs": {"authorization_endpoint": "javascript:alert(1)"},
    "with an address without lock": {"token_endpoint": "http://andere.example/token"},
    "with a name before the host": {"jwks_uri": "https://wij@andere.example/jwks"},
    "without an address": {"token_endpoint": None},
    "without S256": {"code_challenge_methods_supported": ["plain"]},
    "without codes": {"response_types_supported": ["id_token"]},
    "with secrets only": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
}


@pytest.mark.parametrize("name", METADATA)
def test_nobody_goes_to_a_provider_whose_metadata_is_wrong(
    name: str, stranger: TestClient, hostile: Hostile
) -> None:
    hostile.metadata = METADATA[name]
    assert is_refused(stranger.get(WAY), Trouble.WRONG)


def _redirects(handler: BaseHTTPRequestHandler) -> None:
    reply(handler, {}, 302, location="/elsewhere")


def _never_ends(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.end_headers()
    try:
        for _part in range(10_000):
            handler.wfile.write(b" " * 10_000)
    except OSError:
        return


def _packed(handler: BaseHTTPRequestHandler) -> None:
    reply(handler, {}, 200, **{"content-encoding": "gzip"})


def _slow(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _part in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


BAD: dict[str, tuple[Callable[[BaseHTTPRequestHandler], None], Trouble]] = {
    "leads elsewhere": (_redirects, Trouble.WRONG),
    "never ends": (_never_ends, Trouble.WRONG),
    "is packed": (_packed, Trouble.WRONG),
    "comes drop by drop": (_slow, Trouble.AWAY),
    "is no object": (lambda handler: reply(handler, ["a"]), Trouble.WRONG),
    "is an error of it": (lambda handler: reply(handler, {}, 500), Trouble.AWAY),
    "breaks off": (lambda handler: handler.connection.close(), Trouble.AWAY),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
@pytest.mark.parametrize("name", BAD)
def test_an_answer_that_is_none_is_a_page(
    name: str,
    path: str,
    stranger: TestClient,
    hostile: Hostile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    answer, trouble = BAD[name]
    hostile.answers[path] = answer
    leaves = stranger.get(WAY)
    if path.startswith("/.well"):
        refused = leaves
    else:
        refused = come_back(stranger, hostile.back(leaves.headers["location"]))
    assert refused.status_code in (trouble.status, Trouble.WRONG.status)
    assert any(dutch(t.word) in refused.text for t in (trouble, Trouble.WRONG))
    assert "/elsewhere" not in hostile.asked
    assert not is_in(stranger)


def test_keys_are_asked_again_for_an_unknown_one_and_not_more_than_once_a_minute(
    stranger: TestClient, hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_trip(stranger, hostile)
    assert hostile.asked.count("/jwks") == 1
    stranger.post("/uitloggen")
    hostile.key = jwk.RSAKey.generate_key(2048, {"kid": "two"})
    hostile.header = {"kid": "two"}
    assert is_refused(round_trip(stranger, hostile), Trouble.WRONG)
    assert hostile.asked.count("/jwks") == 1
    monkeypatch.setattr(metadata, "KEYS_AGAIN", -1.0)
    round_trip(stranger, hostile)
    assert is_in(stranger)
    assert hostile.asked.count("/jwks") == 2


def test_nothing_that_a_provider_says_comes_in_the_log(
    stranger: TestClient, hostile: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    hostile.claims = {"sub": "onbekende-persoon"}
    round_trip(stranger, hostile, error_description="lekker-lezen")
    assert "not tied" in caplog.text
    assert "onbekende-persoon" not in caplog.text
    assert json.dumps(hostile.issuer) not in caplog.text
