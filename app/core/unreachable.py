"""The sentence for who runs this when the database cannot be used: what is wrong, what to do."""

import enum
import errno

import psycopg
import sqlalchemy as sa

from app.core.errors import Refused


class State(enum.Enum):
    """What is the matter with PostgreSQL, as far as it is not with what was asked."""

    AWAY = "away"  # it may come back, and then the same works
    UNUSABLE = "unusable"  # it takes somebody who mends it


NO_ANSWER = (
    "Er antwoordt geen PostgreSQL op het adres in DATABASE_URL. Kijk of de server draait en of "
    "adres en poort kloppen."
)
# The codes of PostgreSQL, and what it or its library says in English where there is no code, which
# is while a connection is made.
_Known = tuple[State, tuple[str, ...], tuple[str, ...], str]
KNOWN: tuple[_Known, ...] = (
    (
        State.UNUSABLE,
        ("28P01",),
        ("password authentication failed", "no password supplied"),
        "De gebruiker of het wachtwoord in DATABASE_URL klopt niet.",
    ),
    (
        State.UNUSABLE,
        ("28000",),
        ('role "', "pg_hba.conf"),
        "PostgreSQL laat de gebruiker uit DATABASE_URL niet toe. Maak die aan, of geef toegang.",
    ),
    (
        State.UNUSABLE,
        ("42501",),
        ("permission denied",),
        "De gebruiker uit DATABASE_URL mag te weinig in deze database. Maak haar eigenaar ervan.",
    ),
    (
        State.UNUSABLE,
        ("3D000",),
        ('database "',),
        "De database uit DATABASE_URL bestaat niet. Maak haar aan, of verbeter de naam.",
    ),
    (
        State.AWAY,
        ("53300",),
        ("too many clients", "remaining connection slots"),
        "PostgreSQL heeft geen verbinding meer vrij. Sluit andere programma's, of verhoog "
        "max_connections.",
    ),
    (
        State.AWAY,
        ("57P01", "57P02", "57P03"),
        (
            "starting up",
            "shutting down",
            "recovery mode",
            "not yet accepting",
            "immediate shutdown",
        ),
        "PostgreSQL start of stopt op dit moment. Probeer het over een paar seconden opnieuw.",
    ),
    (
        State.UNUSABLE,
        ("25006",),
        (),
        "PostgreSQL laat alleen lezen: deze server is een kopie, of staat op alleen-lezen. Noem in "
        "DATABASE_URL de server waarin geschreven mag worden.",
    ),
    (
        State.UNUSABLE,
        ("53100",),
        ("No space left", "File too large"),
        "De schijf van PostgreSQL is vol. Maak ruimte en probeer het opnieuw.",
    ),
    (
        State.AWAY,
        (),
        (
            "Connection refused",
            "server closed the connection",
            "Connection reset",
            "timeout expired",
        ),
        NO_ANSWER,
    ),
    (
        State.AWAY,
        (),
        ("could not translate host name", "Name or service not known", "resolve"),
        "De server uit DATABASE_URL is niet te vinden. Kijk of de naam klopt.",
    ),
    (
        State.UNUSABLE,
        (),
        (
            "invalid connection option",
            "invalid URI",
            "invalid integer",
            "invalid port",
            'missing "="',
        ),
        "DATABASE_URL klopt niet. Schrijf postgresql://gebruiker:wachtwoord@server:5432/database.",
    ),
)
# It says so in a language of its own, and while a connection is made there is no code.
NOT_LET_IN = (
    "PostgreSQL laat Schakelbord niet toe. Kijk of gebruiker, wachtwoord en database in "
    "DATABASE_URL kloppen, en wat er in het log van PostgreSQL staat."
)
NO_URL = "DATABASE_URL klopt niet. Schrijf postgresql://gebruiker:wachtwoord@server:5432/database."
PROBLEMS = (psycopg.Error, sa.exc.DBAPIError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError)

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def is_away(problem: Exception) -> bool:
    """Whether there is no PostgreSQL to work with now."""
    return state_of(problem) is not None


def comes_back(problem: Exception) -> bool:
    """Whether it may be there again without anybody who mends something."""
    return state_of(problem) is State.AWAY


def state_of(problem: Exception) -> State | None:
    """None for a fault of ours, such as a wrong statement."""
    if isinstance(problem, Refused | sa.exc.ArgumentError | sa.exc.NoSuchModuleError):
        return State.UNUSABLE
    found = _found(problem)
    return None if found is None else found[0]


def why(problem: Exception) -> str | None:
    """What to do about a failure of the database, without its address and without what was asked.
    None for a fault of ours.
    """
    if isinstance(problem, sa.exc.ArgumentError | sa.exc.NoSuchModuleError):
        return NO_URL
    # Not of the server: libpq cannot read the address.
    if isinstance(problem, psycopg.ProgrammingError) and problem.sqlstate is None:
        return NO_URL
    found = _found(problem)
    return None if found is None else found[1]


def _found(problem: Exception) -> tuple[State, str] | None:
    cause = problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem
    code = getattr(cause, "sqlstate", None)
    for state, codes, words, sentence in KNOWN:
        if code in codes or (_is_of_system(code) and any(word in str(cause) for word in words)):
            return state, sentence
    if code is not None:
        return (State.AWAY, NO_ANSWER) if code.startswith("08") else None
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return None
    made = getattr(cause, "pgconn", None)  # only of an error while a connection was made
    if made is not None and made.used_password:  # somebody answered, and then refused
        return State.UNUSABLE, NOT_LET_IN
    return State.AWAY, NO_ANSWER


def _is_of_system(code: str | None) -> bool:
    """Whether words say more than the code: there is none, or it only says that something broke."""
    return code is None or code.startswith(("58", "XX"))
