"""Stamp: for which organisation a page was shown, on every address that its forms post to.

Somebody with several organisations may have one open in each tab, and a browser has one session. So
what they send says itself as whom it was filled in, and is not done as another one (ADR 59). Nobody
else has a stamp.
"""

import re

FIELD = "als"  # in the address
# What is the person's own, whichever organisation they work for.
_PERSONAL = (
    "/mijn-account",
    "/berichten",
    "/formulieren",
    "/uitloggen",
    "/uitnodiging",
    "/inloggen",
    "/taal",
)
_ADDRESS = re.compile(r'(\s(?:form)?action="|\sdata-hx-post=")(/(?!/)[^"#]*)')


def is_personal(address: str) -> bool:
    """Whether what is sent there is of the person alone."""
    return address.startswith(_PERSONAL)


def stamped(html: str, acts_for: str) -> str:
    """The same page, of which every form says for which organisation it was shown."""

    def add(found: re.Match[str]) -> str:
        start, address = found.groups()
        if is_personal(address):
            return found[0]
        return f"{start}{address}{'&amp;' if '?' in address else '?'}{FIELD}={acts_for}"

    return _ADDRESS.sub(add, html) if acts_for else html
