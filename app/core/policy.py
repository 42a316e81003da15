"""One object says what an actor may do; command, page and (later) API ask the same one."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from app.core import errors, inputs, personal_sentences

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Verdict:
    """Allowed when there is no objection, so a template can say `{% if may.publish %}`."""

    objection: errors.AppError | None = None

    def __bool__(self) -> bool:
        return self.objection is None


ALLOWED = Verdict()


def either(*verdicts: Verdict) -> Verdict:
    """Allowed when one of them is. Who holds one of the rights at the wrong moment hears that,
    before who would need another right.
    """
    if any(verdicts):
        return ALLOWED
    too_late = (verdict for verdict in verdicts if isinstance(verdict.objection, errors.Conflict))
    return next(too_late, verdicts[-1])


def require(verdict: Verdict) -> None:
    """Raise the objection of the verdict, if there is one."""
    if verdict.objection is not None:
        raise verdict.objection


class Command(Generic[P, R]):
    """A verb that carries the right it asks: `verb(session, actor, thing, …)` asks it first, and
    whoever wants to know beforehand asks `verb.right(actor, thing)`. Then the notes it is given are
    looked at: see `inputs.Noted`.
    """

    def __init__(self, verb: Callable[P, R], right: Callable[..., Verdict]) -> None:
        update_wrapper(self, verb)
        self._verb, self._right = verb, right
        known = inspect.signature(right).parameters.values()
        self._asked_of = sum(one.default is one.empty for one in known)

    def right(self, *given: Any) -> Verdict:
        """Whether the actor may. `given` is what the verb gets, but for the session; what the right
        is not about is left alone.
        """
        return self._right(*given[: self._asked_of])

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        require(self.right(*args[1:]))
        for given in (*args, *kwargs.values()):
            if isinstance(given, inputs.Noted):
                personal_sentences.refuse_persons(given)
        return self._verb(*args, **kwargs)


def asks(right: Callable[..., Verdict]) -> Callable[[Callable[P, R]], Command[P, R]]:
    """Says which right a verb asks: of the actor, and of the things that come first."""
    return lambda verb: Command(verb, right)
