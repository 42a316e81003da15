"""Words for what happens to a provider, and why one cannot be kept."""

from app.core.fields import say_changed
from app.core.i18n import gettext as _
from app.identity.timeline import Words
from app.providers import provider_commands
from app.providers.troubles import Trouble

PROVIDER_WORDS: Words = {
    "provider:added": lambda facts: _("Added"),
    "provider:edited": say_changed(provider_commands.ProviderChange),
    "provider:switched": lambda facts: (
        _("Switched on") if facts["is_active"] else _("Switched off")
    ),
}


def why_not(trouble: Trouble) -> str:
    """What an administrator reads below the address of a provider."""
    if trouble is Trouble.AWAY:
        return _("This provider does not answer now, or too slowly. Check the address.")
    return _(
        "This is not the address of a provider that Schakelbord can work with. Write it exactly as "
        "the provider writes its issuer, with https:// and without what comes after it."
    )
