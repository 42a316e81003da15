"""The words of a Dutch text: stems, the parts of compounds, and the concepts they stand for.

The same function reads needs and offers, so that "boodschappenhulp" and "boodschappen doen" share a
word, and "chromebook" and "laptop" a concept. Pure: no database, the word lists ship with the
product.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import local

import snowballstemmer

from app.language import denials, word_lists

# Grows with every change that gives other words for the same text; stored words of an older version
# are written anew.
WORDS_VERSION = 7

# What stands on another line, as a title does, is another clause.
_TOKEN = re.compile(r"[a-z][a-z'-]*[a-z]|[.,;:!?()\n]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*[^\W_]")
_NOT = frozenset({"geen", "zonder", "behalve", "uitgezonderd"})
_ENDS_NEGATION = frozenset({"maar", "wel", "en", "alleen", "als", "dus"})
_OR = frozenset({"of", "noch"})
_NEGATES = 2  # so many words with a meaning after "geen"
_LINKS = ("", "s", "e", "en", "n")
_SHORTEST_QUOTED = 6  # letters of a part for which a compound is quoted
_SHORTEST_PART = 3
_SHORTEST_COMPOUND = 7
_SHORTEST_PLURAL = 6


@dataclass(frozen=True, slots=True)
class Words:
    """What a text speaks of. `stems` holds parts of compounds too; `concepts` begin with "#".

    `excluded` are stems and concepts that are only said not to be there.
    """

    stems: frozenset[str]
    concepts: frozenset[str]
    excluded: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.stems | self.concepts


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that can be part of a compound, and whether their plurals can."""

    words: frozenset[str]
    takes_plurals: bool = False

    def has_plural(self, part: str) -> bool:
        """Whether this is the plural of a word that is here: "pakketten", "reizen", "scholen"."""
        if (
            not self.takes_plurals
            or len(part) < _SHORTEST_PLURAL
            or part in word_lists.false_ends()
        ):
            return False
        if part.endswith("s"):
            return part[:-1] in self.words
        if not part.endswith("en"):
            return False
        start, vowel, last = part[:-4], part[-4], part[-3]
        single = {"z": "s", "v": "f"}.get(last, last)
        ways = (part[:-2], part[:-3], f"{start}{vowel}{single}", f"{start}{vowel * 2}{single}")
        return any(way in self.words for way in ways if way != part[:-3] or vowel == last)


def read_words(text: str) -> Words:
    """The words of a text. Numbers and words without meaning are left out."""
    said: set[str] = set()
    excluded: set[str] = set()
    negated = 0
    tokens = _TOKEN.findall(_plain(text))
    denied = denials.places_of(tokens) if "niet" in tokens else frozenset[int]()
    for place, token in enumerate(tokens):
        if place in denied and token not in word_lists.stopwords():
            excluded.update(_tokens_of(token))
        elif token in _NOT:
            negated = _NEGATES
        elif token in _OR:
            # "Geen ramen of dakgoten": the last one of a list too.
            negated = 1 if negated or (place > 1 and tokens[place - 2] in _NOT) else 0
        elif not token[0].isalpha() or token in _ENDS_NEGATION:
            negated = 0
        elif token not in word_lists.stopwords():
            (excluded if negated else said).update(_tokens_of(token))
            negated = max(0, negated - 1)
    excluded -= said
    concepts = frozenset(token for token in said if token.startswith("#"))
    return Words(frozenset(said) - concepts, concepts, frozenset(excluded))


def meant_by(word: str) -> frozenset[str]:
    """Stems and concepts of one word that somebody looks for. Its concepts are those of the word as
    written where the list has it: "ouderen" is not about "ouders", though they share a stem.
    """
    plain = _plain(word)
    exact, _by_stem = _thesaurus()
    tokens = _tokens_of(plain)
    if plain not in exact:
        return tokens
    return frozenset(token for token in tokens if token[0] != "#") | {
        f"#{name}" for name in exact[plain]
    }


def stem_words(text: str) -> list[str]:
    """Stems in the order of the text, without parts and concepts: what plain full text search
    knows.
    """
    return [
        stem(token)
        for token in _TOKEN.findall(_plain(text))
        if token[0].isalpha() and token not in word_lists.stopwords()
    ]


def written_in(text: str) -> list[str]:
    """The words of a text as they are written there."""
    return _WORD.findall(text)


def surfaces(
    text: str, tokens: frozenset[str], weight: Callable[[str], float], *, most: int
) -> list[str]:
    """The words of a text, as written there, that bring these stems or concepts in: those that
    weigh most first. A compound is not quoted for a short part of it: "huisarts" says nothing of
    who stays at home ("aan huis"); nor is a word that gives nobody a reason, such as "tafel".
    """
    found: dict[str, float] = {}
    for token in written_in(text) if tokens else ():
        plain = _plain_word(token)
        brought = (
            tokens & _tokens_of(plain, _SHORTEST_QUOTED)
            if plain not in word_lists.stopwords() | word_lists.unquoted()
            else frozenset[str]()
        )
        if brought:
            found.setdefault(token.lower(), max(weight(word) for word in brought))
    return sorted(found, key=lambda word: -found[word])[:most]


