"""Keeping the providers of a region: require, change, record."""

import re
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import db, edits, errors, inputs
from app.core.events import address
from app.core.fields import Called
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import OrganisationStatus
from app.providers import events, models, policy, queries
from app.providers.models import Provider
from app.reference import slugs

_PLAIN = re.compile(r"[\x21-\x7e]+")


def _plain(text: str) -> str:
    if not _PLAIN.fullmatch(text):
        raise inputs.refuse_value(mark("Write it without spaces and special characters."))
    return text


def _address(text: str) -> str:
    if not _PLAIN.fullmatch(text) or not text.startswith(("https://", "http://")):
        raise inputs.refuse_value(mark("Fill in a whole web address. It starts with https://"))
    return text


_ClientId = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_plain), inputs.OneLine
]
_Issuer = Annotated[
    str, StringConstraints(min_length=1, max_length=500), AfterValidator(_address), inputs.OneLine
]


class ProviderChange(inputs.Input):
    """What of a provider can be changed."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Say what the provider is called. It stands on the button."),
        "client_id": mark("Fill in by which name the provider knows Schakelbord."),
        "authentication": mark("Choose how Schakelbord shows who it is."),
        "issuer": mark("Fill in the web address of the provider."),
    }

    name: Annotated[inputs.Name, Called(mark("name"))]
    client_id: Annotated[_ClientId, Called(mark("client ID"))]
    authentication: Annotated[
        models.ClientAuthentication, Called(mark("how Schakelbord shows who it is"))
    ]
    # Empty: for everybody of the region.
    organisation_id: Annotated[UUID | None, Called(mark("organisation"))] = None
    version: inputs.Version | None = None


class ProviderInput(ProviderChange):
    """A new provider."""

    issuer: _Issuer


@asks(lambda actor: policy.ProvidersPolicy(actor).keep)
def add_provider(session: Session, actor: Actor, wrong: str, given: ProviderInput) -> Provider:
    """Add a provider to the region. `wrong`: what is wrong with what it says of itself; "" when it
    is right.
    """
    region_code = policy.ProvidersPolicy(actor).seat.region_code
    if wrong:
        raise errors.Invalid({"issuer": wrong})
    _refuse_taken(session, region_code, given.name, None)
    _check_organisation(session, region_code, given.organisation_id)
    slug = slugs.make_slug(
        given.name, region_code, set(queries.find_slugs(session)), nameless="aanbieder"
    )
    provider = Provider(
        id=db.new_id(), slug=slug, region_code=region_code, **given.model_dump(exclude={"version"})
    )
    session.add(provider)
    record(session, actor, events.ProviderAdded(**_place(actor, provider)))
    return provider


@asks(lambda actor, provider: policy.ProviderPolicy(actor, provider).keep)
def edit_provider(
    session: Session, actor: Actor, provider: Provider, given: ProviderChange
) -> Provider:
    """Change a provider, locked by its caller; never its issuer. Raises Invalid when somebody else
    changed it since the form was opened.
    """
    _refuse_taken(session, provider.region_code, given.name, provider.id)
    if given.organisation_id != provider.organisation_id:
        _check_organisation(session, provider.region_code, given.organisation_id)
    changed = edits.edit(
        provider,
        given.model_dump(exclude={"version"}),
        version=given.version,
        sentence=_(
            "This provider was changed while you were typing. Your text is still here. Compare it "
            "with the provider as it is now, then save again."
        ),
    )
    if changed:
        event = events.ProviderEdited(**_place(actor, provider), changed=changed)
        record(session, actor, event)
    return provider


@asks(lambda actor, provider: policy.ProviderPolicy(actor, provider).keep)
def switch_off(session: Session, actor: Actor, provider: Provider) -> Provider:
    """Nobody signs in there any more. Who is signed in stays until the session ends."""
    return _switch(session, actor, provider, is_active=False)


@asks(lambda actor, provider: policy.ProviderPolicy(actor, provider).keep)
def switch_on(session: Session, actor: Actor, provider: Provider) -> Provider:
    """People sign in there again, with the ties that they had."""
    return _switch(session, actor, provider, is_active=True)


def _switch(session: Session, actor: Actor, provider: Provider, *, is_active: bool) -> Provider:
    if provider.is_active != is_active:
        provider.is_active = is_active
        provider.version += 1
        event = events.ProviderSwitched(**_place(actor, provider), is_active=is_active)
        record(session, actor, event)
    return provider


def _refuse_taken(session: Session, region_code: str, name: str, own: UUID | None) -> None:
    if queries.is_taken(session, region_code, name, own):
        raise errors.Invalid({"name": _("There is a button with this name already.")})


def _check_organisation(session: Session, region_code: str, chosen: UUID | None) -> None:
    if chosen is None:
        return
    found = identity_queries.get_organisation(session, chosen)
    if (
        found is None
        or found.region_code != region_code
        or found.status is not OrganisationStatus.ADMITTED
    ):
        raise errors.Invalid({"organisation_id": _("Choose an organisation from the list.")})


def _place(actor: Actor, provider: Provider) -> dict[str, Any]:
    """What happens to a provider belongs to the organisation of who keeps it."""
    seat = next(
        (seat for seat in actor.administering_seats if seat.region_code == provider.region_code),
        None,
    )
    return address(provider, organisation_id=seat.organisation_id if seat is not None else None)
