"""Pages of needs."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.needs import commands, queries
from app.needs.deps import LockedNeedDep, NeedDep
from app.needs.fields import NeedInput
from app.needs.forms import NeedChoices
from app.needs.models import Need
from app.needs.policy import NeedPolicy, may_log
from app.needs.queries import NeedFilters
from app.web.database import SessionDep
from app.web.forms import Form, asked, blank, opened, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/behoeften")

SAVED = notice("need_saved", mark("The draft is saved. Only your own organisation sees it."))
CHANGED = notice("need_changed", mark("The change is saved."))
PUBLISHED = notice(
    "need_published", mark("The need is published. Everybody in the region sees it now.")
)
CLOSED = notice("need_closed", mark("The need is closed."))
WITHDRAWN = notice("need_withdrawn", mark("The need is withdrawn."))
DISCARDED = notice("need_discarded", mark("The draft is thrown away."))

NeedForm = Annotated[Form[NeedInput], Depends(submitted(NeedInput))]


@router.get("", name="needs:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[NeedFilters], Depends(asked(NeedFilters))],
) -> Response:
    choices = NeedChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "needs/index.html",
            status=422,
            form=form.refuse(problem),
            filters=None,
            page=None,
            choices=choices,
        )
    page = queries.find_needs(session, actor, filters, size=view.page_size)
    return view.page(
        "needs/index.html",
        fragments=("need_results",),
        form=form,
        filters=filters,
        page=page,
        choices=choices,
    )


@router.get("/nieuw", name="needs:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_log(actor))
    choices = NeedChoices.for_writing(session, actor)
    return view.page(
        "needs/form.html", form=blank(NeedInput, **choices.defaults), need=None, choices=choices
    )


@router.post("", name="needs:create")
def create(view: ViewDep, session: SessionDep, actor: ActorDep, form: NeedForm) -> Response:
    try:
        given = form.parse()
        need = commands.log_need(session, actor, given)
    except Invalid as problem:
        choices = NeedChoices.for_writing(session, actor)
        return view.invalid("needs/form.html", form, problem, need=None, choices=choices)
    return view.redirect(_page_of(view, need), said=PUBLISHED if given.publish == "1" else SAVED)


@router.get("/{need_id}/wijzigen", name="needs:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, need: NeedDep) -> Response:
    require(NeedPolicy(actor, need).edit)
    choices = NeedChoices.for_writing(session, actor, need.organisation)
    return view.page(
        "needs/form.html",
        form=opened(NeedInput, need),
        need=need,
        choices=choices,
    )


@router.post("/{need_id}", name="needs:save")
def save(
    view: ViewDep, session: SessionDep, actor: ActorDep, need: LockedNeedDep, form: NeedForm
) -> Response:
    before = need.status
    try:
        commands.edit_need(session, actor, need, form.parse())
    except Invalid as problem:
        choices = NeedChoices.for_writing(session, actor, need.organisation)
        return view.invalid("needs/form.html", form, problem, need=need, choices=choices)
    return view.redirect(_page_of(view, need), said=CHANGED if need.status is before else PUBLISHED)


@router.post("/{need_id}/weggooien", name="needs:discard")
def discard(view: ViewDep, session: SessionDep, actor: ActorDep, need: LockedNeedDep) -> Response:
    commands.discard_need(session, actor, need)
    return view.redirect(view.url("needs:index"), said=DISCARDED)


def _page_of(view: View, need: Need) -> str:
    return view.url("needs:show", need_id=need.id)
