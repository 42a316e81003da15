"""The door to write of what follows from a signal: a need made of it, an action it leads to."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from app.actions import queries as action_queries
from app.core import errors, inputs
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.dossier import twin_commands
from app.identity.actor import Actor
from app.needs import fields as need_fields, policy as need_policy, queries as need_queries
from app.needs.models import Need, NeedStatus
from app.signals import partner_commands, policy, queries
from app.signals.models import Signal


class ActionOfSignal(inputs.Input):
    """To which action a signal leads."""

    when_missing: ClassVar[dict[str, str]] = {"action": mark("Choose an action.")}

    action: UUID


@asks(need_policy.may_log)
def log_need(session: Session, actor: Actor, signal_id: UUID, given: need_fields.NeedInput) -> Need:
    """A need that follows from a signal, which shows it from now on, unless it shows another one
    that everybody sees.
    """
    signal = queries.get_signal(session, actor, signal_id, lock=True)
    require(policy.may_make_need(actor, signal, given.organisation))
    need = twin_commands.log_need(session, actor, given)
    led = [signal.need_id] if signal.need_id is not None else []
    standing = need_queries.find_needs_by_id(session, actor, led).values()
    if all(each.status is NeedStatus.DRAFT for each in standing):
        partner_commands.follow_up(session, actor, signal, need_id=need.id)
    return need


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).follow_up)
def link_action(session: Session, actor: Actor, signal: Signal, given: ActionOfSignal) -> Signal:
    """An action that is there already follows from it."""
    try:
        action = action_queries.get_action(session, actor, given.action)
    except errors.NotFound:
        raise errors.Invalid({"action": _("Choose an action from the list.")}) from None
    if action.region_code != signal.region_code:
        raise errors.Invalid({"action": _("Choose an action from the list.")})
    is_theirs = signal.organisation_id in actor.organisation_ids or policy.moderates(actor, signal)
    if signal.action_id not in (None, action.id) and not is_theirs:
        raise errors.Conflict(_("This signal leads to an action already."))
    return partner_commands.follow_up(session, actor, signal, action_id=action.id)
