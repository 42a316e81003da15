"""What the scoring asks of a need or offer.

It comes from its row, its stored text, and the record of its organisation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, overload

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

# The numbers in what PostgreSQL sends of a halfvec, behind two halves that say how many; and of an
# array, behind five words, each behind its length.
_OF_VECTOR = ">f2", slice(2, None)
_OF_ARRAY = ">f4", slice(6, None, 2)
_EMPTY_ARRAY = 12  # bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """One need or offer with what the scoring asks of it and what a suggestion shows of it."""

    facts: scoring_facts.Facts
    title: str
    text: str
    organisation: str
    is_matched: bool = False
    is_masked: bool = False


class Candidates(Sequence[Candidate]):
    """Many of one side. Their facts stand in columns, and each is put together when somebody asks
    for it: most of them are scored and never shown.

    `items` are loaded rows, or rows with their columns; `organisations` who has them, in the words
    of the reader.
    """

    def __init__(
        self,
        items: Sequence[Any],
        columns: scoring_facts.Columns,
        organisations: Sequence[str],
        *,
        masked: Sequence[bool] | None = None,
        matched: Sequence[bool] | None = None,
    ) -> None:
        self._items, self.columns, self._organisations = items, columns, organisations
        self._masked, self.matched = masked, matched

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> list[Candidate]: ...
    def __getitem__(self, place: int | slice) -> Candidate | list[Candidate]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        item = self._items[place]
        values = {name: column[place] for name, column in self.columns.items()}
        is_masked = self._masked is not None and self._masked[place]
        return Candidate(
            scoring_facts.Facts(**values),
            item.title,
            f"{item.title}\n{item.description}",
            need_labels.owner_label(self._organisations[place], is_masked=is_masked),
            self.matched is not None and self.matched[place],
            is_masked,
        )

    def batch(self, *, are_needs: bool) -> scoring_facts.Batch:
        """All of them, for the scoring."""
        return scoring_facts.Batch(_Facts(self), are_needs=are_needs, columns=self.columns)


NOBODY = Candidates((), {}, ())


class _Facts(Sequence[Any]):
    """The facts of candidates, each made when it is asked for."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates

    def __len__(self) -> int:
        return len(self._candidates)

    def __getitem__(self, place: Any) -> Any:
        return self._candidates[place].facts


def text_columns(table: type[NeedText | OfferText]) -> tuple[Any, ...]:
    """What `said_of` reads. Numbers come as bytes: as text each of them would have to be parsed."""
    meaning = sa.func.halfvec_send(col(table.meaning), type_=sa.LargeBinary)
    kinds = sa.func.array_send(col(table.kinds), type_=sa.LargeBinary)
    # Lists as psycopg gives them: SQLAlchemy would convert every word once more.
    lists = [
        sa.type_coerce(col(column), NullType()).label(name)
        for name, column in (("words", table.words), ("excluded", table.excluded))
    ]
    return *lists, kinds.label("kinds"), meaning.label("meaning")


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says. Nothing at all of a text that is not stored yet."""

    words: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    kinds: scoring_facts.Floats | None = None
    meaning: scoring_facts.Floats | None = None

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

    @property
    def columns(self) -> scoring_facts.Columns:
        """As `said_of` gives it of many."""
        return {f.name: [getattr(self, f.name)] for f in fields(self)}


def said_of(rows: Sequence[Any]) -> scoring_facts.Columns:
    """What is said in rows with `text_columns`, by the names of `Said`."""
    kinds = [row.kinds for row in rows]
    return {
        # The last word is a mark of the region.
        "words": [frozenset(row.words[:-1]) if row.words else _NOTHING for row in rows],
        "excluded": [frozenset(row.excluded) if row.excluded else _NOTHING for row in rows],
        "kinds": _numbers([k if k and len(k) > _EMPTY_ARRAY else None for k in kinds], *_OF_ARRAY),
        "meaning": _numbers([row.meaning for row in rows], *_OF_VECTOR),
    }


def _numbers(
    sent: Sequence[bytes | None], kind: str, place: slice
) -> list[scoring_facts.Floats | None]:
    """The numbers of each, None where nothing was sent. All of them are equally long."""
    there = [each for each in sent if each is not None]
    if not there:
        return [None] * len(sent)
    table = np.frombuffer(b"".join(there), kind).reshape(len(there), -1)
    found = iter(table[:, place].astype(np.float32))
    return [None if each is None else next(found) for each in sent]


_NOTHING: frozenset[str] = frozenset()


def offer_candidates(
    offers: Sequence[Any],
    organisations: Sequence[str],
    said: scoring_facts.Columns,
    records: scoring_facts.Columns,
    *,
    matched: Sequence[bool] | None = None,
) -> Candidates:
    """From loaded offers, or rows with their columns."""
    columns = {
        "id": [offer.id for offer in offers],
        "organisation_id": [offer.organisation_id for offer in offers],
        "support_type": [offer.support_type for offer in offers],
        "groups": [tuple(offer.target_groups) for offer in offers],
        "municipalities": [tuple(offer.municipalities) for offer in offers],
        "left": [offer.quantity - offer.committed for offer in offers],
        "unit": [offer.unit for offer in offers],
        "start": [offer.available_from for offer in offers],
        "end": [offer.available_until for offer in offers],
    }
    return Candidates(offers, {**columns, **said, **records}, organisations, matched=matched)


def need_candidates(
    actor: Actor,
    needs: Sequence[Any],
    organisations: Sequence[str],
    said: scoring_facts.Columns,
    *,
    matched: Sequence[bool] | None = None,
) -> Candidates:
    """From loaded needs, or rows with their columns. A small group has neither place nor number."""
    masked = [is_masked(actor, need) for need in needs]
    today = clock.today()
    columns = {
        "id": [need.id for need in needs],
        "organisation_id": [need.organisation_id for need in needs],
        "support_type": [need.support_type for need in needs],
        "groups": [(need.target_group, *need.also_groups) for need in needs],
        "municipalities": [
            () if hides or need.municipality_code is None else (need.municipality_code,)
            for need, hides in zip(needs, masked, strict=True)
        ],
        "left": [
            None
            if hides_number(is_masked=hides, unit=need.unit, quantity=need.quantity)
            else need.quantity - need.committed
            for need, hides in zip(needs, masked, strict=True)
        ],
        "unit": [need.unit for need in needs],
        "start": [max(need.needed_from, today) for need in needs],
        "end": [need.needed_until for need in needs],
    }
    return Candidates(needs, {**columns, **said}, organisations, masked=masked, matched=matched)


def _columns(table: type[Need | Offer], names: str) -> tuple[Any, ...]:
    """Whole entities would cost more than the rest of the query. Lists as psycopg gives them."""
    columns = [getattr(table, name) for name in names.split()]
    return tuple(
        sa.type_coerce(column, NullType()).label(column.key)
        if isinstance(column.type, ARRAY)
        else column
        for column in columns
    )


# The columns that `need_candidates` and `offer_candidates` read.
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
