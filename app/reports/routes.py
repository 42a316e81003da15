"""Pages of reports: the list, the form that composes one, the report itself, and its file."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors, forms as core_forms, i18n, words
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.interpretations import queries as interpretation_queries
from app.picture import filters as picture_filters, interpretation_commands as views
from app.reports import commands, content, fields, labels, policy, queries
from app.reports.models import Report, ReportSection
from app.web import (
    Form,
    FormPage,
    Page,
    SessionDep,
    ViewDep,
    from_address,
    nothing,
    notice,
    submitted,
)

router = APIRouter(prefix="/rapporten")

ASKED = notice("report_asked", mark("The report is being made. This page shows how far it is."))
PDF = "application/pdf"

FiltersForm = Annotated[Form[fields.ReportFilters], Depends(from_address(fields.ReportFilters))]
StartForm = Annotated[Form[fields.NewReport], Depends(from_address(fields.NewReport))]
NewForm = Annotated[Form[fields.NewReport], Depends(submitted(fields.NewReport))]


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, report_id: UUID) -> Page[Report]:
    """The page of the report of the path."""
    read = partial(queries.get_report, session, actor, report_id)
    return Page(
        view,
        session,
        actor,
        read,
        partial(read, lock=True),
        template="reports/show.html",
        block="report_page",
        address=view.url("reports:show", report_id=report_id),
        shown=partial(_shown, session, actor),
    )


def new_form(
    view: ViewDep, session: SessionDep, actor: ActorDep, start: StartForm
) -> FormPage[None]:
    """The form of a new report, of the view in the address."""
    shown = partial(_shown_new, session, actor, start)
    template = "reports/form.html"
    return FormPage(
        view, session, actor, nothing, nothing, template, lambda _none, form: shown(form)
    )


PageDep = Annotated[Page[Report], Depends(page_of)]
NewFormDep = Annotated[FormPage[None], Depends(new_form)]


@router.get("", name="reports:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    require(policy.may_read(actor))
    found = queries.find_reports(session, actor, form.parse(), size=view.page_size)
    may_compose = bool(policy.may_compose(actor))
    return view.page("reports/index.html", page=found, may_compose=may_compose)


@router.get("/nieuw", name="reports:new")
def new(page: NewFormDep, start: StartForm) -> Response:
    return page.open(commands.compose_report)


@router.post("", name="reports:create")
def create(page: NewFormDep, form: NewForm) -> Response:
    return page.do(
        commands.compose_report,
        form=form,
        then=lambda made: page.view.url("reports:show", report_id=made.id),
        said=ASKED,
    )


@router.get("/{report_id}", name="reports:show")
def show(page: PageDep) -> Response:
    return page.open(blocks=("report_page",))


@router.post("/{report_id}/opnieuw", name="reports:retry")
def retry(page: PageDep) -> Response:
    return page.do(commands.retry_report, said=ASKED)


@router.get("/{report_id}/rapport.pdf", name="reports:file")
def download(page: PageDep) -> Response:
    report = page.thing
    file = queries.get_file(page.session, report)
    name = f"maatschappelijk-beeld-{report.last_day.isoformat()}.pdf"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(file, media_type=PDF, headers=headers)


def _shown(session: Session, actor: Actor, report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "told": report.content if report.made_at else None,
        "language": content.LANGUAGE,
        "may": policy.ReportPolicy(actor, report),
        "entries": find_timeline(
            session,
            report.id,
            labels.EVENT_WORDS,
            with_names=report.region_code in actor.team_regions,
        ),
    }


def _shown_new(
    session: Session, actor: Actor, start: Form[Any], form: Form[Any] | None
) -> dict[str, Any]:
    choices = picture_filters.PictureChoices.for_reading(session, actor)
    asked = {name: (form or start).value(name) or None for name in views.VIEW}
    if form is None:
        every = [each.value for each in ReportSection]
        form = core_forms.blank(fields.NewReport, sections=every, **asked)
    return {
        "form": form,
        "choices": choices,
        "span": _span(asked, choices),
        "parts": words.options(ReportSection),
        "interpretations": _readable(session, actor, asked),
    }


def _span(asked: dict[str, Any], choices: picture_filters.PictureChoices) -> Any:
    """The days of the view that a form names; None for a view that is none."""
    try:
        given = Form(
            picture_filters.PictureFilters, {name: [v] for name, v in asked.items() if v}
        ).parse()
        given.refuse_unknown(choices.reference)
        return given.read_span()
    except errors.Invalid:
        return None


def _readable(session: Session, actor: Actor, asked: dict[str, Any]) -> list[words.Choice]:
    """The published interpretations of that place and crisis, the newest first."""
    filters = interpretation_queries.InterpretationFilters.model_validate(
        {name: asked[name] for name in ("municipality", "crisis")}
    )
    most = fields.MOST_INTERPRETATIONS
    found = interpretation_queries.find_interpretations(session, actor, filters, size=most).rows
    return [
        words.Choice(str(row.id), row.title, hint=i18n.period(row.first_day, row.last_day))
        for row in found
    ]
