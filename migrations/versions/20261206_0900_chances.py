"""From which fit a suggestion is shown, and may enter the plan, becomes a chance.

A region that set its own stays as far from the national choice as it was: between nothing, the two
national numbers and everything, old and new run along straight lines.

Revision ID: chances
Revises: public_release
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "chances"
down_revision = "public_release"
branch_labels = None
depends_on = None

# What is shown and what is planned, nationally, between nothing and everything.
FITS, CHANCES = (0.0, 0.55, 0.68, 1.0), (0.0, 0.25, 0.4, 1.0)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _move(FITS, CHANCES)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _move(CHANCES, FITS)


def _move(before: Sequence[float], after: Sequence[float]) -> None:
    for name in ("suggestion_threshold", "plan_threshold"):
        column: sa.ColumnClause[float] = sa.column(name, sa.Float)
        settings = sa.table("region_settings", column)
        lines = zip(before, before[1:], after, after[1:], strict=False)
        moved = sa.case(
            *(
                (column <= high, to + (column - low) * ((to_high - to) / (high - low)))
                for low, high, to, to_high in lines
            )
        )
        rounded = sa.cast(sa.func.round(sa.cast(moved, sa.Numeric), 4), sa.Float)
        op.execute(settings.update().where(column.is_not(None)).values({name: rounded}))
