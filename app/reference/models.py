"""Tables of reference data. Slugs and CBS codes are keys: they are stable, public and readable in a
URL.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, Relationship, SQLModel

from app.core import db, words
from app.core.i18n import mark


class OrganisationKind(words.Worded):
    """What kind of partner an organisation is."""

    MUNICIPALITY = "municipality", words.Word(mark("Municipality"))
    SAFETY_REGION = "safety_region", words.Word(mark("Safety region"))
    INITIATIVE = "initiative", words.Word(mark("Initiative"))
    WELFARE = (
        "welfare",
        words.Word(mark("Welfare organisation"), short=mark("Welfare"), synonyms=("welzijn",)),
    )
    CARE = "care", words.Word(mark("Care organisation"), short=mark("Care"), synonyms=("zorg",))
    FAITH = (
        "faith",
        words.Word(
            mark("Faith group"), short=mark("Faith"), synonyms=("kerk", "geloof", "diaconie")
        ),
    )
    EDUCATION = "education", words.Word(mark("Education"))
    BUSINESS = "business", words.Word(mark("Company"))
    NATIONAL = "national", words.Word(mark("National organisation"), synonyms=("landelijk",))
    OTHER = "other", words.Word(mark("Other"), synonyms=("overig",))


class Unit(words.Worded):
    """What a quantity counts."""

    PEOPLE = "people", words.Word(mark("people"), synonyms=("personen", "persoon", "inwoners"))
    PLACES = "places", words.Word(mark("places"), synonyms=("plek", "plaats", "plaatsen"))
    PIECES = "pieces", words.Word(mark("pieces"), synonyms=("stuk",))
    HOURS_PER_WEEK = (
        "hours_per_week",
        words.Word(mark("hours per week"), synonyms=("uren per week", "uur", "uren", "uur/week")),
    )
    RIDES_PER_WEEK = (
        "rides_per_week",
        words.Word(mark("rides per week"), synonyms=("rit per week", "ritten", "ritten/week")),
    )
    PARCELS_PER_WEEK = (
        "parcels_per_week",
        words.Word(
            mark("parcels per week"), synonyms=("pakket per week", "pakketten", "pakketten/week")
        ),
    )

    @property
    def is_renewed(self) -> bool:
        """Whether the offer has it again once a match is completed. Pieces are given away."""
        return self is not Unit.PIECES


class CrisisPhase(words.Worded):
    """How far a crisis is."""

    ACUTE = "acute", words.Word(mark("acute"), hint=mark("People need help now."))
    RECOVERY = (
        "recovery",
        words.Word(
            mark("recovery"), hint=mark("The worst is over. People get back what they lost.")
        ),
    )
    AFTERCARE = (
        "aftercare",
        words.Word(mark("aftercare"), hint=mark("Some people still need help for a long time.")),
    )


class SafetyRegion(SQLModel, table=True):
    """One of the 25 veiligheidsregio's. Source: CBS, Gebieden in Nederland."""

    __tablename__: ClassVar[str] = "safety_region"

    code: str = Field(primary_key=True, max_length=4)
    name: str
    sort_name: str


class Municipality(SQLModel, table=True):
    """One of the 342 gemeenten: centroid (WGS 84, degrees), codes of its neighbours. Source: CBS,
    PDOK.
    """

    __tablename__: ClassVar[str] = "municipality"

    code: str = Field(primary_key=True, max_length=6)
    name: str
    sort_name: str
    region_code: str = Field(foreign_key="safety_region.code", index=True)
    latitude: float
    longitude: float
    neighbours: list[str] = Field(default_factory=list, sa_type=postgresql.ARRAY(sa.Text))


class Taxon(SQLModel):
    """A word list with a national core (`region_code` empty) and regional additions."""

    slug: str = Field(primary_key=True, max_length=64)
    label_nl: str
    label_en: str
    synonyms: list[str] = Field(default_factory=list, sa_type=postgresql.ARRAY(sa.Text))
    position: int = 0
    region_code: str | None = Field(default=None, foreign_key="safety_region.code")


def _texts() -> Any:
    """A column with a list of words, empty where nobody said anything."""
    column: Any = sa.Column(postgresql.ARRAY(sa.Text), nullable=False, server_default="{}")
    return Field(default_factory=list, sa_column=column)


class SupportType(Taxon, table=True):
    """What kind of help it is, and which life domains it serves: the one it serves most comes
    first.
    """

    __tablename__: ClassVar[str] = "support_type"

    themes: list[str] = _texts()


class Theme(Taxon, table=True):
    """A life domain."""

    __tablename__: ClassVar[str] = "theme"


class Crisis(SQLModel, table=True):
    """The context of the work in a region; several at once, the one with the lowest position is the
    default.
    """

    __tablename__: ClassVar[str] = "crisis"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "slug"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    slug: str = Field(max_length=64)
    name: str
    phase: CrisisPhase = Field(sa_type=db.text_enum(CrisisPhase))
    started_on: date
    ended_on: date | None = None
    position: int = 0
    # Goes up with every change, so that two people do not undo each other's work unseen.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})

    def is_active_on(self, day: date) -> bool:
        """Whether it goes on that day; `crisis_queries.is_active` is the same rule in SQL."""
        return self.started_on <= day and (self.ended_on is None or self.ended_on >= day)


