"""`python -m app.cli export-my-data E-MAIL`: all that is stored of one person, as JSON."""

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.core import errors


def add_own_data(commands: Any, opened: Callable[[], AbstractContextManager[Engine]]) -> None:
    """Add the command to the parser of the command line."""

    def export(options: argparse.Namespace) -> int:
        import app.models  # noqa: F401  every table
        from app.account import commands as account_commands
        from app.identity import queries as identity_queries
        from app.privacy import labels

        with opened() as engine, Session(engine) as session, session.begin():
            person = identity_queries.get_person_by_email(session, options.email)
            if person is None:
                raise errors.Refused("Er is geen account met dit e-mailadres.")
            taken = account_commands.hand_own_data(session, person, labels.line_of)
        print(json.dumps(taken, ensure_ascii=False, indent=2))
        return 0

    parser = commands.add_parser(
        "export-my-data", help="all that is stored of one person, as JSON, for who asks for it"
    )
    parser.add_argument("email", metavar="E-MAIL", help="the address of their account")
    parser.set_defaults(command=export)
