"""When a need first stood in a list of suggestions, and when a match began.

Revision ID: need_steps
Revises: interpretations
"""

import sqlalchemy as sa
from alembic import op

revision = "need_steps"
down_revision = "interpretations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "first_shown",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_first_shown")),
    )
    op.add_column("match", sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    # What was shown and begun before is known too: the lists and the trail have kept it.
    op.execute(
        "INSERT INTO first_shown (need_id, at) SELECT need_id, min(at) FROM ("
        "SELECT need_id, at FROM shown_list WHERE need_id IS NOT NULL AND shown_ids <> '{}' "
        "UNION ALL SELECT unnest(shown_ids), at FROM shown_list WHERE offer_id IS NOT NULL"
        ") AS shown GROUP BY need_id"
    )
    op.execute(
        "UPDATE match SET started_at = began.at FROM ("
        "SELECT object_id, min(at) AS at FROM audit_entry WHERE event = 'match:started' "
        "GROUP BY object_id) AS began WHERE began.object_id = match.id"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("match", "started_at")
    op.drop_table("first_shown")
