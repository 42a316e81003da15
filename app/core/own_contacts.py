"""How to reach who writes: a number and an address that are theirs to give, in a text of theirs."""

import re
from collections.abc import Collection

_PHONE = re.compile(r"(?<!\w)[+(]?\d[\d ().\-/]{6,}\d(?!\w)")
# From the beginning of a word, and no longer than an address can be: a long word is read once.
_EMAIL = re.compile(
    r"(?<![^\s<>()\[\],;:“”\"'])[^\s<>()\[\],;:“”\"'@]{1,64}@[^\s<>()\[\],;:“”\"']{1,255}"
)
_COUNTRY = re.compile(r"^(?:0031|31(?=0?[1-9]\d{8}$))0?")


def without(text: str, own: Collection[str]) -> str:
    """The text without what is one of these, however its number is written."""
    addresses = {each.casefold() for each in own if "@" in each}
    numbers = {_digits(each) for each in own if "@" not in each} - {""}

    def address(hit: re.Match[str]) -> str:
        return " " if hit.group().rstrip(".!?").casefold() in addresses else hit.group()

    def number(hit: re.Match[str]) -> str:
        return " " if _digits(hit.group()) in numbers else hit.group()

    return _PHONE.sub(number, _EMAIL.sub(address, text))


def _digits(said: str) -> str:
    return _COUNTRY.sub("0", re.sub(r"\D", "", said))
