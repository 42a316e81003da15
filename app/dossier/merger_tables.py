"""What moves when an organisation goes up in another: every column that says whose something is.

A column that is not here fails `tests/dossier/test_merger_tables.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.actions.models import PartnerStatus
from app.core import clock
from app.dossier import locks
from app.identity.models import Role

Move = Callable[[Session, sa.Column[Any], locks.MergedPair], None]

# Where one partner is asked twice, the answer that binds most counts.
_MOST_BINDING = (
    PartnerStatus.JOINED,
    PartnerStatus.INVITED,
    PartnerStatus.DECLINED,
    PartnerStatus.LEFT,
)


def _give(session: Session, column: sa.Column[Any], pair: locks.MergedPair) -> None:
    """What was of the one is of the other."""
    session.execute(
        sa.update(column.table).where(column == pair.gone).values({column.name: pair.stays})
    )


def _give_in_list(session: Session, column: sa.Column[Any], pair: locks.MergedPair) -> None:
    """Who may know it stands in the list once, and never whose it is itself."""
    owner = column.table.c.organisation_id
    given = sa.func.unnest(
        sa.func.array_replace(
            column, sa.literal(pair.gone, sa.Uuid), sa.literal(pair.stays, sa.Uuid)
        )
    ).column_valued("given")
    each_once = sa.select(given).where(given != owner).distinct().order_by(given)
    among = sa.literal(pair.gone, sa.Uuid) == sa.any_(column)
    own = sa.and_(owner == pair.stays, sa.literal(pair.stays, sa.Uuid) == sa.any_(column))
    session.execute(
        sa.update(column.table)
        .where(sa.or_(among, own))
        .values({column.name: sa.func.array(each_once.scalar_subquery())})
    )


def _doubled(
    held: Sequence[Any], pair: locks.MergedPair, of: Callable[[Any], Any]
) -> Iterator[tuple[Any, Any]]:
    """What both have of the same, as `of` says: of the one that goes and of the one that stays."""
    staying = {of(row): row for row in held if row.organisation_id == pair.stays}
    for row in held:
        if row.organisation_id != pair.stays and of(row) in staying:
            yield row, staying[of(row)]


def _give_membership(session: Session, column: sa.Column[Any], pair: locks.MergedPair) -> None:
    """Who is in both keeps the higher role, and what they chose last."""
    seats = column.table.c
    held = locks.lock_rows(session, column, pair)
    roles = list(Role)
    for row, other in _doubled(held, pair, attrgetter("person_id")):
        is_theirs = seats.person_id == row.person_id
        session.execute(sa.delete(column.table).where(is_theirs, column == pair.gone))
        session.execute(
            sa.update(column.table)
            .where(is_theirs, column == pair.stays)
            .values(
                role=max(row.role, other.role, key=roles.index),
                created_at=min(row.created_at, other.created_at),
                chosen_at=max(filter(None, (row.chosen_at, other.chosen_at)), default=None),
            )
        )
    _give(session, column, pair)


def _give_invitations(session: Session, column: sa.Column[Any], pair: locks.MergedPair) -> None:
    """A link that was sent stays good. Somebody whom both invited has one invitation left, with the
    higher role.
    """
    sent = column.table.c
    is_open = sa.and_(sent.accepted_at.is_(None), sent.withdrawn_at.is_(None))
    held = locks.lock_rows(session, column, pair, is_open)
    roles = list(Role)
    for row, other in _doubled(held, pair, attrgetter("email")):
        late, early = sorted((row, other), key=lambda each: each.expires_at, reverse=True)
        session.execute(
            sa.update(column.table).where(sent.id == early.id).values(withdrawn_at=clock.now())
        )
        role = max(row.role, other.role, key=roles.index)
        session.execute(sa.update(column.table).where(sent.id == late.id).values(role=role))
    _give(session, column, pair)


def _give_partnership(session: Session, column: sa.Column[Any], pair: locks.MergedPair) -> None:
    """Who leads an action is no partner of it, and one partner is asked once."""
    actions, partners = SQLModel.metadata.tables["action"], column.table.c
    led = sa.select(actions.c.id).where(actions.c.organisation_id.in_(pair.both))
    session.execute(
        sa.delete(column.table).where(column.in_(pair.both), partners.action_id.in_(led))
    )
    held = locks.lock_rows(session, column, pair)
    for row, other in _doubled(held, pair, attrgetter("action_id")):
        lesser = max(other, row, key=lambda each: _MOST_BINDING.index(each.status))
        session.execute(
            sa.delete(column.table).where(
                partners.action_id == row.action_id, column == lesser.organisation_id
            )
        )
    _give(session, column, pair)


def _give_adoptions(session: Session, column: sa.Column[Any], pair: locks.MergedPair) -> None:
    """Who wrote an example down does not do it too, and one organisation does it once."""
    examples, adoptions = SQLModel.metadata.tables["resilience_example"], column.table.c
    written = sa.select(examples.c.id).where(examples.c.organisation_id.in_(pair.both))
    held = locks.lock_rows(session, column, pair)
    twice = [row.example_id for row, _other in _doubled(held, pair, attrgetter("example_id"))]
    session.execute(
        sa.delete(column.table).where(
            sa.or_(
                sa.and_(column.in_(pair.both), adoptions.example_id.in_(written)),
                sa.and_(column == pair.gone, adoptions.example_id.in_(twice)),
            )
        )
    )
    _give(session, column, pair)


# In this order: a list looks at whose its row is by then.
MOVES: Mapping[str, Move] = {
    "action_partner.organisation_id": _give_partnership,
    "action.organisation_id": _give,
    "action_note.organisation_id": _give,
    "action_step.organisation_id": _give,
    "resilience_example.organisation_id": _give,
    "example_adoption.organisation_id": _give_adoptions,
    "interpretation_version.organisation_id": _give,
    "interpretation_remark.organisation_id": _give,
    "need.organisation_id": _give,
    "need.known_to": _give_in_list,
    "need.matched_with": _give_in_list,
    "offer.organisation_id": _give,
    "offer.matched_with": _give_in_list,
    "signal.organisation_id": _give,
    "match.need_organisation_id": _give,
    "match.offer_organisation_id": _give,
    "pair_rejection.organisation_id": _give,
    "target_group_estimate.organisation_id": _give,
    "membership.organisation_id": _give_membership,
    "invitation.organisation_id": _give_invitations,
    "organisation_claim.organisation_id": _give,
    "provider.organisation_id": _give,
    "import_draft.organisation_id": _give,
    "organisation.merged_into_id": _give,
}
# What says of which organisation it is and stays as it is.
STAYS: Mapping[str, str] = {
    "organisation_profile.organisation_id": "the command unites the two profiles",
    "partner_tally.organisation_id": "the database counts it anew, from what moves",
    "shown_list.organisation_id": "says who read it then, not who speaks for them now",
    "shown_list.shown_ids": "needs and offers",
    "report.interpretations": "interpretations",
    "audit_entry.organisation_id": "the trail says what was; its link leads on",
}


def columns_of_organisations() -> dict[str, sa.Column[Any]]:
    """Every column that names an organisation, or a list of them."""
    return {
        f"{table.name}.{column.name}": column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "organisation" for key in column.foreign_keys)
        or (isinstance(column.type, sa.Uuid) and column.name.endswith("organisation_id"))
        or (isinstance(column.type, sa.ARRAY) and isinstance(column.type.item_type, sa.Uuid))
    }


def move_all(session: Session, pair: locks.MergedPair) -> None:
    """Everything that was of the one, to the other."""
    columns = columns_of_organisations()
    for name, move in MOVES.items():
        move(session, columns[name], pair)
