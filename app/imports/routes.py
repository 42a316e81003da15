"""Pages on which a coordinator brings in a file."""

from enum import StrEnum
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.errors import AppError, Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.policy import asks, require
from app.core.words import options
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.imports import (
    checked_rows,
    column_forms,
    commands,
    demands,
    deps,
    encodings,
    examiner,
    forms,
    kinds,
    labels,
    large_commands,
    models,
    policy,
    queries,
    sheet_bounds,
)
from app.web import (
    Acting,
    Form,
    FormPage,
    SessionDep,
    View,
    ViewDep,
    blank,
    nothing,
    submitted,
    with_numbers,
)

router = APIRouter(prefix="/importeren")

# The file, also as it stands in a page, and what a browser writes around it.
BODY_LIMIT = sheet_bounds.MAX_BYTES + 64 * 1024


# Whose example names a municipality also for who has none.
_OF_REGION = (
    models.ImportKind.SIZES,
    models.ImportKind.SIGNALS,
    models.ImportKind.ORGANISATIONS,
)


class ExampleName(StrEnum):
    """The example files."""

    NEEDS = "behoeften"
    OFFERS = "aanbod"
    SIZES = "omvang"
    SIGNALS = "signalen"
    ORGANISATIONS = "organisaties"


def upload_page(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a file."""
    kind = view.request.query_params.get("kind")

    choices = forms.ImportChoices.of(actor)
    if len(choices.kinds) == 1:  # nothing to choose
        kind = choices.kinds[0].value

    def shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
        return {
            "form": form or blank(forms.Upload, kind=kind),
            "choices": choices,
            "readings": [],
            "max_rows": sheet_bounds.MAX_ROWS,
            "max_megabytes": sheet_bounds.MAX_BYTES // 1024**2,
        }

    return FormPage(view, session, actor, nothing, nothing, "imports/form.html", shown)


def draft_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, draft_id: UUID
) -> Acting[models.ImportDraft]:
    """The file of the path, which waits for its confirmation."""
    read = partial(queries.get_draft, session, actor, draft_id)
    return Acting(view, session, actor, read, partial(read, lock=True))


UploadPageDep = Annotated[FormPage[None], Depends(upload_page)]
ChoicesForm = Annotated[Form[forms.RowChoices], Depends(submitted(forms.RowChoices))]
DraftDep = Annotated[Acting[models.ImportDraft], Depends(draft_of)]


@router.get("", name="imports:new")
def new(page: UploadPageDep) -> Response:
    require(policy.may_import(page.actor))
    return page.view.page(page.template, **page.shown(None, None))


@router.post("", name="imports:preview")
def preview(upload: deps.UploadDep, page: UploadPageDep) -> Response:
    sent = upload.sent

    @asks(lambda actor: policy.may_import(actor, forms.kind_in(sent.form)))
    def examine(
        session: Session, actor: Actor, given: forms.Upload
    ) -> tuple[examiner.Examined, UUID | None]:
        seat = commands.seat_for(actor, given.kind, given.organisation)
        found = upload.examined(session, actor, given)
        if not found.kept:
            return found, None
        draft = commands.keep_draft(session, actor, seat, given.kind, sent.filename, found.kept)
        return found, draft.id

    def refused(problem: Invalid) -> Response:
        if isinstance(problem, demands.Unmapped) or upload.chosen:
            again = upload.choices(page.session, page.actor, problem)
            if again is not None:
                return _ask_columns(page.view, sent.form, again, problem)
        readings = {"readings": problem.choices} if isinstance(problem, encodings.Unsure) else {}
        shown = {**page.shown(None, sent.form), **readings}
        return page.view.invalid(page.template, shown.pop("form"), problem, **shown)

    def to(done: tuple[examiner.Examined, UUID | None]) -> Response:
        found, draft_id = done
        again = upload.choices(page.session, page.actor)
        return _preview(
            page.view, found.checked, sent.filename, draft_id, mend=found.mend, again=again
        )

    return page.lead(examine, form=sent.form, to=to, refused=refused, is_repeatable=True)


@router.get("/{draft_id}", name="imports:show")
def show(page: DraftDep, large: deps.LargeDraftDep) -> Response:
    """A file that was chosen: how far the worker is with it, or its rows again."""
    draft, view = page.thing, page.view
    require(policy.may_import(page.actor, draft.kind))
    if draft.stored_at is not None:
        return _to_the_list(view, draft.kind, draft.counts)
    if draft.is_waiting:
        return view.page("imports/progress.html", fragments=("import_page",), draft=draft)
    if view.request.headers.get("hx-request") == "true":  # what moved by itself has ended
        return view.redirect(view.url("imports:show", draft_id=draft.id))
    if isinstance(large, AppError):
        raise large
    if large is None:
        checked = commands.preview_draft(page.session, page.actor, draft).glance(
            examiner.SHOWN_ROWS
        )
    else:
        checked = large.checked
    return _preview(view, checked, draft.filename, draft_id=draft.id, has_stopped=draft.is_stopped)


@router.post("/{draft_id}/bevestigen", name="imports:confirm")
def confirm(acting: DraftDep, form: ChoicesForm) -> Response:
    try:
        draft = acting.thing
        draft_id = draft.id
        done = acting.perform(large_commands.confirm_file, form=form)
    except NotFound as problem:
        return acting.gone(problem)
    if draft.stored_at is not None:
        return _to_the_list(acting.view, draft.kind, draft.counts)
    if done is None:
        return acting.view.redirect(acting.view.url("imports:show", draft_id=draft_id))
    if done.is_stopped:
        # What differs, or is another thing by now, is asked again; what went wrong since the rows
        # were shown is not stored.
        again = None if done.wrong else draft_id
        shown = done.glance(examiner.SHOWN_ROWS)
        return _preview(acting.view, shown, draft.filename, draft_id=again, form=form)
    return _to_the_list(acting.view, done.kind, done.counts)


@router.get("/voorbeeld/{name}.csv", name="imports:example")
def example_file(session: SessionDep, actor: ActorDep, name: ExampleName) -> Response:
    kind = forms.EXAMPLE_NAMES[name.value]
    require(policy.may_import(actor, kind))
    place = queries.get_home(
        session, policy.importing_seats(actor, kind)[0], is_needed=kind in _OF_REGION
    )
    headers = {"content-disposition": f'attachment; filename="voorbeeld-{name.value}.csv"'}
    return Response(
        forms.example(kind, place), media_type="text/csv; charset=utf-8", headers=headers
    )


def _to_the_list(view: View, kind: models.ImportKind, counts: dict[str, int]) -> Response:
    """A file that is stored, now or before, with how many rows were what; new ones on top."""
    told = with_numbers(deps.STORED[kind], *(counts.get(name, 0) for name in deps.COUNTED))
    newest = {"sort": "newest"} if kind is models.ImportKind.NEEDS else {}
    return view.redirect(view.url(deps.LISTS[kind][0], **newest), said=told)


def _ask_columns(
    view: View, form: Form[forms.Upload], again: column_forms.ReadAgain, problem: Invalid
) -> Response:
    """Once, in place of a sentence beside every row: a question, as nobody chose anything yet. Or
    again, where something went wrong with what was chosen.
    """
    by_place = getattr(problem, "by_place", {})
    once = {name: said for name, said in problem.errors.items() if name.startswith(deps.ONCE)}
    form.errors = {f"column_{place}": said for place, said in by_place.items()} | once
    asked = "" if by_place or form.values("column") else problem.errors.get("file", "")
    rest = Invalid({} if by_place or asked or once else problem.errors)
    return view.invalid("imports/columns.html", form, rest, again=again, asked=asked)


def _preview(
    view: View,
    checked: checked_rows.Glance,
    filename: str,
    draft_id: UUID | None,
    *,
    form: Form[forms.RowChoices] | None = None,
    mend: str = "",
    again: column_forms.ReadAgain | None = None,
    has_stopped: bool = False,
) -> Response:
    """`mend`: the address of a file with the rows that are wrong. `again`: with other columns.
    `form`: what was chosen for the rows that differ, when that was not enough. `has_stopped`: the
    worker could not store it.
    """
    index, show, id_name = deps.LISTS[checked.kind]
    return view.page(
        "imports/preview.html",
        status=422 if checked.wrong or (form is not None and checked.is_stopped) else 200,
        preview=checked,
        form=form or blank(forms.RowChoices, rest=kinds.RECIPES[checked.kind].when_differing),
        is_again=form is not None,
        has_stopped=has_stopped,
        again=again,
        mend=mend,
        mend_name=_("wrong rows of %(file)s.csv", file=filename.rpartition(".")[0]),
        store_words=labels.store_words(checked),
        rest_choices=options(checked.choices),
        words_of={outcome: (_(word), kind) for outcome, (word, kind) in labels.OUTCOMES.items()},
        filename=filename,
        draft_id=draft_id,
        index=index,
        show=show,
        id_name=id_name,
        has_owner=kinds.RECIPES[checked.kind].has_owner,
        first_column=labels.first_column(checked.kind),
    )
