"""Reading matches, always from what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    any_,
    case,
    func,
    literal,
    not_,
    or_,
    select as sa_select,
)
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.search import matches as matches_words
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matching.models import ASKED, LIVE, Match, MatchOutcome, MatchStatus, Side
from app.matching.policy import chooses_for_need, chooses_for_offer, visible_to
from app.needs.labels import owner_label
from app.needs.models import Need, NeedStatus
from app.needs.policy import (
    hides_number,
    hides_number_from,
    is_masked,
    knows_place,
    visible_to as need_visible_to,
)
from app.offers.models import Offer, OfferStatus
from app.offers.policy import visible_to as offer_visible_to
from app.offers.queries import is_expired
from app.organisations.models import OrganisationProfile
from app.reference.models import Unit
from app.target_groups.models import ALL_RESIDENTS

CANDIDATES = 12


def get_match(session: Session, actor: Actor, match_id: UUID) -> Match:
    """One match with need, offer and their organisations. Raises NotFound when the actor may not
    see it.
    """
    need, offer = joinedload(Match.need), joinedload(Match.offer)  # type: ignore[arg-type]
    match = session.exec(
        select(Match)
        .where(col(Match.id) == match_id, visible_to(actor))
        .options(
            need.joinedload(Need.organisation),  # type: ignore[arg-type]
            need.joinedload(Need.crisis),  # type: ignore[arg-type]
            offer.joinedload(Offer.organisation),  # type: ignore[arg-type]
            offer.joinedload(Offer.crisis),  # type: ignore[arg-type]
        )
    ).first()
    if match is None:
        raise NotFound(_("This match does not exist, or it is not meant for your organisation."))
    return match


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One match in the table of a need or an offer: who, how much, where it stands."""

    id: UUID
    partner: str
    title: str
    quantity: int
    unit: Unit
    status: MatchStatus
    needs_review: bool
    outcome: MatchOutcome | None
    answer_by: datetime | None
    moved_at: datetime
    # It is about a small group that the actor may not count.
    is_hidden: bool


@dataclass(frozen=True)
class Partners:
    """The matches of a need or an offer, live ones first, with what is asked."""

    rows: list[PartnerRow]
    asked: int


def find_matches_of_need(session: Session, actor: Actor, need: Need) -> Partners:
    """Who is asked, works or worked on a need. Quantities in the need's unit."""
    return _partners(session, actor, col(Match.need_id) == need.id, Side.NEED, need.unit)


def find_matches_of_offer(session: Session, actor: Actor, offer: Offer) -> Partners:
    """For which needs an offer is asked or used. Quantities in the offer's unit."""
    return _partners(session, actor, col(Match.offer_id) == offer.id, Side.OFFER, offer.unit)


def _partners(
    session: Session, actor: Actor, rule: ColumnElement[bool], side: Side, unit: Unit
) -> Partners:
    of_need = side is Side.NEED
    other = col(Match.offer_organisation_id) if of_need else col(Match.need_organisation_id)
    rows = session.execute(
        sa_select(Match, Need, Offer, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == other)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(rule, visible_to(actor))
        .order_by(case((col(Match.status).in_(LIVE), 0), else_=1), col(Match.moved_at).desc())
        .limit(100)
    ).all()
    found = [
        PartnerRow(
            id=match.id,
            partner=owner_label(name, is_masked=not of_need and is_masked(actor, need)),
            title=offer.title if of_need else need.title,
            quantity=match.quantity if of_need else match.offer_quantity,
            unit=unit,
            status=match.status,
            needs_review=match.needs_review,
            outcome=match.outcome,
            answer_by=match.answer_by,
            moved_at=match.moved_at,
            is_hidden=hides_number_from(actor, need)
            if of_need
            else hides_number(
                is_masked=is_masked(actor, need), unit=unit, quantity=match.offer_quantity
            ),
        )
        for match, need, offer, name in rows
    ]
    return Partners(found, sum(row.quantity for row in found if row.status in ASKED))


@dataclass(frozen=True)
class Contact:
    """How to reach an organisation."""

    organisation: str
    name: str
    email: str
    phone: str


