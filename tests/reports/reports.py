"""Quick ways to a report, always through the commands."""

from __future__ import annotations

from typing import Any

from app.reports import commands, content, making_commands, typesetter
from app.reports.fields import NewReport
from app.reports.models import Report, ReportSection
from tests.world import World

EVERY = [each.value for each in ReportSection]


def compose(world: World, who: str = "daan", **changes: Any) -> Report:
    """Asked for; nobody has made it yet."""
    given = NewReport.model_validate({"sections": EVERY} | changes)
    made = commands.compose_report(world.session, world[who], given)
    world.session.flush()
    return made


def gathered(world: World, report: Report) -> content.Content:
    """What it says, gathered as the worker does."""
    for _part in range(len(EVERY) + 3):
        if said := making_commands.gather_next(world.session, report.id):
            return said
        world.session.flush()
    raise AssertionError("it is never all there")


def make(world: World, report: Report) -> Report:
    """As the worker does, from the beginning to the file."""
    file = typesetter.typeset(gathered(world, report))
    making_commands.finish_report(world.session, report.id, file)
    world.session.flush()
    return report
