"""The list of organisations as a file: what each says of itself, never how to reach it."""

from collections.abc import Iterator

from sqlmodel import Session

from app.core.i18n import mark
from app.dossier import partner_file, partner_list_queries
from app.exports import listing
from app.identity.actor import Actor


def _rows(
    session: Session, actor: Actor, filters: partner_list_queries.PartnerFilters
) -> Iterator[partner_list_queries.NetworkRow]:
    return listing.every_row(
        lambda cursor: partner_list_queries.find_partners(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=listing.PAGE_SIZE
        )
    )


ORGANISATIONS = listing.Listing(
    name="organisations",
    title=mark("Organisations"),
    filename="organisaties",
    filters=partner_list_queries.PartnerFilters,
    choices=partner_list_queries.PartnerChoices,
    rows=_rows,
    columns=partner_file.FILE,
    masking=mark("An organisation says what it does and for whom. Nothing of that is hidden here."),
)
