"""The list of needs as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.core.i18n import mark
from app.core.pages import ResultPage
from app.dossier import need_list_queries
from app.exports import listing
from app.identity.actor import Actor
from app.needs import (
    fields as need_fields,
    forms as need_forms,
    labels as need_labels,
    models as need_models,
    policy as need_policy,
)


def _rows(
    session: Session, actor: Actor, filters: need_list_queries.NeedListFilters
) -> Iterator[need_fields.NeedRow]:
    def page_after(cursor: str | None) -> ResultPage[need_fields.NeedRow]:
        return need_list_queries.find_needs(
            session, actor, filters.model_copy(update={"cursor": cursor}), size=listing.PAGE_SIZE
        )

    for need in listing.every_row(page_after):
        need = _for_others(need)
        if not need.is_masked or _tells_nothing(need, filters):
            yield need


def _for_others(need: need_fields.NeedRow) -> need_fields.NeedRow:
    """The need as an organisation sees it that has nothing to do with it."""
    if need.is_masked or not need_models.is_small_group(need.people, need.municipality_code):
        return need
    name = need_labels.owner_label(need.organisation_name, is_masked=True)
    return replace(
        need, organisation_id=None, organisation_name=name, municipality_code=None, is_masked=True
    )


def _tells_nothing(need: need_fields.NeedRow, filters: need_list_queries.NeedListFilters) -> bool:
    """Whether a small group can stand in a file with these filters: everybody in the region would
    find it there.
    """
    is_shared = need.status in need_policy.SHARED
    return is_shared and not filters.is_of_own and filters.municipality is None


NEEDS = listing.Listing(
    name="needs",
    title=mark("Needs"),
    filename="behoeften",
    filters=need_list_queries.NeedListFilters,
    choices=need_forms.NeedChoices,
    rows=_rows,
    columns=need_fields.FILE,
    left_out=need_list_queries.count_left_out,
)
