"""The characters of a text: as it is kept (`normal`), and as it is searched for what somebody hid
in it (`folded`).
"""

import itertools
import re
import unicodedata

_LINE_ENDS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), "\n")
# Signs that stand before a number in Arabic script: Unicode calls them formatting, readers see
# them.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# Letters and symbols that leave a blank, and marks that only choose how a sign is drawn.
_BLANK = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc\U0001d159"
    + "".join(map(chr, range(0xFE00, 0xFE0F)))
    + "\u2065\ufffe\uffff"
    + "".join(map(chr, range(0xFFF0, 0xFFF9)))
)
# Where everything that nobody sees is found; a test looks through all of Unicode.
_WHERE = (
    *(range(0x3001), range(0xD800, 0xE000), range(0xFEFF, 0x10000), range(0x11000, 0x11100)),
    *(range(0x13400, 0x13500), range(0x1BC00, 0x1BD00), range(0x1D100, 0x1D200)),
    range(0xE0000, 0xE1000),
)
# Cyrillic and Greek letters that look like a Latin one.
_TWINS = dict(
    zip(
        "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0410\u0412\u0415\u041a\u041c\u041d\u041e"
        "\u0420\u0421\u0422\u0425\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4"
        "\u03a5\u03a7\u03bf",
        "aeopcyxiABEKMHOPCTXABEHIKMNOPTYXo",
        strict=True,
    )
)
# Letters with a stroke, without a dot or tied together: Unicode takes no accent off them.
_LETTERS = dict(
    zip(
        "\u0131\u0142\u0141\u00f8\u00d8\u0111\u0110\u0127\u0126\u00e6\u00c6\u0153\u0152\u00f0\u00d0\u00fe"
        "\u00de\u00df\u1e9e",
        ("i", "l", "L", "o", "O", "d", "D", "h", "H", "ae", "Ae", "oe", "Oe", "d", "D", "th", "Th",
         "ss", "Ss"),
        strict=True,
    )
)  # fmt: skip
# These two only mean something inside an emoji: "drawn in colour", and "one drawing of several".
_COLOUR, _JOINER = "\ufe0f", "\u200d"


def _unseen() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(map(ord, _BLANK))
    for number in itertools.chain(*_WHERE):
        char = chr(number)
        kind = unicodedata.category(char)
        if char in "\n\t" or char == _JOINER or char in _SEEN:
            continue
        if kind in ("Cc", "Cf", "Cs") or number >= 0xE0000:
            table[number] = None
        elif kind == "Zs":
            table[number] = " "
    return table | _LINE_ENDS


_UNSEEN = _unseen()
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
)
# More marks than this on one letter are drawn over the lines above and below it. Vietnamese has
# two, Hebrew with its vowels and accents at most four.
MOST_MARKS = 4
_DRAWN = re.compile(f"({_PICTURE}(?:\u200d{_PICTURE})*)|[\u200d\ufe0f]")


def normal(text: str) -> str:
    """The text as it is kept: NFC, ordinary spaces and line ends, nothing that nobody can see.

    An emoji of several (a family, a person with a tone of skin) stays one drawing; a joiner or a
    colour mark anywhere else is dropped, so that a text has one spelling. Flags of a part of a
    country lose their unseen letters and become a black flag.
    """
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = unicodedata.normalize("NFC", lines.translate(_UNSEEN))
    drawn = _DRAWN.sub(lambda found: found.group(1) or "", seen)
    return _with_few_marks(unicodedata.normalize("NFC", drawn))


def _with_few_marks(text: str) -> str:
    """Of a letter with a heap of marks only the first few."""
    if not text or max(text) < "\u0300":
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def has_words(text: str) -> bool:
    """Whether somebody can read something in it: a letter or a number, not only signs and marks."""
    return any(unicodedata.category(char)[0] in "LN" for char in normal(text))


def has_right_to_left(text: str) -> bool:
    """Whether some of it is read from the right, as Arabic and Hebrew are."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def folded(text: str) -> str:
    """The text without what is only spelling: no accents, one kind of dash and quote, digits of
    every script and width as 0 to 9. Upper and lower case stay.
    """
    if text.isascii():
        return normal(text).replace("\t", " ")
    apart = unicodedata.normalize("NFKD", normal(text))
    return "".join(_plain(char) for char in apart).replace("\t", " ")


def _plain(char: str) -> str:
    char = _LETTERS.get(char) or _TWINS.get(char, char)
    if char.isascii():
        return char
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me") or char in (_COLOUR, _JOINER):
        return ""
    if kind == "Pd" or char == "\u2212":
        return "-"
    if kind in ("Pi", "Pf"):
        return "'"
    if kind == "Zs":
        return " "
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    return char


def plain(text: str) -> str:
    """Without accents, in lower case."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


def shortened(text: str, most: int) -> str:
    """The text, or whole words of its first `most` characters with dots behind them."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
