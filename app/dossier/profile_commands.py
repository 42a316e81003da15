"""Saying what an organisation does for whom and where, and that it is still so."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Protocol

from pydantic import AfterValidator, Field, StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import clock, edits, errors as core_errors, inputs, personal_sentences
from app.core.events import address
from app.core.fields import NOT_STORED, Called, typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.organisations import events, models, policy
from app.reference import checks, fields as reference_fields, queries as reference_queries
from app.target_groups.queries import get_groups

Line = Annotated[str, StringConstraints(max_length=160), inputs.OneLine]

_EMAIL = re.compile(inputs.EMAIL)


def _address(typed: str) -> str:
    if typed and not _EMAIL.fullmatch(typed):
        raise inputs.refuse_value(mark("Fill in a whole e-mail address, such as info@example.nl."))
    return typed


# How to reach an organisation by mail; it may say none.
ContactAddress = Annotated[
    str, StringConstraints(max_length=254, to_lower=True), AfterValidator(_address)
]


class ProfileInput(inputs.Input):
    """The form of the profile of an organisation."""

    asks_names: ClassVar[Mapping[str, str]] = {"description": mark("what it does")}

    description: Annotated[inputs.AskedDescription, Called(mark("what it does"))] = ""
    target_groups: Annotated[
        list[inputs.Slug], Field(max_length=40), Called(mark("target groups"))
    ] = []
    support_types: Annotated[
        list[inputs.Slug], Field(max_length=40), Called(mark("kinds of help"))
    ] = []
    municipalities: Annotated[
        list[inputs.Slug], Field(max_length=60), Called(mark("municipalities"))
    ] = []
    contact_name: Annotated[Line, Called(mark("contact"))] = ""
    contact_email: Annotated[ContactAddress, Called(mark("contact"))] = ""
    contact_phone: Annotated[Line, Called(mark("contact"))] = ""
    sure_no_names: reference_fields.SureNoNames = False
    version: Annotated[inputs.Version | None, NOT_STORED] = None


@asks(lambda actor, profile: policy.OrganisationPolicy(actor, profile.organisation).edit)
def edit_profile(
    session: Session, actor: Actor, profile: models.OrganisationProfile, given: ProfileInput
) -> None:
    """Store what an organisation says of itself. Whoever does has just looked at it."""
    changed = edits.edit(
        profile,
        _checked(session, profile, given),
        version=given.version,
        sentence=_("This profile was changed meanwhile. Look at it and save once more."),
    )
    profile.confirmed_at = clock.now()
    if changed:
        record(session, actor, events.ProfileEdited(**_place(profile), changed=changed))


@asks(lambda actor, profile: policy.OrganisationPolicy(actor, profile.organisation).edit)
def confirm_profile(session: Session, actor: Actor, profile: models.OrganisationProfile) -> None:
    """Say that the profile is right as it stands."""
    profile.confirmed_at = clock.now()
    record(session, actor, events.ProfileConfirmed(**_place(profile)))


def _checked(
    session: Session, profile: models.OrganisationProfile, given: ProfileInput
) -> dict[str, Any]:
    """The columns of a profile from its form, or Invalid."""
    errors: checks.Errors = {}
    region = profile.organisation.region_code
    groups, kinds = check_lists(session, region, given, errors, stored=profile)
    places = edits.each_once(given.municipalities, profile.municipalities)
    found = checks.check_municipalities(session, places, errors, "municipalities")
    new = [place for code, place in found.items() if code not in profile.municipalities]
    if any(place.region_code != region for place in new):
        errors["municipalities"] = _("Choose a municipality in your own region.")
    personal_sentences.check_names(given, errors)
    if errors:
        raise core_errors.Invalid(errors)
    return typed(given) | {
        "target_groups": groups,
        "support_types": kinds,
        "municipalities": places,
    }


class Listed(Protocol):
    """Whoever says for whom it is there, and with what."""

    @property
    def target_groups(self) -> list[str]: ...
    @property
    def support_types(self) -> list[str]: ...


def check_lists(
    session: Session,
    region_code: str,
    given: Listed,
    errors: checks.Errors,
    *,
    stored: Listed | None = None,
) -> tuple[list[str], list[str]]:
    """The groups and kinds of help that were chosen, when the region has them; what is `stored`
    stays also when it has not any more.
    """
    had_groups = [] if stored is None else stored.target_groups
    had_kinds = [] if stored is None else stored.support_types
    groups = edits.each_once(given.target_groups, had_groups)
    if set(groups) - get_groups(session, groups, region_code, kept=had_groups).keys():
        errors["target_groups"] = _("Choose target groups from the list.")
    kinds = edits.each_once(given.support_types, had_kinds)
    known = reference_queries.get_support_slugs(session, region_code)
    if set(kinds) - known - set(had_kinds):
        errors["support_types"] = _("Choose a kind of help from the list.")
    return groups, kinds


def _place(profile: models.OrganisationProfile) -> dict[str, Any]:
    return address(profile.organisation, organisation_id=profile.organisation_id)
