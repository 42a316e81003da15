"""Whatever changes a need, an offer or a match, drawn by chance; and what the pages of target
groups should say then, counted one by one in Python.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from app.core import clock, errors, i18n
from app.identity.actor import Actor
from app.matches.models import COMMITTED, Match
from app.needs import commands as need_commands, models as need_models, policy as need_policy
from app.needs.models import Need, NeedOutcome, NeedState, NeedWithdrawal
from app.offers import commands as offer_commands, queries as offer_queries
from app.offers.models import Offer, OfferState, OfferWithdrawal, state_on
from app.reference.commands import lock_settings
from app.reference.models import RegionSettings
from app.tallies import commands
from app.target_groups.models import ALL_RESIDENTS, is_for
from tests.matches.pairs import JAAP, KARIN, Pairs

GROUPS = ("older_people", "lonely_people", "homeless", ALL_RESIDENTS)
KINDS = ("groceries_meals", "transport", "buddy_visits", "listening_ear")
PLACES = ("GM1979", "GM0014", None)
REFUSED = (errors.Conflict, errors.Invalid, errors.NotFound, errors.Forbidden)


class Deeds:
    """Does one thing after another. A number says how, and to which of the things that are there;
    what is refused changes nothing. Counts what was done.
    """

    def __init__(self, pairs: Pairs, owners: dict[UUID, str] | None = None) -> None:
        """`owners`: of the needs and offers that others made, when several do deeds beside each
        other.
        """
        self.pairs, self.session = pairs, pairs.session
        self.done: list[str] = []
        self._owners = pairs.owners = {} if owners is None else owners

    def do(self, name: str, number: int) -> None:
        """Half of the deeds happened some time ago."""
        ago = timedelta(days=(number * 17) % 130 if number % 2 else 0)
        try:
            with clock.at(clock.now() - ago), self.session.begin_nested():
                DEEDS[name](self, number)
                self.session.flush()
            self.done.append(name)
        except REFUSED:
            self.session.expire_all()

    def _one(self, table: Any, number: int, *rules: sa.ColumnElement[bool]) -> Any:
        found = self.session.exec(select(table.id).where(*rules).order_by(table.id)).all()
        if not found:
            raise errors.NotFound("nothing there yet")
        one = select(table).where(table.id == found[number % len(found)])
        # Held as a page holds it; a match is held by what is done to it, after its need and offer.
        held = one if table is Match else one.with_for_update()
        return self.session.exec(held.execution_options(populate_existing=True)).one()

    def _whose(self, thing: Need | Offer) -> tuple[Actor, Any]:
        return self.pairs[self._owners[thing.id]], thing

    def log(self, number: int) -> None:
        who = ("chantal", "daan")[number % 2]
        until = clock.today() + timedelta(days=number % 40)
        small = number % 5 == 0
        made = self.pairs.world.need(
            who,
            publish=number % 4 != 3,
            title=f"Behoefte {number}",
            target_group=GROUPS[number % 4],
            also_groups=[GROUPS[(number + 1 + number // 8) % 4]] if number % 3 else [],
            support_type=KINDS[(number // 2) % 4],
            municipality=PLACES[(number // 3) % 3],
            people=3 if small else 40,
            quantity=3 if small else 20,
            needed_until=until if number % 3 == 1 else None,
        )
        self._owners[made.id] = who

    def post(self, number: int) -> None:
        groups = dict.fromkeys((GROUPS[number % 4], GROUPS[(number // 4) % 4]))
        who = ("chantal", JAAP, KARIN)[number % 3]
        self.pairs.offer(who, target_groups=list(groups), municipalities=[])

    def agree(self, number: int) -> None:
        """Asked by who has the need, and accepted by who has the offer, or on the telephone."""
        self.pairs.review("none")
        need = self._one(Need, number, need_models.is_open(clock.today()))
        offer = self._one(Offer, number // 2, *offer_queries.is_available(clock.today()))
        match = self.pairs.propose(
            self._owners[need.id], need, offer, quantity=min(1 + number % 30, need.quantity)
        )
        noted = {"who": self._owners[need.id], "on_behalf": "1", "channel": "phone"}
        self.pairs.accept(match, **(noted if number % 2 == 0 else {}))

    def edit_need(self, number: int) -> None:
        changes: tuple[dict[str, Any], ...] = (
            {"target_group": GROUPS[number % 4], "also_groups": []},
            {"also_groups": [GROUPS[(number + 1) % 4]]},
            {"people": (2, 90)[number // 6 % 2]},
            {"support_type": KINDS[number % 4]},
            {"municipality": PLACES[number // 6 % 3]},
            {"needed_until": clock.today() + timedelta(days=number)},
            {"quantity": 50},
        )
        need = self._one(Need, number)
        change = {"sure_terms": True} | changes[number % len(changes)]
        self.pairs.edit(need, self._owners[need.id], **change)

    def edit_offer(self, number: int) -> None:
        offer = self._one(Offer, number)
        change: dict[str, Any] = {"sure_terms": True, "target_groups": [GROUPS[number % 4]]}
        if number % 3:
            change["available_until"] = clock.today() + timedelta(days=number % 20)
        self.pairs.edit(offer, **change)

    def publish_need(self, number: int) -> None:
        actor, need = self._whose(self._one(Need, number))
        need_commands.publish_need(self.session, actor, need, may_be_over=True)

    def close_need(self, number: int) -> None:
        actor, need = self._whose(self._one(Need, number))
        given = need_commands.NeedEnding(outcome=NeedOutcome.PARTLY_MET)
        need_commands.close_need(self.session, actor, need, given)

    def withdraw_need(self, number: int) -> None:
        actor, need = self._whose(self._one(Need, number))
        given = need_commands.NeedWithdrawing(reason=NeedWithdrawal.OTHER)
        need_commands.withdraw_need(self.session, actor, need, given)

    def discard_need(self, number: int) -> None:
        actor, need = self._whose(self._one(Need, number))
        need_commands.discard_need(self.session, actor, need)

    def pause_offer(self, number: int) -> None:
        offer_commands.pause_offer(self.session, *self._whose(self._one(Offer, number)))

    def resume_offer(self, number: int) -> None:
        offer_commands.resume_offer(self.session, *self._whose(self._one(Offer, number)))

    def confirm_offer(self, number: int) -> None:
        offer_commands.confirm_offer(self.session, *self._whose(self._one(Offer, number)))

    def withdraw_offer(self, number: int) -> None:
        given = offer_commands.OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
        actor, offer = self._whose(self._one(Offer, number))
        offer_commands.withdraw_offer(self.session, actor, offer, given)

    def withdraw_match(self, number: int) -> None:
        match = self._one(Match, number)
        self.pairs.withdraw(match, self._owners[match.need_id])

    def undo_match(self, number: int) -> None:
        self.pairs.undo(self._one(Match, number))

    def finish_match(self, number: int) -> None:
        match = self._one(Match, number)
        self.pairs.start(match)
        if number % 2:
            self.pairs.complete(match)

    def change_in_bulk(self, number: int) -> None:
        """What a merge of municipalities, an import or somebody at the database does: no command,
        no object in between.
        """
        statements: tuple[Any, ...] = (
            sa.update(Need).values(municipality_code="GM0014"),
            sa.update(Need).where(col(Need.people) < 5).values(people=12),
            sa.update(Need)
            .where(col(Need.target_group) != "homeless")
            .values(also_groups=["homeless"]),
            sa.update(Offer).values(target_groups=["lonely_people", "homeless"]),
            sa.update(Offer).values(fresh_until=clock.today() - timedelta(days=number % 3)),
            sa.delete(Match).where(col(Match.status).not_in(COMMITTED)),
        )
        self.session.execute(statements[number % len(statements)])
        self.session.expire_all()

    def set_period(self, number: int) -> None:
        lock_settings(self.session, "VR01").stacking_days = 14 + 50 * (number % 4)

    def move_on(self, number: int) -> None:
        assert commands.move_on(self.session)

    def recount(self, number: int) -> None:
        assert commands.recount(self.session) == []


DEEDS: dict[str, Callable[[Deeds, int], None]] = {
    name: deed
    for name, deed in vars(Deeds).items()
    if callable(deed) and not name.startswith("_") and name != "do"
}


class Meant(NamedTuple):
    """What the list says of a group, and its page besides."""

    opened: int
    covered: int
    partly: int
    named: int
    longest: date | None
    partners: frozenset[UUID]
    stacked_in: frozenset[str]
    kinds: dict[str, int]
    median: date | None


def _is_covered(need: Need) -> bool:
    """A small group that is counted in people or in a few is covered by its first yes."""
    few = need.unit == "people" or need.quantity < 5
    is_quiet = few and need.people is not None and need.people < 5 and need.municipality_code
    return need.left == 0 or bool(need.committed and is_quiet)


def meant(pairs: Pairs, actor: Actor, group: str) -> Meant:
    """Counted by hand, from the rules of single things."""
    session, today = pairs.session, clock.today()
    session.expire_all()
    needs = [n for n in session.exec(select(Need)) if need_policy.can_see(actor, n)]
    opened = [n for n in needs if n.state is NeedState.OPEN and is_for(n.groups, [group])]
    waits = sorted(
        i18n.local_day(n.published_at) for n in opened if n.published_at and not _is_covered(n)
    )
    kinds = [n.support_type for n in opened]
    settings = session.get(RegionSettings, "VR01")
    days = settings.stacking_days if settings else 90
    stacks: dict[str, set[str]] = {}
    for need in needs:
        if (
            need.status in need_policy.SHARED
            and need.region_code in actor.regions
            and need.municipality_code
            and not need_policy.is_masked(actor, need)
            and group in need.groups
            and need.published_at
            and need.published_at > clock.now() - timedelta(days=days)
        ):
            stacks.setdefault(need.municipality_code, set()).add(need.support_type)
    return Meant(
        len(opened),
        sum(_is_covered(n) for n in opened),
        sum(n.committed > 0 and not _is_covered(n) for n in opened),
        sum(group in n.groups for n in opened),
        waits[0] if waits else None,
        frozenset(_partners(pairs, actor, group, today)),
        frozenset(place for place, found in stacks.items() if len(found) >= 3),
        {kind: kinds.count(kind) for kind in kinds},
        waits[-(-len(waits) // 2) - 1] if waits else None,
    )


def _partners(pairs: Pairs, actor: Actor, group: str, today: date) -> set[UUID]:
    found = set()
    for offer in pairs.session.exec(select(Offer).where(col(Offer.region_code).in_(actor.regions))):
        state = state_on(today, offer.status, offer.available_until, offer.fresh_until)
        if state is OfferState.PUBLISHED and group in offer.target_groups:
            found.add(offer.organisation_id)
    rule = col(Match.region_code).in_(actor.regions)
    for match in pairs.session.exec(select(Match).where(rule, col(Match.status).in_(COMMITTED))):
        need = pairs.session.get_one(Need, match.need_id)
        if group in need.groups:
            found.add(match.offer_organisation_id)
            known = {need.organisation_id, *need.known_to}
            if (need.people or 5) >= 5 or not known.isdisjoint(actor.organisation_ids):
                found.add(match.need_organisation_id)
    return found
