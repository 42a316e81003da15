"""What waits for a coordinator about an organisation."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity.actor import Actor, Reader
from app.identity.models import Organisation
from app.organisations import claim_policy
from app.organisations.models import OrganisationClaim
from app.work.tasks import MOST_TASKS, Task, TaskKind


def find_organisation_tasks(session: Session, actor: Actor) -> Iterable[Task]:
    """Who asks to come in."""
    rows = session.execute(
        _claims(
            actor,
            col(OrganisationClaim.id),
            col(OrganisationClaim.contact_name),
            col(Organisation.name),
            col(Organisation.id),
        )
        .order_by(col(OrganisationClaim.created_at), col(OrganisationClaim.id))
        .limit(MOST_TASKS)
    )
    for claim_id, who, name, organisation_id in rows:
        yield Task(TaskKind.LET_IN, "claim", claim_id, who, name, None, organisation_id)


def counted(actor: Reader) -> sa.Select[Any]:
    """A row for each of them."""
    return _claims(actor, sa.literal_column("1"))


def _claims(actor: Reader, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(OrganisationClaim)
        .join(Organisation, col(Organisation.id) == col(OrganisationClaim.organisation_id))
        .where(claim_policy.waits_for(actor))
    )
