"""The list of offers as a file. An offer speaks of no group so small that it is recognised."""

from collections.abc import Iterator

from sqlmodel import Session

from app.core.i18n import gettext as _, local_day, mark
from app.exports.listing import PAGE_SIZE, Column, Kind, Listing, every_row
from app.identity.actor import Actor
from app.offers.forms import OfferChoices
from app.offers.queries import OfferFilters, OfferRow, find_offers


def _rows(session: Session, actor: Actor, filters: OfferFilters) -> Iterator[OfferRow]:
    return every_row(
        lambda cursor: find_offers(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=PAGE_SIZE
        )
    )


def _labels(values: list[str], words: OfferChoices) -> str:
    return ", ".join(words.label(value) for value in values)


OFFERS = Listing(
    name="offers",
    title=mark("Offers"),
    filename="aanbod",
    filters=OfferFilters,
    choices=OfferChoices,
    rows=_rows,
    columns=(
        Column(mark("Title"), lambda offer, words: offer.title, width=60),
        Column(mark("Status"), lambda offer, words: offer.state.word),
        Column(mark("Organisation"), lambda offer, words: offer.organisation_name, width=32),
        Column(
            mark("Kind of help"), lambda offer, words: words.label(offer.support_type), width=28
        ),
        Column(
            mark("Municipalities"),
            lambda offer, words: _labels(offer.municipalities, words) or _("whole region"),
            width=32,
        ),
        Column(
            mark("Target groups"),
            lambda offer, words: _labels(offer.target_groups, words),
            width=32,
        ),
        Column(mark("Offered"), lambda offer, words: offer.quantity, Kind.NUMBER, width=10),
        Column(mark("Taken"), lambda offer, words: offer.committed, Kind.NUMBER, width=10),
        Column(mark("Free"), lambda offer, words: offer.left, Kind.NUMBER, width=10),
        Column(mark("Unit"), lambda offer, words: offer.unit.word),
        Column(
            mark("Available from"), lambda offer, words: offer.available_from, Kind.DATE, width=12
        ),
        Column(
            mark("Available until"), lambda offer, words: offer.available_until, Kind.DATE, width=12
        ),
        Column(mark("Counts until"), lambda offer, words: offer.last_day, Kind.DATE, width=12),
        Column(
            mark("Organisation can help nobody until"),
            lambda offer, words: offer.unavailable_until,
            Kind.DATE,
            width=16,
        ),
        Column(
            mark("Posted on"), lambda offer, words: local_day(offer.created_at), Kind.DATE, width=12
        ),
        Column(mark("Reference"), lambda offer, words: str(offer.id), width=38),
    ),
    masking=mark("Offers speak of no people in one place, so nothing is hidden here."),
)
