"""What an import has to know."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.identity.actor import Actor, Seat
from app.identity.models import Organisation
from app.imports import models, vocabulary
from app.reference import models as reference_models, queries as reference_queries
from app.target_groups.queries import find_groups


def get_words(session: Session, region_code: str) -> vocabulary.Vocabulary:
    """Every word a file of this region may use."""
    return vocabulary.Vocabulary(
        session.exec(
            select(reference_models.SupportType)
            .where(reference_queries.for_regions(reference_models.SupportType, [region_code]))
            .order_by(col(reference_models.SupportType.position))
        ).all(),
        find_groups(session, [region_code]),
        session.exec(select(reference_models.Municipality)).all(),
        session.exec(
            select(reference_models.Crisis).where(
                col(reference_models.Crisis.region_code) == region_code
            )
        ).all(),
        session.exec(
            select(reference_models.Measure).where(
                col(reference_models.Measure.region_code) == region_code
            )
        ).all(),
        session.exec(
            select(reference_models.Theme)
            .where(reference_queries.for_regions(reference_models.Theme, [region_code]))
            .order_by(col(reference_models.Theme.position))
        ).all(),
    )


def get_regions(session: Session) -> dict[str, str]:
    """The names of all safety regions by code."""
    return dict(
        session.exec(
            select(reference_models.SafetyRegion.code, reference_models.SafetyRegion.name)
        ).all()
    )


def get_places(session: Session) -> dict[str, reference_models.Municipality]:
    """All municipalities by code."""
    return {place.code: place for place in session.exec(select(reference_models.Municipality))}


def get_home(
    session: Session, seat: Seat, *, is_needed: bool
) -> reference_models.Municipality | None:
    """The municipality of a seat. The seat of a region has none; the first of the region when one
    `is_needed`.
    """
    query = (
        select(reference_models.Municipality)
        .order_by(col(reference_models.Municipality.sort_name))
        .limit(1)
    )
    if seat.municipality_code is not None:
        return session.exec(
            query.where(col(reference_models.Municipality.code) == seat.municipality_code)
        ).one()
    return (
        session.exec(
            query.where(col(reference_models.Municipality.region_code) == seat.region_code)
        ).first()
        if is_needed
        else None
    )


def find_organisations(session: Session, regions: Collection[str]) -> list[Organisation]:
    """The organisations of these regions, the oldest first, whatever their admission."""
    return list(
        session.exec(
            select(Organisation)
            .where(col(Organisation.region_code).in_(regions))
            .order_by(col(Organisation.created_at), col(Organisation.id))
        )
    )


def get_size(session: Session, draft: models.ImportDraft) -> tuple[int, int]:
    """How many rows a draft has, and how many characters those are."""
    rows = col(models.ImportDraft.rows)
    size = sa.select(
        sa.func.jsonb_array_length(rows["rows"]), sa.func.length(sa.cast(rows, sa.Text))
    ).where(col(models.ImportDraft.id) == draft.id)
    rows_of_it, characters = session.execute(size).one()
    return rows_of_it, characters


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """What the person sent in itself for an organisation that it decides for now."""
    return sa.and_(
        col(models.ImportDraft.person_id) == actor.person_id,
        col(models.ImportDraft.created_at) > clock.now() - models.KEPT_FOR,
        col(models.ImportDraft.organisation_id).in_(
            [seat.organisation_id for seat in (*actor.deciding_seats, *actor.administering_seats)]
        ),
    )


def get_draft(
    session: Session, actor: Actor, draft_id: UUID, *, lock: bool = False
) -> models.ImportDraft:
    """The actor's own draft. `lock` until commit: two clicks on the button are one import."""
    rows = orm.defer(models.ImportDraft.rows)  # type: ignore[arg-type]  # a page that only says how far it is reads none
    query = (
        select(models.ImportDraft)
        .options(rows)
        .where(col(models.ImportDraft.id) == draft_id, visible_to(actor))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    draft = session.exec(query).first()
    if draft is None:
        raise errors.NotFound(
            _("This import is done already, or it is older than a day. Choose the file again.")
        )
    return draft
