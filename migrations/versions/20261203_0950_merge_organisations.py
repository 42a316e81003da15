"""An organisation that was there twice goes up in the other one. Whatever somebody is writing for it
at that moment is refused and can be tried again: nothing stays behind at a row that leads on.

Revision ID: merge_organisations
Revises: in_charge
"""

import sqlalchemy as sa
from alembic import op

revision = "merge_organisations"
down_revision = "in_charge"
branch_labels = None
depends_on = None

# Every column that says whose something is.
OWNED = {
    "action": ("organisation_id",),
    "action_note": ("organisation_id",),
    "action_partner": ("organisation_id",),
    "action_step": ("organisation_id",),
    "import_draft": ("organisation_id",),
    "invitation": ("organisation_id",),
    "match": ("need_organisation_id", "offer_organisation_id"),
    "membership": ("organisation_id",),
    "need": ("organisation_id",),
    "offer": ("organisation_id",),
    "organisation": ("merged_into_id",),
    "organisation_claim": ("organisation_id",),
    "pair_rejection": ("organisation_id",),
    "provider": ("organisation_id",),
    "target_group_estimate": ("organisation_id",),
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("organisation", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_organisation_merged_into_id"),
        "organisation",
        "organisation",
        ["merged_into_id"],
        ["id"],
    )
    op.create_check_constraint(
        op.f("ck_organisation_merged"),
        "organisation",
        "(status = 'merged') = (merged_into_id IS NOT NULL)",
    )
    op.create_check_constraint(
        op.f("ck_organisation_merged_into_another"), "organisation", "merged_into_id <> id"
    )
    op.create_index(
        "ix_organisation_merged",
        "organisation",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    for column in sorted({column for columns in OWNED.values() for column in columns}):
        op.execute(_function(column))
    for table, columns in OWNED.items():
        for column in columns:
            op.execute(
                f"CREATE TRIGGER refuse_merged_{column} BEFORE INSERT OR UPDATE OF {column} "
                f'ON "{table}" FOR EACH ROW WHEN (NEW.{column} IS NOT NULL) '
                f"EXECUTE FUNCTION refuse_merged_{column}()"
            )


def _function(column: str) -> str:
    """Waits for a merge that is under way, with the lock that the foreign key takes as well, and
    says that trying again works: then whoever wrote it speaks for the organisation that stays.
    """
    return _FUNCTION.replace("COLUMN", column)


_FUNCTION = """
CREATE FUNCTION refuse_merged_COLUMN() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  went_up_in uuid;
BEGIN
  SELECT o.merged_into_id INTO went_up_in FROM organisation o
    WHERE o.id = NEW.COLUMN FOR KEY SHARE;
  IF went_up_in IS NOT NULL THEN
    RAISE EXCEPTION 'organisation % went up in %', NEW.COLUMN, went_up_in
      USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW;
END $$
"""


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, columns in OWNED.items():
        for column in columns:
            op.execute(f'DROP TRIGGER refuse_merged_{column} ON "{table}"')
    for column in sorted({column for columns in OWNED.values() for column in columns}):
        op.execute(f"DROP FUNCTION refuse_merged_{column}()")
    op.execute("UPDATE organisation SET status = 'refused' WHERE status = 'merged'")
    op.drop_index("ix_organisation_merged", table_name="organisation")
    op.drop_constraint(op.f("ck_organisation_merged_into_another"), "organisation", type_="check")
    op.drop_constraint(op.f("ck_organisation_merged"), "organisation", type_="check")
    op.drop_constraint(op.f("fk_organisation_merged_into_id"), "organisation", type_="foreignkey")
    op.drop_column("organisation", "merged_into_id")
