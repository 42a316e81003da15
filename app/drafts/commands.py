"""Keeping what somebody is typing, for that person only. None of it is in the trail."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import characters, clock, db, personal_data
from app.drafts.models import KEPT_FOR, SENT_KEPT_FOR, FormDraft

MOST_CHARACTERS = 40_000  # in all fields together
MOST_PAGES = 50  # of one person; what was kept longest ago makes place
# What was under way to be kept when the form was sent, and arrives after it.
LATE = timedelta(seconds=10)
# Who sends the same again within this pressed twice.
TWICE = timedelta(minutes=1)

_SENT = ("sent_at", "sent_to", "sent_as")
_FIELD = re.compile(r"[a-z_]{1,64}")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def move_drafts(session: Session, old: UUID, new: UUID) -> None:
    """What is kept for pages of one thing, or names it, is of the other one from now on. Where
    somebody has something for the page of that one, it stays where it is.
    """
    there: Any = aliased(FormDraft)
    page, gone, stays = col(FormDraft.page), str(old), str(new)
    moved = sa.func.replace(page, gone, stays)
    fields = sa.cast(col(FormDraft.fields), sa.Text)
    is_taken = sa.exists().where(
        there.person_id == col(FormDraft.person_id), there.page == moved, there.page != page
    )
    session.execute(
        sa.update(FormDraft)
        .where(
            col(FormDraft.sent_at).is_(None),  # what was sent is found by who sends it again
            sa.or_(page.contains(gone), fields.contains(gone)),
            sa.not_(is_taken),
        )
        .values(page=moved, fields=sa.cast(sa.func.replace(fields, gone, stays), postgresql.JSONB))
        .execution_options(synchronize_session=False)
    )


def keep_draft(
    session: Session,
    person_id: UUID,
    page: str,
    typed: Mapping[str, Sequence[str]],
    *,
    opened_at: datetime,
) -> bool:
    """Keep what is in the form of that page now, instead of what was kept before. False when it is
    too much, or is in a form that has been sent this moment.
    """
    if _is_too_much(typed):
        return False
    kept = _store(
        session,
        {"person_id": person_id, "page": page, "fields": _kept(typed)},
        where=sa.or_(
            col(FormDraft.sent_at).is_(None),
            col(FormDraft.sent_at) < opened_at,
            col(FormDraft.sent_at) < clock.now() - LATE,
        ),
    )
    waiting = (col(FormDraft.person_id) == person_id, col(FormDraft.sent_at).is_(None))
    recent = (
        sa.select(col(FormDraft.page))
        .where(*waiting)
        .order_by(col(FormDraft.kept_at).desc(), col(FormDraft.page))
        .limit(MOST_PAGES)
    )
    session.execute(sa.delete(FormDraft).where(*waiting, col(FormDraft.page).not_in(recent)))
    return kept


def mark_sent(
    session: Session,
    person_id: UUID,
    page: str,
    typed: Mapping[str, Sequence[str]],
    sent_to: str | None = None,
    sent_as: str | None = None,
) -> None:
    """The form of that page was sent and led to `sent_to`: nothing waits to be sent, and who goes
    back finds it. `sent_as`: its digest.
    """
    sent = {"sent_at": clock.now(), "sent_to": sent_to, "sent_as": sent_as}
    _store(session, {"person_id": person_id, "page": page, "fields": _kept(typed)} | sent)


def find_sent(
    session: Session,
    person_id: UUID,
    page: str,
    sent_as: str,
    *,
    opened_at: datetime,
) -> str | None:
    """Where the very same form, by its digest, led when it was sent before; None when it was not.
    Until commit nobody else sends this form of this person: of two clicks the second waits for the
    first.
    """
    session.execute(db.turn_of(f"form_draft {person_id} {page}"))
    query = sa.select(col(FormDraft.sent_to)).where(
        col(FormDraft.person_id) == person_id,
        col(FormDraft.page) == page,
        col(FormDraft.sent_at) >= opened_at,
        col(FormDraft.sent_as) == sent_as,
    )
    return session.execute(query).scalar_one_or_none()


def begin_act(session: Session, person_id: UUID, thing: str, sent_as: str) -> bool:
    """The person does something to `thing`; False when it is what this person did last, a moment
    ago. Waits for another post of the person about the same thing.
    """
    now, other = clock.now(), aliased(FormDraft)
    # By its name: as a column it would bring the table into the FROM of the subquery, and any older
    # row of anybody would count as this one.
    stored_at: Any = sa.literal_column("form_draft.sent_at")
    since = sa.exists().where(
        col(other.person_id) == person_id,
        col(other.sent_as).is_not(None),
        col(other.sent_at) > stored_at,
        col(other.page) != thing,
    )
    repeated = sa.and_(
        col(FormDraft.sent_as) == sent_as, col(FormDraft.sent_at) > now - TWICE, ~since
    )
    act = {"person_id": person_id, "page": thing, "fields": {}, "sent_at": now, "sent_as": sent_as}
    return _store(session, act, where=sa.func.coalesce(repeated, False).is_(False))


def lead_act(session: Session, person_id: UUID, thing: str, sent_to: str) -> None:
    """What the person did to `thing` led to this page."""
    own = (col(FormDraft.person_id) == person_id, col(FormDraft.page) == thing)
    session.execute(sa.update(FormDraft).where(*own).values(sent_to=sent_to[:300]))


def digest_of(typed: Mapping[str, Sequence[str]], key: str) -> str:
    """Says of two forms whether they are the same in every field, also in one that may not be kept.
    Whoever reads it learns nothing of the text without the key, which is stored nowhere.
    """
    text = json.dumps(sorted((name, list(values)) for name, values in typed.items()))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def drop_draft(session: Session, person_id: UUID, page: str) -> None:
    """Throw away what was typed in the form of that page."""
    session.execute(
        sa.delete(FormDraft).where(
            col(FormDraft.person_id) == person_id, col(FormDraft.page) == page
        )
    )


def forget_drafts(session: Session) -> int:
    """Delete what was not sent within a week, and what was sent an hour ago. Returns how many rows
    went.
    """
    now = clock.now()
    gone = session.execute(
        sa.delete(FormDraft)
        .where(
            (col(FormDraft.kept_at) <= now - KEPT_FOR)
            | (col(FormDraft.sent_at) <= now - SENT_KEPT_FOR)
        )
        .returning(col(FormDraft.page))
    ).all()
    return len(gone)


def _store(
    session: Session, values: dict[str, Any], where: sa.ColumnElement[bool] | None = None
) -> bool:
    """In one statement, so that two windows of one person never stand in each other's way."""
    nothing = dict.fromkeys(_SENT)
    values = nothing | values | {"kept_at": clock.now()}
    new = insert(FormDraft).values(values)
    stored = new.on_conflict_do_update(
        index_elements=["person_id", "page"],
        set_={name: new.excluded[name] for name in ("fields", "kept_at", *_SENT)},
        where=where,
    ).returning(col(FormDraft.page))
    return session.execute(stored).scalar_one_or_none() is not None


def _is_too_much(typed: Mapping[str, Sequence[str]]) -> bool:
    return sum(len(value) for values in typed.values() for value in values) > MOST_CHARACTERS


def _kept(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str] | None]:
    """The fields, with nothing of those in which the check finds personal data: what is likely a
    name is asked about when the form is sent, and is not kept before that.
    """
    return {
        # As it is stored when it is sent: the database takes no text with what nobody can see.
        name: None
        if any(map(_holds_a_person, values))
        else [characters.normal(value) for value in values]
        for name, values in typed.items()
        if _FIELD.fullmatch(name)
    }


def _holds_a_person(value: str) -> bool:
    # The digits of an id can look like any number.
    return _ID.fullmatch(value) is None and (
        personal_data.refused_in(value) is not None or personal_data.likely_in(value) is not None
    )
