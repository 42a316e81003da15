"""An administrator takes the second factors of somebody away who lost them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core.i18n import mark
from app.identity.deps import ActorDep
from app.second_factors import reset_commands
from app.web import Form, FormPage, SessionDep, ViewDep, blank, nothing, notice, submitted

router = APIRouter(prefix="/beheer/tweede-stap")

RESET = notice(
    "factors_reset",
    mark("Their second step is gone and they are signed out everywhere."),
)

ResetForm = Annotated[
    Form[reset_commands.ResetInput], Depends(submitted(reset_commands.ResetInput))
]


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form for it."""
    return FormPage(view, session, actor, nothing, nothing, "second_factors/reset.html", _shown)


PageDep = Annotated[FormPage[None], Depends(page_of)]


@router.get("", name="second_factors:resetting")
def show(page: PageDep) -> Response:
    return page.open(reset_commands.reset_factors)


@router.post("", name="second_factors:reset")
def reset(page: PageDep, form: ResetForm) -> Response:
    then = page.view.url("second_factors:resetting")
    return page.do(reset_commands.reset_factors, form=form, then=then, said=RESET)


def _shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form or blank(reset_commands.ResetInput)}
