"""The report of the demo region: what its team would send to others today."""

from sqlmodel import Session

from app.identity.actor import Actor
from app.interpretations import queries as interpretation_queries
from app.reports import commands, fields, making_commands, typesetter
from app.reports.models import ReportSection

MOST_INTERPRETATIONS = 2


def seed_reports(session: Session, team: Actor) -> int:
    """Compose one with every part and the newest interpretations, and make it as the worker does.
    Returns how many there are.
    """
    newest = interpretation_queries.InterpretationFilters()
    told = interpretation_queries.find_interpretations(
        session, team, newest, size=MOST_INTERPRETATIONS
    )
    given = fields.NewReport(
        sections=list(ReportSection), interpretations=[row.id for row in told.rows]
    )
    report = commands.compose_report(session, team, given)
    session.flush()
    said = None
    while said is None:
        said = making_commands.gather_next(session, report.id)
        session.flush()
    making_commands.finish_report(session, report.id, typesetter.typeset(said))
    return 1
