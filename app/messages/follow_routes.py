"""What somebody follows: the page of it, following, stopping, and the way to each of it."""

from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import inputs
from app.core.i18n import mark
from app.core.policy import require
from app.filters import queries as filter_queries
from app.follows import commands as follows, models, policy, queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.messages import follow_commands, follow_queries
from app.web import Form, FormPage, SessionDep, View, ViewDep, nothing, notice, submitted

router = APIRouter(prefix="/mijn-account/volgen")

FOLLOWED = notice(
    "followed", mark("You follow this. What is new stands in the overview of the day.")
)
STOPPED = notice("follow_stopped", mark("You do not follow this any more."))
TEMPLATE = "messages/follows.html"


class StopInput(inputs.Input):
    """From which page somebody stops: that of the thing, or the list of all."""

    page: Literal["thing"] | None = None


FollowForm = Annotated[
    Form[follow_commands.FollowInput], Depends(submitted(follow_commands.FollowInput))
]
StopForm = Annotated[Form[StopInput], Depends(submitted(StopInput))]


@router.get("", name="follows:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(policy.may_follow(actor))
    return view.page(TEMPLATE, **_shown(session, actor))


@router.post("", name="follows:follow")
def follow(view: ViewDep, session: SessionDep, actor: ActorDep, form: FollowForm) -> Response:
    page: FormPage[None] = FormPage(
        view, session, actor, nothing, nothing, TEMPLATE, partial(_around, session, actor)
    )

    def to(given: follow_commands.FollowInput) -> Response:
        there = _address(view, session, actor, given.need, given.group, given.filter)
        return view.redirect(there, said=FOLLOWED)

    # To follow, stop and follow again is no double press.
    return page.answer(follow_commands.follow, form=form, to=to, is_repeatable=True)


@router.get("/{follow_id}", name="follows:open")
def open_it(view: ViewDep, session: SessionDep, actor: ActorDep, follow_id: UUID) -> Response:
    """Where a message of it leads."""
    found = queries.get_follow(session, actor, follow_id)
    return view.redirect(
        _address(view, session, actor, found.need_id, found.target_group, found.filter_id)
    )


@router.post("/{follow_id}/stoppen", name="follows:stop")
def stop(
    view: ViewDep, session: SessionDep, actor: ActorDep, follow_id: UUID, form: StopForm
) -> Response:
    read = partial(queries.get_follow, session, actor, follow_id)
    page: FormPage[models.Follow] = FormPage(
        view, session, actor, read, partial(read, lock=True), TEMPLATE,
        partial(_around, session, actor),
    )  # fmt: skip

    def then(of: models.Follow) -> str:
        if form.value("page") != "thing":
            return view.url("follows:index")
        return _address(view, session, actor, of.need_id, of.target_group, of.filter_id)

    return page.do(follows.stop_following, then=then, said=STOPPED)


def _address(
    view: View,
    session: Session,
    actor: Actor,
    need_id: UUID | None,
    group: str | None,
    filter_id: UUID | None,
) -> str:
    """The page of what somebody follows."""
    if need_id is not None:
        return view.url("needs:show", need_id=need_id)
    if group is not None:
        return view.url("groups:show", slug=group)
    assert filter_id is not None
    saved = filter_queries.get_saved(session, actor, filter_id)
    return view.url(saved.list.route, **saved.query)


def _shown(session: Session, actor: Actor) -> dict[str, Any]:
    followed = follow_queries.find_followed(session, actor)
    lost = follow_queries.find_lost(session, actor, followed)
    return {"followed": followed, "lost": lost, "most": models.MOST, "form": None}


def _around(session: Session, actor: Actor, _thing: Any, form: Form[Any] | None) -> dict[str, Any]:
    """The list, around a form that could not be read."""
    return {**_shown(session, actor), "form": form}
