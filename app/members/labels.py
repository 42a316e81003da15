"""Words for what happens to the members of an organisation."""

from typing import Any

from app.core.i18n import gettext as _
from app.identity.models import Role
from app.identity.timeline import Words


def _role(facts: dict[str, Any]) -> str:
    return Role(facts["role"]).word


# Of what somebody looks after; for its own organisation only.
CHARGE_WORDS: Words = {
    "charge:given": lambda facts: (
        _("Chosen who looks after it")
        if facts.get("person")
        else _("Nobody looks after it any more")
    )
}


def with_charge(words: Words, *, is_own: bool) -> Words:
    """The words of a history; who looks after it is of the own organisation."""
    return {**words, **CHARGE_WORDS} if is_own else words


EVENT_WORDS: Words = {
    "membership:invited": lambda facts: _("Somebody invited as %(role)s", role=_role(facts)),
    "membership:invited_again": lambda facts: _("An invitation sent again"),
    "membership:invitation_withdrawn": lambda facts: _("An invitation withdrawn"),
    "membership:joined": lambda facts: _("A new %(role)s joined", role=_role(facts)),
    "membership:role_changed": lambda facts: _(
        "Role changed from %(was)s to %(role)s", was=Role(facts["was"]).word, role=_role(facts)
    ),
    "membership:removed": lambda facts: _("A %(role)s taken away", role=_role(facts)),
    "membership:left": lambda facts: _("A %(role)s left", role=_role(facts)),
}
