"""What examples do when a target group is called something else, or it or a need goes up in another
one.
"""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.events import ActorLike
from app.core.search import join_words
from app.identity import queries as identity_queries
from app.needs.events import NeedMerged
from app.reference import models as reference_models, queries as reference_queries
from app.resilience.models import ResilienceExample
from app.target_groups import queries as group_queries, search_words as group_search_words


def search_words(
    taxa: Iterable[reference_models.Taxon],
    groups: Iterable[group_queries.Group],
    places: Iterable[reference_models.Municipality],
    owner: str,
) -> str:
    """Labels and synonyms by which an example is found: of its theme, kind of help and group."""
    words = [word for group in groups for word in group.search_words]
    for taxon in taxa:
        words += (taxon.label_nl, taxon.label_en, *taxon.synonyms)
    return join_words([*words, *(place.name for place in places), owner])


def on_need_merged(session: Session, actor: ActorLike, event: NeedMerged) -> None:
    """What came from the one comes from the other."""
    came = col(ResilienceExample.need_id) == event.object_id
    session.execute(sa.update(ResilienceExample).where(came).values(need_id=event.into))


class ExamplesOfGroups(group_search_words.ThingsOfGroups[ResilienceExample]):
    """Examples, and what each is found by."""

    def search_words(
        self,
        session: Session,
        region_code: str,
        things: list[ResilienceExample],
        groups: Mapping[str, group_queries.Group],
    ) -> Iterable[str]:
        types = reference_queries.find_support_types(session, region_code)
        themes = reference_queries.get_themes(
            session, {example.theme for example in things}, region_code
        )
        places = reference_queries.get_municipalities(
            session, {each.municipality_code for each in things if each.municipality_code}
        )
        owners = identity_queries.get_names(session, {each.organisation_id for each in things})
        for example in things:
            yield search_words(
                (types[example.support_type], *(t for t in themes if t.slug == example.theme)),
                group_search_words.named_in(groups, [example.target_group]),
                [places[example.municipality_code]]
                if example.municipality_code and not example.has_origin
                else [],
                owners[example.organisation_id],
            )

    def names(self, slug: str) -> sa.ColumnElement[bool]:
        is_for: sa.ColumnElement[bool] = col(ResilienceExample.target_group) == slug
        return is_for

    def groups_of(self, thing: ResilienceExample) -> list[str]:
        return [thing.target_group]

    def regroup(self, thing: ResilienceExample, groups: list[str]) -> None:
        (thing.target_group,) = groups


_following = ExamplesOfGroups(ResilienceExample)
on_words_changed, on_group_merged = _following.on_words_changed, _following.on_group_merged
on_organisation_took_over = _following.on_organisation_took_over
