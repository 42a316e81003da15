"""Making a report: a worker gathers what it says, part by part, and sets the file.

The worker may be killed at any moment, and be asked twice. What it gathered is stored with how far
it is; the file and that it is ready are one transaction. Two that make the same one wait for each
other at every part, and set the same file.
"""

import contextlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, i18n, job_tables, jobs, tongue
from app.core.i18n import gettext as _
from app.identity.actor import SYSTEM, outsider_in
from app.interpretations import queries as interpretation_queries
from app.interpretations.models import Interpretation
from app.picture import filters as picture_filters
from app.reports import commands, content, events, queries
from app.reports.models import Report, ReportSection, ReportStatus

# Of a worker that is killed nothing is heard; then another one is asked.
PATIENCE = timedelta(minutes=3)
GATHERED = 80  # of a hundred; the rest is for the file


def gather_next(session: Session, report_id: UUID) -> content.Content | None:
    """Gather one part more. Returns what the report says once all of it is there, and None before;
    None too when nobody waits for it any more.
    """
    report = _lock(session, report_id)
    if report is None:
        return None
    region = queries.name_of_region(session, report.region_code)
    reader = outsider_in(report.region_code)
    view = picture_filters.PictureFilters.model_validate(report.view)
    with i18n.speaking(content.LANGUAGE):
        choices = picture_filters.PictureChoices.for_reading(session, reader)
        said = dict(report.content or content.begin(report.title, region, view, choices))
        if report.content is None:
            said["interpretations"] = _interpretations(session, report)
        elif len(said["sections"]) < len(report.sections):
            wanted = ReportSection(report.sections[len(said["sections"])])
            of = content.Gathering(session, report.region_code, view, choices)
            said["sections"] = [*said["sections"], of.section(wanted)]
        else:
            return said
    report.content = said
    report.progress = GATHERED * (1 + len(said["sections"])) // (1 + len(report.sections))
    report.heard_at = clock.now()
    return None


def is_waiting(session: Session, report_id: UUID) -> bool:
    """Whether a worker still has to do something for it."""
    report = session.get(Report, report_id)
    return report is not None and report.is_waiting


def finish_report(session: Session, report_id: UUID, file: bytes) -> None:
    """Its file is there: the region reads it."""
    report = _lock(session, report_id)
    if report is None or report.content is None:
        return
    report.status, report.progress, report.made_at = ReportStatus.READY, 100, clock.now()
    report.file = file
    _record(session, report, events.ReportMade)


def fail_report(session: Session, report_id: UUID) -> None:
    """It could not be made. What was gathered is gathered anew when somebody tries again."""
    report = _lock(session, report_id)
    if report is None:
        return
    report.status, report.content, report.progress = ReportStatus.FAILED, None, 0
    _record(session, report, events.ReportFailed)


def ask_again(session: Session) -> int:
    """Ask for every report of which nothing is heard and for which no job waits: its worker may be
    gone, or the job may be lost. Returns how many.
    """
    queued = job_tables.asked_for(commands.MAKE, "report_id", "todo")
    waiting = sa.select(col(Report.id), col(Report.region_code)).where(
        col(Report.status) == ReportStatus.WAITING,
        col(Report.heard_at) < clock.now() - PATIENCE,
        sa.cast(col(Report.id), sa.Text).not_in(queued),
    )
    found = session.execute(waiting).all()
    for report_id, region_code in found:
        jobs.defer(session, commands.MAKE, region_code=region_code, report_id=str(report_id))
    return len(found)


def _lock(session: Session, report_id: UUID) -> Report | None:
    """The report, as long as somebody waits for it."""
    found: Report | None = session.get(
        Report, report_id, with_for_update=True, populate_existing=True
    )
    return found if found is not None and found.is_waiting else None


def _record(session: Session, report: Report, event: Any) -> None:
    record(session, SYSTEM, event(object_id=report.id, region_code=report.region_code))


def _interpretations(session: Session, report: Report) -> list[content.Content]:
    """What the region reads of those that were chosen, in their order."""
    reader = outsider_in(report.region_code)
    found = []
    for each in report.interpretations:
        # One that was withdrawn meanwhile is not told.
        with contextlib.suppress(errors.NotFound):
            found.append(_told(interpretation_queries.get_interpretation(session, reader, each)))
    return found


def _told(interpretation: Interpretation) -> content.Content:
    """An interpretation without the name of who wrote it: a report is kept as it is, also when
    that person's account is erased.
    """
    shown = interpretation.shown
    day = shown.published_at or shown.created_at
    parts = {
        _("What we see"): shown.seen,
        _("What it means"): shown.meaning,
        _("What we propose"): shown.advice,
    }
    return {
        "title": shown.title,
        "who": tongue.unmarked(f"{shown.organisation.name}, {i18n.long_date(i18n.local_day(day))}"),
        "parts": [{"name": name, "text": text} for name, text in parts.items()],
        "proposed": _("Proposals"),
        "proposals": [proposal.text for proposal in interpretation.proposals],
    }
