"""The command that serves pages."""

import argparse
import contextlib

import uvicorn

from app.core import db, errors, installation, unreachable
from app.core.settings import get_settings
from app.local import ports
from app.web.connections import Connection

# How long a connection stays open that asks for nothing.
KEEP_ALIVE_SECONDS = 5
# uvicorn kills a process that says nothing for so long, also while it loads on a slow machine.
START_SECONDS = 60


def add_web(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    web = commands.add_parser("web", help="serve the pages, until Ctrl-C")
    web.add_argument("--workers", type=int, default=1, metavar="N", help="so many processes")
    web.set_defaults(command=serve)


def serve(options: argparse.Namespace) -> int:
    """uvicorn, with our connections and our logs. It believes no proxy by itself: which ones may
    say who asks is a setting of ours (`app.web.addresses`).
    """
    settings = get_settings()
    assert settings.signing_key  # refused here, and not at the first link or seal
    if (reason := ports.why_not(settings.host, settings.port)) is not None:
        raise errors.Refused(reason)
    # What is wrong for good is said here, and once; a database that is away may come back.
    engine = installation.watch(db.make_engine(settings), settings.mode)
    with contextlib.suppress(*unreachable.PROBLEMS), engine.connect():
        pass
    engine.dispose()
    uvicorn.run(
        "app.main:create",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=options.workers,
        http=Connection,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_worker_healthcheck=START_SECONDS,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        ws="none",
    )
    return 0
