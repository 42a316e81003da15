"""Changing needs: require, change, record."""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock, edits, errors as core_errors, inputs, personal_sentences, read_once
from app.core.events import address
from app.core.fields import typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.identity.queries import get_organisation
from app.language import texts
from app.members import charge_queries
from app.needs import events, fields, models, policy, small_texts, subscribers
from app.needs.models import Need
from app.reference import checks, models as reference_models
from app.target_groups.queries import get_groups


class NeedEnding(inputs.Noted):
    """How a need ended."""

    when_missing: ClassVar[dict[str, str]] = {"outcome": mark("Choose how it ended.")}
    asks_names: ClassVar[dict[str, str]] = {"closing_note": mark("explanation")}

    outcome: models.NeedOutcome
    closing_note: inputs.Note = ""


class NeedWithdrawing(inputs.Noted):
    """Why a need is taken back."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}
    asks_names: ClassVar[dict[str, str]] = {"closing_note": mark("explanation")}

    reason: models.NeedWithdrawal
    closing_note: inputs.Note = ""


@asks(policy.may_log)
def check_need(
    session: Session, actor: Actor, given: fields.NeedInput, *, may_be_over: bool = False
) -> dict[str, Any]:
    """The columns `log_need` would store, or what it would raise. Stores nothing."""
    seat = _seat_for(actor, given)
    return _checked(session, seat.region_code, seat, given, stored=None, may_be_over=may_be_over)


@asks(policy.may_log)
def log_need(
    session: Session,
    actor: Actor,
    given: fields.NeedInput,
    *,
    may_be_over: bool = False,
    checked: dict[str, Any] | None = None,
) -> Need:
    """Store a draft, and publish it too when the form asked for that, with `may_be_over` also when
    it has ended. `checked`: what `check_need` said of it in this transaction.
    """
    seat = _seat_for(actor, given)
    values = checked or check_need(session, actor, given, may_be_over=may_be_over)
    need = Need(
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        in_charge_id=charge_queries.maker(session, actor, seat.organisation_id),
        created_at=clock.now(),
        **values,
    )
    session.add(need)
    read_once.flush_row(session)
    _store_text(session, need)
    record(session, actor, events.NeedLogged(**address(need)))
    if given.publish == "1":
        publish_need(session, actor, need, may_be_over=may_be_over)
    return need


@asks(lambda actor, need: policy.NeedPolicy(actor, need).edit)
def edit_need(session: Session, actor: Actor, need: Need, given: fields.NeedInput) -> Need:
    """Change a need that has not ended. Raises Invalid when somebody else changed it since the form
    was opened.
    """
    organisation = get_organisation(session, need.organisation_id)
    assert organisation is not None
    values = _checked(session, need.region_code, organisation, given, stored=need)
    changed = edits.edit(
        need,
        values,
        version=given.version,
        sentence=_(
            "This need was changed while you were typing. Your text is still here. "
            "Compare it with the need as it is now, then save again."
        ),
    )
    if changed:
        need.edited_at = clock.now()
        if not {"title", "description"}.isdisjoint(changed):
            _store_text(session, need)
        record(
            session,
            actor,
            events.NeedEdited(
                **address(need), changed=changed, sure_terms=given.sure_terms or None
            ),
        )
    if given.publish == "1" and need.status is models.NeedStatus.DRAFT:
        publish_need(session, actor, need)
    return need


@asks(lambda actor, need: policy.NeedPolicy(actor, need).publish)
def publish_need(session: Session, actor: Actor, need: Need, *, may_be_over: bool = False) -> Need:
    """Draft to open: everybody in the region sees it."""
    errors: checks.Errors = {}
    checks.check_window(
        need.needed_from, need.needed_until, errors, "needed_until", may_be_over=may_be_over
    )
    if errors:
        raise core_errors.Invalid(errors)
    need.status = models.NeedStatus.OPEN
    need.published_at = clock.now()
    record(session, actor, events.NeedPublished(**address(need)))
    return need


@asks(lambda actor, need: policy.NeedPolicy(actor, need).close)
def close_need(session: Session, actor: Actor, need: Need, given: NeedEnding) -> Need:
    """Open to closed, with how it ended."""
    need.status, need.outcome = models.NeedStatus.CLOSED, given.outcome
    need.closing_note, need.ended_at = given.closing_note, clock.now()
    record(session, actor, events.NeedClosed(**address(need), outcome=given.outcome))
    return need


@asks(lambda actor, need: policy.NeedPolicy(actor, need).withdraw)
def withdraw_need(session: Session, actor: Actor, need: Need, given: NeedWithdrawing) -> Need:
    """Open to withdrawn, with the reason."""
    need.status, need.withdrawal = models.NeedStatus.WITHDRAWN, given.reason
    need.closing_note, need.ended_at = given.closing_note, clock.now()
    record(session, actor, events.NeedWithdrawn(**address(need), reason=given.reason))
    return need


@asks(lambda actor, need: policy.NeedPolicy(actor, need).discard)
def discard_need(session: Session, actor: Actor, need: Need) -> None:
    """Throw a draft away. The trail keeps that it was there, not what it said."""
    record(session, actor, events.NeedDiscarded(**address(need)))
    session.delete(need)


def commit_need(need: Need, delta: int) -> None:
    """Change what accepted matches cover. The caller has locked the row; the database refuses less
    than 0 and over 100 %.
    """
    need.committed += delta
    if delta < 0:
        need.edited_at = clock.now()  # who said no when it was full may be asked again


def reveal_place(need: Need, organisation_id: UUID) -> None:
    """From now on this organisation works on the need, so a small group is no secret for it."""
    if organisation_id not in need.known_to:
        need.known_to = [*need.known_to, organisation_id]


def hide_place(need: Need, organisation_id: UUID) -> None:
    """It has taken its yes back before anybody was told."""
    need.known_to = [known for known in need.known_to if known != organisation_id]


def _store_text(session: Session, need: Need) -> None:
    texts.store_text(
        session,
        texts.Text(models.NeedText, need.id, need.region_code, need.title, need.description),
    )


def _seat_for(actor: Actor, given: fields.NeedInput) -> Seat:
    if given.organisation is None:
        return actor.writing_seats[0]
    for seat in actor.writing_seats:
        if seat.organisation_id == given.organisation:
            return seat
    raise core_errors.Invalid(
        {"organisation": _("You can log a need for your own organisation only.")}
    )


def _checked(
    session: Session,
    region_code: str,
    owner: Any,
    given: fields.NeedInput,
    *,
    stored: Need | None,
    may_be_over: bool = False,
) -> dict[str, Any]:
    """The columns of a need from its form, or Invalid. `owner` has `kind` and
    `municipality_code`.
    """
    errors: checks.Errors = {}
    owner_name = owner.name if stored is not None else owner.organisation_name
    municipality = _own_municipality(owner, given, errors, stored=stored)
    places = checks.check_municipalities(
        session, [municipality] if municipality else [], errors, "municipality"
    )
    moved = stored is None or municipality != stored.municipality_code
    if moved and municipality in places and places[municipality].region_code != region_code:
        errors["municipality"] = _("Choose a municipality in your own region.")
    kept_type, kept = (stored.support_type, stored.groups) if stored is not None else (None, [])
    support_type = checks.check_support_type(
        session, given.support_type, region_code, errors, kept=kept_type
    )
    also = edits.each_once(
        (slug for slug in given.also_groups if slug != given.target_group),
        stored.also_groups if stored is not None else (),
    )
    groups = get_groups(session, [given.target_group, *also], region_code, kept=kept)
    if given.target_group not in groups:
        errors["target_group"] = _("Choose a target group from the list.")
    if set(also) - groups.keys():
        errors["also_groups"] = _("Choose target groups from the list.")
    crisis = checks.check_crisis(session, given.crisis, region_code, errors, stored=stored)
    measure = checks.check_measure(session, given.measure, region_code, errors)
    people, quantity = _people_and_quantity(given, errors, stored=stored)
    if stored is not None and quantity is not None and quantity < stored.committed:
        errors["quantity"] = _(
            "%(num)s of these are agreed already, so it cannot be less.", num=stored.committed
        )
    if stored is not None and stored.committed and given.unit is not stored.unit:
        errors["unit"] = _("Some of it is agreed already, so it stays in the same unit.")
    start = given.needed_from or (stored.needed_from if stored is not None else clock.today())
    unchanged = stored is not None and stored.needed_until == given.needed_until
    checks.check_window(
        start, given.needed_until, errors, "needed_until", may_be_over=unchanged or may_be_over
    )
    personal_sentences.check_names(given, errors)
    small_texts.check_small(given, (people, municipality), errors)
    if errors:
        raise core_errors.Invalid(errors)
    assert quantity is not None and support_type is not None
    found_by = subscribers.search_words(
        support_type, groups.values(), places.values(), people, owner_name
    )
    return typed(given) | {
        "also_groups": also,
        "municipality_code": municipality,
        "people": people,
        "quantity": quantity,
        "needed_from": start,
        "crisis_id": crisis.id if crisis is not None else None,
        "measure_id": measure.id if measure is not None else None,
        "search_words": found_by,
    }


def _own_municipality(
    owner: Any, given: fields.NeedInput, errors: checks.Errors, *, stored: Need | None
) -> str | None:
    """A municipality logs needs for itself; everybody else for any municipality of the region, or
    all of it. Where a need is stays as it is stored when the municipality has become another.
    """
    if owner.kind is not reference_models.OrganisationKind.MUNICIPALITY:
        return given.municipality
    own: str | None = owner.municipality_code
    kept = own if stored is None else stored.municipality_code
    if given.municipality not in (None, own, kept):
        errors["municipality"] = _("A municipality logs needs for its own municipality only.")
    return given.municipality or kept


def _people_and_quantity(
    given: fields.NeedInput, errors: checks.Errors, *, stored: Need | None
) -> tuple[int | None, int | None]:
    """Counting people, one number is enough. Two numbers that are stored stay what they are. Of
    places the number is one of people too: each is for one, so few of them are a small group.
    """
    is_kept = stored is not None and (given.people, given.quantity, given.unit) == (
        stored.people,
        stored.quantity,
        stored.unit,
    )
    quantity, people = given.quantity, given.people
    if given.unit is reference_models.Unit.PEOPLE and not is_kept:
        quantity = quantity or people
    if given.unit in policy.COUNTS_PEOPLE:
        people = people or quantity
    if quantity is None:
        errors["quantity"] = _("Fill in how many are needed.")
    return people, quantity
