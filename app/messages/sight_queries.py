"""What somebody may still see of the things that they were told about, and what these are called
now.
"""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actions import models as action_models, policy as action_policy
from app.identity.actor import Actor
from app.interpretations import queries as interpretation_queries
from app.matches import models as match_models, policy as match_policy
from app.messages import follow_queries
from app.needs import models as need_models, policy as need_policy
from app.offers import models as offer_models, policy as offer_policy


def find_titles(session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """By the id of a need, an offer, an action, a match, a follow or an interpretation its title of
    today, in one statement; in whichever organisation the actor sees it. What they may not see any
    more is left out, and so is a match of which they may not read the details.
    """
    if not ids:
        return {}
    reader = actor.everywhere
    match, need = match_models.Match, need_models.Need
    offer, action = offer_models.Offer, action_models.Action
    of_matches = (
        sa.select(col(match.id), col(need.title))
        .join(need, col(need.id) == col(match.need_id))
        .where(
            col(match.id).in_(ids),
            match_policy.visible_to(reader),
            match_policy.knows_details(reader),
        )
    )
    parts = [
        sa.select(col(each.id), col(each.title)).where(col(each.id).in_(ids), rule(reader))
        for each, rule in (
            (need, need_policy.visible_to),
            (offer, offer_policy.visible_to),
            (action, action_policy.visible_to),
        )
    ]
    parts += [
        follow_queries.find_titles_of(actor, ids),
        interpretation_queries.titles_of(reader, ids),
    ]
    return {row[0]: row[1] for row in session.execute(sa.union_all(of_matches, *parts))}
