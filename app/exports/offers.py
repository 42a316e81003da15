"""The list of offers as a file. An offer speaks of no group so small that it is recognised."""

from collections.abc import Iterator

from sqlmodel import Session

from app.core.i18n import mark
from app.exports import listing
from app.identity.actor import Actor
from app.offers import fields as offer_fields, forms as offer_forms, queries as offer_queries


def _rows(
    session: Session, actor: Actor, filters: offer_queries.OfferFilters
) -> Iterator[offer_fields.OfferRow]:
    return listing.every_row(
        lambda cursor: offer_queries.find_offers(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=listing.PAGE_SIZE
        )
    )


OFFERS = listing.Listing(
    name="offers",
    title=mark("Offers"),
    filename="aanbod",
    filters=offer_queries.OfferFilters,
    choices=offer_forms.OfferChoices,
    rows=_rows,
    columns=offer_fields.FILE,
    masking=mark("Offers speak of no people in one place, so nothing is hidden here."),
)
