"""No answer to anybody holds a text that they may not see, wherever it was written: every route is
asked, by name of nobody's choice, and the whole answer is looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString
from starlette.testclient import TestClient

from app.core.settings import Mode, Settings
from app.main import create_app
from app.reference.models import RegionSettings
from app.routers import ROUTERS
from app.web.cookies import PREFIX
from tests.browser.region import Region
from tests.conftest import Databases
from tests.web.foreign import ADMINISTRATOR, TYPED, Mark, Marked
from tests.web.test_security_matrix import BODIES
from tests.world import ORIGIN, portal

# Of these columns nobody types what stands in them, or not to be read.
NOT_TYPED = {
    "a code or a choice": (
        "place region_code municipality_code support_type target_group kind language window engine "
        "slug theme event code merged_into number client_id issuer period"
    ),
    "made of what is typed": "search_words found_by sort_name word",
    "nobody is shown it": (
        "subject sid id_token password_hash trouble page sent_to sent_as then typed next_page "
        "browser"
    ),
}
# Text of others that a route shows to whoever asks, and why.
SHOWN = {
    "actions:public": ("action. organisation.name", "an action that was made public"),
    "registrations:search": ("organisation.name", "who wants to register looks for a double"),
    "claims:new": ("organisation.name", "who claims an organisation sees which"),
    "claims:send": ("organisation.name", "the same"),
    "identity:sign_in": ("provider.name", "through whom one can sign in"),
    "identity:sign_in_password": ("provider.name", "the same"),
    "second_factors:sign_in_passkey": ("provider.name", "the same"),
    "passwords:forgotten": ("provider.name", "the same"),
}
OPENED = ("need.title need.description offer.title offer.description organisation.name",
          "a board that is open to the region")  # fmt: skip
# What a list is asked besides, where its page has the field.
FIELD = re.compile(rb'id="f_(q|status|state)"')
QUERIES = {b"q": "q=boodschappen", b"status": "status=all", b"state": "state=all"}
# These end a session, or begin one: their own tests look at their answers.
NOT_SENT = ("identity:sign_out", "identity:sign_in_demo", "providers:back_channel")


@pytest.fixture(scope="module")
def marked(databases: Databases) -> Iterator[Marked]:
    region = Region(ORIGIN, databases.copy("demo"))
    assert region.places
    marked = Marked(region)
    marked.sign_in("hugo", "c-vr03", ADMINISTRATOR, "farid", "greet", "daan", "eva", None)
    count = marked.mark()
    assert {column for column, times in count.items() if not times} == set()
    yield marked
    region.close()


def _client(marked: Marked, *more: APIRouter) -> TestClient:
    """A browser of the product, with these routes before all others."""
    app = create_app(Settings(mode=Mode.DEMO, database_url="postgresql://unused"))
    app.state.engine = marked.region.engine
    for router in more:
        app.router.routes[:0] = router.routes
    client = TestClient(
        app, base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip
    client.portal = portal()
    return client


@pytest.fixture(scope="module")
def client(marked: Marked) -> Iterator[TestClient]:
    client = _client(marked)
    yield client
    client.close()


def _routes(method: str, routers: Sequence[APIRouter] = ROUTERS) -> Iterator[APIRoute]:
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and method in (route.methods or ()):
                yield route


def _shown(route: str, *, is_open: bool) -> tuple[str, ...]:
    said = SHOWN[route][0] if route in SHOWN else ""
    said += " " + OPENED[0] if is_open and route.startswith("neighbours:") else ""
    return tuple(said.split())


def _also(address: str, content: bytes) -> list[str]:
    """The same list with more in it, and with what was looked for, where it asks for that."""
    asked = set(FIELD.findall(content)) if "?" not in address else set()
    return [f"{address}?{query}" for field, query in QUERIES.items() if field in asked]


def _heads(answer: httpx2.Response) -> bytes:
    """What an answer says above itself: where it leads, what a file is called."""
    return "\n".join(map(unquote, answer.headers.values())).encode()


def _may_see(marked: Marked, person: str | None, mark: Mark) -> bool:
    """Within a region everybody sees what is shared; what is of one organisation, its people."""
    organisation, region = marked.homes[person]
    if mark.column.startswith("organisation_profile.contact_") and person in ("farid", "greet"):
        return frozenset((organisation, mark.owner)) in {*marked.agreed, frozenset((organisation,))}
    return organisation == mark.owner if mark.is_private else region == marked.region_of[mark.owner]


def _look(
    marked: Marked,
    client: TestClient,
    person: str | None,
    methods: str,
    *,
    is_open: bool = False,
    begins: str = "",
    routers: Sequence[APIRouter] = ROUTERS,
) -> set[tuple[str, str, str]]:
    """What this person was shown and may not see: the route, the address, and which column."""
    client.cookies.clear()
    client.cookies.update({PREFIX + n: value for n, value in marked.cookies[person].items()})
    wrong: set[tuple[str, str, str]] = set()
    seen = answers = 0
    for method in methods.split():
        for route in _routes(method, routers):
            shown = _shown(route.name, is_open=is_open)
            is_asked = route.name not in NOT_SENT and route.name.startswith(begins)
            waiting = list(marked.addresses_of(route.path)) if is_asked else []
            body = BODIES.get(route.path) if method == "POST" else None
            while waiting:
                address = waiting.pop()
                answer = client.request(method, address, data=body)
                assert answer.status_code != 500, address
                waiting += _also(address, answer.content) if method == "GET" else []
                found = marked.found_in(answer.content) | marked.found_in(_heads(answer))
                seen, answers = seen + len(found), answers + 1
                wrong |= {
                    (f"{method} {route.name}", address, mark.column)
                    for mark in found
                    if not _may_see(marked, person, mark) and not mark.column.startswith(shown)
                }
    assert begins or (answers > 200 and (seen > 20 or person is None)), (answers, seen)
    return wrong


def _set_board(marked: Marked, *, is_open: bool) -> None:
    with marked.region.session() as session:
        session.get_one(RegionSettings, "VR01").open_to = ["VR03"] if is_open else []


@pytest.mark.parametrize("person", ["hugo", "c-vr03", ADMINISTRATOR, None])
def test_nobody_of_another_region_is_shown_a_text_of_this_one(
    marked: Marked, client: TestClient, person: str | None
) -> None:
    """With the board open, as more is shown then; and once more what shows an open board, shut."""
    _set_board(marked, is_open=True)
    # Whoever coordinates there does less than the team.
    methods = "GET" if person == "hugo" else "GET POST"
    wrong = _look(marked, client, person, methods, is_open=True)
    _set_board(marked, is_open=False)
    assert wrong | _look(marked, client, person, "GET", begins="neighbours:") == set()


@pytest.mark.parametrize("person", ["farid", "greet", "daan", "eva"])
def test_nobody_is_shown_what_another_organisation_keeps_for_itself(
    marked: Marked, client: TestClient, person: str
) -> None:
    assert _look(marked, client, person, "GET") == set()


def _leaks(marked: Marked) -> APIRouter:
    """Routes that forget to ask who is reading: each in another way."""
    router = APIRouter()

    def read(table: str, column: str, item_id: str) -> str:
        query = sa.text(f"SELECT {column} FROM {table} WHERE id = CAST(:id AS uuid)")  # noqa: S608
        with marked.region.session() as session:
            return str(session.execute(query, {"id": item_id}).scalar())

    @router.get("/lek/pagina/{need_id}", name="leak:page")
    def page(need_id: str) -> Response:
        return Response(f"<p>{read('need', 'title', need_id)}</p>", media_type="text/html")

    @router.get("/lek/niet-gevonden/{need_id}", name="leak:missing")
    def missing(need_id: str) -> Response:
        return Response(f"Er is geen {read('need', 'title', need_id)}", status_code=404)

    @router.get("/lek/bestand/{offer_id}", name="leak:file")
    def file(offer_id: str) -> Response:
        name = quote(read("offer", "title", offer_id))
        return Response("", headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})

    @router.get("/lek/door/{offer_id}", name="leak:redirect")
    def redirect(offer_id: str) -> Response:
        where = f"/aanbod?q={quote(read('offer', 'title', offer_id))}"
        return Response(status_code=303, headers={"location": where})

    @router.post("/lek/pagina/{need_id}", name="leak:posted")
    def posted(need_id: str) -> Response:
        return Response(read("need", "description", need_id), status_code=422)

    return router


@pytest.mark.parametrize("person", ["hugo", "c-vr03", ADMINISTRATOR, None])
def test_a_route_that_shows_a_text_of_another_region_is_found(
    marked: Marked, person: str | None
) -> None:
    """Planted, so that it is seen that the two above can find one; whoever may see it is none."""
    leaks = _leaks(marked)
    client = _client(marked, leaks)
    wrong = _look(marked, client, person, "GET POST", begins="leak:", routers=[leaks])
    assert {(route, column) for route, _address, column in wrong} == {
        ("GET leak:page", "need.title"),
        ("GET leak:missing", "need.title"),
        ("GET leak:file", "offer.title"),
        ("GET leak:redirect", "offer.title"),
        ("POST leak:posted", "need.description"),
    }
    client.close()


@pytest.mark.parametrize("person", ["farid", "greet"])
def test_a_route_that_shows_a_draft_of_another_organisation_is_found(
    marked: Marked, person: str
) -> None:
    """What is shared is theirs to see; a draft is not."""
    leaks = _leaks(marked)
    client = _client(marked, leaks)
    wrong = _look(marked, client, person, "GET", begins="leak:page", routers=[leaks])
    assert wrong, "nobody keeps a draft"
    with marked.region.session() as session:
        drafts = session.execute(sa.text("SELECT id FROM need WHERE status = 'draft'"))
        ids = {str(row[0]) for row in drafts}
    assert {address.rpartition("/")[2] for _route, address, _column in wrong} <= ids
    client.close()


def test_every_column_of_text_has_its_mark_or_nobody_types_it() -> None:
    known = {f"{table}.{column}" for table, columns in TYPED.items() for column in columns}
    not_typed = {name for names in NOT_TYPED.values() for name in names.split()}
    stored = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, AutoString | sa.String) and not isinstance(column.type, sa.Enum)
    }
    unknown = {name for name in stored - known if name.rpartition(".")[2] not in not_typed}
    # Of the whole country, and what the product calls a report.
    assert unknown == {"municipality.name", "safety_region.name", "report.title"}
    assert known - {"form_draft.fields"} <= stored
