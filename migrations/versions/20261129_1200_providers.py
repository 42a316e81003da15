"""Providers of sign-in, who is tied to one, rounds under way and sessions that began there.

Revision ID: providers
Revises: second_factors
"""

import sqlalchemy as sa
from alembic import op

revision = "providers"
down_revision = "second_factors"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _key(
    table: str, column: str, target: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "provider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("authentication", sa.String(32), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("provider", "region_code", "safety_region.code"),
        _key("provider", "organisation_id", "organisation.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("slug", name=op.f("uq_provider_slug")),
    )
    op.create_index(op.f("ix_provider_region_code"), "provider", ["region_code"])
    op.create_index(op.f("ix_provider_organisation_id"), "provider", ["organisation_id"])
    op.create_table(
        "provider_tie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _key("provider_tie", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_tie")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_provider_tie_issuer_subject")),
    )
    op.create_index(op.f("ix_provider_tie_person_id"), "provider_tie", ["person_id"])
    op.create_table(
        "provider_round",
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("next_page", sa.String(2000), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        _key("provider_round", "provider_id", "provider.id"),
        _key("provider_round", "person_id", "person.id"),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_provider_round")),
    )
    op.create_index(op.f("ix_provider_round_provider_id"), "provider_round", ["provider_id"])
    op.create_index(op.f("ix_provider_round_person_id"), "provider_round", ["person_id"])
    op.create_index(op.f("ix_provider_round_started_at"), "provider_round", ["started_at"])
    op.create_table(
        "provider_login",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("sid", sa.String(255), nullable=True),
        sa.Column("id_token", sa.String(1500), nullable=True),
        _key("provider_login", "token_hash", "login_session.token_hash", "CASCADE"),
        _key("provider_login", "provider_id", "provider.id"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_provider_login")),
    )
    op.create_index(op.f("ix_provider_login_provider_id"), "provider_login", ["provider_id"])
    op.create_index(op.f("ix_provider_login_subject"), "provider_login", ["subject"])
    op.create_index(op.f("ix_provider_login_sid"), "provider_login", ["sid"])
    op.create_table(
        "spent_logout",
        sa.Column("jti_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("jti_hash", name=op.f("pk_spent_logout")),
    )
    op.create_index(op.f("ix_spent_logout_at"), "spent_logout", ["at"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("spent_logout", "provider_login", "provider_round", "provider_tie", "provider"):
        op.drop_table(table)
