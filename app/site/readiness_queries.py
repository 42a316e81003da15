"""Looking at what a region needs before it can start, as the database and the mail say it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.errors import Refused
from app.core.readiness import ReadinessLine, advice, fine, missing
from app.core.settings import PREFIX, Settings
from app.identity import lead_queries
from app.identity.models import Membership, Organisation, Person
from app.mail import outbox
from app.members.models import MemberInvitation
from app.privacy import trail_commands
from app.providers import client, metadata, queries as provider_queries
from app.providers.models import Provider, ProviderTie
from app.providers.troubles import Failed, Trouble
from app.reference.models import OrganisationKind
from app.second_factors.models import AuthenticatorApp, Passkey
from app.site import queries

OPEN_REGION = "python -m app.cli region open VR01 --administrator E-MAIL"
WHY = {
    "migratie": "De tabellen zijn niet van deze versie. Typ: python -m app.cli migrate",
    "referentiegegevens": "De landelijke gegevens. Typ: python -m app.cli seed reference",
    "demoregio": "De demoregio. Typ: python -m app.cli seed demo",
}


def look_at_mail(settings: Settings) -> ReadinessLine:
    """Nothing is sent. What the server says is a number or the kind of trouble, never a secret."""
    if not settings.sends_mail:
        return missing(
            f"De mail. Zet {PREFIX}SMTP_HOST en {PREFIX}MAIL_FROM: zonder komt er geen uitnodiging "
            "aan."
        )
    try:
        outbox.greet(settings)
    except Refused as problem:
        return missing(f"De mail. {problem}")
    except outbox.NotNow as problem:
        return missing(f"De mail. De mailserver neemt niets aan ({problem}).")
    return fine("De mailserver antwoordt.")


def look_at_database(session: Session, settings: Settings) -> Iterator[ReadinessLine]:
    """Without its tables there is nothing more to ask."""
    why = queries.why_not_ready(session, settings)
    if why is not None:
        yield missing(WHY[why])
        return
    yield fine("De tabellen zijn van deze versie, en de landelijke gegevens staan erin.")
    if queries.has_worker(session):
        yield fine("Er werkt een worker.")
    else:
        weigh = advice if settings.is_demo else missing
        yield weigh("Er draait geen worker: zonder gaat er geen mail uit en blijven taken liggen.")
    yield from _retention(session)
    for provider in provider_queries.find_in_use(session):
        yield asyncio.run(_provider(provider, settings))
    regions = list(session.execute(_regions()))
    if not regions:
        yield missing(f"Er is nog geen regio. Typ: {OPEN_REGION}")
    for region in regions:
        yield _administrator(region)
        if region.administrators and not region.proven:
            yield advice(
                f"{region.code}: nog geen beheerder heeft een passkey, een app met codes of een "
                "inlogdienst. "
                "Bij het inloggen wordt erom gevraagd."
            )


def _retention(session: Session) -> Iterator[ReadinessLine]:
    """Where the server is our own, the command makes the role itself."""
    if trail_commands.has_role(session):
        yield fine("De rol die oude regels van het logboek mag verwijderen, is er.")
    elif not trail_commands.makes_role(session):
        yield missing(f"De bewaartermijnen. {trail_commands.HOW}")


async def _provider(provider: client.Known, settings: Settings) -> ReadinessLine:
    """Nobody signs in there now: it is only asked what it says of itself, as at every sign-in."""
    which = f"{provider.region_code}: de inlogdienst {provider.name}"
    setting = client.setting_of(provider.slug, provider.authentication)
    if not client.has_secret(provider):
        return missing(f"{which} heeft geen geheim of sleutel. Zet {setting}.")
    try:
        await metadata.Book(settings).about(provider.issuer)
    except Failed as problem:
        why = (
            "antwoordt niet" if problem.trouble is Trouble.AWAY else "antwoordt niet zoals het moet"
        )
        return missing(f"{which} {why} op {provider.issuer}.")
    return fine(f"{which} antwoordt.")


def _administrator(region: Any) -> ReadinessLine:
    if region.administrators:
        return fine(f"{region.code}: de regio is begonnen en heeft een beheerder.")
    if region.invited:
        return missing(
            f"{region.code}: de eerste beheerder heeft de link in de uitnodiging nog niet gebruikt."
        )
    return missing(f"{region.code}: de regio heeft geen beheerder.")


def _regions() -> Any:
    """A row for each region that began: how many can administer it, and how many have more than a
    password.
    """
    invited = sa.exists().where(
        col(MemberInvitation.organisation_id) == col(Organisation.id),
        col(MemberInvitation.role) == lead_queries.ADMINISTERING,
        col(MemberInvitation.accepted_at).is_(None),
        col(MemberInvitation.withdrawn_at).is_(None),
    )
    has_step = sa.or_(
        sa.exists().where(col(Passkey.person_id) == col(Person.id)),
        sa.exists().where(
            col(AuthenticatorApp.person_id) == col(Person.id),
            col(AuthenticatorApp.confirmed_at).is_not(None),
        ),
        # What a provider in use proves of somebody is more than a password as well.
        sa.exists().where(
            col(ProviderTie.person_id) == col(Person.id),
            col(ProviderTie.issuer) == col(Provider.issuer),
            col(Provider.is_active),
        ),
    )
    can = sa.and_(col(Membership.role) == lead_queries.ADMINISTERING, col(Person.is_active))
    return (
        sa.select(
            col(Organisation.region_code).label("code"),
            sa.func.count(col(Person.id)).filter(can).label("administrators"),
            sa.func.count(col(Person.id)).filter(can, has_step).label("proven"),
            sa.func.bool_or(invited).label("invited"),
        )
        .outerjoin(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Organisation.kind) == OrganisationKind.SAFETY_REGION)
        .group_by(col(Organisation.region_code))
        .order_by(col(Organisation.region_code))
    )
