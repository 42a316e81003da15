"""Reports: what the team composes of the picture, with its file.

Revision ID: reports
Revises: asked_again
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "reports"
down_revision = "asked_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("view", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sections", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("interpretations", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "ready", "failed", name="reportstatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column(
            "content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'ready') = (file IS NOT NULL AND content IS NOT NULL AND made_at IS NOT NULL)",
            name=op.f("ck_report_ready_has_file"),
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_report_days_in_order")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_report_progress_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_person_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_report_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_newest", "report", ["region_code", "asked_at", "id"], unique=False)
    op.create_index("ix_report_person", "report", ["person_id"], unique=False)
    op.create_index(
        "ix_report_waiting",
        "report",
        ["heard_at"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index(
        "ix_report_waiting", table_name="report", postgresql_where=sa.text("status = 'waiting'")
    )
    op.drop_index("ix_report_person", table_name="report")
    op.drop_index("ix_report_newest", table_name="report")
    op.drop_table("report")
