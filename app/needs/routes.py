"""Pages of needs."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.members import labels as member_labels
from app.needs import commands, deps, fields, forms, policy, title_proposals
from app.web import Form, SessionDep, ViewDep, notice, submitted

router = APIRouter(prefix="/behoeften")

SAVED = notice("need_saved", mark("The draft is saved. Only your own organisation sees it."))
CHANGED = notice("need_changed", mark("The change is saved."))
PUBLISHED = notice(
    "need_published", mark("The need is published. Everybody in the region sees it now.")
)
CLOSED = notice("need_closed", mark("The need is closed."))
WITHDRAWN = notice("need_withdrawn", mark("The need is withdrawn."))
CHARGED = notice(
    "need_charged",
    mark("It is changed who looks after this need."),
    from_page=partial(
        member_labels.charged,
        mark("%(name)s looks after this need."),
        mark("Nobody looks after this need."),
    ),
)
DISCARDED = notice("need_discarded", mark("The draft is thrown away."))

TitleForm = Annotated[Form[forms.TitleInput], Depends(submitted(forms.TitleInput))]
NeedForm = Annotated[Form[fields.NeedInput], Depends(submitted(fields.NeedInput))]


@router.post("/titel", name="needs:read_title")
def read_title(view: ViewDep, session: SessionDep, actor: ActorDep, form: TitleForm) -> Response:
    require(policy.may_log(actor))
    choices = forms.NeedChoices.for_writing(session, actor)
    found = title_proposals.read_title(form.value("title"), choices)
    return view.page("needs/proposals.html", fragments=("proposals",), proposals=found)


@router.get("/{need_id}/wijzigen", name="needs:edit")
def edit(page: deps.NeedFormDep) -> Response:
    return page.open(commands.edit_need)


@router.post("/{need_id}", name="needs:save")
def save(page: deps.NeedFormDep, need_id: UUID, form: NeedForm) -> Response:
    before = page.thing.status
    return page.do(
        commands.edit_need,
        form=form,
        then=page.view.url("needs:show", need_id=need_id),
        said=lambda need: CHANGED if need.status is before else PUBLISHED,
    )


@router.post("/{need_id}/weggooien", name="needs:discard")
def discard(page: deps.NeedFormDep) -> Response:
    return page.do(commands.discard_need, then=page.view.url("needs:index"), said=DISCARDED)
