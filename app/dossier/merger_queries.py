"""What a merger of two organisations would move, which ones look alike, and where one went."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.core import db
from app.dossier.locks import MergedPair
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, OrganisationStatus, Person
from app.matches import models as match_models, moves
from app.organisations import policy
from app.reference.models import OrganisationKind

MOST_ALIKE = 12
ALIKE = 0.2  # of two names that share most of a word


def find_alike(session: Session, actor: Actor, organisation: Organisation, typed: str) -> list[Any]:
    """Organisations in which this one could go up: with these words in their name, or those whose
    name is most like its own. Name, kind and place.
    """
    named, words = col(Organisation.sort_name), db.sort_name(typed).split()
    query = sa.select(
        col(Organisation.id),
        col(Organisation.name),
        col(Organisation.kind),
        col(Organisation.municipality_code),
    ).where(
        policy.visible_to(actor),
        col(Organisation.region_code) == organisation.region_code,
        col(Organisation.status) == OrganisationStatus.ADMITTED,
        col(Organisation.kind) != OrganisationKind.SAFETY_REGION,
        col(Organisation.id) != organisation.id,
        *_same_municipality(organisation),
    )
    likeness = sa.func.similarity(named, organisation.sort_name)
    wanted = [named.contains(word, autoescape=True) for word in words] or [likeness >= ALIKE]
    ordered = query.where(*wanted).order_by(likeness.desc(), named, col(Organisation.id))
    return list(session.execute(ordered.limit(MOST_ALIKE)))


def _same_municipality(organisation: Organisation) -> list[sa.ColumnElement[bool]]:
    """A municipality goes with the same municipality only, and nobody else with one."""
    municipal = OrganisationKind.MUNICIPALITY
    if organisation.kind is not municipal:
        return [col(Organisation.kind) != municipal]
    place = col(Organisation.municipality_code)
    return [col(Organisation.kind) == municipal, place == organisation.municipality_code]


def count_moving(session: Session, pair: MergedPair) -> Any:
    """How many of each would move, and how many matches would end, in one query."""
    tables = SQLModel.metadata.tables
    counted = {
        name: _count(tables[table].c.organisation_id == pair.gone)
        for name, table in (
            ("needs", "need"),
            ("offers", "offer"),
            ("actions", "action"),
            ("partnerships", "action_partner"),
            ("members", "membership"),
            ("providers", "provider"),
        )
    }
    sent, claims = tables["invitation"].c, tables["organisation_claim"].c
    counted["invitations"] = _count(
        sent.organisation_id == pair.gone, sent.accepted_at.is_(None), sent.withdrawn_at.is_(None)
    )
    counted["claims"] = _count(claims.organisation_id == pair.gone, claims.status == "waiting")
    need_side = col(match_models.Match.need_organisation_id)
    offer_side = col(match_models.Match.offer_organisation_id)
    counted["matches"] = _count(sa.or_(need_side == pair.gone, offer_side == pair.gone))
    between = (need_side.in_(pair.both), offer_side.in_(pair.both), need_side != offer_side)
    counted["ending"] = _count(*between, moves.status_in(match_models.LIVE))
    columns = [number.label(name) for name, number in counted.items()]
    return session.execute(sa.select(*columns)).one()


def _count(*rules: Any) -> Any:
    return sa.select(sa.func.count()).where(*rules).scalar_subquery()


def find_speaking(session: Session, *organisation_ids: UUID) -> list[Any]:
    """Who speaks for one of these, each once, with the language of their mails."""
    query = (
        sa.select(col(Person.id), col(Person.language))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.organisation_id).in_(organisation_ids),
            policy.speaks_for(),
            col(Person.is_active),
        )
        .distinct()
        .order_by(col(Person.id))
    )
    return list(session.execute(query))
