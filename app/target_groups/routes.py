"""The forms of target groups. The list and the page of one are in `dossier`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.core.i18n import mark
from app.core.policy import require
from app.target_groups import commands, deps, policy
from app.web import Form, notice, submitted

router = APIRouter(prefix="/doelgroepen")

ADDED = notice(
    "group_added", mark("The target group is added. Everybody in the region can choose it now.")
)
CHANGED = notice(
    "group_changed",
    mark("The change is saved. Needs and offers are found by these words from now on."),
)
MERGED = notice(
    "group_merged", mark("The groups are one now. Needs, offers and sizes moved along.")
)

GroupForm = Annotated[Form[commands.GroupInput], Depends(submitted(commands.GroupInput))]
WordsForm = Annotated[Form[commands.GroupWordsInput], Depends(submitted(commands.GroupWordsInput))]
MergeForm = Annotated[Form[commands.GroupMerging], Depends(submitted(commands.GroupMerging))]


@router.get("/nieuw", name="groups:new")
def new(page: deps.NewGroupDep) -> Response:
    return page.open(commands.add_group)


@router.post("", name="groups:create")
def create(page: deps.NewGroupDep, form: GroupForm) -> Response:
    return page.do(
        commands.add_group,
        form=form,
        then=lambda group: page.view.url("groups:show", slug=group.slug),
        said=ADDED,
    )


@router.get("/{slug}/wijzigen", name="groups:edit")
def edit(page: deps.GroupFormDep) -> Response:
    require(policy.GroupPolicy(page.actor, page.thing).edit)
    return page.view.page(page.template, **page.filled())


@router.post("/{slug}", name="groups:save")
def save(page: deps.GroupFormDep, slug: str, form: GroupForm) -> Response:
    then = page.view.url("groups:show", slug=slug)
    return page.do(commands.edit_group, form=form, then=then, said=CHANGED)


@router.post("/{slug}/woorden", name="groups:save_words")
def save_words(page: deps.GroupFormDep, slug: str, form: WordsForm) -> Response:
    then = page.view.url("groups:show", slug=slug)
    return page.do(commands.set_own_words, form=form, then=then, said=CHANGED)


@router.get("/{slug}/samenvoegen", name="groups:merge")
def merge_page(page: deps.MergingDep) -> Response:
    return page.open(commands.merge_group)


@router.post("/{slug}/samenvoegen", name="groups:save_merge")
def merge(page: deps.MergingDep, form: MergeForm) -> Response:
    return page.do(
        commands.merge_group,
        form=form,
        then=lambda into: page.view.url("groups:show", slug=into),
        said=MERGED,
    )
