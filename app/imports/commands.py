"""Checking a file, keeping it until it is confirmed, and storing all of it or nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session, col

from app.audit import record
from app.core import clock
from app.core.db import new_id
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.policy import asks, require
from app.core.read_once import reading_once
from app.identity.actor import Actor, Seat
from app.imports.checked_rows import Preview
from app.imports.columns import Mapped, map_columns
from app.imports.events import ImportDone
from app.imports.examination import Examination
from app.imports.forms import RowChoices
from app.imports.kinds import RECIPES
from app.imports.models import KEPT_FOR, Doing, ImportDraft, ImportKind
from app.imports.policy import importing_seats, may_import
from app.imports.queries import get_regions, get_words
from app.imports.row_owners import IMPORT, OwnersOfPerson, OwnersOfSystem
from app.imports.sheets import Sheet
from app.language.texts import storing_later


def seat_for(actor: Actor, kind: ImportKind, organisation_id: UUID | None) -> Seat:
    """Whose items the rows become when they name nobody: the organisation that was chosen, or the
    actor's first.
    """
    require(may_import(actor, kind))
    seats = importing_seats(actor, kind)
    if organisation_id is None:
        return seats[0]
    found = next((seat for seat in seats if seat.organisation_id == organisation_id), None)
    if found is None:
        own = any(seat.organisation_id == organisation_id for seat in actor.deciding_seats)
        message = (
            _("This organisation does not fill in how large a group is.")
            if own
            else _("You can bring in a file for your own organisation only.")
        )
        raise Invalid({"organisation": message})
    return found


def preview(session: Session, actor: Actor, sheet: Mapped, seat: Seat) -> Preview:
    """What would happen to every row. Nothing is stored."""
    with reading_once(session), storing_later(session):
        return _of_person(session, actor, sheet, seat).run(store=False)


def run_import(
    session: Session,
    actor: Actor,
    sheet: Mapped,
    seat: Seat,
    given: RowChoices | None = None,
    tell: Callable[[float], None] = lambda share: None,
    *,
    by_words: bool = False,
) -> Preview:
    """Store every new row as its form's main button would and make every change, or nothing when
    one row stands in the way: see `is_stopped`. `tell` hears how far it is. `by_words`: the meaning
    of the texts is read afterwards, by the job that repairs them.
    """
    _one_at_a_time(session)
    examination = _of_person(session, actor, sheet, seat)
    examination.tell = tell
    if given is not None:
        examination.seen = given.seen
    given = given or RowChoices()
    examination.chosen = given.by_row
    examination.chosen_for_rest = given.rest or RECIPES[sheet.kind].when_differing
    return _all_or_nothing(
        session,
        actor,
        examination,
        seat.organisation_id,
        seat.region_code,
        by_words=by_words,
    )


def import_as_system(
    session: Session,
    region_code: str,
    sheet: Mapped,
    *,
    as_of: date | None = None,
    differing: Doing | None = None,
    dry_run: bool = False,
) -> Preview:
    """The same without a person: organisations that do not exist yet are made, and what is stored
    is never changed. `differing` is what happens to a row that differs from what is there.

    `as_of` moves all dates so that this day becomes today; only then may periods have passed.
    """
    if region_code not in get_regions(session):
        raise Invalid({"region": _("There is no safety region “%(code)s”.", code=region_code)})
    _one_at_a_time(session)
    examination = Examination(
        session,
        sheet,
        get_words(session, region_code),
        OwnersOfSystem(session, region_code),
        IMPORT,
        chosen_for_rest=differing or RECIPES[sheet.kind].when_differing,
        reader=lambda acting: acting,
        shift=clock.today() - as_of if as_of is not None else None,
    )
    return _all_or_nothing(session, IMPORT, examination, None, region_code, dry_run=dry_run)


def keep_draft(
    session: Session, actor: Actor, seat: Seat, kind: ImportKind, filename: str, rows: str
) -> ImportDraft:
    """Keep the rows, as JSON, until the actor confirms them. An earlier file of the same kind makes
    place.
    """
    require(may_import(actor, kind))
    assert actor.person_id is not None
    session.execute(
        sa.delete(ImportDraft).where(
            col(ImportDraft.person_id) == actor.person_id,
            col(ImportDraft.kind) == kind,
            col(ImportDraft.asked_at).is_(None),  # the worker is at that one
            col(ImportDraft.stored_at).is_(None),
        )
    )
    draft = ImportDraft(
        person_id=actor.person_id,
        organisation_id=seat.organisation_id,
        kind=kind,
        filename=filename,
        rows={},
        created_at=clock.now(),
    )
    # As they came: to take thousands of rows apart and put them together again is for nobody.
    draft.rows = sa.cast(sa.literal(rows, sa.Text), JSONB)  # type: ignore[assignment]
    session.add(draft)
    session.flush()
    return draft


def preview_draft(session: Session, actor: Actor, draft: ImportDraft) -> Preview:
    """What would happen now to every row that was kept."""
    return preview(session, actor, *_kept_in(actor, draft))


@asks(lambda actor, draft: may_import(actor, draft.kind))
def store_draft(
    session: Session,
    actor: Actor,
    draft: ImportDraft,
    given: RowChoices | None = None,
    tell: Callable[[float], None] = lambda share: None,
    *,
    by_words: bool = False,
) -> Preview:
    """Store what was kept. The rows are checked again: the world may have changed since."""
    return run_import(session, actor, *_kept_in(actor, draft), given, tell, by_words=by_words)


@asks(lambda actor, draft: may_import(actor, draft.kind))
def confirm_draft(
    session: Session, actor: Actor, draft: ImportDraft, given: RowChoices | None = None
) -> Preview:
    """The same at once. Of a draft that is stored its id stays for a day, without its rows: who
    goes back to its page hears that it is stored.
    """
    done = store_draft(session, actor, draft, given)
    if not done.is_stopped:
        draft.stored_at, draft.counts = clock.now(), done.counts
        draft.rows = {"headers": [], "rows": []}
    return done


def forget_drafts(session: Session) -> int:
    """Delete what nobody confirmed within a day. Returns how many went."""
    old = col(ImportDraft.created_at) <= clock.now() - KEPT_FOR
    return len(
        session.execute(sa.delete(ImportDraft).where(old).returning(col(ImportDraft.id))).all()
    )


def _kept_in(actor: Actor, draft: ImportDraft) -> tuple[Mapped, Seat]:
    seat = seat_for(actor, draft.kind, draft.organisation_id)
    return map_columns(draft.kind, Sheet.from_json(draft.rows)), seat


def _of_person(session: Session, actor: Actor, sheet: Mapped, seat: Seat) -> Examination:
    require(may_import(actor, sheet.kind))
    words = get_words(session, seat.region_code)
    return Examination(
        session,
        sheet,
        words,
        OwnersOfPerson(session, actor, seat),
        actor,
        reader=lambda acting: actor,
    )


def _all_or_nothing(
    session: Session,
    actor: Actor,
    examination: Examination,
    organisation_id: UUID | None,
    region_code: str,
    *,
    dry_run: bool = False,
    by_words: bool = False,
) -> Preview:
    part = session.begin_nested()
    with reading_once(session), storing_later(session, by_words=by_words) as texts:
        done = examination.run(store=not dry_run)
    if done.is_stopped or dry_run:
        part.rollback()
        return done
    texts.store()
    facts: dict[str, Any] = {
        "kind": done.kind,
        "stored": done.stored,
        "linked": done.linked,
        "changed": done.changed or None,
    }
    event = ImportDone(
        object_id=new_id(), organisation_id=organisation_id, region_code=region_code, **facts
    )
    record(session, actor, event)
    part.commit()
    return done


def _one_at_a_time(session: Session) -> None:
    """Until commit: of two imports of the same file, the second sees what the first stored."""
    session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("schakelbord:import")))
    )


__all__ = [
    "confirm_draft",
    "forget_drafts",
    "import_as_system",
    "keep_draft",
    "preview",
    "preview_draft",
    "run_import",
    "seat_for",
    "store_draft",
]