def get_contacts(session: Session, actor: Actor, match: Match) -> list[Contact]:
    """How to reach both sides of a match. Call `commands.view_contact` first: it asks the rule and
    writes the trail.

    Whose need of a small group it is tells where that group lives, so the team reaches it through
    the other side.
    """
    sides = [match.offer_organisation_id]
    if not is_masked(actor, match.need):
        sides.append(match.need_organisation_id)
    rows = session.execute(
        sa_select(Organisation, OrganisationProfile)
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .where(col(Organisation.id).in_(sides))
        .order_by(case((col(Organisation.id) == match.need_organisation_id, 0), else_=1))
    )
    return [Contact(o.name, p.contact_name, p.contact_email, p.contact_phone) for o, p in rows]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer for a need, or a need for an offer, to choose from."""

    id: UUID
    title: str
    organisation: str
    # Empty when the owner may not be known.
    organisation_id: UUID | None
    support_type: str
    target_groups: list[str]
    municipalities: list[str]
    left: int
    unit: Unit
    is_asked: bool
    # Up to and including when the organisation of an offer can help nobody. It can still be asked:
    # it may know better.
    unavailable_until: date | None = None
    # A need of a small group that the actor may not count.
    is_hidden: bool = False


def find_offer_candidates(session: Session, actor: Actor, need: Need, q: str) -> list[Candidate]:
    """Offers the actor could propose for a need: available, something left, the same kind of help
    and area first.
    """
    day = clock.today()
    groups: list[ColumnElement[bool]] = [
        literal(slug, Text) == any_(col(Offer.target_groups))
        for slug in (*need.groups, ALL_RESIDENTS)
    ]
    here = func.cardinality(col(Offer.municipalities)) == 0
    # The order of the list would tell where a small group lives.
    if need.municipality_code is not None and not is_masked(actor, need):
        here = or_(here, literal(need.municipality_code, Text) == any_(col(Offer.municipalities)))
    likeness = (
        _points(col(Offer.support_type) == need.support_type, 4)
        + _points(here, 2)
        + _points(or_(*groups), 1)
    )
    asked = (
        sa_select(literal(1))
        .where(
            col(Match.need_id) == need.id,
            col(Match.offer_id) == col(Offer.id),
            col(Match.status).in_(LIVE),
        )
        .exists()
    )
    rules = [
        offer_visible_to(actor),
        col(Offer.region_code) == need.region_code,
        col(Offer.status) == OfferStatus.PUBLISHED,
        ~func.coalesce(is_expired(day), False),
        col(Offer.committed) < col(Offer.quantity),
        col(Offer.organisation_id) != need.organisation_id,
    ]
    if not chooses_for_need(actor, need):
        rules.append(
            col(Offer.organisation_id).in_([seat.organisation_id for seat in actor.writing_seats])
        )
    rows = session.execute(
        sa_select(Offer, Organisation, asked.label("is_asked"))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(*rules, *_words(Offer, q))
        .order_by(likeness.desc(), col(Offer.confirmed_at).desc(), col(Offer.id))
        .limit(CANDIDATES)
    )
    return [
        Candidate(
            id=offer.id,
            title=offer.title,
            organisation=organisation.name,
            organisation_id=organisation.id,
            unavailable_until=organisation.unavailable_on(day),
            support_type=offer.support_type,
            target_groups=offer.target_groups,
            municipalities=offer.municipalities,
            left=offer.left,
            unit=offer.unit,
            is_asked=is_asked,
        )
        for offer, organisation, is_asked in rows
    ]


def find_need_candidates(session: Session, actor: Actor, offer: Offer, q: str) -> list[Candidate]:
    """Open needs the actor could propose an offer for, the same kind of help and area first, then
    the most urgent.
    """
    here: ColumnElement[bool] = literal(True)
    if offer.municipalities:
        # A small group counts as one of the whole region: the order of the list would tell where it
        # lives.
        named = col(Need.municipality_code).in_(offer.municipalities)
        here = or_(col(Need.municipality_code).is_(None), not_(knows_place(actor)), named)
    group = col(Need.target_group).in_(offer.target_groups)
    likeness = (
        _points(col(Need.support_type) == offer.support_type, 4)
        + _points(here, 2)
        + _points(group, 1)
    )
    asked = (
        sa_select(literal(1))
        .where(
            col(Match.offer_id) == offer.id,
            col(Match.need_id) == col(Need.id),
            col(Match.status).in_(LIVE),
        )
        .exists()
    )
    rules = [
        need_visible_to(actor),
        col(Need.region_code) == offer.region_code,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.committed) < col(Need.quantity),
        col(Need.organisation_id) != offer.organisation_id,
    ]
    if not chooses_for_offer(actor, offer):
        rules.append(
            col(Need.organisation_id).in_([seat.organisation_id for seat in actor.writing_seats])
        )
    rows = session.execute(
        sa_select(Need, col(Organisation.name), asked.label("is_asked"))
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .where(*rules, *_words(Need, q))
        .order_by(likeness.desc(), col(Need.urgency_order), col(Need.created_at), col(Need.id))
        .limit(CANDIDATES)
    )
    return [
        Candidate(
            id=need.id,
            title=need.title,
            organisation=owner_label(name, is_masked=is_masked(actor, need)),
            organisation_id=None if is_masked(actor, need) else need.organisation_id,
            support_type=need.support_type,
            target_groups=need.groups,
            municipalities=[need.municipality_code]
            if need.municipality_code and not is_masked(actor, need)
            else [],
            left=need.left,
            unit=need.unit,
            is_asked=is_asked,
            is_hidden=hides_number_from(actor, need),
        )
        for need, name, is_asked in rows
    ]


def _points(rule: Any, points: int) -> Any:
    return case((rule, points), else_=0)


def _words(model: Any, q: str) -> Sequence[ColumnElement[bool]]:
    found = matches_words(col(model.search), q)
    return [] if found is None else [found]
