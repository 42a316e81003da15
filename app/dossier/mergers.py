"""The page on which an organisation goes up in another one."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import inputs
from app.core.i18n import mark
from app.dossier import merger_commands, merger_queries
from app.dossier.locks import MergedPair
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.models import Organisation
from app.organisations import queries
from app.target_groups.choices import RegionChoices
from app.web import Form, FormPage, SessionDep, ViewDep, blank, from_address, notice, submitted

router = APIRouter(prefix="/netwerk")

MERGED = notice(
    "organisations_merged",
    mark("The two are one organisation now. Who speaks for them gets a mail."),
)


class MergerSearch(inputs.Input):
    """What the address of the page asks for: words of a name, or the organisation that stays."""

    q: str = ""
    into: UUID | None = None


SearchForm = Annotated[Form[MergerSearch], Depends(from_address(MergerSearch))]
MergerForm = Annotated[Form[merger_commands.Merger], Depends(submitted(merger_commands.Merger))]


def form_of(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    asked: SearchForm,
    organisation_id: UUID,
) -> FormPage[Organisation]:
    """The form in which the organisation of the path goes up in another. Its command locks the rows
    that it changes itself.
    """
    read = partial(queries.get_organisation, session, actor, organisation_id)
    shown = partial(_shown, session, actor, asked)
    return FormPage(view, session, actor, read, read, "organisations/merge.html", shown)


MergerPage = Annotated[FormPage[Organisation], Depends(form_of)]


@router.get("/{organisation_id}/samenvoegen", name="organisations:merge")
def merge_page(page: MergerPage) -> Response:
    return page.open(merger_commands.merge_organisation)


@router.post("/{organisation_id}/samenvoegen", name="organisations:save_merge")
def merge(page: MergerPage, form: MergerForm) -> Response:
    return page.do(
        merger_commands.merge_organisation,
        form=form,
        then=lambda stays: page.view.url("organisations:show", organisation_id=stays),
        said=MERGED,
    )


def _shown(
    session: Session,
    actor: Actor,
    asked: Form[MergerSearch],
    organisation: Organisation,
    form: Form[Any] | None,
) -> dict[str, Any]:
    """What was typed; once the other one is chosen what would move, and else which there are."""
    chosen = (form or asked).value("into")
    stays = _find(session, actor, chosen)
    objection = chosen and merger_commands.find_objection(actor, organisation, stays)
    shown: dict[str, Any] = {
        "organisation": organisation,
        "stays": stays,
        "objection": objection,
        "asked": asked,
        "choices": RegionChoices.for_reading(session, actor),
        "most": merger_queries.MOST_ALIKE,
    }
    if stays is None or objection:
        found = merger_queries.find_alike(session, actor, organisation, asked.value("q"))
        return {**shown, "form": form or blank(merger_commands.Merger), "found": found}
    profile = queries.get_said(session, stays)
    return {
        **shown,
        "form": form
        or blank(
            merger_commands.Merger,
            into=str(stays.id),
            description=profile.description,
            version=profile.version,
        ),
        "said_before": queries.get_said(session, organisation).description,
        "moving": merger_queries.count_moving(session, MergedPair(organisation.id, stays.id)),
        "found": None,
    }


def _find(session: Session, actor: Actor, chosen: str) -> Organisation | None:
    """The organisation of this id that the actor sees."""
    wanted = inputs.read_id(chosen)
    if wanted is None:
        return None
    return queries.find_organisation(session, actor, wanted)
