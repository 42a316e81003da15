"""The door to write of what organisations see: logging it, standing by it no more, and what follows
from it.
"""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock, db, edits, errors as core_errors, personal_sentences
from app.core.fields import typed
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.reference import checks, models as reference_models, queries as reference_queries
from app.signals import alike_queries, commands, events, models, policy, signal_fields
from app.signals.models import Signal
from app.target_groups.queries import get_groups


@asks(policy.may_log)
def check_signal(
    session: Session, actor: Actor, given: signal_fields.SignalEntry, *, passed_on: bool = False
) -> dict[str, Any]:
    """The columns `log_signal` would store, or what it would raise. Stores nothing."""
    seat = _seat_for(actor, given.organisation)
    errors: checks.Errors = {}
    region_code = seat.region_code
    municipality = _place_of(session, seat, given.municipality, errors, passed_on=passed_on)
    if not reference_queries.get_themes(session, [given.theme], region_code):
        errors["theme"] = _("Choose a theme from the list.")
    if given.target_group not in get_groups(session, [given.target_group], region_code):
        errors["target_group"] = _("Choose a target group from the list.")
    seen_on = given.seen_on or clock.today()
    if seen_on > clock.today():
        errors["seen_on"] = _("This day is still to come. Fill in the day it was seen.")
    crisis = checks.check_crisis(session, given.crisis, region_code, errors)
    measure = checks.check_measure(session, given.measure, region_code, errors)
    personal_sentences.check_names(given, errors)
    if errors:
        raise core_errors.Invalid(errors)
    return typed(given) | {
        "municipality_code": municipality,
        "severity": given.severity.number,
        "seen_on": seen_on,
        "crisis_id": crisis.id if crisis is not None else None,
        "measure_id": measure.id if measure is not None else None,
    }


@asks(policy.may_log)
def log_signal(
    session: Session,
    actor: Actor,
    given: signal_fields.SignalEntry,
    *,
    checked: dict[str, Any] | None = None,
    passed_on: bool = False,
) -> Signal:
    """Store a signal of an organisation. Of the team and of a coordinator of a municipality it
    counts at once, of others it waits for them; and always what a municipality has `passed_on` to
    another one, which decides. `checked`: what `check_signal` said of it in this transaction.
    """
    seat = _seat_for(actor, given.organisation)
    values = checked or check_signal(session, actor, given, passed_on=passed_on)
    now = clock.now()
    counts = policy.stands_at_once(actor, seat) and not passed_on
    signal = Signal(
        kind=models.SignalKind.SIGNAL,
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        language="nl",
        status=models.SignalStatus.ACCEPTED if counts else models.SignalStatus.RECEIVED,
        created_at=now,
        ended_at=now if counts else None,
        **values,
    )
    session.add(signal)
    session.flush()
    record(session, actor, events.SignalLogged(**commands.address_of(signal)))
    if counts:
        record(session, actor, events.SignalAccepted(**commands.address_of(signal)))
    return signal


@asks(policy.may_log)
def log_new_signal(session: Session, actor: Actor, given: signal_fields.SignalEntry) -> Signal:
    """As `log_signal`, but that a form asks before it stores what somebody gave already."""
    checked = check_signal(session, actor, given)
    if given.asks_alike and not given.sure_alike:
        seat = _seat_for(actor, given.organisation)
        # Of two who give the same at once the second one waits, and sees what the first one gave.
        place = checked["municipality_code"]
        session.execute(
            db.turn_of(f"signal {seat.region_code} {place} {given.theme} {given.target_group}")
        )
        seen = alike_queries.Seen(
            seat.region_code,
            place,
            given.theme,
            given.target_group,
            given.direction,
            checked["seen_on"],
            given.description,
        )
        if alike_queries.find_alike(session, actor, seen):
            said = _("This has been given already. Look at it, or tick that yours is another one.")
            raise core_errors.Invalid({"sure_alike": said})
    return log_signal(session, actor, given, checked=checked)


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).edit)
def edit_signal(
    session: Session, actor: Actor, signal: Signal, given: signal_fields.SignalEntry
) -> Signal:
    """Store what is said otherwise of it. Where somebody passed it on to, it stays."""
    ours = given.model_copy(update={"organisation": signal.organisation_id})
    stays = given.municipality == signal.municipality_code
    values = check_signal(session, actor, ours, passed_on=stays)
    changed = [n for n, value in values.items() if not edits.is_same(getattr(signal, n), value)]
    for name in changed:
        setattr(signal, name, values[name])
    if changed:
        event = events.SignalEdited(**commands.address_of(signal), changed=tuple(changed))
        record(session, actor, event)
    return signal


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).withdraw)
def withdraw_signal(session: Session, actor: Actor, signal: Signal) -> Signal:
    """By the organisation that logged it: it counts no more, and what it said goes."""
    commands.end(signal, models.SignalStatus.TAKEN_BACK)
    signal.description = signal.source_link = ""
    record(session, actor, events.SignalWithdrawn(**commands.address_of(signal)))
    return signal


@asks(lambda actor, signal: policy.SignalPolicy(actor, signal).follow_up)
def follow_up(
    session: Session,
    actor: Actor,
    signal: Signal,
    *,
    need_id: UUID | None = None,
    action_id: UUID | None = None,
) -> Signal:
    """A need or an action follows from it, instead of the one that did before."""
    if need_id is not None:
        signal.need_id = need_id
    if action_id is not None:
        signal.action_id = action_id
    event = events.SignalFollowedUp(
        **commands.address_of(signal), need_id=need_id, action_id=action_id
    )
    record(session, actor, event)
    return signal


def _seat_for(actor: Actor, chosen: UUID | None) -> Seat:
    if chosen is None:
        return actor.writing_seats[0]
    for seat in actor.writing_seats:
        if seat.organisation_id == chosen:
            return seat
    raise core_errors.Invalid(
        {"organisation": _("You can log a signal for your own organisation only.")}
    )


def _place_of(
    session: Session, seat: Seat, chosen: str | None, errors: checks.Errors, *, passed_on: bool
) -> str | None:
    """A municipality logs what it sees at home, and passes on what it hears of another one;
    everybody else logs anywhere in the region.
    """
    if seat.kind is reference_models.OrganisationKind.MUNICIPALITY and not passed_on:
        if chosen not in (None, seat.municipality_code):
            errors["municipality"] = _("A municipality logs signals of its own municipality only.")
        return seat.municipality_code
    chosen = chosen or seat.municipality_code
    if chosen is None:
        errors["municipality"] = _("Choose a municipality.")
        return None
    places = checks.check_municipalities(session, [chosen], errors, "municipality")
    if chosen in places and places[chosen].region_code != seat.region_code:
        errors["municipality"] = _("Choose a municipality in your own region.")
    return chosen
