"""The public doors in tests: a form as it is on the screen, filled in and sent."""

from __future__ import annotations

from typing import Any

import httpx2
import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.settings import Mode, Settings
from app.identity.actor import SYSTEM
from app.signals import commands, fields, form_keys, try_commands
from app.signals.models import Signal
from tests.html import Page
from tests.world import Visitors

SIGNAL: dict[str, Any] = {
    "description": "In ons dorp komt de bus niet meer en de ouderen zitten vast.",
    "direction": "negative",
    "municipality": "GM1979",
    "target_group": "older_people",
    "email": "buur@dorp.example",
}
HELP: dict[str, Any] = {
    "description": "Ik kan op woensdag drie mensen naar het ziekenhuis rijden.",
    "municipality": "GM1979",
    "moments": ["day", "weekend"],
    "rhythm": "weekly",
    "email": "",
}


def opened(visitors: Visitors, path: str) -> str:
    """The key of a form as it is put on the screen of a browser that has opened none before."""
    visitors[None].cookies.clear()
    return key_on(visitors[None].get(path).text)


def key_on(text: str) -> str:
    """The key of the form on a page."""
    fields_of = Page(text).every("input")
    found = next(each for each in fields_of if each.attributes.get("name") == "form_key")
    return found.attributes["value"] or ""


def sent(
    visitors: Visitors, path: str = "/signaal-geven", key: str | None = None, **changes: Any
) -> httpx2.Response:
    given = (SIGNAL if path == "/signaal-geven" else HELP) | changes
    form_key = opened(visitors, path) if key is None else key
    answer: httpx2.Response = visitors[None].post(path, data=given | {"form_key": form_key})
    return answer


def stored(session: Session, *, network: str = "192.0.2.7", **changes: Any) -> Signal:
    """A signal, or help when it says `moments`, past the page."""
    settings = Settings(mode=Mode.DEMO)
    sender = try_commands.PublicSender(settings, network, is_proven=True)
    form = form_keys.PublicForm.HELP if "moments" in changes else form_keys.PublicForm.SIGNAL
    key = form_keys.new_key(settings, form)
    if "moments" in changes:
        told = fields.HelpInput.model_validate(HELP | changes | {"form_key": key})
        return commands.send_help(session, SYSTEM, sender, told)
    given = fields.SignalInput.model_validate(SIGNAL | changes | {"form_key": key})
    return commands.send_signal(session, SYSTEM, sender, given)


def multiply(session: Session, signal: Signal, times: int) -> None:
    """So many more of the same."""
    columns = [c for c in Signal.__table__.columns if c.name not in ("id", "number", "form_key")]  # type: ignore[attr-defined]
    many = sa.select(
        sa.func.gen_random_uuid(),
        sa.cast(sa.func.row_number().over(), sa.Text),
        sa.func.gen_random_uuid(),
        *columns,
    ).join_from(Signal, sa.func.generate_series(1, times).alias("n"), sa.true())
    names = ["id", "number", "form_key", *(c.name for c in columns)]
    session.execute(sa.insert(Signal).from_select(names, many.where(col(Signal.id) == signal.id)))
