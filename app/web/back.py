"""The way back to the page somebody came from, when it is one of ours that leads on to this one.

A browser tells every page of ours where it was asked from (`referrer-policy: same-origin`), so a
list is found again with its filters, its order and its page, without a word in the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request

from app.core.i18n import gettext as _
from app.web.paths import Paths, safe_path

LONGEST = 2000


@dataclass(frozen=True)
class Way:
    """What a crumb to a page is called. Labels are msgids; `with_filters` where it is a list that
    somebody made smaller. `to`: the pages it may stand on; empty: all.

    Two pages never lead back to each other: who goes back from the one does not find the other.
    """

    label: str
    with_filters: str = ""
    to: frozenset[str] = frozenset()


def came_from(request: Request) -> str:
    """The path and query of the page of ours that asked for this one; "" when another site did, or
    nobody.
    """
    told = request.headers.get("referer", "")
    try:
        before = urlsplit(told)
    except ValueError:
        return ""
    if len(told) > LONGEST or not before.netloc or before.netloc != request.url.netloc:
        return ""
    return before.path + ("?" + before.query if before.query else "")


def page_before(request: Request) -> str:
    """The same as an address to lead to; "" when nothing, or nothing safe, was told."""
    before = came_from(request)
    return before if safe_path(before) == before else ""


def way_back(request: Request, label: str, address: str) -> tuple[str, str]:
    """The label and address of a crumb: of the page somebody came from, or the ones given."""
    paths: Paths = request.app.state.paths
    ways: Mapping[str, Way] = request.app.state.ways_back
    before = came_from(request)
    path, _mark, query = before.partition("?")
    way = ways.get(paths.page_at(path))
    here = paths.page_at(request.url.path)
    if way is None or safe_path(before) != before or (way.to and here not in way.to):
        return label, address
    return _(way.with_filters if way.with_filters and query else way.label), before
