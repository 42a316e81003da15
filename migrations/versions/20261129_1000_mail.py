"""mail that is owed

Revision ID: mail
Revises: answer_writers
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "mail"
down_revision = "answer_writers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("window", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due", "sent", "refused", "given_up", name="mailstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (address IS NULL)", name=op.f("ck_mail_one_addressee")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_mail_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    op.create_index(
        "ix_mail_due", "mail", ["due_at"], unique=False, postgresql_where=sa.text("state = 'due'")
    )
    op.create_index("ix_mail_list", "mail", ["region_code", "created_at", "id"], unique=False)
    op.create_index("ix_mail_person", "mail", ["person_id"], unique=False)
    op.create_index(
        "uq_mail_once",
        "mail",
        [sa.literal_column("coalesce(person_id::text, address)"), "kind", "object_id", "window"],
        unique=True,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("uq_mail_once", table_name="mail")
    op.drop_index("ix_mail_person", table_name="mail")
    op.drop_index("ix_mail_list", table_name="mail")
    op.drop_index("ix_mail_due", table_name="mail", postgresql_where=sa.text("state = 'due'"))
    op.drop_table("mail")
