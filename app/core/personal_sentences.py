"""What is said of personal data in a text: refused, asked about, or objected to.

The words that it is about are shown to whoever typed them, and kept nowhere.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

from app.core import personal_data
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.personal_data import Finding

REFUSALS = {
    Finding.BSN: mark(
        "This looks like a citizen service number (BSN): “%(words)s”. Take it out: no personal data"
        " here."
    ),
    Finding.IBAN: mark(
        "This looks like a bank account number: “%(words)s”. Take it out: no personal data here."
    ),
    Finding.EMAIL: mark(
        "This looks like an e-mail address: “%(words)s”. Take it out: no personal data here."
    ),
    Finding.PHONE: mark(
        "This looks like a phone number: “%(words)s”. Take it out: no personal data here."
    ),
    Finding.ADDRESS: mark(
        "This looks like an address: “%(words)s”. Name the village or neighbourhood only."
    ),
}
# What is likely.
DOUBTS = {
    Finding.NAME: mark("Your text seems to hold the name of a person: %(words)s."),
    Finding.DETAILS: mark(
        "Your text seems to hold a day of birth, or a number or account of one person: %(words)s."
    ),
    Finding.ADDRESS: mark("Your text seems to hold an address: %(words)s."),
    Finding.BSN: mark("Your text seems to hold a citizen service number (BSN): %(words)s."),
    Finding.PHONE: mark("Your text seems to hold a phone number: %(words)s."),
    Finding.IBAN: mark("Your text seems to hold a bank account number: %(words)s."),
    Finding.EMAIL: mark("Your text seems to hold an e-mail address: %(words)s."),
}
ASKING = mark("Take it out, or tick this box.")


def refusal(text: str) -> str:
    """Why a text may not be stored; nothing when it may."""
    finding = personal_data.refused_in(text)
    if finding is None:
        return ""
    return _(REFUSALS[finding], words=personal_data.certain_words(text))


def question(texts: Mapping[str, str]) -> str:
    """What the writer is asked to confirm, of texts by what their field is called; or nothing. Of
    each kind the first, with the field it stands in.
    """
    words: dict[Finding, str] = {}
    for name, text in texts.items():
        for found in personal_data.doubts_in(text):
            words.setdefault(found.kind, f"“{found.words}” ({name})")
    if not words:
        return ""
    return " ".join([*(_(DOUBTS[kind], words=told) for kind, told in words.items()), _(ASKING)])


def check_names(given: Any, errors: MutableMapping[str, str]) -> None:
    """Whether what looks like a person in the texts of `Input.asks_names` was said to be none. Of a
    text that is refused already nothing is asked. `given`: what is filled in, or a form as it was
    typed.
    """
    if not given.sure_no_names:
        texts = {
            _(msgid): getattr(given, name)
            for name, msgid in given.asks_names.items()
            if name not in errors
        }
        if asked := question(texts):
            errors["sure_no_names"] = asked


def refuse_persons(given: Any) -> None:
    """The same where nothing else is checked. Raises Invalid."""
    errors: dict[str, str] = {}
    check_names(given, errors)
    if errors:
        raise Invalid(errors)
