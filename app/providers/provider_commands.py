"""Keeping the providers of a region: require, change, record."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import StringConstraints
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

_ClientId = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$"), inputs.OneLine
]
_Issuer = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=r"^https?://[\x21-\x7e]+$")
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
    _check(session, region_code, given, None)
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
    _check(session, provider.region_code, given, provider.id)
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


def _check(session: Session, region_code: str, given: ProviderChange, own: UUID | None) -> None:
    if queries.is_taken(session, region_code, given.name, own):
        raise errors.Invalid({"name": _("There is a button with this name already.")})
    if given.organisation_id is None:
        return
    found = identity_queries.get_organisation(session, given.organisation_id)
    is_ours = found is not None and found.region_code == region_code
    if not is_ours or found is None or found.status is not OrganisationStatus.ADMITTED:
        raise errors.Invalid({"organisation_id": _("Choose an organisation from the list.")})


def _place(actor: Actor, provider: Provider) -> dict[str, Any]:
    """What happens to a provider belongs to the organisation of who keeps it."""
    seat = next(
        (seat for seat in actor.administering_seats if seat.region_code == provider.region_code),
        None,
    )
    return address(provider, organisation_id=seat.organisation_id if seat is not None else None)
