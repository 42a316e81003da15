"""`region open`: a region begins, with a link for its administrator; `region passwords`: nobody has
to sign in through a provider any more; `account close`, `open`.
"""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine
from sqlmodel import Session

from app.core import errors, i18n, inputs
from app.core.settings import get_settings

Database = Callable[[], AbstractContextManager[Engine]]


def add_region(commands: Any, database: Database) -> None:
    """The commands of an operator that need no browser."""
    region = commands.add_parser("region", help="begin with a region").add_subparsers(
        required=True, metavar="WHAT"
    )
    opening = region.add_parser("open", help="make it, and invite its first administrator")
    opening.add_argument("code", metavar="VR01", help="code of the safety region")
    opening.add_argument("--administrator", required=True, metavar="E-MAIL", type=_address)
    opening.add_argument("--again", action="store_true", help="another link, the old one is dead")
    opening.set_defaults(command=lambda options: _open_region(options, database))
    passwords = region.add_parser("passwords", help="no provider is obligatory any more")
    passwords.add_argument("code", metavar="VR01", help="code of the safety region")
    passwords.set_defaults(command=lambda options: _lift_providers(options, database))
    account = commands.add_parser("account", help="close or open an account")
    account.add_argument("what", choices=["close", "open"])
    account.add_argument("email", metavar="E-MAIL", type=_address)
    account.set_defaults(command=lambda options: _switch_account(options, database))


def _address(text: str) -> str:
    try:
        return str(TypeAdapter(inputs.EmailAddress).validate_python(text.strip()))
    except ValidationError:
        raise argparse.ArgumentTypeError("schrijf een heel e-mailadres") from None


def _open_region(options: argparse.Namespace, database: Database) -> int:
    from app.members.region_commands import open_region

    settings = get_settings()
    link_begins = f"{settings.base_url}/"  # refused here, before anything is made
    assert settings.signing_key
    with (
        i18n.speaking("nl"),
        database() as engine,
        Session(engine, expire_on_commit=False) as session,
        session.begin(),
    ):
        opened = open_region(
            session, settings, options.code, options.administrator, again=options.again
        )
    print(f"{opened.name}: {'begonnen' if opened.is_new else 'staat er al'}.")
    if opened.token is None:
        print(opened.why_no_link)
    elif settings.sends_mail:
        print(f"{options.administrator} krijgt een mail met de link. Die werkt twee weken.")
    else:
        print(f"De link voor {options.administrator}, twee weken en één keer te gebruiken:")
        print(f"{link_begins}uitnodiging/{opened.token}")
    return 0


def _lift_providers(options: argparse.Namespace, database: Database) -> int:
    import app.models  # noqa: F401  every table
    from app.region.commands import lift_providers

    with database() as engine, Session(engine) as session, session.begin():
        was_asked = lift_providers(session, options.code)
    if was_asked:
        print(f"{options.code}: iedereen kan weer inloggen met een eigen wachtwoord of passkey.")
    else:
        print(f"{options.code}: inloggen via een inlogdienst was voor niemand verplicht.")
    return 0


def _switch_account(options: argparse.Namespace, database: Database) -> int:
    from app.members.region_commands import switch_account

    is_open = options.what == "open"
    with database() as engine, Session(engine) as session, session.begin():
        found = switch_account(session, options.email, is_open=is_open)
    if found is None:
        raise errors.Refused(f"Er is geen account met {options.email}.")
    print(f"Het account met {options.email} is {'open' if is_open else 'gesloten'}.")
    return 0
