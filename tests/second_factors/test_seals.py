"""What is sealed opens with the key, for its owner, and unaltered."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, select

from app.second_factors.models import AuthenticatorApp, RecoveryCode
from app.second_factors.seals import seal, unseal
from tests.second_factors.conftest import set_up_app
from tests.world import Visitors

ME, YOU = UUID(int=1), UUID(int=2)


def test_it_opens_for_its_owner_with_the_key_only() -> None:
    sealed = seal("sleutel", ME, "geheim")
    assert unseal("sleutel", ME, sealed) == "geheim"
    assert b"geheim" not in sealed
    assert unseal("andere", ME, sealed) is None
    assert unseal("sleutel", YOU, sealed) is None
    assert unseal("sleutel", ME, sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert unseal("sleutel", ME, b"") is None
    assert seal("sleutel", ME, "geheim") != sealed


def test_the_database_holds_neither_a_key_nor_a_code(visitors: Visitors, session: Session) -> None:
    key, codes = set_up_app(visitors["amina"])
    app = session.exec(select(AuthenticatorApp)).one()
    assert key.encode() not in app.sealed
    stored = b"".join(row.code_hash for row in session.exec(select(RecoveryCode)))
    assert len(stored) == 10 * 32
    assert not any(
        code.encode() in stored or code.replace("-", "").encode() in stored for code in codes
    )
