"""What Schakelbord knows about somebody is all that the register of processing calls personal, and
nothing of anybody else.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, SQLModel, col, select

import app.models  # noqa: F401  every table
from app.account import own_data, own_data_queries, own_labels
from app.account.own_vocabulary import OwnWords
from app.audit.models import AuditEntry
from app.core import clock, db
from app.core.words import Worded
from app.drafts.models import FormDraft
from app.filters.models import FilteredList, SavedFilter
from app.follows.models import Follow
from app.identity.models import LoginSession, Person
from app.mail.models import Mail
from app.organisations.models import OrganisationProfile
from app.privacy import labels
from app.second_factors.models import Passkey, RecoveryCode
from app.target_groups.choices import RegionChoices
from tests.guards.test_privacy import register
from tests.html import Page
from tests.world import Visitors, World

PAGE = "/mijn-account/gegevens"


def test_every_personal_column_is_shown_or_left_out_with_a_reason() -> None:
    shown = {(t.name, name) for t in own_data.TABLES for name in t.shown}
    left_out = {(t.name, name) for t in own_data.TABLES for name in t.left_out}
    assert register().keys() <= shown | left_out
    assert not shown & left_out
    assert all(reason.strip() for t in own_data.TABLES for reason in t.left_out.values())


def test_every_column_that_is_shown_exists_and_has_a_label() -> None:
    for own in own_data.TABLES:
        columns = SQLModel.metadata.tables[own.name].c
        for name in (*own.shown, *own.left_out, own.by, own.by_email, own.or_by):
            assert not name or own.by_session or name in columns, (own.name, name)
        assert set(own.shown) - {"person_id"} <= own_labels.LABELS.keys(), own.name


def test_what_lets_somebody_in_is_never_shown() -> None:
    secret = {"hash", "sealed", "token", "password"}
    shown = {name for own in own_data.TABLES for name in own.shown}
    assert not [name for name in shown if any(word in name for word in secret)]


def fill(session: Session, person: Person, word: str) -> None:
    """Something of this person in tables of many kinds."""
    session.add(FormDraft(person_id=person.id, page="/behoeften/nieuw", fields={"title": [word]}))
    session.add(RecoveryCode(person_id=person.id, code_hash=word.encode()))
    session.add(
        Mail(
            kind="test", address=person.email, object_id=person.id, language="nl", facts={"a": word}
        )
    )
    session.add(
        Passkey(
            person_id=person.id,
            credential_id=word.encode(),
            public_key=b"openbaar",
            sign_count=0,
            name=word,
        )
    )
    session.commit()


@pytest.fixture
def two(visitors: Visitors, session: Session) -> Visitors:
    for who in ("amina", "bram"):
        fill(session, visitors.world.person(who), f"woord van {who}")
    return visitors


def taken(visitors: Visitors, who: str) -> dict[str, Any]:
    answer = visitors[who].post(f"{PAGE}/bestand")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="mijn-gegevens-')
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_a_file_holds_what_is_stored_of_oneself_and_of_nobody_else(two: Visitors) -> None:
    file = taken(two, "amina")
    amina, bram = (two.world.person(who) for who in ("amina", "bram"))
    assert [row["email"] for row in file["person"]] == ["amina@eemsdelta.example"]
    assert [row["role"] for row in file["membership"]] == ["coordinator"]
    for table in ("form_draft", "mail", "passkey", "recovery_code", "login_session"):
        assert len(file[table]) == 1, table
    text = json.dumps(file, ensure_ascii=False)
    assert "woord van amina" in text
    assert "woord van bram" not in text and bram.email not in text and str(bram.id) not in text
    assert amina.password_hash and amina.password_hash not in text


def test_that_a_file_was_taken_is_a_line_in_the_trail(two: Visitors, session: Session) -> None:
    file = taken(two, "amina")
    line = session.exec(
        select(AuditEntry).where(col(AuditEntry.event) == "person:own_data_taken")
    ).one()
    assert line.object_id == line.person_id == two.world.person("amina").id
    assert "person:own_data_taken" in {row["event"] for row in file["audit_entry"]}


def test_the_page_shows_the_same_in_words(two: Visitors, session: Session) -> None:
    page = Page(two["amina"].get(PAGE).text)
    shown = page["content"].text
    assert "woord van amina" in shown and "woord van bram" not in shown
    assert "Gemeente Eemsdelta" in shown and "coördinator" in shown
    hashes = session.exec(select(LoginSession.token_hash)).all()
    assert all(each.hex() not in shown for each in hashes)


def test_who_is_the_contact_of_an_organisation_sees_that(two: Visitors, session: Session) -> None:
    profile = session.exec(select(OrganisationProfile)).first()
    assert profile is not None
    profile.contact_name, profile.contact_email = "A. de Boer", "Amina@Eemsdelta.example"
    session.commit()
    assert [row["contact_name"] for row in taken(two, "amina")["organisation_profile"]] == [
        "A. de Boer"
    ]
    assert taken(two, "bram")["organisation_profile"] == []


def test_a_long_trail_is_cut_on_the_page_and_whole_in_the_file(
    two: Visitors, session: Session
) -> None:
    person = two.world.person("amina")
    many = own_data_queries.MOST_ON_PAGE + 5
    session.add_all(
        AuditEntry(event="test:done", object_id=person.id, person_id=person.id, facts={})
        for _n in range(many)
    )
    session.commit()
    assert "Alles staat in het bestand" in two["amina"].get(PAGE).text
    done = [r for r in taken(two, "amina")["audit_entry"] if r["event"] == "test:done"]
    assert len(done) == many


CODE = re.compile(r"[a-z]+:[a-z_]+|\b[a-z]+_[a-z_]+\b|\bGM\d{4}\b")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_says_everything_in_words(visitors: Visitors, session: Session, language: str) -> None:
    """Events, the kinds of mails, and what was chosen in a form: nobody knows our codes."""
    person = visitors.world.person("amina")
    events = (*labels.PLAIN, *labels.WORDS, "of_long:ago")
    lines = own_data_queries.MOST_ON_PAGE
    chosen = {"support_type": ["groceries_meals"], "unit": ["hours_per_week"], "urgency": ["acute"]}
    place = {"municipality": ["GM1979"], "sure_no_names": ["1"]}
    session.add(FormDraft(person_id=person.id, page="/behoeften/nieuw", fields=chosen | place))
    session.add(
        SavedFilter(
            person_id=person.id,
            list=FilteredList.NEEDS,
            name="Van ons",
            query={"target_group": "older_people", "urgency": "acute"},
        )
    )
    session.add(Follow(person_id=person.id, target_group="older_people"))
    for kind in ("account:password_changed", "no_longer:there"):
        facts = {"name": "Amina"}
        session.add(
            Mail(kind=kind, person_id=person.id, object_id=db.new_id(), language="nl", facts=facts)
        )
    session.commit()
    visitors["amina"].post("/taal", data={"language": language})
    for start in range(0, len(events), lines):
        session.add_all(
            AuditEntry(
                event=event,
                at=clock.now() + timedelta(minutes=start),
                object_id=person.id,
                person_id=person.id,
                facts={},
            )
            for event in events[start : start + lines]
        )
        session.commit()
        shown = Page(visitors["amina"].get(PAGE).text)["content"].text
        assert not CODE.findall(shown)
    assert ("uur per week" if language == "nl" else "hours per week") in shown
    rows = taken(visitors, "amina")["audit_entry"]
    assert not [row for row in rows if CODE.search(row["event_in_words"])]


# By column of a table, what stands in it where its type does not tell: codes, as the product keeps
# them.
KEPT: dict[str, Any] = {
    "form_draft.fields": {"unit": ["hours_per_week"], "target_groups": ["older_people"]},
    "import_draft.rows": {
        "headers": ["titel", "a_b"],
        "rows": [[2, {"titel": "Een bus", "a_b": ["x", "y"]}, {}, {}, False, False, []]],
        "names_row": 0,
    },
    "import_draft.asked": {"row": ["7:change"], "rest": "skip", "seen": "0f3a", "locale": "nl"},
    "follow.target_group": "older_people",
    "saved_filter.query": {"target_group": "older_people", "status": "open"},
    "mail.kind": "account:password_changed",
    "mail.facts": {"name": "Amina"},
    "audit_entry.event": "need:discarded",
    "audit_entry.facts": {"changed": ["support_type"]},
    "signal.municipality_code": "GM1979",
    "pending_sign_in.typed": {"unit": ["hours_per_week"]},
    "provider_round.typed": {"unit": ["hours_per_week"]},
}


def kept_in(own: own_data.OwnTable) -> list[dict[str, Any]]:
    """Rows of a table in which every closed list has each of its members once."""
    found: dict[str, list[Any]] = {}
    for name in (*own.shown, *own.beside):
        column = SQLModel.metadata.tables[own.name].c[name]
        members = getattr(column.type, "enum_class", None)
        if f"{own.name}.{name}" in KEPT:
            found[name] = [KEPT[f"{own.name}.{name}"]]
        elif members is not None:
            found[name] = list(members)
        else:
            kind = column.type.python_type
            assert kind not in (dict, list), f"say in KEPT what {own.name}.{name} holds"
            made = {bool: True, bytes: b"sleutel", int: 3, UUID: db.new_id(), datetime: clock.now()}
            found[name] = [made.get(kind, "/behoeften/nieuw"), None]
    most = max(map(len, found.values()), default=0)
    return [
        {name: values[min(n, len(values) - 1)] for name, values in found.items()}
        for n in range(most)
    ]


@pytest.mark.parametrize("own", own_data.TABLES, ids=lambda own: own.name)
def test_no_code_and_nothing_for_a_program_is_on_the_page_of_any_table(
    own: own_data.OwnTable, world: World
) -> None:
    choices = RegionChoices.for_reading(world.session, world["amina"])
    said = OwnWords(labels.line_of, choices.labels)
    for row in kept_in(own):
        shown = own_data_queries._in_words(own, row, {}, said)
        for label, text in shown:
            assert not CODE.search(text), (label, text)
            assert not re.search(r"[{}\[\]\"]|False|True|None|\d:[a-z]", text), (label, text)
        codes = {each.value for each in row.values() if isinstance(each, Worded)}
        assert codes.isdisjoint(text for _label, text in shown)


def test_what_was_chosen_for_a_file_is_said_row_by_row(world: World) -> None:
    own = next(own for own in own_data.TABLES if own.name == "import_draft")
    said = OwnWords(labels.line_of, {})
    shown = dict(own_data_queries._in_words(own, kept_in(own)[0], {}, said))
    assert shown["Rijen"] == "Een bus · x · y"
    assert "Rij 7: Wijzigen wat er al is" in shown["Gekozen"] and "0f3a" not in shown["Gekozen"]
    in_file = own_data_queries._in_file(own, kept_in(own)[0], said)
    assert in_file["rows_in_words"] == shown["Rijen"] and isinstance(in_file["rows"], dict)


def test_every_closed_list_of_what_is_shown_has_words() -> None:
    for own in own_data.TABLES:
        for name in own.shown:
            kind = SQLModel.metadata.tables[own.name].c[name].type
            listed = getattr(kind, "enum_class", None)
            assert listed is None or issubclass(listed, Worded), (own.name, name)
