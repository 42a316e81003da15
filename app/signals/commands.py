"""What comes in through the public doors, and what its sender takes back."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit import record
from app.core import clock, errors, i18n, personal_sentences, working_days
from app.core.events import address
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.reference import checks, queries as reference_queries
from app.signals import (
    doors,
    events,
    fields,
    form_keys,
    models,
    numbers,
    policy,
    queries,
    try_commands,
)
from app.signals.models import Signal
from app.target_groups.queries import get_groups

READ_WITHIN = 3  # working days
EMAIL_DAYS = 90  # after these an address goes, also when nobody answered

Given = fields.SignalInput | fields.HelpInput


def read_by(sent_at: datetime) -> date:
    """Before which day somebody is to have read it: three working days."""
    return working_days.nth_after(i18n.local_day(sent_at), READ_WITHIN)


@asks(policy.anybody)
def send_signal(
    session: Session, actor: Actor, sender: try_commands.PublicSender, given: fields.SignalInput
) -> Signal:
    """Store a signal; or what was stored before of the same form, when that said the same."""
    return _send(session, actor, sender, models.SignalKind.SIGNAL, given)


@asks(policy.anybody)
def send_help(
    session: Session, actor: Actor, sender: try_commands.PublicSender, given: fields.HelpInput
) -> Signal:
    """The same of help that a resident offers."""
    return _send(session, actor, sender, models.SignalKind.HELP, given)


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).take_back)
def take_back(session: Session, actor: Actor, signal: Signal) -> Signal:
    """By who has its number. What it said goes, with the address."""
    end(signal, models.SignalStatus.TAKEN_BACK)
    signal.description = ""
    record(session, actor, events.SignalTakenBack(**address_of(signal)))
    return signal


def end(signal: Signal, status: models.SignalStatus) -> None:
    """It waits no more, and nobody is written to any more."""
    signal.status, signal.ended_at, signal.email = status, clock.now(), None


def forget_addresses(session: Session) -> int:
    """Delete addresses of those whom nobody answered in time. Returns how many went."""
    late = queries.unanswered_since(clock.now() - timedelta(days=EMAIL_DAYS))
    gone = session.execute(
        sa.update(Signal).where(*late).values(email=None).returning(col(Signal.id))
    ).all()
    return len(gone)


def forget_signals(session: Session, *, ended_before: datetime, sent_before: datetime) -> int:
    """Delete what residents told that was answered or taken back that long ago, and what nobody
    answered for longer. Returns how many went.
    """
    ended, sent = col(Signal.ended_at) <= ended_before, col(Signal.created_at) <= sent_before
    return _forget(session, col(Signal.organisation_id).is_(None), sa.or_(ended, sent))


def forget_logged(session: Session, *, seen_before: date) -> int:
    """The same of what organisations saw that long ago."""
    return _forget(
        session, col(Signal.organisation_id).is_not(None), col(Signal.seen_on) <= seen_before
    )


def _forget(session: Session, *rules: sa.ColumnElement[bool]) -> int:
    gone = session.execute(sa.delete(Signal).where(*rules).returning(col(Signal.id))).all()
    return len(gone)


def _send(
    session: Session,
    actor: Actor,
    sender: try_commands.PublicSender,
    kind: models.SignalKind,
    given: Given,
) -> Signal:
    form = form_keys.PublicForm(kind.value)
    form_key = form_keys.row_of(sender.settings, form, given)
    try_commands.lock(session, form_key.bytes[8:])
    if (before := queries.get_by_form(session, form_key)) is not None:
        return before
    values = _checked(session, given)
    form_id = form_keys.get_id(sender.settings, form, given.form_key)
    region = values["region_code"]
    sender = try_commands.prove(session, sender, given.proof, form_id)
    try_commands.count_message(session, sender, region)
    try_commands.refuse_when_full(sender, partial(queries.count_unproven, session, region))
    signal = Signal(
        kind=kind,
        description=given.description,
        email=given.email or None,
        language=i18n.current_locale(),
        number=numbers.new_number(),
        form_key=form_key,
        is_proven=sender.is_proven,
        source_kind=models.SignalSource.RESIDENTS if kind is models.SignalKind.SIGNAL else None,
        seen_on=clock.today(),
        created_at=clock.now(),
        **values,
    )
    session.add(signal)
    session.flush()
    record(session, actor, events.SignalReceived(**address_of(signal), kind=kind))
    return signal


def _checked(session: Session, given: Given) -> dict[str, Any]:
    """The columns that have to be looked up, or Invalid."""
    wrong: checks.Errors = {}
    place = doors.get_place(session, given.municipality)
    if place is None:
        wrong["municipality"] = _("Choose a municipality from the list.")
    personal_sentences.check_names(given, wrong)
    region = place.region_code if place is not None else ""
    values: dict[str, Any] = {"region_code": region, "municipality_code": given.municipality}
    if isinstance(given, fields.SignalInput):
        group = given.target_group
        if group is not None and group not in get_groups(session, [group], region):
            wrong["target_group"] = _("Choose a target group from the list.")
        values |= {"direction": given.direction, "target_group": group}
    else:
        support = given.support_type
        if support and reference_queries.get_support_type(session, support, region) is None:
            wrong["support_type"] = _("Choose a kind of help from the list.")
        values |= {
            "support_type": support,
            "moments": [each.value for each in dict.fromkeys(given.moments)],
            "rhythm": given.rhythm,
        }
    if wrong:
        raise errors.Invalid(wrong)
    return values


def address_of(signal: Signal) -> dict[str, Any]:
    """Where what happens to it belongs: of a resident's to no organisation."""
    return address(signal)