class MeasureLevel(words.Worded):
    """Who decided on a measure."""

    NATIONAL = (
        "national",
        words.Word(mark("National"), hint=mark("The government or a national organisation.")),
    )
    REGIONAL = (
        "regional",
        words.Word(mark("Regional"), hint=mark("The safety region or the province.")),
    )
    LOCAL = (
        "local",
        words.Word(
            mark("Local"),
            hint=mark(
                "One municipality. With a small group nobody else sees it: it would tell where "
                "they are."
            ),
        ),
    )


class Measure(SQLModel, table=True):
    """A measure or rule with consequences for people, as a region keeps it: a visiting ban, an
    allowance.
    """

    __tablename__: ClassVar[str] = "measure"
    __table_args__ = (
        sa.UniqueConstraint("region_code", "slug"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="window_in_order"),
    )

    id: UUID = Field(default_factory=db.new_id, primary_key=True)
    region_code: str = Field(foreign_key="safety_region.code")
    slug: str = Field(max_length=64)
    title: str
    description: str = ""
    level: MeasureLevel = Field(sa_type=db.text_enum(MeasureLevel))
    starts_on: date
    # Empty: until further notice.
    ends_on: date | None = None
    # Where it is published; empty when it is not.
    link: str = ""
    crisis_id: UUID | None = Field(default=None, foreign_key="crisis.id")
    created_at: datetime = Field(default_factory=db.utc_now, sa_type=db.Timestamp)
    version: int = 1

    crisis: Crisis | None = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


class ListsVersion(SQLModel, table=True):
    """Which version the lists to choose from have: one row, which triggers change with every change
    of kinds of help, themes, municipalities, crises, measures, groups and their words.
    """

    __tablename__: ClassVar[str] = "lists_version"
    __table_args__ = (sa.CheckConstraint("is_one", name="one"),)

    is_one: bool = Field(
        default=True, primary_key=True, sa_column_kwargs={"server_default": sa.true()}
    )
    version: UUID


class ReviewMode(words.Worded):
    """Which proposals the region's team looks at before the partner is asked."""

    ALL = (
        "all",
        words.Word(
            mark("All proposals"), hint=mark("A partner is asked once the team has said yes.")
        ),
    )
    ACROSS = (
        "across",
        words.Word(
            mark("Only proposals between municipalities"),
            hint=mark("Within one municipality a partner is asked at once."),
        ),
    )  # only between municipalities
    NONE = "none", words.Word(mark("No proposals"), hint=mark("Every partner is asked at once."))


class RegionSettings(SQLModel, table=True):
    """What a region has chosen. A region without a row has the defaults."""

    __tablename__: ClassVar[str] = "region_settings"
    __table_args__ = (
        sa.CheckConstraint("freshness_weeks BETWEEN 1 AND 52", name="freshness_in_a_year"),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 30", name="answer_within_a_month"),
        sa.CheckConstraint(
            "suggestion_threshold BETWEEN 0 AND 1", name="suggestion_threshold_is_a_share"
        ),
        sa.CheckConstraint("plan_threshold BETWEEN 0 AND 1", name="plan_threshold_is_a_share"),
        sa.CheckConstraint("stacking_days BETWEEN 7 AND 365", name="stacking_within_a_year"),
    )

    region_code: str = Field(primary_key=True, foreign_key="safety_region.code")
    # Offers of these kinds of organisation wait for the team before others see them.
    moderated_kinds: list[str] = Field(default_factory=list, sa_type=postgresql.ARRAY(sa.Text))
    # Whoever works for these kinds of organisation signs in with a second step. The team and the
    # administrators of a region always do.
    second_factor_kinds: list[str] = _texts()
    # Whoever works for these kinds of organisation signs in through a provider, where it has one.
    provider_kinds: list[str] = _texts()
    # Regions whose people may read the board of this one.
    open_to: list[str] = _texts()
    # An offer that nobody confirmed for so long is expired.
    freshness_weeks: int = 8
    review_mode: ReviewMode = Field(
        default=ReviewMode.ACROSS,
        sa_type=db.text_enum(ReviewMode),
        sa_column_kwargs={"server_default": "across"},
    )
    # A partner that is asked has so many days to answer.
    answer_days: int = Field(default=3, sa_column_kwargs={"server_default": "3"})
    # How much each term of a suggestion counts, by its name, 0 to 100. Empty: the national weights.
    weights: dict[str, float] | None = Field(
        default=None, sa_column=sa.Column(postgresql.JSONB(none_as_null=True))
    )
    # From which chance (0 to 1) a suggestion is shown, and may enter the region plan. Empty: the
    # national choice.
    suggestion_threshold: float | None = None
    plan_threshold: float | None = None
    # Needs of one group in one municipality within so many days count together for stacking.
    stacking_days: int = Field(default=90, sa_column_kwargs={"server_default": "90"})
    # Goes up with every change, so that two administrators do not undo each other's work unseen.
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
