"""What profiles do when something happens elsewhere."""

from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.events import ActorLike
from app.organisations.models import OrganisationProfile


class _GroupMerged(Protocol):
    """One group of people went up in another: `target_groups`, above this slice, says so."""

    target_group: str
    into: str


def on_group_merged(session: Session, _actor: ActorLike, event: Any) -> None:
    """Whoever says to be there for the group that is gone is there for the one it went up in."""
    merged: _GroupMerged = event
    named: Any = col(OrganisationProfile.target_groups)
    old, new = (sa.literal(slug, sa.Text) for slug in (merged.target_group, merged.into))
    session.execute(
        sa.update(OrganisationProfile)
        .where(old == sa.any_(named))
        .values(
            target_groups=sa.case(
                (new == sa.any_(named), sa.func.array_remove(named, old)),
                else_=sa.func.array_replace(named, old, new),
            )
        )
    )
