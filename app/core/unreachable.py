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
NO_URL = "DATABASE_URL klopt niet. Schrijf postgresql://gebruiker:wachtwoord@server:5432/database."
OF_OPTION = (
    "DATABASE_URL klopt niet: een van de instellingen achter het vraagteken bestaat niet, of mag "
    "dat niet zijn. Verbeter die, of laat haar weg."
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
    # What DATABASE_URL asks behind its question mark.
    (
        State.UNUSABLE,
        (),
        (
            "SSL was required",
            "does not support SSL",
            "GSSAPI encryption",
            "channel binding",
            "SSL is not",
        ),
        "PostgreSQL biedt de beveiligde verbinding niet die DATABASE_URL vraagt. Zet TLS aan op de "
        "server, of verander daar sslmode, channel_binding of gssencmode.",
    ),
    (
        State.UNUSABLE,
        (),
        (
            "certificate",
            "private key",
            "SSL error",
            "revocation list",
        ),
        "De verbinding met PostgreSQL kan niet worden beveiligd. Kijk of de bestanden achter "
        "sslrootcert, sslcert en sslkey in DATABASE_URL er zijn, en bij deze server horen.",
    ),
    (
        State.AWAY,  # another server of the list may take over
        (),
        ("session is read-only", "session is not read-only", "hot standby mode"),
        "De server uit DATABASE_URL is niet van de soort die target_session_attrs daar vraagt. "
        "Noem de server waarin geschreven mag worden.",
    ),
    (
        State.UNUSABLE,
        (),
        ("authentication method requirement", "auth method"),
        "PostgreSQL vraagt op een andere manier om een wachtwoord dan require_auth in DATABASE_URL "
        "toelaat. Verander een van beide.",
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
            "invalid URI",
            "invalid port",
            'missing "="',
        ),
        NO_URL,
    ),
    (
        State.UNUSABLE,
        (),
        (
            "invalid connection option",
            "connection is bad: invalid",
            "invalid integer value",
            "bad value for",
            "weak sslmode",
            "invalid command-line argument",
            "unrecognized configuration parameter",
            "for parameter",
            "requires a value",
            "definition of service",
        ),
        OF_OPTION,
    ),
)
# It says so in a language of its own, and while a connection is made there is no code.
NOT_LET_IN = (
    "PostgreSQL laat Schakelbord niet toe. Kijk of gebruiker, wachtwoord en database in "
    "DATABASE_URL kloppen, en wat er in het log van PostgreSQL staat."
)
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
    if (found := _found(problem)) is not None:
        return found[1]
    # Not of the server: libpq cannot read the address.
    is_of_address = isinstance(problem, psycopg.ProgrammingError) and problem.sqlstate is None
    return NO_URL if is_of_address else None


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
