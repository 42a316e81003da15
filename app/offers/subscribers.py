"""What offers do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from app.core.search import join_words
from app.offers.models import Offer
from app.reference.models import Municipality, SupportType
from app.reference.queries import find_support_types, get_municipalities
from app.target_groups.queries import Group
from app.target_groups.search_words import ThingsOfGroups, named_in


def search_words(
    support_type: SupportType, groups: Iterable[Group], places: Iterable[Municipality]
) -> str:
    """Labels and synonyms by which an offer is found."""
    words = [support_type.label_nl, *support_type.synonyms]
    for group in groups:
        words += group.search_words
    return join_words([*words, *(place.name for place in places)])


class OffersOfGroups(ThingsOfGroups[Offer]):
    """Offers, and what each is found by."""

    def search_words(
        self, session: Session, region_code: str, things: list[Offer], groups: Mapping[str, Group]
    ) -> Iterable[str]:
        types = find_support_types(session, region_code)
        places = get_municipalities(
            session, {code for offer in things for code in offer.municipalities}
        )
        for offer in things:
            yield search_words(
                types[offer.support_type],
                named_in(groups, offer.target_groups),
                [places[code] for code in offer.municipalities],
            )


_following = OffersOfGroups(Offer)
on_words_changed, on_group_merged = _following.on_words_changed, _following.on_group_merged
