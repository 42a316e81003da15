"""Letting a need that was logged twice go up in the other one (ADR 72)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import StringConstraints
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, listed, mark, number
from app.core.policy import asks, require
from app.dossier import merger_queries, need_merger_policy
from app.follows import commands as follows
from app.identity.actor import Actor
from app.mail import commands as mail_commands
from app.matches import (
    ending_commands,
    events as match_events,
    locks as match_locks,
    models as match_models,
    moves,
    terms,
)
from app.matches.models import Match, Side
from app.needs import (
    commands as need_commands,
    events,
    letters,
    models as need_models,
    policy as need_policy,
    queries as need_queries,
)
from app.needs.models import Need

_AGREED = (match_models.MatchStatus.ACCEPTED, match_models.MatchStatus.RUNNING)


class NeedMerger(inputs.Input):
    """In which need another one goes up, and how much is needed together."""

    when_missing: ClassVar[dict[str, str]] = {"into": mark("Choose the need that stays.")}

    into: UUID
    # In the unit of the one that stays; asked where both are of one organisation.
    quantity: inputs.Quantity | None = None
    people: inputs.Quantity | None = None
    # Where the two are counted in something else: how much the one that goes is in that unit.
    taken: inputs.Quantity | None = None
    # What was read of both.
    seen: Annotated[str, StringConstraints(max_length=40)] = ""


@dataclass(frozen=True)
class _Pair:
    """Both needs with their matches, locked until commit."""

    gone: Need
    stays: Need
    moving: Sequence[Match]
    staying: Sequence[Match]

    @property
    def live(self) -> list[Match]:
        return [match for match in self.moving if match.status in match_models.LIVE]


def versions(gone: Need, stays: Need) -> str:
    """What somebody who reads both now has before them."""
    return f"{gone.version}.{gone.committed}.{stays.version}.{stays.committed}"


@asks(need_merger_policy.may_merge)
def merge_need(session: Session, actor: Actor, need: Need, given: NeedMerger) -> UUID:
    """The one that stays, which is returned, has the matches of both; the other is withdrawn as
    logged twice, and its address leads on. Where they are of two organisations nothing moves, and
    who was asked hears that it goes on as another one. This cannot be undone.
    """
    pair = _lock(session, actor, need.id, given.into)
    if versions(pair.gone, pair.stays) != given.seen:
        said = _("One of the two was changed meanwhile. Look at them and press once more.")
        raise errors.Invalid({"seen": said})
    changed: tuple[str, ...] = ()
    if need_merger_policy.is_of_one_owner(pair.gone, pair.stays):
        changed = _move(session, actor, pair, given)
    else:
        _end(session, actor, pair.live)
    _go_up(session, pair, actor)
    follows.lead_on(session, "need_id", pair.gone.id, pair.stays.id)
    record(session, actor, events.NeedMerged(**address(pair.gone), into=pair.stays.id))
    told = events.NeedTookOver(**address(pair.stays), taken=pair.gone.id, changed=changed)
    record(session, actor, told)
    ending_commands.withdraw_if_full(session, pair.stays)
    return pair.stays.id


def _lock(session: Session, actor: Actor, gone_id: UUID, stays_id: UUID) -> _Pair:
    """Both needs by id, then the offers of their matches, then these: the order of everybody."""
    needs = need_queries.find_needs_by_id(session, actor, [gone_id, stays_id], lock=True)
    gone, stays = needs[gone_id], needs.get(stays_id)
    require(need_merger_policy.may_merge(actor, gone))
    objection = need_merger_policy.find_objection(actor, gone, stays)
    if stays is None or objection is not None:
        raise errors.Invalid({"into": objection or ""})
    ids = session.exec(select(Match.id).where(col(Match.need_id).in_(list(needs)))).all()
    matches = match_locks.lock_matches(session, ids)
    moving = [match for match in matches if match.need_id == gone_id]
    return _Pair(gone, stays, moving, [match for match in matches if match.need_id == stays_id])


def _move(session: Session, actor: Actor, pair: _Pair, given: NeedMerger) -> tuple[str, ...]:
    """The matches of the one become those of the other, in its unit. Returns what this says
    different since.
    """
    _end(session, actor, _asked_twice(pair))
    gone, stays = pair.gone, pair.stays
    if gone.unit is not stays.unit and given.taken is None:
        raise errors.Invalid({"taken": _("Fill in how much it is in the other unit.")})
    taken = given.taken if gone.unit is not stays.unit else None
    quantities = {match.id: _counted(pair, match, taken) for match in pair.moving}
    agreed = sum(quantities[m.id] for m in pair.moving if m.status in match_models.COMMITTED)
    quantity, people = _together(pair, given, taken or gone.quantity, agreed)
    changed = [name for name, value in (("quantity", quantity), ("people", people))
               if getattr(stays, name) != value]  # fmt: skip
    need_commands.commit_need(gone, -gone.committed)
    stays.quantity, stays.people = quantity, people
    need_commands.commit_need(stays, agreed)
    stays.version += 1
    stays.edited_at = clock.now()
    for organisation_id in gone.known_to:
        need_commands.reveal_place(stays, organisation_id)
    session.flush()
    for match in pair.moving:
        _tell_now(session, actor, match)
        match.need, match.quantity = stays, quantities[match.id]
        match.need_id = stays.id
        moves.keep_readable(stays, match.offer)
    session.flush()
    for match in (*pair.moving, *pair.staying):
        _ask_again(session, actor, match)
    return tuple(changed)


def _asked_twice(pair: _Pair) -> list[Match]:
    """Of an offer that was asked for both, the question that is less far. Two agreements with it
    may be one that was made twice: what is right then, only people know.
    """
    of_offer = {m.offer_id: m for m in pair.staying if m.status in match_models.LIVE}
    both = [(m, of_offer[m.offer_id]) for m in pair.live if m.offer_id in of_offer]
    twice = [one for one, other in both if {one.status, other.status} <= set(_AGREED)]
    if twice:
        names = listed(sorted(match.offer.title for match in twice))
        said = _(
            "For both the same is agreed: %(names)s. Withdraw or complete one of the two first.",
            names=names,
        )
        raise errors.Invalid({"into": said})
    return [other if one.status in _AGREED else one for one, other in both]


def _counted(pair: _Pair, match: Match, taken: int | None) -> int:
    """The quantity of a match in the unit of the need that stays, rounded up."""
    if taken is None:
        return match.quantity
    if match.offer.unit is pair.stays.unit:
        return match.offer_quantity
    return -(-match.quantity * taken // pair.gone.quantity)


def _together(pair: _Pair, given: NeedMerger, taken: int, agreed: int) -> tuple[int, int | None]:
    """How much is needed of both together, and for how many people."""
    gone, stays = pair.gone, pair.stays
    quantity = given.quantity or stays.quantity
    agreed += stays.committed
    if quantity < agreed:
        said = _("%(num)s of these are agreed already, so it cannot be less.", num=number(agreed))
        raise errors.Invalid({"quantity": said})
    most = stays.quantity + taken
    if not stays.quantity <= quantity <= max(most, agreed):
        said = _(
            "Together they are from %(least)s to %(most)s.",
            least=number(stays.quantity),
            most=number(most),
        )
        raise errors.Invalid({"quantity": said})
    people = given.people or max(filter(None, (gone.people, stays.people)), default=None)
    if stays.unit in need_policy.COUNTS_PEOPLE and stays.people == stays.quantity:
        people = quantity
    is_small = need_models.is_small_group(people, stays.municipality_code)
    hides = need_policy.hides_number(is_masked=is_small, unit=stays.unit, quantity=quantity)
    hidden = [need_policy.hides_number_from_some(each) for each in (gone, stays)]
    if is_small != stays.is_small or (is_small and hidden != [hides, hides]):
        said = _(
            "Together they are no small group any more, and that would tell how few each of the "
            "two is. Make one of them wider first."
        )
        raise errors.Invalid({"quantity": said})
    return quantity, people


def _end(session: Session, actor: Actor, matches: Iterable[Match]) -> None:
    """Who was asked for it hears that it goes on as another one."""
    for match in matches:
        moves.take_back(session, actor, match, match_models.WithdrawReason.JOINED, "")


def _tell_now(session: Session, actor: Actor, match: Match) -> None:
    """What was answered a moment ago stands: it cannot be undone into a need that is gone."""
    if match.is_held:
        record(session, actor, match_events.AnswerTold(**moves.place_of(match)))
    match.undo_until = match.before_answer = None


def _ask_again(session: Session, actor: Actor, match: Match) -> None:
    """Who said yes to other terms is asked whether these can be too."""
    if match.status not in _AGREED:
        return
    differing = any(change.matters for change in terms.changes(match, Side.NEED))
    was_asked = match.offer_confirms
    match.ask_again(Side.NEED, is_changed=differing)
    if differing and not was_asked:
        told = match_events.TermsChanged(**moves.place_of(match), side=Side.NEED)
        record(session, actor, told)


def _go_up(session: Session, pair: _Pair, actor: Actor) -> None:
    gone, stays = pair.gone, pair.stays
    gone.status = need_models.NeedStatus.WITHDRAWN
    gone.withdrawal = need_models.NeedWithdrawal.DUPLICATE
    gone.ended_at = clock.now()
    gone.merged_into_id = stays.id
    gone.version += 1
    session.flush()
    # Always one step: what went up in it before leads to the same.
    before = sa.update(Need).where(col(Need.merged_into_id) == gone.id)
    session.execute(before.values(merged_into_id=stays.id))
    if gone.organisation_id not in actor.organisation_ids:
        _tell_owner(session, gone)


def _tell_owner(session: Session, gone: Need) -> None:
    """Who speaks for its organisation hears that the team did it."""
    for person_id, language in merger_queries.find_speaking(session, gone.organisation_id):
        mail_commands.owe(
            session,
            letters.MERGED,
            object_id=gone.id,
            person_id=person_id,
            language=language,
            region_code=gone.region_code,
            facts={"title": gone.title},
        )
