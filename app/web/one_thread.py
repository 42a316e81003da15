"""One thread for each request: what its route depends on, the route itself and the commit.

FastAPI sends every plain function of a request through a thread of its own, and finds out with each
request again what depends on what. Here that is read once, when the application is put together.

What a route depends on with `async def` waits for the sender: it runs first, in the event loop, and
holds nothing (ADR 0026, step 1). All the rest runs in the thread, one after the other (ADR 0055).
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import BaseRoute, request_response

from app.web import database

Call = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _Step:
    """One function of a request, and what it is given: what earlier steps gave, the request, and
    parts of the path.
    """

    call: Call
    given: tuple[tuple[str, Call], ...]
    request_name: str | None
    path: list[Any]

    @property
    def waits(self) -> bool:
        return inspect.iscoroutinefunction(self.call)


class _Progress:
    """How far one request is: what its steps gave, and what is wrong with its path."""

    __slots__ = ("errors", "known", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.known: dict[Call, Any] = {}
        self.errors: list[Any] = []

    def values_for(self, step: _Step) -> dict[str, Any] | None:
        """None where something that it needs cannot be read."""
        known = self.known
        try:
            values = {name: known[call] for name, call in step.given}
        except KeyError:
            return None
        if step.request_name is not None:
            values[step.request_name] = self.request
        if step.path:
            found, wrong = request_params_to_args(step.path, self.request.path_params)
            if wrong:
                self.errors += wrong
                return None
            values |= found
        return values


class OneThread:
    """What answers the requests of one route."""

    def __init__(self, dependant: Dependant) -> None:
        steps = list({step.call: step for step in _steps(dependant)}.values())
        self._first = [step for step in steps if step.waits]
        self._then = [step for step in steps if not step.waits]
        self._route = self._then[-1].call
        self._has_session = any(step.call is database.session_of for step in steps)
        late = {step.call for step in self._then}
        for step in self._first:
            if any(call in late for _name, call in step.given):
                raise TypeError(f"{step.call!r} runs before the thread, and asks what runs in it")

    async def answer(self, request: Request) -> Response:
        progress = _Progress(request)
        for step in self._first:
            values = progress.values_for(step)
            if values is not None:
                progress.known[step.call] = await step.call(**values)
        if self._has_session:
            return await database.with_session(request, self._work, progress)
        return await run_in_threadpool(self._work, progress)

    def _work(self, progress: _Progress) -> Response:
        for step in self._then:
            if step.call is self._route and progress.errors:
                break
            values = progress.values_for(step)
            if values is not None:
                progress.known[step.call] = step.call(**values)
        if progress.errors:
            raise RequestValidationError(progress.errors)
        answer: Response = progress.known[self._route]
        return answer


def _steps(dependant: Dependant) -> Iterable[_Step]:
    """In the order in which FastAPI runs them, the route last."""
    for each in dependant.dependencies:
        yield from _steps(each)
    call = dependant.call
    assert call is not None
    unserved = (
        inspect.isgeneratorfunction(call),
        inspect.isasyncgenfunction(call),
        dependant.query_params,
        dependant.header_params,
        dependant.cookie_params,
        dependant.body_params,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
    )
    if any(unserved):
        raise TypeError(f"{call!r} asks something that is not served here: see ADR 0055")
    named = ((each.name, each.call) for each in dependant.dependencies)
    given = tuple((name, of) for name, of in named if name is not None and of is not None)
    yield _Step(call, given, dependant.request_param_name, dependant.path_params)


def serve(routes: Iterable[BaseRoute]) -> Iterable[BaseRoute]:
    """These routes, each answered as it is said above."""
    for route in routes:
        if isinstance(route, APIRoute):
            route.app = request_response(OneThread(route.dependant).answer)
        yield route
