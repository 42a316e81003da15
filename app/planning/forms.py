"""What the pages of a plan show."""

from app.planning.models import PlanStage
from app.target_groups.choices import RegionChoices


class PlanChoices(RegionChoices):
    """The lists and labels of the pages of a plan."""

    stages = tuple(PlanStage)
