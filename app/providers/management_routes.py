"""Pages on which an administrator keeps the providers of a region: /beheer/aanmelden-via."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep, find_actor
from app.identity.timeline import find_timeline
from app.providers import client, deps, labels, policy, provider_commands, queries
from app.providers.models import Provider
from app.providers.troubles import Failed
from app.web import (
    Form,
    FormPage,
    SessionDep,
    ViewDep,
    blank,
    database,
    nothing,
    notice,
    opened,
    submitted,
)

router = APIRouter(prefix="/beheer/aanmelden-via")

ADDED = notice("provider_added", mark("The provider is added, with a button on the sign-in page."))
SAVED = notice("provider_saved", mark("The change is saved."))
OFF = notice("provider_off", mark("Nobody can sign in through this provider any more."))
ON = notice("provider_on", mark("People can sign in through this provider again."))

NewForm = Annotated[
    Form[provider_commands.ProviderInput], Depends(submitted(provider_commands.ProviderInput))
]
ChangeForm = Annotated[
    Form[provider_commands.ProviderChange], Depends(submitted(provider_commands.ProviderChange))
]


async def read_discovery(request: Request) -> str:
    """What is wrong with the provider in a form that is sent, as a sentence; "" when nothing is.
    Only who may keep providers has one asked.
    """
    if not await database.with_session(request, _may_keep, request):
        return ""
    sent = await request.form(max_fields=50, max_files=0)
    issuer = str(sent.get("issuer", "")).strip()
    if not issuer.startswith(("https://", "http://")):
        return ""  # the form says what is missing
    deps.book_of(request).forget(issuer)
    try:
        await deps.book_of(request).about(issuer)
    except Failed as problem:
        deps.note(problem, None)
        return labels.why_not(problem.trouble)
    return ""


def _may_keep(request: Request) -> bool:
    session: Session = database.session_of(request)
    actor = find_actor(request, session)
    return actor is not None and bool(policy.ProvidersPolicy(actor).keep)


DiscoveryDep = Annotated[str, Depends(read_discovery)]


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new provider."""
    shown = partial(_shown, view, session, actor)
    return FormPage(
        view, session, actor, nothing, nothing, "providers/form.html", shown, keeps=True
    )


def form_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, provider_id: UUID
) -> FormPage[Provider]:
    """The form of the provider of the path, which a verb locks."""
    read = partial(queries.get_provider, session, actor, provider_id)
    shown, lock = partial(_shown, view, session, actor), partial(read, lock=True)
    return FormPage(view, session, actor, read, lock, "providers/form.html", shown, keeps=True)


NewProviderDep = Annotated[FormPage[None], Depends(new_form)]
ProviderDep = Annotated[FormPage[Provider], Depends(form_of)]


@router.get("", name="providers:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(policy.ProvidersPolicy(actor).keep)
    region_code = policy.ProvidersPolicy(actor).seat.region_code
    found = queries.find_providers(session, actor, region_code)
    names = {each.value: each.label for each in queries.find_organisations(session, region_code)}
    return view.page(
        "providers/index.html",
        providers=[
            (each, names.get(str(each.organisation_id), ""), client.has_secret(each))
            for each in found
        ],
    )


@router.get("/nieuw", name="providers:new")
def new(page: NewProviderDep) -> Response:
    return page.open(provider_commands.add_provider)


@router.post("", name="providers:create")
def create(page: NewProviderDep, form: NewForm, wrong: DiscoveryDep) -> Response:
    then = lambda added: page.view.url("providers:edit", provider_id=added.id)  # noqa: E731
    return page.do(provider_commands.add_provider, wrong, form=form, then=then, said=ADDED)


@router.get("/{provider_id}/wijzigen", name="providers:edit")
def edit(page: ProviderDep) -> Response:
    return page.open(provider_commands.edit_provider)


@router.post("/{provider_id}", name="providers:save")
def save(page: ProviderDep, provider_id: UUID, form: ChangeForm) -> Response:
    then = page.view.url("providers:edit", provider_id=provider_id)
    return page.do(provider_commands.edit_provider, form=form, then=then, said=SAVED)


@router.post("/{provider_id}/uit", name="providers:switch_off")
def switch_off(page: ProviderDep) -> Response:
    return page.do(provider_commands.switch_off, then=page.view.url("providers:index"), said=OFF)


@router.post("/{provider_id}/aan", name="providers:switch_on")
def switch_on(page: ProviderDep) -> Response:
    return page.do(provider_commands.switch_on, then=page.view.url("providers:index"), said=ON)


def _shown(
    view: ViewDep, session: Session, actor: Actor, provider: Provider | None, form: Form[Any] | None
) -> dict[str, Any]:
    region_code = (
        provider.region_code
        if provider is not None
        else policy.ProvidersPolicy(actor).seat.region_code
    )
    shown: dict[str, Any] = {
        "provider": provider,
        "organisations": queries.find_organisations(session, region_code),
        "entries": [],
    }
    if provider is None:
        return shown | {"form": form or blank(provider_commands.ProviderInput)}
    slug = provider.slug
    return shown | {
        "form": opened(provider_commands.ProviderChange, provider, form),
        "setting": client.setting_of(slug, provider.authentication),
        "has_secret": client.has_secret(provider),
        "back": deps.own_address(view.request, "providers:back", slug=slug),
        "back_channel": deps.own_address(view.request, "providers:back_channel", slug=slug),
        "signed_out": deps.own_address(view.request, "identity:sign_in"),
        "entries": find_timeline(session, provider.id, labels.PROVIDER_WORDS, with_names=True),
    }
