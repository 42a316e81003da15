"""The forms of target groups. The list and the page of one are in `dossier`."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.target_groups import commands, queries
from app.target_groups.commands import GroupInput, GroupMerging, GroupWordsInput
from app.target_groups.deps import GroupDep
from app.target_groups.forms import others_than
from app.target_groups.policy import GroupPolicy, may_keep
from app.target_groups.queries import Group
from app.web.database import SessionDep
from app.web.forms import Form, blank, opened, submitted
from app.web.view import View, ViewDep, notice

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

GroupForm = Annotated[Form[GroupInput], Depends(submitted(GroupInput))]
WordsForm = Annotated[Form[GroupWordsInput], Depends(submitted(GroupWordsInput))]
MergeForm = Annotated[Form[GroupMerging], Depends(submitted(GroupMerging))]


@router.get("/nieuw", name="groups:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_keep(actor))
    return view.page("groups/form.html", form=blank(GroupInput), group=None)


@router.post("", name="groups:create")
def create(view: ViewDep, session: SessionDep, actor: ActorDep, form: GroupForm) -> Response:
    try:
        group = commands.add_group(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid("groups/form.html", form, problem, group=None)
    return view.redirect(view.url("groups:show", slug=group.slug), said=ADDED)


@router.get("/{slug}/wijzigen", name="groups:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, group: GroupDep) -> Response:
    require(GroupPolicy(actor, group).edit)
    model = GroupInput if group.is_regional else GroupWordsInput
    return view.page("groups/form.html", form=opened(model, group), group=group)


@router.post("/{slug}", name="groups:save")
def save(
    view: ViewDep, session: SessionDep, actor: ActorDep, group: GroupDep, form: GroupForm
) -> Response:
    try:
        commands.edit_group(session, actor, group, form.parse())
    except Invalid as problem:
        return view.invalid("groups/form.html", form, problem, group=group)
    return view.redirect(_page_of(view, group), said=CHANGED)


@router.post("/{slug}/woorden", name="groups:save_words")
def save_words(
    view: ViewDep, session: SessionDep, actor: ActorDep, group: GroupDep, form: WordsForm
) -> Response:
    try:
        commands.set_own_words(session, actor, group, form.parse())
    except Invalid as problem:
        return view.invalid("groups/form.html", form, problem, group=group)
    return view.redirect(_page_of(view, group), said=CHANGED)


@router.get("/{slug}/samenvoegen", name="groups:merge")
def merge_page(view: ViewDep, session: SessionDep, actor: ActorDep, group: GroupDep) -> Response:
    require(GroupPolicy(actor, group).merge)
    form = blank(GroupMerging, version=group.version)
    others = others_than(group, queries.find_groups(session, [group.region_code or ""]))
    return view.page("groups/merge.html", form=form, group=group, others=others)


@router.post("/{slug}/samenvoegen", name="groups:save_merge")
def merge(
    view: ViewDep, session: SessionDep, actor: ActorDep, group: GroupDep, form: MergeForm
) -> Response:
    try:
        given = form.parse()
        commands.merge_group(session, actor, group, given)
    except Invalid as problem:
        others = others_than(group, queries.find_groups(session, [group.region_code or ""]))
        return view.invalid("groups/merge.html", form, problem, group=group, others=others)
    return view.redirect(view.url("groups:show", slug=given.into), said=MERGED)


def _page_of(view: View, group: Group) -> str:
    return view.url("groups:show", slug=group.slug)
