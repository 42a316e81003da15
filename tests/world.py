"""The cast in tests: the same people and organisations as in the demo region."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Self
from uuid import UUID, uuid4

import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import Connection
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.demo.cast import demo_cast
from app.identity.actor import Actor
from app.identity.commands import start_session
from app.identity.models import Organisation, Person
from app.identity.queries import get_actor, get_person_by_email
from app.main import create_app
from app.needs.commands import log_need
from app.needs.fields import NeedInput
from app.needs.models import Need
from app.offers.commands import post_offer
from app.offers.fields import OfferInput
from app.offers.models import Offer
from app.web.cookies import SESSION
from app.web.middleware import SecurityHeaders

ORIGIN = "https://testserver"

GROCERIES: dict[str, Any] = {
    "title": "40 ouderen boven de 80 kunnen geen boodschappen doen",
    "description": "Ze komen door de kou de deur niet uit. Eén keer per week is genoeg.",
    "support_type": "groceries_meals",
    "target_group": "older_people",
    "quantity": 40,
    "unit": "people",
    "urgency": "high",
}
SHOPPING: dict[str, Any] = {
    "title": "Boodschappen aan huis in Delfzijl",
    "description": "Vrijwilligers met een fiets brengen op dinsdag en vrijdag.",
    "support_type": "groceries_meals",
    "target_groups": ["older_people"],
    "municipalities": ["GM1979"],
    "quantity": 30,
    "unit": "people",
}


class World:
    """Actors by name, and quick ways to a need or an offer in a state."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, key: str) -> Actor:
        """The actor of "amina" and the others of the cast."""
        if key not in self._actors:
            actor = get_actor(self.session, self.person(key).id)
            assert actor is not None
            self._actors[key] = actor
        return self._actors[key]

    def person(self, key: str) -> Person:
        email = next(member.email for member in demo_cast() if member.key == key)
        person = get_person_by_email(self.session, email)
        assert person is not None
        return person

    def organisation(self, name: str) -> Organisation:
        return self.session.exec(select(Organisation).where(col(Organisation.name) == name)).one()

    def need(self, who: str = "amina", *, publish: bool = False, **changes: Any) -> Need:
        """A need as `who` would log it, who says that its texts tell of nobody."""
        said = {"publish": "1" if publish else "0", "sure_no_names": True}
        given = NeedInput.model_validate(GROCERIES | said | changes)
        need = log_need(self.session, self[who], given)
        self.session.flush()
        return need

    def offer(self, who: str = "chantal", *, publish: bool = False, **changes: Any) -> Offer:
        """An offer as `who` would post it."""
        given = OfferInput.model_validate(SHOPPING | {"publish": "1" if publish else "0"} | changes)
        offer = post_offer(self.session, self[who], given)
        self.session.flush()
        return offer


@lru_cache(maxsize=1)
def _app(settings: Settings) -> Any:
    return create_app(settings)


@cache
def portal() -> BlockingPortal:
    """One event loop for all requests of a worker; a client alone starts a loop with threads of its
    own for every request.
    """
    started = start_blocking_portal()
    atexit.register(started.__exit__, None, None, None)
    return started.__enter__()


class OneHandover(httpx2.BaseTransport):
    """Gives a whole request to the loop and waits for the whole answer. Starlette's own hands over
    some eight times for each request.
    """

    def __init__(self, app: Any) -> None:
        self._app = httpx2.ASGITransport(
            app, raise_app_exceptions=False, client=("testclient", 50000)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return portal().call(self._answer, request)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._app.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(body)
        )


class Visitors:
    """One client for each person, all on the test's own connection. Who has one of the `tokens`
    signed in before.
    """

    def __init__(
        self,
        connection: Connection,
        session: Session,
        settings: Settings,
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        self._session, self._tokens = session, tokens or {}
        self._app = _app(settings)
        self._app.state.engine = connection
        self._clients: dict[str | None, TestClient] = {}
        self.world = World(session)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        for client in self._clients.values():
            client.close()

    def __getitem__(self, key: str | None) -> TestClient:
        if key not in self._clients:
            client = TestClient(
                SecurityHeaders(self._app),
                base_url=ORIGIN,
                headers={"origin": ORIGIN},
                follow_redirects=False,
                raise_server_exceptions=False,
            )
            client._transport = OneHandover(SecurityHeaders(self._app))
            if key is not None:
                client.cookies.set(SESSION, self._tokens.get(key) or self.sign_in(key))
            self._clients[key] = client
        return self._clients[key]

    def sign_in(self, key: str) -> str:
        """The token of a new session."""
        token = start_session(self._session, self.world.person(key))
        self._session.commit()
        return token


def form(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a form sends them."""
    return {
        k: [str(v) for v in value] if isinstance(value, list) else str(value)
        for k, value in values.items()
    }


def fresh_word(start: str = "", length: int = 8) -> str:
    """A word that no other test uses. Of letters alone: with digits it may look like an address."""
    letters = str.maketrans("0123456789", "ghijklmnop")
    return start + uuid4().hex[:length].translate(letters)


def id_in(location: str) -> UUID:
    """The id at the end of a redirect's address."""
    return UUID(location.rsplit("/", 1)[-1])
