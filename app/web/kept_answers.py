"""The answers of public pages and files, made once for all strangers.

Whoever fetches them keeps them a short while, so that many readers of a newspaper do not slow down
who works here.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Any

from fastapi import Request, Response

from app.core import i18n

FRESH = "public, max-age=300"
# The headers of an answer that go with it every time.
_TOLD = frozenset(
    ("cache-control", "etag", "vary", "link", "content-location", "content-disposition")
)
# Answers that are kept in a process.
MOST = 256

_kept: OrderedDict[Hashable, Response] = OrderedDict()
_lock = Lock()


def answer(
    view: Any, key: Hashable, make: Callable[[], Response], *, is_signed_in: bool
) -> Response:
    """A page for everybody. A stranger without a cookie gets the one that is kept: nothing on it is
    of who asks. `key` says of which release it is.
    """
    request: Request = view.request
    if is_signed_in or request.cookies or view.wanted_block is not None:
        return make()
    whole = ("page", request.app.state.settings.mode, i18n.current_locale(), key)
    return _stored(request, whole, make, vary="Cookie")


def file(request: Request, key: Hashable, make: Callable[[], Response]) -> Response:
    """A file of a release: the same for everybody."""
    return _stored(request, ("file", str(request.base_url), key), make)


def _stored(
    request: Request, key: Hashable, make: Callable[[], Response], vary: str = ""
) -> Response:
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None:
        found = make()
        if found.status_code != 200:
            return found
        found.headers["cache-control"] = FRESH
        found.headers["etag"] = f'"{sha256(bytes(found.body)).hexdigest()[:32]}"'
        if vary:
            found.headers["vary"] = vary
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    headers = {name: value for name, value in found.headers.items() if name in _TOLD}
    if found.headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type=found.headers["content-type"])
