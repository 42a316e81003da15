"""The sentence for who runs this when the database cannot be used: what is wrong, what to do."""

import psycopg
import sqlalchemy as sa

from app.core.errors import Refused

# What PostgreSQL and its library say, in their own words or as an SQLSTATE, and what to do.
KNOWN = (
    (
        ("password authentication failed", "28P01", "no password supplied"),
        "De gebruiker of het wachtwoord in DATABASE_URL klopt niet.",
    ),
    (
        ('role "', "28000", "pg_hba.conf"),
        "PostgreSQL laat de gebruiker uit DATABASE_URL niet toe. Maak die aan, of geef toegang.",
    ),
    (
        ("42501", "permission denied for database"),
        "De gebruiker uit DATABASE_URL mag te weinig in deze database. Maak haar eigenaar ervan.",
    ),
    (
        ('database "', "3D000"),
        "De database uit DATABASE_URL bestaat niet. Maak haar aan, of verbeter de naam.",
    ),
    (
        ("too many clients", "remaining connection slots", "53300"),
        "PostgreSQL heeft geen verbinding meer vrij. Sluit andere programma's, of verhoog "
        "max_connections.",
    ),
    (
        ("starting up", "shutting down", "57P03", "57P01", "recovery mode"),
        "PostgreSQL start of stopt op dit moment. Probeer het over een paar seconden opnieuw.",
    ),
    (
        ("25006",),
        "PostgreSQL laat alleen lezen: deze server is een kopie, of staat op alleen-lezen. Noem in "
        "DATABASE_URL de server waarin geschreven mag worden.",
    ),
    (
        ("53100", "No space left"),
        "De schijf van PostgreSQL is vol. Maak ruimte en probeer het opnieuw.",
    ),
    (
        ("could not translate host name", "Name or service not known", "resolve"),
        "De server uit DATABASE_URL is niet te vinden. Kijk of de naam klopt.",
    ),
    (
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
NO_ANSWER = (
    "Er antwoordt geen PostgreSQL op het adres in DATABASE_URL. Kijk of de server draait en of "
    "adres en poort kloppen."
)
NO_URL = "DATABASE_URL klopt niet. Schrijf postgresql://gebruiker:wachtwoord@server:5432/database."
PROBLEMS = (psycopg.Error, sa.exc.DBAPIError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError)


# The server ends or begins, hung up, or has no place left: nothing is wrong with what was asked.
AWAY = ("57P01", "57P02", "57P03", "53300")


def is_away(problem: Exception) -> bool:
    """Whether there is no PostgreSQL to ask now. It may come back, and then the same works."""
    if isinstance(problem, Refused):
        return True
    cause = problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in AWAY or state.startswith("08")
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)


def why(problem: Exception) -> str | None:
    """What to do about a failure of the database, without its address and without what was asked.
    None for a fault of ours, such as a wrong statement.
    """
    if isinstance(problem, sa.exc.ArgumentError | sa.exc.NoSuchModuleError):
        return NO_URL
    cause = problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem
    said = f"{getattr(cause, 'sqlstate', None) or ''} {cause}"
    for signs, sentence in KNOWN:
        if any(sign in said for sign in signs):
            return sentence
    return (
        NO_ANSWER if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError) else None
    )
