"""Organisations that are called nearly as somebody typed: for a public door those that take part,
for who decides about an applicant those that wait as well.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from app.identity import models
from app.identity.actor import Actor
from app.organisations import policy, queries, typed_names
from app.reference import place_names

MOST_KNOWN = 20
MOST_ALIKE = 5
_THERE = (
    models.OrganisationStatus.REQUESTED,
    models.OrganisationStatus.ADMITTED,
    models.OrganisationStatus.SUSPENDED,
)


def find_known(session: Session, typed: str) -> list[Any]:
    """Organisations that take part and have a name like this one, the likest first, for who wants
    to register one: name, region and municipality, which are no secret, so nobody is asked who
    reads. Of a name with a municipality in it, those of that municipality and those of its whole
    region that are called like the rest of it: "Voedselbank Appingedam" is in Eemsdelta now. One
    that went up in another leads to that one; `former` is the name that was found then.
    """
    name = typed_names.read(typed)
    if not name.words:
        return []
    now = orm.aliased(models.Organisation)
    was = models.Organisation.__table__.c  # type: ignore[attr-defined]
    named = col(models.Organisation.sort_name)
    is_found, likeness = _has_words(named, name.words), _likeness(named, name.words)
    if name.places:
        is_there = _is_there(name.places)
        is_found = sa.or_(is_found, sa.and_(is_there, _has_words(named, name.rest)))
        by_rest = sa.case((is_there, _likeness(named, name.rest)), else_=0.0)
        likeness = sa.func.greatest(likeness, by_rest)
    likeness = likeness.label("likeness")
    nearness = sa.func.similarity(sa.literal(" ".join(name.words)), named).label("nearness")
    # Of one with several names, the likest.
    best = (
        sa.select(
            col(now.id),
            col(now.name),
            col(now.kind),
            col(now.region_code),
            col(now.municipality_code),
            col(now.sort_name),
            sa.case((was.id != col(now.id), was.name)).label("former"),
            likeness,
            nearness,
        )
        .join_from(models.Organisation, now, _is_now(now))
        .where(
            col(now.status) == models.OrganisationStatus.ADMITTED,
            col(now.region_code).in_(queries.find_open_regions(session)),
            is_found,
        )
        .order_by(col(now.id), likeness.desc(), nearness.desc(), col(models.Organisation.id))
        .ext(distinct_on(col(now.id)))
        .subquery()
    )
    query = sa.select(best).order_by(
        best.c.likeness.desc(), best.c.nearness.desc(), best.c.sort_name, best.c.id
    )
    return list(session.execute(query.limit(MOST_KNOWN)))


def find_alike(session: Session, actor: Actor, organisation: models.Organisation) -> list[Any]:
    """What an applicant may be already, the likest first: others of its region with a name like it,
    that take part or wait as it does, and are not at home in another municipality.
    """
    name = typed_names.read(organisation.name)
    words = name.rest or name.words
    named, home = col(models.Organisation.sort_name), col(models.Organisation.municipality_code)
    is_near: sa.ColumnElement[bool] = sa.true()
    if organisation.municipality_code is not None:
        is_near = sa.or_(home.is_(None), home == organisation.municipality_code)
    query = (
        sa.select(
            col(models.Organisation.id),
            col(models.Organisation.name),
            col(models.Organisation.status),
        )
        .where(
            policy.visible_to(actor),
            col(models.Organisation.region_code) == organisation.region_code,
            col(models.Organisation.id) != organisation.id,
            col(models.Organisation.status).in_(_THERE),
            is_near,
            _has_words(named, words),
        )
        .order_by(_likeness(named, words).desc(), named, col(models.Organisation.id))
    )
    return list(session.execute(query.limit(MOST_ALIKE)))


def _is_now(now: Any) -> sa.ColumnElement[bool]:
    """What an organisation is now: itself, or the one that it went up in."""
    return col(now.id) == sa.func.coalesce(
        col(models.Organisation.merged_into_id), col(models.Organisation.id)
    )


def _has_words(named: Any, words: Sequence[str]) -> sa.ColumnElement[bool]:
    """Has all of them, as they are or in a longer word, or something like them. Of no words: yes,
    who types only a place looks for all that is there.
    """
    near = sa.literal(" ".join(words), sa.Text).op("<%", is_comparison=True)(named)
    has_all = sa.and_(sa.true(), *(named.contains(word, autoescape=True) for word in words))
    return sa.or_(has_all, near) if words else sa.true()


def _likeness(named: Any, words: Sequence[str]) -> sa.ColumnElement[float]:
    return sa.func.word_similarity(sa.literal(" ".join(words), sa.Text), named)


def _is_there(places: Sequence[str]) -> sa.ColumnElement[bool]:
    """At home in one of these municipalities, or in the whole of a region that has one."""
    return sa.or_(
        col(models.Organisation.municipality_code).in_(places),
        sa.and_(
            col(models.Organisation.municipality_code).is_(None),
            col(models.Organisation.region_code).in_(place_names.get_regions(places)),
        ),
    )
