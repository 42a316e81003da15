"""Mail about what waits, found from the data: a job that is lost is a delay, no mail less."""

import logging

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.messages import (
    answer_commands,
    digest_commands,
    ending_commands,
    fit_commands,
    follow_commands,
    question_commands,
)

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="messages:questions", queueing_lock="messages:questions", retry=WHEN_IT_IS_BACK)
def questions(timestamp: int = 0) -> int:
    """Mail who is asked since a moment, who was written a note, and who waited for an answer."""
    with job_session() as session:
        owed = question_commands.mail_questions(session) + question_commands.mail_notes(session)
    with job_session() as session:
        owed += answer_commands.mail_answers(session)
    if owed:
        log.info("owes %s mails to who is asked, written to or answered", owed)
    return owed


@app.periodic(cron="2,12,22,32,42,52 * * * *")
@app.task(name="messages:daily", queueing_lock="messages:daily", retry=WHEN_IT_IS_BACK)
def daily(timestamp: int = 0) -> int:
    """Once a day, in the morning, or as soon after it as somebody works: reminders, what ends,
    new offers that fit, what is followed, and the overview. What was owed by a worker that died
    half-way is not owed again.
    """
    with job_session() as session:
        if not digest_commands.is_due(session):
            return 0
    owed = 0
    for command in (
        question_commands.remind,
        ending_commands.warn_of_offers,
        ending_commands.ask_about_needs,
        ending_commands.ask_about_actions,
        ending_commands.ask_about_arrivals,
    ):
        with job_session() as session:
            owed += command(session)
    with job_session() as session:
        offers = fit_commands.find_new_offers(session)
    for offer_id, region_code in offers:
        with job_session() as session:
            owed += fit_commands.tell_fitting(session, offer_id, region_code)
    with job_session() as session:
        followers = follow_commands.find_followers(session)
    for person_id in followers:
        with job_session() as session:
            owed += follow_commands.tell_news(session, person_id)
    with job_session() as session:
        readers = digest_commands.find_readers(session)
    for person_id in readers:
        with job_session() as session:
            owed += digest_commands.owe_overview(session, person_id)
    with job_session() as session:
        digest_commands.note_done(session)
    log.info("owes %s mails this morning", owed)
    return owed
