"""Organisations of a region as a file is laid beside them."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.dossier import partner_file
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, Person
from app.organisations import models, near_names, policy


def find_names(session: Session, actor: Actor) -> Iterator[partner_file.PartnerName]:
    """Every name of the regions that the actor keeps, also of an organisation that went up in
    another one; the oldest first.
    """
    gone = orm.aliased(Organisation)
    into = sa.select(
        col(Organisation.id), col(gone.name), col(gone.municipality_code), col(gone.created_at)
    ).join(gone, col(gone.merged_into_id) == col(Organisation.id))
    still = sa.select(
        col(Organisation.id),
        col(Organisation.name),
        col(Organisation.municipality_code),
        col(Organisation.created_at),
    )
    kept = (
        policy.visible_to(actor),
        col(Organisation.region_code).in_(actor.administered_regions),
    )
    for query in (still, into):
        ordered = query.where(*kept).order_by(sa.column("created_at"), col(Organisation.id))
        for row in session.execute(ordered):
            yield partner_file.PartnerName(*row[:3])


def find_near(
    session: Session, actor: Actor, wanted: Iterable[tuple[int, str, str | None]]
) -> dict[int, list[UUID]]:
    """By number, what has nearly the name of it: number, name and municipality are asked."""
    known: near_names.NearNames[UUID] = near_names.NearNames()
    for each in find_names(session, actor):
        known.add(each.id, each.name, each.municipality_code)
    found = {number: list(known.find(name, home)) for number, name, home in wanted}
    return {number: ids for number, ids in found.items() if ids}


def find_partners_by_id(
    session: Session, actor: Actor, ids: Collection[UUID], *, lock: bool = False
) -> dict[UUID, partner_file.FiledPartner]:
    """Those of these that the actor sees, by id. `lock` until commit, in one order."""
    if not ids:
        return {}
    query = (
        select(Organisation)
        .where(
            col(Organisation.id).in_(set(ids)),
            col(Organisation.region_code).in_(actor.administered_regions),
            policy.visible_to(actor),
        )
        .order_by(col(Organisation.id))
    )
    said = select(models.OrganisationProfile)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
        said = said.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).all()
    seen = [each.id for each in found]
    its_id = col(models.OrganisationProfile.organisation_id)
    profiles = session.exec(said.where(its_id.in_(seen)).order_by(its_id)).all()
    by_id = {profile.organisation_id: profile for profile in profiles}
    speaking = find_speaking(session, seen)
    return {
        each.id: partner_file.FiledPartner(each, by_id[each.id], each.id in speaking)
        for each in found
    }


def find_speaking(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """The organisations among these of which somebody decides for them here."""
    query = (
        sa.select(col(Membership.organisation_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organisation_id).in_(ids), policy.speaks_for(), col(Person.is_active))
    )
    return set(session.execute(query.distinct()).scalars())


def is_taken(session: Session, region_code: str, sort_name: str, but: UUID) -> bool:
    """Whether another one of the region that takes part, or did, has this name."""
    query = sa.select(
        sa.exists().where(
            col(Organisation.region_code) == region_code,
            col(Organisation.sort_name) == sort_name,
            col(Organisation.status).in_(policy.KNOWN),
            col(Organisation.id) != but,
        )
    )
    return bool(session.execute(query).scalar_one())


def find_former_names(session: Session, organisation_id: UUID) -> list[str]:
    """Of those that went up in it, by which it is found too."""
    query = sa.select(col(Organisation.name)).where(
        col(Organisation.merged_into_id) == organisation_id
    )
    return list(session.execute(query.order_by(col(Organisation.sort_name))).scalars())
