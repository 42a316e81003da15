"""Publishing what may be on the board already: the form asks once, and never again (ADR 72)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.core import errors
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.dossier import entry, twin_queries
from app.dossier.entry import Entry
from app.dossier.twin_queries import Twin
from app.identity.actor import Actor
from app.needs import commands as need_commands, fields as need_fields, policy as need_policy
from app.needs.models import Need
from app.offers import commands as offer_commands, fields as offer_fields, policy as offer_policy
from app.offers.models import Offer
from app.target_groups.choices import RegionChoices


@asks(need_policy.may_log)
def log_need(session: Session, actor: Actor, given: need_fields.NeedInput) -> Need:
    """As `needs.commands.log_need`, but that a form which shows what is alike asks before it
    publishes what it did not show yet.
    """
    checked = need_commands.check_need(session, actor, given)
    if _asks(given):
        twins = _find(session, actor, given, entry.read_need)
        _refuse_unseen(
            given,
            twins,
            _(
                "There is a need on the board that looks like this. Look at it, or publish all "
                "the same."
            ),
        )
    return need_commands.log_need(session, actor, given, checked=checked)


@asks(offer_policy.may_post)
def post_offer(session: Session, actor: Actor, given: offer_fields.OfferInput) -> Offer:
    """The same of an offer. What another organisation offers is more help, not the same: only of
    its own it is asked.
    """
    checked = offer_commands.check_offer(session, actor, given)
    if _asks(given):
        found = _find(session, actor, given, entry.read_offer)
        twins = [twin for twin in found if twin.is_own]
        _refuse_unseen(
            given,
            twins,
            _(
                "You have an offer already that looks like this. Look at it, or publish all the "
                "same."
            ),
        )
    return offer_commands.post_offer(session, actor, given, checked=checked)


def _asks(given: Any) -> bool:
    return bool(given.asks_alike) and given.publish == "1"


def _find(session: Session, actor: Actor, given: Any, read: Any) -> list[Twin]:
    choices = RegionChoices.for_writing(session, actor)
    typed: Entry | None = read(actor, _form_of(given), choices)
    return twin_queries.find_twins(session, actor, typed) if typed is not None else []


def _form_of(given: Any) -> Form[Any]:
    """What was read of the form, as it is typed."""
    typed = {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in given.model_dump().items()
        if value is not None
    }
    return Form(type(given), typed)


def _refuse_unseen(given: Any, twins: Sequence[Twin], sentence: str) -> None:
    unseen = {twin.id for twin in twins if twin.asks} - set(given.seen_alike)
    if unseen:
        raise errors.Invalid({"seen_alike": sentence})
