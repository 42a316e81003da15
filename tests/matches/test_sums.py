"""What is committed always equals what the matches say, after any sequence of verbs."""

from __future__ import annotations

import random
from collections import Counter
from uuid import UUID

import pytest
from sqlmodel import select

from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.identity.actor import SYSTEM
from app.matches.ending_commands import lapse_matches
from app.matches.models import ASKED, LIVE, NEXT, Match, MatchStatus
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, withdraw_need
from app.needs.models import Need, NeedOutcome, NeedStatus, NeedWithdrawal
from app.offers.commands import OfferWithdrawing, withdraw_offer
from app.offers.models import Offer, OfferWithdrawal
from app.reference.models import Unit
from tests.matches.pairs import JAAP, KARIN, Pairs, sums

STEPS = 350
PEOPLE = ("amina", "chantal", "daan", JAAP, KARIN)
UNDOABLE = (*ASKED, MatchStatus.ACCEPTED, MatchStatus.DECLINED)
UNITS = (Unit.PEOPLE, Unit.PEOPLE, Unit.PIECES, Unit.RIDES_PER_WEEK)


class Walk:
    """Somebody does something, again and again, with needs and offers in several units."""

    def __init__(self, pairs: Pairs, seed: int) -> None:
        self.pairs, self.chance = pairs, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.needs: list[Need] = []
        self.offers: list[Offer] = []
        self.matches: list[Match] = []
        pairs.review(self.chance.choice(["all", "across", "none"]))
        for _ in range(4):
            self.log()
            self.post()

    def log(self) -> None:
        quantity, unit = self.chance.randint(5, 40), self.chance.choice(UNITS)
        self.needs.append(self.pairs.need(quantity=quantity, unit=unit, people=20))

    def post(self) -> None:
        who, unit = self.chance.choice(["chantal", JAAP, KARIN]), self.chance.choice(UNITS)
        self.offers.append(self.pairs.offer(who, quantity=self.chance.randint(5, 40), unit=unit))

    def propose(self) -> None:
        need, offer = self.chance.choice(self.needs[-4:]), self.chance.choice(self.offers[-6:])
        quantity = self.chance.randint(1, 20)
        who = self.chance.choice(["amina", "daan"])
        self.matches.append(
            self.pairs.propose(
                who, need, offer, quantity, offer_quantity=self.chance.randint(1, 20)
            )
        )

    def someone(self, match: Match) -> str:
        """Mostly somebody who is concerned."""
        concerned = ("amina", self.pairs.owners[match.offer_id])
        return self.chance.choice(concerned if self.chance.random() < 0.85 else PEOPLE)

    def answer(self) -> None:
        match = self.any()
        given: dict[str, object] = {
            "quantity": self.chance.choice([None, match.quantity, self.chance.randint(1, 25)])
        }
        if self.chance.random() < 0.5:
            given |= {"on_behalf": "1", "channel": "phone"}
        if self.chance.random() < 0.3:
            given["offer_quantity"] = self.chance.randint(1, 20)
        self.pairs.accept(match, self.someone(match), **given)

    def refuse(self) -> None:
        match = self.any()
        given = {"on_behalf": "1", "channel": "email"} if self.chance.random() < 0.5 else {}
        self.pairs.decline(match, self.someone(match), **given)

    def approve(self) -> None:
        self.pairs.approve(self.any())

    def start(self) -> None:
        self.pairs.start(self.any())

    def complete(self) -> None:
        self.pairs.complete(self.any())

    def undo(self) -> None:
        noted = [
            match for match in self.matches if match.noted_answers and match.status in UNDOABLE
        ]
        match = self.chance.choice(noted) if noted else self.any()
        self.pairs.undo(match, self.someone(match))

    def step_back(self) -> None:
        """Within the minute, which all of this takes place in."""
        match = max(
            (match for match in self.matches if match.is_held and match.status in UNDOABLE),
            key=lambda match: match.moved_at,
            default=None,
        )
        if match is None:
            raise Conflict("")
        self.pairs.undo(match, "amina" if match.is_held_by(["need"]) else None)

    def withdraw(self) -> None:
        match = self.any()
        self.pairs.withdraw(match, self.someone(match))

    def lapse(self) -> None:
        for match in self.matches[-5:]:
            if match.status in ASKED and match.answer_by is not None:
                match.answer_by = match.created_at
        self.pairs.session.flush()
        lapse_matches(self.pairs.session, SYSTEM)

    def end_need(self) -> None:
        need, amina = self.chance.choice(self.needs), self.pairs["amina"]
        if self.chance.random() < 0.5:
            close_need(self.pairs.session, amina, need, NeedEnding(outcome=NeedOutcome.MET))
        else:
            withdraw_need(
                self.pairs.session, amina, need, NeedWithdrawing(reason=NeedWithdrawal.WRONG)
            )
        self.log()

    def end_offer(self) -> None:
        offer = self.chance.choice(self.offers)
        given = OfferWithdrawing(reason=OfferWithdrawal.OTHER)
        withdraw_offer(self.pairs.session, self.pairs[self.pairs.owners[offer.id]], offer, given)
        self.post()

    def any(self) -> Match:
        if not self.matches:
            raise Conflict("")
        going_on = [match for match in self.matches if match.status in LIVE]
        return self.chance.choice(
            going_on if going_on and self.chance.random() < 0.9 else self.matches
        )

    def step(self) -> None:
        often = [self.propose] * 6 + [self.answer] * 6 + [self.approve] * 3 + [self.start] * 2
        act = self.chance.choice([*often, self.refuse, self.undo, self.withdraw, self.complete])
        if self.chance.random() < 0.04:
            act = self.chance.choice(
                [self.end_need, self.end_offer, self.lapse, *[self.step_back] * 2]
            )
        before = {match.id: match.status for match in self.matches}
        try:
            act()
        except (Conflict, Forbidden, Invalid, NotFound):
            self.done["refused"] += 1
        else:
            self.done[act.__name__] += 1
        self.pairs.session.flush()
        self.check(before)

    def check(self, before: dict[UUID, MatchStatus]) -> None:
        owners: list[Need | Offer] = [*self.needs, *self.offers]
        for owner in owners:
            assert 0 <= owner.committed <= owner.quantity
            assert owner.committed == sums(self.pairs.session, owner)
        for match in self.matches:
            was = before.get(match.id, match.status)
            assert match.status is was or match.status in NEXT[was], (was, match.status)
            if match.status in ASKED and match.need.status is NeedStatus.OPEN:
                assert match.awaits_need or match.awaits_offer


@pytest.mark.parametrize("seed", range(3))
def test_what_is_committed_is_what_the_matches_say_after_any_sequence_of_verbs(
    pairs: Pairs, seed: int
) -> None:
    walk = Walk(pairs, seed)
    for _ in range(STEPS):
        walk.step()
    stored = len(pairs.session.exec(select(Match)).all())
    assert stored == len(walk.matches) > 20
    verbs = {"propose", "answer", "refuse", "start", "complete", "undo", "withdraw", "refused"}
    assert verbs <= walk.done.keys(), walk.done
