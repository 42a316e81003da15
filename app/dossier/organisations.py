"""The page of an organisation: what it does, what it looks for, and whether it can help now."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.actions.queries import find_actions_of
from app.core import clock
from app.core.fields import say_changed
from app.core.i18n import listed, mark
from app.dossier import partner_file
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.models import Organisation
from app.identity.timeline import find_timeline
from app.matches import arrival_queries
from app.members import policy as members_policy
from app.needs import forms as need_forms, queries as need_queries
from app.offers.queries import find_published_of
from app.organisations import (
    admission_commands,
    commands,
    labels as organisation_labels,
    name_queries,
    policy as organisation_policy,
    queries,
)
from app.web import Form, Page, SessionDep, ViewDep, blank, notice, submitted

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


# What happened to it, with what its own people changed.
WORDS = {
    **organisation_labels.EVENT_WORDS,
    "organisation:edited": say_changed(partner_file.PartnerInput),
}
PageDep = Annotated[Page[Organisation], Depends(page_of)]
AwayForm = Annotated[Form[commands.Unavailability], Depends(submitted(commands.Unavailability))]


@router.get("/{organisation_id}", name="organisations:show")
def show(page: PageDep, organisation_id: UUID) -> Response:
    for seat in page.actor.suspended:
        if seat.organisation_id == organisation_id:
            own = queries.get_own_suspended(page.session, page.actor, organisation_id)
            return page.view.page(
                "organisations/suspended.html",
                organisation=own,
                reason=queries.get_said(page.session, own).status_note,
                region_name=seat.region_name,
            )
    return page.open()


@router.post("/{organisation_id}/niet-beschikbaar", name="organisations:say_unavailable")
def say_unavailable(page: PageDep, form: AwayForm) -> Response:
    return page.do(commands.say_unavailable, form=form, name="away", said=UNAVAILABLE)


@router.post("/{organisation_id}/weer-beschikbaar", name="organisations:say_available")
def say_available(page: PageDep) -> Response:
    return page.do(commands.say_available, said=AVAILABLE)


def _is_fresh(confirmed_at: datetime | None) -> bool:
    """Whether somebody of it said within a year that the profile is right."""
    return confirmed_at is not None and confirmed_at > clock.now() - organisation_policy.A_YEAR


def _shown(session: Session, actor: Actor, organisation: Organisation) -> dict[str, Any]:
    """What the page of an organisation shows."""
    may = organisation_policy.OrganisationPolicy(actor, organisation)
    is_own = organisation.id in actor.organisation_ids
    until = organisation.unavailable_on(clock.today())
    profile = queries.get_said(session, organisation)
    applicant = queries.get_applicant(session, actor, organisation)
    if applicant is not None:
        admission_commands.view_applicant(session, actor, organisation)
    former = {UUID(gone): name for gone, name in profile.former or ()}
    return {
        "organisation": organisation,
        "profile": profile,
        "must_confirm": bool(may.edit) and not _is_fresh(profile.confirmed_at),
        "kind": organisation.kind.word,
        "may": may,
        "is_own": is_own,
        "unavailable_until": until,
        "offers": find_published_of(session, actor, organisation.id, limit=MOST_IN_LIST),
        "needs": arrival_queries.with_arrivals(
            session,
            actor,
            need_queries.find_open_of(session, actor, organisation.id, limit=MOST_IN_LIST),
        ),
        "actions": find_actions_of(session, actor, organisation.id, limit=MOST_IN_LIST),
        "most": MOST_IN_LIST,
        "choices": need_forms.NeedChoices.for_reading(session, actor),
        "former_names": listed(list(former.values())),
        "entries": find_timeline(
            session,
            organisation.id,
            WORDS,
            with_names=is_own,
            others=dict.fromkeys(former, WORDS),
        )
        if may.history
        else [],
        "away": blank(
            commands.Unavailability, unavailable_until=until.isoformat() if until else None
        ),
        "opened": False,
        "members": members_policy.MembersPolicy(actor, organisation),
        "admission": organisation_policy.AdmissionPolicy(actor, organisation),
        "refusing": blank(admission_commands.AdmissionReason),
        "suspending": blank(admission_commands.AdmissionReason),
        "applicant": applicant,
        "alike": name_queries.find_alike(session, actor, organisation) if applicant else [],
        "status_note": profile.status_note if may.oversees else "",
    }
