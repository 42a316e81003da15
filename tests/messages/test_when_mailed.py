"""Which letters go at once, and which are a line in the overview of the day (ADR 96)."""

from __future__ import annotations

import pytest
from sqlmodel import Session, col, select

from app import main, worker
from app.core import clock
from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.mail import commands as mail_commands, kinds, outbox
from app.mail.models import Mail, MailState
from app.mail.topics import Topic
from app.messages import digest_commands, ending_commands, ending_letters
from app.offers.models import Offer
from tests.messages.test_endings import DAY
from tests.messages.test_overview import overviews, owe
from tests.world import Visitors, World

__all__ = ["main"]  # a web process knows every kind

AT_ONCE, OVERVIEW = True, False
WHEN = {
    # What opens an account, or says who speaks for whom.
    "account:address_changed": AT_ONCE,
    "account:address_in_use": AT_ONCE,
    "account:confirm_address": AT_ONCE,
    "members:invitation": AT_ONCE,
    "organisations:claim_belongs": AT_ONCE,
    "organisations:claim_refused": AT_ONCE,
    "organisations:claimed": AT_ONCE,
    "organisations:merged": AT_ONCE,
    "organisations:refused": AT_ONCE,
    "passwords:changed": AT_ONCE,
    "passwords:elsewhere": AT_ONCE,
    "passwords:forgotten": AT_ONCE,
    "passwords:has_none": AT_ONCE,
    "second_factors:reset": AT_ONCE,
    "signals:answered": AT_ONCE,
    # Somebody asks, somebody answers, or takes the answer back: others wait or count on it.
    "interpretations:invited": AT_ONCE,
    "messages:asked": AT_ONCE,
    "messages:note": AT_ONCE,
    "messages:said_no": AT_ONCE,
    "messages:said_yes": AT_ONCE,
    "messages:still_asked": AT_ONCE,
    "messages:stopped": AT_ONCE,
    "messages:suspended": AT_ONCE,
    # The overview itself.
    "messages:digest": AT_ONCE,
    # A day came, or something is new: nobody waits for an answer today.
    "messages:action_past": OVERVIEW,
    "messages:arrived": OVERVIEW,
    "messages:followed": OVERVIEW,
    "messages:need_past": OVERVIEW,
    "messages:not_answered": OVERVIEW,
    "messages:offer_ends": OVERVIEW,
    "messages:offer_fits": OVERVIEW,
    "messages:step_past": OVERVIEW,
    "needs:merged": OVERVIEW,
    "organisations:still_right": OVERVIEW,
}


def all_kinds() -> dict[str, kinds.MailKind]:
    worker.load_tasks()
    found = kinds.registered()
    return {kind.name: kind for kind in found if kind.write.__module__.startswith("app.")}


def test_every_letter_says_when_it_goes() -> None:
    assert {name: kind.is_mailed for name, kind in all_kinds().items()} == WHEN


def test_what_is_summed_up_is_read_in_the_messages_and_has_a_page_of_its_own() -> None:
    for kind in all_kinds().values():
        if not kind.is_mailed:
            assert kind.topic is not None and kind.page, kind.name
            assert not kind.purpose or kind.answer_page, "no one-time link goes in an overview"


@pytest.mark.parametrize("name", WHEN)
def test_only_what_goes_at_once_has_a_mail_of_its_own(session: Session, name: str) -> None:
    world = World(session)
    person = world.person("amina").id
    mail_id = mail_commands.owe(
        session, all_kinds()[name], object_id=person, person_id=person, language="nl"
    )
    mail = session.get_one(Mail, mail_id)
    assert mail.state is (MailState.DUE if WHEN[name] is AT_ONCE else MailState.NOT_MAILED)


@pytest.fixture
def ending(world: World) -> Offer:
    """An offer of chantal's that ends in a week, of which she was told."""
    offer: Offer = world.offer("chantal", publish=True)
    offer.available_until, offer.fresh_until = None, clock.today() + 7 * DAY
    world.session.flush()
    ending_commands.warn_of_offers(world.session)
    return offer


def row_of(world: World, offer: Offer) -> Mail:
    kind = col(Mail.kind) == ending_letters.OFFER_ENDS.name
    return world.session.exec(select(Mail).where(kind, col(Mail.object_id) == offer.id)).one()


def test_the_overview_says_what_ends_with_the_link_that_answers_it(
    world: World, settings: Settings, ending: Offer
) -> None:
    assert owe(world, "chantal") and not owe(world, "chantal")
    (mail,) = overviews(world, "chantal")
    row, letter = row_of(world, ending), outbox.write(settings, mail)
    link = outbox.link_of(settings, ending_letters.OFFER_ENDS, row)
    assert "/mail/aanbod/" in link
    for said in (letter.text, letter.html):
        assert link in said and f"Klopt je aanbod “{ending.title}” nog?" in said
    assert "1 " in letter.subject and "/digest/" in letter.refusing


def test_who_was_here_since_and_did_not_open_it_is_told_all_the_same(
    world: World, ending: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_queries, "last_seen", lambda _session, _person: clock.now())
    assert owe(world, "chantal")


def test_of_a_morning_that_was_missed_it_is_told_the_next_one_and_once(
    world: World, ending: Offer
) -> None:
    digest_commands.note_done(world.session)
    with clock.at(clock.now() + 3 * DAY):
        assert digest_commands.is_due(world.session) or clock.now().hour < 7
        assert owe(world, "chantal"), "the job died before its overview, and nobody worked for days"
    with clock.at(clock.now() + 4 * DAY):
        assert not owe(world, "chantal")


@pytest.mark.parametrize("refused", [Topic.ENDINGS, Topic.DIGEST])
def test_refusing_stops_what_it_says_and_nothing_else(
    world: World, ending: Offer, refused: Topic
) -> None:
    """Without the topic it is not in the overview; without overview no mail comes instead."""
    mail_commands.refuse_topic(world.session, world.person("chantal").id, refused)
    owe(world, "chantal")
    states = [mail.state for mail in overviews(world, "chantal")]
    assert states == ([] if refused is Topic.ENDINGS else [MailState.NOT_MAILED])
    assert row_of(world, ending).state is MailState.NOT_MAILED
    assert row_of(world, ending).is_unread, "it is read in the messages either way"


def test_whose_right_is_gone_is_not_told_of_it_any_more(world: World, ending: Offer) -> None:
    row_of(world, ending).object_id = world.offer("farid").id
    world.session.flush()
    assert not owe(world, "chantal")


def test_the_administrator_of_a_demonstration_and_who_it_is_of_read_its_lines(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    world = visitors.world
    offer: Offer = world.offer("chantal", publish=True)
    offer.available_until, offer.fresh_until = None, clock.today() + 7 * DAY
    session.flush()
    ending_commands.warn_of_offers(session)
    assert owe(world, "chantal")
    session.commit()
    (mail,) = overviews(world, "chantal")
    said = f'Klopt je aanbod “<span lang="nl">{offer.title}</span>” nog?'
    shown = visitors["eva"].get(f"/beheer/post/{mail.id}").text
    assert said in shown and 'href="/mail/aanbod/' in shown
    own = visitors["chantal"].get("/mijn-account/gegevens").text
    assert said in own and "messages:offer_ends" not in own and "mail_id" not in own
