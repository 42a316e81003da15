"""What somebody typed in a long form is kept for that person only, without personal data, for a
week.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.drafts import commands, queries
from app.drafts.models import FormDraft
from app.identity.models import LoginSession, Membership, Person
from tests.world import World

NEW = "/behoeften/nieuw"
TITLE = "Vijftig gezinnen zoeken een plek om te koken"


def kept(session: Session, person: Person, page: str = NEW) -> dict[str, Any] | None:
    session.expire_all()
    draft = queries.get_draft(session, person.id, page)
    return None if draft is None else draft.fields


def keep(
    session: Session, person_id: UUID, page: str, typed: dict[str, list[str]], late: bool = False
) -> bool:
    """As a form that is opened now does; or `late`, as one that was opened before it was sent."""
    opened_at = clock.now() - timedelta(minutes=5 if late else 0)
    return commands.keep_draft(session, person_id, page, typed, opened_at=opened_at)


def age(session: Session, **columns: timedelta) -> None:
    for name, by in columns.items():
        session.execute(sa.update(FormDraft).values({name: sa.literal_column(name) - by}))


def test_the_last_that_was_typed_is_kept(session: Session, world: World) -> None:
    amina = world.person("amina")
    assert keep(session, amina.id, NEW, {"title": ["Vijf"], "unit": ["people"]})
    assert keep(session, amina.id, NEW, {"title": [TITLE]})
    assert kept(session, amina) == {"title": [TITLE]}
    assert kept(session, amina, "/aanbod/nieuw") is None
    assert kept(session, world.person("bram")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Bel 06-12345678",
        "111222333",
        "jan@voorbeeld.example",
        "NL91ABNA0417164300",
        "Kerkstraat 12, 9901 EG Appingedam",
    ],
)
def test_a_field_with_personal_data_is_not_kept_and_the_others_are(
    session: Session, world: World, text: str
) -> None:
    amina = world.person("amina")
    keep(session, amina.id, NEW, {"title": [TITLE], "description": ["Er is iets."]})
    typed = {"title": [TITLE], "description": [f"Voor wie daar woont: {text}"], "people": [text]}
    keep(session, amina.id, NEW, typed)
    stored = session.execute(sa.text("SELECT fields::text FROM form_draft")).scalar_one()
    assert text not in stored
    fields = kept(session, amina)
    assert fields is not None
    assert (fields["title"], fields["description"]) == ([TITLE], None)


def test_an_id_is_kept_whatever_its_digits_are(session: Session, world: World) -> None:
    amina = world.person("amina")
    chosen = "11122233-3111-2223-9111-222333111222"
    keep(session, amina.id, NEW, {"organisation": [chosen]})
    assert kept(session, amina) == {"organisation": [chosen]}


def test_what_is_too_much_is_not_kept_and_leaves_what_was(session: Session, world: World) -> None:
    amina = world.person("amina")
    keep(session, amina.id, NEW, {"title": [TITLE]})
    much = {"description": ["a" * (commands.MOST_CHARACTERS + 1)]}
    assert not keep(session, amina.id, NEW, much)
    assert kept(session, amina) == {"title": [TITLE]}


def test_of_one_person_the_latest_pages_are_kept(session: Session, world: World) -> None:
    amina, bram = world.person("amina"), world.person("bram")
    keep(session, bram.id, NEW, {"title": [TITLE]})
    keep(session, amina.id, NEW, {"title": [TITLE]})
    age(session, kept_at=timedelta(minutes=1))
    for number in range(commands.MOST_PAGES):
        keep(session, amina.id, f"{NEW}?n={number}", {"title": [TITLE]})
    assert kept(session, amina) is None
    assert kept(session, amina, f"{NEW}?n=0") == {"title": [TITLE]}
    assert kept(session, bram) == {"title": [TITLE]}


def test_a_draft_is_gone_after_a_week_and_what_was_sent_after_an_hour(
    session: Session, world: World
) -> None:
    amina, bram, daan = (world.person(key) for key in ("amina", "bram", "daan"))
    keep(session, amina.id, NEW, {"title": [TITLE]})
    commands.mark_sent(session, bram.id, NEW, {"title": [TITLE]})
    age(session, kept_at=timedelta(days=6, hours=23), sent_at=timedelta(minutes=59))
    keep(session, daan.id, NEW, {"title": [TITLE]})
    assert commands.forget_drafts(session) == 0
    assert kept(session, amina) == kept(session, bram) == {"title": [TITLE]}

    age(session, kept_at=timedelta(hours=1), sent_at=timedelta(minutes=1))
    assert kept(session, amina) is None and kept(session, bram) is None
    assert commands.forget_drafts(session) == 2
    assert [draft.person_id for draft in session.exec(select(FormDraft))] == [daan.id]


def test_what_arrives_just_after_sending_does_not_bring_the_form_back(
    session: Session, world: World
) -> None:
    amina = world.person("amina")
    commands.mark_sent(session, amina.id, NEW, {"title": [TITLE]})
    assert not keep(session, amina.id, NEW, {"title": ["Vijf"]}, late=True)
    assert kept(session, amina) == {"title": [TITLE]}
    age(session, sent_at=commands.LATE + timedelta(seconds=1))
    assert keep(session, amina.id, NEW, {"title": ["Iets anders"]}, late=True)
    session.expire_all()
    draft = queries.get_draft(session, amina.id, NEW)
    assert draft is not None and draft.sent_at is None
    assert draft.fields == {"title": ["Iets anders"]}


def test_the_next_form_is_kept_at_once(session: Session, world: World) -> None:
    amina = world.person("amina")
    commands.mark_sent(session, amina.id, NEW, {"title": [TITLE]})
    assert keep(session, amina.id, NEW, {"title": ["Nog een"]})
    assert kept(session, amina) == {"title": ["Nog een"]}


def test_it_is_erased_with_its_person_and_is_not_in_the_trail(
    session: Session, world: World
) -> None:
    amina, before = world.person("amina"), len(session.exec(select(AuditEntry)).all())
    keep(session, amina.id, NEW, {"title": [TITLE]})
    commands.mark_sent(session, amina.id, "/aanbod/nieuw", {"title": [TITLE]})
    commands.drop_draft(session, amina.id, "/aanbod/nieuw")
    assert len(session.exec(select(AuditEntry)).all()) == before
    for table in (LoginSession, Membership):
        session.execute(sa.delete(table).where(col(table.person_id) == amina.id))
    session.execute(sa.delete(Person).where(col(Person.id) == amina.id))
    assert session.exec(select(FormDraft)).all() == []
