"""Stops of who is not in yet, or comes in another way: providers, invitations, the public forms."""

from __future__ import annotations

from tests.browser.doors import HALF_IN, SHOWN
from tests.browser.stop import Stop

# The browser has solved what the form asks of it against robots.
PROVEN = ".sb-proof .altcha[data-state=verified]"
OWN_WAY = "/mijn-account/aanmelden-via"
PROVIDERS = "/beheer/aanmelden-via"


def _in_both(language: str) -> list[Stop]:
    end = "" if language == "nl" else " in English"
    return [
        Stop(f"last step through a provider{end}", "/inloggen/via", HALF_IN, language=language),
        Stop(f"invitation with a provider{end}", "{invitation}", language=language),
        Stop(f"invitation after a provider{end}", "{invitation}", SHOWN, language=language),
        Stop(f"signal form, proven{end}", "/signaal-geven", language=language, until=PROVEN),
        Stop(f"help form, proven{end}", "/hulp-aanbieden", language=language, until=PROVEN),
        Stop(
            f"organisation form, proven{end}",
            "/aanmelden-organisatie/nieuw?q=Hulp",
            language=language,
            until=PROVEN,
        ),
    ]


DOORS = [
    *_in_both("nl"),
    *_in_both("en"),
    Stop("invitation not filled in", "{invitation}", status=422, sent={"name": ""}),
    Stop(
        "invitation after a provider, not filled in",
        "{invitation}/bewezen",
        SHOWN,
        status=422,
        sent={"name": ""},
    ),
    Stop("invitation of another", "{invitation}", "amina"),
    Stop("invitation of who has an account", "{invitation_farid}"),
    Stop("invitation to join", "{invitation_farid}", "farid"),
    Stop("invitation that was withdrawn", "{invitation_withdrawn}"),
    Stop("public picture", "/openbaar/beeld"),
    Stop("public picture in English", "/openbaar/beeld", language="en"),
    Stop("public picture of a place", "/openbaar/beeld?municipality=GM1979", "amina"),
    Stop("public picture that is not there", "/openbaar/beeld?week=2001-w01", status=404),
    Stop("release of the picture", "/beeld/vrijgeven", "daan"),
    Stop("releases for who keeps the region", "/beeld/vrijgeven", "eva", language="en"),
    Stop("releases for who may not", "/beeld/vrijgeven", "amina", status=403),
    Stop(
        "release of figures that changed",
        "/beeld/vrijgeven",
        "daan",
        status=422,
        sent={"stamp": "x"},
    ),
    Stop("ways in of one's own", OWN_WAY, "amina"),
    Stop("providers", PROVIDERS, "eva"),
    Stop("provider form", f"{PROVIDERS}/nieuw", "eva"),
    Stop("provider form, wrong", PROVIDERS, "eva", status=422, sent={"issuer": "http://x"}),
]
