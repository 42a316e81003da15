"""What somebody did a moment ago, so that who presses twice does it once.

Two posts are one act when one browser sends the very same twice, with nothing else in between and
within a minute. So a verb and its opposite, in turns, are acts of their own.
"""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlmodel import Session

from app.core.forms import Form
from app.core.i18n import mark
from app.drafts import commands, queries
from app.web import back, cookies
from app.web.view import notice

SENT_ONCE = notice("sent_once", mark("Done. You pressed twice, and it is sent once."))

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Repeated(Exception):
    """The same person did this a moment ago. `led_to`: the page where that led."""

    def __init__(self, led_to: str) -> None:
        super().__init__(led_to)
        self.led_to = led_to


@dataclass
class Act:
    """Something that this request does. Nobody else does the same until it is done or undone."""

    session: Session
    person_id: UUID
    thing: str
    led_to: str | None = None

    def lead(self, address: str) -> None:
        """It led to this page: who repeats it is led there."""
        if address != self.led_to:
            commands.lead_act(self.session, self.person_id, self.thing, address)
            self.led_to = address


def begin(
    request: Request, session: Session, person_id: UUID | None, form: Form[Any] | None
) -> None:
    """Say what this request does. Raises Repeated when the same person just did the very same; of
    two at once the second waits for the first.
    """
    if person_id is None:
        return
    path = request.url.path
    # All verbs of one thing have its id: a yes and taking it back are never done at the same time.
    found = _ID.search(path)
    thing = "act " + (found.group() if found is not None else path[:200])
    sent = {"": [path]} | ({} if form is None else dict(form.typed))
    digest = commands.digest_of(sent, cookies.SESSION.read(request) or "")
    if not commands.begin_act(session, person_id, thing, digest):
        led_to = queries.get_led_to(session, person_id, thing)
        raise Repeated(led_to or back.page_before(request) or "/")
    request.state.act = Act(session, person_id, thing)
