"""How a text is found by what somebody types: both go through the same function.

So a word that can be read can be found.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlmodel
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped

from app.core import characters
from app.language import plurals, words

MAX_WORDS = 12
# Characters of a question; who types more asks for its first words.
MOST_TYPED = 500
LONGEST = 100  # PostgreSQL keeps no word of more than 2 kB
_SNIPPET, _BEFORE = 160, 50  # characters of a text that are shown, and of these before the hit
_CHUNK = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_AS_WRITTEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_AND_MORE = re.compile(r"(?<=\d)\+('?s?ers\b)?(?!\d)")  # "65+" is "65-plus"
_PART = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# What a verb in two pieces has apart: "haal meubels op".
_PARTICLES = frozenset(
    re.findall(
        r"\w+", "aan af bij door in langs mee na om onder op over rond samen terug toe uit voor weg"
    )
)
_FURTHEST = 4  # words between a verb and the part of it that stands apart
# Words that say nothing of what is looked for: left out beside other words, asked for when alone.
SMALL = frozenset(
    re.findall(
        r"\w+",
        "aan als bij dan dat de den der deze die dit door een en er het in is met naar nog of om "
        "onder ook op over s t te ten ter tot uit van voor was wat wie zijn zo the and of for to "
        # Who looks for "ouderen zonder eten" finds what is asked for them, however that says so.
        "geen niet zonder without",
    )
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word that a text must have, or begin with."""

    word: str
    is_beginning: bool

    def is_in(self, found: Collection[str]) -> bool:
        """Whether one of these words is it."""
        if self.word in found or not self.is_beginning:
            return self.word in found
        return any(each.startswith(self.word) for each in found)

    def __str__(self) -> str:
        return f"'{self.word}'{':*' if self.is_beginning else ''}"


# Of every typed word: the sets of terms of which one has to be there.
Asked = tuple[tuple[tuple[tuple[Term, ...], ...], ...], ...]


def chunks_of(text: str) -> list[str]:
    """The words of a text as they are written, without what is only spelling."""
    plain = characters.folded(text).casefold().replace("_", " ")
    return _CHUNK.findall(_AND_MORE.sub(lambda hit: "-plussers" if hit[1] else "-plus", plain))


def parts_of(chunk: str) -> list[str]:
    """ "covid-19" is "covid" and "19"; "foto's" is one word."""
    return [part.replace("'", "")[:LONGEST] for part in _PART.findall(chunk)]


def words_of(text: str) -> list[str]:
    """Everything that a text is found by: its words, their stems, and words with a dash as one."""
    found: dict[str, None] = {}
    for chunk in chunks_of(text):
        parts = parts_of(chunk)
        for part in parts if len(parts) == 1 else [*parts, "".join(parts)[:LONGEST]]:
            found |= dict.fromkeys((part, *plurals.stems_of(part)))
    return list(found)


def found_by(*texts: str) -> str:
    """The words of these texts and the parts of their compounds, as one line for a column."""
    text = "\n".join(texts)
    return " ".join(dict.fromkeys([*words_of(text), *words_of(words.compound_parts(text))]))


def asked_words(typed: str) -> list[str]:
    """The words of a question, as far as it is read."""
    return chunks_of(typed[:MOST_TYPED])


def ask(typed: str) -> Asked:
    """What a text must have to be found by what was typed; nothing when there is no word in it."""
    chunks = asked_words(typed)
    is_small = SMALL.issuperset(chunks)
    counted = [place for place, chunk in enumerate(chunks) if is_small or chunk not in SMALL]
    return tuple(
        (*_ways(chunks[place]), *_joined(chunks, place), *_parted(chunks, place))
        for place in counted[:MAX_WORDS]
    )


def _joined(chunks: list[str], place: int) -> Iterator[tuple[tuple[Term, ...], ...]]:
    """A word with the one before it and the one behind it as one: "dag besteding"."""
    for pair in (chunks[max(0, place - 1) : place + 1], chunks[place : place + 2]):
        if len(pair) == 2 and all(word.isalpha() and word not in SMALL for word in pair):
            yield (terms_of("".join(pair)[:LONGEST]),)


def _parted(chunks: list[str], place: int) -> Iterator[tuple[tuple[Term, ...], ...]]:
    """A verb with the part of it that stands further on: "haal meubels op" is "ophalen"."""
    verb, behind = chunks[place], chunks[place + 1 : place + 1 + _FURTHEST]
    if verb.isalpha() and verb not in SMALL:
        for further, part in enumerate(behind, place + 1):
            ends = further + 1 == len(chunks) or chunks[further + 1] in SMALL
            if part in _PARTICLES and ends:
                yield (terms_of(f"{part}{verb}"[:LONGEST]),)


def _ways(chunk: str) -> tuple[tuple[tuple[Term, ...], ...], ...]:
    parts = parts_of(chunk)
    ways = [tuple(terms_of(part) for part in parts)]
    if len(parts) > 1:
        ways.append((terms_of("".join(parts)[:LONGEST]),))
    elif known := words.split_compound(parts[0], is_search=True):
        ways.append(
            tuple(tuple(Term(stem, False) for stem in plurals.stems_of(part)) for part in known)
        )
    return tuple(ways)


