"""A listener: the one connection of this process on which PostgreSQL tells what was committed."""

import asyncio
import logging
from collections.abc import Callable

import psycopg

from app.core import db
from app.core.notices import CHANNEL, Touched
from app.core.settings import Settings

log = logging.getLogger(__name__)

# How long is waited before connecting anew, and at most.
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
# Of a connection on which nothing is said for so long it is asked whether it is still there.
QUIET_SECONDS = 30.0


def address_of(settings: Settings) -> str:
    """Where to listen: past a pooler, which would give the connection to somebody else."""
    url = db.read_url(settings.listen_url.get_secret_value() or settings.database_url or "")
    named = db.connecting(url, settings, db.Patience.PAGE)
    return psycopg.conninfo.make_conninfo(db.conninfo(url), **named)


async def listen(address: str, hear: Callable[[Touched], None]) -> None:
    """Until it is cancelled. Whenever it begins to listen, also after a cut, everything may have
    changed.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                address, autocommit=True
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                log.info("listens to what is committed")
                hear(Touched(everything=True))
                pause = FIRST_PAUSE
                while True:
                    async for told in connection.notifies(timeout=QUIET_SECONDS):
                        hear(Touched.unpacked(told.payload))
                    await asyncio.wait_for(connection.execute("SELECT 1"), db.CONNECT_SECONDS)
        except (psycopg.Error, OSError, TimeoutError) as problem:
            log.warning("cannot hear what is committed: %s", type(problem).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
