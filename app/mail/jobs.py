"""Sending what is owed, and looking every minute for what a lost job left."""

import logging
from uuid import UUID

from app.core import errors
from app.core.jobs import WHEN_IT_IS_BACK, app, defer, job_session
from app.core.settings import get_settings
from app.mail import commands, outbox, queries

log = logging.getLogger(__name__)

AT_ONCE = 200  # mails that the sweep gives out in a minute


@app.task(name=commands.SEND, retry=WHEN_IT_IS_BACK)
def send(mail_id: str) -> bool:
    """Send one mail. Nothing of the database is held while the server talks. Whether it went."""
    settings = get_settings()
    if not settings.sends_mail:
        return False
    with job_session() as session:
        mail = commands.claim(session, UUID(mail_id))
        address = queries.get_address(session, mail) if mail is not None else None
    if mail is None:
        return False
    try:
        if address is None:
            raise outbox.Undeliverable("closed")
        outbox.send(settings, outbox.message_of(settings, mail, address), address)
    except outbox.Undeliverable as problem:
        with job_session() as session:
            commands.note_refused(session, mail.id, str(problem))
        log.warning("mail %s (%s) is refused; its row says why", mail.id, mail.kind)
        return False
    except (outbox.NotNow, errors.Refused) as problem:
        with job_session() as session:
            commands.note_failed(session, mail, str(problem)[:80])
        log.warning("mail %s (%s) did not go; its row says why", mail.id, mail.kind)
        return False
    with job_session() as session:
        commands.note_sent(session, mail.id)
    log.info("mail %s (%s) is sent", mail.id, mail.kind)
    return True


@app.periodic(cron="* * * * *")
@app.task(name="mail:sweep", queueing_lock="mail:sweep", retry=WHEN_IT_IS_BACK)
def sweep(timestamp: int = 0) -> int:
    """Give out what is due and of which the job was lost. Who has it already, sends it once."""
    if not get_settings().sends_mail:
        return 0
    with job_session() as session:
        due = queries.find_due(session, AT_ONCE, lost_by=commands.SEND)
        for mail_id, region_code in due:
            defer(session, commands.SEND, region_code=region_code, mail_id=str(mail_id))
    return len(due)


@app.periodic(cron="41 3 * * *")
@app.task(name="mail:forget", queueing_lock="mail:forget", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """Delete what is kept long enough."""
    with job_session() as session:
        gone = commands.forget_mail(session, get_settings())
    log.info("forgot %s mails", gone)
    return gone
