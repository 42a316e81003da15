"""Finding providers, who is tied to one, and by which of their sessions a session began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import db, errors
from app.core.i18n import gettext as _
from app.core.words import Choice
from app.identity import models as identity_models, queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus, Person
from app.providers import client, policy
from app.providers.models import Provider, ProviderLogin, ProviderProof, ProviderTie


def known(provider: Provider) -> client.Known:
    """A provider for who holds no session any more."""
    return client.Known(
        **{name: getattr(provider, name) for name in client.Known.__dataclass_fields__}
    )


def find_doors(session: Session) -> list[tuple[str, str]]:
    """Slug and name of every provider where somebody can sign in, for who is not known yet."""
    query: Any = (
        sa.select(col(Provider.slug), col(Provider.name))
        .where(col(Provider.is_active))
        .order_by(sa.func.lower(col(Provider.name)), col(Provider.slug))
    )
    return [(row.slug, row.name) for row in session.execute(query)]


def find_known(session: Session, slug: str) -> client.Known | None:
    """The provider of an address, also one that is switched off."""
    found = session.exec(select(Provider).where(col(Provider.slug) == slug)).first()
    return known(found) if found is not None else None


def find_in_use(session: Session) -> list[client.Known]:
    """Every provider of the installation where somebody can sign in, for who runs the server."""
    query = (
        select(Provider)
        .where(col(Provider.is_active))
        .order_by(col(Provider.region_code), sa.func.lower(col(Provider.name)), col(Provider.slug))
    )
    return [known(each) for each in session.exec(query)]


def find_providers(session: Session, actor: Actor, region_code: str) -> list[Provider]:
    """All providers of a region that the actor keeps."""
    query = (
        select(Provider)
        .where(policy.visible_to(actor), col(Provider.region_code) == region_code)
        .order_by(sa.func.lower(col(Provider.name)), col(Provider.slug))
    )
    return list(session.exec(query))


def get_provider(
    session: Session, actor: Actor, provider_id: UUID, *, lock: bool = False
) -> Provider:
    """A provider that the actor may see."""
    query = select(Provider).where(policy.visible_to(actor), col(Provider.id) == provider_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise errors.NotFound(_("This page does not exist."))
    return found


def get_open_provider(session: Session, actor: Actor, slug: str) -> Provider:
    """A provider to which the actor can be tied."""
    query = select(Provider).where(policy.visible_to(actor), col(Provider.slug) == slug)
    found = session.exec(query).first()
    if found is None or not policy.ProviderPolicy(actor, found).tie:
        raise errors.NotFound(_("This page does not exist."))
    return found


def find_open_providers(session: Session, actor: Actor) -> list[Provider]:
    """Where the actor could sign in, once tied."""
    query = (
        select(Provider)
        .where(policy.visible_to(actor), policy.meant_for(actor), col(Provider.is_active))
        .order_by(sa.func.lower(col(Provider.name)), col(Provider.slug))
    )
    return list(session.exec(query))


def find_organisations(session: Session, region_code: str) -> list[Choice]:
    """The organisations of a region that take part, to choose from."""
    query: Any = (
        sa.select(col(Organisation.id), col(Organisation.name))
        .where(
            col(Organisation.region_code) == region_code,
            col(Organisation.status) == OrganisationStatus.ADMITTED,
        )
        .order_by(col(Organisation.sort_name))
    )
    return [Choice(str(row.id), row.name) for row in session.execute(query)]


def get_person(session: Session, issuer: str, subject: str) -> Person | None:
    """Whose account is tied to this pair; nobody's for an unknown one."""
    query = (
        select(Person)
        .join(ProviderTie, col(ProviderTie.person_id) == col(Person.id))
        .where(col(ProviderTie.issuer) == issuer, col(ProviderTie.subject) == subject)
    )
    return session.exec(query).first()


@dataclass(frozen=True)
class TieRow:
    """A tie as its owner sees it. `name`: of the provider that signs people in by it now."""

    id: UUID
    issuer: str
    name: str
    created_at: datetime


