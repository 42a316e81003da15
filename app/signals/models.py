"""Signals: what partners saw, what somebody without an account told, and how often one has."""

from datetime import date, datetime
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, SQLModel

from app.core import clock, db, words
from app.core.i18n import mark, pmark
from app.identity.models import Organisation
from app.reference import models as reference_models


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


class SignalDirection(words.Worded):
    """Whether it tells of something wrong, or of something that works."""

    NEGATIVE = (
        "negative",
        words.Word(
            mark("People get into trouble"), short=mark("Negative"), synonyms=("negatief", "slecht")
        ),
    )
    POSITIVE = (
        "positive",
        words.Word(
            mark("Something goes well"), short=mark("Positive"), synonyms=("positief", "goed")
        ),
    )


class SignalSeverity(words.Worded):
    """How large an effect is, from 1 to 5: as a number it is stored and averaged."""

    SMALL = "1", words.Word(mark("1 · a few people notice it"))
    FAIR = "2", words.Word(mark("2 · noticeable"))
    LARGE = "3", words.Word(mark("3 · large"))
    VERY_LARGE = "4", words.Word(mark("4 · very large"))
    HUGE = "5", words.Word(mark("5 · it turns daily life upside down"))

    @property
    def number(self) -> int:
        return int(self.value)


class SignalTrend(words.Worded):
    """Which way it goes."""

    RISING = (
        "rising",
        words.Word(
            mark("It grows"),
            synonyms=("neemt toe", "stijgt", "toename", "het wordt erger", "het gaat steeds beter"),
        ),
    )
    STEADY = (
        "steady",
        words.Word(mark("It stays the same"), synonyms=("gelijk", "stabiel", "blijft gelijk")),
    )
    FALLING = (
        "falling",
        words.Word(
            mark("It lessens"),
            synonyms=(
                "neemt af",
                "daalt",
                "afname",
                "het wordt minder erg",
                "het gaat minder goed",
            ),
        ),
    )


class SignalSureness(words.Worded):
    """How sure who saw it is."""

    LOW = "low", words.Word(mark("Not sure"), synonyms=("onzeker", "niet"))
    FAIR = "fair", words.Word(mark("Fairly sure"), synonyms=("redelijk", "vrij zeker"))
    HIGH = "high", words.Word(mark("Sure"), synonyms=("heel zeker",))