@lru_cache(maxsize=40_000)
def split_compound(word: str, *, is_search: bool = False) -> tuple[str, ...]:
    """The known words a compound is made of: "boodschappenhulp" is "boodschappen" and "hulp". Empty
    when it is none. A search knows more words and their plurals: what is found by them is found by
    somebody's own choice, but two texts need not fit because both speak of a machine.
    """
    if len(word) < _SHORTEST_COMPOUND:
        return ()
    if "-" in word:
        return tuple(part for part in word.split("-") if len(part) >= _SHORTEST_PART)
    known = _searched() if is_search else _lexicon()
    return _cover(word, known, is_whole=True) or _head(word, known)


def is_guessed(word: str) -> bool:
    """Whether only the end of this word is known."""
    return (
        len(word) >= _SHORTEST_COMPOUND
        and word not in _searched().words
        and not _cover(word, _searched(), is_whole=True)
        and bool(_head(word, _searched()))
    )


def compound_parts(text: str) -> str:
    """The parts of all compounds in a text, as words for text search, which finds a compound by its
    beginning only.
    """
    tokens = dict.fromkeys(_TOKEN.findall(_plain(text)))
    return " ".join(
        dict.fromkeys(part for token in tokens for part in split_compound(token, is_search=True))
    )


def _cover(word: str, known: Lexicon, *, is_whole: bool = False) -> tuple[str, ...]:
    """Known words that together are the whole word, with a joining letter between them; the longest
    first part wins.
    """
    if not is_whole and (word in known.words or known.has_plural(word)):
        return (word,)
    for end in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first = word[:end]
        # An s may be the letter that joins: "verzorging", not "verzorgings".
        if first not in known.words and (first[-1] == "s" or not known.has_plural(first)):
            continue
        for link in _LINKS:
            if word.startswith(link, end) and (rest := _cover(word[end + len(link) :], known)):
                return (first, *rest)
    return ()


def _head(word: str, known: Lexicon) -> tuple[str, ...]:
    """The known end of a compound whose beginning nobody knows: "dorpsauto" is at least an "auto".
    Not of a word that only ends like one: "statushouders" is about no "ouders".
    """
    false_ends = word_lists.false_ends()
    for start in range(len(word) - 3):
        if word[start:] in false_ends:
            return ()
        if start >= _SHORTEST_PART and (
            word[start:] in known.words
            or (len(word) - start > _SHORTEST_PLURAL and known.has_plural(word[start:]))
        ):
            return (word[start:],)
    return ()


@lru_cache(maxsize=50_000)
def _tokens_of(word: str, shortest: int = 1) -> frozenset[str]:
    """Stem, stems of the parts that are not too short, and concepts of all of them."""
    found = {stem(word)}
    concepts = set(_concepts_of(word))
    for part in split_compound(word):
        if part not in word_lists.stopwords() and len(part) >= shortest:
            found.add(stem(part))
            concepts |= _concepts_of(part)
    return frozenset(found | {f"#{name}" for name in concepts})


def _concepts_of(word: str) -> frozenset[str]:
    by_word, by_stem = _thesaurus()
    found = by_word.get(word, frozenset()) | by_stem.get(stem(word), frozenset())
    if not found and word.endswith("t"):  # "rouwt" as "rouwen": the stemmer keeps the t of a verb
        found = by_stem.get(stem(word[:-1]), frozenset())
    return found


@cache
def _thesaurus() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Concepts by word as written and by stem."""
    by_word: dict[str, set[str]] = {}
    by_stem: dict[str, set[str]] = {}
    for line in word_lists.lines_of("thesaurus.txt"):
        name, _colon, words = line.partition(":")
        for word in _plain(words).split():
            by_word.setdefault(word, set()).add(name)
            by_stem.setdefault(stem(word), set()).add(name)
    return _frozen(by_word), _frozen(by_stem)


@cache
def _lexicon() -> Lexicon:
    """The words by which two texts share something."""
    by_word, _by_stem = _thesaurus()
    more = (word for line in word_lists.lines_of("parts.txt") for word in line.split())
    return Lexicon(
        frozenset(
            word for word in (*by_word, *more) if len(word) >= _SHORTEST_PART and "-" not in word
        )
    )


@cache
def _searched() -> Lexicon:
    """The words that a search knows besides, and their plurals."""
    more = (word for line in word_lists.lines_of("searched_parts.txt") for word in line.split())
    return Lexicon(_lexicon().words.union(more), takes_plurals=True)


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(names) for word, names in found.items()}


def _plain(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("’", "'")


_plain_word = lru_cache(maxsize=50_000)(_plain)


# A Snowball stemmer holds the word it works on, so every thread has its own.
_of_thread = local()


def stem(word: str) -> str:
    """What the forms of a word share."""
    stemmer = getattr(_of_thread, "stemmer", None)
    if stemmer is None:
        stemmer = _of_thread.stemmer = snowballstemmer.stemmer("dutch")
    stemmed: str = stemmer.stemWord(word)
    return stemmed
