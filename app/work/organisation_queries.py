"""What waits for somebody about an organisation: who asks to come in, and profiles to confirm."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor, Reader
from app.identity.models import Organisation
from app.organisations import claim_policy, policy
from app.organisations.models import OrganisationClaim, OrganisationProfile
from app.work.task_kinds import TaskKind
from app.work.tasks import MOST_TASKS, Task


def find_organisation_tasks(session: Session, actor: Actor) -> Iterable[Task]:
    """Who asks to come in, and profiles that nobody confirmed for a year."""
    claim, profile = sa.literal(TaskKind.LET_IN.value), sa.literal(TaskKind.CONFIRM_PROFILE.value)
    name, key = col(Organisation.name), col(Organisation.id)
    who, at = col(OrganisationClaim.contact_name), col(OrganisationClaim.created_at)
    both = sa.union_all(
        _claims(
            actor,
            claim.label("kind"),
            col(OrganisationClaim.id).label("id"),
            who.label("title"),
            name.label("name"),
            key.label("organisation_id"),
            at.label("at"),
        ),
        _profiles(actor, clock.now(), profile, key, name, name, key, col(Organisation.created_at)),
    ).subquery()
    rows = session.execute(
        sa.select(both).order_by(both.c.kind.desc(), both.c.at, both.c.id).limit(MOST_TASKS)
    )
    for kind, thing_id, title, name_of, organisation_id, _at in rows:
        noun = "claim" if kind == TaskKind.LET_IN.value else "organisation"
        yield Task(TaskKind(kind), noun, thing_id, title, name_of, None, organisation_id)


def counted(actor: Reader, now: Any) -> list[sa.Select[Any]]:
    """A row for each of them."""
    one: Any = sa.literal_column("1")
    return [_claims(actor, one), _profiles(actor, now, one)]


def _claims(actor: Reader, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(OrganisationClaim)
        .join(Organisation, col(Organisation.id) == col(OrganisationClaim.organisation_id))
        .where(claim_policy.waits_for(actor))
    )


def _profiles(actor: Reader, now: Any, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Organisation)
        .join(OrganisationProfile, col(OrganisationProfile.organisation_id) == col(Organisation.id))
        .where(col(Organisation.id).in_(actor.deciding_ids), policy.asks_again(now))
    )
