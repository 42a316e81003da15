"""The interpretation of a picture, its versions, who was asked, and what it proposes."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Relationship, SQLModel

from app.core import db, words
from app.core.i18n import mark, pmark
from app.identity.models import Organisation, Person
from app.needs.models import Need, NeedStatus
from app.reference.models import Crisis


class InterpretationStatus(words.Worded):
    """Where an interpretation stands."""

    DRAFT = "draft", words.Word(pmark("interpretation", "Draft"), icon="open")
    PUBLISHED = "published", words.Word(pmark("interpretation", "Published"), icon="full-check")
    WITHDRAWN = "withdrawn", words.Word(pmark("interpretation", "Withdrawn"), icon="cross")


# The one table of allowed changes. A published one is published again with its next version, and
# who withdrew one by mistake publishes it again.
NEXT: dict[InterpretationStatus, frozenset[InterpretationStatus]] = {
    InterpretationStatus.DRAFT: frozenset(
        {InterpretationStatus.PUBLISHED, InterpretationStatus.WITHDRAWN}
    ),
    InterpretationStatus.PUBLISHED: frozenset(
        {InterpretationStatus.PUBLISHED, InterpretationStatus.WITHDRAWN}
    ),
    InterpretationStatus.WITHDRAWN: frozenset({InterpretationStatus.PUBLISHED}),
}


class PicturePart(words.Worded):
    """Which of the three questions of the picture an interpretation is about."""

    EFFECTS = "effects", words.Word(mark("Which effects occur?"))
    GROUPS = "groups", words.Word(mark("Which target groups are hit?"))
    PARTNERS = "partners", words.Word(mark("Which partners play a role?"))


class Interpretation(SQLModel, table=True):
    """What a picture of a region means, with the figures as they were when it was written."""

    __tablename__: ClassVar[str] = "interpretation"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("number >= 1", name="numbered"),
        sa.CheckConstraint("shown_number <= number", name="shown_is_there"),
        sa.CheckConstraint(
            "status <> 'published' OR (shown_number IS NOT NULL AND published_at IS NOT NULL)",
            name="published_since",
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_since"
        ),
        sa.Index("ix_interpretation_newest", "region_code", "last_day", "created_at", "id"),
        # The newest that everybody reads, of each view: it stands above the picture itself.
        sa.Index(
            "ix_interpretation_shown",
            "region_code",
            "municipality_code",
            "crisis_id",
            "published_at",
            "id",
            postgresql_where=sa.text("status = 'published'"),
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    # The view: which days, which place and which crisis. Empty: all of the region.
    first_day: date
    last_day: date
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code")
    crisis_id: UUID | None = Field(default=None, foreign_key="crisis.id")
    # The period as the address of the picture has it: empty for the usual one, "days" for days that
    # somebody chose.
    period: str = ""
    # Empty: the whole picture.
    part: PicturePart | None = Field(default=None, sa_type=db.text_enum(PicturePart))
    # The figures of the view as everybody in the region saw them: see app/picture/figures.py.
    figures: dict[str, Any] = Field(sa_column=sa.Column(JSONB, nullable=False))
    status: InterpretationStatus = Field(
        default=InterpretationStatus.DRAFT, sa_type=db.text_enum(InterpretationStatus)
    )
    # The newest version, and the one that everybody reads.
    number: int = 1
    shown_number: int | None = None
    # Goes up with every edit of its text, also of one that changes the newest version in place.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    published_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    withdrawn_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    crisis: Crisis | None = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    versions: list["InterpretationVersion"] = Relationship(
        sa_relationship_kwargs={
            "lazy": "raise_on_sql",
            "order_by": "InterpretationVersion.number",
        }
    )
    experts: list["InterpretationExpert"] = Relationship(
        sa_relationship_kwargs={
            "lazy": "raise_on_sql",
            "order_by": "InterpretationExpert.created_at",
        }
    )
    proposals: list["InterpretationProposal"] = Relationship(
        sa_relationship_kwargs={
            "lazy": "raise_on_sql",
            "order_by": "[InterpretationProposal.created_at, InterpretationProposal.id]",
        }
    )

    @property
    def is_published(self) -> bool:
        """Whether the region reads it."""
        return self.status is InterpretationStatus.PUBLISHED

    @property
    def newest(self) -> "InterpretationVersion":
        """The newest version, published or not."""
        return self.versions[-1]

    @property
    def shown(self) -> "InterpretationVersion":
        """The version that everybody reads; of one that nobody read yet the newest."""
        number = self.shown_number or self.number
        return next(each for each in self.versions if each.number == number)

    @property
    def has_unpublished(self) -> bool:
        """Whether there is a version that the region does not read yet."""
        return self.number != self.shown_number


class InterpretationVersion(SQLModel, table=True):
    """What somebody wrote. Once others read it, it never changes: what is better is a next one."""

    __tablename__: ClassVar[str] = "interpretation_version"
    __table_args__ = (sa.Index("ix_interpretation_version_person", "person_id"),)

    interpretation_id: UUID = Field(
        foreign_key="interpretation.id", ondelete="CASCADE", primary_key=True
    )
    number: int = Field(primary_key=True)
    # Empty when the account was erased; for which organisation it was written stays.
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    title: str
    # What we see, what it means, what we propose.
    seen: str
    meaning: str
    advice: str
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    published_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    person: Person | None = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


class InterpretationExpert(SQLModel, table=True):
    """Somebody who was asked by name to write along."""

    __tablename__: ClassVar[str] = "interpretation_expert"
    __table_args__ = (sa.Index("ix_interpretation_expert_person", "person_id"),)

    interpretation_id: UUID = Field(
        foreign_key="interpretation.id", ondelete="CASCADE", primary_key=True
    )
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)

    person: Person = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


class InterpretationRemark(SQLModel, table=True):
    """What somebody says of it to who writes along. Never changed."""

    __tablename__: ClassVar[str] = "interpretation_remark"
    __table_args__ = (
        sa.Index("ix_interpretation_remark_of", "interpretation_id", "created_at"),
        sa.Index("ix_interpretation_remark_person", "person_id"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    interpretation_id: UUID = Field(foreign_key="interpretation.id", ondelete="CASCADE")
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    text: str
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)

    person: Person | None = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


class InterpretationProposal(SQLModel, table=True):
    """One thing that should happen, and the need or the action that it became."""

    __tablename__: ClassVar[str] = "interpretation_proposal"
    __table_args__ = (
        sa.Index("ix_interpretation_proposal_of", "interpretation_id", "created_at"),
        sa.Index("ix_interpretation_proposal_need", "need_id"),
        sa.Index("ix_interpretation_proposal_action", "action_id"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    interpretation_id: UUID = Field(foreign_key="interpretation.id", ondelete="CASCADE")
    text: str
    target_group: str | None = Field(default=None, foreign_key="target_group.slug")
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code")
    support_type: str | None = Field(default=None, foreign_key="support_type.slug")
    need_id: UUID | None = Field(default=None, foreign_key="need.id", ondelete="SET NULL")
    action_id: UUID | None = Field(default=None, foreign_key="action.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)

    need: Need | None = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})

    @property
    def has_need(self) -> bool:
        """Whether a need was made of it. A draft, which one organisation sees, uses nothing up."""
        return self.need is not None and self.need.status is not NeedStatus.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether nothing followed from it yet."""
        return not self.has_need and self.action_id is None
