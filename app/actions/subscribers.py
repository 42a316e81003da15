"""What actions do when a target group is called something else, or goes up in another one."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from app.actions.models import Action
from app.core.search import join_words
from app.identity import queries as identity_queries
from app.reference import models as reference_models, queries as reference_queries
from app.target_groups import queries as group_queries, search_words as group_search_words


def search_words(
    groups: Iterable[group_queries.Group],
    themes: Iterable[reference_models.Theme],
    places: Iterable[reference_models.Municipality],
    owner: str,
) -> str:
    """Labels and synonyms by which an action is found."""
    words = [word for group in groups for word in group.search_words]
    for theme in themes:
        words += (theme.label_nl, theme.label_en, *theme.synonyms)
    return join_words([*words, *(place.name for place in places), owner])


class ActionsOfGroups(group_search_words.ThingsOfGroups[Action]):
    """Actions, and what each is found by."""

    def search_words(
        self,
        session: Session,
        region_code: str,
        things: list[Action],
        groups: Mapping[str, group_queries.Group],
    ) -> Iterable[str]:
        places = reference_queries.get_municipalities(
            session, {code for action in things for code in action.municipalities}
        )
        themes = reference_queries.get_themes(
            session, {slug for action in things for slug in action.themes}, region_code
        )
        owners = identity_queries.get_names(session, {action.organisation_id for action in things})
        for action in things:
            yield search_words(
                group_search_words.named_in(groups, action.target_groups),
                [theme for theme in themes if theme.slug in action.themes],
                [places[code] for code in action.municipalities],
                owners[action.organisation_id],
            )


_following = ActionsOfGroups(Action)
on_words_changed, on_group_merged = _following.on_words_changed, _following.on_group_merged
on_organisation_took_over = _following.on_organisation_took_over
renew = _following.renew
