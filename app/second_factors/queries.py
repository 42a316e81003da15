"""Finding the second factors of somebody, and who is half signed in."""

import hashlib
from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import Membership, Organisation, Person
from app.reference.models import OrganisationKind, RegionSettings
from app.second_factors import models, policy


def get_factors(session: Session, settings: Settings, actor: Actor) -> models.Factors:
    """All that the actor has, and whether they must have one. In a demonstration nobody must."""
    apps = session.exec(
        select(models.AuthenticatorApp).where(
            col(models.AuthenticatorApp.person_id) == actor.person_id
        )
    ).all()
    keys = select(models.Passkey).where(policy.visible_to(actor))
    return models.Factors(
        app=next((app for app in apps if app.confirmed_at is not None), None),
        begun=next((app for app in apps if app.confirmed_at is None), None),
        passkeys=tuple(session.exec(keys.order_by(col(models.Passkey.created_at)))),
        codes_left=count_codes(session, actor.person_id),
        is_owed=not settings.is_demo
        and policy.must_have_one(actor, _asked_kinds(session, actor.regions)),
    )


def lock_factors(session: Session, settings: Settings, actor: Actor) -> models.Factors:
    """The same; of two changes at once the second one waits."""
    session.execute(
        sa.select(col(Person.id)).where(col(Person.id) == actor.person_id).with_for_update()
    )
    return get_factors(session, settings, actor)


def count_codes(session: Session, person_id: UUID | None) -> int:
    code = models.RecoveryCode
    counted: int = session.execute(
        sa.select(sa.func.count()).select_from(code).where(col(code.person_id) == person_id)
    ).scalar_one()
    return counted


def _asked_kinds(session: Session, regions: Collection[str]) -> list[tuple[str, OrganisationKind]]:
    """Kinds of organisation of which a region asks it, each with the region."""
    rows = session.execute(
        sa.select(
            col(RegionSettings.region_code), sa.func.unnest(col(RegionSettings.second_factor_kinds))
        ).where(col(RegionSettings.region_code).in_(regions))
    )
    return [(region, OrganisationKind(kind)) for region, kind in rows]


def get_passkey(session: Session, credential_id: bytes) -> models.Passkey | None:
    """Whoever's it is: it says who signs in."""
    return session.exec(
        select(models.Passkey).where(col(models.Passkey.credential_id) == credential_id)
    ).first()


def get_half(session: Session, token: str) -> tuple[models.PendingSignIn, Actor] | None:
    """Who still has to show something here: the half sign-in of a browser's secret and who it is,
    while it lasts and the account is open.
    """
    half = get_any_half(session, token)
    return None if half is None or half[0].waits_for_provider else half


def get_any_half(session: Session, token: str) -> tuple[models.PendingSignIn, Actor] | None:
    """The same, also of who showed all here and waits for a provider."""
    if not token:
        return None
    pending = session.get(models.PendingSignIn, identity_queries.token_hash(token))
    if pending is None or not models.is_alive(pending):
        return None
    actor = identity_queries.get_actor(session, pending.person_id)
    return (pending, actor) if actor is not None else None


def code_hash(person_id: UUID, code: str) -> bytes:
    """What is stored of a recovery code: of 80 bits, so a quick hash is enough."""
    return hashlib.sha256(person_id.bytes + code.encode()).digest()


def browser_hash(purpose: str, token: str) -> bytes:
    """What is stored of a browser that a passkey is asked of."""
    return identity_queries.token_hash(f"{purpose}:{token}")


def find_of_region(session: Session, actor: Actor, email: str) -> Person | None:
    """Somebody with this address in an organisation of a region that the actor administers."""
    return session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(col(Person.email) == email, policy.of_region(actor))
    ).first()
