"""What is on the board already of what somebody types, and who could help with it or needs it.

Of what is alike two sources choose, in one statement that is built once: how near the texts are in
meaning, and the same kind of help. The scoring decides (`scoring.likeness`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, statements
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.dossier import entry
from app.dossier.entry import Entry
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.needs import models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import models as offer_models, policy as offer_policy
from app.offers.models import Offer
from app.reference.models import Unit
from app.scoring import likeness
from app.scoring.facts import Facts
from app.suggestions import candidate_queries, evidence, queries as suggestion_queries, word_queries
from app.suggestions.queries import Suggestion
from app.target_groups.choices import RegionChoices

_COUNTS = ("finished", "finished_well", "declines")
_DAYS = ("asked_days_ago", "asked_for", "asked_else_days_ago")
MOST_FROM_SOURCE = 40
SHOWN = 3

_MOST: Any = sa.bindparam("most", type_=sa.Integer)
_KIND: Any = sa.bindparam("kind", type_=sa.Text)
_START: Any = sa.bindparam("start", type_=sa.Date)
_END: Any = sa.bindparam("end", type_=sa.Date)
_REGION: Any = sa.bindparam("region", type_=sa.Text)
_ITSELF: Any = sa.bindparam("itself", type_=sa.Uuid)


@dataclass(frozen=True, slots=True)
class Twin:
    """A need or an offer that is like what somebody types, with what they may see of it."""

    id: UUID
    title: str
    organisation: str
    is_own: bool
    may_edit: bool
    is_draft: bool
    municipalities: tuple[str, ...]
    quantity: int
    committed: int
    unit: Unit
    since: datetime
    likeness: float
    # In what it is the same.
    same_kind: bool
    same_group: bool
    same_area: bool

    @property
    def asks(self) -> bool:
        """Whether it is so alike that the form asks before it publishes another one."""
        return self.likeness >= likeness.ASKED_FROM

    @property
    def left(self) -> int:
        return self.quantity - self.committed

    @property
    def same(self) -> list[str]:
        """In what it is the same, in words."""
        told = {
            _("kind of help"): self.same_kind,
            _("target group"): self.same_group,
            _("place"): self.same_area,
        }
        return [word for word, is_same in told.items() if is_same]


@dataclass(frozen=True)
class Beside:
    """What stands beside a form: what is like it, and the best suggestions."""

    # What is typed, as it would be; it is never stored, and its id is of nothing.
    typed: Need | Offer
    is_need: bool
    twins: list[Twin]
    suggested: list[Suggestion]


def find_beside(
    session: Session, actor: Actor, form: Form[Any], choices: RegionChoices, *, is_need: bool
) -> Beside | None:
    """Beside the form as it is typed; None while that says too little."""
    read = entry.read_need if is_need else entry.read_offer
    typed = read(actor, form, choices)
    if typed is None:
        return None
    twins, thing = find_twins(session, actor, typed), typed.as_published(session)
    return Beside(thing, is_need, twins, _suggest(session, actor, typed, thing, choices))


def _suggest(
    session: Session, actor: Actor, typed: Entry, thing: Need | Offer, choices: RegionChoices
) -> list[Suggestion]:
    """As on the page that it will have once it is published."""
    if isinstance(thing, Need):
        suggest: Any = suggestion_queries.suggest_offers
    else:
        suggest = suggestion_queries.suggest_needs
    one, label = typed.candidate, choices.label
    found = suggest(session, actor, thing, limit=SHOWN, one=one, label=label)
    return list(found.rows)


def find_twins(session: Session, actor: Actor, typed: Entry) -> list[Twin]:
    """The needs (or the offers) of the region that are most like it, as far as this actor may see
    them. A small group that the actor may not place is none of them: that it is alike would tell
    where it is.
    """
    return _find(session, actor, typed.facts, typed.region_code, is_need=typed.is_need)


def find_like_need(session: Session, actor: Actor, need: Need) -> list[UUID]:
    """Other needs that are on the board and like this one, most alike first."""
    one = candidate_queries.facts_of_need(session, actor, need).facts
    found = _find(session, actor, one, need.region_code, is_need=True, most=MOST_FROM_SOURCE)
    return [twin.id for twin in found if not twin.is_draft]


def _find(
    session: Session,
    actor: Actor,
    one: Facts,
    region_code: str,
    *,
    is_need: bool,
    most: int = SHOWN,
) -> list[Twin]:
    asked = {
        **actor.bound,
        "region": region_code,
        "kind": one.support_type,
        "start": max(one.start, clock.today()),
        "end": one.end or date.max,
        "meaning": one.meaning,
        "most": MOST_FROM_SOURCE,
        "itself": one.id,
    }
    rows = statements.rows_of(session, _needs() if is_need else _offers(), asked)
    if not rows:
        return []
    found = _candidates(actor, rows, is_need=is_need)
    many = found.batch(are_needs=is_need)
    counts = word_queries.find_counts(session, one)
    rarity = word_queries.rarity_of(counts, one, many.items)
    return [
        _told(actor, rows[alike.place], alike, is_need=is_need)
        for alike in likeness.find_alike(one, many, rarity, most=most)
    ]


def _candidates(actor: Actor, rows: Any, *, is_need: bool) -> evidence.Candidates:
    names, said = [row.organisation_name for row in rows], evidence.said_of(rows)
    if is_need:
        return evidence.need_candidates(actor, rows, names, said)
    # Who offers it does not matter here.
    record: dict[str, list[Any]] = {name: [0] * len(rows) for name in _COUNTS}
    record |= {name: [None] * len(rows) for name in _DAYS}
    return evidence.offer_candidates(rows, names, said, record)


def _told(actor: Actor, row: Any, alike: likeness.Alike, *, is_need: bool) -> Twin:
    places = (row.municipality_code,) if is_need else tuple(row.municipalities)
    return Twin(
        id=row.id,
        title=row.title,
        organisation=row.organisation_name,
        is_own=row.organisation_id in actor.organisation_ids,
        may_edit=row.organisation_id in actor.writing_ids,
        is_draft=row.published_at is None,
        municipalities=tuple(filter(None, places)),
        quantity=row.quantity,
        committed=row.committed,
        unit=row.unit,
        since=row.published_at or row.created_at,
        likeness=alike.likeness,
        same_kind=alike.same_kind,
        same_group=alike.same_group,
        same_area=alike.same_area,
    )


@cache
def _needs() -> Any:
    """Needs that ask for something, and drafts of the actor's own organisation."""
    is_there = sa.or_(
        need_models.is_open(statements.TODAY), col(Need.status) == need_models.NeedStatus.DRAFT
    )
    is_told = sa.not_(sa.func.coalesce(need_policy.hides_owner(ANYBODY), sa.false()))
    return _near(
        Need,
        need_models.NeedText,
        col(need_models.NeedText.need_id),
        (is_there, *_at_once(Need.needed_from, Need.needed_until)),
        (need_policy.visible_to(ANYBODY), is_told),
        evidence.NEED_COLUMNS,
    )


