"""The relying party: for which name passkeys are made here, and from which addresses they come."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.core import hosts
from app.core.setting_rules import words
from app.core.settings import Settings


@dataclass(frozen=True)
class RelyingParty:
    """A name, and the addresses of pages below it."""

    name: str
    origins: tuple[str, ...]


def here(settings: Settings, origin: str) -> RelyingParty | None:
    """As the settings say; without them by the address of the installation, and on somebody's own
    machine as `localhost`. None where passkeys cannot be. `origin`: of the page that asks.
    """
    public = settings.public_url
    if settings.passkey_domain:
        origins = words(settings.passkey_origins) or (f"https://{settings.passkey_domain}",)
        return RelyingParty(settings.passkey_domain, origins)
    for address in (public, origin):
        name = urlsplit(address).hostname or ""
        if name and hosts.number_of(name) is None and (address == public or name == "localhost"):
            return RelyingParty(name, (address,))
    return None


def elsewhere(origin: str) -> str:
    """The same page at a name, where this one is at the number of this machine; "" otherwise."""
    parts = urlsplit(origin)
    name = parts.hostname or ""
    if hosts.number_of(name) is None or not hosts.is_this_machine(name):
        return ""
    return f"{parts.scheme}://localhost" + (f":{parts.port}" if parts.port else "")
