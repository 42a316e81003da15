"""The encodings of a text file: which of the ways that programs save them gives words.

UTF-8 says itself whether it is that; the others are guesses. A file that reads well in one way only
is read so. Where nobody can be sure, its sender is asked, with words of the file beside each way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.words import Choice, Word, Worded
from app.imports.cell_texts import Unread

SAMPLES = 3
MAX_SAMPLE = 30

Line = tuple[int, Sequence[str | Unread]]


class Letters(Worded):
    """How a file is read."""

    AS_IT_IS = "utf-8", Word(mark("as it is"))
    WINDOWS = "windows", Word(mark("Windows"))
    DOS = "dos", Word(mark("DOS, older programs"))
    MAC = "mac", Word(mark("Mac, older programs"))
    MIXED = "mixed", Word(mark("partly UTF-8, partly Windows"))
    TWICE = "twice", Word(mark("saved wrongly before, mended"))


_ENCODINGS = {Letters.WINDOWS: "cp1252", Letters.DOS: "cp858", Letters.MAC: "mac_roman"}


class Unsure(Invalid):
    """Its sender has to say how the letters are read: one of the `choices`."""

    def __init__(self, choices: list[Choice]) -> None:
        super().__init__(
            {
                "letters": _(
                    "Some letters of this file can be read in several ways. Choose where the words "
                    "are right, and choose the file again."
                )
            }
        )
        self.choices = choices


@dataclass(frozen=True)
class Reading:
    """A file read in one way, and the words of it that nobody would write."""

    letters: Letters
    text: str
    odd: int


def read_letters(content: bytes, chosen: Letters | None = None) -> str:
    """The text of a file. Raises Unsure when it can be read in several ways, and Invalid on "file"
    when it cannot be read at all.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            raise _unreadable() from None
        if "\x00" in text:
            raise _unreadable()
        return text
    if b"\x00" in content:
        raise _unreadable()
    found = readings(content)
    if chosen is not None:
        return next((one.text for one in found if one.letters is chosen), found[0].text)
    if len(found) == 1:
        return found[0].text
    raise Unsure(_choices(found))


