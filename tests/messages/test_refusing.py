"""Which mail somebody wants: chosen in the account, or with one press in a mail (RFC 8058)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlmodel import Session, col, select

from app.core.settings import Settings
from app.mail import commands as mail_commands, kinds, outbox
from app.mail.models import Mail, MailState
from app.mail.queries import find_wanted
from app.mail.topics import Topic
from app.messages import letters
from app.messages.commands import MailTopics
from tests.world import Visitors, World

FACTS = {
    "title": "Iets", "name": "Wij", "organisation": "Wij", "day": "2027-03-09", "titles": "Iets",
    "waiting": "2",
}  # fmt: skip
WHOLE = {"content-type": "application/x-www-form-urlencoded"}


def owed(world: World, kind: kinds.MailKind = letters.ASKED, window: str = "") -> Mail | None:
    person = world.person("chantal").id
    mail_id = mail_commands.owe(
        world.session,
        kind,
        object_id=person,
        window=window,
        person_id=person,
        language="nl",
        facts=FACTS,
    )
    return world.session.get_one(Mail, mail_id) if mail_id else None


def link_in(settings: Settings, mail: Mail) -> str:
    header = outbox.message_of(settings, mail, "c@delfzijl.example")["List-Unsubscribe"]
    return urlsplit(str(header).strip("<>")).path


def test_every_topic_has_its_box() -> None:
    assert [topic.value for topic in Topic] == list(MailTopics.model_fields)


def test_every_letter_of_a_topic_has_both_headers_and_a_link_to_read(
    world: World, settings: Settings
) -> None:
    for topic in Topic:
        assert kinds.names_about(topic)
        for name in kinds.names_about(topic):
            mail = owed(world, kinds.get_kind(name))
            assert mail is not None
            message = outbox.message_of(settings, mail, "c@delfzijl.example")
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            link = str(message["List-Unsubscribe"]).strip("<>")
            assert link.startswith(settings.base_url + f"/mail/afmelden/{topic.value}/")
            said = outbox.write(settings, mail)
            assert link in said.text and link in said.html


def test_what_opens_an_account_has_no_link_and_is_never_refused(
    world: World, settings: Settings
) -> None:
    for topic in Topic:
        mail_commands.refuse_topic(world.session, world.person("chantal").id, topic)
    always = kinds.get_kind("passwords:changed")
    mail = owed(world, always)
    assert mail is not None
    assert outbox.message_of(settings, mail, "c@delfzijl.example")["List-Unsubscribe"] is None


def test_one_press_stops_one_topic_also_what_is_not_sent_yet(
    visitors: Visitors, settings: Settings, session: Session
) -> None:
    world = visitors.world
    mail, other = owed(world), owed(world, letters.NOTE)
    assert mail is not None and other is not None
    link, other_id = link_in(settings, mail), other.id
    session.commit()
    person = world.person("chantal").id
    # What opens links, such as a scanner of mail, changes nothing.
    page = visitors[None].get(link)
    assert page.status_code == 200 and 'method="post"' in page.text
    assert find_wanted(session, person) == list(Topic)
    # A mail programme: no cookie, no origin, and it follows no redirect.
    for _twice in range(2):
        answer = visitors[None].post(
            link, content="List-Unsubscribe=One-Click", headers=WHOLE, follow_redirects=False
        )
        assert answer.status_code == 200
    session.expire_all()
    assert find_wanted(session, person) == [topic for topic in Topic if topic != Topic.QUESTIONS]
    due = (col(Mail.person_id) == person, col(Mail.state) == MailState.DUE)
    assert set(session.exec(select(Mail.id).where(*due))) == {other_id}
    for kind, state in (
        (letters.ASKED, MailState.NOT_MAILED),
        (letters.NOTE, MailState.DUE),
    ):
        again = owed(world, kind, "again")
        assert again is not None and again.state is state


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_link_that_is_not_ours_does_nothing(
    visitors: Visitors, settings: Settings, session: Session, verb: str
) -> None:
    mail = owed(visitors.world)
    assert mail is not None
    link = link_in(settings, mail)
    session.commit()
    wrong = (
        link[:-2] + ("AA" if link[-2:] != "AA" else "BB"),
        link.replace("/questions/", "/digest/"),
        link.replace("/questions/", "/iets/"),
        "/mail/afmelden/questions/x",
    )
    for each in wrong:
        content = "List-Unsubscribe=One-Click" if verb == "post" else None
        answer = visitors[None].request(verb, each, content=content, headers=WHOLE)
        assert answer.status_code == 404, each
    assert find_wanted(session, visitors.world.person("chantal").id) == list(Topic)


def test_it_is_chosen_in_the_account(visitors: Visitors, session: Session) -> None:
    person = visitors.world.person("chantal").id
    page = visitors["chantal"].get("/mijn-account/mail")
    assert page.text.count(" checked") == len(Topic)
    answer = visitors["chantal"].post("/mijn-account/mail", data={"endings": "1"})
    assert answer.status_code == 303
    session.expire_all()
    assert find_wanted(session, person) == [Topic.ENDINGS]
    assert visitors["chantal"].get("/mijn-account/mail").text.count(" checked") == 1
    visitors["chantal"].post("/mijn-account/mail", data={topic.value: "1" for topic in Topic})
    session.expire_all()
    assert find_wanted(session, person) == list(Topic)


def test_a_title_in_a_subject_says_that_it_is_dutch(visitors: Visitors, session: Session) -> None:
    title = "Warm eten in Appingedam"
    world = visitors.world
    person = world.person("chantal").id
    for kind, facts in ((letters.ASKED, {"title": title}), (letters.DIGEST, {"titles": title})):
        mail_commands.owe(
            session,
            kind,
            object_id=person,
            person_id=person,
            language="en",
            region_code="VR01",
            facts=FACTS | facts,
        )
    session.commit()
    eva, chantal = visitors["eva"], visitors["chantal"]
    for each in (eva, chantal):
        each.post("/taal", data={"language": "en", "next": "/"})
    said = f'<span lang="nl">{title}</span>'
    assert said in eva.get("/beheer/post").text
    own = chantal.get("/mijn-account/gegevens").text
    assert own.count(title) == own.count(said) > 0
    taken = chantal.post("/mijn-account/gegevens/bestand").text
    assert title in taken and "\\ue000" not in taken and "\ue000" not in taken
