"""A demo region in which every text that somebody wrote says whose it is, and the addresses of what
is in it.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.account.models import AddressChange
from app.identity.models import Membership, Role
from app.second_factors.models import Passkey
from tests.browser.region import Region
from tests.matches.pairs import actor_of
from tests.web.conftest import NOBODYS
from tests.web.test_security_matrix import (
    _claim_in,
    _draft_in,
    _filter_in,
    _mail_in,
    _provider_in,
    _signal_in,
)
from tests.world import World

# Whose a row is, as the id of an organisation; and which rows are of that organisation alone.
_OF_REGION = (
    "(SELECT o.id FROM organisation o "
    "WHERE o.kind = 'safety_region' AND o.region_code = x.region_code)"
)
_OF_PERSON = (
    "(SELECT m.organisation_id FROM membership m WHERE m.person_id = x.{} "
    "ORDER BY m.created_at, m.organisation_id LIMIT 1)"
)
OWNER = {
    "crisis": _OF_REGION,
    "measure": _OF_REGION,
    "signal": f"coalesce(x.organisation_id, {_OF_REGION})",
    "provider": _OF_REGION,
    "mail": _OF_REGION,
    "target_group": _OF_REGION,
    "target_group_words": _OF_REGION,
    "support_type": _OF_REGION,
    "theme": _OF_REGION,
    "target_group_estimate": _OF_REGION,
    "interpretation_proposal": (
        "(SELECT v.organisation_id FROM interpretation_version v "
        "WHERE v.interpretation_id = x.interpretation_id ORDER BY v.number LIMIT 1)"
    ),
    "match": "x.need_organisation_id",
    "match_note": "(SELECT m.need_organisation_id FROM match m WHERE m.id = x.match_id)",
    "organisation": "x.id",
    "person": _OF_PERSON.format("id"),
    "saved_filter": _OF_PERSON.format("person_id"),
    "form_draft": _OF_PERSON.format("person_id"),
    "passkey": _OF_PERSON.format("person_id"),
    "address_change": _OF_PERSON.format("person_id"),
}
ALONE = {
    "need": "x.status = 'draft'",
    "offer": "x.status = 'draft'",
    "import_draft": "true",
    "saved_filter": "true",
    "form_draft": "true",
    "passkey": "true",
    "address_change": "true",
}
# Every column of text that somebody typed. What is an address of mail gets its mark in front.
TYPED = {
    "action": ("title", "description", "outcome_note", "lessons"),
    "action_note": ("text",),
    "action_partner": ("asked_for", "reply", "answer_note"),
    "action_step": ("title",),
    "address_change": ("email",),
    "crisis": ("name",),
    "form_draft": ("fields",),
    "import_draft": ("filename",),
    "invitation": ("email",),
    "mail": ("address",),
    "match": (
        "reason", "ending_note", "need_answer_note", "offer_answer_note", "need_reply",
        "offer_reply", "need_arrived_note", "offer_arrived_note",
    ),
    "match_note": ("text",),
    "measure": ("title", "description", "link"),
    "need": ("title", "description", "closing_note"),
    "offer": ("title", "description", "closing_note", "team_note"),
    "resilience_example": (
        "title", "description", "people_needed", "money_needed", "place_needed", "partners_needed",
    ),
    "example_adoption": ("note",),
    "interpretation_version": ("title", "seen", "meaning", "advice"),
    "interpretation_remark": ("text",),
    "interpretation_proposal": ("text",),
    "organisation": ("name",),
    "organisation_claim": ("contact_name", "contact_email", "contact_phone", "why", "answer"),
    "organisation_profile": (
        "description", "status_note", "contact_name", "contact_email", "contact_phone",
    ),
    "passkey": ("name",),
    "person": ("name", "email"),
    "provider": ("name",),
    "saved_filter": ("name",),
    "signal": ("description", "answer", "email", "source_link"),
    "support_type": ("label_nl", "label_en"),
    "target_group": ("label_nl", "label_en"),
    "target_group_estimate": ("source",),
    "theme": ("label_nl", "label_en"),
}  # fmt: skip
MARK = re.compile(r"qzw([a-z]{2})([a-z]{2})([op])", re.IGNORECASE)
_PAIRS = ["".join(pair) for pair in itertools.product(ascii_lowercase, repeat=2)]
_CODES = dict(zip(_PAIRS, ((t, c) for t, columns in TYPED.items() for c in columns), strict=False))
ADMINISTRATOR = "c-noaberkring-klazienaveen"  # becomes the one of the other region


@dataclass(frozen=True)
class Mark:
    """What was found in an answer: which text it is, of whom, and whether of them alone."""

    column: str
    owner: UUID
    is_private: bool


class Marked:
    """The region, its marks, and where its things are."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.cookies: dict[str | None, dict[str, str]] = {}
        self._places: dict[str, list[str]] = {}
        # For which organisation somebody works, and in which region.
        self.homes: dict[str | None, tuple[UUID | None, str]] = {None: (None, "")}
        with Session(region.engine, expire_on_commit=False) as session:
            _fill(session)
            session.commit()
            # Who agreed with whom may see how to reach the other.
            agreed = session.execute(
                sa.text(
                    "SELECT need_organisation_id, offer_organisation_id FROM match "
                    "WHERE status IN ('accepted', 'running', 'completed')"
                )
            )
            self.agreed = {frozenset((UUID(str(a)), UUID(str(b)))) for a, b in agreed}
            organisations = session.execute(sa.text("SELECT id, region_code FROM organisation"))
            self.region_of = {UUID(str(row[0])): str(row[1]) for row in organisations}
        self._owners = dict(zip(_PAIRS, self.region_of, strict=False))

    def sign_in(self, *people: str | None) -> None:
        for person in people:
            self.cookies[person] = self.region.cookies(person)
            if person is not None:
                with self.region.session() as session:
                    [seat] = actor_of(session, person).seats
                self.homes[person] = (seat.organisation_id, seat.region_code)

    def addresses_of(self, path: str) -> list[str]:
        """A path with every thing of VR01 that it can name; they stay what they are."""
        if path not in self._places:
            with self.region.session() as session:
                self._places[path] = list(_addresses(session, path))
        return self._places[path]

    def mark(self) -> dict[str, int]:
        """Write a mark in every text; how many of each there are."""
        count: dict[str, int] = {}
        with self.region.session() as session:
            session.execute(sa.text("SET session_replication_role = replica"))
            session.execute(sa.text("CREATE TEMPORARY TABLE code (id uuid, word text)"))
            for word, owner in self._owners.items():
                session.execute(
                    sa.text("INSERT INTO code VALUES (:id, :word)"), {"id": owner, "word": word}
                )
            for word, (table, column) in _CODES.items():
                count[f"{table}.{column}"] = _write(session, word, table, column)
        return count

    def found_in(self, content: bytes) -> set[Mark]:
        """Every mark in an answer, also in the parts of a workbook."""
        texts = [content]
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                texts = [book.read(name) for name in book.namelist()]
        return {
            Mark(".".join(_CODES[column.lower()]), self._owners[owner.lower()], kind.lower() == "p")
            for text in texts
            for column, owner, kind in MARK.findall(text.decode("utf-8", "replace"))
        }


