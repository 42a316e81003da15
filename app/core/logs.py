"""Logs: time, level and request before every line, and nothing that somebody typed (ADR 0047).

What goes wrong is told by its kind and where it happened. Its message may quote what was typed, as
PostgreSQL does with the row that it refuses; so may the message of a library, of which only the
words that stand in its code are taken.
"""

import datetime
import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

import psycopg

from app.core import unreachable

# Of the request that is being answered; "" beside one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Whose messages are ours, or were read: they name no values.
TRUSTED = frozenset({"app", "uvicorn", "__main__"})
# They say every statement, or every step, at this level.
QUIET = (
    *("sqlalchemy", "asyncio", "psycopg", "httpx", "fastembed", "huggingface_hub"),
    *("alembic", "procrastinate.periodic", "procrastinate.blueprints"),
)

# PostgreSQL is away: everybody who needs it says so, and one line in so many seconds is enough.
AWAY_SECONDS = 1.0
ABOUT_AWAY = {"is_about_away": True}  # `extra` of a line of ours that says so
# Libraries that speak of nothing but their connections.
OF_CONNECTIONS = ("psycopg", "sqlalchemy.pool")

log = logging.getLogger(__name__)


def told(problem: BaseException) -> str:
    """What went wrong and where, with what it came from, without a word of any message."""
    parts = []
    for each in _chain(problem):
        place = "".join(traceback.format_tb(each.__traceback__))
        parts.append(f"{place}{type(each).__name__}{_details(each)}")
    return "\n".join(reversed(parts))


def _chain(problem: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = problem
    while each is not None and id(each) not in seen and len(seen) < 8:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _details(problem: BaseException) -> str:
    """Of an error of PostgreSQL: its code, and what it is about in the tables. Of a connection that
    failed all that is said: nobody had asked anything yet.
    """
    state = getattr(problem, "sqlstate", None)
    if state is None:
        is_unconnected = isinstance(problem, psycopg.OperationalError)
        return f": {problem}".partition("\n")[0] if is_unconnected else ""
    about = getattr(problem, "diag", None)
    names = (getattr(about, name, None) for name in ("table_name", "constraint_name"))
    return f" ({', '.join(filter(None, (state, *names)))})"


def place_of(scope: Mapping[str, Any]) -> str:
    """The address as the house calls it, `/behoeften/{need_id}`: somebody may have typed the real
    one.
    """
    return getattr(scope.get("route"), "path", None) or "-"


class LogLine(logging.Formatter):
    """One line, and what went wrong below it."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(
            timespec="milliseconds"
        )
        who = request_id.get() or "-"
        text = f"{when} {record.levelname} {who} {record.name}: {_words(record)}"
        if left_out := getattr(record, "left_out", 0):
            text += f" ({left_out} more lines about PostgreSQL left out)"
        problem = record.exc_info[1] if record.exc_info else None
        return text if problem is None else f"{text}\n{told(problem)}"


def _words(record: logging.LogRecord) -> str:
    root = record.name.partition(".")[0]
    job = getattr(record, "job", None)
    if root == "procrastinate" and isinstance(job, Mapping):
        return _of_job(record, job)
    if root not in TRUSTED:
        return str(record.msg).partition("\n")[0][:200] if not record.args else _bare(record)
    return record.getMessage()


def _of_job(record: logging.LogRecord, job: Mapping[str, Any]) -> str:
    """Its name and number; what it was asked to do and what it gave are left out."""
    start, end = (getattr(record, f"{name}_timestamp", None) for name in ("start", "end"))
    lasted = f", {end - start:.3f} s" if start and end else ""
    return f"{getattr(record, 'action', 'job')} {job.get('task_name')}[{job.get('id')}]{lasted}"


def _bare(record: logging.LogRecord) -> str:
    """The words of the code around the values, which are told by their kind."""
    args = record.args if isinstance(record.args, tuple) else ()
    try:
        return str(record.msg) % tuple(
            arg if isinstance(arg, (int, float)) else type(arg).__name__ for arg in args
        )
    except (TypeError, ValueError):
        return str(record.msg)


class AwayOnce:
    """Of the lines that say that PostgreSQL is away, by whatever logger, one in `AWAY_SECONDS`; it
    says how many were left out. What ends a process is always written.

    Of those that have to wait one is kept for later, rather ours than of a library.
    """

    def __init__(self) -> None:
        self._written_at, self._left_out = float("-inf"), 0
        self._kept: logging.LogRecord | None = None
        self._lock = threading.Lock()

    def due(self, record: logging.LogRecord) -> list[logging.LogRecord]:
        """What is written now that this comes: perhaps one that was kept, perhaps not this one."""
        with self._lock:
            is_time = time.monotonic() - self._written_at >= AWAY_SECONDS
            if record.levelno >= logging.CRITICAL or not _is_about_away(record):
                return [*(self._written(record.created) if is_time else ()), record]
            self._left_out += self._kept is not None
            if self._kept is None or not _is_ours(self._kept):
                self._kept = record
            return self._written(record.created) if is_time else []

    def rest(self) -> list[logging.LogRecord]:
        """What is still kept when the process ends."""
        with self._lock:
            return self._written(None)

    def _written(self, at: float | None) -> list[logging.LogRecord]:
        if (kept := self._kept) is None:
            return []
        kept.created, kept.left_out = at or kept.created, self._left_out
        self._kept, self._left_out, self._written_at = None, 0, time.monotonic()
        return [kept]


def _is_ours(record: logging.LogRecord) -> bool:
    return hasattr(record, "is_about_away")


def _is_about_away(record: logging.LogRecord) -> bool:
    if record.levelno >= logging.WARNING and record.name.startswith(OF_CONNECTIONS):
        return True
    problem = record.exc_info[1] if record.exc_info else None
    if problem is not None:
        chain = (each for each in _chain(problem) if isinstance(each, Exception))
        return any(unreachable.is_away(each) for each in chain)
    return _is_ours(record)


class _ToStandardError(logging.StreamHandler[Any]):
    """Whatever standard error is at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self._away = AwayOnce()

    def handle(self, record: logging.LogRecord) -> bool:
        for each in self._away.due(record):
            super().handle(each)
        return True

    def close(self) -> None:
        for each in self._away.rest():
            super().handle(each)
        super().close()

    @property
    def stream(self) -> Any:
        return sys.stderr

    @stream.setter
    def stream(self, value: Any) -> None:
        pass


def write_to_standard_error(level: str) -> None:
    """Everything this process has to say, also what nobody caught. Once for each process."""
    root = logging.getLogger()
    handler = _ToStandardError()
    handler.setFormatter(LogLine())
    root.handlers[:] = [h for h in root.handlers if not isinstance(h, _ToStandardError)]
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # also when a server set them up
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # ours says it without the question
        logger.setLevel(level)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: (
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback) if args.exc_value else None
    )
    sys.unraisablehook = lambda args: log.error(
        "not raised: %s", type(args.exc_value).__name__, exc_info=args.exc_value
    )


def _uncaught(kind: type[BaseException], problem: BaseException, place: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, problem, place)
        return
    log.critical("ended by %s", kind.__name__, exc_info=(kind, problem, place))
