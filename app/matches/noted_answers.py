"""The answers of a match that somebody wrote down for a side: how they came, and by whose hand."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.core import db, words
from app.core.i18n import mark


class Side(words.Worded):
    """Who speaks: the organisation with the need, the one with the offer, or the region's team."""

    NEED = "need", words.Word(mark("the organisation with the need"))
    OFFER = "offer", words.Word(mark("the organisation with the offer"))
    TEAM = "team", words.Word(mark("the team of the region"))

    @property
    def other(self) -> "Side":
        """The organisation across; the team has none."""
        return {Side.NEED: Side.OFFER, Side.OFFER: Side.NEED}[self]


def sides_where(*, need: bool, offer: bool) -> list[Side]:
    """The sides of which something holds, the offer's first."""
    return [side for side, holds in ((Side.OFFER, offer), (Side.NEED, need)) if holds]


class Channel(words.Worded):
    """How an answer came that somebody wrote down for a partner."""

    PHONE = "phone", words.Word(mark("By telephone"))
    EMAIL = "email", words.Word(mark("By e-mail"))
    MEETING = "meeting", words.Word(mark("In a conversation"))


@dataclass(frozen=True)
class NotedAnswer:
    """An answer that somebody wrote down for a side: how it came, and what was said."""

    side: Side
    channel: Channel
    note: str


CONSTRAINTS = tuple(
    constraint
    for side in (Side.NEED, Side.OFFER)
    for constraint in (
        sa.CheckConstraint(
            f"{side}_answer_note = '' OR {side}_answer_channel IS NOT NULL",
            name=f"{side}_note_has_channel",
        ),
        sa.CheckConstraint(
            f"({side}_answer_by IS NULL) = ({side}_answer_channel IS NULL)",
            name=f"{side}_channel_has_writer",
        ),
    )
)


class NotedOnMatch(SQLModel):
    """What a match keeps of them."""

    # How each side's answer came, when somebody wrote it down. Empty: that side answered itself, or
    # not yet.
    need_answer_channel: Channel | None = Field(default=None, sa_type=db.text_enum(Channel))
    need_answer_note: str = ""
    offer_answer_channel: Channel | None = Field(default=None, sa_type=db.text_enum(Channel))
    offer_answer_note: str = ""
    # Who wrote it down. The side itself, once it said that it is right.
    need_answer_by: Side | None = Field(default=None, sa_type=db.text_enum(Side))
    offer_answer_by: Side | None = Field(default=None, sa_type=db.text_enum(Side))

    @property
    def noted_answers(self) -> list[NotedAnswer]:
        """The answers that were written down for a side, the offer's first."""
        kept = (
            (Side.OFFER, self.offer_answer_channel, self.offer_answer_note),
            (Side.NEED, self.need_answer_channel, self.need_answer_note),
        )
        return [
            NotedAnswer(side, channel, note) for side, channel, note in kept if channel is not None
        ]

    def is_noted(self, side: Side) -> bool:
        """Whether a yes of this side was written down by somebody else, and it has not said itself
        that this is right.
        """
        return getattr(self, f"{side}_answer_by") not in (None, side)

    def note_answer(self, side: Side, channel: Channel, note: str, by: Side) -> None:
        """Keep how a side's answer came, and who wrote it down. The other side's stays as it is."""
        setattr(self, f"{side}_answer_channel", channel)
        setattr(self, f"{side}_answer_note", note)
        setattr(self, f"{side}_answer_by", by)

    def prove(self, side: Side) -> None:
        """The side says itself, or says to the team, that its answer was written down right."""
        setattr(self, f"{side}_answer_by", side)

    def forget_answer(self, side: Side) -> None:
        """Nothing is written down for a side any more."""
        for column, empty in (("channel", None), ("note", ""), ("by", None)):
            setattr(self, f"{side}_answer_{column}", empty)
