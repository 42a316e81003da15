"""Organisations that take part and are called nearly as somebody typed, for a public door."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity import models
from app.organisations import queries, typed_names
from app.reference import place_names

MOST_KNOWN = 20


def find_known(session: Session, typed: str) -> list[Any]:
    """Organisations that take part and have a name like this one, the likest first, for who wants
    to register one: name, region and municipality, which are no secret, so nobody is asked who
    reads. Of a name with a municipality in it, those of that municipality and those of its whole
    region that are called like the rest of it: "Voedselbank Appingedam" is in Eemsdelta now.
    """
    name = typed_names.read(typed)
    if not name.words:
        return []
    named = col(models.Organisation.sort_name)
    is_found, likeness = _has_words(named, name.words), _likeness(named, name.words)
    if name.places:
        is_there = _is_there(name.places)
        is_found = sa.or_(is_found, sa.and_(is_there, _has_words(named, name.rest)))
        by_rest = sa.case((is_there, _likeness(named, name.rest)), else_=0.0)
        likeness = sa.func.greatest(likeness, by_rest)
    query = (
        sa.select(
            col(models.Organisation.id),
            col(models.Organisation.name),
            col(models.Organisation.kind),
            col(models.Organisation.region_code),
            col(models.Organisation.municipality_code),
        )
        .where(
            col(models.Organisation.status) == models.OrganisationStatus.ADMITTED,
            col(models.Organisation.region_code).in_(queries.find_open_regions(session)),
            is_found,
        )
        .order_by(
            likeness.desc(),
            sa.func.similarity(sa.literal(" ".join(name.words)), named).desc(),
            named,
            col(models.Organisation.id),
        )
    )
    return list(session.execute(query.limit(MOST_KNOWN)))


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
