"""Target groups: a national core and the groups a region adds."""

from __future__ import annotations

from typing import ClassVar

from app.reference.models import Taxon

ALL_RESIDENTS = "all_residents"


class TargetGroup(Taxon, table=True):
    """A doelgroep, with other words for it."""

    __tablename__: ClassVar[str] = "target_group"
