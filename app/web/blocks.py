"""A block of a page beside any answer: as it is, whoever has just done something on it.

What was said to one reader after what they did, which form is unfolded and where the focus goes are
no part of it: so it has the same digest in the page, in the answer to a form and in a stream.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from jinja2_fragments import render_block
from sqlmodel import Session

from app.web import drafts, frame

# What a page shows of its block, on the answer to a form of it.
HEADER = "shows"
_SAID = re.compile("<!--said-->[^<]*(?:<(?!!--/?said-->)[^<]*)*<!--/said-->")
_UNFOLDED = re.compile(r'(<details class="sb-act") open(?=>)')
_FOCUS = re.compile(r' tabindex="-1"(?: data-focus)?(?=>)')


def plain(html: str) -> str:
    """A block without what is of one moment of one reader."""
    return _FOCUS.sub("", _UNFOLDED.sub(r"\1", _SAID.sub("", html)))


def digest_of(html: str) -> str:
    """The number of what a plain block shows."""
    return hashlib.blake2b(html.encode(), digest_size=15).hexdigest()


def draw(
    request: Request,
    session: Session,
    actor: Any,
    page: str,
    template: str,
    block: str,
    shown: Mapping[str, Any],
) -> str:
    """The block as this actor would get it at the address `page`, plain."""
    path, _mark, query = page.partition("?")
    asked = {"method": "GET", "path": path, "query_string": query.encode(), "state": {}}
    beside = Request({**request.scope, **asked})
    beside.state.actor, beside.state.session = actor, session
    if actor.others:
        beside.state.waits_elsewhere = request.app.state.elsewhere.count(session, actor)
    drafts.asking.set(actor.person_id)
    known = frame.page_context(beside) | dict(shown)
    return plain(render_block(request.app.state.templates, template, block, **known))
