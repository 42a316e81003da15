"""A card of the board, as one actor may see it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.actions.match_queries import ServingAction
from app.core import words
from app.core.i18n import mark
from app.identity.actor import Actor
from app.matches import models as match_models
from app.needs import labels as need_labels, models as need_models
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
class Card:
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
    awaits_need: bool
    awaits_offer: bool
    is_masked: bool
    # Whether it is of a group so small, whoever looks.
    is_small: bool
    turns: frozenset[match_models.Side]
    # Who is asked whether what was changed after the yes can be.
    confirms: match_models.Side | None = None
    # The action that serves the match; never of a masked one, as it would tell where it is.
    action: ServingAction | None = None

    @property
    def hides_number(self) -> bool:
        return hides_number(is_masked=self.is_masked, unit=self.unit, quantity=self.quantity)

    @property
    def left(self) -> int:
        return self.quantity - self.committed


def need_card(actor: Actor, need: Any) -> Card:
    is_own = need.organisation_id in actor.organisation_ids
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
        awaits_need=True,
        awaits_offer=False,
        is_masked=masked,
        is_small=need_models.is_small_group(need.people, need.municipality_code),
        turns=frozenset(
            {match_models.Side.NEED} if is_own and need.asked == 0 and actor.writing_seats else ()
        ),
    )


def match_card(actor: Actor, row: Any) -> Card:
    masked = is_masked(actor, row)
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
        asked=row.match_quantity if row.status in match_models.ASKED else 0,
        match_quantity=row.match_quantity,
        unit=row.unit,
        status=row.status,
        needs_review=row.needs_review,
        outcome=row.outcome,
        since=row.since,
        edited=None,
        answer_by=row.answer_by,
        until=row.needed_until,
        awaits_need=row.awaits_need,
        awaits_offer=row.awaits_offer,
        is_masked=masked,
        is_small=need_models.is_small_group(row.people, row.municipality_code),
        turns=_turns(actor, row),
        confirms=_confirms(row),
        action=None if masked else _serving(row),
    )


def _serving(row: Any) -> ServingAction | None:
    return (
        ServingAction(row.action_id, row.action_title, row.action_status)
        if row.action_id is not None
        else None
    )


def _confirms(row: Any) -> match_models.Side | None:
    if row.offer_confirms:
        return match_models.Side.OFFER
    return match_models.Side.NEED if row.need_confirms else None


def _turns(actor: Actor, row: Any) -> frozenset[match_models.Side]:
    """For which sides it is this actor's turn."""
    own = set(actor.writing_ids)
    if row.status is match_models.MatchStatus.PROPOSED and row.needs_review:
        return frozenset({match_models.Side.TEAM} if row.region_code in actor.team_regions else ())
    if row.status in (match_models.MatchStatus.PROPOSED, match_models.MatchStatus.APPROVED):
        sides = (
            (match_models.Side.NEED, row.organisation_id, row.awaits_need),
            (match_models.Side.OFFER, row.offer_organisation_id, row.awaits_offer),
        )
        return frozenset(side for side, owner, awaited in sides if awaited and owner in own)
    if _confirms(row) is not None:
        sides = (
            (match_models.Side.NEED, row.organisation_id, row.need_confirms),
            (match_models.Side.OFFER, row.offer_organisation_id, row.offer_confirms),
        )
        return frozenset(side for side, owner, asked in sides if asked and owner in own)
    if (
        row.status in (match_models.MatchStatus.ACCEPTED, match_models.MatchStatus.RUNNING)
        and row.offer_organisation_id in own
    ):
        return frozenset({match_models.Side.OFFER})
    return frozenset()
