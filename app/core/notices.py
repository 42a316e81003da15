"""A notice: what one transaction touched, told to every process once it is committed.

PostgreSQL tells it (NOTIFY). It holds ids and codes of regions, nothing that anybody may not see:
who hears it reads for each reader what that one may read. A transaction has one at most, sent when
it commits, because PostgreSQL puts those that send one behind each other.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

CHANNEL = "schakelbord"
# PostgreSQL takes less than 8000 bytes. Of more than this a notice says "everything".
MOST_IDS = 120
_KEY = "notice"


@dataclass
class Touched:
    """What a transaction touched: whatever an event names by its id, and the regions of it."""

    regions: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    everything: bool = False

    def packed(self) -> str:
        if self.everything or len(self.ids) + len(self.regions) > MOST_IDS:
            return "{}"
        return json.dumps({"regions": sorted(self.regions), "ids": sorted(self.ids)})

    @classmethod
    def unpacked(cls, payload: str) -> Self:
        """Whatever somebody else sends on this channel counts as "everything"."""
        try:
            said = json.loads(payload)
            return cls(set(map(str, said["regions"])), set(map(str, said["ids"])))
        except (ValueError, KeyError, TypeError):
            return cls(everything=True)

    def names(self, ids: Iterable[UUID | None]) -> bool:
        """Whether it is about one of these."""
        return self.everything or not self.ids.isdisjoint(map(str, ids))

    def is_in(self, regions: Iterable[str]) -> bool:
        """Whether it is about something of one of these regions."""
        return self.everything or not self.regions.isdisjoint(regions)


def note(session: Session, region: str | None, *ids: Any) -> None:
    """Something with these ids happened in the session's transaction."""
    touched: Touched = session.info.setdefault(_KEY, Touched())
    touched.everything = touched.everything or len(touched.ids) > MOST_IDS
    if not touched.everything:
        touched.ids.update(str(each) for each in ids if each is not None)
        touched.regions.update({region} - {None})  # type: ignore[arg-type]


def _tell(session: Session) -> None:
    """Just before a transaction commits; a savepoint is part of one."""
    if session.in_nested_transaction():
        return
    touched: Touched | None = session.info.pop(_KEY, None)
    if touched is not None:
        session.execute(sa.select(sa.func.pg_notify(CHANNEL, touched.packed())))


def _forget(session: Session, ended: Any) -> None:
    """What is rolled back did not happen. Of a savepoint it stays: saying too much costs a look."""
    if not ended.nested:
        session.info.pop(_KEY, None)


sa.event.listen(Session, "before_commit", _tell)
sa.event.listen(Session, "after_soft_rollback", _forget)
