"""One request, one transaction, committed before the answer leaves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from anyio import CancelScope, CapacityLimiter
from anyio.lowlevel import RunVar
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

_doors: RunVar[CapacityLimiter] = RunVar("doors")


async def transaction(request: Request) -> AsyncIterator[Session]:
    """The request's session. Nobody else commits; an exception or `request.state.discard` rolls
    everything back.

    No more requests at once than there are connections: the others wait here, in the event loop.
    Waiting for a connection in a thread, they could take every thread while those who hold the
    connections need one to go on.
    """
    async with _door(request):
        session, keep = Session(request.app.state.engine, expire_on_commit=False), False
        request.state.session = session  # for what every page shows: see `web.view`
        try:
            yield session
            keep = not getattr(request.state, "discard", False)
        finally:
            request.state.session = None  # a page that says what went wrong reads nothing more
            with CancelScope(shield=True):
                await run_in_threadpool(_finish, session, keep=keep)


def _finish(session: Session, *, keep: bool) -> None:
    with session:  # closing without a commit rolls back
        if keep:
            session.commit()


def keep_so_far(session: Session) -> None:
    """What this request wrote up to here stays, whatever becomes of the rest, and others see it
    now. For what must not wait for the end of a page: that a session is alive, that a try counts.
    """
    session.commit()


def _door(request: Request) -> CapacityLimiter:
    """One limiter for each event loop, that is for each worker."""
    try:
        return _doors.get()
    except LookupError:
        settings = request.app.state.settings
        door = CapacityLimiter(settings.pool_size + settings.pool_overflow)
        _doors.set(door)
        return door


# For what a request asks before it does something long without a connection: it takes its door and
# its session again afterwards.
before_the_page = asynccontextmanager(transaction)

# scope="function": the default would commit after the answer is sent, and the next click could miss
# the row.
SessionDep = Annotated[Session, Depends(transaction, scope="function")]
