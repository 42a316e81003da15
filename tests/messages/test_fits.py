"""A coordinator hears of a new offer that fits an open need of theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.mail import commands as mail_commands, kinds
from app.mail.models import Mail, MailState
from app.mail.topics import Topic
from app.messages import absence_queries, digest_commands, fit_commands
from app.needs.models import Need
from app.offers.models import Offer
from app.reference.models import RegionSettings
from tests.matches.pairs import Pairs
from tests.world import World


@pytest.fixture
def pairs(world: World) -> Pairs:
    return Pairs(world)


def tell(pairs: Pairs, offer: Offer) -> int:
    return fit_commands.tell_fitting(pairs.session, offer.id, offer.region_code)


def told(pairs: Pairs, need: Need) -> list[Mail]:
    about = (col(Mail.kind) == "messages:offer_fits", col(Mail.object_id) == need.id)
    return list(pairs.session.exec(select(Mail).where(*about)))


def titles(pairs: Pairs, who: str = "amina") -> list[str]:
    """What their overview of today says."""
    person = pairs.world.person(who).id
    digest_commands.owe_overview(pairs.session, person)
    about = (col(Mail.kind) == "messages:digest", col(Mail.person_id) == person)
    found = pairs.session.exec(select(Mail).where(*about)).all()
    return [line.facts["title"] for mail in found for line in kinds.summed_in(mail.facts)]


def test_who_answers_for_the_need_is_told_once_and_gets_no_mail_of_its_own(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    assert (offer.id, offer.region_code) in fit_commands.find_new_offers(pairs.session)
    assert tell(pairs, offer) > 0
    assert tell(pairs, offer) == 0
    (message,) = told(pairs, need)
    # Not bram, who decides nothing, and nobody of another organisation.
    assert message.person_id == pairs.world.person("amina").id
    assert message.state is MailState.NOT_MAILED and message.is_unread
    assert message.facts.keys() == {"title", "name", "partner", "offer"}
    assert (message.facts["title"], message.facts["offer"]) == (need.title, offer.title)
    another = pairs.offer()
    tell(pairs, another)
    assert len(told(pairs, need)) == 2, "each offer is told by itself"


def test_it_stands_in_the_overview_for_who_wants_that(pairs: Pairs, session: Session) -> None:
    need, offer = pairs.need(title="Warm eten op woensdag"), pairs.offer()
    assert need.title not in titles(pairs)
    tell(pairs, offer)
    person = pairs.world.person("amina").id
    for refuses in (True, False):
        wanted = [topic for topic in Topic if topic is not Topic.FITS or not refuses]
        mail_commands.choose_topics(session, person, wanted)
        assert (need.title in titles(pairs)) is not refuses
    assert len(told(pairs, need)) == 1, "in the messages it is either way"


def test_what_was_read_or_may_not_be_seen_any_more_is_not_in_the_overview(pairs: Pairs) -> None:
    need, offer = pairs.need(title="Warm eten op woensdag"), pairs.offer()
    tell(pairs, offer)
    (message,) = told(pairs, need)
    message.object_id, kept = pairs.world.need("farid").id, message.object_id
    pairs.session.flush()
    assert not titles(pairs)
    message.object_id, message.is_unread = kept, False
    pairs.session.flush()
    assert not titles(pairs)


@pytest.mark.parametrize(
    "offer",
    [
        {"support_type": "transport", "unit": "rides_per_week"},
        {"who": "amina"},  # of the same organisation as the need
        {"publish": "0"},
    ],
)
def test_nobody_is_told_of_what_does_not_fit_or_is_ones_own(
    pairs: Pairs, offer: dict[str, Any]
) -> None:
    need = pairs.need()
    made = pairs.offer(**offer)
    if offer.get("publish") == "0":
        assert (made.id, made.region_code) not in fit_commands.find_new_offers(pairs.session)
    else:
        tell(pairs, made)
    assert not told(pairs, need)


def test_the_region_says_how_well_it_has_to_fit(pairs: Pairs, session: Session) -> None:
    need, offer = pairs.need(), pairs.offer()
    session.get_one(RegionSettings, "VR01").suggestion_threshold = 1.0
    session.flush()
    tell(pairs, offer)
    assert not told(pairs, need)


def test_what_is_old_is_not_told(pairs: Pairs) -> None:
    offer = pairs.offer()
    with clock.at(clock.now() + absence_queries.RECENT + timedelta(minutes=1)):
        assert (offer.id, offer.region_code) not in fit_commands.find_new_offers(pairs.session)
