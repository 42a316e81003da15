"""Doing something, in the one order of a request (ADR 0026): the right, the form, the lock, the
right again, the change. Nobody else rolls back.

The pages on which that happens stand in `web/acting_pages.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid, NotFound
from app.core.kept import kept
from app.core.policy import Command, Verdict, require
from app.web import acts, database, drafts
from app.web.forms import Form
from app.web.view import View

T = TypeVar("T")
R = TypeVar("R")


def nothing() -> None:
    """What is read and locked where something new is made."""


@dataclass(frozen=True)
class Part:
    """What belongs to the thing of a page, such as a step of an action. It is found twice: of the
    thing as it is read, and of the thing as it is locked.
    """

    find: Callable[[Any], Any]


@dataclass(frozen=True)
class Acting(Generic[T]):
    """One request that does something. `read` gets the thing it is about, `lock` gets it locked
    until commit; both raise NotFound for who may not see it.
    """

    view: View
    session: Session
    actor: Any
    read: Callable[[], T]
    lock: Callable[[], T]

    @kept
    def thing(self) -> T:
        """What the request is about, before it is locked."""
        return self.read()

    def perform(
        self,
        command: Command[..., R],
        *parts: Any,
        form: Form[Any] | None = None,
        right: Callable[..., Verdict] | None = None,
        is_repeatable: bool = False,
    ) -> R:
        """`command(session, actor, thing, *parts, given)`, with what the form says as `given`.

        `right` where the form chooses between two of them. Raises Invalid when the form is not
        filled in right; nothing of the command is left then. Raises Repeated when this person just
        did the very same, unless it `is_repeatable`.
        """
        is_act = not is_repeatable and not getattr(self.view.request.state, "is_again", False)
        if is_act:
            with database.unless_busy(self.session):
                acts.begin(self.view.request, self.session, self.actor.person_id, form)
        require((right or command.right)(self.actor, *arguments_of(self.thing, parts)))
        if getattr(self.view.request.state, "is_again", False):
            raise Invalid({})  # the form as it is filled in, such as in another language
        with database.unless_busy(self.session):
            try:
                given = () if form is None else (form.parse(),)
                self.session.flush()
                # What was read may have changed; from here on nobody else changes what is locked.
                self.session.expire_all()
                known = arguments_of(self.lock(), parts)
                result = command(self.session, self.actor, *known, *given)
                self.session.flush()
            except Invalid:
                self.session.rollback()
                raise
        return result

    def lead(
        self,
        command: Command[..., R],
        *parts: Any,
        to: Callable[[R], Response],
        refused: Callable[[Invalid], Response],
        form: Form[Any] | None = None,
        is_repeatable: bool = False,
    ) -> Response:
        """Do it and answer with what `to` makes of the result: a page of something else. `refused`
        shows the form that was not filled in right, where it stood.
        """
        try:
            result = self.perform(command, *parts, form=form, is_repeatable=is_repeatable)
        except Invalid as problem:
            return refused(problem)
        except NotFound as problem:
            return self.gone(problem)
        return to(result)

    def used_up(self, led_to: str) -> None:
        """It is done; who sends the same again is led there too."""
        drafts.note_used_up(self.view.request, self.session, self.actor.person_id, led_to)

    def gone(self, problem: NotFound) -> Response:
        """What it is about is not there. Who took it away a moment ago pressed twice, and hears
        that it is done; for anybody else it does not exist.
        """
        led_to = drafts.used_up(self.view.request, self.session, self.actor.person_id)
        if led_to is None:
            raise problem
        return self.view.redirect(led_to, said=acts.SENT_ONCE)

    def now(self) -> T:
        """The thing as it is after what was done or undone."""
        self.session.expire_all()
        return self.read()


def arguments_of(thing: object, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """The thing and its parts as a command gets them."""
    found = (part.find(thing) if isinstance(part, Part) else part for part in parts)
    return (*(() if thing is None else (thing,)), *found)
