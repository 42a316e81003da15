"""Pages on which a coordinator brings in a file."""

from enum import StrEnum
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import asks, require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.imports import (
    columns,
    commands,
    deps,
    examination,
    forms,
    kinds,
    models,
    policy,
    queries,
    sheets,
)
from app.web import (
    Form,
    FormPage,
    SessionDep,
    View,
    ViewDep,
    acting as web_acting,
    blank,
    nothing,
    notice,
)

router = APIRouter(prefix="/importeren")

# The file, and what a browser writes around it.
BODY_LIMIT = sheets.MAX_BYTES + 64 * 1024
SHOWN_ROWS = 300

STORED = {
    models.ImportKind.NEEDS: notice(
        "needs_imported",
        mark("The file is brought in. Everybody in the region sees the needs now."),
    ),
    models.ImportKind.OFFERS: notice(
        "offers_imported", mark("The file is brought in. These are the offers.")
    ),
    models.ImportKind.SIZES: notice(
        "sizes_imported", mark("The file is brought in. The newest size of each group counts.")
    ),
}
# Where to go after a file, and the page of one item with the name of its id. A size has no page of
# its own.
LISTS: dict[models.ImportKind, tuple[str, str, str]] = {
    models.ImportKind.NEEDS: ("needs:index", "needs:show", "need_id"),
    models.ImportKind.OFFERS: ("offers:index", "offers:show", "offer_id"),
    models.ImportKind.SIZES: ("imports:new", "", ""),
}


class ExampleName(StrEnum):
    """The example files."""

    NEEDS = "behoeften"
    OFFERS = "aanbod"
    SIZES = "omvang"


def upload_page(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a file."""
    kind = view.request.query_params.get("kind")

    def shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
        return {
            "form": form or blank(forms.Upload, kind=kind),
            "choices": forms.ImportChoices.of(actor),
            "max_rows": sheets.MAX_ROWS,
            "max_megabytes": sheets.MAX_BYTES // 1024**2,
        }

    return FormPage(view, session, actor, nothing, nothing, "imports/form.html", shown)


def draft_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, draft_id: UUID
) -> web_acting.Acting[models.ImportDraft]:
    """The file of the path, which waits for its confirmation."""
    read = partial(queries.get_draft, session, actor, draft_id)
    return web_acting.Acting(view, session, actor, read, partial(read, lock=True))


UploadPageDep = Annotated[FormPage[None], Depends(upload_page)]
DraftDep = Annotated[web_acting.Acting[models.ImportDraft], Depends(draft_of)]


@router.get("", name="imports:new")
def new(page: UploadPageDep) -> Response:
    require(policy.may_import(page.actor))
    return page.view.page(page.template, **page.shown(None, None))


@router.post("", name="imports:preview")
def preview(page: UploadPageDep, sent: deps.SentDep) -> Response:
    @asks(lambda actor: policy.may_import(actor, forms.kind_in(sent.form)))
    def examine(
        session: Session, actor: Actor, given: forms.Upload
    ) -> tuple[examination.Preview, UUID | None]:
        seat = commands.seat_for(actor, given.kind, given.organisation)
        sheet = sheets.read_sheet(
            sent.filename, sent.content, partial(columns.has_first, given.kind)
        )
        mapped = columns.map_columns(given.kind, sheet)
        checked = commands.preview(session, actor, mapped, seat)
        if checked.wrong:
            return checked, None
        kept = sheet.only(mapped.columns)
        return checked, commands.keep_draft(
            session, actor, seat, given.kind, sent.filename, kept
        ).id

    try:
        checked, draft_id = page.perform(examine, form=sent.form)
    except Invalid as problem:
        return page.again(problem, sent.form)
    return _preview(page.view, checked, sent.filename, draft_id=draft_id)


@router.post("/{draft_id}/bevestigen", name="imports:confirm")
def confirm(acting: DraftDep) -> Response:
    filename = acting.thing.filename
    done = acting.perform(commands.confirm_draft)
    if done.wrong:
        return _preview(acting.view, done, filename, draft_id=None)
    return acting.view.redirect(acting.view.url(LISTS[done.kind][0]), said=STORED[done.kind])


@router.get("/voorbeeld/{name}.csv", name="imports:example")
def example_file(session: SessionDep, actor: ActorDep, name: ExampleName) -> Response:
    kind = forms.EXAMPLE_NAMES[name.value]
    require(policy.may_import(actor, kind))
    place = queries.get_home(
        session, policy.importing_seats(actor, kind)[0], is_needed=kind is models.ImportKind.SIZES
    )
    headers = {"content-disposition": f'attachment; filename="voorbeeld-{name.value}.csv"'}
    return Response(
        forms.example(kind, place), media_type="text/csv; charset=utf-8", headers=headers
    )


def _preview(
    view: View, checked: examination.Preview, filename: str, *, draft_id: UUID | None
) -> Response:
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
        is_titled="title" in kinds.RECIPES[checked.kind].titled_by,
    )
