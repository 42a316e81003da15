"""Two floors under the list and the board: what the same pages cost without the product's own
reading of the database.

`create` is the product's application with two routes more: its own templates, layers and threads,
filled from the same tables by hand-written SQL without SQLAlchemy, models, rules or forms. `bare`
knows no framework and no template engine: one statement, strings that were cut from a finished
page, nobody signed in, nothing compressed.
"""

from __future__ import annotations

import os
from collections import namedtuple
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from psycopg import AsyncConnection, Connection
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.board.cards import BoardColumn
from app.board.forms import BoardChoices, BoardFilters
from app.core.pages import ResultPage
from app.core.settings import get_settings
from app.core.words import Worded
from app.dossier.need_list_queries import NeedListFilters
from app.identity.actor import CrisisNow
from app.identity.queries import token_hash
from app.live.rows import DrawnRows
from app.main import create_app
from app.matches.models import MatchOutcome, MatchStatus
from app.needs.arrivals import ALL_CAME
from app.needs.forms import NeedChoices
from app.needs.models import NeedState, Urgency
from app.reference.choice_queries import Choices, ListedChoice
from app.reference.models import CrisisPhase, OrganisationKind, Unit
from app.web.cookies import SESSION
from app.web.forms import Form
from app.web.frame import page_context
from app.web.middleware import SecurityHeaders
from app.web.pieces import pieces_of
from benchmarks import statements

PAGES = "BENCHMARK_PAGES"  # the folder with a finished page of each kind, for `bare`
ROWS, CARDS = 50, 20
HEADINGS = {"open": 0, "proposed": 1, "talking": 2, "running": 3, "ended": 4}


def _url() -> str:
    return (get_settings().database_url or "").replace("+psycopg", "", 1)


def create() -> ASGIApp:
    """The product with `/_floor/list` and `/_floor/board`."""
    app = create_app(get_settings())
    pool = ConnectionPool(
        _url(),
        min_size=4,
        max_size=8,
        open=True,
        kwargs={"autocommit": True, "row_factory": namedtuple_row},
    )

    def page(
        template: str, build: Callable[[Connection[Any], Any], dict[str, Any]]
    ) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            with pool.connection() as connection:
                person: Any = connection.execute(
                    statements.PERSON, {"token": token_hash(request.cookies[SESSION])}
                ).fetchone()
                known = build(connection, person)
            crises = tuple(
                CrisisNow(name, CrisisPhase(phase)) for name, phase in person.crises or ()
            )
            request.state.actor = SimpleNamespace(
                name=person.name,
                organisation_name=person.organisation_name,
                region_name=person.region_name,
                role_label=person.role,
                crises=crises,
                writing_seats=True,
                deciding_seats=(SimpleNamespace(kind=OrganisationKind.MUNICIPALITY),),
                seats=(),
                memberships=(person,),  # so that the page is one for somebody
                unread=0,
                is_live=True,
                others=(),
                suspended=(),
                administering_seats=(),
                overseen_regions=(),
                team_regions=(),
            )
            context = page_context(request) | known
            if template == "needs/index.html":
                row = app.state.templates.get_template("needs/rows.html").module.listed
                rows = pieces_of(row, known["page"].rows, known["choices"])
                context["live"] = DrawnRows("", rows)
            return HTMLResponse(app.state.templates.get_template(template).render(context))

        return answer

    app.state.floor_pool = pool  # for who has to close it
    app.router.routes[:0] = [
        Route("/_floor/list", page("needs/index.html", _list)),
        Route("/_floor/board", page("board/index.html", _board)),
    ]
    return SecurityHeaders(app)


def _read_choices(connection: Connection[Any], region: str) -> Choices:
    lists: dict[str, list[ListedChoice]] = {}
    for kind, value, label in connection.execute(statements.CHOICES, {"region": region}):
        lists.setdefault(kind, []).append(ListedChoice(value, label))
    groups = lists.pop("target_groups", [])
    return Choices(**{kind: tuple(found) for kind, found in lists.items()}, more=tuple(groups))


class Served(NamedTuple):
    """The action that a match serves."""

    id: str
    title: str


def _typed(row: Any, kinds: Mapping[str, type[Worded]]) -> Any:
    """A row as the product has it: with members of enums, whose words the templates ask for, and
    tuples, so that it can be a key.
    """
    lists = {n: tuple(v) for n, v in row._asdict().items() if isinstance(v, list)}
    lists |= {n: Served(**v) for n, v in row._asdict().items() if isinstance(v, dict)}
    found = {name: getattr(row, name) for name in kinds}
    typed = {n: kinds[n](value) for n, value in found.items() if value is not None}
    known = {**row._asdict(), **lists, **typed, "covered": getattr(row, "committed", 0)}
    return _shown(row._fields)(**known, arrival=ALL_CAME)


@cache
def _shown(fields: tuple[str, ...]) -> Any:
    """A row with what the product works out of it: here all that was agreed has come."""
    make: Any = namedtuple
    return make("Shown", dict.fromkeys((*fields, "covered", "arrival")))


