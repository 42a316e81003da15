"""Having a mail tried again that did not arrive."""

from sqlmodel import Session

from app.audit import record
from app.core.policy import asks
from app.identity.actor import Actor
from app.mail import commands as mail_commands
from app.mail.models import Mail
from app.post import events, policy


@asks(lambda actor, mail: policy.MailPolicy(actor, mail).try_again)
def try_again(session: Session, actor: Actor, mail: Mail) -> None:
    """It is due again; whoever is at it sends it once."""
    mail_commands.try_again(session, mail.id)
    record(session, actor, events.MailTriedAgain(object_id=mail.id, region_code=mail.region_code))
