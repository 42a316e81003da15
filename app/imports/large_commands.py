"""Storing a large file: the worker does it, and its page says how far it is (ADR 51).

The worker may be killed at any moment, and be asked twice: the rows, and that they are stored, are
one transaction.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, i18n, job_tables, jobs
from app.core.errors import AppError
from app.core.policy import asks
from app.identity import models as identity_models, queries as identity_queries
from app.identity.actor import Actor
from app.imports import checked_rows, commands, examiner, forms, models, policy, queries

STORE = "imports:store"
# Of a worker that is killed nothing is heard; then another one is asked.
PATIENCE = timedelta(minutes=1)


@asks(lambda actor, draft: policy.may_import(actor, draft.kind))
def confirm_file(
    session: Session,
    actor: Actor,
    draft: models.ImportDraft,
    given: forms.RowChoices | None = None,
) -> checked_rows.Preview | None:
    """Store the file, or ask the worker for it: then there is no preview, and the page of the draft
    tells the rest. Who asks twice, asks once, and what is stored is not stored again.
    """
    if draft.asked_at is not None or draft.stored_at is not None:
        return None
    if not examiner.is_large(*queries.get_size(session, draft)):
        return commands.confirm_draft(session, actor, draft, given)
    seat = commands.seat_for(actor, draft.kind, draft.organisation_id)
    chosen = given or forms.RowChoices()
    draft.asked = chosen.model_dump(mode="json") | {"locale": i18n.current_locale()}
    draft.asked_at, draft.progress, draft.is_stopped = clock.now(), 0, False
    jobs.defer(session, STORE, region_code=seat.region_code, draft_id=str(draft.id))
    return None


def store_asked(
    session: Session, draft_id: UUID, tell: Callable[[float], None] = lambda share: None
) -> models.ImportDraft | None:
    """Store the file that its sender asked for. None when somebody else is at it, or was."""
    key = sa.func.hashtextextended(f"import:{draft_id}", 0)
    if not session.execute(sa.select(sa.func.pg_try_advisory_xact_lock(key))).scalar_one():
        return None
    draft = session.get(models.ImportDraft, draft_id)
    if draft is None or not draft.is_waiting or draft.asked is None:
        return None
    asked = dict(draft.asked)
    with i18n.speaking(asked.pop("locale")):
        actor = identity_queries.get_actor(session, draft.person_id, draft.organisation_id)
        done = None if actor is None else _store(session, actor, draft, asked, tell)
    # Not by the row as it was read: it says how far it is meanwhile.
    ending = (
        {"stored_at": clock.now(), "rows": {"headers": [], "rows": []}, "counts": done.counts}
        if done is not None
        else {"is_stopped": True, "asked_at": None}
    )
    _end(session, draft_id, {"asked": None, **ending})
    return draft


def _store(
    session: Session,
    actor: Actor,
    draft: models.ImportDraft,
    asked: dict[str, object],
    tell: Callable[[float], None],
) -> checked_rows.Preview | None:
    """What was stored; None when something stood in the way."""
    given = forms.RowChoices.model_validate(asked)
    try:
        done = commands.store_draft(session, actor, draft, given, tell, by_words=True)
    except AppError:  # a right that went, a region that closed: the page says which
        return None
    return None if done.is_stopped else done


def give_up(session: Session, draft_id: UUID) -> None:
    """Nothing of it is stored, and it was not the rows: its sender may try again."""
    _end(session, draft_id, {"is_stopped": True, "asked_at": None, "asked": None})


def note_progress(session: Session, draft_id: UUID, share: float) -> None:
    """How far it is, for its page."""
    _end(session, draft_id, {"progress": int(100 * share)})


def ask_again(session: Session) -> int:
    """Ask for every file that nobody is heard of: its worker may be gone. Returns how many."""
    organisation = col(identity_models.Organisation.id)
    queued = job_tables.asked_for(STORE, "draft_id", "todo", "doing")
    waiting = (
        sa.select(col(models.ImportDraft.id), col(identity_models.Organisation.region_code))
        .join(identity_models.Organisation, organisation == models.ImportDraft.organisation_id)
        .where(
            col(models.ImportDraft.asked_at) < clock.now() - PATIENCE,
            col(models.ImportDraft.stored_at).is_(None),
            sa.cast(col(models.ImportDraft.id), sa.Text).not_in(queued),
        )
    )
    found = session.execute(waiting).all()
    for draft_id, region_code in found:
        jobs.defer(session, STORE, region_code=region_code, draft_id=str(draft_id))
    return len(found)


def _end(session: Session, draft_id: UUID, values: dict[str, object]) -> None:
    session.execute(
        sa.update(models.ImportDraft)
        .where(col(models.ImportDraft.id) == draft_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
