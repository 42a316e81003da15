"""who wrote an answer down

Revision ID: answer_writers
Revises: work_indexes
"""

import sqlalchemy as sa
from alembic import op

revision = "answer_writers"
down_revision = "work_indexes"
branch_labels = None
depends_on = None

SIDES = {"need": "offer", "offer": "need"}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for side, other in SIDES.items():
        by = f"{side}_answer_by"
        op.add_column(
            "match",
            sa.Column(
                by,
                sa.Enum("need", "offer", "team", name="side", native_enum=False, length=32),
                nullable=True,
            ),
        )
        # Nobody kept who it was. What is agreed goes on as it was; what is still asked is taken as
        # written down by who has something to gain.
        match = sa.table("match", *map(sa.column, (by, "status", f"{side}_answer_channel")))
        is_asked = match.c.status.in_(["proposed", "approved"])
        op.execute(
            sa.update(match)
            .where(match.c[f"{side}_answer_channel"].is_not(None))
            .values({by: sa.case((is_asked, other), else_=side)})
        )
        op.create_check_constraint(
            op.f(f"ck_match_{side}_channel_has_writer"),
            "match",
            f"({side}_answer_by IS NULL) = ({side}_answer_channel IS NULL)",
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for side in SIDES:
        op.drop_constraint(op.f(f"ck_match_{side}_channel_has_writer"), "match", type_="check")
        op.drop_column("match", f"{side}_answer_by")
