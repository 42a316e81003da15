"""The page of an organisation: what it does, what it looks for, and whether it can help now."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.queries import find_actions_of
from app.core import clock
from app.core.errors import Invalid
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
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/netwerk")

MOST_IN_LIST = 50  # of each list

UNAVAILABLE = notice(
    "organisation_unavailable", mark("Noted. Nobody is suggested your organisation until then.")
)
AVAILABLE = notice("organisation_available", mark("Your organisation can be asked again."))


def readable_organisation(
    session: SessionDep, actor: ActorDep, organisation_id: UUID
) -> Organisation:
    """The organisation of the path, to read."""
    return queries.get_organisation(session, actor, organisation_id)


def locked_organisation(
    session: SessionDep, actor: ActorDep, organisation_id: UUID
) -> Organisation:
    """The organisation of the path, locked until the request is done."""
    return queries.get_organisation(session, actor, organisation_id, lock=True)


OrganisationDep = Annotated[Organisation, Depends(readable_organisation)]
LockedOrganisationDep = Annotated[Organisation, Depends(locked_organisation)]


@router.get("/{organisation_id}", name="organisations:show")
def show(
    view: ViewDep, session: SessionDep, actor: ActorDep, organisation: OrganisationDep
) -> Response:
    return view.page("organisations/show.html", **_shown(session, actor, organisation))


@router.post("/{organisation_id}/niet-beschikbaar", name="organisations:say_unavailable")
def say_unavailable(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    organisation: LockedOrganisationDep,
    form: Annotated[Form[Unavailability], Depends(submitted(Unavailability))],
) -> Response:
    try:
        commands.say_unavailable(session, actor, organisation, form.parse())
    except Invalid as problem:
        shown = _shown(session, actor, organisation) | {"away": form, "opened": True}
        return view.invalid(
            "organisations/show.html", form, problem, fragments=("organisation_page",), **shown
        )
    return _changed(view, session, actor, organisation, UNAVAILABLE)


@router.post("/{organisation_id}/weer-beschikbaar", name="organisations:say_available")
def say_available(
    view: ViewDep, session: SessionDep, actor: ActorDep, organisation: LockedOrganisationDep
) -> Response:
    commands.say_available(session, actor, organisation)
    return _changed(view, session, actor, organisation, AVAILABLE)


def _changed(
    view: View, session: Session, actor: Actor, organisation: Organisation, said: str
) -> Response:
    session.flush()
    shown: Callable[[], dict[str, Any]] = lambda: _shown(session, actor, organisation)  # noqa: E731
    then = view.url("organisations:show", organisation_id=organisation.id)
    return view.changed(
        "organisations/show.html", "organisation_page", then=then, shown=shown, said=said
    )


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
