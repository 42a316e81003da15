"""One request, one transaction, committed before the answer leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session


def transaction(request: Request) -> Iterator[Session]:
    """The request's session. Nobody else commits; an exception or `request.state.discard` rolls everything back."""
    with Session(request.app.state.engine, expire_on_commit=False) as session:
        try:
            yield session
        except BaseException:
            session.rollback()
            raise
        if getattr(request.state, "discard", False):
            session.rollback()
        else:
            session.commit()


# scope="function": the default would commit after the answer is sent, and the next click could miss the row.
SessionDep = Annotated[Session, Depends(transaction, scope="function")]
