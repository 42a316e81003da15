"""Which organisations can be asked for an action."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.db import sort_name
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.organisations.policy import visible_to

MOST_PARTNERS = 12  # on one list; who is not on it is found by its name


@dataclass(frozen=True, slots=True)
class Askable:
    """One organisation of a checklist; the hint is its kind."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class AskableList:
    """What the checklist shows: first what is ticked, then what was found by `q`."""

    q: str
    options: list[Askable]
    # Whether more were found than it shows.
    has_more: bool


def find_askable(
    session: Session,
    actor: Actor,
    region_codes: Collection[str],
    *,
    q: str = "",
    chosen: Collection[UUID] = (),
    without: Collection[UUID] = (),
) -> AskableList:
    """Admitted organisations of these regions by name, those that are chosen already first whatever
    was looked for.
    """
    is_chosen = col(Organisation.id).in_(chosen)
    rules = [
        visible_to(actor),
        col(Organisation.region_code).in_(region_codes),
        col(Organisation.status) == OrganisationStatus.ADMITTED,
        col(Organisation.id).not_in(without),
    ]
    for word in sort_name(q).split():
        rules.append(sa.or_(is_chosen, col(Organisation.sort_name).contains(word, autoescape=True)))
    query = (
        sa.select(col(Organisation.id), col(Organisation.name), col(Organisation.kind))
        .where(*rules)
        .order_by(
            sa.case((is_chosen, 0), else_=1), col(Organisation.sort_name), col(Organisation.id)
        )
        .limit(MOST_PARTNERS + len(chosen) + 1)
    )
    options = [Askable(str(key), name, kind.word) for key, name, kind in session.execute(query)]
    most = MOST_PARTNERS + sum(option.value in {str(key) for key in chosen} for option in options)
    return AskableList(q, options[:most], has_more=len(options) > most)