def find_ties(session: Session, actor: Actor) -> list[TieRow]:
    """The actor's own ties, the oldest first."""
    query = (
        select(ProviderTie)
        .where(policy.own_ties(actor))
        .order_by(col(ProviderTie.created_at), col(ProviderTie.id))
    )
    names = {each.issuer: each.name for each in find_open_providers(session, actor)}
    return [
        TieRow(tie.id, tie.issuer, names.get(tie.issuer, ""), tie.created_at)
        for tie in session.exec(query)
    ]


def get_tie(session: Session, actor: Actor, tie_id: UUID, *, lock: bool = False) -> ProviderTie:
    """A tie of the actor itself."""
    query = select(ProviderTie).where(policy.own_ties(actor), col(ProviderTie.id) == tie_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise errors.NotFound(_("This page does not exist."))
    return found


def has_other_way(session: Session, actor: Actor, tie_id: UUID) -> bool:
    """Whether the actor comes in without this tie: by a password, or by another tie."""
    person = session.get(identity_models.Person, actor.person_id)
    if person is not None and person.password_hash is not None:
        return True
    others = select(ProviderTie).where(policy.own_ties(actor), col(ProviderTie.id) != tie_id)
    return session.exec(others.limit(1)).first() is not None


def get_login(session: Session, token: str) -> tuple[client.Known, ProviderLogin] | None:
    """By which session of which provider this session here began, if by one."""
    query: Any = (
        sa.select(ProviderLogin, Provider)
        .join(Provider, col(Provider.id) == col(ProviderLogin.provider_id))
        .where(col(ProviderLogin.token_hash) == identity_queries.token_hash(token))
    )
    row = session.execute(query).first()
    return (known(row.Provider), row.ProviderLogin) if row is not None else None


def find_slugs(session: Session) -> Sequence[str]:
    """Every slug that is taken, in whichever region."""
    return session.exec(select(Provider.slug)).all()


def is_taken(session: Session, region_code: str, name: str, without: UUID | None) -> bool:
    """Whether another button of the region says the same."""
    query: Any = sa.select(col(Provider.id), col(Provider.name)).where(
        col(Provider.region_code) == region_code
    )
    wanted = db.sort_name(name)
    return any(
        row.id != without and db.sort_name(row.name) == wanted for row in session.execute(query)
    )


def proof_of(browser: str, purpose: str, since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Which proof is of this browser, for this, and young enough."""
    return (
        col(ProviderProof.browser_hash) == identity_queries.token_hash(browser),
        col(ProviderProof.purpose_hash) == identity_queries.token_hash(purpose),
        col(ProviderProof.shown_at) > since,
    )


def find_prover(
    session: Session, organisation: Organisation, browser: str, purpose: str, since: datetime
) -> str | None:
    """The name of the provider of an organisation that said who is in this browser; None where none
    did.
    """
    if not browser:
        return None
    query: Any = (
        sa.select(col(Provider.name))
        .join(ProviderProof, col(ProviderProof.provider_id) == col(Provider.id))
        .where(*proof_of(browser, purpose, since), policy.doors_of(organisation))
    )
    name: str | None = session.execute(query).scalar_one_or_none()
    return name


def find_doors_of(session: Session, organisation: Organisation) -> list[tuple[str, str]]:
    """Slug and name of every provider where the people of an organisation can sign in."""
    query: Any = (
        sa.select(col(Provider.slug), col(Provider.name))
        .where(policy.doors_of(organisation))
        .order_by(sa.func.lower(col(Provider.name)), col(Provider.slug))
    )
    return [(row.slug, row.name) for row in session.execute(query)]


def count_of(region_code: str) -> Any:
    """How many providers of a region are switched on, as a part of a statement."""
    return (
        sa.select(sa.func.count())
        .select_from(Provider)
        .where(col(Provider.region_code) == region_code, col(Provider.is_active))
        .scalar_subquery()
    )
