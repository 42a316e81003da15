"""Pages on which somebody does something, in the order that `web/acting.py` keeps.

A `Page` is about one thing and shows it as it is now; a `FormPage` is a form that leads elsewhere.
A form that is not filled in right comes back open, with what was typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from starlette.responses import Response

from app.core.errors import Busy, Conflict, Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.policy import Command, Verdict, require
from app.web import acts, drafts
from app.web.acting import Acting, arguments_of
from app.web.forms import Form

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class FormPage(Acting[T]):
    """A page that is one form. `shown` is what it shows of the thing: with the form that was sent,
    or with one filled from the thing, both under the name `form`. `keeps`: a long form, which is
    kept while somebody types in it (ADR 0041).
    """

    template: str
    shown: Callable[[T, Form[Any] | None], Mapping[str, Any]]
    blocks: tuple[str, ...] = ()
    keeps: bool = False

    def answer(
        self,
        command: Command[..., R],
        *parts: Any,
        form: Form[Any] | None,
        to: Callable[[R], Response],
        is_repeatable: bool = False,
    ) -> Response:
        """Do it and answer with what `to` makes of the result, or the form again."""
        refused = partial(self.again, form=form)
        return self.lead(
            command, *parts, form=form, to=to, refused=refused, is_repeatable=is_repeatable
        )

    def open(self, command: Command[..., Any], form: Form[Any] | None = None) -> Response:
        """The form for who may send it: as nobody has sent it yet, or as somebody is filling it in
        still.
        """
        require(command.right(self.actor, *arguments_of(self.thing, ())))
        return self.view.page(self.template, **self.filled(form))

    def do(
        self,
        command: Command[..., R],
        *parts: Any,
        form: Form[Any] | None = None,
        then: str | Callable[[R], str],
        said: str | Callable[[R], str | None] | None = None,
    ) -> Response:
        """Do it and go to `then`, or the form again."""
        sender = (self.view.request, self.session, self.actor.person_id)
        if self.keeps and form is not None:
            require(command.right(self.actor, *arguments_of(self.thing, parts)))
            if (address := drafts.sent_before(*sender, form)) is not None:
                return self.view.redirect(address, said=acts.SENT_ONCE)
        try:
            result = self.perform(command, *parts, form=form, is_repeatable=self._is_new(form))
        except Invalid as problem:
            return self.again(problem, form)
        except NotFound as problem:
            return self.gone(problem)
        address = then if isinstance(then, str) else then(result)
        if self.keeps and form is not None:
            drafts.note_sent(*sender, form, address)
        elif form is None:
            self.used_up(address)
        return self.view.redirect(address, said=said(result) if callable(said) else said)

    def _is_new(self, form: Form[Any] | None) -> bool:
        """Whether it is a long form of something new, which says itself whether it was sent."""
        is_long = self.keeps and form is not None and not form.value("version")
        return is_long and self.thing is None

    def again(self, problem: Invalid, form: Form[Any] | None = None) -> Response:
        """The form with what was typed and a sentence beside each wrong field; where nobody typed,
        the form of the thing says what stands in the way.
        """
        shown = self._filled(self.now(), form)
        return self.view.invalid(
            self.template, shown.pop("form"), problem, fragments=self.blocks, **shown
        )

    def filled(self, form: Form[Any] | None = None) -> dict[str, Any]:
        """What the page shows, with the form as somebody left it."""
        return self._filled(self.thing, form)

    def _filled(self, thing: T, form: Form[Any] | None) -> dict[str, Any]:
        if not self.keeps:
            return dict(self.shown(thing, form))
        return drafts.shown_with_draft(
            self.view.request,
            self.session,
            self.actor.person_id,
            lambda filled: self.shown(thing, filled),
            form,
        )


@dataclass(frozen=True)
class Page(Acting[T]):
    """A page about one thing, with its verbs. `block` is the part that is renewed, `address` where
    a plain browser goes.
    """

    template: str
    address: str
    shown: Callable[[T], Mapping[str, Any]]
    block: str = ""
    # The form of the thing, for a verb without one when the thing itself stands in the way.
    form: FormPage[T] | None = None

    def open(
        self,
        command: Command[..., Any] | None = None,
        *,
        shown: Callable[[T], Mapping[str, Any]] | None = None,
        blocks: tuple[str, ...] = (),
        **also: Any,
    ) -> Response:
        """The page as it is, or with something of it opened for who may do `command`."""
        if command is not None:
            require(command.right(self.actor, self.thing))
        known = {**(shown or self.shown)(self.thing), **also}
        return self.view.page(self.template, fragments=blocks, **known)

    def do(
        self,
        command: Command[..., R],
        *parts: Any,
        said: str | Callable[[R], str],
        form: Form[Any] | None = None,
        name: str = "",
        right: Callable[..., Verdict] | None = None,
        of: object = None,
        focus: str = "",
        again: Callable[[T], Mapping[str, Any]] | None = None,
        then: str | None = None,
    ) -> Response:
        """Do it and show the page as it is now, or the page with the form `name` open.

        `of`: of which partner, step or match the form is. `focus`: the part of the page where
        somebody goes on reading. `again`: what the page shows when the form comes back, where that
        depends on the form. `then`: where to go instead, when this page is no longer the actor's.
        """
        try:
            result = self.perform(command, *parts, form=form, right=right)
        except Invalid as problem:
            if form is None:
                return self._stands_in_the_way(problem)
            shown = {**(again or self.shown)(self.now()), name: form}
            return self._refused(problem, form, {**shown, "opened": name, "opened_of": of})
        except NotFound as problem:
            return self.gone(problem)
        except Conflict as problem:
            raise self._with_last(problem) from problem
        except acts.Repeated as problem:
            return self._changed(acts.SENT_ONCE, problem.led_to if then else self.address, focus)
        if parts:
            self.used_up(self.address)
        message = said if isinstance(said, str) else said(result)
        if then is not None:
            return self.view.redirect(then, said=message)
        return self._changed(message, self.address, focus)

    def _with_last(self, problem: Conflict) -> Conflict:
        """Who comes too late hears what was done before, as far as the page tells them."""
        try:
            entries = self.shown(self.now()).get("entries")
        except NotFound:
            entries = None
        if not entries:
            return problem
        said = " ".join(filter(None, (entries[0].text, entries[0].note)))
        last = f"{said} ({entries[0].when_label})"
        return Conflict(
            _("%(why)s The last that happened: %(what)s.", why=problem.message, what=last)
        )

    def _changed(self, said: str, then: str, focus: str) -> Response:
        return self.view.changed(
            self.template,
            self.block,
            then=then,
            shown=lambda: {**self.shown(self.now()), "focus": focus},
            said=said,
        )

    def _stands_in_the_way(self, problem: Invalid) -> Response:
        if self.form is None or isinstance(problem, Busy):
            raise problem
        return self.form.again(problem)

    def _refused(self, problem: Invalid, form: Form[Any], shown: dict[str, Any]) -> Response:
        shown.pop("form", None)
        answer = self.view.invalid(self.template, form, problem, fragments=(self.block,), **shown)
        # The verb is rolled back already. What the page itself notes in the trail, such as who saw
        # a contact, stays.
        self.view.request.state.discard = False
        return answer
