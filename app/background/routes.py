"""The page of the work in the background: /beheer/achtergrond."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from app.background import commands, policy, queries
from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.web import FormPage, SessionDep, ViewDep, notice

router = APIRouter(prefix="/beheer/achtergrond")

# As large as PostgreSQL counts.
JobId = Annotated[int, Path(ge=1, le=2**63 - 1)]

AGAIN = notice("job_again", mark("It is done again as soon as a worker is free."))


@router.get("", name="background:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(policy.BackgroundPolicy(actor).read)
    return view.page("background/index.html", background=queries.get_background(session, actor))


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, job_id: JobId
) -> FormPage[queries.FailedJob]:
    """The job of the path, which the verb locks."""
    require(policy.BackgroundPolicy(actor).read)
    read = partial(queries.get_job, session, actor, job_id)
    lock = partial(read, lock=True)

    def context(_job: queries.FailedJob, _form: Any) -> dict[str, Any]:
        return {"background": queries.get_background(session, actor)}

    return FormPage(view, session, actor, read, lock, "background/index.html", context)


@router.post("/{job_id}/opnieuw", name="background:try_again")
def try_again(page: Annotated[FormPage[queries.FailedJob], Depends(page_of)]) -> Response:
    return page.do(commands.try_again, then=page.view.url("background:index"), said=AGAIN)
