"""Reading interpretations, always from what the actor may see."""

from datetime import date
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.core import errors, inputs, pages, rows, statements, words
from app.core.i18n import gettext as _, mark
from app.identity.actor import ANYBODY, Actor, Reader
from app.identity.models import Organisation, Person
from app.interpretations import fields, models, policy
from app.interpretations.models import (
    Interpretation,
    InterpretationProposal,
    InterpretationStatus,
    InterpretationVersion,
)
from app.needs.models import Need, NeedStatus
from app.reference import crisis_queries
from app.reference.models import Crisis


class InterpretationStatusFilter(words.Worded):
    """Which interpretations a list shows."""

    PUBLISHED = InterpretationStatus.PUBLISHED
    DRAFT = InterpretationStatus.DRAFT
    WITHDRAWN = InterpretationStatus.WITHDRAWN
    ALL = "all", words.Word(mark("All"))


class InterpretationFilters(inputs.Input):
    """What the address of the list asks for: of which place and crisis, and about which days."""

    days_in_order: ClassVar[tuple[str, str] | None] = ("seen_from", "seen_until")

    status: InterpretationStatusFilter = InterpretationStatusFilter.PUBLISHED
    municipality: inputs.Slug | None = None
    crisis: inputs.Slug | None = None
    seen_from: inputs.Day | None = None
    seen_until: inputs.Day | None = None
    # Those with a proposal from which nothing followed yet.
    open_proposals: bool = False
    cursor: str | None = None

    @property
    def kind_of_list(self) -> "InterpretationFilters":
        """Without what is a parameter of its statement."""
        some = {name: date.min for name in _DAYS if getattr(self, name) is not None}
        return self.model_copy(update={"cursor": None, **some})

    @property
    def days(self) -> dict[str, Any]:
        """The values of these parameters."""
        return {name: getattr(self, name) for name in _DAYS}


_DAYS = ("seen_from", "seen_until")


def _proposals(*rules: Any) -> Any:
    return (
        sa.select(sa.func.count())
        .select_from(InterpretationProposal)
        .where(col(InterpretationProposal.interpretation_id) == col(Interpretation.id), *rules)
        .correlate(Interpretation)
        .scalar_subquery()
    )


def _is_open() -> sa.ColumnElement[bool]:
    drafted = (
        sa.exists()
        .where(
            col(Need.id) == col(InterpretationProposal.need_id),
            col(Need.status) == NeedStatus.DRAFT,
        )
        .correlate(InterpretationProposal)
    )
    return sa.and_(
        sa.or_(col(InterpretationProposal.need_id).is_(None), drafted),
        col(InterpretationProposal.action_id).is_(None),
    )


def _told() -> sa.ColumnElement[bool]:
    """The version that everybody reads; of one that nobody read yet the newest."""
    number = sa.func.coalesce(col(Interpretation.shown_number), col(Interpretation.number))
    return sa.and_(
        col(InterpretationVersion.interpretation_id) == col(Interpretation.id),
        col(InterpretationVersion.number) == number,
    )


_ROWS: Any = (
    sa.select(
        *rows.columns_of(fields.InterpretationRow, Interpretation),
        col(InterpretationVersion.title),
        col(Crisis.name).label("crisis_name"),
        _proposals().label("proposals"),
        _proposals(_is_open()).label("open_proposals"),
        sa.and_(
            col(Interpretation.number) != col(Interpretation.shown_number),
            col(Interpretation.region_code).in_(ANYBODY.team_regions),
        ).label("has_newer"),
    )
    .join(InterpretationVersion, _told())
    .outerjoin(Crisis, col(Crisis.id) == col(Interpretation.crisis_id))
)


def find_interpretations(
    session: Session, actor: Actor, filters: InterpretationFilters, *, size: int
) -> pages.ResultPage[fields.InterpretationRow]:
    """One page of the list, about the newest days first, in one query."""
    return _listed(filters.kind_of_list, size).take(
        session,
        actor.bound | filters.days,
        cursor=filters.cursor,
        build=lambda row: rows.as_row(fields.InterpretationRow, row, is_newer=bool(row.has_newer)),
    )


@lru_cache(statements.KINDS)
def _listed(filters: InterpretationFilters, size: int) -> pages.Paged:
    here = col(Interpretation.region_code).in_(ANYBODY.regions)
    rules = [here, policy.visible_to(ANYBODY), *_wanted(filters)]
    newest = (col(Interpretation.last_day), col(Interpretation.created_at), col(Interpretation.id))
    total = pages.count_rows(Interpretation, rules)
    return pages.Paged(_ROWS.where(*rules), pages.Order(newest, descending=True), size, total)


