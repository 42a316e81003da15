"""Changing offers: require, change, record."""

from datetime import date, timedelta
from typing import Any, ClassVar

from sqlmodel import Session

from app.audit import record
from app.core import clock, edits, errors as core_errors, inputs, personal_sentences, read_once
from app.core.events import address
from app.core.fields import typed
from app.core.i18n import gettext as _, local_day, mark
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.identity.queries import get_names, get_organisation
from app.language import texts
from app.members import charge_queries
from app.offers import events, fields, models, policy, subscribers
from app.offers.models import Offer
from app.reference import checks, queries as reference_queries
from app.target_groups.queries import get_groups


class OfferWithdrawing(inputs.Noted):
    """Why an offer is taken back."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}
    asks_names: ClassVar[dict[str, str]] = {"closing_note": mark("explanation")}

    reason: models.OfferWithdrawal
    closing_note: inputs.Note = ""


class OfferReturning(inputs.Noted):
    """Why the team sends a submitted offer back."""

    when_missing: ClassVar[dict[str, str]] = {"team_note": mark("Say what has to change first.")}
    asks_names: ClassVar[dict[str, str]] = {"team_note": mark("what has to change")}

    team_note: inputs.Note


@asks(policy.may_post)
def check_offer(
    session: Session, actor: Actor, given: fields.OfferInput, *, may_be_over: bool = False
) -> dict[str, Any]:
    """The columns `post_offer` would store, or what it would raise. Stores nothing."""
    seat = _seat_for(actor, given)
    place = seat.region_code, seat.organisation_name
    return _checked(session, *place, given, stored=None, may_be_over=may_be_over)


@asks(policy.may_post)
def post_offer(
    session: Session,
    actor: Actor,
    given: fields.OfferInput,
    *,
    may_be_over: bool = False,
    checked: dict[str, Any] | None = None,
) -> Offer:
    """A draft, published when the form asks it. `checked` is what `check_offer` said of it."""
    seat = _seat_for(actor, given)
    values = checked or check_offer(session, actor, given, may_be_over=may_be_over)
    offer = Offer(
        organisation_id=seat.organisation_id,
        region_code=seat.region_code,
        in_charge_id=charge_queries.maker(session, actor, seat.organisation_id),
        created_at=clock.now(),
        **values,
    )
    session.add(offer)
    read_once.flush_row(session)
    _store_text(session, offer)
    record(session, actor, events.OfferPosted(**address(offer)))
    if given.publish == "1":
        publish_offer(session, actor, offer, may_be_over=may_be_over)
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).edit)
def edit_offer(session: Session, actor: Actor, offer: Offer, given: fields.OfferInput) -> Offer:
    """Change an offer. Raises Invalid when somebody else changed it since the form was opened."""
    owner = get_names(session, [offer.organisation_id])[offer.organisation_id]
    values = _checked(session, offer.region_code, owner, given, stored=offer)
    changed = edits.edit(
        offer,
        values,
        version=given.version,
        sentence=_(
            "This offer was changed while you were typing. Your text is still here. "
            "Compare it with the offer as it is now, then save again."
        ),
    )
    if changed:
        offer.edited_at = clock.now()
        if not {"title", "description"}.isdisjoint(changed):
            _store_text(session, offer)
        told = address(offer) | {"changed": changed, "sure_terms": given.sure_terms or None}
        record(session, actor, events.OfferEdited(**told))
    if offer.status is models.OfferStatus.PUBLISHED:
        keep_fresh(session, offer)  # whoever edits an offer has just looked at it
    if given.publish == "1" and offer.status is models.OfferStatus.DRAFT:
        publish_offer(session, actor, offer)
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).publish)
def publish_offer(
    session: Session, actor: Actor, offer: Offer, *, may_be_over: bool = False
) -> Offer:
    """Draft to published, or to submitted where the region moderates this kind of organisation."""
    if not may_be_over:
        _refuse_past(offer)
    organisation = get_organisation(session, offer.organisation_id)
    assert organisation is not None
    if (
        organisation.kind.value
        in reference_queries.get_settings(session, offer.region_code).moderated_kinds
    ):
        offer.status = models.OfferStatus.SUBMITTED
        record(session, actor, events.OfferSubmitted(**address(offer)))
    else:
        _publish(session, actor, offer)
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).moderate)
def admit_offer(session: Session, actor: Actor, offer: Offer) -> Offer:
    """Submitted to published, by the region's team."""
    _publish(session, actor, offer)
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).moderate)
def return_offer(session: Session, actor: Actor, offer: Offer, given: OfferReturning) -> Offer:
    """Submitted back to draft, by the region's team, with what has to change."""
    offer.status, offer.team_note = models.OfferStatus.DRAFT, given.team_note
    record(session, actor, events.OfferReturned(**address(offer)))
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).confirm)
def confirm_offer(session: Session, actor: Actor, offer: Offer) -> Offer:
    """The offer still holds: fresh again for as many weeks as the region set."""
    keep_fresh(session, offer)
    record(session, actor, events.OfferConfirmed(**address(offer)))
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).pause)
def pause_offer(session: Session, actor: Actor, offer: Offer) -> Offer:
    """Published to paused: still visible, no longer suggested."""
    offer.status = models.OfferStatus.PAUSED
    record(session, actor, events.OfferPaused(**address(offer)))
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).resume)
def resume_offer(session: Session, actor: Actor, offer: Offer) -> Offer:
    """Paused to published, and fresh again."""
    keep_fresh(session, offer)
    offer.status = models.OfferStatus.PUBLISHED
    record(session, actor, events.OfferResumed(**address(offer)))
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).withdraw)
def withdraw_offer(session: Session, actor: Actor, offer: Offer, given: OfferWithdrawing) -> Offer:
    """To withdrawn, with the reason."""
    offer.status, offer.withdrawal = models.OfferStatus.WITHDRAWN, given.reason
    offer.closing_note, offer.ended_at = given.closing_note, clock.now()
    record(session, actor, events.OfferWithdrawn(**address(offer), reason=given.reason))
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).discard)
def discard_offer(session: Session, actor: Actor, offer: Offer) -> None:
    """Throw a draft away. The trail keeps that it was there, not what it said."""
    record(session, actor, events.OfferDiscarded(**address(offer)))
    session.delete(offer)


