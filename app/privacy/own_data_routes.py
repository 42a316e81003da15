"""What Schakelbord knows about somebody: a page, and a file to take away."""

import json
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.account import commands, deps, own_data_queries
from app.account.deps import AccountPage
from app.account.own_vocabulary import OwnWords
from app.core import clock
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.models import Person
from app.privacy import labels
from app.target_groups.choices import RegionChoices
from app.web import Form, SessionDep, ViewDep

router = APIRouter(prefix="/mijn-account/gegevens")


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> AccountPage:
    """All that is stored of who asks."""
    return deps.page_of(
        view, session, actor, "account/own_data.html", partial(_shown, session, actor)
    )


PageDep = Annotated[AccountPage, Depends(page_of)]


@router.get("", name="account:own_data")
def own_data(page: PageDep) -> Response:
    return page.view.page(page.template, **page.filled())


@router.post("/bestand", name="account:take_own_data")
def take_own_data(page: PageDep) -> Response:
    """A post, because it leaves a line in the trail."""
    taken = page.perform(
        commands.take_own_data, _vocabulary(page.session, page.actor), is_repeatable=True
    )
    name = f"mijn-gegevens-{clock.today().isoformat()}.json"
    return Response(
        json.dumps(taken, ensure_ascii=False, indent=2) + "\n",
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _shown(
    session: Session, actor: Actor, person: Person, form: Form[Any] | None
) -> dict[str, Any]:
    tables = own_data_queries.find_shown(session, person, _vocabulary(session, actor))
    return {"form": form, "tables": tables}


def _vocabulary(session: Session, actor: Actor) -> OwnWords:
    return OwnWords(labels.line_of, RegionChoices.for_reading(session, actor).labels)
