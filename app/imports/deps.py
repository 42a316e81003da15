"""The file that a request brings, for routes."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from app.core.forms import Form
from app.imports import forms
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


SentDep = Annotated[forms.Sent, Depends(read_upload)]
