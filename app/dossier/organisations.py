"""The page of an organisation: what it does, what it looks for, and whether it can help now."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.queries import find_actions_of
from app.core import clock
from app.core.i18n import mark
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.models import Organisation
from app.identity.timeline import find_timeline
from app.needs.forms import NeedChoices
from app.needs.queries import find_open_of
from app.offers.queries import find_published_of
from app.organisations import commands, queries
from app.organisations.commands import Unavailability
from app.organisations.labels import EVENT_WORDS
from app.organisations.policy import OrganisationPolicy
from app.web.acting import Page
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import ViewDep, notice

router = APIRouter(prefix="/netwerk")

MOST_IN_LIST = 50  # of each list

UNAVAILABLE = notice(
    "organisation_unavailable", mark("Noted. Nobody is suggested your organisation until then.")
)
AVAILABLE = notice("organisation_available", mark("Your organisation can be asked again."))


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, organisation_id: UUID
) -> Page[Organisation]:
    """The page of the organisation of the path."""
    read = partial(queries.get_organisation, session, actor, organisation_id)
    return Page(
        view,
        session,
        actor,
        read=read,
        lock=partial(read, lock=True),
        template="organisations/show.html",
        block="organisation_page",
        address=view.url("organisations:show", organisation_id=organisation_id),
        shown=partial(_shown, session, actor),
    )


PageDep = Annotated[Page[Organisation], Depends(page_of)]
AwayForm = Annotated[Form[Unavailability], Depends(submitted(Unavailability))]


@router.get("/{organisation_id}", name="organisations:show")
def show(page: PageDep) -> Response:
    return page.open()


@router.post("/{organisation_id}/niet-beschikbaar", name="organisations:say_unavailable")
def say_unavailable(page: PageDep, form: AwayForm) -> Response:
    return page.do(commands.say_unavailable, form=form, name="away", said=UNAVAILABLE)


@router.post("/{organisation_id}/weer-beschikbaar", name="organisations:say_available")
def say_available(page: PageDep) -> Response:
    return page.do(commands.say_available, said=AVAILABLE)


def _shown(session: Session, actor: Actor, organisation: Organisation) -> dict[str, Any]:
    """What the page of an organisation shows."""
    may = OrganisationPolicy(actor, organisation)
    is_own = organisation.id in actor.organisation_ids
    until = organisation.unavailable_on(clock.today())
    return {
        "organisation": organisation,
        "description": queries.get_description(session, organisation),
        "kind": organisation.kind.word,
        "may": may,
        "is_own": is_own,
        "unavailable_until": until,
        "offers": find_published_of(session, actor, organisation.id, limit=MOST_IN_LIST),
        "needs": find_open_of(session, actor, organisation.id, limit=MOST_IN_LIST),
        "actions": find_actions_of(session, actor, organisation.id, limit=MOST_IN_LIST),
        "most": MOST_IN_LIST,
        "choices": NeedChoices.for_reading(session, actor),
        "entries": find_timeline(session, organisation.id, EVENT_WORDS, with_names=is_own)
        if may.history
        else [],
        "away": blank(Unavailability, unavailable_until=until.isoformat() if until else None),
        "opened": False,
    }
