"""Composing reports: the team asks for one, and a worker makes it (`making_commands`)."""

from sqlmodel import Session

from app.audit import record
from app.core import clock, errors, i18n, jobs
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.interpretations import queries as interpretation_queries
from app.picture import filters as picture_filters, interpretation_commands as views
from app.reports import content, events, fields, policy, queries
from app.reports.models import Report, ReportSection, ReportStatus

MAKE = "reports:make"


@asks(policy.may_compose)
def compose_report(session: Session, actor: Actor, given: fields.NewReport) -> Report:
    """A report of the view that the form names, which a worker makes. Raises Invalid for a view
    that is none, or an interpretation that the region does not read.
    """
    region_code = actor.team_regions[0]
    view = read_view(given)
    choices = picture_filters.PictureChoices.for_reading(session, actor)
    view.refuse_unknown(choices.reference)
    span = view.read_span()
    _refuse_unread(session, actor, given)
    region = queries.name_of_region(session, region_code)
    with i18n.speaking(content.LANGUAGE):
        title = content.title_of(region, view, choices)
    report = Report(
        region_code=region_code,
        person_id=actor.person_id,
        title=title,
        first_day=span.first,
        last_day=span.last,
        # The days themselves: a worker that is late makes the report of the day it was asked.
        view=_kept_view(view, span.first.isoformat(), span.last.isoformat()),
        sections=[each.value for each in ReportSection if each in given.sections],
        interpretations=list(dict.fromkeys(given.interpretations)),
        asked_at=clock.now(),
        heard_at=clock.now(),
    )
    session.add(report)
    session.flush()
    record(
        session,
        actor,
        events.ReportAsked(
            object_id=report.id,
            region_code=region_code,
            sections=tuple(report.sections),
            interpretations=len(report.interpretations),
        ),
    )
    _defer(session, report)
    return report


@asks(lambda actor, report: policy.ReportPolicy(actor, report).retry)
def retry_report(session: Session, actor: Actor, report: Report) -> Report:
    """Ask a worker once more for one that could not be made."""
    report.status, report.progress, report.heard_at = ReportStatus.WAITING, 0, clock.now()
    _defer(session, report)
    return report


def read_view(given: fields.NewReport) -> picture_filters.PictureFilters:
    """The filters of the picture that a form names. Raises Invalid for nonsense."""
    asked = {name: getattr(given, name) for name in views.VIEW}
    try:
        return picture_filters.PictureFilters.model_validate(asked)
    except ValueError:
        raise errors.Invalid({"period": _("Choose one of the options.")}) from None


def _kept_view(view: picture_filters.PictureFilters, first: str, last: str) -> dict[str, str]:
    named = {"municipality": view.municipality, "crisis": view.crisis}
    return {name: value for name, value in named.items() if value} | {
        "seen_from": first,
        "seen_until": last,
    }


def _refuse_unread(session: Session, actor: Actor, given: fields.NewReport) -> None:
    """What only the team reads yet does not leave the house."""
    try:
        for each in given.interpretations:
            found = interpretation_queries.get_interpretation(session, actor, each)
            if not found.is_published:
                raise errors.NotFound("")
    except errors.NotFound:
        said = _("Choose interpretations that are published.")
        raise errors.Invalid({"interpretations": said}) from None


def _defer(session: Session, report: Report) -> None:
    jobs.defer(session, MAKE, region_code=report.region_code, report_id=str(report.id))
