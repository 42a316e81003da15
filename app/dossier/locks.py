"""Locking what a merger of two organisations changes, until commit, in one order for everybody.

First the two rows, in a way that lets others finish what they write for them; then actions, needs,
offers, matches and what hangs on the organisations, each by id; then the two rows wholly, so that
whoever writes for one of them now waits. What somebody wrote in between is locked too: then it lets
go of everything but the two rows and begins again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.identity.models import Organisation
from app.organisations.models import OrganisationProfile


@dataclass(frozen=True)
class MergedPair:
    """The organisation that goes, and the one that stays."""

    gone: UUID
    stays: UUID

    @property
    def both(self) -> tuple[UUID, UUID]:
        return self.gone, self.stays


def lock_pair(session: Session, pair: MergedPair) -> Mapping[UUID, Organisation]:
    """The rows of the two, as they are now. Two mergers that cross wait for each other."""
    query = select(Organisation).where(col(Organisation.id).in_(pair.both))
    ordered = query.order_by(col(Organisation.id)).with_for_update(key_share=True)
    found = session.exec(ordered.execution_options(populate_existing=True))
    return {organisation.id: organisation for organisation in found}


def lock_profiles(session: Session, *organisation_ids: UUID) -> tuple[OrganisationProfile, ...]:
    """Their profiles, in the order in which they are asked for; the rows are locked already."""
    return tuple(session.get_one(OrganisationProfile, each) for each in organisation_ids)


class _MoreCameError(Exception):
    """Somebody wrote for one of the two meanwhile: what is locked is let go."""


def lock_things(session: Session, pair: MergedPair) -> None:
    """All that moves, and then the two rows wholly."""
    while True:
        try:
            with session.begin_nested():
                locked = {name: _lock(session, query) for name, query in _things(pair)}
                both = sa.select(col(Organisation.id)).where(col(Organisation.id).in_(pair.both))
                session.execute(both.order_by(col(Organisation.id)).with_for_update()).all()
                for name, query in _things(pair):
                    if not set(session.execute(query).scalars()) <= locked[name]:
                        raise _MoreCameError
                session.expire_all()
                return
        except _MoreCameError:
            continue


def _lock(session: Session, query: Any) -> set[UUID]:
    return set(session.execute(query.with_for_update()).scalars())


def _things(pair: MergedPair) -> list[tuple[str, Any]]:
    """Queries for the ids of what is locked, in the order of the house."""
    tables, gone = SQLModel.metadata.tables, sa.literal(pair.gone, sa.Uuid)
    action, need, offer, match = (tables[name] for name in ("action", "need", "offer", "match"))
    partner = tables["action_partner"].c
    sides = (match.c.need_organisation_id, match.c.offer_organisation_id)
    ours = sa.or_(*(side.in_(pair.both) for side in sides))
    joined = sa.select(partner.action_id).where(partner.organisation_id.in_(pair.both))

    def of(table: Any, *others: Any) -> Any:
        owned = table.c.organisation_id.in_(pair.both)
        return sa.select(table.c.id).where(sa.or_(owned, *others)).order_by(table.c.id)

    def matched(column: Any) -> Any:
        return sa.select(column).where(ours)

    def hanging(name: str) -> Any:
        table = tables[name]
        key = list(table.primary_key.columns)
        rows = sa.select(key[0]).where(table.c.organisation_id.in_(pair.both))
        return rows.order_by(*key)

    listed = (need.c.known_to, need.c.matched_with)
    return [
        ("action", of(action, action.c.id.in_(joined))),
        (
            "need",
            of(
                need,
                *(gone == sa.any_(column) for column in listed),
                need.c.id.in_(matched(match.c.need_id)),
            ),
        ),
        (
            "offer",
            of(
                offer,
                gone == sa.any_(offer.c.matched_with),
                offer.c.id.in_(matched(match.c.offer_id)),
            ),
        ),
        ("match", sa.select(match.c.id).where(ours).order_by(match.c.id)),
        *((name, hanging(name)) for name in ("invitation", "membership", "organisation_profile")),
    ]


def lock_rows(
    session: Session, column: sa.Column[Any], pair: MergedPair, *rules: sa.ColumnElement[bool]
) -> list[Any]:
    """The rows of both, locked until commit."""
    query = sa.select(column.table).where(column.in_(pair.both), *rules)
    ordered = query.order_by(*column.table.primary_key.columns).with_for_update()
    return list(session.execute(ordered))
