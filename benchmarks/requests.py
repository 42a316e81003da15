"""What the users ask: pages and verbs of the product, and the list and the board of the floors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from app.web.cookies import SESSION
from benchmarks import partners
from benchmarks.fill import Filled
from benchmarks.people import User
from benchmarks.region_rows import REGION

# At most so many of one user in one stretch of one second; more is not reached.
MOST_PER_SECOND = 400
TEXTS = 20  # different new needs of one user


@dataclass(frozen=True)
class Scenario:
    """One kind of request. `take` gives the requests of each user for some seconds; `again` says
    that they repeat, `together` that whoever is free takes the next of all, `follows` that the page
    a redirect leads to belongs to it. `only`: measured with one user only, or with the most only.
    """

    name: str
    server: str
    status: int
    take: Callable[[int, float], list[list[str]]]
    # A path or, for a post, path and body, to count the statements of one request of this reader
    # with.
    example: str
    reader: User
    again: bool = True
    together: bool = False
    follows: bool = False
    only: Literal["one", "most"] | None = None

    @property
    def answer(self) -> str:
        """What comes back when all is well."""
        return f"{self.status} 200" if self.follows else str(self.status)


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


NEED_TITLE = "Warme maaltijden voor ouderen in de dorpen"
_NEED = {
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


def need_form(number: int) -> str:
    """A new need, with a text that no other number has."""
    return urlencode({"title": f"{NEED_TITLE} {number}"} | _NEED)


FILTERS = urlencode({"urgency": "high", "target_group": "older_people", "sort": "newest"})
SEARCH = urlencode({"q": "boodschappen ouderen"})


def scenarios(filled: Filled, cold: Sequence[str]) -> list[Scenario]:
    """In the order of the table; a page stands beside its floors, so that they are measured
    together. `cold`: addresses of pages of the list behind the first.
    """
    lessons, group = urlencode({"q": "eenzame ouderen"}), "/doelgroepen/older_people"
    return [
        _pages(filled, "list", "product", "/behoeften"),
        _pages(filled, "list, same app", "same", "/_floor/list"),
        _pages(filled, "list, bare", "bare", "/list?", about_user=True),
        _pages(filled, "list, cheap", "bare", "/list/cheap?", about_user=True),
        _cold(filled, cold),
        _pages(filled, "board", "product", "/bord"),
        _pages(filled, "board, same app", "same", "/_floor/board"),
        _pages(filled, "board, bare", "bare", "/board?", about_user=True),
        _pages(filled, "board, cheap", "bare", "/board/cheap?", about_user=True),
        _pages(filled, "filtered list", "product", f"/behoeften?{FILTERS}"),
        _pages(filled, "search", "product", f"/behoeften?{SEARCH}"),
        _things(filled, "need page", [f"/behoeften/{need}" for need in filled.team.needs]),
        _things(filled, "offer page", [f"/aanbod/{offer}" for offer in filled.team.offers]),
        _pages(filled, "actions", "product", "/acties"),
        _pages(filled, "action page", "product", f"/acties/{filled.busy_action}"),
        _pages(filled, "what worked", "product", f"/acties/lessen?{lessons}"),
        _pages(filled, "groups", "product", "/doelgroepen"),
        _pages(filled, "group page", "product", group),
        _pages(filled, "groups, 100,000 needs", "large", "/doelgroepen", only="one"),
        _pages(filled, "group page, 100,000 needs", "large", group, only="one"),
        *(
            _pages(filled, name, "large", path, only="one")
            for name, path in (
                ("network, 10,000 organisations", "/netwerk"),
                ("network, searched", f"/netwerk?{urlencode({'q': 'buurtbus'})}"),
                ("who does what, 10,000 organisations", "/netwerk/wie-doet-wat"),
                ("search box", f"/zoeken?{urlencode({'q': 'buurtbus'})}"),
                ("search box, short word", f"/zoeken?{urlencode({'q': 'de'})}"),
                ("search box, nothing", f"/zoeken?{urlencode({'q': partners.NEVER_SAID})}"),
            )
        ),
        _creations(filled),
        _acceptances(filled),
    ]


def _pages(
    filled: Filled,
    name: str,
    server: str,
    path: str,
    *,
    about_user: bool = False,
    only: Literal["one", "most"] | None = None,
) -> Scenario:
    """`about_user`: the address says for whom, as that server knows no sessions."""

    def address(user: User) -> str:
        return (
            path + urlencode({"region": REGION, "organisation": user.organisation_id})
            if about_user
            else path
        )

    def take(count: int, seconds: float) -> list[list[str]]:
        return [[get(address(user), user)] for user in filled.users[:count]]

    return Scenario(name, server, 200, take, path, filled.users[0], only=only)


def _cold(filled: Filled, cold: Sequence[str]) -> Scenario:
    """Every page once, each by one user: what nobody read before."""

    def take(count: int, seconds: float) -> list[list[str]]:
        asked: list[list[str]] = [[] for _ in range(count)]
        for number, path in enumerate(cold):
            place = number % count
            asked[place].append(get(path, filled.users[place]))
        return asked

    return Scenario(
        "list, cold",
        "product",
        200,
        take,
        cold[0],
        filled.users[0],
        again=False,
        together=True,
        only="most",
    )


def _things(filled: Filled, name: str, paths: Sequence[str]) -> Scenario:
    """Pages of needs or offers, read by the team of their region, which sees the suggestions."""

    def take(count: int, seconds: float) -> list[list[str]]:
        return [
            [get(path, user) for path in paths[number::count][:500]]
            for number, user in enumerate(filled.team.users[:count])
        ]

    return Scenario(name, "product", 200, take, paths[0], filled.team.users[0])


def _creations(filled: Filled) -> Scenario:
    def take(count: int, seconds: float) -> list[list[str]]:
        forms = [[need_form(TEXTS * user + text) for text in range(TEXTS)] for user in range(count)]
        return [
            [post("/behoeften", user, form) for form in own]
            for user, own in zip(filled.users, forms, strict=False)
        ]

    return Scenario(
        "create need",
        "product",
        303,
        take,
        f"/behoeften {need_form(0)}",
        filled.users[0],
        follows=True,
    )


def _acceptances(filled: Filled) -> Scenario:
    """Every match can be accepted once, so each stretch takes new ones."""

    def take(count: int, seconds: float) -> list[list[str]]:
        most = int(MOST_PER_SECOND * seconds / count) + 1
        asked = []
        for user in filled.users[:count]:
            now, user.matches[:most] = user.matches[:most], []
            asked.append(
                [post(f"/koppelingen/{match}/accepteren", user, "quantity=1") for match in now]
            )
        return asked

    example = f"/koppelingen/{filled.users[0].matches.pop()}/accepteren quantity=1"
    return Scenario(
        "accept match", "product", 303, take, example, filled.users[0], again=False, follows=True
    )
