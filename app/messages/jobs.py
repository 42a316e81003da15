"""Mail about what waits, found from the data: a job that is lost is a delay, no mail less."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from app.core.jobs import WHEN_IT_IS_BACK, app, is_interrupted, job_session
from app.identity.actor import SYSTEM
from app.matches import ending_commands as match_endings
from app.messages import (
    absence_queries,
    answer_commands,
    digest_commands,
    ending_commands,
    fit_commands,
    follow_commands,
    question_commands,
    suspension_commands,
)

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="messages:questions", queueing_lock="messages:questions", retry=WHEN_IT_IS_BACK)
def questions(timestamp: int = 0) -> int:
    """Mail who is asked since a moment, who was written a note, and who waited for an answer."""
    with job_session() as session:
        digest_commands.note_begun(session)
        owed = question_commands.mail_questions(session) + question_commands.mail_notes(session)
    with job_session() as session:
        owed += answer_commands.mail_answers(session)
        owed += suspension_commands.mail_suspensions(session)
    if owed:
        log.info("owes %s mails to who is asked, written to or answered", owed)
    return owed


@app.periodic(cron="7,22,37,52 * * * *")
@app.task(name="matching:lapse", queueing_lock="matching:lapse", retry=WHEN_IT_IS_BACK)
def lapse(timestamp: int = 0) -> int:
    """Proposals that nobody answered in time. Not because no worker told anybody of them."""
    with job_session() as session:
        missed = absence_queries.get_missed(session)
        if missed is not None and (given := match_endings.give_time(session, missed)):
            log.warning("%s proposals get time anew: nobody worked for days", given)
    with job_session() as session:
        count = match_endings.lapse_matches(session, SYSTEM)
    log.info("%s proposals lapsed", count)
    return count


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
        # What should have gone at once: from here on nothing of before this morning is looked for.
        question_commands.mail_questions,
        question_commands.mail_notes,
        answer_commands.mail_answers,
        question_commands.remind,
        ending_commands.warn_of_offers,
        ending_commands.ask_about_needs,
        ending_commands.ask_about_steps,
        ending_commands.ask_about_actions,
        ending_commands.ask_about_arrivals,
    ):
        with job_session() as session:
            owed += command(session)
    with job_session() as session:
        offers = fit_commands.find_new_offers(session)
    owed += owe_each(fit_commands.tell_fitting, offers)
    with job_session() as session:
        followers = follow_commands.find_followers(session)
    owed += owe_each(follow_commands.tell_news, [(person_id,) for person_id in followers])
    with job_session() as session:
        readers = digest_commands.find_readers(session)
    owed += owe_each(digest_commands.owe_overview, [(person_id,) for person_id in readers])
    with job_session() as session:
        digest_commands.note_done(session)
    log.info("owes %s mails this morning", owed)
    return owed


def owe_each(command: Callable[..., int], rows: Sequence[tuple[Any, ...]]) -> int:
    """How many mails are owed for so many rows. What goes wrong with one is one mail less and not a
    morning without mail for everybody; a database that is away stops it, and it begins again.
    """
    owed = 0
    for row in rows:
        try:
            with job_session() as session:
                owed += command(session, *row)
        except Exception as problem:
            if is_interrupted(problem):
                raise
            log.exception("one mail of this morning is not owed: %s", command.__name__)
    return owed