@cache
def _offers() -> Any:
    """Offers that can be had or will be, and what the actor's own organisation did not post yet."""
    gone = offer_models.OfferStatus.WITHDRAWN
    return _near(
        Offer,
        offer_models.OfferText,
        col(offer_models.OfferText.offer_id),
        (col(Offer.status) != gone, *_at_once(Offer.available_from, Offer.available_until)),
        (offer_policy.visible_to(ANYBODY),),
        evidence.OFFER_COLUMNS,
    )


def _at_once(first: Any, last: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """What is wanted in the days of what is typed, or some of them."""
    return col(first) <= _END, sa.or_(col(last).is_(None), col(last) >= _START)


def _near(
    table: Any, texts: Any, key: Any, rules: Any, seen: Any, columns: tuple[Any, ...]
) -> sa.Select[Any]:
    meaning: Any = col(texts.meaning)
    asked: Any = sa.bindparam("meaning", type_=meaning.type)
    # All texts of the region in one pass, as in `suggestions.candidate_statements`.
    said = (
        sa.select(key.label("id"), meaning.cosine_distance(asked).label("distance"))
        .where(col(texts.region_code) == _REGION)
        .cte("said")
        .prefix_with("MATERIALIZED")
    )
    fit = (
        sa.select(table.id, table.support_type, said.c.distance)
        .outerjoin(said, said.c.id == table.id)
        .where(
            table.region_code == _REGION,
            table.id != _ITSELF,
            *rules,
        )
        .cte("fit")
    )
    nearest = (fit.c.distance, fit.c.id)
    sources = (
        sa.select(fit.c.id).where(fit.c.distance.is_not(None)).order_by(*nearest),
        sa.select(fit.c.id).where(fit.c.support_type == _KIND).order_by(*nearest),
    )
    chosen = sa.union(*(sa.select(source.limit(_MOST).subquery().c.id) for source in sources)).cte(
        "chosen"
    )
    return (
        sa.select(
            *columns,
            table.created_at,
            table.published_at,
            col(Organisation.name).label("organisation_name"),
            *evidence.text_columns(texts),
        )
        .join(chosen, chosen.c.id == table.id)
        .join(Organisation, col(Organisation.id) == table.organisation_id)
        .outerjoin(texts, key == table.id)
        .where(*seen)
        .order_by(table.id)
    )
