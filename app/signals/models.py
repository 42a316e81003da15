"""What somebody without an account told, and how often an address has done so."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark, pmark


class SignalKind(words.Worded):
    """Which of the two public doors it came through."""

    SIGNAL = "signal", words.Word(mark("Signal"), icon="flag")
    HELP = "help", words.Word(mark("Help offered"), icon="offer")


class SignalStatus(words.Worded):
    """Where it stands. Everything but the first is an end."""

    RECEIVED = "received", words.Word(pmark("signal", "Waits"), icon="open")
    ACCEPTED = "accepted", words.Word(pmark("signal", "Taken up"), icon="full-check")
    REJECTED = "rejected", words.Word(pmark("signal", "Not taken up"), icon="cross")
    # By who sent it, with the number.
    TAKEN_BACK = "taken_back", words.Word(pmark("signal", "Taken back"), icon="cross")


class SignalTone(words.Worded):
    """Whether it tells of something wrong, or of something that works."""

    NEGATIVE = "negative", words.Word(mark("People get into trouble"))
    POSITIVE = "positive", words.Word(mark("Something goes well"))


class SignalRejection(words.Worded):
    """Why it is not taken up."""

    KNOWN = "known", words.Word(mark("We know this already"))
    ONE_PERSON = "one_person", words.Word(mark("It is about one person, and we work with groups"))
    NOT_NOW = "not_now", words.Word(mark("It is not needed now"))
    ELSEWHERE = "elsewhere", words.Word(mark("Somebody else is there for this"))
    UNCLEAR = "unclear", words.Word(mark("We do not understand it well enough"))
    OTHER = "other", words.Word(mark("Another reason"))


class HelpMoment(words.Worded):
    """When somebody can help."""

    DAY = "day", words.Word(mark("On weekdays by day"))
    EVENING = "evening", words.Word(mark("On weekday evenings"))
    WEEKEND = "weekend", words.Word(mark("At the weekend"))
    ACUTE = "acute", words.Word(mark("Only in an emergency"))


class HelpRhythm(words.Worded):
    """How often somebody can help."""

    ONCE = "once", words.Word(mark("Once"))
    WEEKLY = "weekly", words.Word(mark("Once a week"))
    OFTEN = "often", words.Word(mark("Several times a week"))


class Signal(SQLModel, table=True):
    """One signal, or help that a resident offers. Nothing says who it was but an e-mail address, if
    that was given, until it is answered.
    """

    __tablename__: ClassVar[str] = "signal"
    __table_args__ = (
        sa.CheckConstraint("(status = 'rejected') = (rejection IS NOT NULL)", name="reason_why"),
        sa.CheckConstraint("(status = 'received') = (ended_at IS NULL)", name="ended_at_its_end"),
        sa.CheckConstraint("status = 'received' OR email IS NULL", name="email_until_its_end"),
        sa.CheckConstraint("(kind = 'signal') = (tone IS NOT NULL)", name="tone_of_a_signal"),
        sa.Index("ix_signal_region", "region_code", "status", "created_at", "id"),
        sa.Index("ix_signal_municipality", "municipality_code", "status", "created_at", "id"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    kind: SignalKind = Field(sa_type=db.text_enum(SignalKind))
    region_code: str = Field(foreign_key="safety_region.code")
    municipality_code: str = Field(foreign_key="municipality.code")
    description: str
    tone: SignalTone | None = Field(default=None, sa_type=db.text_enum(SignalTone))
    target_group: str | None = Field(default=None, max_length=64)
    support_type: str | None = Field(default=None, max_length=64)
    moments: list[str] = Field(
        default_factory=db.no_list,
        sa_column=sa.Column(postgresql.ARRAY(sa.Text), nullable=False, server_default="{}"),
    )
    rhythm: HelpRhythm | None = Field(default=None, sa_type=db.text_enum(HelpRhythm))
    # For the answer, and gone with it.
    email: str | None = Field(default=None, max_length=254)
    # In which it was sent, so in which it is answered.
    language: str = Field(max_length=2)
    # What its sender follows it by.
    number: str = Field(max_length=16, unique=True)
    # Of the form as it was on the screen: who sends it twice, sends it once.
    form_key: UUID = Field(unique=True)
    # A browser worked for it. Without that it waits in a queue of its own.
    is_proven: bool = False
    status: SignalStatus = Field(default=SignalStatus.RECEIVED, sa_type=db.text_enum(SignalStatus))
    rejection: SignalRejection | None = Field(default=None, sa_type=db.text_enum(SignalRejection))
    answer: str = ""
    # The offer that was made of it.
    offer_id: UUID | None = Field(default=None, foreign_key="offer.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    @property
    def is_help(self) -> bool:
        return self.kind is SignalKind.HELP

    @property
    def rhythm_words(self) -> list[str]:
        """When and how often somebody can help."""
        told = [HelpMoment(each).word for each in self.moments]
        return [*told, self.rhythm.word] if self.rhythm is not None else told


class SignalTry(SQLModel, table=True):
    """One message through a public door, to see that there are not too many. The hash of an address
    has another key every day.
    """

    __tablename__: ClassVar[str] = "signal_try"
    __table_args__ = (sa.Index("ix_signal_try_key", "key_hash", "at"),)

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    key_hash: bytes = Field(sa_type=sa.LargeBinary)
    at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)


class SpentChallenge(SQLModel, table=True):
    """A challenge whose solution brought a message in: it brings no second one. Kept as long as the
    challenge holds.
    """

    __tablename__: ClassVar[str] = "spent_challenge"

    nonce: UUID = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=db.Timestamp)
