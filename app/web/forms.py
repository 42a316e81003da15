"""The form of a request, for a route to depend on: posted, or in the address.

A route takes `Form`, `blank` and `opened` from here too; what knows no HTTP takes them from
`core.forms`.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from app.core.forms import Form, blank, opened
from app.core.i18n import use_locale
from app.core.inputs import Input
from app.web.drafts import Typed

MAX_FIELDS = 500
LONGEST = 1024 * 1024

# What each dependency that `submitted` made reads.
_models: dict[Any, type[Input]] = {}

M = TypeVar("M", bound=Input)


def _grouped(items: Any) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in items.multi_items():
        grouped.setdefault(name, []).append(value if isinstance(value, str) else "")
    return grouped


async def read_typed(request: Request) -> Typed:
    """A dependency: what the request brings of a form, whichever it is. That it cannot be read is
    said when it is read, so after the right (ADR 0026).
    """
    sent = await read_form(request, max_fields=MAX_FIELDS)
    if sent is None:
        return Typed(None, {}, is_readable=False)
    return Typed.take(_grouped(sent), request.url.path)


async def read_form(
    request: Request, *, max_fields: int, max_files: int = 0, longest: int = LONGEST
) -> FormData | None:
    """What was sent; None when it cannot be read as a form. `longest`: bytes of a field beside a
    file.
    """
    try:
        await request.body()  # kept, so that who comes after can read it again
        return await request.form(max_fields=max_fields, max_files=max_files, max_part_size=longest)
    except HTTPException as problem:
        if problem.status_code != 400:
            raise
        return None


async def read_if_typed(request: Request) -> Typed | None:
    """The same of a post that nobody asked for its form; None when it has none that can be read,
    such as a file.
    """
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    typed = await read_typed(request)
    return typed if typed.is_readable else None


def submitted(model: type[M]) -> Callable[[Request], Awaitable[Form[M]]]:
    """A dependency: the posted form, not yet checked."""

    async def read(request: Request) -> Form[M]:
        typed = await read_typed(request)
        form = Form(model, typed.fields, is_readable=typed.is_readable)
        request.state.place = typed.place  # a long form: see `app.web.drafts`
        request.state.is_again = typed.is_again  # one that is only to come back
        if typed.language:
            use_locale(typed.language)
            request.state.language = typed.language  # the answer keeps it: see `View.page`
        request.state.typed = form.texts  # a refusal gives it back: see `app.web.problems`
        return form

    _models[read] = model
    return read


def form_for(request: Request, typed: Typed) -> tuple[type[Input], Form[Any]] | None:
    """What was typed as the form that the route of this request asks for, and what reads it; None
    when it asks for none. For what is refused before the form is read.
    """
    waiting = [getattr(request.scope.get("route"), "dependant", None)]
    while waiting:
        dependant = waiting.pop()
        if dependant is None:
            continue
        model = _models.get(dependant.call)
        if model is not None:
            return model, Form(model, typed.fields)
        waiting += dependant.dependencies
    return None


def from_address(model: type[M]) -> Callable[[Request], Form[M]]:
    """A dependency: the filters in the address, not yet checked. Names the model does not know are
    left alone.
    """

    async def read(request: Request) -> Form[M]:
        known = {k: v for k, v in _grouped(request.query_params).items() if k in model.model_fields}
        return Form(model, known)

    return read  # type: ignore[return-value]


__all__ = [
    "Form",
    "blank",
    "form_for",
    "from_address",
    "opened",
    "read_if_typed",
    "read_typed",
    "submitted",
]