def readings(content: bytes) -> list[Reading]:
    """The ways in which a file may have been meant, the likeliest first; one when that is sure."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guesses(content)
    as_it_is = Reading(Letters.AS_IT_IS, text, _odd(text))
    if (better := _mended(text)) == text:
        return [as_it_is]
    return [Reading(Letters.TWICE, better, _odd(better)), as_it_is]


def mended(lines: Iterable[Line], chosen: Letters | None) -> Iterator[Line]:
    """The lines of a workbook, which may hold what was read wrongly before. Raises Unsure when
    nobody chose yet.
    """
    if chosen is Letters.AS_IT_IS:
        yield from lines
        return
    for place, cells in lines:
        better = [_mended(cell) if isinstance(cell, str) else cell for cell in cells]
        if chosen is not Letters.TWICE and better != list(cells):
            pairs = [(c, b) for c, b in zip(cells, better, strict=True) if c != b]
            now, then = (" ".join(map(str, texts)) for texts in zip(*pairs, strict=True))
            raise Unsure(
                _choices([Reading(Letters.TWICE, then, 0), Reading(Letters.AS_IT_IS, now, 0)])
            )
        yield place, better


def _mended(text: str) -> str:
    return text if text.isascii() else _RUN.sub(lambda run: _once_less(run.group()), text)


def _choices(found: list[Reading]) -> list[Choice]:
    """The ways to choose from, each with words as it reads them."""
    return [
        Choice(
            reading.letters.value,
            _("%(way)s: %(words)s", way=reading.letters.word, words=", ".join(_samples(reading))),
        )
        for reading in found
    ]


def _guesses(content: bytes) -> list[Reading]:
    texts = {way: content.decode(name, errors="replace") for way, name in _ENCODINGS.items()}
    mixed = _HIGH.sub(lambda run: _utf8_or_windows(run.group()).encode(), content).decode()
    if mixed != texts[Letters.WINDOWS]:
        texts[Letters.MIXED] = mixed
    found = [Reading(way, text, _odd(text)) for way, text in texts.items()]
    if found[0].odd == 0:  # as a Dutch Excel saves it
        return found[:1]
    # Never sure: who sees the words of the file knows.
    windows, best = found[0], min(reading.odd for reading in found)
    found.sort(key=lambda reading: reading.odd)
    return [one for one in found if one is windows or one.odd <= 2 * best + 1]


def _unreadable() -> Invalid:
    return Invalid(
        {
            "file": _(
                "The letters in this file cannot be read. Save it as “CSV UTF-8” and try again."
            )
        }
    )


# What UTF-8 uses for letters outside of ASCII, and those letters.
_HIGH = re.compile(rb"[\x80-\xff]+")
_RUN = re.compile("[\x80-\uffff]+")


def _utf8_or_windows(run: bytes) -> str:
    try:
        return run.decode("utf-8")
    except UnicodeDecodeError:
        return run.decode("cp1252", errors="replace")


def _once_less(run: str) -> str:
    """Letters that were UTF-8, were read as Windows and saved so: "Ã©" for "é"."""
    try:
        return run.translate(_WINDOWS).encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return run


# The bytes of Windows for what has others in Latin-1. Five bytes mean nothing in Windows, and
# programs pass them on as they are.
_WINDOWS = {ord(bytes([n]).decode("cp1252", "ignore") or chr(n)): n for n in range(0x80, 0xA0)}


# What people in this country write outside of ASCII, and where in a word.
_SMALL = "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœß"
_CAPITAL = _SMALL.replace("ÿ", "").replace("ß", "").upper()
_NO_VOWELS = "bcdfghjklmnpqrstvwxz"
_SIGNS = "€£§°±²³µ¼½¾·×÷©®™«»´`–…•’‘“”„\xa0\xad"
_WRONG = re.compile(
    # A sign in the middle of a word where none can be, a capital behind a small letter,
    r"(?<=[^\W\d_])[€£§°±²³µ¼½¾×÷©®™«»…•—](?=[^\W\d_]|—)"
    # a quotation mark that opens behind a letter or closes before one,
    r"|(?<=[^\W\d_])[‘“„]|”(?=[^\W\d_])"
    # a mark that was UTF-8,
    r"|â€"
    rf"|(?<=[a-z{_SMALL}])[{_CAPITAL}]"
    # or a capital that no small letter and no other capital follows or precedes.
    rf"|(?<![A-Z{_CAPITAL}])[{_CAPITAL}](?![a-z{_SMALL}A-Z{_CAPITAL}.])"
    rf"|(?<![A-Z{_CAPITAL}])[{_CAPITAL}][A-Z](?=[a-z])"
    # Anything else.
    rf"|[^\x00-\x7f{_SMALL}{_CAPITAL}{re.escape(_SIGNS)}—]"
    # What Windows shows for "à" of DOS: dots that follow nothing; behind a word people type them.
    r"|(?<![\w.,!?()\[\]\"'”’…])…(?![)\]])"
    # What it shows for "á": a space between letters one of which cannot be a word.
    rf"|(?<![^\W\d_])[{_NO_VOWELS}{_NO_VOWELS.upper()}]+\xa0(?=[a-z])"
    rf"|(?<=[^\W\d_])\xa0[{_NO_VOWELS}]+(?![^\W\d_])"
)


def _odd(text: str) -> int:
    """How many words of a text nobody writes so."""
    return sum(_WRONG.search(word) is not None for word in _words(text))


def _words(text: str) -> Iterator[str]:
    return (word for word in re.split(r"[^\S\xa0]+", text) if not word.isascii())


def _samples(reading: Reading) -> Iterator[str]:
    """Words that other ways read otherwise, without the cells beside them."""
    words = (re.split(r"[;,\t\"]", word) for word in _words(reading.text))
    outside = (part for parts in words for part in parts if not part.isascii())
    for place, word in enumerate(dict.fromkeys(outside)):
        if place == SAMPLES:
            return
        yield f"“{word[:MAX_SAMPLE]}”"
