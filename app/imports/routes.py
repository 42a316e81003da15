"""Pages on which a coordinator brings in a file."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.imports import commands, queries
from app.imports.columns import map_columns
from app.imports.deps import SentDep
from app.imports.examination import Preview
from app.imports.forms import EXAMPLE_NAMES, ImportChoices, Upload, example
from app.imports.kinds import RECIPES
from app.imports.models import ImportKind
from app.imports.policy import importing_seats, may_import
from app.imports.queries import get_home
from app.imports.reading import MAX_BYTES, MAX_ROWS, read_sheet
from app.web.database import SessionDep
from app.web.forms import blank
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/importeren")

# The file, and what a browser writes around it.
BODY_LIMIT = MAX_BYTES + 64 * 1024
SHOWN_ROWS = 300

STORED = {
    ImportKind.NEEDS: notice(
        "needs_imported",
        mark("The file is brought in. Everybody in the region sees the needs now."),
    ),
    ImportKind.OFFERS: notice(
        "offers_imported", mark("The file is brought in. These are the offers.")
    ),
    ImportKind.SIZES: notice(
        "sizes_imported", mark("The file is brought in. The newest size of each group counts.")
    ),
}
# Where to go after a file, and the page of one item with the name of its id. A size has no page of
# its own.
LISTS: dict[ImportKind, tuple[str, str, str]] = {
    ImportKind.NEEDS: ("needs:index", "needs:show", "need_id"),
    ImportKind.OFFERS: ("offers:index", "offers:show", "offer_id"),
    ImportKind.SIZES: ("imports:new", "", ""),
}


class ExampleName(StrEnum):
    """The example files."""

    NEEDS = "behoeften"
    OFFERS = "aanbod"
    SIZES = "omvang"


@router.get("", name="imports:new")
def new(view: ViewDep, actor: ActorDep) -> Response:
    require(may_import(actor))
    kind = view.request.query_params.get("kind")
    return view.page("imports/form.html", form=blank(Upload, kind=kind), **_shown(actor))


@router.post("", name="imports:preview")
def preview(view: ViewDep, session: SessionDep, actor: ActorDep, sent: SentDep) -> Response:
    require(may_import(actor))
    try:
        given = sent.form.parse()
        seat = commands.seat_for(actor, given.kind, given.organisation)
        sheet = read_sheet(sent.filename, sent.content)
        mapped = map_columns(given.kind, sheet)
    except Invalid as problem:
        return view.invalid("imports/form.html", sent.form, problem, **_shown(actor))
    checked = commands.preview(session, actor, mapped, seat)
    if checked.wrong:
        return _preview(view, checked, sent.filename, draft_id=None)
    draft = commands.keep_draft(
        session, actor, seat, given.kind, sent.filename, sheet.only(mapped.columns)
    )
    return _preview(view, checked, sent.filename, draft_id=draft.id)


@router.post("/{draft_id}/bevestigen", name="imports:confirm")
def confirm(view: ViewDep, session: SessionDep, actor: ActorDep, draft_id: UUID) -> Response:
    draft = queries.get_draft(session, actor, draft_id)
    done = commands.confirm_draft(session, actor, draft)
    if done.wrong:
        return _preview(view, done, draft.filename, draft_id=None)
    return view.redirect(view.url(LISTS[done.kind][0]), said=STORED[done.kind])


@router.get("/voorbeeld/{name}.csv", name="imports:example")
def example_file(session: SessionDep, actor: ActorDep, name: ExampleName) -> Response:
    kind = EXAMPLE_NAMES[name.value]
    require(may_import(actor, kind))
    place = get_home(session, importing_seats(actor, kind)[0], is_needed=kind is ImportKind.SIZES)
    headers = {"content-disposition": f'attachment; filename="voorbeeld-{name.value}.csv"'}
    return Response(example(kind, place), media_type="text/csv; charset=utf-8", headers=headers)


def _shown(actor: Actor) -> dict[str, Any]:
    return {
        "choices": ImportChoices.of(actor),
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_BYTES // 1024**2,
    }


def _preview(view: View, checked: Preview, filename: str, *, draft_id: UUID | None) -> Response:
    index, show, id_name = LISTS[checked.kind]
    return view.page(
        "imports/preview.html",
        status=422 if checked.wrong else 200,
        preview=checked,
        rows=checked.shown(SHOWN_ROWS),
        filename=filename,
        draft_id=draft_id,
        index=index,
        show=show,
        id_name=id_name,
        is_titled="title" in RECIPES[checked.kind].titled_by,
    )
