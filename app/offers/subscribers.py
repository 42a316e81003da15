"""What offers do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from app.core.search import join_words
from app.identity import queries as identity_queries
from app.offers.models import Offer
from app.reference import models as reference_models, queries as reference_queries
from app.target_groups import queries as group_queries, search_words as group_search_words


def search_words(
    support_type: reference_models.SupportType,
    groups: Iterable[group_queries.Group],
    places: Iterable[reference_models.Municipality],
    owner: str,
) -> str:
    """Labels and synonyms by which an offer is found."""
    words = [support_type.label_nl, support_type.label_en, *support_type.synonyms]
    for group in groups:
        words += group.search_words
    return join_words([*words, *(place.name for place in places), owner])


class OffersOfGroups(group_search_words.ThingsOfGroups[Offer]):
    """Offers, and what each is found by."""

    def search_words(
        self,
        session: Session,
        region_code: str,
        things: list[Offer],
        groups: Mapping[str, group_queries.Group],
    ) -> Iterable[str]:
        types = reference_queries.find_support_types(session, region_code)
        places = reference_queries.get_municipalities(
            session, {code for offer in things for code in offer.municipalities}
        )
        owners = identity_queries.get_names(session, {offer.organisation_id for offer in things})
        for offer in things:
            yield search_words(
                types[offer.support_type],
                group_search_words.named_in(groups, offer.target_groups),
                [places[code] for code in offer.municipalities],
                owners[offer.organisation_id],
            )


_following = OffersOfGroups(Offer)
on_words_changed, on_group_merged = _following.on_words_changed, _following.on_group_merged
on_organisation_took_over = _following.on_organisation_took_over
renew = _following.renew
