"""Reading what everybody may: the public pictures of the regions, without an account."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.reference.models import SafetyRegion
from app.releases import models, policy
from app.releases.models import PublicRelease

_OLDEST = 60  # weeks that the page names


@dataclass(frozen=True, slots=True)
class PublicWeek:
    """A release that stands, of a region."""

    id: UUID
    region_code: str
    region_name: str
    week: date
    released_at: datetime

    @property
    def word(self) -> str:
        """The week as its address has it."""
        return models.word_of(self.week)

    @property
    def number(self) -> int:
        """The number of the week in its year."""
        return self.week.isocalendar().week


def find_weeks(session: Session, region_code: str | None = None) -> list[PublicWeek]:
    """What stands, of one region or of all, the newest first. One query."""
    rules = [policy.is_public()]
    if region_code is not None:
        rules.append(col(PublicRelease.region_code) == region_code)
    rows = session.execute(
        sa.select(
            col(PublicRelease.id),
            col(PublicRelease.region_code),
            col(SafetyRegion.name),
            col(PublicRelease.week),
            col(PublicRelease.released_at),
        )
        .join(SafetyRegion, col(SafetyRegion.code) == col(PublicRelease.region_code))
        .where(*rules)
        .order_by(col(PublicRelease.week).desc(), col(SafetyRegion.name))
        .limit(_OLDEST)
    )
    return [PublicWeek(*row) for row in rows]


def get_public(session: Session, release_id: UUID) -> PublicRelease | None:
    """A release that stands. It never changes, but it can be withdrawn."""
    return session.exec(_standing().where(col(PublicRelease.id) == release_id)).one_or_none()


def find_newest(session: Session) -> PublicRelease | None:
    """What was released last of all that stands."""
    newest = (col(PublicRelease.released_at).desc(), col(PublicRelease.id))
    return session.exec(_standing().order_by(*newest).limit(1)).first()


def _standing() -> SelectOfScalar[PublicRelease]:
    return (
        select(PublicRelease)
        .where(policy.is_public())
        .options(orm.joinedload(PublicRelease.region))  # type: ignore[arg-type]
    )