def _list(connection: Connection[Any], person: Any) -> dict[str, Any]:
    about = {"region": person.region_code, "organisation": person.organisation_id, "rows": ROWS}
    kinds = {"unit": Unit, "urgency": Urgency, "state": NeedState}
    rows = [_typed(row, kinds) for row in connection.execute(statements.LIST, about)]
    choices = NeedChoices(_read_choices(connection, person.region_code))
    form = Form(NeedListFilters, {})
    return {
        "form": form,
        "choices": choices,
        "page": ResultPage(rows, rows[0].total, "next", None),
        "typed": "",
        "saved": [],
        "left_out": "",
    }


def _board(connection: Connection[Any], person: Any) -> dict[str, Any]:
    about = {"region": person.region_code, "organisation": person.organisation_id, "cards": CARDS}
    columns: dict[BoardColumn, list[Any]] = {column: [] for column in BoardColumn}
    kinds = {"unit": Unit, "urgency": Urgency, "status": MatchStatus, "outcome": MatchOutcome}
    for card in connection.execute(statements.BOARD, about):
        columns[BoardColumn(card.stands)].append(_typed(card, kinds))
    choices = BoardChoices(_read_choices(connection, person.region_code))
    ended = columns[BoardColumn.ENDED]
    besides = ended[0].total if ended else 0  # nothing is finished
    board = SimpleNamespace(
        columns={
            c: ResultPage(rows, rows[0].total if rows else 0, "next", None)
            for c, rows in columns.items()
        },
        total=sum(rows[0].total for rows in columns.values() if rows) - besides,
        finished=0,
        besides=besides,
    )
    form = Form(BoardFilters, {})
    shown = {"form": form, "choices": choices, "board": board, "saved": [], "left_out": ""}
    return shown | {"picture": None, "has_neighbours": False}


class Bare:
    """Answers with strings cut from finished pages; between them one formatted string for each
    row. Below `/cheap` it counts no further than a page says, which is the limit of what a page can
    cost.
    """

    def __init__(self) -> None:
        folder = Path(os.environ[PAGES])
        self._list = _cut(folder / "list.html", '<ul role="list" class="sb-rows"', "</ul>")
        self._board = _cut(folder / "board.html", '<ul role="list" class="sb-cards"', "</ul>")
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._pool is not None
        about = {
            name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()
        }
        is_list = scope["path"].startswith("/list")
        counting = "cheap" if scope["path"].endswith("/cheap") else "whole"
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                (statements.LISTS if is_list else statements.BOARDS)[counting],
                about | {"rows": ROWS, "cards": CARDS},
            )
            rows = await cursor.fetchall()
        html = self._fill_list(rows) if is_list else self._fill_board(rows)
        body = html.encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._pool = AsyncConnectionPool(
            _url(),
            min_size=4,
            max_size=8,
            open=False,
            kwargs={"autocommit": True, "row_factory": namedtuple_row},
        )
        await self._pool.open(wait=True)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _fill_list(self, rows: list[Any]) -> str:
        before, after = self._list
        return before + "".join(_row(row) for row in rows) + after

    def _fill_board(self, cards: list[Any]) -> str:
        columns: list[list[str]] = [[] for _ in HEADINGS]
        for card in cards:
            columns[HEADINGS[card.stands]].append(_card(card))
        return "".join(p + "".join(c) for p, c in zip(self._board, [*columns, []], strict=True))


def _cut(page: Path, start: str, end: str) -> list[str]:
    """The parts of a page around its lists."""
    first, *rest = page.read_text(encoding="utf-8").split(start)
    parts = [first]
    for piece in rest:
        opened, inside = piece.split(">", 1)
        parts[-1] += f"{start}{opened}>"
        parts.append(end + inside.split(end, 1)[1])
    return parts


def _row(row: Any) -> str:
    return statements.ROW_HTML % (
        row.urgency,
        escape(row.urgency),
        escape(row.status),
        row.created_at.strftime("%d-%m"),
        row.id,
        escape(row.title),
        escape(row.target_group),
        escape(row.municipality_code or ""),
        escape(row.support_type),
        escape(row.organisation_name),
        100 * row.committed / row.quantity,
        row.committed,
        row.quantity,
        row.unit,
        row.left,
    )


def _card(card: Any) -> str:
    return statements.CARD_HTML % (
        card.urgency,
        escape(card.urgency),
        card.since.strftime("%d-%m"),
        card.id,
        escape(card.title),
        escape(card.target_group),
        escape(card.municipality_code or ""),
        escape(card.offer_organisation or ""),
        card.match_quantity or 0,
        100 * card.committed / card.quantity,
        card.committed,
        card.quantity,
        card.unit,
        card.asked,
        escape(card.need_organisation),
    )


def bare() -> ASGIApp:
    """The responder without a framework."""
    return Bare()
