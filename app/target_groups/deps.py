"""The target group of a path, and its forms, for routes."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends
from sqlmodel import Session

from app.identity.deps import ActorDep
from app.target_groups import commands, forms, queries
from app.web import Form, FormPage, SessionDep, ViewDep, blank, nothing, opened

TEMPLATE, MERGING = "groups/form.html", "groups/merge.html"


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new group."""
    return FormPage(view, session, actor, nothing, nothing, TEMPLATE, _new, keeps=True)


def form_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, slug: str
) -> FormPage[queries.Group]:
    """The form of the group of the path: of a regional one, or of the words for a national one. Its
    verbs lock the rows they change themselves.
    """
    read = partial(queries.get_group, session, actor, slug)
    return FormPage(view, session, actor, read, read, TEMPLATE, _changing, keeps=True)


def merging_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, slug: str
) -> FormPage[queries.Group]:
    """The form in which the group of the path goes up in another."""
    read = partial(queries.get_group, session, actor, slug)
    return FormPage(view, session, actor, read, read, MERGING, partial(_merging, session))


NewGroupDep = Annotated[FormPage[None], Depends(new_form)]
GroupFormDep = Annotated[FormPage[queries.Group], Depends(form_of)]
MergingDep = Annotated[FormPage[queries.Group], Depends(merging_of)]


def _new(_none: None, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form or blank(commands.GroupInput), "group": None}


def _changing(group: queries.Group, form: Form[Any] | None) -> dict[str, Any]:
    model = commands.GroupInput if group.is_regional else commands.GroupWordsInput
    return {"form": opened(model, group, form), "group": group}


def _merging(session: Session, group: queries.Group, form: Form[Any] | None) -> dict[str, Any]:
    known = queries.find_groups(session, [group.region_code or ""])
    return {
        "form": form or blank(commands.GroupMerging, version=group.version),
        "group": group,
        "others": forms.others_than(group, known),
    }
