"""What needs do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.search import join_words
from app.identity import queries as identity_queries
from app.needs import models
from app.reference import models as reference_models, queries as reference_queries
from app.target_groups import queries as group_queries, search_words as group_search_words


def search_words(
    support_type: reference_models.SupportType,
    groups: Iterable[group_queries.Group],
    places: Iterable[reference_models.Municipality],
    people: int | None,
    owner: str,
) -> str:
    """Labels and synonyms by which a need is found."""
    words = [support_type.label_nl, support_type.label_en, *support_type.synonyms]
    for group in groups:
        words += group.search_words
    # Where a small group lives and who logged it may not be found by searching either.
    is_small = people is not None and people < models.SMALL_GROUP
    known = [] if is_small else [owner, *(place.name for place in places)]
    return join_words([*words, *known])


class NeedsOfGroups(group_search_words.ThingsOfGroups[models.Need]):
    """Needs, of one group and perhaps others beside it, and what each is found by."""

    def search_words(
        self,
        session: Session,
        region_code: str,
        things: list[models.Need],
        groups: Mapping[str, group_queries.Group],
    ) -> Iterable[str]:
        types = reference_queries.find_support_types(session, region_code)
        places = reference_queries.get_municipalities(
            session, {need.municipality_code for need in things if need.municipality_code}
        )
        owners = identity_queries.get_names(session, {need.organisation_id for need in things})
        for need in things:
            yield search_words(
                types[need.support_type],
                group_search_words.named_in(groups, need.groups),
                [places[need.municipality_code]] if need.municipality_code else [],
                need.people,
                owners[need.organisation_id],
            )

    def names(self, slug: str) -> sa.ColumnElement[bool]:
        also = sa.literal(slug, sa.Text) == sa.any_(col(models.Need.also_groups))
        return sa.or_(col(models.Need.target_group) == slug, also)

    def groups_of(self, thing: models.Need) -> list[str]:
        return thing.groups

    def regroup(self, thing: models.Need, groups: list[str]) -> None:
        thing.target_group, *thing.also_groups = groups


_following = NeedsOfGroups(models.Need)
on_words_changed, on_group_merged = _following.on_words_changed, _following.on_group_merged
on_organisation_took_over = _following.on_organisation_took_over
renew = _following.renew
