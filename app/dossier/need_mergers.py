"""The page on which a need that was logged twice goes up in the other one."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import inputs
from app.core.i18n import mark
from app.dossier import need_merger_commands, need_merger_policy, twin_queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.needs import filters, forms, policy as need_policy, queries
from app.needs.models import Need
from app.web import Form, FormPage, SessionDep, ViewDep, blank, from_address, notice, submitted

router = APIRouter(prefix="/behoeften")

MERGED = notice("needs_merged", mark("The two needs are one now. Old links lead here."))
MOST = 12


class NeedMergerSearch(inputs.Input):
    """What the address of the page asks for: words of a title, or the need that stays."""

    q: str = ""
    into: UUID | None = None


SearchForm = Annotated[Form[NeedMergerSearch], Depends(from_address(NeedMergerSearch))]
MergerForm = Annotated[
    Form[need_merger_commands.NeedMerger], Depends(submitted(need_merger_commands.NeedMerger))
]


def form_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, asked: SearchForm, need_id: UUID
) -> FormPage[Need]:
    """The form in which the need of the path goes up in another. Its command locks the rows that it
    changes itself.
    """
    read = partial(queries.get_need, session, actor, need_id)
    shown = partial(_shown, session, actor, asked)
    return FormPage(view, session, actor, read, read, "needs/merge.html", shown)


MergerPage = Annotated[FormPage[Need], Depends(form_of)]


@router.get("/{need_id}/samenvoegen", name="needs:merge")
def merge_page(page: MergerPage) -> Response:
    return page.open(need_merger_commands.merge_need)


@router.post("/{need_id}/samenvoegen", name="needs:save_merge")
def merge(page: MergerPage, form: MergerForm) -> Response:
    return page.do(
        need_merger_commands.merge_need,
        form=form,
        then=lambda stays: page.view.url("needs:show", need_id=stays),
        said=MERGED,
    )


def _shown(
    session: Session,
    actor: Actor,
    asked: Form[NeedMergerSearch],
    need: Need,
    form: Form[Any] | None,
) -> dict[str, Any]:
    """What was typed; once the other one is chosen both beside each other, and else which there
    are.
    """
    chosen = (form or asked).value("into")
    stays = _find(session, actor, chosen)
    objection = chosen and need_merger_policy.find_objection(actor, need, stays)
    shown: dict[str, Any] = {
        "need": need,
        "stays": stays,
        "objection": objection,
        "asked": asked,
        "choices": forms.NeedChoices.for_reading(session, actor),
        "most": MOST,
    }
    model = need_merger_commands.NeedMerger
    if stays is None or objection:
        found = _find_others(session, actor, need, asked.value("q"))
        return {**shown, "form": form or blank(model), "found": found}
    counts_people = stays.unit in need_policy.COUNTS_PEOPLE and stays.people == stays.quantity
    seen = need_merger_commands.versions(need, stays)
    form = form or blank(model, quantity=stays.quantity)
    form.put("seen", seen)
    return {
        **shown,
        "form": form,
        "found": None,
        "is_of_one_owner": need_merger_policy.is_of_one_owner(need, stays),
        "asks_people": not counts_people and (need.people or stays.people),
    }


def _find_others(session: Session, actor: Actor, need: Need, typed: str) -> Sequence[Need]:
    """Needs in which this one can go up: with these words, or those that are most like it."""
    if typed.strip():
        wanted = filters.NeedFilters(q=typed, status=filters.StatusFilter.OPEN)
        ids = [row.id for row in queries.find_needs(session, actor, wanted, size=2 * MOST).rows]
    else:
        ids = twin_queries.find_like_need(session, actor, need)
    found = queries.find_needs_by_id(session, actor, ids)
    others = [found[each] for each in ids if each in found]
    fit = [o for o in others if need_merger_policy.find_objection(actor, need, o) is None]
    return fit[:MOST]


def _find(session: Session, actor: Actor, chosen: str) -> Need | None:
    """The need of this id that the actor sees."""
    wanted = inputs.read_id(chosen)
    if wanted is None:
        return None
    return queries.find_needs_by_id(session, actor, [wanted]).get(wanted)
