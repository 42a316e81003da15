"""Reading examples, always from what the actor may see."""

from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import Session, col, select

from app.core import errors, inputs, pages, rows, statements, words
from app.core.i18n import gettext as _, mark
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.language import lookup
from app.resilience import fields, models, place_policy, policy
from app.resilience.models import ResilienceExample


class ExampleStatusFilter(words.Worded):
    """Which examples a list shows."""

    SHOWN = models.ExampleStatus.SHOWN
    DRAFT = models.ExampleStatus.DRAFT
    WITHDRAWN = models.ExampleStatus.WITHDRAWN
    ALL = "all", words.Word(mark("All"))


class ExampleTook(words.Worded):
    """What an example may have taken at most."""

    NO_MONEY = "no_money", words.Word(mark("No money"))
    NO_PLACE = "no_place", words.Word(mark("No place"))


class ExampleFilters(inputs.Input):
    """What the address of the list asks for."""

    q: str = ""
    theme: inputs.Slug | None = None
    target_group: inputs.Slug | None = None
    municipality: inputs.Slug | None = None
    support_type: inputs.Slug | None = None
    took: ExampleTook | None = None
    status: ExampleStatusFilter = ExampleStatusFilter.SHOWN
    # Of my organisation, or my organisation does it too.
    mine: bool = False
    cursor: str | None = None


def _adoptions(*what: Any) -> Any:
    query = sa.select(*what).select_from(models.ExampleAdoption)
    return query.where(col(models.ExampleAdoption.example_id) == col(ResilienceExample.id))


def doers() -> Any:
    """How many organisations do it: those that say so, and the one that wrote it down."""
    return _adoptions(sa.func.count() + 1).correlate(ResilienceExample).scalar_subquery()


def _places() -> Any:
    """In how many municipalities, where they are told."""
    own, place = place_policy.told_place(), place_policy.told_place_of_adoption()
    others = sa.func.count(sa.distinct(place)).filter(place.is_distinct_from(own))
    found = _adoptions(others + sa.case((own.is_(None), 0), else_=1))
    return found.correlate(ResilienceExample).scalar_subquery()


def _appreciated(*rules: Any) -> Any:
    return (
        sa.select(sa.func.count())
        .select_from(models.ExampleAppreciation)
        .where(col(models.ExampleAppreciation.example_id) == col(ResilienceExample.id), *rules)
        .correlate(ResilienceExample)
        .scalar_subquery()
    )


# Built once: taking SQLAlchemy's expressions together costs more than running them.
_ROWS: Any = sa.select(
    *rows.columns_of(fields.ExampleRow, ResilienceExample),
    place_policy.told_place().label("told_place"),
    col(Organisation.name).label("organisation_name"),
    doers().label("doers"),
    _places().label("places"),
    _appreciated().label("appreciated"),
    (_appreciated(policy.liked_by(ANYBODY.person_id)) > 0).label("is_liked"),
    _adoptions(sa.literal(1))
    .where(policy.adopted_by(ANYBODY.organisation_ids))
    .correlate(ResilienceExample)
    .exists()
    .label("is_adopted"),
).join(Organisation, col(Organisation.id) == col(ResilienceExample.organisation_id))


def find_examples(
    session: Session, actor: Actor, filters: ExampleFilters, *, size: int
) -> pages.ResultPage[fields.ExampleRow]:
    """One page of the list, the newest first, in one query."""
    asked = lookup.query_of(filters.q)
    return _listed(statements.kind_of(filters, asked), size).take(
        session,
        actor.bound | {"words": asked},
        cursor=filters.cursor,
        build=lambda row: rows.as_row(
            fields.ExampleRow,
            row,
            municipality_code=row.told_place,
            is_own=row.organisation_id in actor.organisation_ids,
        ),
    )


@lru_cache(statements.KINDS)
def _listed(filters: ExampleFilters, size: int) -> pages.Paged:
    """The list, with parameters for the words and who reads."""
    # Said apart, outside the ORs, the index of the order can be used.
    here = col(ResilienceExample.region_code).in_(ANYBODY.regions)
    rules = [here, policy.visible_to(ANYBODY), *_wanted(filters)]
    titled = (lookup.titled_last(col(ResilienceExample.titled)),) if filters.q else ()
    newest = (col(ResilienceExample.created_at), col(ResilienceExample.id))
    order = pages.Order((*titled, *newest), descending=True)
    total = pages.count_rows(ResilienceExample, rules)
    return pages.Paged(_ROWS.where(*rules), order, size, total)


def _wanted(filters: ExampleFilters) -> list[sa.ColumnElement[bool]]:
    """What the list asks; the words and who reads are parameters."""
    rules: list[sa.ColumnElement[bool]] = []
    if filters.status is not ExampleStatusFilter.ALL:
        status = models.ExampleStatus(filters.status.value)
        rules.append(col(ResilienceExample.status) == status)
    for name in ("theme", "target_group", "support_type"):
        if (wanted := getattr(filters, name)) is not None:
            rules.append(getattr(ResilienceExample, name) == wanted)
    if filters.municipality is not None:
        rules.append(_done_in(filters.municipality))
    if filters.took is ExampleTook.NO_MONEY:
        rules.append(col(ResilienceExample.money_needed) == "")
    if filters.took is ExampleTook.NO_PLACE:
        rules.append(col(ResilienceExample.place_needed) == "")
    if filters.mine:
        adopted = sa.select(col(models.ExampleAdoption.example_id)).where(
            policy.adopted_by(ANYBODY.organisation_ids)
        )
        own = col(ResilienceExample.organisation_id).in_(ANYBODY.organisation_ids)
        rules.append(sa.or_(own, col(ResilienceExample.id).in_(adopted)))
    return [*rules, lookup.finds(col(ResilienceExample.search))] if filters.q else rules


def _done_in(municipality: str) -> sa.ColumnElement[bool]:
    """Examples that somebody does in a municipality, those for the whole region among them."""
    place = place_policy.told_place()
    adopted = (
        _adoptions(sa.literal(1))
        .where(place_policy.told_place_of_adoption() == municipality)
        .correlate(ResilienceExample)
    )
    return sa.or_(place == municipality, place.is_(None), adopted.exists())


def get_example(
    session: Session, actor: Actor, example_id: UUID, *, lock: bool = False
) -> ResilienceExample:
    """One example with its organisation and who does it too. Raises NotFound when the actor may not
    see it.

    `lock` it until commit: whoever changes anything of an example locks the example first.
    """
    query = (
        select(ResilienceExample)
        .where(col(ResilienceExample.id) == example_id, policy.visible_to(actor))
        .options(
            orm.joinedload(ResilienceExample.organisation),  # type: ignore[arg-type]
            orm.selectinload(ResilienceExample.adoptions).joinedload(  # type: ignore[arg-type]
                models.ExampleAdoption.organisation  # type: ignore[arg-type]
            ),
        )
    )
    if lock:
        query = query.with_for_update(of=ResilienceExample).execution_options(
            populate_existing=True
        )
    example = session.exec(query).first()
    if example is None:
        raise errors.NotFound(
            _("This example does not exist, or it is not meant for your organisation.")
        )
    return example


def count_appreciation(
    session: Session, actor: Actor, example: ResilienceExample
) -> tuple[int, bool]:
    """How many people think well of it, and whether the actor is one of them."""
    of_it = col(models.ExampleAppreciation.example_id) == example.id
    own = sa.func.count().filter(policy.liked_by(actor.person_id))
    query = sa.select(sa.func.count(), own).select_from(models.ExampleAppreciation).where(of_it)
    many, mine = session.execute(query).one()
    return many, bool(mine)
