"""The key of a public form, as it stands on somebody's screen.

It is made for one form, so that of a signal it opens no registration. What a form is stored as is
made of its key and of what it says, so who sends the same twice has sent it once.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from app.core import db, errors, tokens
from app.core.i18n import gettext as _
from app.core.settings import Settings

ABOUT_THE_FORM = {"form_key", "proof", "sure_no_names"}  # and not what somebody tells


class PublicForm(StrEnum):
    """Every form that needs no account."""

    SIGNAL = "signal"
    HELP = "help"
    REGISTRATION = "registration"
    CLAIM = "claim"

    @property
    def purpose(self) -> str:
        """What its key is for."""
        return f"signals:form:{self}"


def new_key(settings: Settings, form: PublicForm, kept: str = "") -> str:
    """For a form as it is put on the screen. Who has one of another form, `kept` by their browser,
    gets one that is as old: then who goes back there has the key again that they had.
    """
    found = _find(settings, kept)
    return tokens.make(settings, form.purpose, found[1] if found else db.new_id())


def id_of(settings: Settings, form: PublicForm, typed: str) -> UUID | None:
    """Which form on whose screen it is, whatever is typed in it; None unless the key is ours and
    of this form.
    """
    read = tokens.read(settings, form.purpose, typed)
    return None if read is None else uuid5(read[0], form)


def get_id(settings: Settings, form: PublicForm, typed: str) -> UUID:
    """The same. Raises Invalid for a key that is none of this form."""
    found = id_of(settings, form, typed)
    if found is None:
        raise errors.Invalid(
            {"": _("This form was made elsewhere. What you typed is still here: send it again.")}
        )
    return found


def any_id(settings: Settings, typed: str) -> UUID | None:
    """The same of whichever form the key is."""
    found = _find(settings, typed)
    return None if found is None else id_of(settings, found[0], typed)


def row_of(settings: Settings, form: PublicForm, given: Any, about: str = "") -> UUID:
    """What this form is stored as with what it says now, about whom. Who goes back in their browser
    and writes something else sends another message, though the key on that page is the one before.
    """
    said = given.model_dump_json(exclude=ABOUT_THE_FORM)
    return uuid5(get_id(settings, form, given.form_key), f"{about} {said}")


def _find(settings: Settings, typed: str) -> tuple[PublicForm, UUID] | None:
    """Of which form a key is, and of which screen."""
    for form in PublicForm:
        if (read := tokens.read(settings, form.purpose, typed)) is not None:
            return form, read[0]
    return None
