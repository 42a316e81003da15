"""What could be matched: gates in SQL, and for each side what the scoring asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import exists, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.language.kinds import read_kinds
from app.language.meaning import encode
from app.language.words import Words, read_words
from app.matching.facts import Facts, Floats
from app.matching.models import LIVE, Match, MatchStatus
from app.matching.scoring import (
    Rarity,
    rarity_of,
)
from app.needs.labels import owner_label
from app.needs.models import Need, NeedStatus
from app.needs.policy import hides_number, is_masked
from app.needs.policy import visible_to as need_visible_to
from app.offers.models import Offer, OfferStatus
from app.offers.policy import visible_to as offer_visible_to
from app.offers.queries import is_expired

MOST = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """One need or offer with what the scoring asks of it and what a suggestion shows of it."""

    facts: Facts
    title: str
    text: str
    organisation: str
    is_asked: bool = False
    is_masked: bool = False


def facts_of_need(session: Session, actor: Actor, need: Need) -> Candidate:
    """A need that looks for offers, as this actor may know it. Needs `need.organisation`."""
    return _need(actor, need, need.organisation.name, is_asked=False)


def facts_of_offer(session: Session, actor: Actor, offer: Offer) -> Candidate:
    """An offer that looks for needs. Needs `offer.organisation`."""
    return _offer(offer, offer.organisation.name, is_asked=False)


def find_pair_facts(session: Session, actor: Actor, need: Need, offer: Offer) -> tuple[Candidate, Candidate]:
    """Both sides of one pair, whether or not the gates would let it through."""
    return facts_of_need(session, actor, need), facts_of_offer(session, actor, offer)


def find_offer_candidates(session: Session, actor: Actor, need: Need) -> list[Candidate]:
    """Offers that may be proposed for a need."""
    today = clock.today()
    rules = [
        offer_visible_to(actor),
        col(Offer.region_code) == need.region_code,
        col(Offer.status) == OfferStatus.PUBLISHED,
        ~func.coalesce(is_expired(today), False),
        col(Offer.committed) < col(Offer.quantity),
        col(Offer.organisation_id) != need.organisation_id,
        or_(col(Offer.available_until).is_(None), col(Offer.available_until) >= max(need.needed_from, today)),
        ~exists().where(*_pair(need.id, col(Offer.id)), col(Match.status) == MatchStatus.DECLINED),
    ]
    if need.needed_until is not None:
        rules.append(col(Offer.available_from) <= need.needed_until)
    asked = exists().where(*_pair(need.id, col(Offer.id)), col(Match.status).in_(LIVE))
    rows = session.execute(
        sa_select(Offer, col(Organisation.name), asked)
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(*rules)
        .limit(MOST)
    )
    return [_offer(offer, name, is_asked=is_asked) for offer, name, is_asked in rows]


def find_need_candidates(session: Session, actor: Actor, offer: Offer) -> list[Candidate]:
    """Needs for which an offer may be proposed."""
    today = clock.today()
    rules = [
        need_visible_to(actor),
        col(Need.region_code) == offer.region_code,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.committed) < col(Need.quantity),
        col(Need.organisation_id) != offer.organisation_id,
        or_(col(Need.needed_until).is_(None), col(Need.needed_until) >= max(offer.available_from, today)),
        ~exists().where(*_pair(col(Need.id), offer.id), col(Match.status) == MatchStatus.DECLINED),
    ]
    if offer.available_until is not None:
        rules.append(col(Need.needed_from) <= offer.available_until)
    asked = exists().where(*_pair(col(Need.id), offer.id), col(Match.status).in_(LIVE))
    rows = session.execute(
        sa_select(Need, col(Organisation.name), asked)
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .where(*rules)
        .limit(MOST)
    )
    return [_need(actor, need, name, is_asked=is_asked) for need, name, is_asked in rows]


def find_rarity(session: Session, one: Facts, many: Sequence[Facts]) -> Rarity:
    """How much a shared word says."""
    counts: dict[str, int] = {}
    for facts in (one, *many):
        for word in facts.words | facts.excluded:
            counts[word] = counts.get(word, 0) + 1
    return rarity_of(counts, len(many) + 1)


def _pair(need_id: Any, offer_id: Any) -> tuple[Any, Any]:
    return col(Match.need_id) == need_id, col(Match.offer_id) == offer_id


@lru_cache(maxsize=5000)
def _read(text: str) -> tuple[Words, Floats, Floats]:
    words, meaning = read_words(text), encode([text])[0]
    return words, read_kinds(words.all | words.excluded, meaning), meaning


def _offer(offer: Offer, organisation: str, *, is_asked: bool) -> Candidate:
    text = f"{offer.title}\n{offer.description}"
    words, kinds, meaning = _read(text)
    facts = Facts(
        id=offer.id,
        organisation_id=offer.organisation_id,
        support_type=offer.support_type,
        groups=tuple(offer.target_groups),
        municipalities=tuple(offer.municipalities),
        left=offer.left,
        unit=offer.unit,
        start=offer.available_from,
        end=offer.available_until,
        words=words.all,
        excluded=words.excluded,
        kinds=kinds,
        meaning=meaning,
    )
    return Candidate(facts, offer.title, text, organisation, is_asked=is_asked)


def _need(actor: Actor, need: Need, organisation: str, *, is_asked: bool) -> Candidate:
    """Of a small group neither place nor number leaves this room."""
    masked = is_masked(actor, need)
    hidden = hides_number(is_masked=masked, unit=need.unit, quantity=need.quantity)
    text = f"{need.title}\n{need.description}"
    words, kinds, meaning = _read(text)
    facts = Facts(
        id=need.id,
        organisation_id=need.organisation_id,
        support_type=need.support_type,
        groups=tuple(need.groups),
        municipalities=() if masked or need.municipality_code is None else (need.municipality_code,),
        left=None if hidden else need.left,
        unit=need.unit,
        start=max(need.needed_from, clock.today()),
        end=need.needed_until,
        words=words.all,
        excluded=words.excluded,
        kinds=kinds,
        meaning=meaning,
    )
    return Candidate(facts, need.title, text, owner_label(organisation, is_masked=masked), is_asked, masked)
