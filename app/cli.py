"""The command line: `python -m app.cli COMMAND`. It starts what it needs, also in a fresh clone."""

import argparse
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

from sqlalchemy import Engine
from sqlmodel import Session

from app import cli_database
from app.cli_account import add_own_data
from app.cli_import import add_import
from app.cli_matching import add_matching
from app.cli_post import add_post
from app.cli_privacy import add_privacy
from app.cli_recount import add_recount
from app.cli_region import add_region
from app.cli_routes import add_routes
from app.cli_web import add_web
from app.core import db, errors, logs, unreachable
from app.core.settings import Settings, get_settings
from app.local import embedded_postgres, errors as local_errors, ports, supervisor
from app.subscribers import connect

BUSY = (
    "De database is al lang bezig met iets anders, zoals dezelfde opdracht van een ander. Probeer "
    "het opnieuw als dat klaar is."
)


def main(arguments: list[str] | None = None, *, with_logs: bool = True) -> int:
    """Run one command; returns the exit code. A process that has logs of its own keeps them."""
    cli_database.choose_mode()
    connect()
    options = _parser().parse_args(arguments)
    try:
        level = get_settings().log_level
    except errors.Refused as problem:
        return _refuse(problem)
    if with_logs:
        logs.write_to_standard_error(level)
    return _answer(options)


def _answer(options: argparse.Namespace) -> int:
    """Do what was typed; whatever cannot be done is one sentence, and 1."""
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Who reads along has enough, such as `head`. What is still to be written goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (
        local_errors.AlreadyRunning,
        local_errors.EmbeddedPostgresError,
        errors.Refused,
    ) as problem:
        return _refuse(problem)
    except local_errors.GaveUp as problem:
        _refuse(problem)
        return problem.code
    except unreachable.PROBLEMS as problem:
        advice = BUSY if db.is_busy(problem) else unreachable.why(problem)
        if advice is None:
            raise
        return _refuse(advice)


def _refuse(why: object) -> int:
    print(f"schakelbord: {why}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.cli", description="Schakelbord")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser(
        "run", help="database, migrations, demo region, web server and worker, until Ctrl-C"
    )
    run.set_defaults(command=run_everything)
    migrate = commands.add_parser("migrate", help="bring the database's tables up to date")
    migrate.set_defaults(command=migrate_database)
    seed = commands.add_parser("seed", help="fill the database")
    seed.add_argument("what", choices=["reference", "demo", "scale"])
    seed.add_argument(
        "--needs", type=_number, default=100_000, metavar="N", help="with scale: so many open needs"
    )
    seed.add_argument(
        "--offers", type=_number, default=100_000, metavar="M", help="with scale: so many offers"
    )
    seed.set_defaults(command=seed_database)
    add_import(commands, filled_database)
    add_matching(commands)
    add_post(commands, cli_database.database)
    add_privacy(commands, cli_database.database)
    add_recount(commands, filled_database)
    add_own_data(commands, filled_database)
    add_region(commands, filled_database)
    add_routes(commands)
    add_web(commands)
    worker = commands.add_parser("worker", help="run jobs until Ctrl-C")
    worker.add_argument("--once", action="store_true", help="stop when the queue is empty")
    worker.set_defaults(command=run_worker)
    check = commands.add_parser("check", help="say whether this installation can be used")
    check.set_defaults(command=check_installation)
    return parser


