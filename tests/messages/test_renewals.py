"""The link in the mail about an offer that ends: whether it still holds, without signing in."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.settings import Settings
from app.identity.models import Membership, Organisation, OrganisationStatus, Person, Role
from app.mail import outbox
from app.mail.models import Mail
from app.messages import commands, ending_commands, ending_letters
from app.offers import confirmation_commands
from app.offers.models import Offer, OfferStatus, OfferWithdrawal
from tests.messages.test_questions import mails
from tests.world import Visitors, World

DAY = timedelta(days=1)
WEEKS = 8  # the usual time of the region
DEAD = "doet niets meer"


def ending(world: World, *, fresh: int = 7, until: int | None = None) -> Offer:
    """An offer of chantal's about which she got a mail today."""
    with clock.at(clock.now() - 30 * DAY):
        offer: Offer = world.offer("chantal", publish=True)
    offer.fresh_until = clock.today() + fresh * DAY
    offer.available_until = None if until is None else clock.today() + until * DAY
    world.session.flush()
    ending_commands.warn_of_offers(world.session)
    world.session.commit()
    return offer


def link_of(session: Session, settings: Settings, offer: Offer) -> str:
    mail = mails(session, "offer_ends", offer.id)[-1]
    return urlsplit(outbox.link_of(settings, ending_letters.OFFER_ENDS, mail)).path


def tries(link: str) -> tuple[tuple[str, str], ...]:
    """All that somebody can do with a link."""
    return ("get", link), ("post", f"{link}/geldt-nog"), ("post", f"{link}/geldt-niet-meer")


def said_of(session: Session, offer: Offer) -> list[str]:
    query = select(AuditEntry.event).where(col(AuditEntry.object_id) == offer.id)
    return [event for event in session.exec(query) if event != "offer:published"]


def test_the_mail_leads_there_and_the_message_to_the_offer(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world)
    (mail,) = mails(session, "offer_ends", offer.id)
    link = link_of(session, settings, offer)
    assert link.startswith("/mail/aanbod/")
    assert settings.base_url + link in outbox.write(settings, mail).text
    assert outbox.page_of(settings, ending_letters.OFFER_ENDS, mail) == f"/aanbod/{offer.id}"
    opened = visitors["chantal"].post(f"/berichten/{mail.id}/openen")
    assert opened.headers["location"] == f"/aanbod/{offer.id}"


def test_the_page_says_the_title_and_looking_changes_nothing(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world)
    link, before = link_of(session, settings, offer), said_of(session, offer)
    for _scanner in range(3):
        page = visitors[None].get(link)
    assert page.status_code == 200 and offer.title in page.text
    assert page.text.count(f'action="{link}/') == 2
    assert "chantal" not in page.text.lower() and offer.description not in page.text
    session.expire_all()
    assert said_of(session, offer) == before
    assert offer.fresh_until == clock.today() + 7 * DAY


def test_one_press_renews_it_and_uses_the_link_up(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world)
    link = link_of(session, settings, offer)
    answer = visitors[None].post(f"{link}/geldt-nog", follow_redirects=False)
    assert answer.status_code == 200 and "Dank je wel" in answer.text
    session.expire_all()
    assert offer.fresh_until == clock.today() + timedelta(weeks=WEEKS)
    assert offer.status is OfferStatus.PUBLISHED and offer.available_until is None
    assert said_of(session, offer)[-2:] == ["offer:confirmed", "offer:answered"]
    query = select(AuditEntry.person_id).where(col(AuditEntry.event) == "offer:answered")
    assert session.exec(query).all() == [visitors.world.person("chantal").id]
    for verb, path in tries(link):
        again = visitors[None].request(verb, path)
        assert again.status_code == 404 and DEAD in again.text and "/inloggen" in again.text
    session.expire_all()
    assert offer.status is OfferStatus.PUBLISHED
    assert "Gezegd met de link in een mail" in visitors["chantal"].get(f"/aanbod/{offer.id}").text


def test_it_is_ended_with_one_press(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world)
    link = link_of(session, settings, offer)
    assert visitors[None].post(f"{link}/geldt-niet-meer").status_code == 200
    session.expire_all()
    assert (offer.status, offer.withdrawal) == (OfferStatus.WITHDRAWN, OfferWithdrawal.STOPPED)
    assert said_of(session, offer)[-2:] == ["offer:withdrawn", "offer:answered"]
    assert visitors[None].post(f"{link}/geldt-nog").status_code == 404