def commit_offer(offer: Offer, delta: int) -> None:
    """Change what accepted matches take. The caller has locked the row; the database refuses less
    than 0 and over 100 %.
    """
    offer.committed += delta
    if delta < 0:
        offer.edited_at = clock.now()  # who said no when it was full may be asked again


def _publish(session: Session, actor: Actor, offer: Offer) -> None:
    keep_fresh(session, offer)
    offer.status, offer.published_at, offer.team_note = (
        models.OfferStatus.PUBLISHED,
        clock.now(),
        "",
    )
    record(session, actor, events.OfferPublished(**address(offer)))


def keep_fresh(session: Session, offer: Offer) -> None:
    """Its organisation has just looked at it, and means it."""
    offer.confirmed_at, offer.fresh_until = clock.now(), renewed_day(session, offer)


def renewed_day(session: Session, offer: Offer) -> date:
    """The last day that counts of an offer that is confirmed now."""
    weeks = reference_queries.get_settings(session, offer.region_code).freshness_weeks
    return local_day(clock.now()) + timedelta(weeks=weeks)


def _refuse_past(offer: Offer) -> None:
    errors: checks.Errors = {}
    checks.check_window(offer.available_from, offer.available_until, errors, "available_until")
    if errors:
        raise core_errors.Invalid(errors)


def _store_text(session: Session, offer: Offer) -> None:
    texts.store_text(
        session,
        texts.Text(models.OfferText, offer.id, offer.region_code, offer.title, offer.description),
    )


def _seat_for(actor: Actor, given: fields.OfferInput) -> Seat:
    if given.organisation is None:
        return actor.writing_seats[0]
    seat = actor.seat_in(given.organisation)
    if seat not in actor.writing_seats or seat is None:
        raise core_errors.Invalid(
            {"organisation": _("You can post an offer for your own organisation only.")}
        )
    return seat


def _checked(
    session: Session,
    region_code: str,
    owner: str,
    given: fields.OfferInput,
    *,
    stored: Offer | None,
    may_be_over: bool = False,
) -> dict[str, Any]:
    """The columns of an offer from its form, or Invalid."""
    errors: checks.Errors = {}
    kept_type = stored.support_type if stored is not None else None
    kept_groups = stored.target_groups if stored is not None else []
    kept_places = stored.municipalities if stored is not None else []
    support_type = checks.check_support_type(
        session, given.support_type, region_code, errors, kept=kept_type
    )
    slugs = edits.each_once(given.target_groups, kept_groups)
    groups = get_groups(session, slugs, region_code, kept=kept_groups)
    if set(slugs) - groups.keys():
        errors["target_groups"] = _("Choose target groups from the list.")
    codes = edits.each_once(given.municipalities, kept_places)
    places = checks.check_municipalities(session, codes, errors, "municipalities")
    # Near a border an offer may reach into the next region.
    new = [place for code, place in places.items() if code not in kept_places]
    outside = {place.region_code for place in new} - {region_code}
    if outside and outside - reference_queries.get_bordering(session, region_code):
        errors["municipalities"] = _(
            "Choose a municipality in your own region or in one next to it."
        )
    crisis = checks.check_crisis(session, given.crisis, region_code, errors, stored=stored)
    measure = checks.check_measure(session, given.measure, region_code, errors)
    if stored is not None and given.quantity < stored.committed:
        errors["quantity"] = _(
            "%(num)s of these are agreed already, so it cannot be less.", num=stored.committed
        )
    if stored is not None and stored.committed and given.unit is not stored.unit:
        errors["unit"] = _("Some of it is agreed already, so it stays in the same unit.")
    start = given.available_from or (stored.available_from if stored is not None else clock.today())
    unchanged = stored is not None and stored.available_until == given.available_until
    checks.check_window(
        start,
        given.available_until,
        errors,
        "available_until",
        may_be_over=unchanged or may_be_over,
    )
    personal_sentences.check_names(given, errors)
    if errors:
        raise core_errors.Invalid(errors)
    assert support_type is not None
    return typed(given) | {
        "target_groups": slugs,
        "municipalities": codes,
        "available_from": start,
        "crisis_id": crisis.id if crisis is not None else None,
        "measure_id": measure.id if measure is not None else None,
        "search_words": subscribers.search_words(
            support_type, groups.values(), [places[code] for code in codes], owner
        ),
    }
