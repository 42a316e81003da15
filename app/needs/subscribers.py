"""What needs do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.events import ActorLike
from app.core.search import join_words
from app.needs.models import SMALL_GROUP, Need
from app.reference.models import Municipality, SupportType
from app.reference.queries import find_support_types, get_municipalities
from app.target_groups.events import GroupEdited, GroupMerged, GroupWordsChanged
from app.target_groups.queries import Group, find_groups
from app.target_groups.words import replace_group


def search_words(
    support_type: SupportType,
    groups: Iterable[Group],
    places: Iterable[Municipality],
    people: int | None,
) -> str:
    """Labels and synonyms by which a need is found."""
    words = [support_type.label_nl, *support_type.synonyms]
    for group in groups:
        words += group.search_words
    # Where a small group lives may not be found by searching either.
    is_small = people is not None and people < SMALL_GROUP
    return join_words([*words, *(place.name for place in places if not is_small)])


def on_words_changed(
    session: Session, actor: ActorLike, event: GroupEdited | GroupWordsChanged
) -> None:
    """Needs of this group are found by its words as they are now."""
    assert event.region_code is not None
    _renew(session, event.region_code, _locked(session, event.region_code, event.target_group))


def on_group_merged(session: Session, actor: ActorLike, event: GroupMerged) -> None:
    """Needs of the group that went up in another one are for that one."""
    assert event.region_code is not None
    # Those that were for the other one already are found by the new words too.
    needs = _locked(session, event.region_code, event.target_group, event.into)
    for need in needs:
        if event.target_group in need.groups:
            main, *also = replace_group(need.groups, event.target_group, event.into)
            need.target_group, need.also_groups = main, also
            need.version += 1
    _renew(session, event.region_code, needs)


def _locked(session: Session, region_code: str, *slugs: str) -> list[Need]:
    """The needs of these groups, locked until commit in the order of their ids."""
    named = [sa.literal(slug, sa.Text) == sa.any_(col(Need.also_groups)) for slug in slugs]
    query = (
        select(Need)
        .where(
            col(Need.region_code) == region_code, sa.or_(col(Need.target_group).in_(slugs), *named)
        )
        .order_by(col(Need.id))
        .with_for_update()
    )
    return list(session.exec(query.execution_options(populate_existing=True)))


def _renew(session: Session, region_code: str, needs: list[Need]) -> None:
    types = find_support_types(session, region_code)
    groups = {group.slug: group for group in find_groups(session, [region_code])}
    places = get_municipalities(
        session, {need.municipality_code for need in needs if need.municipality_code}
    )
    for need in needs:
        theirs = [group for slug, group in groups.items() if slug in need.groups]
        where = [places[need.municipality_code]] if need.municipality_code else []
        words = search_words(types[need.support_type], theirs, where, need.people)
        if words != need.search_words:
            need.search_words = words
    session.flush()
