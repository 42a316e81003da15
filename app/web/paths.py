"""Paths by route name, prepared once: a list of fifty rows builds a hundred links."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.routing import BaseRoute


class Paths:
    """`build("needs:show", {"need_id": …})` gives `("/behoeften/…", {})`; what the path does not
    use is returned.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._known: dict[str, list[str]] = {}
        self._patterns: list[tuple[re.Pattern[str], set[str], str]] = []
        for route in routes:
            name, path = getattr(route, "name", None), getattr(route, "path", None)
            if name and path is not None and name not in self._known:
                self._known[name] = re.split(r"\{(\w+)(?::\w+)?\}", path)
            if getattr(
                route, "include_in_schema", False
            ):  # not the route that catches every other address
                methods = set(route.methods or ())  # type: ignore[attr-defined]
                self._patterns.append((route.path_regex, methods, str(name)))  # type: ignore[attr-defined]

    def build(self, name: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Raises KeyError for an unknown route or a missing path parameter."""
        parts, rest = self._known[name], dict(params)
        path = "".join(
            quote(str(rest.pop(part)), safe="") if n % 2 else part for n, part in enumerate(parts)
        )
        return path, rest

    def url(self, route: str, /, **params: Any) -> str:
        """A path on this site, relative to its root. Parameters that are not in the path become the
        query string; None and "" are left out.
        """
        path, rest = self.build(route, params)
        query = [
            (k, v)
            for k, value in rest.items()
            for v in (value if isinstance(value, (list, tuple)) else [value])
        ]
        filled = [(k, str(v)) for k, v in query if v is not None and v != ""]
        return path + ("?" + urlencode(filled) if filled else "")

    def methods_of(self, path: str) -> list[str]:
        """What can be done with an address, for the `Allow` header: several routes may share it."""
        methods = {
            method for pattern, some, _ in self._patterns if pattern.match(path) for method in some
        }
        return sorted(methods | ({"HEAD"} if "GET" in methods else set()))

    def page_at(self, path: str) -> str:
        """The name of the page at a path; "" when there is none."""
        return self.read(path)[0]

    def read(self, path: str) -> tuple[str, dict[str, str]]:
        """The name of the page at a path, and what the path names; "" when there is none."""
        known = ((p.match(path), name) for p, some, name in self._patterns if "GET" in some)
        return next(((name, found.groupdict()) for found, name in known if found), ("", {}))


def safe_path(wish: str) -> str:
    """A path of our own site, or the start page: `next` never leads elsewhere."""
    parts = urlsplit(wish)
    is_ours = (
        wish.startswith("/")
        and not wish.startswith(("//", "/\\"))
        and not parts.scheme
        and not parts.netloc
    )
    return wish if is_ours and "\\" not in wish and wish.isprintable() else "/"
