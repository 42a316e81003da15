"""How large the groups are, as a file: the newest size of each group in each municipality."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.core import inputs
from app.core.i18n import mark
from app.exports.listing import Listing
from app.identity.actor import Actor
from app.target_groups import choices, fields as size_fields, size_queries


class SizeFilters(inputs.Input):
    """What the address may ask for."""

    target_group: inputs.Slug | None = None
    municipality: inputs.Slug | None = None


def _rows(session: Session, actor: Actor, filters: SizeFilters) -> Iterator[size_queries.Size]:
    """There are no pages: at most as many rows as a region has groups times municipalities."""
    sizes = size_queries.find_sizes(
        session,
        actor,
        groups=None if filters.target_group is None else [filters.target_group],
        municipalities=None if filters.municipality is None else [filters.municipality],
    )
    return (
        size if (size.people or 0) >= size_queries.SMALL_SIZE else replace(size, people=None)
        for size in sizes
    )


SIZES = Listing(
    name="sizes",
    title=mark("Sizes of target groups"),
    filename="omvang",
    filters=SizeFilters,
    choices=choices.RegionChoices,
    rows=_rows,
    columns=size_fields.FILE,
    masking=mark(
        "Fewer than 5 people of a group in one municipality can be recognised. There it says “<5”."
    ),
)
