"""The list of offers as a file. An offer speaks of no group so small that it is recognised."""

from collections.abc import Iterator

from sqlmodel import Session

from app.core.i18n import mark
from app.exports.listing import PAGE_SIZE, Listing, every_row
from app.identity.actor import Actor
from app.offers.fields import FILE, OfferRow
from app.offers.forms import OfferChoices
from app.offers.queries import OfferFilters, find_offers


def _rows(session: Session, actor: Actor, filters: OfferFilters) -> Iterator[OfferRow]:
    return every_row(
        lambda cursor: find_offers(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=PAGE_SIZE
        )
    )


OFFERS = Listing(
    name="offers",
    title=mark("Offers"),
    filename="aanbod",
    filters=OfferFilters,
    choices=OfferChoices,
    rows=_rows,
    columns=FILE,
    masking=mark("Offers speak of no people in one place, so nothing is hidden here."),
)
