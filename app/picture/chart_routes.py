"""The charts of the picture, each at an address of its own."""

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Depends, Response
from starlette.types import Receive, Scope, Send

from app.core.policy import require
from app.identity.deps import ActorDep
from app.picture import chart_queries, charts, drawer, filters as picture_filters, policy
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/beeld/grafiek")

FiltersForm = Annotated[Form[charts.ChartFilters], Depends(from_address(charts.ChartFilters))]
# One program draws: more threads than a few would only wait for it. Those of pages stay free.
_WAITING: RunVar[CapacityLimiter] = RunVar("waiting for a chart")
MOST_WAITING = 4
# Who reads with another account in the same browser asks again.
HEADERS = {"cache-control": "private, max-age=86400, immutable", "vary": "Cookie"}


@router.get("/{name}/{digest}.svg", name="picture:chart")
def chart(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: FiltersForm,
    name: charts.ChartName,
    digest: str,
) -> Response:
    """The chart that this reader may see now. The hash opens nothing: it only says which one the
    browser may keep, so who asks with another one is led to theirs.
    """
    require(policy.may_read(actor))
    choices = picture_filters.PictureChoices.for_reading(session, actor)
    found = chart_queries.find_chart(session, actor, name, form.parse(), choices)
    if found.digest != digest:
        asked = {"name": name.value, "digest": found.digest, **form.chosen()}
        return view.redirect(view.url("picture:chart", **asked))
    return _Drawn(found)


class _Drawn(Response):
    """Draws when the request is over, so that it holds no connection and no turn meanwhile."""

    media_type = "image/svg+xml"

    def __init__(self, chart: charts.Chart) -> None:
        super().__init__(headers=HEADERS)
        self.chart = chart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        digest, draw = self.chart.digest, drawer.DRAWER.draw
        svg = drawer.DRAWER.find(digest)
        if svg is None:
            svg = await to_thread.run_sync(draw, digest, self.chart.data, limiter=_limiter())
        await Response(svg, headers=HEADERS, media_type=self.media_type)(scope, receive, send)


def _limiter() -> CapacityLimiter:
    try:
        return _WAITING.get()
    except LookupError:
        _WAITING.set(CapacityLimiter(MOST_WAITING))
        return _WAITING.get()
