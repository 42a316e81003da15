"""The proposals for columns that nobody knows: which field each may be.

By the words of its name and by what stands below it. Its sender says whether that is so.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from app.core import shown
from app.imports import columns, heads, import_column, models, vocabulary

# What people call a field, in parts of words, besides the names that a file may have.
_HINTS: Mapping[str, tuple[str, ...]] = {
    "title": ("titel", "hulpvraag", "behoefte", "vraag", "onderwerp", "wat", "nodig", "kort"),
    "description": ("omschr", "toelicht", "opmerk", "bijzonder", "beschrijv", "uitleg", "detail"),
    "support_type": ("soort", "hulp", "type", "categorie", "ondersteuning", "dienst"),
    "support_types": ("soort", "hulp", "type", "categorie", "ondersteuning", "dienst"),
    "target_group": ("doelgroep", "wie", "groep"),
    "target_groups": ("doelgroep", "wie", "groep"),
    "municipality": ("gemeente", "plaats", "waar", "locatie", "dorp", "stad"),
    "municipalities": ("gemeente", "plaats", "waar", "locatie", "dorp", "stad", "werkgebied"),
    "works_in": ("werkgebied", "werkt"),
    "people": ("aantal", "mensen", "pers", "bewoner", "deelnemer", "inwoner"),
    "quantity": ("aantal", "aant", "hoeveel", "capaciteit", "stuks"),
    "unit": ("eenheid", "waarvan"),
    "urgency": ("urgent", "spoed", "haast", "prio"),
    "needed_from": ("vanaf", "begin", "start", "ingang"),
    "needed_until": ("tot", "eind", "deadline", "uiterlijk"),
    "available_from": ("vanaf", "begin", "start", "ingang"),
    "available_until": ("tot", "eind", "deadline", "uiterlijk"),
    "organisation": ("organisatie", "instelling", "aanvrager", "melder", "aanbieder"),
    "name": ("naam", "organisatie", "instelling"),
    "kind": ("soort", "type"),
    "source": ("bron", "herkomst"),
    "as_of": ("peil", "datum"),
}
_NUMBERS = ("people", "quantity")
# Words of names that stand in the names of others too.
_VAGUE = frozenset(
    ("naam", "geen", "code", "van", "tot", "met", "en", "of", "de", "het", "in", "wat", "ze", "ook",
     "op", "voor")
)  # fmt: skip
# Never guessed: what a yes to a question of ours is, and which row of ours it speaks of.
_NEVER = ("sure_no_names", shown.REFERENCE)
_TEXTS = ("title", "description")
# What is not for everybody who reads a text.
_PRIVATE = ("intern", "prive", "vertrouwelijk", "contact", "naam", "telefoon", "mail", "adres")
# "40", "1.250", "ca. 40", "10 à 15".
_NUMBER = re.compile(r"[^\d\n]{0,12}\d[\d. ]{0,10}[^\d\n]{0,12}\d{0,7}", re.ASCII)
_DAY = re.compile(r"\d{1,4}[-/. ][\w]{1,9}[-/. ]\d{1,4}\b.{0,12}")
_WORDS = re.compile(r"[^\W\d_]+")
MOST_LOOKED_AT = 8  # cells of a column
LONGEST = 60  # letters of a cell that can be one of a list
ENOUGH = 1.5


def propose(
    kind: models.ImportKind,
    told: Sequence[heads.Head],
    taken: Collection[str],
    wanted: Collection[str],
    words: vocabulary.Vocabulary,
) -> dict[str, str]:
    """By column the field that it probably is, of those that are not `taken`; those that the file
    cannot go without, the `wanted`, before others.
    """
    free = [column for column in columns.COLUMNS[kind] if column.field not in (*taken, *_NEVER)]
    likely = sorted(
        (
            (score + (column.field in wanted) / 2, -place, head.name, column.field)
            for place, head in enumerate(told)
            for column in free
            if (score := _likeness(column, head, words)) >= ENOUGH
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for _score, _place, name, field in likely:
        if name not in found and field not in found.values():
            found[name] = field
    return found


def _likeness(
    column: import_column.ImportColumn, head: heads.Head, words: vocabulary.Vocabulary
) -> float:
    """Two for a word of its name, three when all of its cells are what this field takes."""
    named = set(_parts(head.name))
    if column.field in _TEXTS and any(part.startswith(_PRIVATE) for part in named):
        return 0
    known = {part for name in column.names for part in _parts(name)} - _VAGUE
    hints = _HINTS.get(column.field, ())
    hits = sum(part in known or any(map(part.startswith, hints)) for part in named)
    texts = [text for text in head.samples if len(text) <= LONGEST][:MOST_LOOKED_AT]
    fitting = sum(_fits(column, text, words) for text in texts) / max(1, len(texts))
    if hits and (column.is_day or column.field in _NUMBERS) and texts and not fitting:
        return 0
    # A number or a day alone says little: there are several of those.
    is_telling = not column.is_day and column.field not in _NUMBERS
    return 2 * hits + (3 if is_telling else 1) * fitting


def _fits(column: import_column.ImportColumn, text: str, words: vocabulary.Vocabulary) -> bool:
    if column.field in _NUMBERS:
        return _NUMBER.fullmatch(text) is not None
    if column.is_day:
        return _DAY.fullmatch(text) is not None
    return all(words.knows(column.field, part) for part in _several(column, text))


def _several(column: import_column.ImportColumn, text: str) -> Iterable[str]:
    return re.split(r"[;,\n]", text) if column.takes_many else [text]


def _parts(name: str) -> Iterator[str]:
    return (found.group() for found in _WORDS.finditer(columns.fold(name)))
