"""A text read word by word, for the names of persons in it.

Each word is looked up once, with a few words on both sides, so that the time it takes grows with
the text and no faster.
"""

import re

from app.core import name_words, word_row

_TOGETHER = re.compile(r"[\s.]{1,3}|-")  # between the words of one name
_AFTER_CUE = re.compile(r"[\s.,:;=-]{1,5}")
_AGE = re.compile(
    r"\s{0,2}[(,]?\s{0,2}(?:van\s)?(?:1[0-1]\d|[1-9]?\d)\s?(?:jaar|jr\b|j\.|\)|,|jarig)",
    re.IGNORECASE,
)
# Where somebody lives; "Johan van de Kerkstraat" is no street.
_OF_A_STREET = re.compile(
    r"\s{1,2}(?:van|uit|aan|in|op|langs|bij)\s(?:de|het|'t)\s[A-Z][a-z'-]{2,30}(?:straat|laan|weg"
    r"|plein|pad|kade|singel|hof|gracht|dijk|dreef|steeg|diep|haven|park|flat)\b"
)


class NameReader(word_row.WordRow):
    """The names in a text."""

    def name(self) -> str:
        """The first name of a person with the words that give it away, or nothing."""
        for place, word in enumerate(self.words):
            low = word.low
            if low in name_words.TITLES and (end := self._titled(place)):
                return self.plain[word.start : end]
            if low in name_words.PEOPLE and (end := self._someones(place)):
                return self.plain[word.start : end]
            if len(low) == 1 and word.is_capital and (end := self._initials(place)):
                return self.plain[word.start : end]
            if end := self._called(place):
                return self.plain[word.start : end]
        return ""

    def _titled(self, place: int) -> int:
        """Where a name behind a form of address ends; 0 without."""
        title = self.words[place]
        if title.low in ("heer", "ouwe") and not self._is_led_by_the(place):
            return 0
        if not word_row.AFTER_TITLE.fullmatch(self.gap(place)):
            return 0
        at, is_led = self.beyond(place)
        initials = [w for w in self.words[place + 1 : at] if len(w.low) == 1]
        if at >= len(self.words) or not word_row.AFTER_TITLE.fullmatch(self.gap(at - 1)):
            return initials[-1].end + 1 if initials else 0
        name = self.words[at]
        if len(name.low) == 1:
            is_short = name.is_capital or title.low in name_words.STRONG_TITLES
            return name.end if is_short and name.low not in "u" else 0
        if initials:
            is_end = not name.is_capital and (
                name.low in name_words.STOP or not name_words.is_surname(name.low)
            )
            return initials[-1].end + 1 if is_end and not is_led else name.end
        first, low = name_words.first_name(name.low), name.low
        is_word = low in name_words.STOP or low in name_words.PEOPLE or low in name_words.TITLES
        if name.is_capital and not title.text.isupper():
            is_named = (
                not is_word and name_words.NAMED_AFTER.search(low) is None
            ) or name_words.is_surname(low)
            is_town = title.low in ("familie", "fam", "dr", "drs") and low in name_words.places()
            is_thing = self.is_thing(at) and not _OF_A_STREET.match(self.plain, name.end)
            return name.end if is_named and not is_town and not is_thing else 0
        if (low.startswith("s-") or is_word) and not (is_led and name_words.is_surname(low)):
            return 0
        before = {w.low for w in self.words[place + 1 : at]}
        if low in name_words.TRADES and self.words[at - 1].low == "de":
            return 0
        if name_words.is_surname(low) or (first is not None and first != "*"):
            return name.end
        if low.startswith(("al-", "el-", "ben-", "abu-")):
            return name.end
        if is_led:
            is_surely = (
                not before.isdisjoint(name_words.FOREIGN)
                or (
                    "van" in before
                    and not before.isdisjoint(("der", "den"))
                    and title.low != "familie"
                )
                or title.low in ("mevr", "mw", "dhr", "hr", "fam")
            )
            return name.end if is_surely else 0
        if title.text.isupper() and title.low in name_words.STRONG_TITLES | {"fam", "familie"}:
            return name.end
        is_short_title = title.low in ("mevr", "mw", "dhr", "hr", "fam")
        return name.end if is_short_title or (first and title.low not in ("familie", "dr")) else 0

    def _is_led_by_the(self, place: int) -> bool:
        """Whether "de" stands before a word, with at most one adjective between: "de oude heer"."""
        before = [word.low for word in self.words[max(0, place - 2) : place]]
        return before[-1:] == ["de"] or (before[:1] == ["de"] and before[-1].endswith("e"))

    def _someones(self, place: int) -> int:
        """Where the name behind a word for a person ends; 0 without."""
        at, is_led = self.beyond(place)
        if not re.fullmatch(r"\s{0,2}:?\s{1,2}", self.gap(place)) or at >= len(self.words):
            return 0
        if self.words[place + 1].is_capital and len(self.words[place + 1].low) == 1:
            at = place + 1
        name = self.words[at]
        if name.low in name_words.STOP or self.is_thing(at):
            return 0
        if len(name.low) == 1:
            is_initial = name.is_capital and re.match(
                r"\.(?!\s?[A-Z])|\s(?:uit|van|en|heeft|wil|is)\b|$|,", self.plain[name.end :][:8]
            )
            return name.end if is_initial and not is_led else 0
        first = name_words.first_name(name.low)
        if name.is_capital:
            is_name = first is not None or name_words.is_surname(name.low)
            is_led = is_led and self.words[at - 1].low in ("der", "den", "el", "'t")
            return name.end if is_name or is_led else 0
        is_led = (
            is_led
            and (self.words[at - 1].low in ("der", "den", "el") or at == place + 2)
            and name_words.is_listed(name.low)
        )
        return name.end if first == "+" or is_led else 0

    def _initials(self, place: int) -> int:
        """Where the surname behind initials ends, or the initials behind a surname; 0 without."""
        if place and self.words[place - 1].is_capital and len(self.words[place - 1].low) > 2:
            surname, gap = self.words[place - 1], self.gap(place - 1)
            is_told = (
                surname.low not in name_words.LETTERED
                and name_words.is_surname(surname.low)
                and re.fullmatch(r",?\s{1,2}", gap)
            )
            if is_told and self.gap(place)[:1] in (".", ",", "\n"):
                return self.words[place].end
        if self.gap(place)[:1] != ".":
            return 0
        at, is_led = self.beyond(place - 1)
        if at >= len(self.words) or not word_row.AFTER_TITLE.fullmatch(self.gap(at - 1)):
            return 0
        name = self.words[at]
        count = sum(len(w.low) == 1 for w in self.words[place:at])
        if not name.is_capital or len(name.low) < 2 or name.low in name_words.STOP:
            return 0
        is_name = is_led or name_words.is_surname(name.low)
        is_listed = name_words.is_listed(name.low)
        if (name_words.NAMED_AFTER.search(name.low) and not is_listed) or self.is_thing(at):
            return 0
        if count > 1 and "\n" not in self.gap(at - 1) and len(self.gap(at - 1)) > 1:
            is_name = is_name or not name.text.isupper()
        return name.end if is_name else 0

    def _called(self, place: int) -> int:
        """Where a name that begins with this first name ends; 0 without."""
        word = self.words[place]
        low = word.low
        mark = name_words.first_name(low)
        if mark is None and word.is_capital and low[-1] == "s" and low not in name_words.NO_NAMES:
            owner = name_words.first_name(low[:-1]) if len(low) > 4 else None
            mark = owner if owner in ("", "+") else None
        if mark is None and "-" in low and self._is_joined(word) and not self.is_thing(place):
            return word.end
        if mark is None or self.is_thing(place) or self.is_in_an_address(word):
            return 0
        at, is_led = self.beyond(place)
        after = self.words[at] if at < len(self.words) else None
        is_near = after is not None and all(
            _TOGETHER.fullmatch(self.gap(each)) for each in range(place, at)
        )
        if after is not None and is_near and after.low not in name_words.STOP:
            is_surname = name_words.is_surname(after.low)
            if is_surname or (
                after.is_capital and word.is_capital and not after.text.isupper() and mark != "*"
            ):
                return after.end
            if (
                is_led
                and (mark == "" or word.is_capital)
                and (mark != "*" or after.is_capital)
                and self.words[place + 1].low
                not in ("in", "op", "te", "het", "ben", "al", "ter", "ten")
            ):
                return after.end
        if mark == "" or (mark == "+" and word.is_capital):
            is_long = len(low) > 3 or (word.is_capital and not word.text.isupper())
            if is_long:
                return word.end
        return word.end if self._is_somebodys(place, word.is_capital, mark) else 0

    @staticmethod
    def _is_joined(word: word_row.PlacedWord) -> bool:
        """Whether a first name is joined to another word: "Klaas-Jan", "bij-Piet"."""
        parts = word.text.split("-")[:2]
        if parts[0].lower() in name_words.THINGS:
            return False
        marks = [(name_words.first_name(part.lower()), part) for part in parts]
        return any(
            (mark == "" and (part[0].isupper() or len(part) > 3))
            or (mark == "+" and part[0].isupper())
            for mark, part in marks
        )

    def _is_somebodys(self, place: int, is_capital: bool, mark: str) -> bool:
        word = self.words[place]
        before = self.words[place - 1].low if place else ""
        if before and not _AFTER_CUE.fullmatch(self.gap(place - 1)):
            before = ""
        after = self.words[place + 1].low if place + 1 < len(self.words) else ""
        if _AGE.match(self.plain, word.end):
            return is_capital or mark != "*"
        if is_capital:
            is_cued = (
                (before in name_words.CUES and before not in ("via", "naar"))
                or (
                    before in ("naar", "met")
                    and place > 1
                    and self.words[place - 2].low in name_words.CUES
                )
                or (before in ("wordt", "word") and after == "genoemd")
            )
            is_doing = after in name_words.DOES and not word.text.isupper()
            is_home = before == "bij" and after == "thuis"
            is_from = (
                after == "uit"
                and place + 2 < len(self.words)
                and (self.words[place + 2].low in name_words.places())
            )
            return is_cued or is_doing or is_home or is_from or after in ("genaamd", "geheten")
        if mark == "+" and not word.text.isupper():
            is_doing = after in name_words.DOES and not place
            return (
                is_doing
                or before in ("heet", "bel", "contactpersoon", "genaamd")
                or (before == "bij" and after == "thuis")
            )
        return False
