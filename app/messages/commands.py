"""What somebody says in their account or with the link in a mail: about which topics they want
mail, and whether an offer that ends still holds.
"""

from sqlmodel import Session

from app.account import events, policy as account_policy
from app.audit import record
from app.core import inputs, tokens
from app.core.policy import asks
from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Person
from app.mail import commands as mail_commands, outbox, queries as mail_queries
from app.mail.topics import Topic
from app.messages import renewal_queries
from app.offers import confirmation_commands


class MailTopics(inputs.Input):
    """One box for each topic: about these somebody wants mail."""

    questions: bool = False
    notes: bool = False
    endings: bool = False
    fits: bool = False
    following: bool = False
    digest: bool = False

    @property
    def wanted(self) -> list[Topic]:
        return [topic for topic in Topic if getattr(self, topic.value)]


@asks(account_policy.may_change)
def choose_topics(session: Session, actor: Actor, person: Person, given: MailTopics) -> None:
    """From now on; what was sent already stays sent."""
    if set(given.wanted) == set(mail_queries.find_wanted(session, person.id)):
        return
    mail_commands.choose_topics(session, person.id, given.wanted)
    record(session, actor, events.MailChosen(object_id=person.id))


def refuse_with_link(session: Session, settings: Settings, topic: Topic, token: str) -> bool:
    """Whoever has the link of a mail wants no more about this, without signing in. False when it is
    no link of ours, or of an account that is closed.
    """
    person = get_addressee(session, settings, topic, token)
    if person is None:
        return False
    if topic in mail_queries.find_wanted(session, person.id):
        mail_commands.refuse_topic(session, person.id, topic)
        record(session, SYSTEM, events.MailChosen(object_id=person.id))
    return True


def get_addressee(session: Session, settings: Settings, topic: Topic, token: str) -> Person | None:
    """Whose link it is. None when it does nothing any more."""
    read = tokens.read(settings, outbox.refusing_purpose(topic), token)
    return identity_queries.get_person(session, read[0]) if read is not None else None


def renew_with_link(
    session: Session, settings: Settings, token: str
) -> renewal_queries.Renewal | None:
    """It holds for the usual time from today. None when the link does not do that any more: of two
    who press at once one does it.
    """
    found = renewal_queries.get_renewal(session, settings, token, lock=True)
    if found is None or found.until is None:
        return None
    confirmation_commands.renew_offer(session, found.actor, found.offer)
    return found


def end_with_link(
    session: Session, settings: Settings, token: str
) -> renewal_queries.Renewal | None:
    """It does not hold any more. None when the link does nothing any more."""
    found = renewal_queries.get_renewal(session, settings, token, lock=True)
    if found is None:
        return None
    confirmation_commands.end_offer(session, found.actor, found.offer)
    return found
