"""Changing needs: require, change, record."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from app.audit import record
from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Day, Description, Input, Note, Quantity, Slug, Title
from app.core.personal_data import names_in
from app.core.policy import asks
from app.core.search import DERIVED
from app.identity.actor import Actor, Seat
from app.identity.queries import get_organisation
from app.language.texts import Text, store_text
from app.language.words import compound_parts
from app.needs import events
from app.needs.models import Need, NeedOutcome, NeedStatus, NeedText, NeedWithdrawal, Urgency
from app.needs.policy import NeedPolicy, may_log
from app.needs.subscribers import search_words
from app.reference.checks import (
    Errors,
    check_crisis,
    check_measure,
    check_municipalities,
    check_support_type,
    check_window,
)
from app.reference.models import OrganisationKind, Unit
from app.target_groups.queries import get_groups


class NeedInput(Input):
    """The form of a need. Few fields are required; the rest has a sensible answer when it is left
    empty.
    """

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in one sentence what is needed."),
        "support_type": mark("Choose what kind of help is needed."),
        "target_group": mark("Choose for which group it is."),
    }

    title: Title
    description: Description = ""
    support_type: Slug
    target_group: Slug
    also_groups: Annotated[list[Slug], Field(max_length=10)] = []
    municipality: Slug | None = None
    people: Quantity | None = None
    quantity: Quantity | None = None
    unit: Unit = Unit.PEOPLE
    urgency: Urgency = Urgency.NORMAL
    needed_from: Day | None = None
    needed_until: Day | None = None
    crisis: Slug | None = None
    measure: Slug | None = None
    # Which of the writer's organisations logs it; the first one when it is left empty.
    organisation: UUID | None = None
    # The writer says that what looks like a name is none.
    sure_no_names: bool = False
    # Publish at once (the form's main button).
    publish: Literal["1", "0"] = "0"
    # The version that was edited, so that somebody else's change is not overwritten unseen.
    version: Annotated[int, Field(ge=1)] | None = None


class NeedEnding(Input):
    """How a need ended."""

    when_missing: ClassVar[dict[str, str]] = {"outcome": mark("Choose how it ended.")}

    outcome: NeedOutcome
    closing_note: Note = ""


class NeedWithdrawing(Input):
    """Why a need is taken back."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    reason: NeedWithdrawal
    closing_note: Note = ""


@asks(may_log)
def check_need(
    session: Session, actor: Actor, given: NeedInput, *, may_be_over: bool = False
) -> dict[str, Any]:
    """The columns `log_need` would store, or what it would raise. Stores nothing."""
    seat = _seat_for(actor, given)
    return _checked(session, seat.region_code, seat, given, stored=None, may_be_over=may_be_over)


@asks(may_log)
def log_need(
    session: Session, actor: Actor, given: NeedInput, *, may_be_over: bool = False
) -> Need:
    """Store a draft, and publish it too when the form asked for that, with `may_be_over` also when
    it has ended.
    """
    seat = _seat_for(actor, given)
    values = _checked(session, seat.region_code, seat, given, stored=None, may_be_over=may_be_over)
    need = Need(
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        created_at=clock.now(),
        **values,
    )
    session.add(need)
    session.flush()
    _store_text(session, need)
    record(session, actor, events.NeedLogged(**_address(need)))
    if given.publish == "1":
        publish_need(session, actor, need, may_be_over=may_be_over)
    return need


@asks(lambda actor, need: NeedPolicy(actor, need).edit)
def edit_need(session: Session, actor: Actor, need: Need, given: NeedInput) -> Need:
    """Change a need that has not ended. Raises Invalid when somebody else changed it since the form
    was opened.
    """
    organisation = get_organisation(session, need.organisation_id)
    assert organisation is not None
    values = _checked(session, need.region_code, organisation, given, stored=need)
    changed = tuple(name for name, value in values.items() if getattr(need, name) != value)
    if given.version is not None and given.version != need.version and changed:
        raise Invalid(
            {
                "version": _(
                    "Somebody else changed this need while you were typing. Your text is still "
                    "here. "
                    "Compare it with the need as it is now, then save again."
                )
            }
        )
    if changed:
        for name in changed:
            setattr(need, name, values[name])
        need.version += 1
        facts = tuple(name for name in changed if name not in DERIVED)
        if facts:
            need.edited_at = clock.now()
        if not {"title", "description"}.isdisjoint(facts):
            _store_text(session, need)
        record(session, actor, events.NeedEdited(**_address(need), changed=facts))
    if given.publish == "1" and need.status is NeedStatus.DRAFT:
        publish_need(session, actor, need)
    return need


@asks(lambda actor, need: NeedPolicy(actor, need).publish)
def publish_need(session: Session, actor: Actor, need: Need, *, may_be_over: bool = False) -> Need:
    """Draft to open: everybody in the region sees it."""
    errors: Errors = {}
    check_window(
        need.needed_from, need.needed_until, errors, "needed_until", may_be_over=may_be_over
    )
    if errors:
        raise Invalid(errors)
    need.status = NeedStatus.OPEN
    need.published_at = clock.now()
    record(session, actor, events.NeedPublished(**_address(need)))
    return need


