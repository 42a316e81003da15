"""Of the trail only the role of the retention may delete, and only what is older than a year.

Revision ID: trail_retention
Revises: signals
"""

from alembic import op

revision = "trail_retention"
down_revision = "signals"
branch_labels = None
depends_on = None

# How long it really is, says the setting; below this no setting helps.
ONLY_THE_RETENTION = """
CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_LEVEL = 'ROW' AND TG_OP = 'DELETE' AND current_user = 'schakelbord_retention' THEN
        IF OLD.at < now() - interval '1 year' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_entry is append-only';
END $$;
"""
NOBODY = """
CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entry is append-only';
END $$;
"""
ROUND = "fk_provider_round_person_id"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(ONLY_THE_RETENTION)
    op.create_index("ix_audit_entry_at", "audit_entry", ["at", "id"])
    op.drop_constraint(ROUND, "provider_round", type_="foreignkey")
    op.create_foreign_key(
        ROUND, "provider_round", "person", ["person_id"], ["id"], ondelete="CASCADE"
    )


def downgrade() -> None:
    op.drop_index("ix_audit_entry_at", "audit_entry")
    op.drop_constraint(ROUND, "provider_round", type_="foreignkey")
    op.create_foreign_key(ROUND, "provider_round", "person", ["person_id"], ["id"])
    op.execute(NOBODY)
