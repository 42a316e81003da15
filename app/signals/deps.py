"""Public forms: who stands at the door, and what is answered to a form that was sent."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.core import errors
from app.signals import try_commands
from app.web import Form, FormPage, addresses


def send_form(
    page: FormPage[Any], command: Any, form: Form[Any], then: Callable[[Any], str]
) -> Response:
    """On to `then`; or the form again, also when there were too many. Every public form comes in
    here, with the same limits and the same proof.
    """
    view = page.view
    network = addresses.network_of_sender(view.request.scope)
    sender = try_commands.PublicSender(view.settings, network)
    try:
        return page.do(command, sender, form=form, then=then)
    except errors.TooMany as problem:
        answer = page.again(errors.Invalid({"": problem.message}), form)
        answer.status_code = problem.status
        answer.headers["retry-after"] = str(problem.retry_after)
        return answer
