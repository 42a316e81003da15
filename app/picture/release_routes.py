"""The page on which the team releases the picture: as everybody would see it, and what stands."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import clock, errors, forms as core_forms
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.picture import public_tables, release_commands
from app.releases import models, policy, queries
from app.releases.models import PublicRelease
from app.web import Form, FormPage, SessionDep, ViewDep, nothing, notice, submitted

router = APIRouter(prefix="/beeld/vrijgeven")

TEMPLATE = "picture/release.html"
RELEASED = notice("picture_released", mark("Released. Everybody can read it, without an account."))
WITHDRAWN = notice("release_withdrawn", mark("Withdrawn. It is no longer on the public pages."))

ReleaseForm = Annotated[
    Form[release_commands.ReleaseInput], Depends(submitted(release_commands.ReleaseInput))
]


def release_page(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The page as a form: releasing is its one button."""
    shown = partial(_shown, session, actor)
    return FormPage(
        view, session, actor, nothing, nothing, TEMPLATE, lambda _none, form: shown(form)
    )


def one_release(
    view: ViewDep, session: SessionDep, actor: ActorDep, release_id: UUID
) -> FormPage[PublicRelease]:
    """The release of the path, on the page of all of them."""
    read = partial(queries.get_release, session, actor, release_id)
    shown = partial(_shown, session, actor)
    return FormPage(
        view,
        session,
        actor,
        read,
        partial(read, lock=True),
        TEMPLATE,
        lambda _release, form: shown(form),
    )


ReleasePageDep = Annotated[FormPage[None], Depends(release_page)]
OneReleaseDep = Annotated[FormPage[PublicRelease], Depends(one_release)]


@router.get("", name="releases:index")
def index(page: ReleasePageDep) -> Response:
    require(policy.may_read(page.actor))
    return page.view.page(TEMPLATE, **page.filled())


@router.post("", name="releases:create")
def create(page: ReleasePageDep, form: ReleaseForm) -> Response:
    then = page.view.url("releases:index")
    return page.do(release_commands.release, form=form, then=then, said=RELEASED)


@router.post("/{release_id}/intrekken", name="releases:withdraw")
def withdraw(page: OneReleaseDep) -> Response:
    then = page.view.url("releases:index")
    return page.do(release_commands.withdraw, then=then, said=WITHDRAWN)


def _shown(session: Session, actor: Actor, form: Form[Any] | None) -> dict[str, Any]:
    """What would be released, beside what was last; what was released when, and by whom."""
    releases = queries.find_releases(session, actor)
    standing = next((each for each in releases if not each.is_withdrawn), None)
    known: dict[str, Any] = {
        "form": form or core_forms.blank(release_commands.ReleaseInput),
        "releases": releases,
        "standing": standing,
        "may_withdraw": {e.id for e in releases if policy.ReleasePolicy(actor, e).withdraw},
        "found": None,
        "why_not": "",
    }
    if policy.may_release(actor):
        try:
            known |= _preview(session, actor, standing)
        except errors.Conflict as problem:
            known["why_not"] = str(problem)
    return known


def _preview(session: Session, actor: Actor, standing: PublicRelease | None) -> dict[str, Any]:
    region_code, this_week = actor.team_regions[0], models.monday_of(clock.today())
    found = release_commands.preview(session, region_code)
    last = [each for each in queries.find_last(session, region_code) if not each.is_withdrawn]
    before = last[-1].published if last else None
    said = found.published
    return {
        "found": found,
        "week": this_week.isocalendar().week,
        "is_released": standing is not None and standing.week == this_week,
        "figures": public_tables.figures_of(said, before),
        "tables": public_tables.tables_of(said, found.names, before=before),
        "changed": None if before is None else said.changed_since(before),
    }
