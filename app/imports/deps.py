"""The file that a request brings, for routes."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.core.forms import Form
from app.imports import forms

MAX_FIELDS = 10


async def read_upload(request: Request) -> forms.Sent:
    """The one form of the product that takes a file. Its body limit is set in `app.main`."""
    typed: dict[str, list[str]] = {}
    content = b""
    try:
        async with request.form(max_files=1, max_fields=MAX_FIELDS) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    typed[name] = [value.filename or ""]
                    content = await value.read() if name == "file" else b""
                else:
                    typed.setdefault(name, []).append(value)
    except HTTPException as problem:
        if problem.status_code != 400:
            raise
        return forms.Sent(Form(forms.Upload, {}, is_readable=False), b"")
    return forms.Sent(Form(forms.Upload, typed), content)


SentDep = Annotated[forms.Sent, Depends(read_upload)]
