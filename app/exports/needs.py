"""The list of needs as a file."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from app.core.i18n import gettext as _, local_day, mark
from app.core.pages import ResultPage
from app.exports.listing import FEW, PAGE_SIZE, Column, Kind, Listing, every_row
from app.identity.actor import Actor
from app.needs.forms import NeedChoices
from app.needs.labels import owner_label
from app.needs.models import is_small_group
from app.needs.policy import SHARED
from app.needs.queries import NeedFilters, NeedRow, find_needs


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
    columns=(
        Column(mark("Title"), lambda need, words: need.title, width=60),
        Column(mark("Status"), lambda need, words: need.status.word, width=12),
        Column(mark("Urgency"), lambda need, words: need.urgency.word, width=10),
        Column(
            mark("Municipality"),
            lambda need, words: words.label(need.municipality_code) or _("whole region"),
        ),
        Column(mark("Target group"), lambda need, words: words.label(need.target_group), width=24),
        Column(mark("Kind of help"), lambda need, words: words.label(need.support_type), width=28),
        Column(
            mark("Number of people"),
            lambda need, words: FEW if need.is_masked else need.people,
            Kind.NUMBER,
            width=12,
        ),
        Column(
            mark("Needed"),
            lambda need, words: FEW if need.hides_number else need.quantity,
            Kind.NUMBER,
            width=10,
        ),
        Column(
            mark("Covered"),
            lambda need, words: None if need.hides_number else need.committed,
            Kind.NUMBER,
            width=10,
        ),
        Column(
            mark("Still open"),
            lambda need, words: None if need.hides_number else need.left,
            Kind.NUMBER,
            width=10,
        ),
        Column(mark("Unit"), lambda need, words: need.unit.word),
        Column(mark("Needed from"), lambda need, words: need.needed_from, Kind.DATE, width=12),
        Column(mark("Needed until"), lambda need, words: need.needed_until, Kind.DATE, width=12),
        Column(mark("Organisation"), lambda need, words: need.organisation_name, width=32),
        Column(
            mark("Logged on"), lambda need, words: local_day(need.created_at), Kind.DATE, width=12
        ),
        Column(
            mark("Published on"),
            lambda need, words: need.published_at and local_day(need.published_at),
            Kind.DATE,
            width=12,
        ),
        Column(mark("Reference"), lambda need, words: str(need.id), width=38),
    ),
)
