"""Which words stand in a title, kept beside the words of all texts: the order of what is found.

Revision ID: titled
Revises: examples
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "titled"
down_revision = "examples"
branch_labels = None
depends_on = None

TITLES = {
    "need": "title",
    "offer": "title",
    "action": "title",
    "resilience_example": "title",
    "organisation_profile": "search_words",
}
ACCENTED, PLAIN = "àáâäçèéêëìíîïñòóôöùúûü", "aaaaceeeeiiiinoooouuuu"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, title in TITLES.items():
        plain = f"translate(lower({title}), '{ACCENTED}', '{PLAIN}')"
        words = sa.Computed(f"to_tsvector('simple'::regconfig, {plain})", persisted=True)
        op.add_column(table, sa.Column("titled", postgresql.TSVECTOR(), words, nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in TITLES:
        op.drop_column(table, "titled")
