"""Places count as people: of so few of them others see neither the number nor the municipality.

Revision ID: places_are_people
Revises: required_provider
"""

from alembic import op

revision = "places_are_people"
down_revision = "required_provider"
branch_labels = None
depends_on = None

CHECK = "ck_need_sized"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # A small group is not found by its place or its owner either, so these leave what it is found
    # by, with every form of a word that is in their names.
    op.execute(
        "WITH few AS (SELECT n.id, coalesce(m.name, '') AS place, o.name AS owner FROM need n"
        " JOIN organisation o ON o.id = n.organisation_id"
        " LEFT JOIN municipality m ON m.code = n.municipality_code"
        " WHERE n.people IS NULL AND n.unit IN ('people', 'places') AND n.quantity < 5)"
        " UPDATE need SET"
        " search_words = btrim(replace(replace(search_words, few.owner, ''), few.place, '')),"
        " found_by = coalesce((SELECT string_agg(word, ' ' ORDER BY nr) FROM"
        " unnest(string_to_array(found_by, ' ')) WITH ORDINALITY AS found (word, nr) WHERE"
        " position(word IN lower(few.owner || ' ' || few.place)) = 0), '')"
        " FROM few WHERE few.id = need.id"
    )
    op.execute(
        "UPDATE need SET people = quantity WHERE people IS NULL AND unit IN ('people', 'places')"
    )
    op.create_check_constraint(
        op.f(CHECK), "need", "people IS NOT NULL OR unit NOT IN ('people', 'places')"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # What people wrote themselves and what was filled in are the same from now on.
    op.drop_constraint(op.f(CHECK), "need", type_="check")
