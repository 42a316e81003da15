"""Owing the letters that a query says are due."""

from typing import Any

from sqlmodel import Session

from app.mail import commands as mail_commands
from app.mail.kinds import MailKind
from app.messages.recipient_queries import Due


def owe_all(session: Session, kind: MailKind, query: Any) -> int:
    """Owe these mails. Returns how many."""
    owed = 0
    for row in session.execute(query).all():
        due = Due(*row)
        facts = {"title": due.title, "name": due.organisation_name, **due.named}
        if due.day is not None:
            facts["day"] = due.day.isoformat()
        mail_id = mail_commands.owe(
            session,
            kind,
            object_id=due.object_id,
            window=due.window,
            person_id=due.person_id,
            language=due.language,
            region_code=due.region_code,
            facts=facts,
        )
        owed += mail_id is not None
    return owed
