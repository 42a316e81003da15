"""`python -m app.cli retention` and `erase`: what is kept of people."""

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.core import db, errors
from app.core.settings import Settings, get_settings

Opened = Callable[[], AbstractContextManager[Engine]]
ASK = (
    "Wat is besloten en het logboek blijven staan: kies --hand-over BESTAND om ze eerst over te "
    "dragen, of --without-hand-over."
)


def add_privacy(commands: Any, opened: Opened) -> None:
    """Add the commands to the parser of the command line."""

    def retention(options: argparse.Namespace) -> int:
        return _retention(options, opened)

    def erase(options: argparse.Namespace) -> int:
        return _erase(options.email, opened)

    def touched(options: argparse.Namespace) -> int:
        return _touched(options.what, opened)

    parser = commands.add_parser("retention", help="delete what is kept long enough")
    parser.add_argument("--dry-run", action="store_true", help="say what would go; change nothing")
    parser.add_argument("--table", action="store_true", help="print the periods and their grounds")
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "--hand-over", type=Path, metavar="FILE", help="write decisions and the trail there first"
    )
    given.add_argument(
        "--without-hand-over", action="store_true", help="delete them without writing them down"
    )
    parser.set_defaults(command=retention)
    parser = commands.add_parser("who-is-touched", help="whose data an account or object touches")
    parser.add_argument("what", metavar="E-MAIL|NUMBER")
    parser.set_defaults(command=touched)
    parser = commands.add_parser("erase", help="erase an account: it becomes a former user")
    parser.add_argument("email", metavar="E-MAIL")
    parser.set_defaults(command=erase)


def _retention(options: argparse.Namespace, opened: Opened) -> int:
    from app.privacy import periods

    settings = get_settings()
    if options.table:
        print(periods.as_table(settings))
        return 0
    is_whole = options.dry_run or options.hand_over or options.without_hand_over
    kinds = [each for each in periods.KINDS if is_whole or not each.is_by_command]
    with opened() as engine, _written(options.hand_over, options.dry_run) as take:
        trail = [each for each in kinds if each.is_trail]
        others = [each for each in kinds if not each.is_trail]
        with _as_role(engine, settings) if trail else nullcontext(engine) as by_role:
            _remove(engine, settings, others, options, take)
            _remove(by_role, settings, trail, options, take)
    if not is_whole:
        print(ASK)
    return 0


def _remove(
    engine: Engine, settings: Settings, kinds: list[Any], options: argparse.Namespace, take: Any
) -> None:
    """In one transaction, that a dry run does not keep."""
    from app.identity.actor import SYSTEM
    from app.privacy import retention_commands

    with Session(engine, expire_on_commit=False) as session, session.begin() as together:
        gone = retention_commands.remove_old(session, SYSTEM, settings, kinds, take)
        if options.dry_run:
            together.rollback()
        else:
            take.keep()
    verb = "zou weggaan" if options.dry_run else "weg"
    for kind in kinds:
        print(f"{kind.what} ({kind.period(settings)}) {verb}: {gone[kind.name]}")


class _File:
    """Lines that are on the disk before what they tell of is deleted."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines

    def __call__(self, line: str) -> None:
        if self._lines is not None:
            self._lines.write(line + "\n")

    def keep(self) -> None:
        if self._lines is not None:
            self._lines.flush()
            os.fsync(self._lines.fileno())


@contextmanager
def _written(path: Path | None, is_dry: bool) -> Iterator[_File]:
    """A new file, never over one that is there: the deleted rows of another day stand in it."""
    if path is None or is_dry:
        yield _File(None)
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise errors.Refused(f"Het bestand {path} bestaat al. Kies een andere naam.") from None
    except OSError as problem:
        raise errors.Refused(f"Het bestand {path} kan niet: {problem.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as lines:
        yield _File(lines)


@contextmanager
def _as_role(engine: Engine, settings: Settings) -> Iterator[Engine]:
    """The same database, as the role that may take lines out of the trail. Refused before anything
    is deleted.
    """
    from app.privacy import trail_commands

    url = settings.retention_url.get_secret_value()
    if url:
        own = settings.model_copy(update={"database_url": url})
        engine = db.make_engine(own, db.Patience.COMMAND)
    try:
        with Session(engine) as session, session.begin():
            trail_commands.make_role(session)
            trail_commands.become_role(session)
        yield engine
    finally:
        if url:
            engine.dispose()


def _erase(email: str, opened: Opened) -> int:
    from app.identity.actor import SYSTEM
    from app.privacy import erasure_commands

    with opened() as engine, Session(engine) as session, session.begin():
        left_alone: Iterable[str] = erasure_commands.erase_person(session, SYSTEM, email)
    print("Het account is gewist. Waar de naam stond, staat nu “voormalig gebruiker”.")
    for name in left_alone:
        print(f"Let op: bij {name} kan nu niemand meer beslissen.")
    return 0


def _touched(what: str, opened: Opened) -> int:
    """An address is of an account, anything else the number of an object."""
    from app.identity.queries import get_person_by_email
    from app.privacy import touched_queries

    with opened() as engine, Session(engine) as session:
        if "@" in what:
            person = get_person_by_email(session, what)
            if person is None:
                raise errors.Refused("Er is geen account met dit e-mailadres.")
            lines = touched_queries.find_touched_by(session, person)
        else:
            try:
                number = UUID(what)
            except ValueError:
                raise errors.Refused("Schrijf een e-mailadres of een nummer.") from None
            lines = touched_queries.find_touched_through(session, number)
    print("\n".join(lines) if lines else "Van dit nummer staat niets in het logboek.")
    return 0