def _number(text: str) -> int:
    """How many rows: none or more."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("schrijf een getal van 0 of meer")
    return int(text)


def migrate_database(options: argparse.Namespace) -> int:
    with cli_database.database():
        print("De database is bijgewerkt.")
    return 0


def seed_database(options: argparse.Namespace) -> int:
    if options.what != "reference" and not get_settings().is_demo:
        raise errors.Refused(
            "Verzonnen mensen, behoeften en aanbod horen niet in productie. Zet "
            "SCHAKELBORD_MODE=demo op een eigen, lege database."
        )
    with cli_database.database() as engine:
        seed(engine, demo=options.what == "demo")
        if options.what == "scale":
            _fill_for_speed(engine, options.needs, options.offers)
    return 0


def _fill_for_speed(engine: Engine, needs: int, offers: int) -> None:
    from app.demo.scale import seed_scale

    filled = seed_scale(engine, needs=needs, offers=offers)
    _tell("Schaal", filled)


@contextmanager
def filled_database() -> Iterator[Engine]:
    """The database with the reference data in it."""
    from app.reference.queries import count_regions

    with cli_database.database() as engine:
        with Session(engine) as session:
            is_empty = count_regions(session) == 0
        if is_empty:
            seed(engine, demo=False)
        yield engine


def seed(engine: Engine, *, demo: bool) -> None:
    """Reference data, and the demo region when it is not there yet."""
    from app.demo.seed import is_seeded, seed_demo
    from app.reference.commands import seed_reference
    from app.target_groups.commands import seed_target_groups

    with db.alone(engine, db.Alone.SEEDING):
        with Session(engine, expire_on_commit=False) as session, session.begin():
            counts = seed_reference(session) | seed_target_groups(session)
        _tell("Referentiegegevens", counts)
        if not demo:
            return
        with Session(engine, expire_on_commit=False) as session, session.begin():
            if is_seeded(session):
                print("De demoregio staat er al.")
                return
            filled = seed_demo(session)
        _tell("Demoregio", filled)


def _tell(what: str, counts: Mapping[str, int]) -> None:
    print(f"{what}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


def run_worker(options: argparse.Namespace) -> int:
    from app.core import job_worker
    from app.language.texts import warm_up_beside
    from app.worker import AT_START, load_tasks

    load_tasks()
    with cli_database.database(db.Patience.WORKER) as engine:
        warm_up_beside()
        asked = db.connecting(engine.url, get_settings(), db.Patience.WORKER)
        failed = job_worker.run_worker(
            engine, options=asked["options"], wait=not options.once, at_start=AT_START
        )
    if failed:
        print(f"schakelbord: mislukte taken: {failed}. Waarom staat hierboven.", file=sys.stderr)
    return 1 if failed else 0


def check_installation(options: argparse.Namespace) -> int:
    from app.core import readiness
    from app.site import readiness_queries

    settings = get_settings()
    # A demonstration needs neither mail nor a backup.
    found = [] if settings.is_demo else list(readiness.look_at_settings(settings))
    if not settings.is_demo:
        found.append(readiness_queries.look_at_mail(settings))
    with cli_database.looked_at() as engine:
        if engine is None:
            found.append(readiness.missing("Er is nog geen database."))
        else:
            with Session(engine) as session:
                found += readiness_queries.look_at_database(session, settings)
    for each in found:
        print(f"{each.weight.value:9}  {each.text}")
    lacking = sum(each.weight is readiness.Weight.MISSING for each in found)
    print(f"Niet gereed: {lacking} keer iets dat ontbreekt." if lacking else "Gereed.")
    return 1 if lacking else 0


def run_everything(options: argparse.Namespace) -> int:
    """What `make run` does."""
    settings = get_settings()
    if (reason := ports.why_not(settings.host, settings.port)) is not None:
        raise errors.Refused(reason)
    if settings.database_url is not None:
        return _serve(settings, settings.database_url, cluster=None)
    with supervisor.owning(cli_database.embedded(settings)) as cluster:
        cluster.ensure_database(cli_database.DATABASE)
        return _serve(settings, cluster.url(cli_database.DATABASE), cluster=cluster)


def _serve(settings: Settings, url: str, *, cluster: embedded_postgres.Cluster | None) -> int:
    kept_in = cluster.folder if cluster else None
    with cli_database.opened(settings, url, db.Patience.COMMAND, kept_in=kept_in) as engine:
        seed(engine, demo=settings.is_demo)
    # What goes well is not told here: somebody is at the keyboard.
    level = os.environ.get("SCHAKELBORD_LOG_LEVEL", "WARNING")

    def env() -> dict[str, str]:
        here = url if cluster is None else cluster.url(cli_database.DATABASE)
        asked = {"SCHAKELBORD_MODE": settings.mode.value, "SCHAKELBORD_LOG_LEVEL": level}
        # Two threads for a few hundred rows cost more than they bring, and there are two processes.
        return {"DATABASE_URL": here, "OPENBLAS_NUM_THREADS": "1"} | asked

    address = f"http://{settings.host}:{settings.port}"
    web = [sys.executable, "-m", "app.cli", "web"]
    worker = [sys.executable, "-m", "app.cli", "worker"]
    Thread(target=_announce, args=(settings, address), daemon=True).start()
    return supervisor.run_together(
        [supervisor.Child("web", web, env), supervisor.Child("worker", worker, env)],
        cluster=cluster,
    )


def _announce(settings: Settings, address: str) -> None:
    """Print the address once the server answers there."""
    for _attempt in range(300):
        try:
            with socket.create_connection((settings.host, settings.port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    lines = [f"\nSchakelbord staat klaar op {address}   (stoppen: Ctrl-C)"]
    if settings.is_demo:
        from app.demo.cast import DEMO_PASSWORD, demo_cast

        lines.append(
            f"Demo-accounts: met één klik op {address}/inloggen, of met het wachtwoord "
            f"{DEMO_PASSWORD}"
        )
        lines += [f"  {p.email:32} {p.role:14} {p.organisation}" for p in demo_cast()]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
