"""The list of needs as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.core.i18n import mark
from app.core.pages import ResultPage
from app.exports.listing import PAGE_SIZE, Listing, every_row
from app.identity.actor import Actor
from app.needs.fields import FILE, NeedRow
from app.needs.forms import NeedChoices
from app.needs.labels import owner_label
from app.needs.models import is_small_group
from app.needs.policy import SHARED
from app.needs.queries import NeedFilters, find_needs


def _rows(session: Session, actor: Actor, filters: NeedFilters) -> Iterator[NeedRow]:
    def page_after(cursor: str | None) -> ResultPage[NeedRow]:
        return find_needs(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=PAGE_SIZE
        )

    for need in every_row(page_after):
        need = _for_others(need)
        if not need.is_masked or _tells_nothing(need, filters):
            yield need


def _for_others(need: NeedRow) -> NeedRow:
    """The need as an organisation sees it that has nothing to do with it."""
    if need.is_masked or not is_small_group(need.people, need.municipality_code):
        return need
    name = owner_label(need.organisation_name, is_masked=True)
    return replace(
        need, organisation_id=None, organisation_name=name, municipality_code=None, is_masked=True
    )


def _tells_nothing(need: NeedRow, filters: NeedFilters) -> bool:
    """Whether a small group can stand in a file with these filters: everybody in the region would
    find it there.
    """
    return need.status in SHARED and not filters.mine and filters.municipality is None


NEEDS = Listing(
    name="needs",
    title=mark("Needs"),
    filename="behoeften",
    filters=NeedFilters,
    choices=NeedChoices,
    rows=_rows,
    columns=FILE,
)
