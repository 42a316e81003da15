"""A card of the board, as one actor may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.actions.match_queries import ServingAction
from app.core import words
from app.core.i18n import mark
from app.identity.actor import Actor
from app.matches import models as match_models, turns
from app.needs import arrivals, labels as need_labels, models as need_models
from app.needs.policy import hides_number, is_masked
from app.reference.models import Unit

# A need that is changed while it is being logged has not changed for anybody.
AT_ONCE = timedelta(hours=1)


class BoardColumn(words.Worded):
    """The five columns, in order."""

    OPEN = (
        "open",
        words.Word(
            mark("Open needs"),
            icon="open",
            hint=mark("Not or not fully covered yet"),
            short=mark("Open"),
        ),
    )
    PROPOSED = (
        "proposed",
        words.Word(
            mark("Proposals"),
            icon="quarter",
            hint=mark("Waits for the team of the region"),
            short=mark("Proposed"),
        ),
    )
    TALKING = (
        "talking",
        words.Word(
            mark("In consultation"),
            icon="half",
            hint=mark("Waits for a yes or a start"),
            short=mark("Consulting"),
        ),
    )
    RUNNING = (
        "running",
        words.Word(
            mark("In progress"),
            icon="three-quarter",
            hint=mark("Agreed and at work"),
            short=mark("Progress"),
        ),
    )
    ENDED = "ended", words.Word(mark("Done"), icon="full-check", hint=mark("The last 14 days"))


@dataclass(frozen=True, slots=True)
class Card(arrivals.CoveredNeed):
    """A card: a need in the first column, a match in the others. A small group has no place and no
    number.
    """

    id: UUID
    need_id: UUID
    title: str
    need_organisation: str
    offer_organisation: str | None
    municipality_code: str | None
    target_group: str
    urgency: need_models.Urgency
    quantity: int
    committed: int
    asked: int
    match_quantity: int | None
    unit: Unit
    status: match_models.MatchStatus | None
    needs_review: bool
    outcome: match_models.MatchOutcome | None
    # Since when a need is open or a match stands where it stands.
    since: datetime
    # When a need last became another thing to ask about, if it did since.
    edited: datetime | None
    answer_by: datetime | None
    # The last day of the need.
    until: date | None
    is_masked: bool
    # Whether it is of a group so small, whoever looks.
    is_small: bool
    turns: frozenset[match_models.Side]
    # For whom a match waits, whoever looks.
    waits_for: match_models.Side | None = None
    # Whose last day has passed, where somebody would have to say yes.
    past: match_models.Side | None = None
    # Whether that is because of what was changed after the yes.
    is_changed: bool = False
    offer_id: UUID | None = None
    # The action that serves the match; never of a masked one, as it would tell where it is.
    action: ServingAction | None = None
    # What of the help for the need did not come, as far as the reader may know.
    arrival: arrivals.NeedArrival = arrivals.ALL_CAME

    @property
    def hides_number(self) -> bool:
        return hides_number(is_masked=self.is_masked, unit=self.unit, quantity=self.quantity)

    @property
    def left(self) -> int:
        """What the reader may know to be open: of a hidden number all, until the first yes."""
        if self.hides_number and self.committed:
            return 0
        return self.quantity - self.committed

    @property
    def waits_for_answers(self) -> bool:
        """Whether others are asked for all that is open. Whoever is asked for a hidden number is
        asked for all of it: a part would tell what the whole is.
        """
        return self.asked > 0 if self.hides_number else 0 < self.left <= self.asked


def need_card(actor: Actor, need: Any) -> Card:
    is_own = need.organisation_id in actor.writing_ids
    masked = is_masked(actor, need)
    since = need.published_at or need.created_at
    return Card(
        id=need.id,
        need_id=need.id,
        title=need.title,
        need_organisation=need_labels.owner_label(need.organisation, is_masked=masked),
        offer_organisation=None,
        municipality_code=None if masked else need.municipality_code,
        target_group=need.target_group,
        urgency=need.urgency,
        quantity=need.quantity,
        committed=need.committed,
        asked=need.asked,
        match_quantity=None,
        unit=need.unit,
        status=None,
        needs_review=False,
        outcome=None,
        since=since,
        edited=need.edited_at if need.edited_at - since > AT_ONCE else None,
        answer_by=None,
        until=need.needed_until,
        is_masked=masked,
        is_small=need_models.is_small_group(need.people, need.municipality_code),
        turns=frozenset({match_models.Side.NEED} if is_own and need.asked == 0 else ()),
    )


def match_card(actor: Actor, row: Any) -> Card:
    masked = is_masked(actor, row)
    past = _past(row)
    waiting = _waiting(row, past)
    is_asked = row.status in match_models.ASKED and past is None
    return Card(
        id=row.id,
        need_id=row.need_id,
        title=row.title,
        need_organisation=need_labels.owner_label(row.need_organisation, is_masked=masked),
        offer_organisation=row.offer_organisation,
        municipality_code=None if masked else row.municipality_code,
        target_group=row.target_group,
        urgency=row.urgency,
        quantity=row.quantity,
        committed=row.committed,
        asked=row.match_quantity if is_asked else 0,
        match_quantity=row.match_quantity,
        unit=row.unit,
        status=row.status,
        needs_review=row.needs_review,
        outcome=row.outcome,
        since=row.since,
        edited=None,
        answer_by=row.answer_by,
        until=row.needed_until,
        is_masked=masked,
        is_small=need_models.is_small_group(row.people, row.municipality_code),
        turns=_turns(actor, row, waiting),
        waits_for=next(iter(waiting), None),
        past=past,
        is_changed=row.need_confirms or row.offer_confirms,
        offer_id=row.offer_id,
        action=None if masked else _serving(row),
    )


def _serving(row: Any) -> ServingAction | None:
    return (
        ServingAction(row.action_id, row.action_title, row.action_status)
        if row.action_id is not None
        else None
    )


def _past(row: Any) -> match_models.Side | None:
    if row.status not in match_models.ASKED:
        return None
    return turns.past_side(need_is_over=row.need_is_over, offer_is_over=row.offer_is_over)


def _waiting(row: Any, past: match_models.Side | None) -> list[match_models.Side]:
    """For whom it waits: who has to extend first, the team, who has to say yes, or who works."""
    if past is not None:
        return [past]
    if row.status is match_models.MatchStatus.PROPOSED and row.needs_review:
        return [match_models.Side.TEAM]
    if row.status in match_models.ASKED:
        return match_models.sides_where(need=row.awaits_need, offer=row.awaits_offer)
    if row.status in match_models.LIVE:
        confirming = match_models.sides_where(need=row.need_confirms, offer=row.offer_confirms)
        return confirming or [match_models.Side.OFFER]
    return []


def _turns(
    actor: Actor, row: Any, waiting: Collection[match_models.Side]
) -> frozenset[match_models.Side]:
    """For which sides it is this actor's turn."""
    own = set(actor.writing_ids)
    is_mine = {
        match_models.Side.NEED: row.organisation_id in own,
        match_models.Side.OFFER: row.offer_organisation_id in own,
        match_models.Side.TEAM: row.region_code in actor.team_regions,
    }
    return frozenset(side for side in waiting if is_mine[side])
