"""Arrivals: what each side of a completed match says of whether the help arrived."""

from datetime import datetime, timedelta

from sqlmodel import Field, SQLModel

from app.core import clock, db, words
from app.core.i18n import mark
from app.matches.noted_answers import Side

# So long after the end both sides are asked, and so long what a side said can be changed.
ASKED_FOR = timedelta(days=14)


class Arrived(words.Worded):
    """Whether the help arrived."""

    YES = "yes", words.Word(mark("Yes, it arrived"))
    PARTLY = "partly", words.Word(mark("It arrived partly"))
    NO = "no", words.Word(mark("No, it did not arrive"))


# What a side said, its words with it, and since when.
Said = tuple[Arrived | None, str, datetime | None]


class ArrivedOnMatch(SQLModel):
    """What a match keeps of it: each side its own word, since when, and a few words with it. Who
    of them said it stands in the trail alone.
    """

    need_arrived: Arrived | None = Field(default=None, sa_type=db.text_enum(Arrived))
    need_arrived_note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    need_arrived_at: datetime | None = Field(default=None, sa_type=db.Timestamp)
    offer_arrived: Arrived | None = Field(default=None, sa_type=db.text_enum(Arrived))
    offer_arrived_note: str = Field(default="", sa_column_kwargs={"server_default": ""})
    offer_arrived_at: datetime | None = Field(default=None, sa_type=db.Timestamp)

    def arrival_of(self, side: Side) -> Said:
        """Of the organisation with the need, or the one with the offer."""
        if side is Side.NEED:
            return self.need_arrived, self.need_arrived_note, self.need_arrived_at
        return self.offer_arrived, self.offer_arrived_note, self.offer_arrived_at

    @property
    def said_arrivals(self) -> list[tuple[Side, Arrived, str, datetime | None]]:
        """The sides that said it, the one with the need first."""
        kept = ((side, *self.arrival_of(side)) for side in (Side.NEED, Side.OFFER))
        return [(side, said, note, at) for side, said, note, at in kept if said is not None]

    def keep_arrival(self, side: Side, arrived: Arrived, note: str) -> None:
        """What a side says now takes the place of what it said before, and counts from then."""
        said_at = self.arrival_of(side)[2] or clock.now()
        if side is Side.NEED:
            self.need_arrived, self.need_arrived_note, self.need_arrived_at = arrived, note, said_at
        else:
            self.offer_arrived, self.offer_arrived_note = arrived, note
            self.offer_arrived_at = said_at
