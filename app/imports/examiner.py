"""The examiner of large files: a process of its own that checks every row of one file (ADR 50).

It gives back what its page shows, and the rows that may be kept. Nothing is stored by it.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from app.core import clock, errors, i18n
from app.core.i18n import gettext as _
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.imports import (
    checked_rows,
    columns,
    commands,
    models,
    processes,
    queries,
    sheets,
    wrong_rows,
)

# More than a request examines, or stores, while somebody waits for its answer: rows, or characters.
LARGE_ROWS, LARGE_TEXT = 300, 200_000
# How many rows a page shows.
SHOWN_ROWS = 300

# 5,000 rows take some eight seconds and 300 MB; texts that look like nothing but persons more.
LIMITS = processes.Limits(45, 90, 1024**3)
PLACES = processes.Places(2)
PATIENCE_SECONDS: float = 30

_GLANCE = TypeAdapter(checked_rows.Glance)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Examined:
    """What was found. `mend`: the address of a file with the rows that are wrong. `kept`: the sheet
    with the others, as JSON, when there is something to store.
    """

    checked: checked_rows.Glance
    mend: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Asked:
    """What is to be examined: by whom it is brought in, as what, and for whom; and which draft when
    it was kept before.
    """

    person_id: UUID
    kind: models.ImportKind
    organisation_id: UUID | None
    draft_id: UUID | None = None


def is_large(rows: int, characters: int) -> bool:
    return rows > LARGE_ROWS or characters > LARGE_TEXT


def examine(
    session: Session,
    actor: Actor,
    sheet: sheets.Sheet,
    kind: models.ImportKind,
    organisation_id: UUID | None,
) -> Examined:
    """What would happen to every row. Nothing is stored."""
    seat = commands.seat_for(actor, kind, organisation_id)
    mapped = columns.map_columns(kind, sheet)
    checked = commands.preview(session, actor, mapped, seat)
    wrong = checked.wrong_rows
    mend = ""
    if wrong:
        mend = wrong_rows.as_address(wrong_rows.write_wrong_rows(mapped, sheet, wrong))
    left = sheet.only(mapped.columns).without(checked.faulty)
    kept = "" if checked.is_nothing else json.dumps(left.to_json())
    return Examined(checked.glance(SHOWN_ROWS), mend, kept)


async def examine_in_turn(url: str, asked: Asked, said: bytes = b"") -> Examined:
    """The same in a process that ends with it. `url`: of the database. `said`: the sheet as its
    reader gave it, of a draft nothing. Who asks holds no connection meanwhile.
    """
    return await PLACES.give(
        PATIENCE_SECONDS,
        _("Other files are being checked now. Try again in a minute."),
        lambda: _examine_apart(url, asked, said),
    )


def _examine_apart(url: str, asked: Asked, said: bytes) -> Examined:
    # A file is checked as of when it was brought in, also where midnight passes.
    moment = clock.now().isoformat()
    known = {"url": url, "locale": i18n.current_locale(), "moment": moment}
    asking = TypeAdapter(Asked).dump_python(asked, mode="json")
    try:
        answer = processes.run_apart("app.file_examiner", LIMITS, [known, asking], said)
    except processes.Overrun:
        raise errors.Invalid(
            {
                "file": _(
                    "Checking this file takes too much time or memory. Divide the rows over "
                    "several files, and bring those in one by one."
                )
            }
        ) from None
    first, _end, rest = answer.partition(b"\n")
    glance, _end, kept = rest.partition(b"\n")
    told = json.loads(first)
    if told["busy"]:
        raise errors.Busy(_("It is busy now. Wait a moment and send it again."))
    if told["failed"]:
        log.error("the examiner of a file failed\n%s", told["failed"])
        raise RuntimeError("the examiner of a file failed")
    if told["errors"] is not None:
        raise errors.Invalid(told["errors"])
    return Examined(_GLANCE.validate_json(glance), told["mend"], kept.decode())


def answer(session: Session, asking: Any, said: bytes) -> bytes:
    """What the process says of it."""
    asked = TypeAdapter(Asked).validate_python(asking)
    actor = identity_queries.get_actor(session, asked.person_id, asked.organisation_id)
    if actor is None:  # gone meanwhile: the page asks again who it is
        return ending(errors={"": ""})
    try:
        rows = (
            json.loads(said)
            if asked.draft_id is None
            else queries.get_draft(session, actor, asked.draft_id).rows
        )
        sheet = sheets.Sheet.from_json(rows)
        found = examine(session, actor, sheet, asked.kind, asked.organisation_id)
    except errors.Invalid as problem:
        return ending(errors=problem.errors)
    except errors.AppError as problem:
        return ending(errors={"": problem.message})
    lines = (ending(mend=found.mend), _GLANCE.dump_json(found.checked), found.kept.encode())
    return b"\n".join(lines)


def ending(
    *,
    mend: str = "",
    errors: dict[str, str] | None = None,
    busy: bool = False,
    failed: str = "",
) -> bytes:
    """The first line of an answer."""
    told = {"mend": mend, "errors": errors, "busy": busy, "failed": failed}
    return json.dumps(told).encode()
