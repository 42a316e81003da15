"""What the administrator of a region sees of its mail, and what nobody does."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock, db
from app.core.settings import Mode, Settings
from app.mail import commands as mail_commands, kinds, outbox
from app.mail.models import Mail, MailState
from app.mail.topics import Topic
from app.post import labels, queries
from tests.html import Page
from tests.mail.servers import Mood, serving
from tests.statements import counted
from tests.world import ORIGIN, Visitors, World

SECRET = "Dit staat alleen in de brief."
KIND = kinds.register(
    kinds.MailKind(
        "test:post",
        lambda facts: kinds.Letter(
            subject=f"Iets voor {facts['name']}",
            paragraphs=(SECRET,),
            why="Omdat je het wilde.",
            button="Doe het",
        ),
        page="/hulp?bewijs={token}",
        purpose="test",
    )
)
LIST = "/beheer/post"


def owe(world: World, **given: Any) -> Mail:
    to = {"address": "nieuw@organisatie.example"} if "person_id" not in given else {}
    state, trouble = given.pop("state", MailState.DUE), given.pop("trouble", "")
    mail_id = mail_commands.owe(
        world.session,
        KIND,
        object_id=db.new_id(),
        language="nl",
        facts={"name": "Jansen"},
        **({"region_code": "VR01"} | to | given),
    )
    mail = world.session.get_one(Mail, mail_id)
    if state is not MailState.DUE:
        mail.state, mail.trouble, mail.ended_at, mail.attempts = state, trouble, clock.now(), 1
        world.session.add(mail)
    world.session.commit()
    return mail


@pytest.fixture(params=[Mode.DEMO, Mode.PRODUCTION])
def sending(
    connection: Connection, session: Session, request: pytest.FixtureRequest
) -> Iterator[Visitors]:
    settings = Settings(
        mode=request.param,
        database_url="postgresql://unused",
        secret_key="een geheim van de toetsen, lang genoeg",
        public_url=ORIGIN,
        smtp_host="127.0.0.1",
        mail_from="bord@regio.example",
    )
    with Visitors(connection, session, settings) as visitors:
        yield visitors


def test_the_list_says_what_went_to_whom_and_what_did_not(visitors: Visitors, world: World) -> None:
    amina = world.person("amina")
    owe(world, person_id=amina.id, state=MailState.SENT)
    owe(world, state=MailState.REFUSED, trouble="550")
    owe(world, state=MailState.GIVEN_UP, trouble="TimeoutError")
    page = visitors["eva"].get(LIST).text
    assert "Iets voor Jansen" in page and amina.name in page and amina.email in page
    assert "nieuw@organisatie.example" in page
    assert "De mailserver antwoordde 550." in page and "TimeoutError" in page
    assert SECRET not in page


def test_the_list_is_filtered_by_how_it_went(visitors: Visitors, world: World) -> None:
    owe(world, state=MailState.SENT)
    owe(world, address="weg@organisatie.example", state=MailState.REFUSED, trouble="550")
    page = visitors["eva"].get(LIST, params={"state": "refused"}).text
    assert "weg@organisatie.example" in page and "nieuw@organisatie.example" not in page
    assert visitors["eva"].get(LIST, params={"state": "zzz"}).status_code == 422
    assert "Geen post" in visitors["eva"].get(LIST, params={"state": "given_up"}).text


def test_mail_of_another_region_does_not_exist(visitors: Visitors, world: World) -> None:
    owe(world)
    elsewhere = owe(world, region_code="VR03", address="elders@organisatie.example")
    nobodys = owe(world, region_code=None, address="niemand@organisatie.example")
    page = visitors["eva"].get(LIST).text
    assert "nieuw@" in page and "elders@" not in page and "niemand@" not in page
    for mail in (elsewhere, nobodys):
        assert visitors["eva"].get(f"{LIST}/{mail.id}").status_code == 404
        assert visitors["eva"].post(f"{LIST}/{mail.id}/opnieuw").status_code == 404


def test_somebody_who_is_not_of_the_region_is_masked(visitors: Visitors, world: World) -> None:
    hugo = world.person("hugo")
    owe(world, person_id=hugo.id)
    page = visitors["eva"].get(LIST).text
    assert hugo.name not in page and hugo.email not in page
    assert labels.masked(hugo.email) in page


def test_without_a_server_in_a_demonstration_it_opens_and_its_link_works(
    visitors: Visitors, world: World
) -> None:
    mail = owe(world)
    eva = visitors["eva"]
    page = Page(eva.get(LIST).text)
    assert any(e.attributes.get("href") == f"{LIST}/{mail.id}" for e in page.every("a"))
    letter = eva.get(f"{LIST}/{mail.id}")
    assert letter.status_code == 200 and SECRET in letter.text
    [link] = [
        str(e.attributes["href"])
        for e in Page(letter.text).every("a")
        if "bewijs=" in str(e.attributes.get("href"))
    ]
    assert eva.get(link).status_code == 200


def test_it_shows_what_would_really_be_sent(
    visitors: Visitors, world: World, settings: Settings
) -> None:
    """Also how somebody says to want no more of it, and what mail programmes are told of that."""
    about = kinds.register(
        kinds.MailKind("test:post_topic", KIND.write, page="/hulp?bij={id}", topic=Topic.QUESTIONS)
    )
    mail_id = mail_commands.owe(
        world.session,
        about,
        object_id=db.new_id(),
        person_id=world.person("amina").id,
        language="nl",
        facts={"name": "Jansen"},
        region_code="VR01",
    )
    mail = world.session.get_one(Mail, mail_id)
    world.session.commit()
    sent = outbox.message_of(settings, mail, "amina@eemsdelta.example")
    letter = visitors["eva"].get(f"{LIST}/{mail_id}")
    shown = html.unescape(letter.text)
    for header in ("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"):
        assert header in shown and sent[header] in shown
    (link,) = [
        str(e.attributes["href"])
        for e in Page(letter.text).every("a")
        if "/mail/afmelden/" in str(e.attributes.get("href"))
    ]
    assert f"<{link}>" == sent["List-Unsubscribe"]
    plain = visitors["eva"].get(f"{LIST}/{owe(world).id}").text
    assert "List-Unsubscribe" not in plain and "/mail/afmelden/" not in plain


def test_what_is_really_sent_is_read_by_nobody_else(sending: Visitors, world: World) -> None:
    for state in MailState:
        mail = owe(world, state=state)
        answer = sending["eva"].get(f"{LIST}/{mail.id}")
        assert answer.status_code == 404 and SECRET not in answer.text
    page = sending["eva"].get(LIST).text
    assert "Iets voor Jansen" in page and SECRET not in page and "bewijs=" not in page
    assert f"{LIST}/{mail.id}" + '"' not in page


@pytest.mark.parametrize("state", [MailState.REFUSED, MailState.GIVEN_UP])
def test_what_did_not_arrive_is_tried_again_with_two_days_to_go(
    visitors: Visitors, world: World, state: MailState
) -> None:
    mail = owe(world, state=state, trouble="550")
    with clock.at(clock.now() + timedelta(days=5)):
        answer = visitors["eva"].post(f"{LIST}/{mail.id}/opnieuw")
        assert answer.status_code == 303 and answer.headers["location"] == LIST
        world.session.refresh(mail)
        assert mail.state is MailState.DUE and mail.due_at <= clock.now()
        # One more failure is not the end of it.
        mail_commands.note_failed(world.session, mail, "451")
        world.session.commit()
        world.session.refresh(mail)
        assert mail.state is MailState.DUE
    line = world.session.execute(
        select(AuditEntry).where(col(AuditEntry.event) == "mail:tried_again")
    ).scalar_one()
    assert line.object_id == mail.id and line.person_id == world["eva"].person_id


@pytest.mark.parametrize("state", [MailState.DUE, MailState.SENT])
def test_what_is_not_over_or_arrived_is_not_sent_again(
    visitors: Visitors, world: World, state: MailState
) -> None:
    mail = owe(world, state=state)
    assert visitors["eva"].post(f"{LIST}/{mail.id}/opnieuw").status_code == 409
    world.session.refresh(mail)
    assert mail.state is state


def test_one_row_and_three_cost_the_same_statements(
    visitors: Visitors, world: World, connection: Connection
) -> None:
    costs = []
    for more in (1, 2):
        for _each in range(more):
            owe(world, person_id=world.person("amina").id)
        visitors["eva"].get(LIST)
        with counted(connection) as sent:
            assert visitors["eva"].get(LIST).status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]


def fill(session: Session, number: int) -> None:
    """So many mails, one after the other, of which every fiftieth did not arrive."""
    began = clock.now() - timedelta(days=80)
    session.execute(
        insert(Mail),
        [
            {
                "id": db.new_id(),
                "kind": KIND.name,
                "address": f"a{n}@organisatie.example",
                "object_id": UUID(int=n),
                "window": "",
                "language": "nl",
                "region_code": "VR01",
                "facts": {"name": str(n)},
                "state": MailState.REFUSED if n % 50 == 0 else MailState.SENT,
                "attempts": 1,
                "due_at": began,
                "trouble": "",
                "created_at": began + timedelta(minutes=n),
                "trying_since": began,
            }
            for n in range(number)
        ],
    )
    session.execute(text("ANALYZE mail"))


@pytest.mark.parametrize("state", [None, MailState.REFUSED])
def test_of_ten_thousand_every_one_stands_on_one_page(
    session: Session, world: World, state: MailState | None
) -> None:
    fill(session, 10_000)
    seen: list[UUID] = []
    filters = queries.MailFilters(state=state)
    while True:
        page = queries.find_mail(session, world["eva"], filters, size=500)
        seen += [each.id for each in page.rows]
        if page.next is None:
            break
        filters = filters.model_copy(update={"cursor": page.next})
    assert len(seen) == len(set(seen)) == (10_000 if state is None else 200)


def test_a_page_of_ten_thousand_is_read_out_of_the_index(session: Session, world: World) -> None:
    fill(session, 10_000)
    assert len(queries.find_mail(session, world["eva"], queries.MailFilters(), size=50).rows) == 50
    plan = "\n".join(
        session.execute(
            text(
                "EXPLAIN SELECT id FROM mail WHERE region_code IN ('VR01')"
                " ORDER BY created_at DESC, id DESC LIMIT 51"
            )
        ).scalars()
    )
    assert "ix_mail_list" in plan


@pytest.mark.parametrize(
    ("mood", "answer"),
    [(Mood(rcpt="550 No such user"), "550"), (Mood(data="554 Not wanted"), "554")],
    ids=["address", "text"],
)
def test_an_address_that_a_real_server_refuses_is_read_by_the_administrator(
    visitors: Visitors, world: World, mood: Mood, answer: str
) -> None:
    """From the conversation with the server to the page, its filter, and the region it is of."""
    refused = owe(world, address="weg@organisatie.example")
    with serving(mood) as port:
        settings = Settings(
            mode=Mode.DEMO,
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            mail_from="bord@regio.example",
        )
        message = outbox.message_of(settings, refused, "weg@organisatie.example")
        with pytest.raises(outbox.Undeliverable) as problem:
            outbox.send(settings, message, "weg@organisatie.example")
    mail_commands.note_refused(world.session, refused.id, str(problem.value))
    world.session.commit()
    page = visitors["eva"].get(LIST, params={"state": "refused"}).text
    assert "weg@organisatie.example" in page
    assert f"De mailserver antwoordde {answer}." in page
    assert visitors["amina"].get(LIST).status_code == 403