def _write(session: Session, word: str, table: str, column: str) -> int:
    owner = OWNER.get(table, "x.organisation_id")
    kind = f"CASE WHEN {ALONE.get(table, 'false')} THEN 'p' ELSE 'o' END"
    mark = f"'qzw{word}' || c.word || {kind}"
    text = f"x.{column} || ' ' || {mark}"
    if column in ("email", "contact_email", "address"):
        text = f"{mark} || x.{column}"
    if column == "fields":
        text = f"jsonb_build_object('title', jsonb_build_array({mark}))"
    written = f"AND x.{column} <> ''" if column != "fields" else ""
    update = (
        f"UPDATE {table} y SET {column} = {text} FROM {table} x, code c "  # noqa: S608
        f"WHERE x.ctid = y.ctid AND c.id = {owner} "
    )
    count = int(getattr(session.execute(sa.text(update + written)), "rowcount", 0))
    if not count:
        # Nobody of the demo wrote one: then everybody did who could.
        noted = column.removesuffix("_note") + "_channel"
        whole = update.replace(f"x.{column} ||", f"coalesce(x.{column}, '') ||")
        whole += f"AND x.{noted} IS NOT NULL" if column.endswith("_answer_note") else ""
        count = int(getattr(session.execute(sa.text(whole)), "rowcount", 0))
    return count


def _fill(session: Session) -> None:
    """What the demo does not have yet, of people of VR01; and who keeps the other region."""
    world = World(session)
    for make in (_claim_in, _filter_in, _draft_in, _mail_in, _provider_in):
        make(world, "due" if make is _mail_in else "own")
    _signal_in(world, "received")
    amina = world.person("amina").id
    session.add(AddressChange(person_id=amina, email="nieuw@b.example"))
    session.add(Passkey(person_id=amina, credential_id=b"1", public_key=b"2", name="Telefoon"))
    for table in ("theme", "support_type"):
        own = """'{"slug": "eigen_vr01", "region_code": "VR01"}'"""
        session.execute(
            sa.text(
                f"INSERT INTO {table} SELECT (jsonb_populate_record(t, {own})).* "  # noqa: S608
                f"FROM {table} t LIMIT 1"
            )
        )
    session.execute(
        sa.text(
            "UPDATE match SET need_answer_by = 'offer', need_answer_channel = 'phone', "
            "offer_answer_by = 'need', offer_answer_channel = 'phone' "
            "WHERE status IN ('accepted', 'running', 'completed')"
        )
    )
    session.execute(
        sa.text(
            "INSERT INTO match_note (id, match_id, side, text, created_at) "
            "SELECT gen_random_uuid(), id, 'need', 'Tot dinsdag.', now() FROM match "
            "WHERE region_code = 'VR01' AND status = 'accepted' LIMIT 1"
        )
    )
    administrator = actor_of(session, ADMINISTRATOR)
    region = actor_of(session, "c-vr03").seats[0].organisation_id
    assert administrator.person_id is not None
    old = session.get_one(
        Membership, (administrator.person_id, administrator.seats[0].organisation_id)
    )
    session.delete(old)
    session.add(
        Membership(
            person_id=administrator.person_id, organisation_id=region, role=Role.ADMINISTRATOR
        )
    )


