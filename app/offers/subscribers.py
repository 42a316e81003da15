"""What offers do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.events import ActorLike
from app.core.search import join_words
from app.offers.models import Offer
from app.reference.models import Municipality, SupportType
from app.reference.queries import find_support_types, get_municipalities
from app.target_groups.events import GroupEdited, GroupMerged, GroupWordsChanged
from app.target_groups.queries import Group, find_groups
from app.target_groups.words import replace_group


def search_words(
    support_type: SupportType, groups: Iterable[Group], places: Iterable[Municipality]
) -> str:
    """Labels and synonyms by which an offer is found."""
    words = [support_type.label_nl, *support_type.synonyms]
    for group in groups:
        words += group.search_words
    return join_words([*words, *(place.name for place in places)])


def on_words_changed(
    session: Session, actor: ActorLike, event: GroupEdited | GroupWordsChanged
) -> None:
    """Offers for this group are found by its words as they are now."""
    assert event.region_code is not None
    _renew(session, event.region_code, _locked(session, event.region_code, event.target_group))


def on_group_merged(session: Session, actor: ActorLike, event: GroupMerged) -> None:
    """Offers for the group that went up in another one are for that one."""
    assert event.region_code is not None
    # Those that were for the other one already are found by the new words too.
    offers = _locked(session, event.region_code, event.target_group, event.into)
    for offer in offers:
        if event.target_group in offer.target_groups:
            offer.target_groups = replace_group(offer.target_groups, event.target_group, event.into)
            offer.version += 1
    _renew(session, event.region_code, offers)


def _locked(session: Session, region_code: str, *slugs: str) -> list[Offer]:
    """The offers for these groups, locked until commit in the order of their ids."""
    named = [sa.literal(slug, sa.Text) == sa.any_(col(Offer.target_groups)) for slug in slugs]
    query = (
        select(Offer)
        .where(col(Offer.region_code) == region_code, sa.or_(*named))
        .order_by(col(Offer.id))
    )
    return list(session.exec(query.with_for_update().execution_options(populate_existing=True)))


def _renew(session: Session, region_code: str, offers: list[Offer]) -> None:
    types = find_support_types(session, region_code)
    groups = {group.slug: group for group in find_groups(session, [region_code])}
    places = get_municipalities(
        session, {code for offer in offers for code in offer.municipalities}
    )
    for offer in offers:
        theirs = [group for slug, group in groups.items() if slug in offer.target_groups]
        where = [places[code] for code in offer.municipalities]
        words = search_words(types[offer.support_type], theirs, where)
        if words != offer.search_words:
            offer.search_words = words
    session.flush()
