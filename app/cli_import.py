"""`python -m app.cli import …`: bring in a file as the system, without anybody signed in."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.core import errors as core_errors

OpenDatabase = Callable[[], AbstractContextManager[Engine]]


def add_import(commands: Any, database: OpenDatabase) -> None:
    """Add the command to the parser of the command line. `database` has the reference data."""
    bring = commands.add_parser(
        "import", help="bring in a CSV, XLSX or JSONL file: all of it or nothing"
    )
    bring.add_argument("what", choices=["needs", "offers", "sizes", "signals", "organisations"])
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="move all dates: this day is today"
    )
    bring.add_argument("--region", default="VR01", metavar="CODE", help="the safety region (VR01)")
    bring.add_argument("--dry-run", action="store_true", help="check only")
    bring.add_argument(
        "--differing", choices=["new", "skip"], help="what happens to rows like something stored"
    )
    bring.add_argument(
        "--letters",
        choices=["windows", "dos", "mac", "mixed", "twice", "utf-8"],
        help="how the letters of the file were saved",
    )
    bring.set_defaults(command=partial(import_file, database))


def import_file(database: OpenDatabase, options: argparse.Namespace) -> int:
    """Organisations that do not exist yet are made."""
    from app.imports.columns import has_first, map_columns
    from app.imports.commands import import_as_system
    from app.imports.encodings import Letters
    from app.imports.models import Doing, ImportKind
    from app.imports.sheet_bounds import MAX_BYTES
    from app.imports.sheets import read_sheet

    kind = ImportKind(options.what)
    letters = Letters(options.letters) if options.letters else None
    try:
        with options.file.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        is_wanted = partial(has_first, kind)
        sheet = map_columns(kind, read_sheet(options.file.name, content, is_wanted, letters))
        with (
            database() as engine,
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            done = import_as_system(
                session,
                options.region,
                sheet,
                as_of=options.as_of,
                dry_run=options.dry_run,
                differing=Doing(options.differing) if options.differing else None,
            )
    except OSError as problem:
        raise core_errors.Refused(f"{options.file}: {problem.strerror}") from problem
    except core_errors.Invalid as problem:
        raise core_errors.Refused(f"{options.file}: {problem.message}") from problem
    _print_rows(done)
    print(
        f"{len(done.rows)} rijen: {done.stored} nieuw, {done.linked} bestonden al, {done.wrong} "
        "fout."
    )
    if done.is_stopped or options.dry_run:
        print("Er is niets opgeslagen.")
    return 1 if done.is_stopped else 0


def _print_rows(done: Any) -> None:
    from app.imports.checked_rows import Outcome, lines
    from app.imports.models import ImportKind

    for sentence in lines(done.rows):
        print(sentence, file=sys.stderr)
    addresses = {
        ImportKind.NEEDS: ": /behoeften/",
        ImportKind.OFFERS: ": /aanbod/",
        ImportKind.SIGNALS: ": /signalen/",
        ImportKind.ORGANISATIONS: ": /netwerk/",
    }
    address = addresses.get(done.kind)
    for row in done.rows:
        for remark in row.remarks:
            print(f"Rij {row.number}: {remark}")
        if row.outcome is Outcome.DIFFERS:
            what = ", ".join(f"{d.column} {d.stored} → {d.said}" for d in row.differences)
            print(
                f"Rij {row.number} verschilt van wat er al is ({what}). Kies met --differing new "
                "of --differing skip wat ermee gebeurt.",
                file=sys.stderr,
            )
        elif row.outcome is Outcome.EXISTS:
            print(f"Rij {row.number} bestaat al" + (f"{address}{row.item_id}" if address else "."))
        elif row.outcome is Outcome.TWICE:
            print(f"Rij {row.number} is dezelfde als rij {row.same_as}.")
    if done.hidden:
        print(f"Kolommen die verborgen zijn en toch gelezen worden: {', '.join(done.hidden)}")
    if done.only_read:
        print(f"Kolommen die alleen te lezen zijn: {', '.join(done.only_read)}")
    if done.unread:
        print(f"Kolommen die niet gelezen zijn: {', '.join(done.unread)}")
