"""What leaves the pages says no more of a small group than they do: of two needs that differ only
in how many they are for, files, mail, own data and the answer to every post read the same.
"""

from __future__ import annotations

import io
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection
from sqlmodel import col, select

from app.core import clock
from app.identity.commands import start_session
from app.identity.models import Person
from app.mail.models import Mail
from app.messages import digest_commands, ending_commands, question_commands
from app.reference.models import Unit
from tests.imports.test_pages import send
from tests.matches.pairs import MARIJKE, Pairs
from tests.matches.test_full_small_groups import (
    OUTSIDE,
    UUID,
    Acts,
    _differing,
    anonymous,
    thrown_away,
)
from tests.matches.test_grace import end_minute
from tests.world import GROCERIES, Visitors, form

# Who was asked too, and did not answer before the first yes.
PEOPLE = (*OUTSIDE, MARIJKE)
PAGES = [
    *(f"/behoeften?status=all&sort={sort}" for sort in ("urgent", "newest", "ending")),
    "/behoeften?status=all&q=paar",
    "/aanbod?sort=ending",
    "/mijn-werk",
    "/mijn-account/gegevens",
    "/behoeften/{need}",
]
FILES = [
    "/behoeften/lijst.xlsx?status=all",
    "/behoeften/lijst.csv?status=all",
    "/bord/lijst.xlsx",
    "/aanbod/lijst.xlsx",
    "/doelgroepen/lijst.xlsx",
]
OF_MATCH: list[tuple[str, dict[str, str]]] = [
    ("goedkeuren", {}), ("bevestigen", {}), ("klopt", {}), ("terugdraaien", {}), ("starten", {}),
    ("accepteren", {}), ("accepteren", {"quantity": "3"}),
    ("accepteren", {"quantity": "3", "on_behalf": "1", "channel": "phone"}),
    ("afronden", {"outcome": "met", "people_reached": "3"}), ("intrekken", {"reason": "wrong"}),
    ("afwijzen", {"reason": "no_capacity"}),
]  # fmt: skip
OF_NEED: list[tuple[str, dict[str, Any]]] = [
    ("", form(GROCERIES)), ("/plaatsen", {}), ("/weggooien", {}), ("/sluiten", {"outcome": "met"}),
    ("/intrekken", {"reason": "duplicate"}), ("/verantwoordelijke", {}),
]  # fmt: skip
# The rows to mend, as a file that is in the page itself.
AGAIN = re.compile(r'name="again"\s+value="([^"]+)"')
ENCODED = re.compile(r"base64,([\w+/=]+)")
QUANTITIES = ("1", "3", "4", "40", "")


def sign_in(visitors: Visitors, pairs: Pairs) -> None:
    """Also somebody who is not of the cast."""
    person = pairs.session.get_one(Person, pairs[MARIJKE].person_id)
    visitors._tokens = {MARIJKE: start_session(pairs.session, person)}
    for who in PEOPLE:
        visitors[who]
    pairs.session.commit()


def _cells(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content))
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return "\n".join(repr(row) for row in rows)


def mails(pairs: Pairs, acts: Acts) -> Iterator[tuple[str, str]]:
    """All that is owed to them, of every kind: who is asked, who is reminded, the overview."""
    session = pairs.session
    for match in acts.matches:
        session.refresh(match)
        if match.undo_until is not None:
            end_minute(pairs, match)
    ids = {pairs[who].person_id: who for who in PEOPLE}
    for days in (0, 6):
        with clock.at(clock.now() + timedelta(days=days, minutes=5)):
            question_commands.mail_questions(session)
            question_commands.remind(session)
            ending_commands.ask_about_needs(session)
            for person_id in ids:
                assert person_id is not None
                digest_commands.owe_overview(session, person_id)
    session.flush()
    owed = session.exec(select(Mail).where(col(Mail.person_id).in_(list(ids)))).all()
    told = sorted((ids[m.person_id], m.kind, str(sorted(m.facts.items()))) for m in owed)
    for nth, (who, kind, facts) in enumerate(told):
        yield f"mail {nth} to {who}", anonymous(f"{kind} {facts}")


