"""Another e-mail address: it holds once who reads its mail confirms it, and nobody learns whether
an address has an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlmodel import Session, col, select

from app.account import address_commands, letters, queries
from app.account.models import CONFIRM_WITHIN, AddressChange
from app.core import clock, errors, tokens
from app.core.settings import Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity.models import LoginSession, Person
from app.mail import outbox
from app.mail.models import Mail
from tests.conftest import Databases
from tests.html import Page
from tests.world import Visitors, World

NEW = "amina@nieuw.example"
ASKED = {"email": NEW, "password": DEMO_PASSWORD}
PAGE = "/mijn-account/e-mail"


def mails(session: Session, kind: str) -> list[Mail]:
    return list(session.exec(select(Mail).where(col(Mail.kind) == f"account:{kind}")))


def link_of(session: Session, settings: Settings) -> str:
    """Where the newest mail to a new address leads."""
    mail = mails(session, "confirm_address")[-1]
    text = outbox.write(settings, mail).text
    return PAGE + "/" + text.partition(PAGE + "/")[2].split()[0]


def email_of(session: Session, visitors: Visitors, who: str = "amina") -> str:
    session.expire_all()
    person_id = visitors.world[who].person_id
    return str(session.get_one(Person, person_id).email)


def test_a_new_address_holds_once_it_is_confirmed_and_the_old_one_is_told(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    amina = visitors["amina"]
    assert visitors.world["amina"].person_id
    assert amina.post(PAGE, data=ASKED).headers["location"] == "/mijn-account"
    assert NEW in amina.get("/mijn-account").text
    assert email_of(session, visitors) == "amina@eemsdelta.example"
    link = link_of(session, settings)
    for _ in range(2):  # a page uses nothing up
        assert amina.get(link).status_code == 200
    assert email_of(session, visitors) == "amina@eemsdelta.example"
    assert amina.post(link).headers["location"] == "/mijn-account"
    assert email_of(session, visitors) == NEW
    (told,) = mails(session, "address_changed")
    assert (told.address, told.facts) == ("amina@eemsdelta.example", {})
    assert amina.get(link).status_code == 404


@pytest.mark.parametrize("sends", [False, True])
def test_where_no_mail_is_sent_the_account_has_the_link_of_it(
    connection: Connection, session: Session, settings: Settings, sends: bool
) -> None:
    server = {"smtp_host": "127.0.0.1", "mail_from": "bord@regio.example"} if sends else {}
    with Visitors(connection, session, settings.model_copy(update=server)) as visitors:
        amina = visitors["amina"]
        amina.post(PAGE, data=ASKED)
        links = [
            str(e.attributes.get("href")) for e in Page(amina.get("/mijn-account").text).every("a")
        ]
        assert (link_of(session, settings) in links) is not sends


def test_the_confirmation_that_is_sent_twice_is_done_once(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    amina = visitors["amina"]
    amina.post(PAGE, data=ASKED)
    link = link_of(session, settings)
    assert [amina.post(link).status_code for _ in range(2)] == [303, 303]
    assert len(mails(session, "address_changed")) == 1


def test_nobody_learns_whether_an_address_has_an_account(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    taken = {"email": "Bram@Eemsdelta.example", "password": DEMO_PASSWORD}
    answers = [visitors[who].post(PAGE, data=data)
               for who, data in (("amina", taken), ("chantal", ASKED))]  # fmt: skip
    assert len({(each.status_code, each.headers["location"]) for each in answers}) == 1
    pages = [Page(visitors[who].get("/mijn-account").text)["content"].text.split("Wie je bent")[0]
             for who in ("amina", "chantal")]  # fmt: skip
    pages = [p.replace("bram@eemsdelta.example", "…").replace(NEW, "…") for p in pages]
    assert pages[0] == pages[1]
    # Only who reads that mail knows, and there is no link in it that changes anything.
    (mail,) = mails(session, "address_in_use")
    assert mail.address == "bram@eemsdelta.example" and mail.region_code is None
    assert PAGE not in outbox.write(settings, mail).text


def test_an_address_that_got_an_account_meanwhile_is_a_dead_link(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    amina = visitors["amina"]
    amina.post(PAGE, data=ASKED)
    link = link_of(session, settings)
    visitors.world.person("bram").email = NEW
    session.commit()
    answer = amina.post(link)
    assert answer.status_code == 404 and "Deze link werkt niet meer" in answer.text
    assert email_of(session, visitors) == "amina@eemsdelta.example"
    assert not mails(session, "address_changed")


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"email": NEW, "password": "helemaal-verkeerd"}, "password", "niet je wachtwoord"),
        ({"email": NEW}, "password", "Vul je wachtwoord van nu in"),
        ({"email": "geen adres", "password": DEMO_PASSWORD}, "email", "heel e-mailadres"),
        ({"password": DEMO_PASSWORD}, "email", "Vul je nieuwe e-mailadres in"),
    ],
)
def test_an_address_is_not_asked_for(
    visitors: Visitors, session: Session, typed: dict[str, str], field: str, says: str
) -> None:
    answer = visitors["amina"].post(PAGE, data=typed)
    assert answer.status_code == 422
    assert says in Page(answer.text)[f"f_{field}_error"].text
    assert Page(answer.text).typed("email") == [typed.get("email", "")]
    assert not session.exec(select(AddressChange)).all() and not session.exec(select(Mail)).all()


def test_who_asks_again_has_one_link_that_works(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    amina = visitors["amina"]
    amina.post(PAGE, data=ASKED)
    first = link_of(session, settings)
    amina.post(PAGE, data=ASKED | {"email": "amina@nog-een.example"})
    (change,) = session.exec(select(AddressChange))
    second = f"{PAGE}/{tokens.make(settings, letters.CONFIRM_PURPOSE, change.id)}"
    assert [amina.get(link).status_code for link in (first, second)] == [404, 200]


def test_a_link_is_of_one_person_and_one_day(
    visitors: Visitors, session: Session, settings: Settings
) -> None:
    visitors["amina"].post(PAGE, data=ASKED)
    link = link_of(session, settings)
    assert visitors["bram"].get(link).status_code == 404
    assert visitors["bram"].post(link).status_code == 404
    stranger = visitors[None].get(link)
    assert stranger.status_code == 303 and stranger.headers["location"].startswith("/inloggen?next")
    wrong = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert visitors["amina"].get(wrong).status_code == 404
    (change,) = session.exec(select(AddressChange))
    change.asked_at -= CONFIRM_WITHIN
    session.commit()
    assert visitors["amina"].post(link).status_code == 404
    assert address_commands.forget_changes(session) == 1


def test_who_has_no_password_signed_in_just_now(visitors: Visitors, session: Session) -> None:
    visitors.world.person("amina").password_hash = None
    session.commit()
    amina = visitors["amina"]
    (login,) = session.exec(
        select(LoginSession).where(col(LoginSession.person_id) == visitors.world.person("amina").id)
    )
    login.created_at -= timedelta(minutes=11)
    session.commit()
    refused = amina.post(PAGE, data={"email": NEW})
    assert refused.status_code == 422 and "Log eerst uit en weer in" in refused.text
    login.created_at = clock.now()
    session.commit()
    assert amina.post(PAGE, data={"email": NEW}).status_code == 303


def test_nobody_mails_a_whole_list_of_addresses(visitors: Visitors, session: Session) -> None:
    amina = visitors["amina"]
    answers = [
        amina.post(PAGE, data=ASKED | {"email": f"nummer{n}@nieuw.example"}).status_code
        for n in range(11)
    ]
    assert answers == [303] * 10 + [429]
    assert len(mails(session, "confirm_address")) == 10


@pytest.fixture
def real(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def test_of_two_who_confirm_one_address_at_once_one_has_it(real: Engine) -> None:
    with Session(real) as session:
        actors = [World(session)[who] for who in ("amina", "bram")]
        for who in ("amina", "bram"):
            session.add(AddressChange(person_id=World(session).person(who).id, email=NEW))
        session.commit()
    ready = Barrier(2)

    def confirm(number: int) -> str:
        with Session(real) as session:
            query = select(AddressChange).where(
                col(AddressChange.person_id) == actors[number].person_id
            )
            change = session.exec(query).one()
            ready.wait(timeout=30)
            try:
                address_commands.confirm_address(session, actors[number], change)
            except errors.NotFound as problem:
                return str(problem)
            session.commit()
            return ""

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(confirm, range(2)))
    assert done == ["", str(queries.dead_link())]
    with Session(real) as session:
        assert len(session.exec(select(Person).where(col(Person.email) == NEW)).all()) == 1
