"""The form of what an organisation says of itself, and the button that confirms it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.fields import filled
from app.core.i18n import mark
from app.dossier import profile_commands
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.organisations import models, queries
from app.target_groups.choices import RegionChoices
from app.web import Acting, Form, FormPage, SessionDep, ViewDep, blank, notice, opened, submitted

router = APIRouter(prefix="/netwerk")

SAVED = notice("profile_saved", mark("The profile is saved, and confirmed with it."))
CONFIRMED = notice("profile_confirmed", mark("Thank you. The profile is confirmed for a year."))


def form_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, organisation_id: UUID
) -> FormPage[models.OrganisationProfile]:
    """The form of the profile of the path. Who saves it locks it: two people never change it at
    once.
    """
    read = partial(queries.get_profile, session, actor, organisation_id)
    shown = partial(_shown, session, actor)
    return FormPage(
        view,
        session,
        actor,
        read,
        partial(read, lock=True),
        "organisations/form.html",
        shown,
        keeps=True,
    )


ProfileFormDep = Annotated[FormPage[models.OrganisationProfile], Depends(form_of)]
ProfileForm = Annotated[
    Form[profile_commands.ProfileInput], Depends(submitted(profile_commands.ProfileInput))
]


@router.get("/{organisation_id}/wijzigen", name="organisations:edit")
def edit(page: ProfileFormDep) -> Response:
    return page.open(profile_commands.edit_profile)


@router.post("/{organisation_id}", name="organisations:save")
def save(page: ProfileFormDep, organisation_id: UUID, form: ProfileForm) -> Response:
    then = page.view.url("organisations:show", organisation_id=organisation_id)
    return page.do(profile_commands.edit_profile, form=form, then=then, said=SAVED)


@router.post("/{organisation_id}/bevestigen", name="organisations:confirm")
def confirm(view: ViewDep, session: SessionDep, actor: ActorDep, organisation_id: UUID) -> Response:
    read = partial(queries.get_profile, session, actor, organisation_id)
    Acting(view, session, actor, read, partial(read, lock=True)).perform(
        profile_commands.confirm_profile
    )
    then = view.url("organisations:show", organisation_id=organisation_id)
    return view.redirect(then, said=CONFIRMED)


def _shown(
    session: Session, actor: Actor, profile: models.OrganisationProfile, form: Form[Any] | None
) -> dict[str, Any]:
    """What was typed, or the profile as it is."""
    choices = RegionChoices.for_reading(session, actor)
    form = form or blank(
        profile_commands.ProfileInput, **filled(profile_commands.ProfileInput, profile)
    )
    form = opened(profile_commands.ProfileInput, profile, form, label=choices.label)
    return {
        "form": choices.understand(form),
        "profile": profile,
        "organisation": profile.organisation,
        "choices": choices,
    }