def terms_of(part: str) -> tuple[Term, ...]:
    """A number is that number, not the beginning of another one."""
    is_word = part.isalpha()
    terms = [Term(part, is_word and len(part) > 1)]
    terms += [
        Term(stem, len(stem) > 3 and stem[:3] == part[:3])
        for stem in plurals.stems_of(part)
        if stem != part
    ]
    return tuple(terms)


# What `query_of` makes of typed words, as the parameter of a statement that is built once.
WORDS: Any = sa.bindparam("words", type_=sa.Text)


def finds(vector: Mapped[Any], words: Any = WORDS) -> sa.ColumnElement[bool]:
    """Rows that have every word that was asked for. `words` comes from `query_of`."""
    return vector.op("@@", is_comparison=True)(sa.cast(words, postgresql.TSQUERY))


def titled_last(titled: Mapped[Any], words: Any = WORDS) -> sa.ColumnElement[int]:
    """The key by which rows that have the words in their title come first in a list that goes
    down; see `titled_first`. A word that is only part of a compound there does not count.
    """
    return sa.case((finds(titled, words), 1), else_=0)


def titled_first(titled: Mapped[Any], words: Any = WORDS) -> sa.ColumnElement[int]:
    """The key by which rows that have the words in their title come first in a list that goes
    up.
    """
    return 1 - titled_last(titled, words)


def matches(vector: Mapped[Any], typed: str) -> sa.ColumnElement[bool] | None:
    """Rows that have every typed word. None when nothing searchable was typed."""
    query = query_of(typed)
    return finds(vector, query) if query else None


def query_of(typed: str) -> str:
    """Typed words as PostgreSQL asks for them; "" when nothing searchable was typed."""
    return " & ".join(
        "("
        + " | ".join("(" + " & ".join(_either(terms) for terms in way) + ")" for way in ways)
        + ")"
        for ways in ask(typed)
    )


def query_of_word(chunk: str) -> str:
    """A word as PostgreSQL asks for it, without its parts: whether it stands there itself."""
    parts = parts_of(chunk)
    ways = [parts] if len(parts) == 1 else [parts, ["".join(parts)[:LONGEST]]]
    return " | ".join(
        "(" + " & ".join(_either(terms_of(part)) for part in way) + ")" for way in ways
    )


def _either(terms: Iterable[Term]) -> str:
    return "(" + " | ".join(map(str, terms)) + ")"


def fits(typed: str, *texts: str) -> bool:
    """The rule of `matches` for texts that are at hand."""
    asked = ask(typed)
    found = frozenset(found_by(*texts).split()) if asked else frozenset()
    return all(
        any(all(any(term.is_in(found) for term in terms) for terms in way) for way in ways)
        for ways in asked
    )


def pieces(text: str, typed: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a word that was asked for."""
    terms = [term for ways in ask(typed) for way in ways for either in way for term in either]
    found, end = [], 0
    for hit in _AS_WRITTEN.finditer(text):
        said = words_of(hit.group())
        if any(term.is_in(said) for term in terms):
            found += [(text[end : hit.start()], False), (hit.group(), True)]
            end = hit.end()
    return [*found, (text[end:], False)]


def snippet(text: str, typed: str) -> list[tuple[str, bool]]:
    """What stands around the first word that was asked for, in pieces; nothing when none does."""
    text = " ".join(text.split())
    end = start = 0
    for piece, is_hit in pieces(text, typed):
        start, end = end, end + len(piece)
        if is_hit:
            break
    else:
        return []
    first = max(0, start - _BEFORE)
    if first:
        first = text.find(" ", first, start) + 1 or start
    last = max(first + _SNIPPET, end)
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    shown = pieces(text[first:last], typed)
    before, after = "… " if first else "", " …" if last < len(text) else ""
    return [(before, False), *shown, (after, False)]


def guessed(typed: str) -> list[str]:
    """Typed words of which only the end is known: "boodschapen" ends with "schapen"."""
    return [chunk for chunk in asked_words(typed) if chunk.isalpha() and words.is_guessed(chunk)]


_KEPT: dict[type[Any], Callable[[Any], Iterable[str]]] = {}


def kept_of(row: Any) -> str:
    """What a row of a table of `keep_found` is found by."""
    return found_by(*_KEPT[type(row)](row))


def keep_found(table: type[Any], texts: Callable[[Any], Iterable[str]]) -> None:
    """Whatever writes a row of this table keeps what it is found by."""
    _KEPT[table] = texts

    def renew(_mapper: Any, _connection: Any, row: Any) -> None:
        row.found_by = kept_of(row)

    sa.event.listen(table, "before_insert", renew)
    sa.event.listen(table, "before_update", renew)


_ACCENTED, _PLAIN = "àáâäçèéêëìíîïñòóôöùúûü", "aaaaceeeeiiiinoooouuuu"


def search_column() -> Any:
    """The column by which rows are found: made of `found_by`, so PostgreSQL need not know what a
    word is.
    """
    return _computed("array_to_tsvector(string_to_array(found_by, ' '))")


def titled_column(title: str = "title") -> Any:
    """The column that says which words stand in the title itself, for the order of what is found:
    made when the row is written, because a list of what a common word finds would read every title.
    """
    plain = f"translate(lower({title}), '{_ACCENTED}', '{_PLAIN}')"
    return _computed(f"to_tsvector('simple'::regconfig, {plain})")


def _computed(made_of: str) -> Any:
    column = sa.Column(postgresql.TSVECTOR, sa.Computed(made_of, persisted=True))
    return sqlmodel.Field(default=None, sa_column=column)
