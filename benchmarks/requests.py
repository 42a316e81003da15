"""What the users ask: a dozen things of the product, and the list and the board of both floors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.cookies import SESSION
from benchmarks.fill import REGION, Filled, User

# At most so many of one user in one stretch of one second; more is not reached.
MOST_PER_SECOND = 400


@dataclass(frozen=True)
class Scenario:
    """One kind of request. `take` gives the requests of each user for some seconds; `again` says
    that they repeat.
    """

    name: str
    server: str
    status: int
    again: bool
    take: Callable[[int, float], list[list[str]]]
    # A path or, for a post, path and body, to count the statements of one request with.
    example: str


def get(path: str, user: User) -> str:
    """A browser's GET of a page."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: gzip, "
        "deflate, br\r\n"
        f"Sec-Fetch-Site: same-origin\r\nCookie: {SESSION}={user.token}\r\n\r\n"
    )


def post(path: str, user: User, body: str) -> str:
    """A browser's POST of a form."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: "
        "gzip, deflate, br\r\n"
        f"Sec-Fetch-Site: same-origin\r\nCookie: {SESSION}={user.token}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        f"{len(body)}\r\n\r\n{body}"
    )


NEED_FORM = urlencode(
    {
        "title": "Warme maaltijden voor ouderen in de dorpen",
        "description": "Veertig ouderen koken niet meer nu de keuken koud is. Drie keer per "
        "week een maaltijd aan de "
        "deur is genoeg. Er is een lijst bij de wijkteams; vooraf bellen hoeft niet.",
        "support_type": "groceries_meals",
        "target_group": "older_people",
        "people": "40",
        "quantity": "40",
        "unit": "people",
        "urgency": "high",
        "publish": "1",
    }
)


def scenarios(filled: Filled) -> list[Scenario]:
    """In the order of the table; a page stands beside its floors, so that they are measured
    together.
    """
    filters = urlencode({"urgency": "high", "target_group": "older_people", "sort": "newest"})
    search = urlencode({"q": "boodschappen ouderen"})
    return [
        _pages(filled, "list", "product", "/behoeften"),
        _pages(filled, "list, same app", "same", "/_floor/list"),
        _pages(filled, "list, bare", "bare", "/list?", about_user=True),
        _pages(filled, "board", "product", "/bord"),
        _pages(filled, "board, same app", "same", "/_floor/board"),
        _pages(filled, "board, bare", "bare", "/board?", about_user=True),
        _pages(filled, "filtered list", "product", f"/behoeften?{filters}"),
        _pages(filled, "search", "product", f"/behoeften?{search}"),
        _needs(filled),
        _pages(filled, "actions", "product", "/acties"),
        _pages(filled, "action page", "product", f"/acties/{filled.busy_action}"),
        _pages(
            filled,
            "what worked",
            "product",
            f"/acties/lessen?{urlencode({'q': 'eenzame ouderen'})}",
        ),
        _pages(filled, "groups", "product", "/doelgroepen"),
        _pages(filled, "group page", "product", "/doelgroepen/older_people"),
        _creations(filled),
        _acceptances(filled),
    ]


def _pages(
    filled: Filled, name: str, server: str, path: str, *, about_user: bool = False
) -> Scenario:
    """`about_user`: the address says for whom, as that server knows no sessions."""

    def address(user: User) -> str:
        return (
            path + urlencode({"region": REGION, "organisation": user.organisation_id})
            if about_user
            else path
        )

    def take(users: int, seconds: float) -> list[list[str]]:
        return [[get(address(user), user)] for user in filled.users[:users]]

    return Scenario(name, server, 200, True, take, path)


def _needs(filled: Filled) -> Scenario:
    def take(users: int, seconds: float) -> list[list[str]]:
        return [
            [get(f"/behoeften/{need}", user) for need in filled.open_needs[number::users][:500]]
            for number, user in enumerate(filled.users[:users])
        ]

    return Scenario("need page", "product", 200, True, take, f"/behoeften/{filled.open_needs[0]}")


def _creations(filled: Filled) -> Scenario:
    def take(users: int, seconds: float) -> list[list[str]]:
        return [[post("/behoeften", user, NEED_FORM)] for user in filled.users[:users]]

    return Scenario("create need", "product", 303, True, take, f"/behoeften {NEED_FORM}")


def _acceptances(filled: Filled) -> Scenario:
    """Every match can be accepted once, so each stretch takes new ones."""

    def take(users: int, seconds: float) -> list[list[str]]:
        most = int(MOST_PER_SECOND * seconds / users) + 1
        asked = []
        for user in filled.users[:users]:
            now, user.matches[:most] = user.matches[:most], []
            asked.append(
                [post(f"/koppelingen/{match}/accepteren", user, "quantity=1") for match in now]
            )
        return asked

    example = f"/koppelingen/{filled.users[0].matches.pop()}/accepteren quantity=1"
    return Scenario("accept match", "product", 303, False, take, example)
