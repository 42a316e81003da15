"""What actions do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.actions.models import Action
from app.core.events import ActorLike
from app.core.search import join_words
from app.reference.models import Municipality, Theme
from app.reference.queries import get_municipalities, get_themes
from app.target_groups.events import GroupEdited, GroupMerged, GroupWordsChanged
from app.target_groups.queries import Group, find_groups
from app.target_groups.words import replace_group


def search_words(
    groups: Iterable[Group], themes: Iterable[Theme], places: Iterable[Municipality]
) -> str:
    """Labels and synonyms by which an action is found."""
    words = [word for group in groups for word in group.search_words]
    words += [word for theme in themes for word in (theme.label_nl, *theme.synonyms)]
    return join_words([*words, *(place.name for place in places)])


def on_words_changed(
    session: Session, actor: ActorLike, event: GroupEdited | GroupWordsChanged
) -> None:
    """Actions for this group are found by its words as they are now."""
    assert event.region_code is not None
    _renew(session, event.region_code, _locked(session, event.region_code, event.target_group))


def on_group_merged(session: Session, actor: ActorLike, event: GroupMerged) -> None:
    """Actions for the group that went up in another one are for that one."""
    assert event.region_code is not None
    # Those that were for the other one already are found by the new words too.
    actions = _locked(session, event.region_code, event.target_group, event.into)
    for action in actions:
        if event.target_group in action.target_groups:
            action.target_groups = replace_group(
                action.target_groups, event.target_group, event.into
            )
            action.version += 1
    _renew(session, event.region_code, actions)


def _locked(session: Session, region_code: str, *slugs: str) -> list[Action]:
    """The actions for these groups, locked until commit in the order of their ids."""
    named = [sa.literal(slug, sa.Text) == sa.any_(col(Action.target_groups)) for slug in slugs]
    query = (
        select(Action)
        .where(col(Action.region_code) == region_code, sa.or_(*named))
        .order_by(col(Action.id))
    )
    return list(session.exec(query.with_for_update().execution_options(populate_existing=True)))


def _renew(session: Session, region_code: str, actions: list[Action]) -> None:
    groups = {group.slug: group for group in find_groups(session, [region_code])}
    places = get_municipalities(
        session, {code for action in actions for code in action.municipalities}
    )
    themes = get_themes(
        session, {slug for action in actions for slug in action.themes}, region_code
    )
    for action in actions:
        words = search_words(
            [group for slug, group in groups.items() if slug in action.target_groups],
            [theme for theme in themes if theme.slug in action.themes],
            [places[code] for code in action.municipalities],
        )
        if words != action.search_words:
            action.search_words = words
    session.flush()
