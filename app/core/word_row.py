"""A text in words, with what stands around each of them."""

import re
from dataclasses import dataclass

from app.core import name_words

_WORD = re.compile(r"[A-Za-z]{1,40}(?:['-][A-Za-z]{1,40}){0,4}")
AFTER_TITLE = re.compile(r"[\s.:']{0,4}")


@dataclass(frozen=True, slots=True)
class PlacedWord:
    text: str
    low: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


class WordRow:
    """The words of a text, in their order."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.words = [
            PlacedWord(hit.group(), hit.group().lower(), hit.start(), hit.end())
            for hit in _WORD.finditer(plain)
        ]

    def gap(self, place: int) -> str:
        """What stands between a word and the next."""
        if place + 1 >= len(self.words):
            return "\n"
        return self.plain[self.words[place].end : self.words[place + 1].start]

    def beyond(self, place: int) -> tuple[int, bool]:
        """The first word behind initials and "van der", and whether there was any of these."""
        at, is_led = place + 1, False
        while at < len(self.words) and at < place + 8:
            word = self.words[at]
            is_initial = len(word.low) == 1 and self.gap(at)[:1] == "."
            if not is_initial and not self.is_particle(at):
                break
            if not AFTER_TITLE.fullmatch(self.gap(at - 1)):
                break
            is_led = is_led or not is_initial
            at += 1
        return at, is_led

    def is_particle(self, at: int) -> bool:
        """Whether a word leads to a surname; "in" and "op" do before "de" and "'t"."""
        low = self.words[at].low
        if low in ("in", "op", "te"):
            return at + 1 < len(self.words) and self.words[at + 1].low in (
                "de",
                "den",
                "der",
                "t",
                "'t",
            )
        return low in name_words.PARTICLES

    def is_in_an_address(self, word: PlacedWord) -> bool:
        before, after = self.plain[word.start - 1 : word.start], self.plain[word.end : word.end + 2]
        return before in ("@", "/", ".", "_", "#") or (
            after[:1] in ("@", "/", "_") or (after[:1] == "." and after[1:].isalpha())
        )

    def is_thing(self, place: int) -> bool:
        """Whether what is called so is no person: "Johan Cruijff Court", "stichting Anna"."""
        word = self.words[place]
        if word.low == "piet" and "interklaas" in self.plain:
            return True
        if name_words.NAMED_AFTER.search(word.low) and name_words.first_name(word.low) is None:
            return not name_words.is_surname(word.low)
        at = place
        while at + 1 < len(self.words) and at < place + 4:
            after = self.words[at + 1]
            if not re.fullmatch(r"\s{1,2}|-", self.gap(at)):
                break
            is_word = after.low in name_words.PARTICLES
            if at == place and f"{word.low} {after.low.partition('-')[0]}" in name_words.FAMOUS:
                return True
            # In small letters only the word itself: "ziekenhuis", and not "bij Truus thuis".
            ends = name_words.NAMED_AFTER
            look = ends.search if after.is_capital else ends.fullmatch
            if look(after.low) and not (after.is_capital and name_words.is_listed(after.low)):
                return True
            if not after.is_capital and not is_word:
                break
            at += 1
        at = place - 1
        while at >= 0 and at > place - 4 and re.fullmatch(r"[\s.]{1,2}|-", self.gap(at)):
            before = self.words[at]
            if before.low in name_words.THINGS or (
                name_words.NAMED_AFTER.search(before.low)
                and before.low not in ("dag", "markt")
                and not name_words.is_surname(before.low)
            ):
                return True
            if f"{before.low} {self.words[at + 1].low}" in name_words.FAMOUS:
                return True
            if not before.is_capital and before.low not in name_words.PARTICLES:
                break
            at -= 1
        return False
