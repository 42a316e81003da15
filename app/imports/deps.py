"""The file that a request brings, for routes."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from app.core.errors import AppError
from app.core.forms import Form
from app.identity import deps as identity_deps
from app.imports import columns, commands, forms, policy, reader, sheets
from app.web import database
from app.web.forms import read_form

MAX_FIELDS = 10


async def read_upload(request: Request) -> forms.Sent:
    """The one form of the product that takes a file. Its body limit is set in `app.main`."""
    typed: dict[str, list[str]] = {}
    content = b""
    sent = await read_form(request, max_fields=MAX_FIELDS, max_files=1)
    if sent is None:
        return forms.Sent(Form(forms.Upload, {}, is_readable=False), b"")
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            typed[name] = [value.filename or ""]
            content = await value.read() if name == "file" else b""
        else:
            typed.setdefault(name, []).append(value)
    await sent.close()
    return forms.Sent(Form(forms.Upload, typed), content)


@dataclass(frozen=True)
class SentFile:
    """What was sent, and what is in the file: a sheet, or what is wrong with it. Neither when the
    page does not get as far as reading it.
    """

    sent: forms.Sent
    found: sheets.Sheet | AppError | None = None

    @property
    def sheet(self) -> sheets.Sheet:
        """Raises Invalid on "file" or "letters"."""
        if isinstance(self.found, sheets.Sheet):
            return self.found
        assert self.found is not None, "a file of somebody who may bring it in is read"
        raise self.found


async def read_sheet(
    request: Request, sent: Annotated[forms.Sent, Depends(read_upload)]
) -> SentFile:
    """The file of who may bring it in. It is read before the page takes a connection: reading may
    take half a minute, and holds nothing of the database meanwhile (ADR 0050).
    """
    given = await database.with_session(request, _given, request, sent)
    if given is None:
        return SentFile(sent)
    wanted = columns.first_names(given.kind)
    try:
        found = await reader.read_in_turn(sent.filename, sent.content, wanted, given.letters)
    except AppError as problem:
        return SentFile(sent, problem)
    return SentFile(sent, found)


def _given(request: Request, sent: forms.Sent) -> forms.Upload | None:
    """The form, when the page would come as far as the file: the right, then the form."""
    actor = identity_deps.find_actor(request, database.session_of(request))
    if actor is None or not policy.may_import(actor, forms.kind_in(sent.form)):
        return None
    try:
        given = sent.form.parse()
        commands.seat_for(actor, given.kind, given.organisation)
    except AppError:
        return None
    return given


UploadDep = Annotated[SentFile, Depends(read_sheet)]
