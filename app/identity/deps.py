"""Who asks, for routes: `ActorDep`, or `open_to_everyone` on a route that wants nobody in
particular.
"""

from typing import Annotated

from fastapi import Depends, Request

from app.identity import commands, queries
from app.identity.actor import Actor
from app.web import SessionDep, cookies, database, drafts, middleware, problems


def find_actor(request: Request, session: SessionDep) -> Actor | None:
    """The signed-in actor, or None. Also kept on the request, for the top of the page."""
    token = cookies.SESSION.read(request)
    found = token and queries.get_signed_in(session, token, request.app.state.settings)
    if not found:
        request.state.actor = None
        return None
    actor, login = found
    if commands.touch_session(session, login):
        # At once: who does something long in one tab goes on reading in another.
        database.keep_so_far(session)
    if request.method not in middleware.SAFE_METHODS:
        # Whoever changes a list sees it as it is then, also in the answer to this request.
        actor = actor.without_kept_lists()
    request.state.actor = actor
    return actor


def get_actor(actor: Annotated[Actor | None, Depends(find_actor)]) -> Actor:
    """The signed-in actor; a stranger is sent to the sign-in page."""
    if actor is None:
        raise problems.SignInNeeded
    drafts.asking.set(actor.person_id)
    return actor


def open_to_everyone(actor: Annotated[Actor | None, Depends(find_actor)]) -> Actor | None:
    """Says that a route needs no account, and who is there if somebody is. A guard test lists these
    routes.
    """
    return actor


ActorDep = Annotated[Actor, Depends(get_actor)]
VisitorDep = Annotated[Actor | None, Depends(open_to_everyone)]
