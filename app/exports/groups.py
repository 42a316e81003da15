"""The list of target groups as a file: their sizes, needs, helpers and where problems stack."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from app.core import shown
from app.core.i18n import gettext as _, mark
from app.dossier import group_list_queries
from app.exports.listing import Listing
from app.identity.actor import Actor


def _rows(
    session: Session, actor: Actor, filters: group_list_queries.GroupFilters
) -> Iterable[group_list_queries.GroupRow]:
    """There are no pages: a region has some dozens of groups. Counted as for somebody of none of
    its organisations, so that no number adds up with a small group that is one's own.
    """
    seats = tuple(replace(seat, organisation_id=UUID(int=0)) for seat in actor.seats)
    return group_list_queries.find_rows(session, Actor(actor.person_id, actor.name, seats), filters)


def _places(codes: Sequence[str], words: group_list_queries.GroupChoices) -> str | None:
    return ", ".join(words.label(code) for code in codes) or None


GROUPS = Listing(
    name="groups",
    title=mark("Target groups"),
    filename="doelgroepen",
    filters=group_list_queries.GroupFilters,
    choices=group_list_queries.GroupChoices,
    rows=_rows,
    columns=(
        shown.Column(mark("Target group"), lambda row, words: row.group.label, width=36),
        shown.Column(
            mark("Other words"), lambda row, words: ", ".join(row.group.words) or None, width=48
        ),
        shown.Column(
            mark("Of this region"),
            lambda row, words: _("yes") if row.group.is_regional else _("no"),
            width=12,
        ),
        shown.Column(
            mark("Number of people"),
            lambda row, words: row.people if row.has_size else None,
            shown.Kind.NUMBER,
            width=12,
        ),
        shown.Column(
            mark("All sizes are in that number"),
            lambda row, words: (_("yes") if row.is_all else _("no")) if row.has_size else None,
            width=16,
        ),
        shown.Column(
            mark("Open needs"), lambda row, words: row.needs.count, shown.Kind.NUMBER, width=12
        ),
        shown.Column(
            mark("Open needs of all residents among them"),
            lambda row, words: row.needs.for_all,
            shown.Kind.NUMBER,
            width=16,
        ),
        shown.Column(
            mark("Covered"), lambda row, words: row.needs.covered, shown.Kind.NUMBER, width=10
        ),
        shown.Column(
            mark("Covered in part"),
            lambda row, words: row.needs.partly,
            shown.Kind.NUMBER,
            width=12,
        ),
        shown.Column(
            mark("Days that the oldest need waits"),
            lambda row, words: row.waiting_days,
            shown.Kind.NUMBER,
            width=16,
        ),
        shown.Column(
            mark("Partners"), lambda row, words: row.partners, shown.Kind.NUMBER, width=10
        ),
        shown.Column(
            mark("Problems stack in"), lambda row, words: _places(row.stacked_in, words), width=32
        ),
    ),
    masking=mark(
        "Fewer than 5 people of a group in one municipality can be recognised. They are left "
        "out of the number of "
        "people, and do not count where problems stack."
    ),
)
