"""The version of the lists to choose from, raised by whatever changes one of them.

Revision ID: lists_version
Revises: undo
"""

import sqlalchemy as sa
from alembic import op

revision = "lists_version"
down_revision = "undo"
branch_labels = None
depends_on = None

LISTS = (
    "support_type", "theme", "municipality", "crisis", "measure", "target_group",
    "target_group_words",
)  # fmt: skip

# A number would be given out twice: after a change that is rolled back, and in two databases that
# one process reads.
RAISE = """
CREATE FUNCTION lists_version_raise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lists_version (is_one, version) VALUES (true, gen_random_uuid())
    ON CONFLICT (is_one) DO UPDATE SET version = gen_random_uuid();
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "lists_version",
        sa.Column("is_one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Uuid(), nullable=False),
        sa.CheckConstraint("is_one", name=op.f("ck_lists_version_one")),
        sa.PrimaryKeyConstraint("is_one", name=op.f("pk_lists_version")),
    )
    op.execute("INSERT INTO lists_version (version) VALUES (gen_random_uuid())")
    op.execute(RAISE)
    for table in LISTS:
        op.execute(
            f"CREATE TRIGGER {table}_raises_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION lists_version_raise()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in LISTS:
        op.execute(f"DROP TRIGGER {table}_raises_version ON {table}")
    op.execute("DROP FUNCTION lists_version_raise()")
    op.drop_table("lists_version")