class SignalSource(words.Worded):
    """Where somebody has it from."""

    OWN = "own", words.Word(mark("Seen ourselves"), synonyms=("zelf", "eigen waarneming"))
    RESIDENTS = "residents", words.Word(mark("Heard from residents"), synonyms=("inwoners",))
    PARTNER = (
        "partner",
        words.Word(mark("Heard from another organisation"), synonyms=("organisatie", "partner")),
    )
    RESEARCH = (
        "research",
        words.Word(
            mark("Research or survey"), synonyms=("onderzoek", "enquête", "enquete", "peiling")
        ),
    )
    FIGURES = "figures", words.Word(mark("Figures"), synonyms=("cijfers", "registratie"))
    MEDIA = "media", words.Word(mark("The news"), synonyms=("media", "krant"))


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
    """One signal, or help that a resident offers. What an organisation logs says which one; of a
    resident nothing says who it was but an e-mail address, if that was given, until it is answered.
    """

    __tablename__: ClassVar[str] = "signal"
    __table_args__ = (
        sa.CheckConstraint("(status = 'rejected') = (rejection IS NOT NULL)", name="reason_why"),
        sa.CheckConstraint("(status = 'received') = (ended_at IS NULL)", name="ended_at_its_end"),
        sa.CheckConstraint("status = 'received' OR email IS NULL", name="email_until_its_end"),
        sa.CheckConstraint(
            "(kind = 'signal') = (direction IS NOT NULL)", name="direction_of_a_signal"
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) = (number IS NOT NULL AND form_key IS NOT NULL)",
            name="number_of_a_resident",
        ),
        sa.CheckConstraint(
            "organisation_id IS NULL OR kind = 'signal' AND theme IS NOT NULL "
            "AND target_group IS NOT NULL AND severity IS NOT NULL AND source_kind IS NOT NULL",
            name="whole_of_an_organisation",
        ),
        sa.CheckConstraint("severity BETWEEN 1 AND 5", name="severity_of_five"),
        sa.CheckConstraint("people >= 1", name="people_positive"),
        sa.Index("ix_signal_region", "region_code", "status", "created_at", "id"),
        sa.Index("ix_signal_municipality", "municipality_code", "status", "created_at", "id"),
        sa.Index("ix_signal_seen", "region_code", "status", "seen_on", "id"),
        sa.Index("ix_signal_theme", "region_code", "status", "theme", "seen_on"),
        sa.Index("ix_signal_organisation", "organisation_id", "created_at", "id"),
        sa.Index("ix_signal_need", "need_id", postgresql_where=sa.text("need_id IS NOT NULL")),
        sa.Index(
            "ix_signal_action", "action_id", postgresql_where=sa.text("action_id IS NOT NULL")
        ),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    kind: SignalKind = Field(sa_type=db.text_enum(SignalKind))
    # Who logged it. Empty: a resident, through a public door.
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    region_code: str = Field(foreign_key="safety_region.code")
    municipality_code: str = Field(foreign_key="municipality.code")
    description: str
    direction: SignalDirection | None = Field(default=None, sa_type=db.text_enum(SignalDirection))
    # The life domain it is about, and how it stands there. A resident says none of these.
    theme: str | None = Field(default=None, foreign_key="theme.slug")
    target_group: str | None = Field(default=None, max_length=64)
    severity: int | None = Field(default=None, sa_type=sa.SmallInteger)
    trend: SignalTrend | None = Field(default=None, sa_type=db.text_enum(SignalTrend))
    source_kind: SignalSource | None = Field(default=None, sa_type=db.text_enum(SignalSource))
    source_link: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sureness: SignalSureness | None = Field(default=None, sa_type=db.text_enum(SignalSureness))
    seen_on: date = Field(default_factory=clock.today)
    # How many, where that is known: so few in one municipality are recognised there.
    people: int | None = None
    crisis_id: UUID | None = Field(default=None, foreign_key="crisis.id")
    # The measure or rule that it follows from.
    measure_id: UUID | None = Field(default=None, foreign_key="measure.id")
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
    # What a resident follows it by.
    number: str | None = Field(default=None, max_length=16, unique=True)
    # Of the form as it was on the screen: who sends it twice, sends it once.
    form_key: UUID | None = Field(default=None, unique=True)
    # A browser worked for it. Without that it waits in a queue of its own.
    is_proven: bool = False
    status: SignalStatus = Field(default=SignalStatus.RECEIVED, sa_type=db.text_enum(SignalStatus))
    rejection: SignalRejection | None = Field(default=None, sa_type=db.text_enum(SignalRejection))
    answer: str = ""
    # The offer that was made of it.
    offer_id: UUID | None = Field(default=None, foreign_key="offer.id", ondelete="SET NULL")
    # The need and the action that follow from it.
    need_id: UUID | None = Field(default=None, foreign_key="need.id", ondelete="SET NULL")
    action_id: UUID | None = Field(default=None, foreign_key="action.id", ondelete="SET NULL")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    ended_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    organisation: Organisation | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    crisis: reference_models.Crisis | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
    measure: reference_models.Measure | None = Relationship(
        sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )

    @property
    def is_of_resident(self) -> bool:
        """Whether it came through a public door, in the words of who saw it."""
        return self.organisation_id is None

    @property
    def counts(self) -> bool:
        """Whether it is part of the picture of the region; `policy.counts` is the same in SQL."""
        return self.status is SignalStatus.ACCEPTED and self.theme is not None

    @property
    def is_good(self) -> bool:
        """Whether it tells of something that goes well: nobody has to help there, others may learn
        of it.
        """
        return self.direction is SignalDirection.POSITIVE

    @property
    def source_host(self) -> str:
        """On which website its source is, so that who follows the link knows where it leads."""
        return (urlsplit(self.source_link).hostname or "").removeprefix("www.")

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
