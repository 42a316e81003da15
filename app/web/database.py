"""One request, one session, committed before the answer leaves."""

from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import Depends, Request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.core import db, errors
from app.core.i18n import gettext as _
from app.web import middleware, turns

Ts = TypeVarTuple("Ts")
R = TypeVar("R")

# So many pages are made at once in a process. One core makes them, so more of them only stand in
# each other's way: with twelve at once a board took a third more of it (benchmarks/README.md). Who
# changes something may wait for what somebody else changes, and needs no such turn.
READING_AT_ONCE = 4


@dataclass(frozen=True)
class Doors:
    """Of a process: as many as it has connections, a thread for each, and the turns to read."""

    of_all: turns.Turns
    reading: turns.Turns
    threads: CapacityLimiter


_doors: RunVar[Doors] = RunVar("doors")


def session_of(request: Request) -> Session:
    """The request's session. Nobody else commits; an exception or `request.state.discard` rolls
    everything back.
    """
    session: Session = request.state.session
    return session


@contextmanager
def unless_busy(session: Session) -> Iterator[None]:
    """Who waits in vain for the database in this block hears that it is busy: see `errors.Busy`."""
    try:
        yield
    except DBAPIError as problem:
        if not db.is_busy(problem):
            raise
        session.rollback()
        raise errors.Busy(_("It is busy now. Wait a moment and send it again.")) from problem


async def with_session(request: Request, work: Callable[[*Ts], R], *args: *Ts) -> R:
    """`work` in a thread of its own, in which the request has a session, and what becomes of it.

    No more at once than there are connections: the others wait here, in the event loop, for their
    turn at one of as many threads. Nobody who holds a connection waits for a thread.
    """
    doors, sender = _doors_of(request), turns.Sender.of(request)
    async with AsyncExitStack() as taken:
        if request.method in middleware.SAFE_METHODS:
            await taken.enter_async_context(doors.reading.taken(sender))
        await taken.enter_async_context(doors.of_all.taken(sender))
        return await to_thread.run_sync(_in_session, request, work, args, limiter=doors.threads)


def _in_session(request: Request, work: Callable[..., R], args: tuple[object, ...]) -> R:
    state = request.state
    with Session(_source(request), expire_on_commit=False) as session:
        state.session = session  # also for what every page shows: see `web.view`
        try:
            result = work(*args)
        finally:
            state.session = None  # a page that says what went wrong reads nothing more
        told = getattr(state, "whatever", ())
        if getattr(state, "discard", False):
            session.rollback()
        for keep in told:
            keep(session)
        session.commit()
        return result


def _source(request: Request) -> Engine | Connection:
    """Who only reads does so without a transaction, until something changes after all."""
    source: Engine | Connection = request.app.state.engine
    if request.method in middleware.SAFE_METHODS and isinstance(source, Engine):
        return db.reading(source)
    return source


def keep_so_far(session: Session) -> None:
    """What this request wrote up to here stays, whatever becomes of the rest, and others see it
    now. For what must not wait for the end of a page: that a session is alive, that a try counts.
    """
    session.commit()


def keep_whatever(request: Request, keep: Callable[[Session], None]) -> None:
    """At the end of this request, also of one that stores nothing else: for what the answer makes
    true, such as that a list was shown beside a form that was refused.
    """
    request.state.whatever = (*getattr(request.state, "whatever", ()), keep)


def _doors_of(request: Request) -> Doors:
    """Those of each event loop, that is of each worker."""
    try:
        return _doors.get()
    except LookupError:
        settings = request.app.state.settings
        many = settings.pool_size + settings.pool_overflow
        reading = turns.Turns(READING_AT_ONCE)
        _doors.set(Doors(turns.Turns(many), reading, CapacityLimiter(many)))
        return _doors.get()


SessionDep = Annotated[Session, Depends(session_of)]
