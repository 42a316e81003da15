"""The file that a request brings, for routes, and where somebody lands after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import URL
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.core import errors
from app.core.errors import AppError
from app.core.forms import Form
from app.core.i18n import mark
from app.identity import deps as identity_deps
from app.identity.actor import Actor
from app.imports import (
    column_forms,
    columns,
    commands,
    examiner,
    forms,
    heads,
    models,
    policy,
    queries,
    reader,
    shared_values,
    sheet_bounds,
    sheet_choice,
)
from app.web import database, notice
from app.web.forms import read_form

# The fields of the form, and what every column of the file is.
MAX_FIELDS = 10 + sheet_choice.MAX_COLUMNS

# Before the name of a field that is said once for all rows.
ONCE = "once_"

# What a message says of a file, in this order.
COUNTED = ("new", "changed", "skipped")
STORED = {
    models.ImportKind.NEEDS: notice(
        "needs_imported",
        mark(
            "The file is brought in: %(new)s new, %(changed)s changed, %(skipped)s skipped. "
            "Everybody in the region sees the needs now."
        ),
        numbers=COUNTED,
    ),
    models.ImportKind.OFFERS: notice(
        "offers_imported",
        mark(
            "The file is brought in: %(new)s new, %(changed)s changed, %(skipped)s skipped. "
            "These are the offers."
        ),
        numbers=COUNTED,
    ),
    models.ImportKind.SIZES: notice(
        "sizes_imported",
        mark(
            "The file is brought in: %(new)s new, %(changed)s changed, %(skipped)s skipped. "
            "The newest size of each group counts."
        ),
        numbers=COUNTED,
    ),
    models.ImportKind.SIGNALS: notice(
        "signals_imported",
        mark(
            "The file is brought in: %(new)s new, %(changed)s changed, %(skipped)s skipped. "
            "These are the signals."
        ),
        numbers=COUNTED,
    ),
    models.ImportKind.ORGANISATIONS: notice(
        "organisations_imported",
        mark(
            "The file is brought in: %(new)s new, %(changed)s changed, %(skipped)s skipped. "
            "Nobody got an account or a mail by it."
        ),
        numbers=COUNTED,
    ),
}
# Where to go after a file, and the page of one item with the name of its id; a size has none.
LISTS: dict[models.ImportKind, tuple[str, str, str]] = {
    models.ImportKind.NEEDS: ("needs:index", "needs:show", "need_id"),
    models.ImportKind.OFFERS: ("offers:index", "offers:show", "offer_id"),
    models.ImportKind.SIZES: ("imports:new", "", ""),
    models.ImportKind.SIGNALS: ("signals:index", "signals:show", "signal_id"),
    models.ImportKind.ORGANISATIONS: (
        "organisations:index",
        "organisations:show",
        "organisation_id",
    ),
}


async def read_upload(request: Request) -> forms.Sent:
    """The one form of the product that takes a file. Its body limit is set in `app.main`."""
    typed: dict[str, list[str]] = {}
    content = b""
    sent = await read_form(
        request, max_fields=MAX_FIELDS, max_files=1, longest=sheet_bounds.MAX_BYTES
    )
    if sent is None:
        return forms.Sent(Form(forms.Upload, {}, is_readable=False), b"")
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            typed[name] = [value.filename or ""]
            content = await value.read() if name == "file" else b""
        elif name.startswith(ONCE):
            typed.setdefault("once", []).append(f"{name.removeprefix(ONCE)}:{value}")
        else:
            typed.setdefault(name, []).append(value)
    await sent.close()
    again = typed.pop("again", [])
    if again and not content:
        content = forms.unpacked(again[0])
    return forms.Sent(Form(forms.Upload, typed), content)


@dataclass(frozen=True)
class SentFile:
    """What was sent, and what is in the file: its rows, of a large one what was found of them, or
    what is wrong with it. None of these when the page does not get as far as reading it.
    """

    sent: forms.Sent
    found: reader.Told | examiner.Examined | AppError | None = None
    # What its columns are called, as soon as that is known; and what its sender said they are.
    told: Sequence[heads.Head] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)

    def examined(self, session: Session, actor: Actor, given: forms.Upload) -> examiner.Examined:
        """Raises Invalid on "file", "letters", or what is said once and is no word for it."""
        self._refuse_once(session, actor, given)
        match self.found:
            case examiner.Examined():
                return self.found
            case reader.Told():
                sheet, organisation = self.found.sheet, given.organisation
                return examiner.examine(session, actor, sheet, given.kind, organisation)
        assert self.found is not None, "a file of somebody who may bring it in is read"
        raise self.found

    def _refuse_once(self, session: Session, actor: Actor, given: forms.Upload) -> None:
        """Once, and not beside each of its rows."""
        said = shared_values.once(given.kind, given.by_field)
        if not said:
            return
        seat = commands.seat_for(actor, given.kind, given.organisation)
        words = queries.get_words(session, seat.region_code)
        read = {name: words.read(name, text).fault for _word, name, text in said}
        faults = {ONCE + name: fault for name, fault in read.items() if fault is not None}
        if faults:
            raise errors.Invalid(faults)

    def choices(
        self, session: Session, actor: Actor, problem: errors.Invalid | None = None
    ) -> column_forms.ReadAgain | None:
        """What each of its columns is, to choose otherwise and read it again; None of a file that
        is too large to travel in a page.
        """
        content = forms.packed(self.sent.content)
        if not content:
            return None
        given = self.sent.form.parse()
        seat = commands.seat_for(actor, given.kind, given.organisation)
        words = queries.get_words(session, seat.region_code)
        every = column_forms.ColumnChoices.of(
            given.kind, self.told, self.chosen, words, given.by_field, problem
        )
        return column_forms.ReadAgain(self.sent.form, self.sent.filename, content, every)


async def read_sheet(
    request: Request, sent: Annotated[forms.Sent, Depends(read_upload)]
) -> SentFile:
    """The file of who may bring it in. It is read, and a large one examined, before the page takes
    a connection: that may take a minute, and holds nothing of the database meanwhile (ADR 0050).
    """
    asked = await database.with_session(request, _asked, request, sent)
    if asked is None:
        return SentFile(sent)
    given, as_whom = asked
    try:
        told = await reader.read_in_turn(
            sent.filename,
            sent.content,
            columns.first_names(given.kind),
            given.letters,
            given.by_column,
            shared_values.once(given.kind, given.by_field),
        )
    except AppError as problem:
        return SentFile(sent, problem)
    read = partial(SentFile, sent, told=told.heads, chosen=told.chosen)
    try:
        once = [head.name for head in told.heads if head.is_once]
        matched = columns.match(given.kind, [h.name for h in told.heads], told.chosen, once)
        columns.refuse(given.kind, told.heads, matched)
        if not examiner.is_large(told.rows, len(told.said)):
            return read(told)
        return read(await examiner.examine_in_turn(_database(request), as_whom, told.said))
    except AppError as problem:
        return read(problem)


def _asked(request: Request, sent: forms.Sent) -> tuple[forms.Upload, examiner.Asked] | None:
    """The form, when the page would come as far as the file: the right, then the form."""
    actor = identity_deps.find_actor(request, database.session_of(request))
    if actor is None or not policy.may_import(actor, forms.kind_in(sent.form)):
        return None
    try:
        given = sent.form.parse()
        seat = commands.seat_for(actor, given.kind, given.organisation)
    except AppError:
        return None
    assert actor.person_id is not None
    return given, examiner.Asked(actor.person_id, given.kind, seat.organisation_id)


async def examine_draft(request: Request, draft_id: UUID) -> examiner.Examined | AppError | None:
    """What is found of a large draft now; None of what its page examines itself."""
    asked = await database.with_session(request, _large_draft, request, draft_id)
    if asked is None:
        return None
    try:
        return await examiner.examine_in_turn(_database(request), asked)
    except AppError as problem:
        return problem


def _large_draft(request: Request, draft_id: UUID) -> examiner.Asked | None:
    session = database.session_of(request)
    actor = identity_deps.find_actor(request, session)
    if actor is None or request.headers.get("hx-request") == "true":
        return None
    try:
        draft = queries.get_draft(session, actor, draft_id)
    except AppError:
        return None
    if draft.asked_at is not None or not examiner.is_large(*queries.get_size(session, draft)):
        return None
    return examiner.Asked(draft.person_id, draft.kind, draft.organisation_id, draft.id)


def _database(request: Request) -> str:
    """The one that the pages work on."""
    url: URL = request.app.state.engine.engine.url
    return url.render_as_string(hide_password=False)


UploadDep = Annotated[SentFile, Depends(read_sheet)]
LargeDraftDep = Annotated[examiner.Examined | AppError | None, Depends(examine_draft)]
