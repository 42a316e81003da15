"""An answer that was written down for a partner: fields for each side, as both may have been asked
by telephone.

Revision ID: answers_per_side
Revises: stored_texts
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answers_per_side"
down_revision = "stored_texts"
branch_labels = None
depends_on = None

CHANNEL = sa.Enum("phone", "email", "meeting", name="channel", native_enum=False, length=32)
SIDE = sa.Enum("need", "offer", "team", name="side", native_enum=False, length=32)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for side in ("need", "offer"):
        op.add_column("match", sa.Column(f"{side}_answer_channel", CHANNEL, nullable=True))
        op.add_column(
            "match",
            sa.Column(f"{side}_answer_note", sa.String(), server_default="", nullable=False),
        )
        op.execute(
            f"UPDATE match SET {side}_answer_channel = answer_channel, {side}_answer_note = answer_note "  # noqa: S608
            f"WHERE answered_for = '{side}'"
        )
        op.alter_column("match", f"{side}_answer_note", server_default=None)
        op.create_check_constraint(
            op.f(f"ck_match_{side}_note_has_channel"),
            "match",
            f"{side}_answer_note = '' OR {side}_answer_channel IS NOT NULL",
        )
    op.drop_column("match", "answered_for")
    op.drop_column("match", "answer_channel")
    op.drop_column("match", "answer_note")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("match", sa.Column("answered_for", SIDE, nullable=True))
    op.add_column("match", sa.Column("answer_channel", CHANNEL, nullable=True))
    op.add_column("match", sa.Column("answer_note", sa.String(), server_default="", nullable=False))
    # One answer has room: where both were written down that of the need goes, as the offer's is
    # nearly always later.
    for side in ("need", "offer"):
        op.execute(
            f"UPDATE match SET answered_for = '{side}', answer_channel = {side}_answer_channel, "  # noqa: S608
            f"answer_note = {side}_answer_note WHERE {side}_answer_channel IS NOT NULL"
        )
    op.alter_column("match", "answer_note", server_default=None)
    for side in ("need", "offer"):
        op.drop_constraint(f"ck_match_{side}_note_has_channel", "match")
        op.drop_column("match", f"{side}_answer_note")
        op.drop_column("match", f"{side}_answer_channel")