@asks(lambda actor, need: NeedPolicy(actor, need).close)
def close_need(session: Session, actor: Actor, need: Need, given: NeedEnding) -> Need:
    """Open to closed, with how it ended."""
    need.status, need.outcome = NeedStatus.CLOSED, given.outcome
    need.closing_note, need.ended_at = given.closing_note, clock.now()
    record(session, actor, events.NeedClosed(**_address(need), outcome=given.outcome))
    return need


@asks(lambda actor, need: NeedPolicy(actor, need).withdraw)
def withdraw_need(session: Session, actor: Actor, need: Need, given: NeedWithdrawing) -> Need:
    """Open to withdrawn, with the reason."""
    need.status, need.withdrawal = NeedStatus.WITHDRAWN, given.reason
    need.closing_note, need.ended_at = given.closing_note, clock.now()
    record(session, actor, events.NeedWithdrawn(**_address(need), reason=given.reason))
    return need


@asks(lambda actor, need: NeedPolicy(actor, need).discard)
def discard_need(session: Session, actor: Actor, need: Need) -> None:
    """Throw a draft away. The trail keeps that it was there, not what it said."""
    record(session, actor, events.NeedDiscarded(**_address(need)))
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


def _store_text(session: Session, need: Need) -> None:
    store_text(session, Text(NeedText, need.id, need.region_code, need.title, need.description))


def _address(need: Need) -> dict[str, Any]:
    return {
        "object_id": need.id,
        "organisation_id": need.organisation_id,
        "region_code": need.region_code,
    }


def _seat_for(actor: Actor, given: NeedInput) -> Seat:
    if given.organisation is None:
        return actor.writing_seats[0]
    for seat in actor.writing_seats:
        if seat.organisation_id == given.organisation:
            return seat
    raise Invalid({"organisation": _("You can log a need for your own organisation only.")})


def _checked(
    session: Session,
    region_code: str,
    owner: Any,
    given: NeedInput,
    *,
    stored: Need | None,
    may_be_over: bool = False,
) -> dict[str, Any]:
    """The columns of a need from its form, or Invalid. `owner` has `kind` and
    `municipality_code`.
    """
    errors: Errors = {}
    municipality = _own_municipality(owner, given, errors)
    places = check_municipalities(
        session, [municipality] if municipality else [], errors, "municipality"
    )
    if municipality in places and places[municipality].region_code != region_code:
        errors["municipality"] = _("Choose a municipality in your own region.")
    support_type = check_support_type(session, given.support_type, region_code, errors)
    also = [slug for slug in dict.fromkeys(given.also_groups) if slug != given.target_group]
    groups = get_groups(session, [given.target_group, *also], region_code)
    if given.target_group not in groups:
        errors["target_group"] = _("Choose a target group from the list.")
    if set(also) - groups.keys():
        errors["also_groups"] = _("Choose target groups from the list.")
    crisis = check_crisis(session, given.crisis, region_code, errors)
    measure = check_measure(session, given.measure, region_code, errors)
    people, quantity = _people_and_quantity(given, errors)
    if stored is not None and quantity is not None and quantity < stored.committed:
        errors["quantity"] = _(
            "%(num)s of these are agreed already, so it cannot be less.", num=stored.committed
        )
    start = given.needed_from or (stored.needed_from if stored is not None else clock.today())
    unchanged = stored is not None and stored.needed_until == given.needed_until
    check_window(
        start, given.needed_until, errors, "needed_until", may_be_over=unchanged or may_be_over
    )
    if not given.sure_no_names and names_in(f"{given.title}\n{given.description}"):
        errors["sure_no_names"] = _(
            "Your text seems to hold the name of a person. Take it out, or tick this box."
        )
    if errors:
        raise Invalid(errors)
    assert quantity is not None and support_type is not None
    found_by = search_words(support_type, groups.values(), places.values(), people)
    return {
        "title": given.title,
        "description": given.description,
        "support_type": given.support_type,
        "target_group": given.target_group,
        "also_groups": also,
        "municipality_code": municipality,
        "people": people,
        "quantity": quantity,
        "unit": given.unit,
        "urgency": given.urgency,
        "needed_from": start,
        "needed_until": given.needed_until,
        "crisis_id": crisis.id if crisis is not None else None,
        "measure_id": measure.id if measure is not None else None,
        "search_words": found_by,
        "parts": compound_parts(f"{given.title}\n{given.description}"),
    }


def _own_municipality(owner: Any, given: NeedInput, errors: Errors) -> str | None:
    """A municipality logs needs for itself; everybody else for any municipality of the region, or
    all of it.
    """
    if owner.kind is not OrganisationKind.MUNICIPALITY:
        return given.municipality
    own: str | None = owner.municipality_code
    if given.municipality not in (None, own):
        errors["municipality"] = _("A municipality logs needs for its own municipality only.")
    return own


def _people_and_quantity(given: NeedInput, errors: Errors) -> tuple[int | None, int | None]:
    """Counting people, one number is enough."""
    if given.unit is Unit.PEOPLE:
        quantity = given.quantity or given.people
        people = given.people or given.quantity
    else:
        quantity, people = given.quantity, given.people
    if quantity is None:
        errors["quantity"] = _("Fill in how many are needed.")
    return people, quantity
