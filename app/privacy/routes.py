"""The page of the trail, for who keeps a region and its privacy officer: /beheer/logboek."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Response
from starlette.responses import StreamingResponse

from app.core import clock
from app.core.errors import Invalid
from app.core.policy import require
from app.identity.deps import ActorDep
from app.privacy import file_commands, labels, policy, trail_queries
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/beheer/logboek")

CHUNK = 64 * 1024
TrailForm = Annotated[
    Form[trail_queries.TrailFilters], Depends(from_address(trail_queries.TrailFilters))
]


@router.get("", name="trail:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: TrailForm) -> Response:
    require(policy.TrailPolicy(actor).read)
    choices = trail_queries.TrailChoices.for_reading(session, actor)
    try:
        page = trail_queries.find_lines(session, actor, form.parse(), size=view.page_size)
    except Invalid as problem:
        return view.page(
            "privacy/trail.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    return view.page(
        "privacy/trail.html",
        fragments=("trail_results",),
        form=form,
        page=page,
        choices=choices,
        labels=labels,
    )


@router.get("/logboek.jsonl", name="trail:file")
def download(view: ViewDep, session: SessionDep, actor: ActorDep, form: TrailForm) -> Response:
    """Written before the answer starts, so that the trail has its line whatever follows."""
    require(policy.TrailPolicy(actor).read)
    filters = form.parse()
    with ExitStack() as unfinished:
        file: IO[bytes] = unfinished.enter_context(tempfile.TemporaryFile())
        file_commands.take_trail(session, actor, view.settings, filters, file)
        unfinished.pop_all()
    size = file.tell()
    file.seek(0)

    def chunks() -> Iterator[bytes]:
        with file:
            while chunk := file.read(CHUNK):
                yield chunk

    name = f"logboek-{clock.today().isoformat()}.jsonl"
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-length": str(size)}
    return StreamingResponse(chunks(), media_type="application/jsonl", headers=headers)
