"""Who looks after a need, an offer or an action; only a member of the organisation that has it.

Revision ID: in_charge
Revises: near_names
"""

import sqlalchemy as sa
from alembic import op

revision = "in_charge"
down_revision = "near_names"
branch_labels = None
depends_on = None

# In the order in which every command locks them.
TABLES = ("action", "need", "offer")
# What goes to another organisation leaves who looked after it behind.
STAYS_BEHIND = """
CREATE FUNCTION charge_stays_behind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.in_charge_id = OLD.in_charge_id THEN
    NEW.in_charge_id := NULL;
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(STAYS_BEHIND)
    for table in TABLES:
        op.add_column(table, sa.Column("in_charge_id", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_in_charge_id"),
            table,
            "membership",
            ["in_charge_id", "organisation_id"],
            ["person_id", "organisation_id"],
            ondelete="SET NULL (in_charge_id)",
        )
        op.create_index(
            f"ix_{table}_in_charge",
            table,
            ["in_charge_id"],
            postgresql_where=sa.text("in_charge_id IS NOT NULL"),
        )
        op.execute(
            f"CREATE TRIGGER {table}_charge_stays_behind BEFORE UPDATE OF organisation_id "
            f"ON {table} FOR EACH ROW "
            "WHEN (OLD.organisation_id IS DISTINCT FROM NEW.organisation_id) "
            "EXECUTE FUNCTION charge_stays_behind()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in reversed(TABLES):
        op.execute(f"DROP TRIGGER {table}_charge_stays_behind ON {table}")
        op.drop_index(f"ix_{table}_in_charge", table)
        op.drop_constraint(op.f(f"fk_{table}_in_charge_id"), table, type_="foreignkey")
        op.drop_column(table, "in_charge_id")
    op.execute("DROP FUNCTION charge_stays_behind()")
