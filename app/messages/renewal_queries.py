"""What the link in a mail about an offer that ends still does."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.core import clock, tokens
from app.core.settings import Settings
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.mail.models import Mail
from app.messages import ending_letters
from app.offers import commands as offer_commands, confirmation_commands, queries as offer_queries
from app.offers.models import Offer


@dataclass(frozen=True)
class Renewal:
    """An offer of which the addressee may say, without signing in, whether it still holds."""

    actor: Actor
    offer: Offer
    # Its last day, as the mail says.
    ends: date
    # The day it counts up to when it still holds; None where that is asked on its page.
    until: date | None


def get_renewal(
    session: Session, settings: Settings, token: str, *, lock: bool = False
) -> Renewal | None:
    """None when the link does nothing: it is not ours, its day is past, something was said of the
    offer since, or who got the mail may not say it any more. `lock` until commit.
    """
    read = tokens.read(settings, ending_letters.OFFER_ENDS.purpose, token)
    mail = session.get(Mail, read[0]) if read is not None else None
    if mail is None or mail.person_id is None or mail.kind != ending_letters.OFFER_ENDS.name:
        return None
    reader = identity_queries.get_actor(session, mail.person_id)
    offer = _find_offer(session, reader, mail, lock=lock) if reader is not None else None
    ends = _day_as_told(offer, mail) if offer is not None else None
    if offer is None or ends is None:
        return None
    actor = identity_queries.get_actor(session, mail.person_id, offer.organisation_id)
    asked = offer_commands.confirm_offer, confirmation_commands.end_offer
    if actor is None or not all(command.right(actor, offer) for command in asked):
        return None
    may_renew = confirmation_commands.renew_offer.right(actor, offer)
    until = offer_commands.renewed_day(session, offer) if may_renew else None
    return Renewal(actor, offer, ends, until)


def _find_offer(session: Session, reader: Actor, mail: Mail, *, lock: bool) -> Offer | None:
    """In whichever of the reader's organisations it is seen."""
    asked = [mail.object_id]
    found = offer_queries.find_offers_by_id(session, reader.everywhere, asked, lock=lock)
    return found.get(mail.object_id)


def _day_as_told(offer: Offer, mail: Mail) -> date | None:
    """Its last day, when that is still the one of the mail, is not past, and nobody said anything
    of the offer since.
    """
    end = offer.last_day
    is_same = end is not None and mail.facts.get("day") == end.isoformat() and end >= clock.today()
    is_untouched = offer.confirmed_at is None or offer.confirmed_at <= mail.created_at
    return end if is_same and is_untouched else None
