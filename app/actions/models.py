"""The action with its partners, steps, notes and matches, and what follows from the loaded row."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, SQLModel

from app.core import db, words
from app.core.i18n import mark, pmark
from app.identity.models import Organisation
from app.language import lookup
from app.language.models import StoredText
from app.matches import grace, models as match_models
from app.members import charge
from app.reference import models as reference_models


class ActionStatus(words.Worded):
    """Where an action stands."""

    PLANNED = "planned", words.Word(pmark("action", "Planned"), icon="half")
    RUNNING = "running", words.Word(pmark("action", "Running"), icon="three-quarter")
    DONE = "done", words.Word(pmark("action", "Done"), icon="full-check")
    STOPPED = "stopped", words.Word(pmark("action", "Stopped"), icon="cross")


# The one table of allowed changes.
NEXT: dict[ActionStatus, frozenset[ActionStatus]] = {
    ActionStatus.PLANNED: frozenset({ActionStatus.RUNNING, ActionStatus.STOPPED}),
    ActionStatus.RUNNING: frozenset({ActionStatus.DONE, ActionStatus.STOPPED}),
    ActionStatus.DONE: frozenset(),
    ActionStatus.STOPPED: frozenset(),
}
LIVE = (ActionStatus.PLANNED, ActionStatus.RUNNING)
ENDED = (ActionStatus.DONE, ActionStatus.STOPPED)


class StopReason(words.Worded):
    """Why an action was stopped before it was done."""

    NO_LONGER_NEEDED = "no_longer_needed", words.Word(mark("No longer needed"))
    NO_PARTNERS = "no_partners", words.Word(mark("Not enough partners"))
    NO_MEANS = "no_means", words.Word(mark("No money or people for it"))
    MERGED = "merged", words.Word(mark("It goes on in another action"))
    OTHER = "other", words.Word(mark("Another reason"))


class PartnerStatus(words.Worded):
    """What a partner said to the invitation."""

    INVITED = "invited", words.Word(pmark("partner", "Asked"), icon="quarter")
    JOINED = "joined", words.Word(pmark("partner", "Takes part"), icon="full-check")
    DECLINED = "declined", words.Word(pmark("partner", "Said no"), icon="cross")
    # Joined before, or an invitation that was taken back.
    LEFT = "left", words.Word(pmark("partner", "No longer takes part"), icon="cross")


ANSWERED = (PartnerStatus.JOINED, PartnerStatus.DECLINED)


class Action(charge.InCharge, table=True):
    """What partners agreed to do. `organisation_id` is the lead: the actiehouder."""

    __tablename__: ClassVar[str] = "action"
    __table_args__ = (
        *charge.keys("action"),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="window_in_order"
        ),
        sa.CheckConstraint("(status = 'done') = (outcome IS NOT NULL)", name="done_has_outcome"),
        sa.CheckConstraint(
            "(status = 'stopped') = (stop_reason IS NOT NULL)", name="stopped_has_reason"
        ),
        sa.CheckConstraint("status <> 'done' OR lessons <> ''", name="done_has_lessons"),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0", name="people_reached_positive"
        ),
        sa.Index("ix_action_newest", "region_code", "created_at", "id"),
        sa.Index("ix_action_moved", "region_code", "moved_at", "id"),
        sa.Index("ix_action_organisation", "organisation_id", "created_at", "id"),
        sa.Index("ix_action_search", "search", postgresql_using="gin"),
        # For words with a slip of the finger.
        sa.Index(
            "ix_action_found_by",
            "found_by",
            postgresql_using="gin",
            postgresql_ops={"found_by": "gin_trgm_ops"},
        ),
        sa.Index("ix_action_target_groups", "target_groups", postgresql_using="gin"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    region_code: str = Field(foreign_key="safety_region.code")
    crisis_id: UUID | None = Field(default=None, foreign_key="crisis.id")
    # The measure or rule that it answers to.
    measure_id: UUID | None = Field(default=None, foreign_key="measure.id")
    title: str
    description: str = ""
    target_groups: list[str] = Field(
        default_factory=list, sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False)
    )
    # Empty: the whole region.
    municipalities: list[str] = Field(
        default_factory=list, sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False)
    )
    themes: list[str] = Field(
        default_factory=list, sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False)
    )
    starts_on: date | None = None
    ends_on: date | None = None
    status: ActionStatus = Field(default=ActionStatus.PLANNED, sa_type=db.text_enum(ActionStatus))
    outcome: match_models.MatchOutcome | None = Field(
        default=None, sa_type=db.text_enum(match_models.MatchOutcome)
    )
    outcome_note: str = ""
    # What others can learn from it.
    lessons: str = ""
    stop_reason: StopReason | None = Field(default=None, sa_type=db.text_enum(StopReason))
    # In all, as last reported. Empty: nobody has counted.
    people_reached: int | None = None
    # Whether everybody can read its public page, without an account.
    is_public: bool = False
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    moved_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Grows with every edit, so that two people who edit the same action hear of each other.
    version: int = 1
    search_words: str = ""
    found_by: str = ""
    search: Any = lookup.search_column()
    titled: Any = lookup.titled_column()

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    crisis: reference_models.Crisis | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    measure: reference_models.Measure | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    partners: list["ActionPartner"] = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": "ActionPartner.invited_at"}
    )

    @property
    def beside(self) -> tuple[UUID, ...]:
        """Who takes part or is asked, as far as that was read: what happens is told to them too."""
        return tuple(each.organisation_id for each in self.__dict__.get("partners", ()))

    @property
    def is_live(self) -> bool:
        """Still planned or running."""
        return self.status in LIVE


class ActionPartner(grace.Held, table=True):
    """An organisation that the lead asked to take part, and what it said."""

    __tablename__: ClassVar[str] = "action_partner"
    __table_args__ = (
        sa.Index("ix_action_partner_organisation", "organisation_id", "status"),
        sa.CheckConstraint(
            "answer_note = '' OR answer_channel IS NOT NULL", name="note_has_channel"
        ),
    )

    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    status: PartnerStatus = Field(
        default=PartnerStatus.INVITED, sa_type=db.text_enum(PartnerStatus)
    )
    # What the lead asks of this partner, and later what the partner said.
    asked_for: str = ""
    reply: str = ""
    # How the answer came, when somebody else wrote it down. Empty: the partner answered itself, or
    # not yet.
    answer_channel: match_models.Channel | None = Field(
        default=None, sa_type=db.text_enum(match_models.Channel)
    )
    answer_note: str = ""
    invited_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    answered_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


class ActionStep(SQLModel, table=True):
    """Something that has to be done for an action, by whom and before when."""

    __tablename__: ClassVar[str] = "action_step"
    __table_args__ = (
        sa.Index("ix_action_step_action", "action_id", "created_at"),
        sa.Index("ix_action_step_organisation", "organisation_id", "done_at", "due_on"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE")
    # Who does it: the lead or a partner.
    organisation_id: UUID = Field(foreign_key="organisation.id")
    title: str
    due_on: date | None = None
    done_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


class ActionNote(SQLModel, table=True):
    """How it goes, told by one of the partners. Never changed."""

    __tablename__: ClassVar[str] = "action_note"
    __table_args__ = (
        sa.Index("ix_action_note_action", "action_id", "created_at"),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0", name="people_reached_positive"
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE")
    organisation_id: UUID = Field(foreign_key="organisation.id")
    text: str
    # In all, up to now.
    people_reached: int | None = None
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


class ActionMatch(SQLModel, table=True):
    """A match that an action serves: of one live action at most, to which the command sees under
    its lock.
    """

    __tablename__: ClassVar[str] = "action_match"
    __table_args__ = (sa.Index("ix_action_match_match", "match_id"),)

    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE", primary_key=True)
    match_id: UUID = Field(foreign_key="match.id", primary_key=True)


lookup.keep_found(
    Action,
    lambda row: (row.title, row.description, row.outcome_note, row.lessons, row.search_words),
)


class ActionText(StoredText, table=True):
    """What an action says, its lessons included, for whoever looks for what worked. Written by the
    commands.
    """

    __tablename__: ClassVar[str] = "action_text"
    __table_args__ = (sa.Index("ix_action_text_words", "words", postgresql_using="gin"),)

    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE", primary_key=True)
