"""Public forms: who stands at the door, and what is answered to a form that was sent."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.core import clock, errors
from app.core.i18n import mark
from app.signals import form_keys, try_commands
from app.web import Form, FormPage, View, addresses, cookies, notice

# So long a browser gets the same key: who sends the same again within it sends it once.
SOON = 3_600
SENT_BEFORE = notice("sent_before", mark("You have sent this already. It has arrived once."))


def put_key(view: View, form: Form[Any], public: form_keys.PublicForm) -> None:
    """Every public form has a key of its own. A page of ours is never kept by the browser, so
    whoever goes back gets it made anew, with what they typed put in again: then it has the key it
    had before.
    """
    if form_keys.id_of(view.settings, public, form.value("form_key")) is None:
        kept = cookies.FORM.read(view.request) or ""
        form.put("form_key", form_keys.new_key(view.settings, public, kept))


def open_form(
    page: FormPage[Any], command: Any, form: Form[Any], public: form_keys.PublicForm
) -> Response:
    """A public form as nobody has sent it yet, with its key kept by the browser for a while."""
    put_key(page.view, form, public)
    answer = page.open(command, form)
    cookies.FORM.keep(page.view.request, answer, form.value("form_key"), seconds=SOON)
    return answer


def send_form(
    page: FormPage[Any], command: Any, form: Form[Any], then: Callable[[Any], str]
) -> Response:
    """On to `then`; or the form again, also when there were too many. Every public form comes in
    here, with the same limits and the same proof.
    """
    view = page.view
    network = addresses.network_of_sender(view.request.scope)
    sender = try_commands.PublicSender(view.settings, network)
    begun = clock.now()

    def said(stored: Any) -> str | None:
        return SENT_BEFORE if stored.created_at < begun else None

    try:
        return page.do(command, sender, form=form, then=then, said=said)
    except errors.TooMany as problem:
        answer = page.again(errors.Invalid({"": problem.message}), form)
        answer.status_code = problem.status
        answer.headers["retry-after"] = str(problem.retry_after)
        return answer
