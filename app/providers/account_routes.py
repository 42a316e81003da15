"""The page of one's own ties to providers: /mijn-account/aanmelden-via."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.providers import commands, deps, policy, queries
from app.providers.models import ProviderTie
from app.web import FormPage, SessionDep, ViewDep, notice

router = APIRouter(prefix="/mijn-account/aanmelden-via")

UNTIED = notice("provider_untied", mark("You do not sign in that way any more."))


@dataclass(frozen=True)
class _Own:
    """What somebody sees of their ties."""

    session: Session
    actor: Actor

    def shown(self) -> dict[str, Any]:
        ties = queries.find_ties(self.session, self.actor)
        tied = {tie.issuer for tie in ties}
        found = queries.find_open_providers(self.session, self.actor)
        return {
            "ties": [
                (tie, queries.has_other_way(self.session, self.actor, tie.id)) for tie in ties
            ],
            "providers": [each for each in found if each.issuer not in tied],
        }


@router.get("", name="providers:own")
def own(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    return view.page("providers/own.html", **_Own(session, actor).shown())


@router.post("/{slug}", name="providers:tie")
def tie(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    departure: deps.DepartureDep,
    slug: str,
) -> Response:
    """Begins a round that ties. It is a post, so no other site begins one."""
    require(policy.ProviderPolicy(actor, queries.get_open_provider(session, actor, slug)).tie)
    return deps.leave(view, session, departure, person=actor)


def tie_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, tie_id: UUID
) -> FormPage[ProviderTie]:
    """One own tie, which a verb locks."""
    read = partial(queries.get_tie, session, actor, tie_id)
    lock = partial(read, lock=True)
    return FormPage(
        view, session, actor, read, lock, "providers/own.html",
        lambda _tie, _form: _Own(session, actor).shown(),
    )  # fmt: skip


@router.post("/{tie_id}/loskoppelen", name="providers:untie")
def untie(page: Annotated[FormPage[ProviderTie], Depends(tie_of)]) -> Response:
    return page.do(commands.untie, then=page.view.url("providers:own"), said=UNTIED)