# For each name, or several, in an address: what it can be, in VR01.
_IN_REGION = "SELECT id FROM {} WHERE region_code = 'VR01' LIMIT 3"
_PER_STATUS = (
    "SELECT DISTINCT ON (status) id FROM {} WHERE region_code = 'VR01' ORDER BY status, id"
)
_OWN = "SELECT id FROM {} LIMIT 2"
NAMED: dict[tuple[str, ...], str] = {
    ("need_id",): _PER_STATUS.format("need"),
    ("offer_id",): _PER_STATUS.format("offer"),
    ("match_id",): _PER_STATUS.format("match"),
    ("action_id",): _PER_STATUS.format("action"),
    ("example_id",): _PER_STATUS.format("resilience_example"),
    ("interpretation_id",): _PER_STATUS.format("interpretation"),
    ("interpretation_id", "person_id"): "SELECT interpretation_id, person_id "
    "FROM interpretation_expert LIMIT 2",
    ("interpretation_id", "proposal_id"): "SELECT interpretation_id, id "
    "FROM interpretation_proposal LIMIT 2",
    ("name", "digest"): "SELECT 'gewicht', '0123456789abcdef'",
    ("report_id",): _PER_STATUS.format("report"),
    ("public_region", "public_week"): "SELECT 'VR01', 'actueel'",
    ("release_id",): _IN_REGION.format("public_release"),
    ("plan_id",): _IN_REGION.format("plan"),
    ("crisis_id",): _IN_REGION.format("crisis"),
    ("measure_id",): _IN_REGION.format("measure"),
    ("mail_id",): _IN_REGION.format("mail"),
    ("message_id",): _IN_REGION.format("mail"),
    ("provider_id",): _IN_REGION.format("provider"),
    ("signal_id",): _IN_REGION.format("signal"),
    ("organisation_id",): _PER_STATUS.format("organisation"),
    ("claim_id",): _OWN.format("organisation_claim"),
    ("draft_id",): _OWN.format("import_draft"),
    ("follow_id",): _OWN.format("follow"),
    ("filter_id",): _OWN.format("saved_filter"),
    ("slug",): "SELECT slug FROM target_group WHERE region_code = 'VR01' OR slug = 'older_people'",
    ("organisation_id", "invitation_id"): "SELECT organisation_id, id FROM invitation LIMIT 2",
    ("organisation_id", "person_id"): "SELECT organisation_id, person_id FROM membership m JOIN "
    "organisation o ON o.id = organisation_id WHERE o.region_code = 'VR01' LIMIT 2",
    ("action_id", "step_id"): "SELECT action_id, id FROM action_step LIMIT 2",
    (
        "action_id",
        "organisation_id",
    ): "SELECT action_id, organisation_id FROM action_partner LIMIT 2",
    ("action_id", "match_id"): "SELECT action_id, match_id FROM action_match LIMIT 2",
    ("region_code",): "SELECT 'VR01'",
    ("region_code", "need_id"): _PER_STATUS.format("need").replace(") id", ") 'VR01', id"),
    ("region_code", "offer_id"): _PER_STATUS.format("offer").replace(") id", ") 'VR01', id"),
    ("ending",): "SELECT unnest(ARRAY['csv', 'xlsx'])",
    ("name",): "SELECT 'behoeften'",
    ("job_id",): "SELECT 1",
}
# Whoever has these may see what they lead to, or they are of nobody: tests of their own.
HELD = {"token", "number", "topic", "tie_id", "passkey_id", "session_id", "path:path"}


def _addresses(session: Session, path: str) -> Iterator[str]:
    """A path with every thing of VR01 that it can name."""
    names = re.findall(r"\{([\w:]+)\}", path)
    for name in [name for name in names if name in HELD or "/via/" in path or "via/{slug}" in path]:
        path = path.replace(f"{{{name}}}", NOBODYS)
    names = [name for name in names if f"{{{name}}}" in path]
    if not names:
        yield path
        return
    for row in session.execute(sa.text(NAMED[tuple(names)])):
        filled: Any = path
        for name, value in zip(names, row, strict=True):
            filled = filled.replace(f"{{{name}}}", str(value))
        yield filled
