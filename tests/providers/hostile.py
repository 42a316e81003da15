"""An issuer of our own that signs with its own keys, and lies as a test wants it to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from joserfc import jwk, jws, jwt

from app.core import clock

CLIENT_ID = "schakelbord"
Answer = Callable[[BaseHTTPRequestHandler], None]


def encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Hostile:
    """What it answers can be changed: `metadata`, `claims`, `header`, `sign`, and whole answers by
    path in `answers`.
    """

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.metadata: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.token_answer: dict[str, Any] = {}
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.token_requests: list[dict[str, str]] = []
        self.sign: Callable[[dict[str, Any], dict[str, Any]], str] = self.signed
        self._nonces: dict[str, str] = {}
        self._challenges: dict[str, str] = {}

    def signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        return jwt.encode(header, claims, self.key, registry=ANYTHING)

    def begin(self, address: str) -> dict[str, str]:
        """What somebody's browser is sent with; the code that comes back is the state itself."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self._nonces[query["state"]] = query["nonce"]
        self._challenges[query["state"]] = query["code_challenge"]
        return query

    def back(self, address: str, **changes: str | None) -> dict[str, str]:
        """The answer that it sends the browser back with."""
        query = self.begin(address)
        answer: dict[str, Any] = {
            "code": query["state"],
            "state": query["state"],
            "iss": self.issuer,
        }
        return {k: v for k, v in (answer | changes).items() if v is not None}

    def id_token(self, nonce: str, **changes: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "amina-at-work",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        claims = {k: v for k, v in (claims | self.claims | changes).items() if v is not None}
        header = {"alg": "RS256", "kid": "one"} | self.header
        return self.sign({k: v for k, v in header.items() if v is not None}, claims)

    def logout_token(self, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": uuid4().hex,
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        whole = {"alg": "RS256", "kid": "one", "typ": "logout+jwt"} | (header or {})
        return self.sign(
            {k: v for k, v in whole.items() if v is not None},
            {k: v for k, v in (claims | changes).items() if v is not None},
        )

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path).path
        self.asked.append(path)
        length = int(handler.headers.get("content-length") or 0)
        sent = handler.rfile.read(length).decode()
        if path in self.answers:
            self.answers[path](handler)
        elif path == "/.well-known/openid-configuration":
            reply(handler, self._about())
        elif path == "/jwks":
            reply(handler, {"keys": [self.key.as_dict(private=False)]})
        elif path == "/token":
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            self.token_requests.append(form)
            reply(handler, *self._exchange(form))
        else:
            reply(handler, {}, 404)

    def _about(self) -> dict[str, Any]:
        about = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            "authorization_response_iss_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return {k: v for k, v in (about | self.metadata).items() if v is not None}

    def _exchange(self, form: dict[str, str]) -> tuple[dict[str, Any], int]:
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        nonce = self._nonces.pop(form.get("code", ""), None)
        if nonce is None or self._challenges[form["code"]] != challenge:
            return {"error": "invalid_grant"}, 400
        answer = {
            "access_token": "niets-waard",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.id_token(nonce),
        }
        return answer | self.token_answer, 200


class _Anything(jws.JWSRegistry):
    max_header_length = 100_000
    max_payload_length = 1_000_000


ANYTHING = _Anything(algorithms=["RS256", "HS256", "ES256", "PS256"], strict_check_header=False)


def reply(handler: BaseHTTPRequestHandler, value: Any, status: int = 200, **headers: Any) -> None:
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body)))
    for name, text in headers.items():
        handler.send_header(name, text)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def listening() -> Iterator[Hostile]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    hostile = Hostile(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hostile.answer(self)

        do_POST = do_GET

        def log_message(self, *_args: Any) -> None: ...

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hostile
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
