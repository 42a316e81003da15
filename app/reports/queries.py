"""Reading reports, always from what the actor may see."""

from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.core import errors, pages, rows
from app.core.i18n import gettext as _
from app.identity.actor import ANYBODY, Actor
from app.reference.models import SafetyRegion
from app.reports import fields, policy
from app.reports.models import Report


def find_reports(
    session: Session, actor: Actor, filters: fields.ReportFilters, *, size: int
) -> pages.ResultPage[fields.ReportRow]:
    """One page of the list, the newest first, in one query."""
    return _listed(size).take(
        session,
        actor.bound,
        cursor=filters.cursor,
        build=lambda row: rows.as_row(fields.ReportRow, row),
    )


@lru_cache(8)
def _listed(size: int) -> pages.Paged:
    rules = [col(Report.region_code).in_(ANYBODY.regions), policy.visible_to(ANYBODY)]
    newest = (col(Report.asked_at), col(Report.id))
    query: Any = sa.select(*rows.columns_of(fields.ReportRow, Report)).where(*rules)
    order = pages.Order(newest, descending=True)
    return pages.Paged(query, order, size, pages.count_rows(Report, rules))


def get_report(session: Session, actor: Actor, report_id: UUID, *, lock: bool = False) -> Report:
    """One report without its file. Raises NotFound when the actor may not see it."""
    query: Any = (
        select(Report)
        .where(col(Report.id) == report_id, policy.visible_to(actor))
        .options(orm.defer(Report.file, raiseload=True))  # type: ignore[arg-type]
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Report | None = session.exec(query).first()
    if found is None:
        raise errors.NotFound(
            _("This report does not exist, or it is not meant for your organisation.")
        )
    return found


def name_of_region(session: Session, region_code: str) -> str:
    """What a region is called."""
    name = sa.select(col(SafetyRegion.name)).where(col(SafetyRegion.code) == region_code)
    return str(session.execute(name).scalar_one())


def get_file(session: Session, report: Report) -> bytes:
    """The PDF of a report. Raises NotFound as long as there is none."""
    file = session.execute(
        sa.select(col(Report.file)).where(col(Report.id) == report.id)
    ).scalar_one()
    if file is None:
        raise errors.NotFound(_("This report is still being made."))
    return bytes(file)
