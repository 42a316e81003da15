"""Reading matches, always from what the actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from app.core import statements
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.matches import models, policy, small_groups, turns
from app.matches.models import Match
from app.needs import labels as need_labels, policy as need_policy
from app.needs.arrivals import NeedArrival
from app.needs.models import Need
from app.offers.models import Offer
from app.organisations.models import OrganisationProfile
from app.reference.models import Unit


def get_match(session: Session, actor: Actor, match_id: UUID) -> Match:
    """One match with need, offer and their organisations. Raises NotFound when the actor may not
    see it.
    """
    found = session.execute(_by_id(), actor.bound | {"match": match_id})
    match: Match | None = found.scalars().first()
    if match is None:
        raise NotFound(_("This match does not exist, or it is not meant for your organisation."))
    return match


@cache
def _by_id() -> Any:
    need, offer = joinedload(Match.need), joinedload(Match.offer)  # type: ignore[arg-type]
    return (
        select(Match)
        .where(col(Match.id) == sa.bindparam("match"), policy.visible_to(ANYBODY))
        .options(
            need.joinedload(Need.organisation),  # type: ignore[arg-type]
            need.joinedload(Need.crisis),  # type: ignore[arg-type]
            offer.joinedload(Offer.organisation),  # type: ignore[arg-type]
            offer.joinedload(Offer.crisis),  # type: ignore[arg-type]
        )
    )


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One match in the table of a need or an offer: who, how much, where it stands."""

    id: UUID
    partner: str
    # None where the actor may not know who it is.
    organisation_id: UUID | None
    title: str
    quantity: int
    unit: Unit
    status: models.MatchStatus
    needs_review: bool
    outcome: models.MatchOutcome | None
    answer_by: datetime | None
    moved_at: datetime
    # It is about a small group that the actor may not count.
    is_hidden: bool
    # The team decided on it this minute, and tells nobody yet.
    is_untold: bool
    # Who is to say whether what was changed after the yes can be; "" where nobody is.
    confirming: str
    # Who is asked and has not answered, for both sides and the team.
    waits_for: tuple[str, ...]
    # Why it ended, for who may know it.
    why: str
    # Which number of the trail is `quantity`; "" where the actor may know none of them.
    counted_as: str
    # How much of the help did not come, in the unit of the need, for both sides and the team; None
    # where nobody said how much.
    missing: int | None

    @property
    def is_lacking(self) -> bool:
        """Whether part of the help did not come."""
        return self.missing != 0


@dataclass(frozen=True)
class PartnerRows:
    """The matches of a need or an offer, live ones first, with what is asked."""

    rows: list[PartnerRow]
    asked: int

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return sum(row.status in models.ASKED for row in self.rows)

    @property
    def going(self) -> int:
        """How many are agreed and have not ended."""
        return sum(row.status in models.LIVE for row in self.rows) - self.waiting

    @property
    def arrival(self) -> NeedArrival:
        """What of the help for a need did not come, as far as the reader may know."""
        return NeedArrival.of([row.missing for row in self.rows if row.is_lacking])


def find_matches_of_need(session: Session, actor: Actor, need: Need) -> PartnerRows:
    """Who is asked, works or worked on a need. Quantities in the need's unit."""
    return _partners(session, actor, models.Side.NEED, need)


def find_matches_of_offer(session: Session, actor: Actor, offer: Offer) -> PartnerRows:
    """For which needs an offer is asked or used. Quantities in the offer's unit."""
    return _partners(session, actor, models.Side.OFFER, offer)


def count_asked(session: Session, need_ids: Collection[UUID]) -> dict[UUID, int]:
    """How much others are asked for of each need, in its own unit; needs that nobody is asked for
    are left out. Asks of needs that the reader sees already.
    """
    if not need_ids:
        return {}
    rows = statements.rows_of(session, _asked_of(), statements.moment() | {"needs": list(need_ids)})
    return {need_id: int(many) for need_id, many in rows}


@cache
def _asked_of() -> Any:
    asked: sa.ColumnElement[int] = sa.func.sum(col(Match.quantity))
    needs: Any = sa.bindparam("needs", type_=ARRAY(sa.Uuid))
    return (
        sa.select(col(Match.need_id), asked)
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(col(Match.need_id) == sa.any_(needs), turns.is_asking(statements.TODAY))
        .group_by(col(Match.need_id))
    )


