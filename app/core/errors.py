"""What can go wrong for a person, each knowing its own HTTP status. Messages are already in the
reader's language.
"""

import math
from collections.abc import Mapping

from app.core.i18n import ngettext


class AppError(Exception):
    """Raised by queries and commands, answered by one handler in `app.web.problems`."""

    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(AppError):
    """It does not exist, or not for this actor: a stranger must not learn the difference."""

    status = 404


class Forbidden(AppError):
    """The actor may see this, but not do that. The message says why."""

    status = 403


class Conflict(AppError):
    """Right actor, wrong moment: somebody else was first."""

    status = 409


class TooMany(AppError):
    """Slow down. `message` says what there was too much of, and gets when it may be tried again: in
    whole minutes, as many as the header says, so that a browser and its reader wait as long.
    """

    status = 429

    def __init__(self, message: str, seconds: float) -> None:
        minutes = max(1, math.ceil(seconds / 60))
        again = ngettext(
            "You can try again in %(num)s minute.", "You can try again in %(num)s minutes.", minutes
        )
        super().__init__(f"{message} {again}")
        self.retry_after = minutes * 60


class Invalid(AppError):
    """Wrong input: `errors` maps a field name to one sentence; the key "" speaks of the whole
    form.
    """

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


class Busy(Invalid):
    """Somebody else holds what this would change, or the database has too much to do. Nothing is
    stored; a form comes back as it was filled in.
    """

    status = 503

    def __init__(self, message: str) -> None:
        super().__init__({"": message})
        self.message = message


class Unreadable(AppError):
    """What was sent is no form."""

    status = 400


class Refused(Exception):
    """A command on the command line will not do this here; the message says why."""
