"""Words for what happens to the members of an organisation."""

from collections.abc import Mapping
from typing import Any

from app.core.i18n import gettext as _, listed, ngettext
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


def charged(somebody: str, nobody: str, shown: Mapping[str, Any]) -> str:
    """Who looks after what the page shows, as it says after the choice; two msgids."""
    charge = shown.get("charge")
    if charge is None:
        return ""
    return _(somebody, name=charge.name) if charge.name else _(nobody)


def left_behind(in_charge: Mapping[str, int]) -> str:
    """What nobody looks after any more when its member goes; "" of who looks after nothing."""
    kinds = (
        ngettext("%(num)s need", "%(num)s needs", in_charge.get("need", 0)),
        ngettext("%(num)s offer", "%(num)s offers", in_charge.get("offer", 0)),
        ngettext("%(num)s action", "%(num)s actions", in_charge.get("action", 0)),
    )
    counted = zip(kinds, ("need", "offer", "action"), strict=True)
    return listed(words for words, kind in counted if in_charge.get(kind))


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
