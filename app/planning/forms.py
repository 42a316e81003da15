"""Choices and words of the pages of a plan."""

from app.needs.labels import urgency_label
from app.planning.labels import failure_label, gap_label, left_label, stage_label
from app.planning.models import PlanStage
from app.target_groups.choices import RegionChoices


class PlanChoices(RegionChoices):
    """Every label a plan can show."""

    urgency_label = staticmethod(urgency_label)
    gap_label = staticmethod(gap_label)
    left_label = staticmethod(left_label)
    failure_label = staticmethod(failure_label)

    @property
    def stages(self) -> list[tuple[PlanStage, str]]:
        return [(stage, stage_label(stage)) for stage in PlanStage]
