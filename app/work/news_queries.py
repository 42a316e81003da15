"""What others did with the matches of an actor's organisations since it was here before."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock
from app.core.i18n import moment
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import labels as match_labels, models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import labels as need_labels, policy as need_policy
from app.needs.models import Need
from app.work import match_queries

MOST_NEWS = 6
# What was taken back within the minute was never there for anybody else.
UNDONE = {
    "match:review_undone": ("match:approved", "match:declined"),
    "match:answer_taken_back": ("match:agreed", "match:accepted", "match:declined"),
    "match:asked_again": ("match:withdrawn",),
}
# That a decision was passed on says nothing that the decision did not say.
# A note and who reads it are told by themselves.
QUIET_EVENTS = (
    "match:told",
    "match:answer_told",
    "match:note_written",
    "match:notes_viewed",
    *UNDONE,
)
DECISIONS = frozenset(event for events in UNDONE.values() for event in events)
EVENTS = match_labels.event_words({}, is_quiet=False).keys() - QUIET_EVENTS


@dataclass(frozen=True, slots=True)
class News:
    """One line: when, what happened to which match, and with whom."""

    match_id: UUID
    when: str
    when_label: str
    text: str
    title: str
    partner: str


def find_news(session: Session, actor: Actor) -> list[News]:
    """The newest first; nothing for who is here for the first time. Of a small group no number, and
    what the team can still undo is no news yet.
    """
    own = actor.writing_ids
    if actor.last_visit is None or not own:
        return []
    needing, offering = aliased(Organisation), aliased(Organisation)
    rows: Any = session.execute(
        sa.select(AuditEntry, Match, Need, col(needing.name), col(offering.name))
        .join(Match, col(Match.id) == col(AuditEntry.object_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(needing, col(needing.id) == col(Match.need_organisation_id))
        .join(offering, col(offering.id) == col(Match.offer_organisation_id))
        .where(
            match_policy.visible_to(actor),
            sa.or_(
                col(Match.need_organisation_id).in_(own),
                col(Match.offer_organisation_id).in_(own),
            ),
            col(AuditEntry.at) > actor.last_visit,
            col(AuditEntry.event).in_(EVENTS),
            col(AuditEntry.person_id).is_distinct_from(actor.person_id),
            match_models.was_told(),
            sa.not_(match_queries.declined_in_review(clock.now())),
            sa.not_(_can_be_undone(own)),
            sa.not_(_was_undone()),
        )
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(MOST_NEWS)
    )
    return [_news(actor, own, *row) for row in rows]


def _can_be_undone(own: Collection[UUID]) -> sa.ColumnElement[bool]:
    """What was decided in the last minute, by the team or by the other side."""
    now, at = clock.now(), col(AuditEntry.at)
    answered = sa.and_(
        sa.not_(match_queries.answered_by(own, now)),
        Match.held(now),
        at >= col(Match.undo_until) - match_models.GRACE,
    )
    reviewed = sa.and_(col(Match.tell_at) > now, at >= col(Match.tell_at) - match_models.GRACE)
    is_decision = col(AuditEntry.event).in_(DECISIONS)
    return sa.and_(is_decision, sa.or_(answered, sa.func.coalesce(reviewed, sa.false())))


def _was_undone() -> sa.ColumnElement[bool]:
    """A decision that was taken back before its minute was over."""
    undone: Any = aliased(AuditEntry)
    event, at = col(AuditEntry.event), col(AuditEntry.at)
    found = sa.select(sa.literal(1)).where(
        undone.object_id == col(AuditEntry.object_id),
        undone.at.between(at, at + match_models.GRACE),
        sa.or_(*(event.in_(of) & (undone.event == name) for name, of in UNDONE.items())),
    )
    return found.correlate(AuditEntry).exists()


def _news(
    actor: Actor, own: Collection[UUID], entry: AuditEntry, match: Match, need: Need, *names: str
) -> News:
    need_name, offer_name = names
    owner = need_labels.owner_label(need_name, is_masked=need_policy.is_masked(actor, need))
    hidden = need_policy.hides_number_from(actor, need)
    words = match_labels.event_words(match_labels.speakers(owner, offer_name), is_quiet=hidden)
    partner = offer_name if match.need_organisation_id in own else owner
    return News(
        match.id,
        entry.at.isoformat(timespec="seconds"),
        moment(entry.at),
        words[entry.event](entry.facts),
        need.title,
        partner,
    )
