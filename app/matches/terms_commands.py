"""A need or an offer that is changed after others were asked for it or said yes to it."""

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit import record
from app.core import errors
from app.core.events import ActorLike
from app.core.i18n import gettext as _, listed, ngettext
from app.core.policy import asks
from app.identity.actor import Actor
from app.identity.queries import get_names
from app.matches import (
    commands,
    ending_commands,
    events,
    locks,
    models,
    moves,
    noted_answer_commands,
    terms,
)
from app.matches.models import Match, Side
from app.matches.policy import MatchPolicy
from app.needs.models import Need
from app.offers.models import Offer

AGREED = (models.MatchStatus.ACCEPTED, models.MatchStatus.RUNNING)
# What tells of a need whether it is of a small group, and whether its quantity says how small.
RECOGNISED_BY = frozenset({"people", "quantity", "municipality_code", "unit"})


def follow_edit(
    session: Session,
    actor: ActorLike,
    of: type[Need] | type[Offer],
    object_id: UUID,
    changed: Iterable[str],
    *,
    is_sure: bool,
) -> None:
    """A need or an offer was edited, and is locked.

    Whoever was asked on terms that are gone is asked no more; whoever said yes to other terms is
    asked whether they still hold. Raises Invalid with what will happen when the editor has not said
    to be sure.
    """
    thing = cast("Need | Offer", session.get_one(of, object_id))
    side = Side.NEED if of is Need else Side.OFFER
    column = col(Match.need_id if side is Side.NEED else Match.offer_id)
    sizes = not RECOGNISED_BY.isdisjoint(changed) and isinstance(thing, Need)
    offers = locks.lock_offers_of_need(session, object_id) if sizes else {}
    matches: Sequence[Match] = session.exec(
        locks.locked(
            select(Match)
            .where(column == thing.id, moves.status_in(models.LIVE))
            .order_by(col(Match.id))
        )
    ).all()
    if "unit" in changed:
        # Also what is completed was agreed in its unit, though it may take nothing any more: its
        # page and its files say how many of what.
        done = select(Match.id).where(column == thing.id, moves.status_in(models.COMMITTED))
        if session.exec(done.limit(1)).first() is not None:
            raise errors.Invalid(
                {"unit": _("Some of it is agreed already, so it stays in the same unit.")}
            )
        _withdraw_asked_in_other_units(session, actor, matches, is_sure=is_sure)
    agreed = [match for match in matches if match.status in AGREED]
    for match in agreed:
        setattr(match, side.value, thing)
        if sizes:
            match.offer = offers[match.offer_id]
            moves.take_anew(match)
    told: list[Match] = []
    for match in agreed:
        differing = [change for change in terms.changes(match, side) if change.matters]
        match.ask_again(side, is_changed=bool(differing))
        if any(not set(change.columns).isdisjoint(changed) for change in differing):
            told.append(match)
    if told and not is_sure:
        raise errors.Invalid({"sure_terms": _agreed_with(session, told, side)})
    for match in told:
        record(session, actor, events.TermsChanged(**moves.place_of(match), side=side))
    if sizes or isinstance(thing, Offer):
        ending_commands.withdraw_if_full(session, thing)


def follow_merge(session: Session, region_code: str, group: str, into: str) -> None:
    """A group went up in another one, and needs and offers follow: so does what was said yes to.
    Nobody is asked for it, and who was asked only for that is asked no more.
    """
    named = f'"{group}"'
    kept = (Match.agreed, Match.asked_terms, Match.before_answer)
    query = (
        select(Match)
        .where(
            col(Match.region_code) == region_code,
            sa.or_(
                *(sa.cast(col(each), sa.Text).contains(named, autoescape=True) for each in kept)
            ),
        )
        .order_by(col(Match.id))
    )
    for match in session.exec(locks.locked(query)):
        terms.regroup(match, group, into)
        match.need = session.get_one(Need, match.need_id)
        match.offer = session.get_one(Offer, match.offer_id)
        for partner in match.confirming:
            side = Side.NEED if partner is Side.OFFER else Side.OFFER
            matters = any(change.matters for change in terms.changes(match, side))
            match.ask_again(side, is_changed=matters)
    session.flush()


def _withdraw_asked_in_other_units(
    session: Session, actor: ActorLike, matches: Iterable[Match], *, is_sure: bool
) -> None:
    """Nobody can say yes to a number of something else."""
    asked = [match for match in matches if match.status in models.ASKED]
    if asked and not is_sure:
        raise errors.Invalid(
            {
                "sure_terms": ngettext(
                    "%(num)s invitation is open. With another unit it is withdrawn.",
                    "%(num)s invitations are open. With another unit they are withdrawn.",
                    len(asked),
                )
            }
        )
    for match in asked:
        moves.take_back(session, actor, match, models.WithdrawReason.TERMS_CHANGED, "")


def _agreed_with(session: Session, matches: Iterable[Match], side: Side) -> str:
    """Both know each other by now, so the name of the other side is no secret."""
    ids = {
        match.offer_organisation_id if side is Side.NEED else match.need_organisation_id
        for match in matches
    }
    return _(
        "This is agreed already with %(names)s. They will be asked whether this can be too.",
        names=listed(sorted(get_names(session, ids).values())),
    )


@asks(lambda actor, match: MatchPolicy(actor, match).confirm_terms)
def confirm_terms(
    session: Session, actor: Actor, match: Match, given: commands.Yes | None = None
) -> Match:
    """A partner's yes to what the other side changed. Stepping back is withdrawing."""
    terms.refuse_unseen(match, given.seen if given is not None else None)
    side = MatchPolicy(actor, match).confirming
    assert side is not None
    noted_answer_commands.prove_own(session, actor, match)
    terms.keep(match, side.other)
    match.stop_asking(side)
    record(session, actor, events.TermsConfirmed(**moves.place_of(match), side=side))
    return match
