"""What somebody was told stands in their messages: the rows that their mail is made of."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.settings import Settings
from app.demo.cast import demo_cast
from app.identity.actor import SYSTEM
from app.identity.models import Membership
from app.mail import commands as mail_commands, kinds
from app.mail.models import Mail, MailState
from app.mail.topics import Topic
from app.matches.models import GRACE, Match
from app.matches.policy import MatchPolicy, knows_details
from app.messages import ending_letters, inbox_queries, letters, question_commands, sight_queries
from app.needs.models import Need
from app.offers.models import Offer
from app.privacy import erasure_commands
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.messages.held import approved_just_now
from tests.statements import counted
from tests.world import Visitors, World

INBOX = "/berichten"
PLACE = inbox_queries.InboxPlace()
SOMETHING = {"title": "Iets", "name": "Wij", "day": "2027-03-09", "titles": "Iets", "waiting": "2"}


def told(
    world: World,
    who: str = "chantal",
    kind: kinds.MailKind = letters.DIGEST,
    about: UUID | None = None,
) -> UUID:
    mail_id = mail_commands.owe(
        world.session,
        kind,
        object_id=about or world.person(who).id,
        window=uuid4().hex,
        person_id=world.person(who).id,
        language="nl",
        facts=SOMETHING,
    )
    assert mail_id is not None
    return mail_id


def asked(pairs: Pairs) -> UUID:
    """Chantal is asked for help with a need of amina, and told so."""
    match = approved_just_now(pairs)
    with clock.at(clock.now() + GRACE):
        question_commands.mail_questions(pairs.session)
    return match.id


def rows(world: World, who: str = "chantal") -> list[inbox_queries.MessageRow]:
    return inbox_queries.find_inbox(world.session, world[who], PLACE, size=50).page.rows


def count_in_menu(page: str) -> int:
    found = re.search(r'href="/berichten">[^<]*(?:<span[^>]*><span[^>]*>, </span>(\d+))?', page)
    assert found is not None
    return int(found.group(1) or 0)


def test_who_is_asked_reads_it_and_it_counts_until_they_open_it(
    visitors: Visitors, session: Session
) -> None:
    match_id = asked(Pairs(visitors.world))
    session.commit()
    chantal = visitors["chantal"]
    page = chantal.get(INBOX).text
    assert "1 ongelezen bericht" in page and "Warm eten op woensdag" in page
    menu = chantal.get("/mijn-account").text
    assert count_in_menu(menu) == 1 and "ongelezen" in menu
    [message] = rows(visitors.world)
    answer = chantal.post(f"{INBOX}/{message.id}/openen")
    assert answer.status_code == 303 and answer.headers["location"] == f"/koppelingen/{match_id}"
    page = chantal.get(INBOX).text
    assert "Geen ongelezen berichten" in page and "Warm eten op woensdag" in page
    assert count_in_menu(page) == 0


def test_the_menu_counts_what_is_ones_own(visitors: Visitors, session: Session) -> None:
    world = visitors.world
    for who, many in (("chantal", 2), ("amina", 3), ("farid", 1)):
        for _ in range(many):
            told(world, who)
    session.commit()
    for who, many in (("chantal", 2), ("amina", 3), ("bram", 0)):
        assert count_in_menu(visitors[who].get("/mijn-account").text) == many, who


def test_nothing_is_read_by_looking_at_the_list(visitors: Visitors, session: Session) -> None:
    told(visitors.world)
    session.commit()
    for _twice in range(2):
        assert count_in_menu(visitors["chantal"].get(INBOX).text) == 1


def test_all_is_read_at_once_but_for_what_came_after_the_page(
    visitors: Visitors, session: Session
) -> None:
    for _ in range(3):
        told(visitors.world)
    session.commit()
    chantal = visitors["chantal"]
    page = Page(chantal.get(INBOX).text)
    [until] = [
        str(e.attributes["value"]) for e in page.every("input") if e.attributes["name"] == "until"
    ]
    late = told(visitors.world)
    other = told(visitors.world, "amina")
    session.commit()
    assert chantal.post(f"{INBOX}/gelezen", data={"until": until}).status_code == 303
    session.expire_all()
    unread = set(session.exec(select(Mail.id).where(col(Mail.is_unread))))
    assert unread == {late, other}
    assert chantal.post(f"{INBOX}/gelezen", data={"until": "x"}).status_code == 422
    chantal.post(f"{INBOX}/gelezen")
    session.expire_all()
    assert set(session.exec(select(Mail.id).where(col(Mail.is_unread)))) == {other}


def test_who_wants_no_mail_is_told_all_the_same(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    world = visitors.world
    person = world.person("chantal").id
    mail_commands.refuse_topic(session, person, Topic.QUESTIONS)
    asked(Pairs(world))
    [message] = rows(world)
    row = session.get_one(Mail, message.id)
    assert row.is_unread and row.state is MailState.NOT_MAILED and row.ended_at is not None
    assert mail_commands.claim(session, row.id) is None, "and nobody sends it"
    session.commit()
    assert "Warm eten" not in visitors["eva"].get("/beheer/post").text, "nor is it anybody else's"
    # Nor is it mailed or told again.
    with clock.at(clock.now() + GRACE):
        assert question_commands.mail_questions(session) == 0


def test_what_is_refused_before_it_went_stays_to_be_read(world: World, session: Session) -> None:
    mail_id = told(world, kind=letters.ASKED)
    mail_commands.refuse_topic(session, world.person("chantal").id, Topic.QUESTIONS)
    session.expire_all()
    row = session.get_one(Mail, mail_id)
    assert row.state is MailState.NOT_MAILED and row.is_unread


def test_what_opens_an_account_is_no_message(world: World) -> None:
    told(world, kind=kinds.get_kind("passwords:changed"))
    assert not rows(world) and not world.session.exec(select(Mail).where(col(Mail.is_unread))).all()


def test_the_title_is_the_one_of_today_and_nothing_else_of_the_need(world: World) -> None:
    pairs = Pairs(world)
    match = pairs.session.get_one(Match, asked(pairs))
    pairs.session.get_one(Need, match.need_id).title = "Warm eten voor een groep"
    pairs.session.flush()
    [message] = rows(world)
    assert "Warm eten voor een groep" in message.subject
    assert "woensdag" not in message.subject and "30" not in message.subject


def test_who_left_the_organisation_sees_no_title_any_more(
    visitors: Visitors, session: Session
) -> None:
    world = visitors.world
    asked(Pairs(world))
    [message] = rows(world)
    greet = world["greet"].memberships[0].organisation_id
    session.execute(sa.update(Offer).values(in_charge_id=None))
    session.execute(
        sa.update(Membership)
        .where(col(Membership.person_id) == world.person("chantal").id)
        .values(organisation_id=greet)
    )
    session.commit()
    page = visitors["chantal"].get(INBOX).text
    assert "Warm eten" not in page and "niet meer mag zien" in page
    assert f"{message.id}/openen" not in page
    assert count_in_menu(page) == 1, "and it can be read away"
    visitors["chantal"].post(f"{INBOX}/gelezen")
    assert count_in_menu(visitors["chantal"].get(INBOX).text) == 0


@pytest.mark.parametrize(
    "kind", [ending_letters.NEED_PAST, ending_letters.OFFER_ENDS, ending_letters.ACTION_PAST]
)
def test_what_is_gone_or_a_draft_of_others_has_no_title(world: World, kind: kinds.MailKind) -> None:
    draft = world.need()
    told(world, kind=kind, about=draft.id)
    told(world, kind=kind, about=uuid4())
    assert [row.subject for row in rows(world)] == ["", ""]
    told(world, "amina", kind, draft.id)
    [own] = rows(world, "amina")
    assert draft.title in own.subject


@pytest.mark.parametrize("who", [member.key for member in demo_cast()])
def test_a_match_is_named_for_whom_its_page_tells_the_details(world: World, who: str) -> None:
    match = Pairs(world).approved()
    actor = world[who]
    told_of = sight_queries.find_titles(world.session, actor, [match.id])
    assert bool(told_of) is bool(MatchPolicy(actor, match).details)
    rule = sa.select(col(Match.id)).where(knows_details(actor))
    assert bool(world.session.execute(rule).all()) is bool(MatchPolicy(actor, match).details)


def test_a_page_costs_the_same_however_much_there_is(world: World, session: Session) -> None:
    costs: list[int] = []
    rows(world)
    for many in (1, 30):
        for _ in range(many):
            told(world, kind=ending_letters.NEED_PAST, about=world.need(publish=True).id)
        session.flush()
        with counted(session.connection()) as sent:
            rows(world)
        costs.append(len(sent))
    assert costs == [3, 3]


def test_it_is_paged(visitors: Visitors, session: Session) -> None:
    for _ in range(60):
        told(visitors.world)
    session.commit()
    chantal = visitors["chantal"]
    page = Page(chantal.get(INBOX).text)
    links = [e.attributes for e in page.every("a")]
    [after] = [str(each["href"]) for each in links if each.get("rel") == "next"]
    opened = [
        {where for e in each.every("form") if "/openen" in (where := str(e.attributes["action"]))}
        for each in (page, Page(chantal.get(after).text))
    ]
    assert opened[0] and opened[1] and not opened[0] & opened[1]
    assert 'name="until"' not in chantal.get(after).text, "all is all, not up to an old page"
    assert chantal.get(f"{INBOX}?cursor=onzin").status_code == 200


def test_without_a_worker_it_says_that_messages_wait(visitors: Visitors) -> None:
    assert "Er wachten berichten" in visitors["chantal"].get(INBOX).text


def test_it_is_forgotten_as_mail_is_also_when_it_never_went(
    world: World, session: Session, settings: Settings
) -> None:
    mails = [told(world), told(world, kind=kinds.get_kind("passwords:changed"))]
    with clock.at(clock.now() + timedelta(days=settings.mail_days + 1)):
        mail_commands.forget_mail(session, settings)
    session.expire_all()
    left = [session.get(Mail, mail_id) is not None for mail_id in mails]
    assert left == [False, True], "who has to open an account still gets that mail"


def test_it_goes_with_its_person_and_is_in_their_own_data(
    visitors: Visitors, session: Session
) -> None:
    world = visitors.world
    asked(Pairs(world))
    session.commit()
    own = visitors["chantal"].get("/mijn-account/gegevens").text
    assert "Nog niet geopend" in own and "Warm eten op woensdag" in own
    erasure_commands.erase_person(session, SYSTEM, world.person("chantal").email)
    assert not session.exec(select(Mail).where(col(Mail.is_unread))).all()
