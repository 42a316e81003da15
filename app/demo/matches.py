"""Matches of the demo region in every state: for each open need its likeliest offers, moved as the
story goes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from sqlmodel import Session

from app.core import clock
from app.identity.actor import SYSTEM, Actor
from app.matches import commands as match_commands, ending_commands, models as match_models
from app.matches.models import Match
from app.needs.models import Need, NeedStatus
from app.offers import models as offer_models
from app.offers.models import Offer
from app.suggestions import commands as suggestion_commands
from app.suggestions.models import FirstShown
from app.target_groups.models import ALL_RESIDENTS

# How far the story goes with one pair after another: the state and how many days ago it was
# proposed.
STORY = (
    (match_models.MatchStatus.RUNNING, 20),
    (match_models.MatchStatus.PROPOSED, 1),
    (match_models.MatchStatus.APPROVED, 2),
    (match_models.MatchStatus.ACCEPTED, 5),
    (match_models.MatchStatus.DECLINED, 6),
    (match_models.MatchStatus.COMPLETED, 24),
    (match_models.MatchStatus.PROPOSED, 0),
    (match_models.MatchStatus.RUNNING, 12),
    (match_models.MatchStatus.LAPSED, 7),
    (match_models.MatchStatus.APPROVED, 1),
    (match_models.MatchStatus.WITHDRAWN, 5),
)
MESSAGES = (
    "Zelfde soort hulp en in de buurt. Kunnen jullie dit oppakken?",
    "Dit past volgens ons goed bij wat jullie doen.",
    "",
    "Ook een deel is al welkom.",
)
DECLINES = (
    match_models.DeclineReason.NO_CAPACITY,
    match_models.DeclineReason.TOO_FAR,
    match_models.DeclineReason.WRONG_GROUP,
)
LESSONS = (
    (
        match_models.MatchOutcome.SUCCEEDED,
        "Vaste dagen werkten beter dan bellen wanneer het nodig is.",
    ),
    (
        match_models.MatchOutcome.PARTLY,
        "De helft wilde liever zelf komen. Volgende keer eerst vragen.",
    ),
)
MOST_PER_NEED = 3


@dataclass(frozen=True)
class Cast:
    """Who acts in the story: the coordinator of each organisation, and each region's team."""

    coordinators: dict[object, Actor]
    teams: dict[str, Actor]


def seed_matches(session: Session, cast: Cast, needs: list[Need], offers: list[Offer]) -> int:
    """Make the matches. Returns how many."""
    story, count = cycle(STORY), 0
    for need in needs:
        if need.status is not NeedStatus.OPEN:
            continue
        likely = list(_likely(need, offers))
        if likely and need.published_at is not None:
            # Somebody saw the likeliest offer within some days, one later than the other.
            waited = (clock.now() - need.published_at) / (3 + count % 5)
            session.add(FirstShown(need_id=need.id, at=need.published_at + waited))
        for offer in likely:
            if need.left == 0:
                break
            if offer.left > 0 and _tell(session, cast, need, offer, *next(story), number=count):
                count += 1
    with clock.at(clock.now() - timedelta(hours=1)):
        ending_commands.lapse_matches(session, SYSTEM)
    return count


def _likely(need: Need, offers: list[Offer]) -> Iterator[Offer]:
    found = 0
    for offer in offers:
        fits = (
            offer.region_code == need.region_code
            and offer.organisation_id != need.organisation_id
            and offer.support_type == need.support_type
            and offer.unit is need.unit
            and (
                not offer.municipalities or need.municipality_code in (None, *offer.municipalities)
            )
            and not {need.target_group, ALL_RESIDENTS}.isdisjoint(offer.target_groups)
            and offer_models.state_on(
                clock.today(), offer.status, offer.available_until, offer.fresh_until
            )
            is offer_models.OfferState.PUBLISHED
        )
        if fits and found < MOST_PER_NEED:
            found += 1
            yield offer


def _tell(
    session: Session,
    cast: Cast,
    need: Need,
    offer: Offer,
    goal: match_models.MatchStatus,
    days: int,
    *,
    number: int,
) -> bool:
    """Propose and move one match. False when the pair did not both exist yet at that time."""
    assert need.published_at is not None
    assert offer.published_at is not None
    earliest = max(need.published_at, offer.published_at) + timedelta(hours=1)
    start = max(clock.now() - timedelta(days=days, minutes=number), earliest)
    if start > clock.now() - timedelta(hours=2):
        return False
    step = (clock.now() - start) / 8
    asking, answering = (
        cast.coordinators[need.organisation_id],
        cast.coordinators[offer.organisation_id],
    )
    if number % 5 == 4:  # now and then the initiative itself offers to help
        asking, answering = answering, asking
    quantity = max(
        1, min(need.left, offer.left) * (2 if number % 3 else 1) // (3 if number % 3 else 1)
    )
    with clock.at(start):
        given = suggestion_commands.Proposal(
            need=need.id, offer=offer.id, quantity=quantity, reason=MESSAGES[number % len(MESSAGES)]
        )
        match = suggestion_commands.propose_match(session, asking, given)
    if goal is not match_models.MatchStatus.PROPOSED:
        _move(session, cast, match, goal, (asking, answering), (start, step), number)
    return True


def _move(
    session: Session,
    cast: Cast,
    match: Match,
    goal: match_models.MatchStatus,
    people: tuple[Actor, Actor],
    times: tuple[datetime, timedelta],
    number: int,
) -> None:
    (asking, answering), (start, step) = people, times
    # Half a day is enough for the team; what must still be open today was approved lately.
    if match.needs_review:
        looked = min(start + step, start + timedelta(hours=12))
        # Today's round of the team begins with nothing done.
        if start < clock.midnight():
            looked = min(looked, clock.midnight() - timedelta(minutes=1))
        with clock.at(looked):
            match_commands.approve_match(session, cast.teams[match.region_code], match)
    if goal in (match_models.MatchStatus.APPROVED, match_models.MatchStatus.LAPSED):
        return
    with clock.at(start + 2 * step):
        if goal is match_models.MatchStatus.DECLINED:
            match_commands.decline_match(
                session,
                answering,
                match,
                match_commands.Refusal(reason=DECLINES[number % len(DECLINES)]),
            )
            return
        if goal is match_models.MatchStatus.WITHDRAWN:
            match_commands.withdraw_match(
                session,
                asking,
                match,
                match_commands.TakingBack(reason=match_models.WithdrawReason.NO_LONGER_NEEDED),
            )
            return
        if number % 4 == 0:
            # Not everybody logs in during a bad week.
            note = match_commands.Answer(
                quantity=match.quantity, on_behalf="1", channel=match_models.Channel.PHONE
            )
            match_commands.accept_match(session, asking, match, note)
        else:
            match_commands.accept_match(
                session, answering, match, match_commands.Answer(quantity=match.quantity)
            )
    if goal is match_models.MatchStatus.ACCEPTED:
        return
    with clock.at(start + 3 * step):
        match_commands.start_match(session, answering, match)
    if goal is match_models.MatchStatus.COMPLETED:
        with clock.at(start + 6 * step):
            outcome, lesson = LESSONS[number % len(LESSONS)]
            done = match_commands.Completion(
                outcome=outcome, people_reached=match.quantity, note=lesson
            )
            match_commands.complete_match(session, answering, match, done)
    if goal is match_models.MatchStatus.COMPLETED and number % 4:  # the others are asked still
        arrived = match_models.Arrived.YES if number % 3 else match_models.Arrived.PARTLY
        with clock.at(start + 7 * step):
            for side in match_models.SIDES:
                match.keep_arrival(side, arrived, "")