def pages(visitors: Visitors, acts: Acts) -> Iterator[tuple[str, str]]:
    for who in PEOPLE:
        visitors[who].get("/mijn-werk")  # shows what was left to say before
        own = [f"/koppelingen/{match.id}" for match in acts.matches]
        for path in (*(page.format(need=acts.need.id) for page in PAGES), *own):
            answer = visitors[who].get(path)
            yield f"{who} reads {path}", f"{answer.status_code} {anonymous(answer.text)}"
        for path in FILES:
            answer = visitors[who].get(path)
            is_book = path.partition("?")[0].endswith("xlsx") and answer.status_code == 200
            text = _cells(answer.content) if is_book else answer.text
            yield f"{who} takes {path}", f"{answer.status_code} {anonymous(text)}"
    for who in ("chantal", "daan"):
        taken = visitors[who].get(FILES[0]).content
        answer = send(visitors[who], taken, name="lijst.xlsx")
        said = ENCODED.sub(lambda found: b64decode(found[1]).decode(), answer.text)
        # The file itself, which travels in the page.
        said = AGAIN.sub(lambda found: _cells(zlib.decompress(b64decode(found[1]))), said)
        # A few of its references stand above their column, in the order of the ids themselves.
        yield f"{who} brings it back", f"{answer.status_code} {anonymous(UUID.sub('…', said))}"


def posts(
    visitors: Visitors, acts: Acts, people: tuple[str, ...], *, is_over: bool
) -> Iterator[tuple[str, str]]:
    """Every verb by who may not, and by who may but may not know the number."""
    need, other = str(acts.need.id), str(acts.other.id)
    tried: list[tuple[str, dict[str, Any]]] = [
        (f"/behoeften/{need}{verb}", given) for verb, given in OF_NEED
    ]
    tried += [(f"/koppelingen/{m.id}/{verb}", given) for m in acts.matches
              for verb, given in OF_MATCH if is_over or verb != "accepteren"]  # fmt: skip
    for quantity in QUANTITIES:
        given = {"need": need, "offer": other, "quantity": quantity, "reason": "Wij kunnen dit."}
        tried.append(("/koppelingen", given | {"offer_quantity": quantity}))
    tried.append(("/koppelingen/past-niet", {"need": need, "offer": other, "reason": "too_far"}))
    for nth, (path, given) in enumerate(tried):
        for who in people:
            answer = visitors[who].post(path, data=given)
            said = f"{answer.status_code} {answer.headers.get('location', '')} {answer.text}"
            yield f"{nth} {who} posts {path}", anonymous(said)


@pytest.mark.parametrize(
    ("unit", "is_over", "acting"),
    [
        (Unit.PEOPLE, True, PEOPLE),
        (Unit.PEOPLE, False, PEOPLE),
        # In another unit whoever may do something hears other words; a refusal has none.
        (Unit.PLACES, True, ("chantal", "daan")),
        (Unit.PIECES, True, ("chantal", "daan")),
    ],
)
def test_nothing_that_leaves_the_pages_tells_how_few_they_are(
    visitors: Visitors,
    pairs: Pairs,
    connection: Connection,
    unit: Unit,
    is_over: bool,
    acting: tuple[str, ...],
) -> None:
    """`is_over`: after the first yes, and whatever follows on it; else while they are asked."""
    pairs.review("none")
    for quantity in (2, 3):  # what would stand before or after it in an order by number
        pairs.world.need(
            "daan", publish=True, title=f"Hulp in de hele regio {quantity}", quantity=quantity,
            people=quantity, unit=unit, municipality=None,
        )  # fmt: skip
    sign_in(visitors, pairs)
    told = {}
    with clock.at(clock.now()):
        for people in (1, 4):
            with thrown_away(pairs, connection):
                acts = Acts(pairs, people, unit.value, 1)
                acts.ask(0, 1, 2)
                if is_over:
                    acts.agree(0)
                pairs.session.commit()
                found = [*mails(pairs, acts)]
                pairs.session.commit()
                found += pages(visitors, acts)
                found += posts(visitors, acts, acting, is_over=is_over)
                told[people] = {UUID.sub("…", key): said for key, said in found}
    assert told[1].keys() == told[4].keys()
    assert {
        key: _differing(said, told[4][key]) for key, said in told[1].items() if said != told[4][key]
    } == {}
