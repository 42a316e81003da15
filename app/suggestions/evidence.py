"""What the scoring asks of a need or offer.

It comes from its row, its stored text, and the record of its organisation.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import NullType
from sqlmodel import col

from app.core import clock
from app.identity.actor import Actor
from app.language import texts as language_texts
from app.needs import labels as need_labels
from app.needs.models import Need, NeedText
from app.needs.policy import hides_number, is_masked
from app.offers.models import Offer, OfferText
from app.scoring import facts as scoring_facts
from app.suggestions.record_queries import Record, days_since

_HEADER = 4  # bytes before the numbers of a halfvec: how many, and nothing


@dataclass(frozen=True, slots=True)
class Candidate:
    """One need or offer with what the scoring asks of it and what a suggestion shows of it."""

    facts: scoring_facts.Facts
    title: str
    text: str
    organisation: str
    is_matched: bool = False
    is_masked: bool = False


def text_columns(table: type[NeedText | OfferText]) -> tuple[Any, ...]:
    """What `Said.of` reads. Vectors come as bytes: as text, 512 numbers would have to be parsed for
    every row.
    """
    meaning = sa.func.halfvec_send(col(table.meaning), type_=sa.LargeBinary)
    # Lists as psycopg gives them: SQLAlchemy would convert every word once more.
    lists = [
        sa.type_coerce(col(column), NullType()).label(name)
        for name, column in (
            ("words", table.words),
            ("excluded", table.excluded),
            ("kinds", table.kinds),
        )
    ]
    return *lists, meaning.label("meaning")


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says. Nothing at all of a text that is not stored yet."""

    words: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    kinds: scoring_facts.Floats | None = None
    meaning: scoring_facts.Floats | None = None

    @classmethod
    def of(cls, row: Any) -> "Said":
        """From a row with `text_columns`."""
        if row.words is None:
            return cls()
        meaning = (
            None
            if row.meaning is None
            else np.frombuffer(row.meaning, ">f2", offset=_HEADER).astype(np.float32)
        )
        kinds = np.array(row.kinds, dtype=np.float32) if row.kinds else None
        return cls(frozenset(row.words[:-1]), frozenset(row.excluded), kinds, meaning)

    @classmethod
    def read(cls, text: str) -> "Said":
        """Read now, for a text that the job has not reached: as it will be stored."""
        read = language_texts.read_texts([text])[0]
        meaning = read["meaning"]
        return cls(
            frozenset(read["words"]),
            frozenset(read["excluded"]),
            np.array(read["kinds"], dtype=np.float32) if read["kinds"] else None,
            # As exact as what is stored.
            None if meaning is None else meaning.astype(np.float16).astype(np.float32),
        )


def offer_candidate(
    offer: Any, organisation: str, said: Said, record: Record, *, is_matched: bool = False
) -> Candidate:
    """From a loaded offer, or a row with its columns."""
    facts = scoring_facts.Facts(
        id=offer.id,
        organisation_id=offer.organisation_id,
        support_type=offer.support_type,
        groups=tuple(offer.target_groups),
        municipalities=tuple(offer.municipalities),
        left=offer.quantity - offer.committed,
        unit=offer.unit,
        start=offer.available_from,
        end=offer.available_until,
        words=said.words,
        excluded=said.excluded,
        kinds=said.kinds,
        meaning=said.meaning,
        finished=record.finished,
        finished_well=record.finished_well,
        asked_days_ago=days_since(record.asked_at),
        asked_for=record.asked_for,
        asked_else_days_ago=days_since(record.asked_else_at),
        declines=record.noes,
    )
    return Candidate(
        facts, offer.title, f"{offer.title}\n{offer.description}", organisation, is_matched
    )


def need_candidate(
    actor: Actor, need: Any, organisation: str, said: Said, *, is_matched: bool = False
) -> Candidate:
    """From a loaded need, or a row with its columns. For a small group it has neither place nor
    number.
    """
    masked = is_masked(actor, need)
    hidden = hides_number(is_masked=masked, unit=need.unit, quantity=need.quantity)
    facts = scoring_facts.Facts(
        id=need.id,
        organisation_id=need.organisation_id,
        support_type=need.support_type,
        groups=(need.target_group, *need.also_groups),
        municipalities=()
        if masked or need.municipality_code is None
        else (need.municipality_code,),
        left=None if hidden else need.quantity - need.committed,
        unit=need.unit,
        start=max(need.needed_from, clock.today()),
        end=need.needed_until,
        words=said.words,
        excluded=said.excluded,
        kinds=said.kinds,
        meaning=said.meaning,
    )
    text = f"{need.title}\n{need.description}"
    return Candidate(
        facts,
        need.title,
        text,
        need_labels.owner_label(organisation, is_masked=masked),
        is_matched,
        masked,
    )


def _columns(table: type[Need | Offer], names: str) -> tuple[Any, ...]:
    """Whole entities would cost more than the rest of the query. Lists as psycopg gives them."""
    columns = [getattr(table, name) for name in names.split()]
    return tuple(
        sa.type_coerce(column, NullType()).label(column.key)
        if isinstance(column.type, ARRAY)
        else column
        for column in columns
    )


# The columns that `need_candidate` and `offer_candidate` read.
NEED_COLUMNS = _columns(
    Need,
    "id organisation_id title description support_type target_group also_groups people "
    "municipality_code known_to quantity committed unit needed_from needed_until",
)
OFFER_COLUMNS = _columns(
    Offer,
    "id organisation_id title description support_type target_groups municipalities quantity "
    "committed unit available_from available_until",
)
