"""The target group of a path, and its forms, for routes."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends
from sqlmodel import Session

from app.identity.deps import ActorDep
from app.target_groups import queries
from app.target_groups.commands import GroupInput, GroupMerging, GroupWordsInput
from app.target_groups.forms import others_than, typed_of
from app.target_groups.queries import Group
from app.web.acting import FormPage, nothing
from app.web.database import SessionDep
from app.web.forms import Form, blank
from app.web.view import ViewDep

TEMPLATE, MERGING = "groups/form.html", "groups/merge.html"


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new group."""
    return FormPage(view, session, actor, nothing, nothing, TEMPLATE, _new)


def form_of(view: ViewDep, session: SessionDep, actor: ActorDep, slug: str) -> FormPage[Group]:
    """The form of the group of the path: of a regional one, or of the words for a national one. Its
    verbs lock the rows they change themselves.
    """
    read = partial(queries.get_group, session, actor, slug)
    return FormPage(view, session, actor, read, read, TEMPLATE, _changing)


def merging_of(view: ViewDep, session: SessionDep, actor: ActorDep, slug: str) -> FormPage[Group]:
    """The form in which the group of the path goes up in another."""
    read = partial(queries.get_group, session, actor, slug)
    return FormPage(view, session, actor, read, read, MERGING, partial(_merging, session))


NewGroupDep = Annotated[FormPage[None], Depends(new_form)]
GroupFormDep = Annotated[FormPage[Group], Depends(form_of)]
MergingDep = Annotated[FormPage[Group], Depends(merging_of)]


def _new(_none: None, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form or blank(GroupInput), "group": None}


def _changing(group: Group, form: Form[Any] | None) -> dict[str, Any]:
    model = GroupInput if group.is_regional else GroupWordsInput
    return {"form": form or blank(model, **typed_of(group)), "group": group}


def _merging(session: Session, group: Group, form: Form[Any] | None) -> dict[str, Any]:
    known = queries.find_groups(session, [group.region_code or ""])
    return {
        "form": form or blank(GroupMerging, version=group.version),
        "group": group,
        "others": others_than(group, known),
    }
