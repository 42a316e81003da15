"""The example of resilience, who appreciates it, and which organisations do it too."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.core import db, words
from app.core.i18n import pmark
from app.identity.models import Organisation
from app.language import lookup


class ExampleStatus(words.Worded):
    """Where an example stands."""

    DRAFT = "draft", words.Word(pmark("example", "Draft"), icon="open")
    SHOWN = "shown", words.Word(pmark("example", "On show"), icon="full-check")
    WITHDRAWN = "withdrawn", words.Word(pmark("example", "Withdrawn"), icon="cross")


# The one table of allowed changes. Who withdrew one by mistake shows it again.
NEXT: dict[ExampleStatus, frozenset[ExampleStatus]] = {
    ExampleStatus.DRAFT: frozenset({ExampleStatus.SHOWN, ExampleStatus.WITHDRAWN}),
    ExampleStatus.SHOWN: frozenset({ExampleStatus.WITHDRAWN}),
    ExampleStatus.WITHDRAWN: frozenset({ExampleStatus.SHOWN}),
}


class ResilienceExample(SQLModel, table=True):
    """Something that works for a group in a place, and what it took. Who wrote it down does it.

    How many do it or think well of it is counted from the rows below, and kept nowhere.
    """

    __tablename__: ClassVar[str] = "resilience_example"
    __table_args__ = (
        sa.CheckConstraint("status <> 'shown' OR shown_at IS NOT NULL", name="shown_since"),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_since"
        ),
        # Who does what where is counted from here, not from as many pages.
        sa.Index(
            "ix_resilience_example_newest",
            "region_code",
            "status",
            "created_at",
            "id",
            postgresql_include=["municipality_code", "organisation_id"],
        ),
        sa.Index("ix_resilience_example_organisation", "organisation_id", "created_at", "id"),
        sa.Index("ix_resilience_example_kind", "region_code", "support_type", "status"),
        sa.Index("ix_resilience_example_need", "need_id"),
        sa.Index("ix_resilience_example_action", "action_id"),
        sa.Index("ix_resilience_example_search", "search", postgresql_using="gin"),
        # For words with a slip of the finger.
        sa.Index(
            "ix_resilience_example_found_by",
            "found_by",
            postgresql_using="gin",
            postgresql_ops={"found_by": "gin_trgm_ops"},
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    region_code: str = Field(foreign_key="safety_region.code")
    # Empty: the whole region.
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code")
    title: str
    # What was done, and what it brought.
    description: str
    theme: str = Field(foreign_key="theme.slug")
    support_type: str = Field(foreign_key="support_type.slug")
    target_group: str = Field(foreign_key="target_group.slug")
    # What it took. Empty: nothing of the kind.
    people_needed: str = ""
    money_needed: str = ""
    place_needed: str = ""
    partners_needed: str = ""
    # What it came from, when that stands on the board.
    need_id: UUID | None = Field(default=None, foreign_key="need.id", ondelete="SET NULL")
    action_id: UUID | None = Field(default=None, foreign_key="action.id", ondelete="SET NULL")
    status: ExampleStatus = Field(default=ExampleStatus.DRAFT, sa_type=db.text_enum(ExampleStatus))
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    shown_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    withdrawn_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Grows with every edit, so that two people who edit the same example hear of each other.
    version: int = 1
    search_words: str = ""
    found_by: str = ""
    search: Any = lookup.search_column()
    titled: Any = lookup.titled_column()

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    adoptions: list["ExampleAdoption"] = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": "ExampleAdoption.created_at"}
    )

    @property
    def is_shown(self) -> bool:
        """Whether the region reads it."""
        return self.status is ExampleStatus.SHOWN

    @property
    def has_origin(self) -> bool:
        """Whether it came from something on the board. Its place may have to be hidden one day, so
        it is no word that it is found by.
        """
        return self.need_id is not None or self.action_id is not None

    @property
    def beside(self) -> tuple[UUID, ...]:
        """Who does it too, as far as that was read."""
        return tuple(each.organisation_id for each in self.__dict__.get("adoptions", ()))


class ExampleAdoption(SQLModel, table=True):
    """An organisation that says: we do this too. Once, where, and with a sentence if it likes."""

    __tablename__: ClassVar[str] = "example_adoption"
    __table_args__ = (sa.Index("ix_example_adoption_organisation", "organisation_id"),)

    example_id: UUID = Field(
        foreign_key="resilience_example.id", ondelete="CASCADE", primary_key=True
    )
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    # Empty: the whole region.
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code")
    note: str = ""
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


class ExampleAppreciation(SQLModel, table=True):
    """Somebody thinks well of an example. Only how many do is told."""

    __tablename__: ClassVar[str] = "example_appreciation"
    __table_args__ = (sa.Index("ix_example_appreciation_person", "person_id"),)

    example_id: UUID = Field(
        foreign_key="resilience_example.id", ondelete="CASCADE", primary_key=True
    )
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


lookup.keep_found(
    ResilienceExample,
    lambda row: (
        row.title,
        row.description,
        row.people_needed,
        row.money_needed,
        row.place_needed,
        row.partners_needed,
        row.search_words,
    ),
)
