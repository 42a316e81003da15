"""Words of a text as they were typed, short enough to stand in a sentence."""

from app.core import characters

LONGEST = 40


def quoted(text: str, words: str) -> str:
    """Words that were found in the folded text, as they stand in the text itself. What was found
    in another reading of it, such as digits for words, stays what was read.
    """
    kept = characters.normal(text)
    pieces = [characters.folded(char) for char in kept]
    at = "".join(pieces).find(words)
    if at >= 0:
        words = _cut(kept, pieces, at, at + len(words))
    return short(" ".join(words.split()).strip(" .,;:!?-"))


def short(words: str) -> str:
    """Words on one line, as many as fit in a sentence."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "\u2026"


def _cut(kept: str, pieces: list[str], start: int, end: int) -> str:
    """The characters of a text whose pieces lie between two places."""
    at, cut = 0, []
    for char, piece in zip(kept, pieces, strict=True):
        if start <= at < end:
            cut.append(char)
        at += len(piece)
    return "".join(cut)