def test_its_own_last_day_moves_only_where_that_one_ends_it(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    new = clock.today() + timedelta(weeks=WEEKS)
    for fresh, until, expected in ((30, 7, new), (7, 20, clock.today() + 20 * DAY)):
        offer = ending(visitors.world, fresh=fresh, until=until)
        visitors[None].post(f"{link_of(session, settings, offer)}/geldt-nog")
        session.expire_all()
        assert (offer.available_until, offer.fresh_until) == (expected, new)


def test_a_last_day_that_others_count_on_is_not_moved_with_a_link(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world, fresh=30, until=7)
    offer.committed = 1
    session.commit()
    link = link_of(session, settings, offer)
    page = visitors[None].get(link)
    assert "Anderen zeiden ja" in page.text and "geldt-nog" not in page.text
    assert visitors[None].post(f"{link}/geldt-nog").status_code == 404
    session.expire_all()
    assert offer.available_until == clock.today() + 7 * DAY


def _confirm(world: World, offer: Offer) -> None:
    """On the page, or by a colleague; where the region counts a week the end stays the same."""
    end = offer.fresh_until
    with clock.at(clock.now() + timedelta(seconds=1)):
        confirmation_commands.confirm_offers(world.session, world["chantal"], [offer])
    offer.fresh_until = end


def _pause(world: World, offer: Offer) -> None:
    offer.status = OfferStatus.PAUSED


def _later_end(world: World, offer: Offer) -> None:
    offer.fresh_until = (offer.fresh_until or date.max) + DAY


def _past(world: World, offer: Offer) -> None:
    offer.fresh_until = clock.today() - DAY
    for mail in mails(world.session, "offer_ends", offer.id):
        mail.facts = {**mail.facts, "day": offer.fresh_until.isoformat()}


def _reader(world: World, offer: Offer) -> None:
    _seat(world).role = Role.READER


def _member(world: World, offer: Offer) -> None:
    _seat(world).role = Role.MEMBER


def _left(world: World, offer: Offer) -> None:
    world.session.delete(_seat(world))


def _closed(world: World, offer: Offer) -> None:
    world.session.get_one(Person, world.person("chantal").id).is_active = False


def _suspended(world: World, offer: Offer) -> None:
    owner = world.session.get_one(Organisation, offer.organisation_id)
    owner.status = OrganisationStatus.SUSPENDED


def _of_another(world: World, offer: Offer) -> None:
    """It is somebody else's now, as after a merger that she has no part in."""
    offer.organisation_id = world["amina"].seats[0].organisation_id


def _forgotten(world: World, offer: Offer) -> None:
    for mail in mails(world.session, "offer_ends", offer.id):
        world.session.delete(mail)


def _seat(world: World) -> Membership:
    person = world.person("chantal").id
    return world.session.exec(select(Membership).where(col(Membership.person_id) == person)).one()


@pytest.mark.parametrize(
    "change",
    [
        _confirm, _pause, _later_end, _past, _reader, _member, _left, _closed, _suspended,
        _of_another, _forgotten,
    ],
)  # fmt: skip
def test_the_link_is_dead_when_something_changed_since(
    visitors: Visitors, settings: Settings, session: Session, change: object
) -> None:
    offer = ending(visitors.world)
    link = link_of(session, settings, offer)
    assert visitors[None].get(link).status_code == 200
    assert callable(change)
    change(visitors.world, offer)
    session.commit()
    stood = offer.status, offer.confirmed_at, offer.fresh_until
    for verb, path in tries(link):
        answer = visitors[None].request(verb, path)
        assert answer.status_code == 404 and DEAD in answer.text, path
    session.expire_all()
    assert (offer.status, offer.confirmed_at, offer.fresh_until) == stood


def test_a_link_of_another_mail_or_made_up_opens_nothing(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world)
    link = link_of(session, settings, offer)
    mail: Mail = mails(session, "offer_ends", offer.id)[0]
    mail.kind = ending_letters.NEED_PAST.name
    session.commit()
    for path in (link, link[:-2] + "zz", "/mail/aanbod/x"):
        assert visitors[None].get(path).status_code == 404


def test_of_two_who_press_at_once_one_does_it(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    offer = ending(visitors.world)
    token = link_of(session, settings, offer).rpartition("/")[2]
    with clock.at(clock.now() + timedelta(seconds=1)):
        assert commands.renew_with_link(session, settings, token)
        assert commands.end_with_link(session, settings, token) is None
