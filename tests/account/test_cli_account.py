"""What is stored of somebody, on the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session, col, select

from app import cli_account
from app.audit.models import AuditEntry
from app.core import errors
from tests.conftest import Databases


@pytest.fixture
def real(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def export(real: Engine, email: str) -> int:
    @contextmanager
    def opened() -> Iterator[Engine]:
        yield real

    parser = argparse.ArgumentParser()
    cli_account.add_own_data(parser.add_subparsers(), opened)
    options = parser.parse_args(["export-my-data", email])
    code: int = options.command(options)
    return code


def test_an_operator_hands_somebody_their_data(
    real: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(real, "Amina@Eemsdelta.example") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["email"] for row in found["person"]] == ["amina@eemsdelta.example"]
    with Session(real) as session:
        line = session.exec(
            select(AuditEntry).where(col(AuditEntry.event) == "person:own_data_taken")
        ).one()
        assert line.person_id is None and str(line.object_id) == found["person"][0]["id"]


def test_an_unknown_address_is_refused(real: Engine) -> None:
    with pytest.raises(errors.Refused, match="geen account"):
        export(real, "niemand@nergens.example")