def _partners(
    session: Session, actor: Actor, side: models.Side, thing: Need | Offer
) -> PartnerRows:
    of_need = side is models.Side.NEED
    found: list[PartnerRow] = []
    asked = 0
    owner = session.get_one(Organisation, thing.organisation_id).name
    for row in session.execute(_matches_of(side), actor.bound | {"thing": thing.id}):
        match, is_masked = row.Match, need_policy.is_masked(actor, row)
        quantity = match.quantity
        if isinstance(thing, Offer):
            quantity = small_groups.told(row, thing, match, masked=is_masked)
        is_hidden = need_policy.hides_number(
            is_masked=is_masked, unit=row.unit, quantity=row.quantity
        )
        asked += quantity if row.is_asking else 0
        partner = need_labels.owner_label(row.name, is_masked=not of_need and is_masked)
        own = need_labels.owner_label(owner, is_masked=of_need and is_masked)
        needing, offering = (own, partner) if of_need else (partner, own)
        names = {models.Side.NEED: needing, models.Side.OFFER: offering}
        may_know = policy.MatchPolicy(actor, match)
        is_open = row.is_asking and match.can_be_answered and not match.is_untold
        found.append(
            PartnerRow(
                id=match.id,
                partner=partner,
                organisation_id=match.offer_organisation_id
                if of_need
                else None
                if is_masked
                else match.need_organisation_id,
                title=row.title,
                quantity=quantity,
                unit=thing.unit,
                status=match.status,
                needs_review=match.needs_review,
                outcome=match.outcome,
                answer_by=match.answer_by,
                moved_at=match.moved_at,
                is_hidden=is_hidden
                if of_need
                else need_policy.hides_number(
                    is_masked=is_masked, unit=thing.unit, quantity=quantity
                ),
                is_untold=match.is_untold,
                confirming=next((names[side] for side in match.confirming), ""),
                waits_for=tuple(names[side] for side in may_know.awaited)
                if is_open and may_know.details
                else (),
                why=_why(match) if may_know.details else "",
                counted_as="" if is_masked else "quantity" if of_need else "offer_quantity",
                missing=turns.missing(match, row.unit) if may_know.details else 0,
            )
        )
    return PartnerRows(found, asked)


def find_missing(session: Session, need: Need) -> list[int | None]:
    """Of each match of a need of which part did not come how much that is; None where nobody said.
    The actor must read the need as its own.
    """
    lacking = select(Match).where(col(Match.need_id) == need.id, turns.is_lacking())
    return [turns.missing(match, need.unit) for match in session.exec(lacking)]


def _why(match: Match) -> str:
    """Of what was withdrawn or declined, once both sides are told."""
    reason = match.withdraw_reason or match.decline_reason
    is_told = not (match.is_untold or match.is_held)
    return reason.word if reason is not None and is_told else ""


@cache
def _matches_of(side: models.Side) -> Any:
    """The matches of a `thing`, live ones first, each with who has the other side and what its
    need says of a small group.
    """
    own, other, beside = (
        (col(Match.need_id), col(Match.offer_organisation_id), col(Offer.title))
        if side is models.Side.NEED
        else (col(Match.offer_id), col(Match.need_organisation_id), col(Need.title))
    )
    return (
        sa.select(
            Match,
            col(Organisation.name),
            beside,
            col(Need.people),
            col(Need.municipality_code),
            col(Need.organisation_id),
            col(Need.known_to),
            col(Need.unit),
            col(Need.quantity),
            turns.is_asking(statements.TODAY).label("is_asking"),
        )
        .join(Organisation, col(Organisation.id) == other)
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(own == sa.bindparam("thing"), policy.visible_to(ANYBODY), models.was_told())
        .order_by(
            sa.case((col(Match.status).in_(models.LIVE), 0), else_=1), col(Match.moved_at).desc()
        )
        .limit(100)
    )


@dataclass(frozen=True)
class Contact:
    """How to reach an organisation."""

    organisation: str
    name: str
    email: str
    phone: str
    is_own: bool


def get_contacts(session: Session, actor: Actor, match: Match) -> list[Contact]:
    """How to reach both sides of a match. Call `commands.view_contact` first: it asks the rule and
    writes the trail.

    The organisation with a need of a small group tells where that group lives, so the team reaches
    it through the other side.
    """
    sides = [match.offer_organisation_id]
    if not need_policy.is_masked(actor, match.need):
        sides.append(match.need_organisation_id)
    rows = session.execute(
        sa.select(Organisation, OrganisationProfile)
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .where(col(Organisation.id).in_(sides))
        .order_by(sa.case((col(Organisation.id) == match.need_organisation_id, 0), else_=1))
    )
    own = actor.organisation_ids
    return [
        Contact(o.name, p.contact_name, p.contact_email, p.contact_phone, o.id in own)
        for o, p in rows
    ]
