"""A mail that is owed to somebody: written before it is sent, so that it is sent once. Who has
an account reads in their messages what it says, also when they want no mail about it.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark
from app.mail.topics import Topic


class MailState(words.Worded):
    """Where a mail stands."""

    DUE = "due", words.Word(mark("To be sent"))
    SENT = "sent", words.Word(mark("Sent"))
    # The server of the addressee does not know or does not want it.
    REFUSED = "refused", words.Word(mark("Refused"))
    GIVEN_UP = "given_up", words.Word(mark("Given up"))
    # Who is told wants no mail about it.
    NOT_MAILED = "not_mailed", words.Word(mark("Only in Messages"))


class Mail(SQLModel, table=True):
    """One mail. Its text is not kept: it is made anew from the kind and the facts, with the same
    link each time.
    """

    __tablename__: ClassVar[str] = "mail"
    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (address IS NULL)", name="one_addressee"),
        sa.Index(
            "uq_mail_once",
            sa.text("coalesce(person_id::text, address)"),
            "kind",
            "object_id",
            "window",
            unique=True,
        ),
        sa.Index("ix_mail_due", "due_at", postgresql_where=sa.text("state = 'due'")),
        sa.Index("ix_mail_list", "region_code", "created_at", "id"),
        sa.Index(
            "ix_mail_undelivered",
            "region_code",
            "ended_at",
            postgresql_where=sa.text("state IN ('refused', 'given_up')"),
        ),
        sa.Index("ix_mail_inbox", "person_id", "created_at", "id"),
        sa.Index("ix_mail_unread", "person_id", postgresql_where=sa.text("is_unread")),
    )

    # Also what the server knows it by: who gets it twice, sees it once.
    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    kind: str = Field(max_length=60)
    # Somebody with an account, whose address of today is used; otherwise the address itself.
    person_id: UUID | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE")
    address: str | None = Field(default=None, max_length=254)
    # What it is about, and which of several about the same, such as a day or a renewal.
    object_id: UUID
    window: str = Field(default="", max_length=80)
    language: str = Field(max_length=2)
    # Whose administrator sees how it went; empty where that is nobody's.
    region_code: str | None = Field(default=None, foreign_key="safety_region.code")
    facts: dict[str, str] = Field(sa_column=sa.Column(JSONB, nullable=False))
    state: MailState = Field(default=MailState.DUE, sa_type=db.text_enum(MailState))
    attempts: int = 0
    # When it is tried next. While a worker is at it nobody else is, until this moment.
    due_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    # Of the server's last answer the number, or what went wrong before there was one.
    trouble: str = Field(default="", max_length=80)
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    # Told to somebody with an account who has not opened it yet. False of what opens an account.
    is_unread: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    # From when it counts how long it is tried: somebody may have said to begin again.
    trying_since: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


class MailRefusal(SQLModel, table=True):
    """Somebody wants no mail about a topic. Without a row it comes."""

    __tablename__: ClassVar[str] = "mail_refusal"

    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE", primary_key=True)
    topic: Topic = Field(sa_type=db.text_enum(Topic), primary_key=True)