def _wanted(filters: InterpretationFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the days and who reads are parameters."""
    rules: list[sa.ColumnElement[bool]] = []
    if filters.status is not InterpretationStatusFilter.ALL:
        rules.append(col(Interpretation.status) == InterpretationStatus(filters.status.value))
    if filters.municipality is not None:
        rules.append(col(Interpretation.municipality_code) == filters.municipality)
    if filters.crisis is not None:
        rules.append(crisis_queries.of_crisis(col(Interpretation.crisis_id), filters.crisis))
    if filters.seen_from is not None:
        rules.append(col(Interpretation.last_day) >= sa.bindparam("seen_from", type_=sa.Date))
    if filters.seen_until is not None:
        rules.append(col(Interpretation.first_day) <= sa.bindparam("seen_until", type_=sa.Date))
    if filters.open_proposals:
        of_it = col(InterpretationProposal.interpretation_id) == col(Interpretation.id)
        rules.append(sa.exists().where(of_it, _is_open()))
    return rules


def get_interpretation(
    session: Session, actor: Actor, interpretation_id: UUID, *, lock: bool = False
) -> Interpretation:
    """One interpretation with its versions, who was asked and what it proposes. Raises NotFound
    when the actor may not see it.

    `lock` it until commit: whoever changes anything of it locks the interpretation first.
    """
    named = (
        orm.selectinload(Interpretation.versions),  # type: ignore[arg-type]
        orm.selectinload(Interpretation.experts),  # type: ignore[arg-type]
    )
    version, expert = InterpretationVersion, models.InterpretationExpert
    query = (
        select(Interpretation)
        .where(col(Interpretation.id) == interpretation_id, policy.visible_to(actor))
        .options(
            orm.joinedload(Interpretation.crisis),  # type: ignore[arg-type]
            named[0].joinedload(version.person),  # type: ignore[arg-type]
            named[0].joinedload(version.organisation),  # type: ignore[arg-type]
            named[1].joinedload(expert.person),  # type: ignore[arg-type]
            orm.selectinload(Interpretation.proposals)  # type: ignore[arg-type]
            .joinedload(InterpretationProposal.need)  # type: ignore[arg-type]
            .load_only(Need.status),  # type: ignore[arg-type]
        )
    )
    if lock:
        query = query.with_for_update(of=Interpretation).execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise errors.NotFound(
            _("This interpretation does not exist, or it is not meant for your organisation.")
        )
    return found


def get_proposal(interpretation: Interpretation, proposal_id: UUID) -> InterpretationProposal:
    """One of its proposals."""
    for proposal in interpretation.proposals:
        if proposal.id == proposal_id:
            return proposal
    raise errors.NotFound(_("This proposal is not there any more."))


def get_of_proposal(
    session: Session, actor: Actor, proposal_id: UUID, *, lock: bool = False
) -> tuple[Interpretation, InterpretationProposal]:
    """A proposal with its interpretation, which is locked. Raises NotFound as that does."""
    query = sa.select(col(InterpretationProposal.interpretation_id)).where(
        col(InterpretationProposal.id) == proposal_id
    )
    of = session.execute(query).scalar_one_or_none() or UUID(int=0)
    interpretation = get_interpretation(session, actor, of, lock=lock)
    return interpretation, get_proposal(interpretation, proposal_id)


def titles_of(actor: Reader, ids: Any) -> Any:
    """The statement for the titles of those of these that the actor may see. `ids`: a list of them,
    or a query of one column.
    """
    return (
        sa.select(col(Interpretation.id), col(InterpretationVersion.title))
        .join(InterpretationVersion, _told())
        .where(col(Interpretation.id).in_(ids), policy.visible_to(actor))
    )


def find_newest(
    session: Session, actor: Actor, *, municipality: str | None, crisis: str | None
) -> fields.ShownInterpretation | None:
    """What was published last of the view with these filters. One query."""
    asked = {"place": municipality} if municipality is not None else {}
    found = statements.rows_of(session, _newest(bool(asked), crisis), actor.bound | asked)
    return rows.as_row(fields.ShownInterpretation, found[0]) if found else None


@lru_cache(statements.KINDS)
def _newest(has_place: bool, crisis: str | None) -> Any:
    place, about = col(Interpretation.municipality_code), col(Interpretation.crisis_id)
    # Said apart for each kind of view: then the index has its newest one first.
    view = (
        place == sa.bindparam("place", type_=sa.String) if has_place else place.is_(None),
        crisis_queries.of_crisis(about, crisis) if crisis is not None else about.is_(None),
    )
    newest = (
        sa.select(col(Interpretation.id))
        .where(
            col(Interpretation.region_code).in_(ANYBODY.regions),
            policy.visible_to(ANYBODY),
            col(Interpretation.status) == InterpretationStatus.PUBLISHED,
            *view,
        )
        .order_by(col(Interpretation.published_at).desc(), col(Interpretation.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(
            col(Interpretation.id),
            col(InterpretationVersion.title),
            col(InterpretationVersion.seen),
            col(InterpretationVersion.meaning),
            col(InterpretationVersion.advice),
            col(Interpretation.first_day),
            col(Interpretation.last_day),
            col(Interpretation.part),
            col(Interpretation.published_at),
            sa.func.coalesce(col(Person.name), "").label("author"),
            col(Organisation.name).label("organisation"),
            _proposals(_is_open()).label("open_proposals"),
        )
        .join(InterpretationVersion, _told())
        .join(Organisation, col(Organisation.id) == col(InterpretationVersion.organisation_id))
        .outerjoin(Person, col(Person.id) == col(InterpretationVersion.person_id))
        .where(col(Interpretation.id) == newest)
    )
