"""`python -m app.cli post bounced`: a mail server hands over a mail that came back."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app.core import unreachable

# Of sysexits.h: Postfix keeps the message and comes back with it later.
TRY_LATER = 75


def add_post(commands: Any, opened: Callable[[], AbstractContextManager[Engine]]) -> None:
    """Add the command to the parser of the command line."""

    def bounced(options: argparse.Namespace) -> int:
        from app.mail import bounces, commands as mail_commands

        bounce = bounces.read(_received())
        if bounce is None:
            print("Dit bericht zegt van geen mail van Schakelbord dat die niet aankwam.")
            return 0
        try:
            with opened() as engine, Session(engine) as session, session.begin():
                is_noted = mail_commands.note_bounced(session, bounce)
        except unreachable.PROBLEMS:
            print("schakelbord: de database antwoordt niet; probeer later.", file=sys.stderr)
            return TRY_LATER
        if is_noted:
            print(f"Mail {bounce.mail_id} kwam niet aan ({bounce.status}); de lijst zegt het.")
        else:
            print(f"Mail {bounce.mail_id} is er niet, of is niet verstuurd.")
        return 0

    post = commands.add_parser("post", help="what a mail server has to say about our mail")
    actions = post.add_subparsers(dest="action", required=True)
    parser = actions.add_parser("bounced", help="read a mail that came back from standard input")
    parser.set_defaults(command=bounced)


def _received() -> bytes:
    """What the mail server hands over, as far as it is read. The rest is taken and dropped: a
    server whose pipe is closed early says that the message could not be delivered.
    """
    from app.mail import bounces

    said = sys.stdin.buffer.read(bounces.MOST_BYTES)
    while sys.stdin.buffer.read(bounces.MOST_BYTES):
        pass
    return said
