"""What a clause with "niet" denies. What stands behind "geen" is read with the words of a text."""

from collections.abc import Iterable, Sequence

_ENDS_CLAUSE = frozenset({"maar", "wel", "en", "dus", "want", "alleen"})
# A clause with one of these says of whom or when, not what.
_SUBORDINATE = frozenset(
    {"die", "wie", "dat", "als", "omdat", "zodat", "waar", "wanneer", "indien"}
)
_WE = frozenset({"wij", "we", "ik", "ons", "onze"})
_FITS = frozenset({"past", "passen", "mag", "mogen"})
_DOES = frozenset(
    {
        "bezorg", "bezorgen", "bied", "bieden", "breng", "brengen", "doe", "doen", "doet", "geef",
        "geven", "heb", "hebben", "help", "helpen", "lever", "leveren", "maak", "maken", "neem",
        "nemen", "repareer", "repareren", "rijd", "rijden", "til", "tillen", "verhuis",
        "verhuizen", "vervoer", "vervoeren", "was", "wassen", "zet", "zetten",
    }
)  # fmt: skip


def places_of(tokens: Sequence[str]) -> frozenset[int]:
    """The places of the words that a clause with "niet" denies: "een aquarium past niet in de
    auto", "koelkasten tillen wij niet". Only where it says what one does not do: who cannot go out
    ("wie niet naar buiten kan") is whom it is for, and what is off ("dat kan niet doorgaan") is
    another matter.
    """
    found: set[int] = set()
    start = 0
    for end in range(len(tokens) + 1):
        if end < len(tokens) and tokens[end][0].isalpha() and tokens[end] not in _ENDS_CLAUSE:
            continue
        clause = tokens[start:end]
        if "niet" in clause and _SUBORDINATE.isdisjoint(clause):
            at = clause.index("niet")
            before, after = clause[:at], clause[at + 1 :]
            if not _FITS.isdisjoint(before):
                found.update(_told(before, start))
            elif not _WE.isdisjoint(clause) and not _DOES.isdisjoint(clause):
                found.update(_told(clause, start))
            elif not _WE.isdisjoint(before) and after[:1] == ["voor"]:
                found.update(_told(after, start + at + 1))
        start = end + 1
    return frozenset(found)


def _told(words: Sequence[str], start: int) -> Iterable[int]:
    aside = _WE | _DOES | _FITS
    return (start + place for place, word in enumerate(words) if word not in aside)
