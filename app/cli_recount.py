"""`python -m app.cli recount`: whether the tallies hold what there is."""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session


def add_recount(commands: Any, opened: Callable[[], AbstractContextManager[Engine]]) -> None:
    """Add the command to the parser of the command line."""

    def recount(options: argparse.Namespace) -> int:
        from app.tallies import commands as tally_commands

        with opened() as engine, Session(engine) as session, session.begin():
            found = tally_commands.recount(session)
        print(f"Opnieuw geteld; verschillen: {len(found)}.")
        for each in found:
            print(f"  {each.tally} {each.key}: er stond {each.held}, het is {each.counted}")
        return 0

    parser = commands.add_parser(
        "recount", help="count anew what the pages of target groups show, and say what differed"
    )
    parser.set_defaults(command=recount)
